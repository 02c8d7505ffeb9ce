"""How values are written for people: rupiah, numbers, days and times of Jakarta."""

from __future__ import annotations

from datetime import date, datetime

from flask import Flask
from flask_babel import format_date, format_datetime, get_locale

NO_BREAK_SPACE = "\u00a0"


def number(value: int | float) -> str:
    """1234567 → "1.234.567" in Indonesian, "1,234,567" in English."""
    grouped = f"{value:,}"
    return grouped if current_language() == "en" else grouped.translate({44: ".", 46: ","})


def rupiah(value: int) -> str:
    """133000 → "Rp 133.000", in either language, as the country writes it (DESIGN 1)."""
    sign = "-" if value < 0 else ""
    return f"{sign}Rp{NO_BREAK_SPACE}{abs(value):,}".replace(",", ".")


def date_text(value: datetime | date) -> str:
    """A day, such as "23 Nov 2026", in Jakarta."""
    return format_date(value, "d MMM yyyy")


def datetime_text(value: datetime) -> str:
    """A moment, such as "23 Nov 2026 16.05 WIB", in Jakarta."""
    return f"{format_datetime(value, 'd MMM yyyy HH:mm')} WIB"


def current_language() -> str:
    """ "id" or "en"."""
    locale = get_locale()
    return "en" if locale is not None and locale.language == "en" else "id"


def register(app: Flask) -> None:
    """Make the filters known to all templates."""
    app.jinja_env.filters.update(
        rupiah=rupiah, number=number, date=date_text, datetime=datetime_text
    )
