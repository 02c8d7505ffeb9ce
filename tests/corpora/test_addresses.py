"""E-mail addresses at the registration: taken or refused as the corpora say.

We refuse more than the standards do, on purpose: quoted local parts, comments, display names,
domain literals, and domains that cannot get mail (`is_outside`). White space around an address is
what people copy along, so it is cut off before anything is judged.
"""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from flask import Flask

from tests.corpora.library import data, folder, lines, sendable
from tests.support.accounts import NEW_PASSWORD, user_count
from tests.support.client import ShopClient


class Desk:
    """A registration form, and whether it takes an address."""

    def __init__(self, app: Flask) -> None:
        self.browser = ShopClient(app)
        self.token = self.browser.csrf_token()

    def takes(self, address: str) -> bool:
        """True for the confirmation; a refusal has stored nobody."""
        before = user_count()
        form = {
            "role": "customer",
            "name": "Sari",
            "email": address,
            "password": NEW_PASSWORD,
            "csrf_token": self.token,
        }
        answer = self.browser.http.post("/register", data=form)
        assert answer.status_code in (303, 422), (address, answer.status_code)
        taken = answer.status_code == 303
        assert taken or user_count() == before
        return taken


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk(app)


def is_outside(address: str) -> bool:
    """A form of address that we refuse although the standards allow it."""
    domain = address.rpartition("@")[2]
    is_number = domain.replace(".", "").isdigit()
    return any(sign in address for sign in '"<([\\ ') or "." not in domain or is_number


def grouped(name: str) -> list[str]:
    cases = data("email/python_email_validator_cases.json")
    return [sendable(case["input"]).strip() for case in cases if case["group"] == name]


@pytest.mark.parametrize("group", ["valid", "valid_intl_local_part"])
def test_valid_addresses_are_taken(desk: Desk, group: str) -> None:
    usual = [address for address in grouped(group) if not is_outside(address)]
    assert [address for address in usual if not desk.takes(address)] == []


@pytest.mark.parametrize(
    "group",
    [
        *("invalid_syntax", "invalid_syntax_strict", "invalid_reserved_domain"),
        *("unsafe_character", "valid_only_if_quoted_local_part"),
    ],
)
def test_invalid_addresses_are_refused(desk: Desk, group: str) -> None:
    # White space is cut off, and NFC makes one letter of "<" or "s" and its accent.
    mended = ("my@example.com", "<\u0338me@", "my.s")
    wrong = [address for address in grouped(group) if not address.startswith(mended)]
    assert [address for address in wrong if desk.takes(address)] == []


def isemail(*categories: str) -> list[str]:
    """The addresses of these categories; their symbols for control characters are made such."""
    root = ElementTree.parse(folder() / "email/isemail_tests.xml")
    return [
        "".join(chr(ord(c) - 0x2400) if 0x2400 <= ord(c) <= 0x2420 else c for c in address)
        for test in root.iter("test")
        if test.findtext("category") in categories
        for address in [(test.findtext("address") or "").strip("\u240d\u240a ")]
        # What is left without its white space is an address.
        if address != "test@iana.org"
    ]


def test_what_no_standard_allows_is_refused(desk: Desk) -> None:
    wrong = isemail("ISEMAIL_ERR", "ISEMAIL_DEPREC", "ISEMAIL_RFC5322")
    assert [address for address in wrong if desk.takes(address)] == []


def test_what_every_standard_allows_is_taken(desk: Desk) -> None:
    right = [a for a in isemail("ISEMAIL_VALID_CATEGORY") if not is_outside(a)]
    assert [address for address in right if not desk.takes(address)] == []


def test_the_fuzzers_lists(desk: Desk) -> None:
    wrong = [line.strip() for line in lines("email/fuzzdb_invalid.txt")]
    # The list is older than international addresses, and an apostrophe has always been allowed.
    wrong = [line for line in wrong if line.isascii() and not line.startswith("sql'")]
    wrong.remove("notallowed@example.com")
    wrong.remove("notallowed@example.com")
    right = [line for line in lines("email/fuzzdb_valid.txt") if not is_outside(line)]
    assert [address for address in wrong if desk.takes(address)] == []
    assert [address for address in right if not desk.takes(address)] == []
