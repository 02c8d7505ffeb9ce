"""What a body may be: a form of text, of a size that a form can have."""

from __future__ import annotations

from io import BytesIO, RawIOBase
from typing import Any

import pytest
from gunicorn.http.errors import InvalidChunkSize

from app.accounts.models import User, UserSession
from app.db import db
from tests.factories.accounts import PASSWORD, make_customer, sign_in_as
from tests.support.client import ShopClient

GUEST_FORMS = ("/login", "/register", "/forgot-password")
BUYER_FORMS = ("/account", "/account/password", "/account/addresses/new", "/checkout")


@pytest.mark.parametrize(
    "body",
    ['{"email": 5}', "[1]", '"word"', "5", '{"email": {"a": 1}}', '{"email": "\\ud800"}', "["],
)
@pytest.mark.parametrize("path", GUEST_FORMS)
def test_a_json_body_is_an_empty_form(client: ShopClient, path: str, body: str) -> None:
    headers = {"X-CSRFToken": client.csrf_token()}
    answer = client.post(path, body, content_type="application/json", headers=headers)
    assert answer.status_code == 422
    assert "Please fill this in." in answer.text
    assert db.session.query(User).count() == 0


def test_a_json_body_is_no_way_around_the_form(client: ShopClient) -> None:
    """B46: the limits count by the form's address, so only the form may sign in."""
    user = make_customer()
    body = {"email": user.email, "password": PASSWORD}
    answer = client.post("/login", json=body, headers={"X-CSRFToken": client.csrf_token()})
    assert answer.status_code == 422
    assert db.session.query(UserSession).count() == 0


@pytest.mark.parametrize("path", GUEST_FORMS)
def test_a_file_is_not_text(client: ShopClient, path: str) -> None:
    data: dict[str, Any] = {
        "csrf_token": client.csrf_token(),
        "email": (BytesIO(b"x"), "a.txt"),
        "name": (BytesIO(b"x"), "a.txt"),
    }
    answer = client.post(path, data, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert db.session.query(User).count() == 0


@pytest.mark.parametrize("path", BUYER_FORMS)
def test_a_signed_in_buyer_sends_forms_too(client: ShopClient, path: str) -> None:
    user = make_customer(name="Sari")
    sign_in_as(client, user)
    headers = {"X-CSRFToken": client.csrf_token()}
    answer = client.post(path, json={"name": "Other"}, headers=headers)
    assert answer.status_code in (303, 422)
    assert db.session.get_one(User, user.id).name == "Sari"


@pytest.mark.parametrize("path", GUEST_FORMS)
def test_a_form_of_a_million_fields_is_not_read(client: ShopClient, path: str) -> None:
    body = b"csrf_token=x" + b"&a=" * 400_000
    answer = client.post(path, body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413


@pytest.mark.parametrize("path", GUEST_FORMS)
def test_a_pile_of_marks_is_refused_at_its_field(client: ShopClient, path: str) -> None:
    """Putting 35,000 marks in order would keep a worker from everybody else for seconds."""
    piled = "a" + "\u0301" * 15_000 + "\u0f73" * 10_000
    answer = client.post_form(path, {"email": piled, "password": "x" * 9})
    assert answer.status_code == 422
    assert db.session.query(User).count() == 0


@pytest.mark.parametrize("path", ["/login", "/cart/items", "/locale", "/checkout"])
def test_a_part_without_a_name_is_left_out(client: ShopClient, path: str) -> None:
    body = b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n"
    answer = client.post(path, body, content_type="multipart/form-data; boundary=b")
    assert answer.status_code == 400


class BrokenBody(RawIOBase):
    """What gunicorn gives us of a request whose chunks are none."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def readinto(self, _buffer: Any, /) -> int:
        """Nothing can be read."""
        raise self.error


def test_a_broken_body_is_the_callers_mistake(client: ShopClient) -> None:
    """And the connection ends with it: nobody knows where the next request would begin."""
    answer = client.http.post(
        "/login",
        content_type="application/x-www-form-urlencoded",
        environ_overrides={
            "wsgi.input": BrokenBody(InvalidChunkSize(b"ZZ")),
            "wsgi.input_terminated": True,
        },
    )
    assert answer.status_code == 400
    assert answer.headers["Connection"] == "close"
    assert "could not be understood" in answer.text
