"""Today, for the edges alone. Rules and actions get their dates as arguments.

The calendar is the acting region's: an edge says once whose (`in_zone`, `use_zone`), from the time
zone of the region's pack. Until it does, the day is Jakarta's.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

JAKARTA = ZoneInfo("Asia/Jakarta")
_zone: ContextVar[ZoneInfo] = ContextVar("zone", default=JAKARTA)


def zone() -> ZoneInfo:
    """The time zone whose calendar is in use."""
    return _zone.get()


def use_zone(name: str) -> None:
    """Use a time zone's calendar from here on: a command acts for one region and ends."""
    _zone.set(ZoneInfo(name))


@contextmanager
def in_zone(name: str) -> Iterator[None]:
    """Use a time zone's calendar within the block: one request, one region of the worker's round.

    >>> with in_zone("Asia/Jayapura"):
    ...     zone().key
    'Asia/Jayapura'
    """
    token = _zone.set(ZoneInfo(name))
    try:
        yield
    finally:
        _zone.reset(token)


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The programme's date: the region's calendar, or `MULTIGUNA_TODAY` while a demo is frozen."""
    frozen = os.environ.get("MULTIGUNA_TODAY")
    return date.fromisoformat(frozen) if frozen else datetime.now(zone()).date()


def programme_now() -> datetime:
    """This instant on the programme's date: the hour of the day is real even in a frozen demo."""
    present = datetime.now(zone())
    return datetime.combine(today(), present.timetz())


def start_of(day: date) -> datetime:
    """The instant at which a day of the region's calendar begins."""
    return datetime.combine(day, time.min, zone())


def end_of(day: date) -> datetime:
    """The instant at which a day of the region's calendar ends."""
    return start_of(day + timedelta(days=1))
