"""The alarms of a replay: when each rang and stopped, and what was expected when it rang."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor, Text
from multiguna.planning.queries import alarm_events, outlook
from multiguna.planning.terms import AlarmCode, AlarmEvent, Figure, Outlook


@dataclass(frozen=True, slots=True)
class Rung:
    """An alarm that rang: since when and until when, what it saw and said on the first day.

    `first_of_year` marks the first of its code in a calendar year.
    """

    code: AlarmCode
    subject: str
    on: date
    closed_on: date | None
    first_of_year: bool
    figures: Mapping[str, Figure]
    sentence: Text


def rung(cursor: Cursor, by: Actor, *, starts: date, until: date) -> list[Rung]:
    """Every alarm that rang in the half-open period, by day, with its closing if it came.

    An alarm about the money's end is told with what the year was expected to need that day.
    """
    events = alarm_events(cursor, by, starts=starts, until=until)
    found: list[Rung] = []
    known: set[tuple[AlarmCode, int]] = set()
    for number, event in enumerate(events):
        if event.event != "opened":
            continue
        key = event.code, event.on.year
        figures = dict(event.figures)
        if event.code is AlarmCode.RUN_OUT:
            figures |= expected(outlook(cursor, by, on=event.on))
        found.append(
            Rung(
                event.code, event.subject, event.on, _closed_on(event, events[number + 1 :]),
                key not in known, figures, event.sentence,
            )
        )  # fmt: skip
        known.add(key)
    return found


def _closed_on(opened: AlarmEvent, later: Sequence[AlarmEvent]) -> date | None:
    about = opened.code, opened.subject
    same = (one.on for one in later if (one.code, one.subject) == about and one.event == "closed")
    return next(same, None)


def expected(seen: Outlook) -> dict[str, Figure]:
    """What an outlook says of the year in a few figures; empty dates where the money lasts."""
    made: dict[str, Figure] = {
        "appropriation_idr": seen.stock.appropriation_idr,
        "expected_used_idr": seen.used_idr,
    }
    if seen.fan:
        end = seen.fan[-1]
        made |= {
            "need_p10_idr": end.p10_idr,
            "need_p50_idr": end.p50_idr,
            "need_p90_idr": end.p90_idr,
        }
    if seen.appropriation is not None:
        made |= dict(_days(seen))
        made["chance_to_reach_bp"] = seen.appropriation.chance_to_reach_bp
    return made


def _days(seen: Outlook) -> Iterator[tuple[str, str]]:
    for name in ("p10", "p50", "p90"):
        day = getattr(seen.appropriation, name)
        yield name, day.isoformat() if day else ""
