"""Pictures that a seller uploads, before and after a product is saved with them.

Without JavaScript pictures travel with the product's own form (app.catalogue.uploads); this is
where pictures.js sends them one by one, to show how far each has come.
"""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, request

from app.catalogue.uploads import (
    LARGEST_FORM,
    LARGEST_UPLOAD,
    MOST_PICTURES,
    stage_pictures,
    told_to_wait,
)
from app.web.access import current_store_id, seller_required
from app.web.bodies import large_body
from app.web.render import fragments

blueprint = Blueprint("seller_pictures", __name__)


@blueprint.post("/seller/pictures")
@large_body(total=LARGEST_UPLOAD, form=LARGEST_FORM)
@seller_required
def upload() -> Response:
    """Stage what was sent; the answer is a list item for each picture, or why it was refused."""
    files = [file for file in request.files.getlist("pictures") if file.filename]
    staged, refusals = stage_pictures(current_store_id(), files[:MOST_PICTURES])
    answer = fragments(
        "seller/uploaded.html#uploaded",
        status=HTTPStatus.CREATED if staged else HTTPStatus.UNPROCESSABLE_ENTITY,
        pictures=staged,
        refusals=refusals,
    )
    return answer if staged else told_to_wait(answer, refusals)
