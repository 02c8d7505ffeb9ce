"""The form of a store's settings; fields are named as the model's columns."""

from __future__ import annotations

from wtforms import BooleanField
from wtforms.widgets import FileInput

from app.accounts.forms import refuse_links
from app.catalogue.errors import RefusedPicture
from app.places import known_place
from app.stores.services import StoreDetails
from app.web.forms import BaseForm, ParagraphField, TextField
from app.web.uploads import UploadField
from app.web.words import lazy as _l

LONGEST_DESCRIPTION = 2_000


class LogoField(UploadField):
    """One picture, or none."""

    widget = FileInput()


class StoreForm(BaseForm):
    """What a seller says about the store."""

    name = TextField(_l("Store name"), max=100, validators=[refuse_links])
    location = TextField(_l("City or regency of the store"), max=100, validators=[refuse_links])
    opening_note = TextField(_l("When you pack orders"), max=200, required=False)
    description = ParagraphField(_l("About the store"), max=LONGEST_DESCRIPTION, required=False)
    logo = LogoField(_l("Logo"))
    remove_logo = BooleanField(_l("Remove the logo"))

    # Why the logo was not taken, once it was looked at.
    refusal: RefusedPicture | None = None

    def refuse_logo(self, refusal: RefusedPicture) -> None:
        """Say at its field why the logo is not taken."""
        self.refusal = refusal
        self.logo.errors = [refusal.message]

    @property
    def details(self) -> StoreDetails:
        """What was typed, as plain values; only after validation."""
        return StoreDetails(
            name=self.name.data or "",
            location=_as_written(self.location.data or ""),
            opening_note=self.opening_note.data or "",
            description=self.description.data or "",
        )


# Words of places that are no words but initials.
_INITIALS = {"dki", "di", "diy"}


def _as_written(location: str) -> str:
    """A place that the shop knows with its capitals: "kota bandung" → "Kota Bandung"."""
    if known_place(location) is None:
        return location
    return " ".join(
        word if not word.islower() else word.upper() if word in _INITIALS else word.capitalize()
        for word in location.split()
    )
