"""Today, for the edges alone. Rules and actions get their dates as arguments."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

JAKARTA = ZoneInfo("Asia/Jakarta")


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The programme's date: Jakarta's calendar, or `MULTIGUNA_TODAY` while a demo is frozen."""
    frozen = os.environ.get("MULTIGUNA_TODAY")
    return date.fromisoformat(frozen) if frozen else datetime.now(JAKARTA).date()


def programme_now() -> datetime:
    """This instant on the programme's date: the hour of the day is real even in a frozen demo."""
    present = datetime.now(JAKARTA)
    return datetime.combine(today(), present.timetz())


def start_of(day: date) -> datetime:
    """The instant at which a day of Jakarta's calendar begins."""
    return datetime.combine(day, time.min, JAKARTA)


def end_of(day: date) -> datetime:
    """The instant at which a day of Jakarta's calendar ends."""
    return start_of(day + timedelta(days=1))
