"""Who may call a view: one of four rules, declared at the view and checked before it runs.

Each decorator leaves its rule on the view (`access_rule`), and a test walks every route of the
application to see that it has one. Ownership is not decided here: loaders fetch through the
current store or buyer, so that a stranger's thing is simply not found.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from flask import g
from flask_babel import gettext as _
from flask_login import AnonymousUserMixin, UserMixin
from flask_login import current_user as login_user

from app.errors import Forbidden, Unauthenticated

Parameters = ParamSpec("Parameters")
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Principal(UserMixin):
    """The signed-in user as one statement read it; plain values, safe across units of work."""

    id: int
    session_id: int
    token: str
    name: str
    email: str
    role: str
    locale: str
    store_id: int | None
    store_slug: str | None
    store_name: str | None
    cart_count: int

    @property
    def is_customer(self) -> bool:
        return self.role == "customer"

    @property
    def is_seller(self) -> bool:
        return self.role == "seller"

    def get_id(self) -> str:
        """What Flask-Login keeps in the cookie: the session's random token, never the user id."""
        return self.token


class AnonymousPrincipal(AnonymousUserMixin):
    """Nobody is signed in."""

    id: int | None = None
    name = ""
    email = ""
    role = ""
    locale: str | None = None
    store_id: int | None = None
    store_slug: str | None = None
    store_name: str | None = None
    cart_count = 0
    is_customer = False
    is_seller = False


# Flask-Login's proxy, typed as what our loader returns.
current_user = cast("Principal", login_user)


def current_store_id() -> int:
    """The store of the seller who asks; for views that only sellers reach."""
    store_id = current_user.store_id
    assert store_id is not None, "a seller is registered together with a store"
    return store_id


def principal_if_loaded() -> Principal | AnonymousPrincipal:
    """Who is signed in, as far as this request has asked already; it never asks the database.

    For what runs around every answer, also the one that says that the database is away.
    """
    return g.get("_login_user") or AnonymousPrincipal()


def _guard(
    rule: str, check: Callable[[], None]
) -> Callable[[Callable[Parameters, Answer]], Callable[Parameters, Answer]]:
    def decorate(view: Callable[Parameters, Answer]) -> Callable[Parameters, Answer]:
        @wraps(view)
        def guarded(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Answer:
            check()
            return view(*args, **kwargs)

        cast(Any, guarded).access_rule = rule
        return guarded

    return decorate


def _nothing() -> None:
    return


def _signed_in() -> None:
    if not current_user.is_authenticated:
        raise Unauthenticated(_("Please sign in first."))


def _is_customer() -> None:
    _signed_in()
    if not current_user.is_customer:
        raise Forbidden(_("This page is for buyers. You are signed in as a seller."))


def _is_seller() -> None:
    _signed_in()
    if not current_user.is_seller:
        raise Forbidden(_("This page is for sellers. You are signed in as a buyer."))


def _may_shop() -> None:
    if current_user.is_authenticated and not current_user.is_customer:
        raise Forbidden(_("Sellers cannot buy. Use a buyer's account for that."))


def access_rule(view: Callable[..., Any]) -> str | None:
    """The rule a view declares, or None when it declares none."""
    return getattr(view, "access_rule", None)


public = _guard("public", _nothing)
shopper = _guard("shopper", _may_shop)
login_required = _guard("login", _signed_in)
customer_required = _guard("customer", _is_customer)
seller_required = _guard("seller", _is_seller)
