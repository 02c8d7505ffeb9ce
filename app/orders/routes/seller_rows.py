"""An order as its seller sees it: in the list, on its own page, after a step."""

from __future__ import annotations

from dataclasses import dataclass

from app.clock import utcnow
from app.orders import words
from app.orders.forms import StatusForm
from app.orders.queries import OrderView
from app.orders.states import Actor, allowed_actions
from app.payments.models import PaymentMethod


@dataclass(frozen=True)
class SellerRow:
    """An order, what its seller may do with it now, the form to do it with, and its words."""

    order: OrderView
    actions: tuple[str, ...]
    form: StatusForm
    method: str
    payment: str
    reason: str

    @property
    def came_back(self) -> bool:
        """The form shows again what was typed: it was refused, or somebody had to sign in first."""
        return bool(self.form.errors or self.form.is_kept)


def make_row(order: OrderView, form: StatusForm | None = None) -> SellerRow:
    """The order with what its seller may do now; `form` when it comes back with errors."""
    form = form or StatusForm(formdata=None)
    form.belong_to(order.number, courier=order.courier)
    return SellerRow(
        order,
        actions_of(order),
        form,
        method=str(words.METHOD_NAMES[PaymentMethod(order.payment_method)]),
        payment=words.payment_words(order),
        reason=words.reason_words(order),
    )


def actions_of(order: OrderView) -> tuple[str, ...]:
    """The names of the steps that the seller may take now."""
    return tuple(action.name for action in allowed_actions(order, Actor.SELLER, utcnow()))
