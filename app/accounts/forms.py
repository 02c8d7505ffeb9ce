"""The forms about accounts; field names are those of DESIGN 7 and of the models' columns."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, EmailField, Field, HiddenField, RadioField, SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from app.accounts.email_addresses import LONGEST_ADDRESS, normalise
from app.accounts.models import Role
from app.accounts.passwords import check_password
from app.errors import InvalidInput
from app.web.forms import BaseForm, SecretField, TextField, clean_line, refuse_control_characters
from app.web.words import lazy as _l

# Longer than any password that is taken: refused before it is hashed or shown back.
LONGEST_TYPED = 4096


def _address_field() -> EmailField:
    return EmailField(
        _l("E-mail"),
        validators=[
            DataRequired(_l("Please fill this in.")),
            Length(max=LONGEST_ADDRESS, message=_l("Use at most %(max)d characters.")),
        ],
        filters=[clean_line],
    )


def _raise_as_validation(error: InvalidInput) -> None:
    raise ValidationError(error.message) from error


class LoginForm(BaseForm):
    """Deliberately without rules about the values: what is wrong is not found."""

    email = _address_field()
    password = SecretField(_l("Password"))
    remember = BooleanField(_l("Remember me on this device"))
    next = HiddenField()


class RegistrationForm(BaseForm):
    """For both roles; a seller also names the store."""

    role = RadioField(
        _l("What do you want to do?"),
        choices=[
            SelectChoice(Role.CUSTOMER.value, _l("Buy")),
            SelectChoice(Role.SELLER.value, _l("Sell")),
        ],
        default=Role.CUSTOMER.value,
        validators=[InputRequired(_l("Choose one."))],
    )
    name = TextField(_l("Your name"), max=100)
    email = _address_field()
    password = SecretField(_l("Password"))
    store_name = TextField(_l("Store name"), max=100, required=False)
    store_location = TextField(_l("City or regency of the store"), max=100, required=False)

    def validate(self, extra_validators: Any = None) -> bool:
        """A seller must name the store; for a buyer the store's fields do not count."""
        valid = super().validate(extra_validators)
        if self.role.data != Role.SELLER:
            self.store_name.errors = self.store_location.errors = ()
            return not any(field.errors for field in self)
        for field in (self.store_name, self.store_location):
            if not field.data and not field.errors:
                field.errors = [_l("Please fill this in.")]
                valid = False
        return valid

    def validate_email(self, field: Field) -> None:
        """An address, kept as it is stored."""
        try:
            field.data = normalise(field.data)
        except InvalidInput as error:
            _raise_as_validation(error)

    def validate_password(self, field: Field) -> None:
        """Not too short, too long, too common or too personal."""
        personal = [self.name.data or "", self.email.data or "", self.store_name.data or ""]
        try:
            check_password(field.data, personal=personal)
        except InvalidInput as error:
            _raise_as_validation(error)
