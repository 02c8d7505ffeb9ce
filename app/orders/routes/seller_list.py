"""Where in the list of incoming orders a seller stands, and the list itself."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _

from app.orders import queries, search, words
from app.orders.forms import distinct
from app.orders.routes.seller_rows import make_row
from app.orders.search import Wanted
from app.orders.states import TRANSITIONS, Actor
from app.shipping.couriers import COURIERS
from app.web import params
from app.web.access import current_store_id
from app.web.htmx import wants_fragment
from app.web.kept import kept_form
from app.web.render import page

OLDEST_FIRST = "oldest"
NEWEST_FIRST = "newest"
FIRST_PAGE = 1
SIZES = ("20", "50", "100")
# What of the address says where in the list one stands.
ARGUMENTS = ("status", "q", "since", "until", "sort", "size", "page")

# What a date field sends, and what people type into a browser that has none.
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_TYPED_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})", re.ASCII)
_FIRST_YEAR, _LAST_YEAR = 2000, 2100


@dataclass(frozen=True)
class Place:
    """Tab, search, days, order, page and its length, as the address says them.

    The rows' forms carry it along, so that who moved an order stands where they stood. `remarks`
    tell what of the address made no sense.
    """

    status: str
    q: str
    since: str
    until: str
    sort: str
    size: str
    page: int
    remarks: tuple[str, ...] = ()

    @classmethod
    def asked_for(cls) -> Place:
        """The place that this request's address names."""
        since, until, remarks = _asked_days()
        return cls(
            status=params.choice("status", words.TABS, default=queries.ALL),
            q=params.text("q"),
            since=since,
            until=until,
            sort=params.choice("sort", (NEWEST_FIRST, OLDEST_FIRST), default=NEWEST_FIRST),
            size=params.choice("size", SIZES, default=SIZES[0]),
            page=params.page_number(),
            remarks=remarks,
        )

    @property
    def wanted(self) -> Wanted:
        """What is searched for."""
        return Wanted(
            self.q,
            date.fromisoformat(self.since) if self.since else None,
            date.fromisoformat(self.until) if self.until else None,
        )

    def parameters(self, **changed: Any) -> dict[str, Any]:
        """The place as query parameters, without those that go without saying."""
        usual = {
            "status": queries.ALL,
            "q": "",
            "since": "",
            "until": "",
            "sort": NEWEST_FIRST,
            "size": SIZES[0],
            "page": FIRST_PAGE,
        }
        wanted = {name: changed.get(name, getattr(self, name)) for name in usual}
        return {name: value for name, value in wanted.items() if value != usual[name]}

    def url(self, **changed: Any) -> str:
        """The address of this place in the list, or of one that differs from it."""
        return url_for("seller_orders.index", **self.parameters(**changed))

    def url_ticked(self, numbers: Sequence[str]) -> str:
        """The address of this place with these orders ticked."""
        arguments: dict[str, Any] = self.parameters() | {"number": list(numbers)}
        return url_for("seller_orders.index", **arguments)


def list_page(
    *, status: int = HTTPStatus.OK, problem: str = "", chosen: Collection[str] = ()
) -> Response:
    """The list at the place that the address names; `problem` says why nothing was done."""
    place = Place.asked_for()
    kept = kept_form()
    if kept is not None:
        chosen = distinct(kept.fields.getlist("number"))
    elif request.method == "GET":
        chosen = distinct(request.args.getlist("number"))
    listed = search.store_orders(
        current_store_id(),
        status=place.status,
        page=place.page,
        wanted=place.wanted,
        size=int(place.size),
        oldest_first=place.sort == OLDEST_FIRST,
    )
    return page(
        "seller/orders.html",
        block="orders_body",
        status=status,
        found=listed.found,
        is_cut=listed.is_cut,
        search_limit=search.SEARCH_LIMIT,
        rows=[make_row(order) for order in listed.found.orders],
        place=place,
        title=_title(place, listed.found.page),
        is_fragment=wants_fragment(),
        tabs=words.TABS,
        counts=listed.found.counts,
        sizes=SIZES,
        steps=steps_together(place.status),
        couriers=tuple(COURIERS),
        chosen=chosen,
        was_signed_out=kept is not None and kept.was_refused,
        problem=problem,
        result=None,
    )


def _title(place: Place, page_number: int) -> str:
    """The tab, what is searched for and the page, so that open windows can be told apart (U10)."""
    days = "–".join(filter(None, (place.since, place.until)))
    parts = [
        _("Orders"),
        str(words.TABS[place.status]) if place.status != queries.ALL else "",
        f"“{place.q}”" if place.q else "",
        days,
        _("Page %(number)s", number=page_number) if page_number > FIRST_PAGE else "",
    ]
    return " · ".join(filter(None, parts))


def steps_together(status: str) -> tuple[str, ...]:
    """The targets to which many orders of this tab may be moved at once, by the one table.

    Cancelling is left to single orders: each needs its own reason.
    """
    return tuple(
        row.target.value
        for row in TRANSITIONS
        if row.actor == Actor.SELLER
        and not row.needs_reason
        and status in (queries.ALL, row.source.value)
    )


def _asked_days() -> tuple[str, str, tuple[str, ...]]:
    """The first and the last day of the search as ISO dates, and what was wrong with them."""
    remarks = []
    days: list[date | None] = []
    for name in ("since", "until"):
        typed = params.text(name, maximum=20)
        day = _day(typed)
        if typed and day is None:
            remarks.append(_("“%(text)s” is no day, so it was left out.", text=typed))
        days.append(day)
    since, until = days
    if since and until and until < since:
        since, until = until, since
        remarks.append(_("The days were the wrong way round; they have been swapped."))
    return _iso(since), _iso(until), tuple(remarks)


def _day(typed: str) -> date | None:
    if match := _ISO_DAY.fullmatch(typed):
        year, month, day = (int(part) for part in match.groups())
    elif match := _TYPED_DAY.fullmatch(typed):
        day, month, year = (int(part) for part in match.groups())
    else:
        return None
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
