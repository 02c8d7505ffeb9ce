"""What WTForms says by itself is said in the reader's language too."""

from __future__ import annotations

from flask import Flask

from tests.support.client import ShopClient


def test_a_choice_that_is_not_offered_is_refused_in_indonesian(app: Flask) -> None:
    """WTForms has no Indonesian of its own: its words come from the shop's catalogue."""
    answer = ShopClient(app, locale="id").post_form("/register", {"role": "admin"})
    assert answer.status_code == 422
    assert "Pilihan ini tidak tersedia." in answer.text
    assert "Not a valid choice." not in answer.text
