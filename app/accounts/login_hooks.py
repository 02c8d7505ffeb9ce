"""What others do when a buyer has signed in, such as merging the guest's cart.

Accounts lie below the cart and must not know it, so the cart registers itself here.
"""

from __future__ import annotations

from collections.abc import Callable

Callback = Callable[[int], None]
_callbacks: list[Callback] = []


def on_sign_in(callback: Callback) -> None:
    """Call `callback(user_id)` when a customer has signed in; registering twice does nothing more.

    It runs in the request, after the session's row is committed and before the answer, outside of
    any unit of work: it opens its own. Sellers never get a cart, so it is not called for them.
    """
    if callback not in _callbacks:
        _callbacks.append(callback)


def signed_in(user_id: int) -> None:
    """Tell everybody who asked to know."""
    for callback in _callbacks:
        callback(user_id)
