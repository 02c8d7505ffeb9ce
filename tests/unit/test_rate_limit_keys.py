"""What requests are counted by."""

from __future__ import annotations

import pytest
from flask import Flask

from app.web.addresses import rate_limit_key


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("a-socket", "a-socket"),
    ],
)
def test_an_ipv6_line_counts_as_one_caller(address: str, key: str) -> None:
    with Flask(__name__).test_request_context(environ_base={"REMOTE_ADDR": address}):
        assert rate_limit_key() == key
