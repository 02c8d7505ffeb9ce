"""Every shared part of the pages on one page, to look at while changing them.

Registered in development only. The data are made up here, so that the page needs no database.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Blueprint, Response, request
from wtforms import (
    BooleanField,
    FileField,
    RadioField,
    SelectChoice,  # pyright: ignore[reportAttributeAccessIssue]
    SelectField,
)
from wtforms.validators import InputRequired

from app.web.access import public
from app.web.forms import BaseForm, NumberField, ParagraphField, TextField
from app.web.render import page, see_other, toast

blueprint = Blueprint("styleguide", __name__, url_prefix="/dev")


@dataclass(frozen=True)
class SampleProduct:
    """What a product card reads."""

    url: str
    name: str
    image_key: str
    price_min: int
    price_max: int
    store_name: str
    store_location: str
    rating: float | None
    rating_count: int
    sold_count: int
    in_stock: bool = True


class SampleForm(BaseForm):
    """One field of each kind."""

    name = TextField("Recipient's name", max=100)
    email = TextField("E-mail", max=254)
    price = NumberField("Price", min=1, max=1_000_000_000)
    note = ParagraphField("Note for the store", max=500, required=False)
    city = SelectField(
        "City", choices=[SelectChoice("jkt", "Jakarta"), SelectChoice("sby", "Surabaya")]
    )
    picture = FileField("Picture")
    payment = RadioField(
        "How do you want to pay?",
        choices=[
            SelectChoice("TRANSFER", "Bank transfer"),
            SelectChoice("COD", "Cash on delivery"),
        ],
        validators=[InputRequired("Choose one.")],
    )
    agree = BooleanField("I have read how returns work")


PRODUCTS = [
    SampleProduct(
        "#1", "Kopi Gayo biji sangrai medium 250 g", "", 68_000, 245_000,
        "Rumah Kopi Takengon", "Aceh Tengah", 4.8, 1289, 3120,
    ),
    SampleProduct(
        "#2", "Sarung tenun Goyor motif botolan, benang katun dua ratus", "", 189_000, 189_000,
        "Tenun Bu Sri", "Tegal", 4.6, 87, 210,
    ),
    SampleProduct(
        "#3", "Cobek batu 20 cm", "", 133_000, 133_000,
        "Batu Merapi", "Magelang", None, 0, 0, in_stock=False,
    ),
    SampleProduct(
        "#4", "Keranjang rotan bulat", "", 96_500, 152_000,
        "Anyam Cirebon", "Cirebon", 5.0, 4, 12,
    ),
]  # fmt: skip

TIMELINE = [
    {"label": "Order placed", "at": datetime(2026, 11, 20, 2, 14, tzinfo=UTC)},
    {
        "label": "On its way",
        "at": datetime(2026, 11, 21, 8, 3, tzinfo=UTC),
        "note": "JNE REG · JP1234567890",
        "state": "current",
    },
    {"label": "Received", "state": "todo"},
]


@blueprint.route("/styleguide", methods=["GET", "POST"])
@public
def styleguide() -> Response:
    """Show every part; a POST shows the form as it comes back with errors."""
    form = SampleForm()
    if form.validate_on_submit():
        toast("Saved. The parcel leaves tomorrow.")
        return see_other("/dev/styleguide")
    return page(
        "dev/styleguide.html",
        block="sample_form",
        status=422 if request.method == "POST" else 200,
        form=form,
        products=PRODUCTS,
        entries=TIMELINE,
        page_number=request.args.get("page", 4, type=int),
        url_for_page=lambda number: f"?page={number}",
    )


@blueprint.get("/styleguide/seller")
@public
def seller_styleguide() -> Response:
    """The seller's frame, with a dense table."""
    return page("dev/seller.html", products=PRODUCTS)
