"""The forms about accounts; field names are those of DESIGN 7 and of the models' columns."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from wtforms import (
    BooleanField,
    EmailField,
    Field,
    HiddenField,
    RadioField,
    SelectChoice,  # pyright: ignore[reportAttributeAccessIssue]
    SelectField,
)
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from app.accounts.email_addresses import LONGEST_ADDRESS, NOT_AN_ADDRESS, normalise
from app.accounts.models import Role
from app.accounts.passwords import check_password
from app.accounts.provinces import PROVINCES
from app.accounts.services import AddressDetails
from app.errors import InvalidInput
from app.web.forms import BaseForm, SecretField, TextField
from app.web.typed import clean_line
from app.web.urls import safe_next
from app.web.words import lazy as _l


class HasDigits:
    """So many digits, between which people may write what they like, or only spaces."""

    def __init__(self, pattern: str, message: Any) -> None:
        self.pattern, self.format_message = pattern, message

    def __call__(self, _form: Any, field: Field) -> None:
        if not re.fullmatch(self.pattern, field.data or "", re.ASCII):
            raise ValidationError(self.format_message)


SIX_DIGITS = HasDigits(
    r"(?:[^0-9]*[0-9]){6,}[^0-9]*", _l("A phone number has at least 6 digits, such as 0812-3456.")
)
POSTAL_CODE = HasDigits(r"\s*(?:[0-9]\s*){5}", _l("A postal code has 5 digits, such as 40132."))


class _LooksLikeAddress:
    """An address, kept as it is stored; a browser that sees none says the same."""

    format_message = NOT_AN_ADDRESS

    def __call__(self, _form: Any, field: Field) -> None:
        try:
            field.data = normalise(field.data)
        except InvalidInput as error:
            raise ValidationError(error.message) from error


# By known endings, because names end with degrees: "Sari Dewi, S.Kom".
_LINK = re.compile(
    r"//|@|\bwww\.|\w\.(com|net|org|id|co|io|me|ly|info|biz|xyz|top|site|online|shop|store|link|click)"
    r"(?!\w)",
    re.IGNORECASE,
)


def refuse_links(_form: Any, field: Field) -> None:
    """A name goes into mails to whoever's address was typed: it must not carry somebody's link."""
    if _LINK.search(unicodedata.normalize("NFKC", field.data or "").replace("\u3002", ".")):
        raise ValidationError(_l("Write a name, without a link."))


def _address_field(*rules: Any) -> EmailField:
    return EmailField(
        _l("E-mail"),
        validators=[
            DataRequired(_l("Please fill this in.")),
            Length(
                max=LONGEST_ADDRESS,
                message=_l("Use at most %(max)d characters.", max=LONGEST_ADDRESS),
            ),
            *rules,
        ],
        filters=[clean_line],
        render_kw={"data-format": NOT_AN_ADDRESS},
    )


def _onward_field() -> HiddenField:
    """Where the visitor was going before there was a question; a path of this site or nothing."""
    return HiddenField(filters=[lambda raw: safe_next(raw, "")])


def _judge(password: str, personal: Iterable[str]) -> None:
    try:
        check_password(password, personal=personal)
    except InvalidInput as error:
        raise ValidationError(error.message) from error


class LoginForm(BaseForm):
    """Deliberately without rules about the values: what is wrong is not found."""

    email = _address_field()
    password = SecretField(_l("Password"))
    remember = BooleanField(_l("Remember me on this device"))
    next = _onward_field()


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
    name = TextField(_l("Your name"), max=100, validators=[refuse_links])
    email = _address_field(_LooksLikeAddress())
    password = SecretField(_l("Password"))
    store_name = TextField(_l("Store name"), max=100, required=False, validators=[refuse_links])
    store_location = TextField(
        _l("City or regency of the store"), max=100, required=False, validators=[refuse_links]
    )
    next = _onward_field()

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

    def validate_password(self, field: Field) -> None:
        """Not too short, too long, too common or too personal."""
        _judge(
            field.data, (self.name.data or "", self.email.data or "", self.store_name.data or "")
        )


class ForgotPasswordForm(BaseForm):
    """Where to send the link; what is no address is said to be none, whoever has an account."""

    email = _address_field(_LooksLikeAddress())
    next = _onward_field()


class ResetPasswordForm(BaseForm):
    """A new password, by a link."""

    personal: tuple[str, ...] = ()
    password = SecretField(_l("New password"))

    def validate_password(self, field: Field) -> None:
        """Not too short, too long, too common or too personal."""
        _judge(field.data, self.personal)


class ChangePasswordForm(BaseForm):
    """A new password, by the present one."""

    personal: tuple[str, ...] = ()
    current_password = SecretField(_l("Present password"))
    new_password = SecretField(_l("New password"))

    def validate_new_password(self, field: Field) -> None:
        """Not too short, too long, too common or too personal."""
        _judge(field.data, self.personal)


class ProfileForm(BaseForm):
    """How one is called, and in which language."""

    name = TextField(_l("Your name"), max=100, validators=[refuse_links])
    locale = SelectField(
        _l("Language of pages and mails"),
        choices=[SelectChoice("id", "Indonesia"), SelectChoice("en", "English")],
        validators=[InputRequired(_l("Choose one."))],
    )


class AddressForm(BaseForm):
    """A delivery address; phone and postal code are taken as people write them."""

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

    @property
    def details(self) -> AddressDetails:
        """What was typed, as plain values; only after validation."""
        return AddressDetails(
            recipient=self.recipient.data or "",
            phone=self.phone.data or "",
            line=self.line.data or "",
            district=self.district.data or "",
            city=self.city.data or "",
            province=self.province.data or "",
            postal_code=self.postal_code.data or "",
        )
