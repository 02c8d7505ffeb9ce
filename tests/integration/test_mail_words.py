"""What the mails say: in the reader's language, complete, and harmless whatever the names are."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from app.notifications.delivery import deliver
from app.notifications.rendering import LONGEST_SUBJECT, link, one_line, render
from tests.factories.notifications import message, posted
from tests.support.mail import Mailbox

HOSTILE = '<b>Eko</b> & "Ani" 🌶'
ADDRESS = {
    "recipient": "Rina Wulandari",
    "phone": "081234567890",
    "line": "Jl. Melati No. 12",
    "district": "Coblong",
    "city": "Bandung",
    "province": "Jawa Barat",
    "postal_code": "40132",
}


def item(name: str, options: dict[str, str], quantity: int, line_total: int) -> dict[str, Any]:
    return {"name": name, "options": options, "quantity": quantity, "line_total": line_total}


def order(number: str, store: str) -> dict[str, Any]:
    return {
        "number": number,
        "url": f"/orders/{number}",
        "store_name": store,
        "items": [
            {
                "name": "Kopi Gayo",
                "options": {"Berat": "250 g"},
                "quantity": 2,
                "line_total": 136000,
            },
            {"name": "Cobek batu", "options": {}, "quantity": 1, "line_total": 133000},
        ],
        "subtotal": 269000,
        "shipping_cost": 18000,
        "total": 287000,
    }


STEP = {
    "name": "Rina",
    "number": "BLJ-261123-AAAAAA",
    "store_name": "Tenun Bu Sri",
    "url": "/orders/BLJ-261123-AAAAAA",
}
STATUS = STEP | {"courier": "JNE REG", "tracking_number": "JP123", "audience": "customer"}
CANCELLED = STEP | {
    "cancelled_by": "seller",
    "reason": "STOCK_OUT",
    "note": "",
    "total": 287000,
    "refunded": True,
    "audience": "customer",
}
CONTEXTS: dict[str, dict[str, Any]] = {
    "welcome": {"name": "Rina", "role": "customer"},
    "account_exists": {"name": "Rina"},
    "password_changed": {"name": "Rina"},
    "password_reset": {"name": "Rina", "url": "/reset-password/abc", "minutes": 30},
    "order_placed_buyer": {
        "name": "Rina",
        "group_number": "BLG-261123-XXXXXX",
        "url": "/checkout/done/BLG-261123-XXXXXX",
        "total": 574000,
        "orders": [order("BLJ-261123-AAAAAA", "Rumah Kopi"), order("BLJ-261123-BBBBBB", "Batu")],
        "payment_method": "qris",
        "address": ADDRESS,
    },
    "order_placed_seller": {
        "name": "Sri",
        "store_name": "Rumah Kopi",
        "order": order("BLJ-261123-AAAAAA", "Rumah Kopi"),
        "url": "/seller/orders/BLJ-261123-AAAAAA",
        "payment_method": "cod",
        "recipient": "Rina Wulandari",
        "address": ADDRESS,
    },
    "order_status": STATUS | {"status": "SHIPPED"},
    "order_cancelled": CANCELLED,
}


def words(kind: str, *, locale: str = "en", **changes: Any) -> str:
    """The subject and the text of a mail."""
    mail = render(kind, locale=locale, context=CONTEXTS[kind] | changes)
    return f"{mail.subject}\n{mail.text}"


def with_every_text(value: Any, text: str) -> Any:
    """The context with every free text in it replaced; codes, numbers and paths are ours."""
    if isinstance(value, dict):
        kept = {"url", "role", "status", "payment_method", "cancelled_by", "reason", "audience"}
        return {
            key: part if key in kept else with_every_text(part, text) for key, part in value.items()
        }
    if isinstance(value, list):
        return [with_every_text(part, text) for part in value]
    return text if isinstance(value, str) else value


@pytest.mark.parametrize("kind", CONTEXTS)
@pytest.mark.parametrize("locale", ["id", "en"])
def test_every_mail_renders_in_both_languages(app: Flask, kind: str, locale: str) -> None:
    mail = render(kind, locale=locale, context=CONTEXTS[kind])
    assert mail.subject
    assert "\n" not in mail.subject
    assert "http://localhost/" in mail.text
    assert f'<html lang="{locale}">' in mail.html
    assert 'href="http://localhost/' in mail.html
    assert "<" not in mail.text
    assert "  \n" not in mail.text
    assert "\n\n\n" not in mail.text


@pytest.mark.parametrize("kind", CONTEXTS)
def test_no_name_reaches_the_html_unescaped_or_the_text_escaped(app: Flask, kind: str) -> None:
    """B2, B13: markup in names is shown, not obeyed."""
    mail = render(kind, locale="en", context=with_every_text(CONTEXTS[kind], HOSTILE))
    assert "<b>Eko" not in mail.html
    assert "&lt;b&gt;Eko" in mail.html
    assert HOSTILE in mail.text
    assert "&amp;" not in mail.text
    assert "&lt;" not in mail.subject


def test_an_unknown_language_is_read_as_indonesian(app: Flask) -> None:
    mail = render("welcome", locale="xx", context=CONTEXTS["welcome"])
    assert '<html lang="id">' in mail.html


def test_the_language_is_the_recipients_and_not_the_last_ones(app: Flask) -> None:
    indonesian = words("welcome", locale="id")
    english = words("welcome")
    assert "Hello Rina," in english
    assert "Welcome to Belanjain, Rina" in english
    assert words("welcome", locale="id") == indonesian


def test_a_seller_is_welcomed_to_a_page_that_there_is(app: Flask) -> None:
    mail = render("welcome", locale="en", context=CONTEXTS["welcome"] | {"role": "seller"})
    for part in (mail.text, mail.html):
        assert "http://localhost/seller/orders" in part
        assert "http://localhost/seller/products/new" in part
        assert "Add your first product" in part
    assert "/seller/" not in words("welcome", role="customer")


def test_the_purchase_lists_every_stores_part_and_the_whole_total(app: Flask) -> None:
    text = words("order_placed_buyer")
    for part in (
        "BLG-261123-XXXXXX",
        "2 stores",
        "Rumah Kopi",
        "BLJ-261123-BBBBBB",
        "2 x Kopi Gayo (250 g): Rp\u00a0136.000",
        "1 x Cobek batu: Rp\u00a0133.000",
        "Rp\u00a0574.000",
        "QRIS",
        "Jl. Melati No. 12",
    ):
        assert part in text


def test_the_seller_reads_their_own_order_and_how_it_is_paid(app: Flask) -> None:
    text = words("order_placed_seller")
    assert "BLJ-261123-AAAAAA" in text
    assert "Cash on delivery" in text
    assert "BLJ-261123-BBBBBB" not in text


def test_the_seller_reads_what_the_buyer_asked_for(app: Flask) -> None:
    context = CONTEXTS["order_placed_seller"] | {"note": "Leave it with the guard."}
    mail = render("order_placed_seller", locale="en", context=context)
    assert "The buyer says: Leave it with the guard." in mail.text
    assert "Leave it with the guard." in mail.html
    assert "The buyer says" not in words("order_placed_seller", note="")


@pytest.mark.parametrize(
    ("method", "said"),
    [("virtual_account", "Virtual account"), ("ewallet", "E-wallet"), ("giro", "giro")],
)
def test_the_payment_is_said_in_words(app: Flask, method: str, said: str) -> None:
    assert f"Payment: {said}" in words("order_placed_buyer", payment_method=method)


@pytest.mark.parametrize(
    ("status", "audience", "said"),
    [
        ("PROCESSING", "customer", "Tenun Bu Sri is packing your order."),
        ("SHIPPED", "customer", "Tracking number: JP123"),
        ("DELIVERED", "customer", "Thank you for buying from Tenun Bu Sri."),
        ("DELIVERED", "seller", "It counts in your sales from today."),
        ("LOST", "customer", "News of order BLJ-261123-AAAAAA"),
    ],
)
def test_a_step_is_told_to_whom_it_concerns(
    app: Flask, status: str, audience: str, said: str
) -> None:
    assert said in words("order_status", status=status, audience=audience)


@pytest.mark.parametrize(
    ("by", "said"),
    [
        ("seller", "Tenun Bu Sri has reported that the parcel arrived."),
        ("system", "Nobody confirmed receipt within 14 days"),
    ],
)
def test_a_buyer_who_did_not_confirm_reads_who_did_and_what_to_do(
    app: Flask, by: str, said: str
) -> None:
    context = STATUS | {"status": "DELIVERED", "done_by": by}
    mail = render("order_status", locale="en", context=context)
    for part in (mail.text, mail.html):
        assert said in part
        assert "Has nothing arrived? Then reply to this mail" in part
    for_seller = words("order_status", status="DELIVERED", done_by=by, audience="seller")
    assert "Has nothing arrived?" not in for_seller


def test_a_buyer_who_confirmed_is_asked_nothing_more(app: Flask) -> None:
    text = words("order_status", status="DELIVERED", done_by="customer")
    assert "Has nothing arrived?" not in text
    assert "reported" not in text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "Tenun Bu Sri has cancelled order BLJ-261123-AAAAAA."),
        ({}, "Reason: The goods are sold out."),
        ({}, "Rp\u00a0287.000 goes back to you"),
        ({"refunded": False}, "You have nothing to pay for it."),
        ({"reason": "OTHER", "note": "Rats."}, "Reason: Rats."),
        (
            {"reason": "STORE_CLOSED", "note": "Until May."},
            "The store is closed for now. Until May.",
        ),
        ({"cancelled_by": "customer"}, "You have cancelled order"),
        ({"cancelled_by": "customer", "audience": "seller"}, "Please do not send it."),
        ({"cancelled_by": "customer", "audience": "seller"}, "The goods are back in your stock."),
        ({"cancelled_by": "system"}, "Order BLJ-261123-AAAAAA from Tenun Bu Sri was cancelled."),
    ],
)
def test_a_cancellation_says_who_why_and_what_about_the_money(
    app: Flask, changes: dict[str, Any], said: str
) -> None:
    assert said in words("order_cancelled", **changes)


def test_a_cancellation_without_a_reason_names_none(app: Flask) -> None:
    assert "Reason" not in words("order_cancelled", cancelled_by="customer", reason="", note=None)


@pytest.mark.parametrize("path", ["https://evil.example/", "//evil.example", "orders", ""])
def test_a_mail_links_to_this_shop_only(app: Flask, path: str) -> None:
    with pytest.raises(ValueError, match="not a path"):
        link(path)


@pytest.mark.parametrize(
    "name",
    [
        "Eko\r\nBcc: evil@example.com",
        "Eko\nBcc: evil@example.com",
        "Eko\rBcc: evil@example.com\x00",
        "Eko\u2028Bcc: evil@example.com\x85\x0b",
        "🌶" * 500,
        "Eko " * 400,
    ],
)
def test_no_name_can_end_a_header(app: Flask, mailbox: Mailbox, name: str) -> None:
    """B13: one recipient, no further header, one subject."""
    [number] = posted(message(context={"name": name, "role": "customer"}))
    deliver(number)
    [mail] = mailbox.messages
    [recipients] = mailbox.recipients
    assert len(recipients) == 1
    assert set(mail.keys()) == {
        "Content-Type", "MIME-Version", "Subject", "From", "To", "Date", "Message-ID",
        "Auto-Submitted",
    }  # fmt: skip
    assert mail["Bcc"] is None
    assert mail["Subject"] == one_line(f"Welcome to Belanjain, {name}")
    assert len(mail["Subject"]) <= LONGEST_SUBJECT


@pytest.mark.parametrize(
    "recipient",
    ["a@example.com\r\nBcc: b@example.com", "a@example.com,b@example.com", "<a@example.com>", "a"],
)
def test_an_address_that_is_not_one_gets_no_mail(
    app: Flask, mailbox: Mailbox, recipient: str
) -> None:
    """B13."""
    [number] = posted(message(recipient=recipient))
    deliver(number)
    assert mailbox.messages == []


def test_one_line_keeps_words_and_drops_what_cannot_be_seen() -> None:
    assert one_line("  Toko\tBu\r\n Sri \x07\x00🌶 ") == "Toko Bu Sri 🌶"
    assert one_line("x" * 999) == "x" * (LONGEST_SUBJECT - 1) + "…"
