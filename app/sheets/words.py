"""What is wrong with a row, and what an import is about, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.catalogue.lifecycle import unsellable_words
from app.catalogue.models import ProductStatus
from app.sheets.columns import HEADINGS
from app.sheets.models import ImportStatus
from app.sheets.plans import Change, KnownCategory, NewProduct, NewVariant
from app.sheets.problems import SEVERAL, Problem, parts_of
from app.sheets.services import EXHAUSTED, MOVED
from app.sheets.values import STATUS_WORDS
from app.web.filters import number, rupiah


def problem_words(problem: Problem) -> str:
    """Why a row is left out, and what to do about it; of several reasons all."""
    if problem.code == SEVERAL:
        return " ".join(problem_words(part) for part in parts_of(problem))
    about = _shown(problem.about)
    return (
        _of_reading(problem.code, about)
        or _of_values(problem.code, about)
        or _of_matching(problem.code, about)
        or _of_products(problem.code, about)
        or _("This row cannot be used.")
    )


def _shown(about: dict[str, Any]) -> dict[str, Any]:
    shown = dict(about)
    if "column" in shown:
        shown["column"] = HEADINGS.get(shown["column"], shown["column"])
    for key in ("near", "slugs", "skus", "axes", "values", "lines"):
        if key in shown:
            shown[key] = ", ".join(str(value) for value in shown[key])
    for key in ("least", "most"):
        if isinstance(shown.get(key), int):
            shown[key] = number(shown[key])
    return shown


def _of_reading(code: str, about: dict[str, Any]) -> str:
    match code:
        case "broken_csv":
            return _broken(about.get("swallowed", 0))
        case "lost_letter":
            return _("%(column)s has letters that were lost when the file was saved.", **about)
        case "control":
            return _("%(column)s contains characters that cannot be used.", **about)
        case "too_many_cells":
            return _("This line has more cells (%(cells)s) than headings (%(headings)s).", **about)
        case "formula":
            return _("%(column)s is a formula without a result. Type the value instead.", **about)
        case "error_value":
            return _("%(column)s shows an error (%(value)s). Type the value instead.", **about)
        case "truth_value":
            return _("%(column)s is TRUE or FALSE. Write a text or a number.", **about)
        case "date_value":
            return _(
                "%(column)s has become a date. Set the cell to text and type it again.", **about
            )
        case "fraction":
            return _("%(column)s is %(value)s. Write a whole number.", **about)
    return ""


def _broken(swallowed: int) -> str:
    why = _("This line cannot be read: a quotation mark is open or in the wrong place.")
    if not swallowed:
        return why
    lost = ngettext(
        "It takes %(num)s line below it along, which is left out too.",
        "It takes %(num)s lines below it along, which are left out too.",
        swallowed,
    )
    return f"{why} {lost}"


def _of_values(code: str, about: dict[str, Any]) -> str:
    match code:
        case "nameless":
            return _("The row has neither an SKU nor a product name.")
        case "too_long":
            return _("%(column)s is too long; at most %(most)s characters fit.", **about)
        case "status_unknown":
            return _("“%(value)s” is no status. Write aktif, draf or arsip.", **about)
        case "half_option":
            return _("An option needs a name and a value; %(column)s is empty.", **about)
        case "option_twice":
            return _("The option “%(name)s” stands there twice.", **about)
        case "no_number":
            return _(
                "%(column)s “%(value)s” is not a whole number from %(least)s to %(most)s.",
                **{"least": "0", "most": "", **about},
            )
        case "too_high":
            return _("%(column)s is too high; at most %(most)s.", **about)
        case "price_missing":
            return _("The price is missing.")
    return ""


def _of_matching(code: str, about: dict[str, Any]) -> str:
    match code:
        case "sku_twice":
            return _("SKU %(sku)s is also in line %(lines)s. Keep one of them.", **about)
        case "sku_ambiguous":
            return _(
                "Several SKUs differ in capitals only. Write exactly one of: %(skus)s.", **about
            )
        case "name_twice":
            return _(
                "Line %(lines)s has the same product name, so all are one product, and these would "
                "be the same variant of it. Write another name, tell the variants apart under "
                "Pilihan 1 and Nilai 1, or keep one line.",
                **about,
            )
        case "row_twice":
            return _("Line %(lines)s is about the same variant. Keep one of them.", **about)
        case "variant_archived":
            return _("SKU %(sku)s was removed from its product; only old orders show it.", **about)
        case "unknown_sku":
            return _(
                "No product of yours has SKU %(sku)s. For a new one, write its name too.", **about
            )
        case "name_ambiguous":
            return _("You have %(count)s products of this name. Write the SKU.", **about)
        case "combination_taken":
            return _("You have this already, with SKU %(sku)s. Write that, or no SKU.", **about)
        case "which_variant":
            return _(
                "This product has several variants (%(count)s). Write the SKU or the options.",
                **about,
            )
        case "stock_moved":
            return _stock_moved(about)
    return ""


def _stock_moved(about: dict[str, Any]) -> str:
    """The stock may have been sold, counted or written by hand: only that it moved is known."""
    return _(
        "Stock changed (%(before)s → %(present)s) since this sheet was downloaded. Count again and "
        "write the new number, or download the sheet afresh.",
        before=number(about["before"]),
        present=number(about["present"]),
    )


def _of_products(code: str, about: dict[str, Any]) -> str:
    match code:
        case "category_unknown" if about["near"]:
            return _("There is no category “%(value)s”. Do you mean: %(near)s?", **about)
        case "category_unknown":
            return _("There is no category “%(value)s”.", **about)
        case "category_ambiguous":
            return _("Several categories have this name. Write one of: %(slugs)s.", **about)
        case "category_missing":
            return _("A new product needs a category.")
        case "rows_disagree" if about["values"]:
            return _(
                "The rows of this product say different things under %(column)s: %(values)s.",
                **about,
            )
        case "rows_disagree":
            return _("The rows of this product say different things under %(column)s.", **about)
        case "too_many_variants":
            return _("A product has at most %(most)s variants; these would be %(count)s.", **about)
        case "axes_differ":
            return _("The variants of a product need the same options, not: %(axes)s.", **about)
        case "unsellable":
            return unsellable_words(has_variants=about["has_variants"])
        case "status_backwards":
            return _("It is on sale and cannot become a draft again. Write arsip to hide it.")
        case "combination_twice":
            return _("Two variants of this product would have the same options.")
    return ""


def value_words(column: str, value: Any, categories: dict[int, str]) -> str:
    """A value of a column as people read it."""
    match column:
        case "price":
            return rupiah(value)
        case "category":
            return categories.get(value, "–")
        case "status":
            return STATUS_WORDS.get(value, str(value))
        case "options":
            return options_words(value) or "–"
        case "weight":
            return f"{number(value)} g"
        case "description":
            return (value[:80] + "…") if len(value) > 80 else value or "–"
    return number(value) if isinstance(value, int) else str(value)


def options_words(options: dict[str, str]) -> str:
    """Merah, L"""
    return ", ".join(str(value) for value in options.values())


def change_words(change: Change, categories: dict[int, str]) -> tuple[str, str, str]:
    """The heading, the old value and the new one."""
    heading = _("Options") if change.column == "options" else HEADINGS[change.column]
    old = value_words(change.column, change.old, categories)
    return heading, old, value_words(change.column, change.new, categories)


def status_words(status: str) -> tuple[str, str]:
    """An import's status in words, and the tone of its tag."""
    return {
        ImportStatus.PREVIEW: (_("Not applied yet"), "warning"),
        ImportStatus.WAITING: (_("In the queue"), "info"),
        ImportStatus.RUNNING: (_("Being written"), "info"),
        ImportStatus.DONE: (_("Written"), "success"),
        ImportStatus.FAILED: (_("Failed"), "error"),
    }[ImportStatus(status)]


def sheet_problem_words(problem: str) -> str:
    """Why a worker gave a sheet back, or up."""
    if problem == MOVED:
        return _(
            "Your shop changed while this sheet waited, so nothing was written. Look again and "
            "apply it once more."
        )
    if problem == EXHAUSTED:
        return _("This sheet could not be written, and nothing of it was. Send it in parts.")
    return ""


def note(sku: str, options: dict[str, str]) -> str:
    """Which variant: its options and SKU, as far as it has any."""
    return " · ".join(part for part in (options_words(options), sku) if part)


def moved_words(before: int) -> str:
    """That the stock is no longer what it was when the sheet was sent."""
    return _("It was %(stock)s when you sent this sheet.", stock=number(before))


def product_words(product: NewProduct, categories: dict[int, str]) -> str:
    """What a new product is besides its name."""
    status = STATUS_WORDS[ProductStatus(product.status)]
    return _(
        "New product in %(category)s, %(status)s",
        category=categories.get(product.category_id, "–"),
        status=status,
    )


def new_words(variant: NewVariant) -> list[tuple[str, str, str]]:
    """The values of a new variant; there is nothing that they were before."""
    return [
        (HEADINGS["price"], "", rupiah(variant.price)),
        (HEADINGS["stock"], "", number(variant.stock)),
    ]


def template_notes(categories: Sequence[KnownCategory]) -> list[tuple[str, str]]:
    """What each column means, for the second sheet of the template."""
    notes = {
        "sku": _("Your own code. Leave it empty for a new product and one is made up."),
        "name": _("Rows with the same name become one product with several variants."),
        "category": ", ".join(category.name for category in categories),
        "description": _("What buyers read on the product's page."),
        "status": _("aktif, draf or arsip. Left empty, a new product is aktif."),
        "option1_name": _("What tells the variants apart, such as Warna."),
        "option1_value": _("The value of this variant, such as Merah."),
        "price": _("Whole rupiah, such as 133000 or 133.000."),
        "stock": _("Units you can sell."),
        "stock_before": _(
            "Filled when you download the sheet. Leave it as it is: so that nothing sold since is "
            "written over."
        ),
        "weight": _("Whole grams."),
        "threshold": _("Below this many the stock counts as low."),
    }
    return [(HEADINGS[key], text) for key, text in notes.items()]
