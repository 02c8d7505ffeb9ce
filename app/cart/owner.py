"""Whose cart this request is about: a customer's, or that of a guest known by a random cookie.

The database has only the SHA-256 of the cookie's token, so that whoever reads the table cannot
open anybody's cart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import Response, after_this_request, current_app, request

from app.accounts.principal import hash_token, new_token
from app.web.access import current_user

GUEST_DAYS = 30
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


@dataclass(frozen=True)
class CartOwner:
    """A customer by id, or a guest by the hash of their token; neither is somebody without one."""

    user_id: int | None = None
    token_hash: str | None = None

    @property
    def is_nobody(self) -> bool:
        """There is no cart to look for."""
        return self.user_id is None and self.token_hash is None


def guest_token() -> str | None:
    """The token of the guest's cookie, if there is one that we could have made."""
    raw = request.cookies.get(_cookie_name(), "")
    return raw if _TOKEN.fullmatch(raw) else None


def current_owner() -> CartOwner:
    """Whoever asks."""
    if current_user.is_authenticated:
        return CartOwner(user_id=current_user.id if current_user.is_customer else None)
    token = guest_token()
    return CartOwner(token_hash=hash_token(token)) if token else CartOwner()


def owner_who_adds() -> CartOwner:
    """Whoever asks; a guest without a cart gets a token, and its cookie when this is answered.

    The cookie lives for 30 days from the last time that something was added.
    """
    if current_user.is_authenticated:
        return current_owner()
    token = guest_token() or new_token()
    after_this_request(lambda response: _remember(response, token))
    return CartOwner(token_hash=hash_token(token))


def forget_guest() -> None:
    """Take the guest's cookie back with this answer."""

    def forget(response: Response) -> Response:
        secure = current_app.config["BELANJAIN"].secure_cookies
        response.delete_cookie(
            _cookie_name(), path="/", secure=secure, httponly=True, samesite="Lax"
        )
        return response

    after_this_request(forget)


def _remember(response: Response, token: str) -> Response:
    # Only what was really added is worth a cookie: a refusal leaves none behind.
    if response.status_code < 400:
        response.set_cookie(
            _cookie_name(),
            token,
            max_age=GUEST_DAYS * 24 * 3600,
            secure=current_app.config["BELANJAIN"].secure_cookies,
            httponly=True,
            samesite="Lax",
            path="/",
        )
    return response


def _cookie_name() -> str:
    return str(current_app.config["GUEST_CART_COOKIE_NAME"])
