"""What buyers and sellers send about orders."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from typing import Any

from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectChoice,  # pyright: ignore[reportAttributeAccessIssue]
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import InputRequired, ValidationError

from app.accounts.forms import POSTAL_CODE, SIX_DIGITS
from app.accounts.models import Address
from app.accounts.provinces import PROVINCES
from app.orders.bulk import MOST_ORDERS
from app.orders.drafts import Destination, parse_seen
from app.orders.tracking import MOST_LINES
from app.orders.transitions import MAXIMUM_NOTE
from app.orders.values import DeliveryAddress
from app.orders.words import METHOD_NAMES, REASON_NAMES
from app.payments.models import PaymentMethod
from app.shipping.couriers import COURIERS, LONGEST_TRACKING
from app.web.forms import BaseForm, ParagraphField, TextField, has_control_characters
from app.web.words import lazy as _l

NEW_ADDRESS = "new"
ADDRESS_FIELDS = ("recipient", "phone", "line", "district", "city", "province", "postal_code")

MAXIMUM_SEEN = 5000
_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}", re.ASCII)
_TOTAL = re.compile(r"\d{1,15}", re.ASCII)


class CheckoutForm(BaseForm):
    """Where to, how to pay, and what the buyer saw; the address is typed or chosen."""

    address_id = RadioField(_l("Deliver to"), default=NEW_ADDRESS, validate_choice=False)
    recipient = TextField(_l("Recipient's name"), max=100)
    phone = TextField(_l("Phone"), max=30, min=6, validators=[SIX_DIGITS])
    line = TextField(_l("Street, number, landmark"), max=300)
    district = TextField(_l("District"), max=100)
    city = TextField(_l("City or regency"), max=100)
    province = SelectField(
        _l("Province"),
        choices=[
            SelectChoice("", _l("Choose a province")),
            *(SelectChoice(name, name) for name in PROVINCES),
        ],
        validators=[InputRequired(_l("Please choose one."))],
    )
    postal_code = TextField(_l("Postal code"), max=10, min=5, validators=[POSTAL_CODE])
    save_address = BooleanField(_l("Keep this address for next time"))
    payment_method = RadioField(
        _l("How would you like to pay?"),
        choices=[SelectChoice(method.value, name) for method, name in METHOD_NAMES.items()],
        default=PaymentMethod.VIRTUAL_ACCOUNT.value,
        validators=[InputRequired(_l("Please choose one."))],
    )
    note = ParagraphField(_l("A word to the sellers"), max=500, required=False)
    idempotency_key = HiddenField()
    seen_total = HiddenField()
    seen = HiddenField()
    first_seen = HiddenField()

    def offer(self, addresses: Sequence[Address]) -> None:
        """Let the buyer choose among saved addresses; the default one, unless another was sent."""
        self.addresses = {str(address.id): address for address in addresses}
        self.address_id.choices = [
            *(
                SelectChoice(key, f"{address.recipient} · {address.line}, {address.city}")
                for key, address in self.addresses.items()
            ),
            SelectChoice(NEW_ADDRESS, _l("Another address")),
        ]
        if self.address_id.raw_data is None:
            self.address_id.data = next(iter(self.addresses), NEW_ADDRESS)
        elif self.address_id.data not in self.addresses:
            # A stranger's or deleted address is no address: the fields must say where to.
            self.address_id.data = NEW_ADDRESS

    @property
    def chosen(self) -> Address | None:
        """The saved address, or None when the fields hold the address."""
        return self.addresses.get(self.address_id.data or "")

    def validate(self, extra_validators: Any = None) -> bool:
        """The address fields count only when no saved address was chosen."""
        if self.chosen is None:
            return super().validate(extra_validators)
        for name in ADDRESS_FIELDS:
            self._fields.pop(name)
        return super().validate(extra_validators)

    @property
    def address(self) -> DeliveryAddress:
        """Where to, as plain values; only after validation."""
        source = self.chosen
        if source is not None:
            return DeliveryAddress(*(getattr(source, name) for name in ADDRESS_FIELDS))
        return DeliveryAddress(*(getattr(self, name).data for name in ADDRESS_FIELDS))

    @property
    def destination(self) -> Destination:
        """As much of the address as shipping needs, also while it is being typed."""
        source = self.chosen
        if source is not None:
            return Destination(source.city, source.province)
        province = self.province.data if self.province.data in PROVINCES else ""
        return Destination(self.city.data or "", province or "")

    @property
    def key(self) -> str:
        """The idempotency key that came with the form, or a new one."""
        sent = self.idempotency_key.data or ""
        return sent if _KEY.fullmatch(sent) else secrets.token_urlsafe(24)

    @property
    def total(self) -> int:
        """The total that the buyer saw, in rupiah; -1 for what is no total."""
        sent = self.seen_total.data or ""
        return int(sent) if _TOTAL.fullmatch(sent) else -1

    @property
    def seen_lines(self) -> dict[int, tuple[int, int]]:
        """Variant id → (quantity, unit price) that the buyer saw; compared, never charged."""
        return parse_seen((self.seen.data or "")[:MAXIMUM_SEEN])

    @property
    def first_seen_lines(self) -> dict[int, tuple[int, int]]:
        """The same as the page had it at first, before it fetched new figures by itself.

        What has changed since is said until the page is another: a word about a price must not be
        gone with the next figures, a moment later.
        """
        return parse_seen((self.first_seen.data or self.seen.data or "")[:MAXIMUM_SEEN])


class StatusForm(BaseForm):
    """One step of an order; which fields it needs depends on the step (app.orders.states)."""

    to = HiddenField(_l("Next step"))
    reason = SelectField(
        _l("Why"),
        choices=[
            SelectChoice("", _l("Choose a reason")),
            *(SelectChoice(reason.value, name) for reason, name in REASON_NAMES.items()),
        ],
        validate_choice=False,
    )
    note = TextField(_l("In your own words"), max=MAXIMUM_NOTE, required=False)
    courier = SelectField(
        _l("Courier"),
        choices=[SelectChoice(name, name) for name in COURIERS],
        validate_choice=False,
    )
    tracking_number = TextField(_l("Tracking number"), max=LONGEST_TRACKING, required=False)

    def belong_to(self, number: str, *, courier: str | None) -> None:
        """Give the fields ids of their own, as many such forms stand on one page."""
        self.id = f"step-{number}"
        for field in self:
            field.id = f"{field.name}-{number}"
            field.label.field_id = field.id
        if self.courier.data not in COURIERS and courier in COURIERS:
            self.courier.data = courier


LONGEST_LINE = 300


def distinct(numbers: Sequence[str]) -> list[str]:
    """The order numbers that were ticked, each once, without what could be none."""
    cleaned = (number.strip().upper() for number in numbers)
    return list(dict.fromkeys(number for number in cleaned if 0 < len(number) <= 20))


class BulkForm(BaseForm):
    """Orders that are ticked in the list, and what shall be done with all of them."""

    number = SelectMultipleField(_l("Orders"), validate_choice=False)
    to = HiddenField()
    courier = HiddenField()

    @property
    def numbers(self) -> list[str]:
        """The order numbers, each once."""
        return distinct(self.number.data or [])

    @property
    def problem(self) -> str:
        """The first thing that is wrong, for a form whose fields stand all over the list."""
        return next((str(field.errors[0]) for field in self if field.errors), "")

    def validate_number(self, field: SelectMultipleField) -> None:
        """Some, and no more than one go can take."""
        if not self.numbers:
            raise ValidationError(_l("Choose the orders first."))
        if len(self.numbers) > MOST_ORDERS:
            raise ValidationError(_l("Choose at most %(max)d orders at once.", max=MOST_ORDERS))

    def validate_courier(self, field: HiddenField) -> None:
        """One of ours, or none: then each order goes with the courier that its buyer paid for."""
        if field.data and field.data not in COURIERS:
            raise ValidationError(_l("Choose one of the couriers."))


def _unix_ends(text: str | None) -> str:
    """Line ends as \\n and none after the last line; what else is there keeps its place."""
    return (text or "").replace("\r\n", "\n").replace("\r", "\n").rstrip()


class TrackingForm(BaseForm):
    """A box of pasted lines (app.orders.tracking), kept as they are: each line has its number."""

    lines = TextAreaField(_l("Order numbers and tracking numbers"), filters=[_unix_ends])

    def validate_lines(self, field: TextAreaField) -> None:
        """Something, within the bounds of one go."""
        text = field.data or ""
        if not text:
            raise ValidationError(_l("Paste at least one line."))
        lines = text.split("\n")
        if len(lines) > MOST_LINES:
            raise ValidationError(_l("Paste at most %(max)d lines at once.", max=MOST_LINES))
        for place, line in enumerate(lines, start=1):
            if len(line) > LONGEST_LINE:
                raise ValidationError(
                    _l(
                        "Line %(place)d is too long: an order number, a tracking number and a"
                        " courier are enough.",
                        place=place,
                    )
                )
            if has_control_characters(line):
                raise ValidationError(
                    _l("Line %(place)d contains characters that cannot be used.", place=place)
                )
