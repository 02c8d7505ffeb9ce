"""What mails say about codes: the same words in the text and in the HTML of a mail.

In Python rather than in a shared template, because a macro takes over the escaping of the template
that calls it: one written for text would put names into HTML unescaped.
"""

from __future__ import annotations

from flask_babel import gettext as _

from app.web.filters import rupiah

FOR_SELLER = "seller"


def payment(method: str) -> str:
    """How the buyer pays."""
    return {
        "cod": _("Cash on delivery"),
        "virtual_account": _("Virtual account"),
        "ewallet": _("E-wallet"),
        "qris": "QRIS",
    }.get(method, method)


def reason(code: str | None, note: str | None) -> str:
    """Why an order was cancelled; empty when nobody said."""
    known = {
        "STOCK_OUT": _("The goods are sold out."),
        "WRONG_PRICE": _("The price was wrong."),
        "UNREACHABLE": _("The buyer could not be reached."),
        "BUYER_REQUEST": _("The buyer asked for it."),
        "STORE_CLOSED": _("The store is closed for now."),
    }.get(code or "", "")
    return " ".join(part for part in (known, note or "") if part)


def status_headline(status: str, number: str) -> str:
    """What happened to the order, as a title."""
    if status == "PROCESSING":
        return _("Order %(number)s is being packed", number=number)
    if status == "SHIPPED":
        return _("Order %(number)s is on its way", number=number)
    if status == "DELIVERED":
        return _("Order %(number)s has been received", number=number)
    return _("News of order %(number)s", number=number)


def status_sentence(status: str, *, store: str, audience: str, by: str) -> str:
    """What it means for the reader; `by` is who took the step, empty in messages of old."""
    if status == "PROCESSING":
        return _("%(store)s is packing your order.", store=store)
    if status == "SHIPPED":
        return _(
            "%(store)s has handed your parcel to the courier. Please confirm when it has arrived.",
            store=store,
        )
    if status == "DELIVERED":
        return _delivered(store=store, audience=audience, by=by)
    return _("Open the order to see how it stands.")


def _delivered(*, store: str, audience: str, by: str) -> str:
    """Who completed the order, and what that means."""
    who = {
        "seller": _("%(store)s has reported that the parcel arrived.", store=store),
        "system": _("Nobody confirmed receipt within 14 days, so the order completed by itself."),
    }.get(by, "")
    if audience == FOR_SELLER:
        meaning = _("The order is complete. It counts in your sales from today.")
    else:
        meaning = _("The order is complete. Thank you for buying from %(store)s.", store=store)
    return f"{who} {meaning}".strip()


def doubt_sentence(status: str, *, audience: str, by: str) -> str:
    """What a buyer can do who did not say themselves that the parcel arrived; else empty."""
    if status == "DELIVERED" and audience != FOR_SELLER and by in ("seller", "system"):
        return _("Has nothing arrived? Then reply to this mail, and we look into it.")
    return ""


def cancelled_sentence(by: str, *, store: str, number: str, audience: str) -> str:
    """Who cancelled the order."""
    if by == "seller":
        return _(
            "%(store)s has cancelled order %(number)s. We are sorry.", store=store, number=number
        )
    if by == "customer" and audience == FOR_SELLER:
        return _("The buyer has cancelled order %(number)s. Please do not send it.", number=number)
    if by == "customer":
        return _("You have cancelled order %(number)s from %(store)s.", store=store, number=number)
    return _("Order %(number)s from %(store)s was cancelled.", store=store, number=number)


def money_sentence(total: int, *, refunded: bool, audience: str) -> str:
    """What a cancellation means for goods and money."""
    if audience == FOR_SELLER:
        return _("The goods are back in your stock.")
    if refunded:
        return _("%(amount)s goes back to you the way you paid.", amount=rupiah(total))
    return _("You have nothing to pay for it.")


def why_you(audience: str) -> str:
    """Why the reader gets this mail."""
    if audience == FOR_SELLER:
        return _("You receive this mail because you sell at Belanjain.")
    return _("You receive this mail because you bought something at Belanjain.")
