"""The alarms of the treasury's first page: what rings, by which rule, and where to look next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor, Text
from multiguna.ledger.terms import OLDEST, LineStock
from multiguna.planning.queries import open_alarms, subject_names
from multiguna.planning.rules.alarms import RULES
from multiguna.planning.terms import Alarm, AlarmCode, OpenAlarm
from multiguna.web.treasury.ahead import Ahead
from multiguna.web.treasury.looking import Looking

LOOK_AT = {
    AlarmCode.RUN_OUT: Text(id="Lihat perkiraan", en="See the outlook"),
    AlarmCode.ARREARS_OPENED: Text(id="Lihat barisnya", en="See the rows"),
    AlarmCode.HOSPITAL_UNPAID: Text(id="Lihat rekeningnya", en="See its statement"),
    AlarmCode.COMMITMENT_OVERDUE: Text(id="Lihat barisnya", en="See the rows"),
    AlarmCode.UTILISATION_SHOCK: Text(id="Lihat suratnya", en="See the letters"),
}
"""What the button beside an alarm says."""


@dataclass(frozen=True, slots=True)
class Ringing:
    """An alarm as the page shows it: its rule in words, what it is about, where to look."""

    title: Text
    threshold: Text
    about: Text | None
    sentence: Text
    since: date | None
    link: str
    link_name: Text


def ringing(
    cur: Cursor, by: Actor, looked: Looking, ahead: Ahead | None, lines: Sequence[LineStock]
) -> list[Ringing]:
    """The alarms of a view: as judged now when that is known, else as they were recorded."""
    if looked.day.year != looked.year:
        return []
    recorded = open_alarms(cur, by, on=looked.day)
    rings: Sequence[Alarm | OpenAlarm] = recorded if ahead is None else ahead.alarms
    since = {(one.code, one.subject): one.since for one in recorded}
    named = {**subject_names(cur, by), **{line.account_id: line.name for line in lines}}
    return [
        Ringing(
            title=RULES[one.code].title,
            threshold=RULES[one.code].threshold,
            about=named.get(one.subject),
            sentence=one.sentence,
            since=since.get((one.code, one.subject)),
            link=_link(looked, one),
            link_name=LOOK_AT[one.code],
        )
        for one in rings
    ]


def _link(looked: Looking, one: Alarm | OpenAlarm) -> str:
    """Where an alarm is looked into."""
    match one.code:
        case AlarmCode.RUN_OUT:
            return looked.link("treasury-outlook")
        case AlarmCode.ARREARS_OPENED:
            return looked.rows("arrears_idr", line=one.subject)
        case AlarmCode.HOSPITAL_UNPAID:
            return reverse("statements-one", args=[one.subject])
        case AlarmCode.COMMITMENT_OVERDUE:
            return looked.rows("committed_idr", age=OLDEST)
        case AlarmCode.UTILISATION_SHOCK:
            return looked.rows("committed_idr", care=one.subject, kind="reserve")
