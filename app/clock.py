"""The one source of "now", and the calendar of Asia/Jakarta in which days and weeks are counted.

Storage is UTC (DESIGN 1); people read Jakarta time. Jakarta has kept UTC+7 without daylight saving
since 1964, yet the zone database is asked rather than a constant, so that a change of law is data.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

JAKARTA = ZoneInfo("Asia/Jakarta")


def utcnow() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def to_jakarta(moment: datetime) -> datetime:
    """The same moment on a Jakarta clock."""
    return moment.astimezone(JAKARTA)


def jakarta_today() -> date:
    """The calendar day it is in Jakarta."""
    return to_jakarta(utcnow()).date()


def start_of_jakarta_day(day: date) -> datetime:
    """The UTC moment at which this Jakarta day begins."""
    return datetime.combine(day, time.min, tzinfo=JAKARTA).astimezone(UTC)
