"""What asks for a person on a day: judged from the day's facts, and as it was recorded."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

from multiguna.kernel import sqlplan
from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor, Text
from multiguna.ledger.queries import promises, stock, stock_by
from multiguna.payments.queries import ageing, unpaid_past_due
from multiguna.payments.terms import Lateness, PastDue
from multiguna.planning.queries.outlook import outlook
from multiguna.planning.rules import alarms as rules
from multiguna.planning.rules.digest import digest
from multiguna.planning.terms import (
    Alarm,
    AlarmCode,
    AlarmEvent,
    Digest,
    OpenAlarm,
    Outlook,
    Waiting,
)
from multiguna.programme.queries import pack_in_force
from multiguna.providers.queries import providers
from multiguna.registry.queries import resident_count

OPEN = sqlplan.load("planning", "open_alarms").select
EVENTS = """
SELECT code, subject, event, on_date, figures, sentence_id, sentence_en FROM planning_alarm
WHERE region = %(region)s AND on_date >= %(starts)s AND on_date < %(until)s
ORDER BY on_date, event, code, subject
"""
OVERDUE = ("61-90", "91+")
SHOCK_DAYS = rules.SHOCK_DAYS + rules.SHOCK_BEFORE_DAYS


def alarms(
    cursor: Cursor, by: Actor, *, on: date, codes: Collection[AlarmCode] = tuple(AlarmCode),
    seen: Outlook | None = None,
) -> list[Alarm]:  # fmt: skip
    """The alarms that ring on a day, of all kinds or of some; only facts dated to the day count.

    `seen` is the day's outlook, if it is known already. An alarm that was recorded as open closes
    later than a new one would open (its rule says when).
    """
    is_open = {(one.code, one.subject) for one in open_alarms(cursor, by, on=on)}
    found: list[Alarm | None] = []
    if AlarmCode.RUN_OUT in codes:
        found.append(_run_out(seen or outlook(cursor, by, on=on), is_open))
    if AlarmCode.ARREARS_OPENED in codes:
        for year in (on.year - 1, on.year):
            for line in stock(cursor, by, year=year, on=on):
                found.append(
                    rules.arrears_opened(
                        subject=line.account_id, on=on, arrears_idr=line.arrears_idr
                    )
                )
    if AlarmCode.HOSPITAL_UNPAID in codes:
        found += _unpaid(unpaid_past_due(cursor, by, on=on), on)
    if AlarmCode.COMMITMENT_OVERDUE in codes:
        found += [_overdue(cursor, by, year, on, is_open) for year in (on.year - 1, on.year)]
    if AlarmCode.UTILISATION_SHOCK in codes:
        found += _shocks(cursor, by, on, is_open)
    return [alarm for alarm in found if alarm is not None]


Open = Collection[tuple[AlarmCode, str]]


def _run_out(seen: Outlook, is_open: Open) -> Alarm | None:
    subject = str(seen.year)
    if seen.appropriation is None or seen.stock.appropriation_idr == 0:
        return None
    return rules.run_out(
        subject=subject, on=seen.on, expected=seen.appropriation,
        is_open=(AlarmCode.RUN_OUT, subject) in is_open,
    )  # fmt: skip


def _unpaid(late: Sequence[PastDue], on: date) -> list[Alarm | None]:
    return [
        rules.hospital_unpaid(
            provider_code=one.provider_code, on=on, claims=one.claims, amount_idr=one.amount_idr,
            oldest_due=one.oldest_due,
        )
        for one in late
    ]  # fmt: skip


def _overdue(cursor: Cursor, by: Actor, year: int, on: date, is_open: Open) -> Alarm | None:
    ages = stock_by(cursor, by, year=year, face="age", on=on)
    return rules.commitment_overdue(
        subject=str(year), on=on, committed_idr=sum(age.committed_idr for age in ages),
        overdue_idr=sum(age.committed_idr for age in ages if age.key in OVERDUE),
        is_open=(AlarmCode.COMMITMENT_OVERDUE, str(year)) in is_open,
    )  # fmt: skip


def _shocks(cursor: Cursor, by: Actor, on: date, is_open: Open) -> list[Alarm | None]:
    """Letters a day by kind of care, once the programme is old enough to have a usual number."""
    starts = on - timedelta(days=SHOCK_DAYS - 1)
    given = promises(cursor, by, starts=starts - timedelta(days=7), until=on + timedelta(days=1))
    year_ago = starts_a_year_ago(on)
    past = promises(cursor, by, starts=year_ago, until=year_ago + timedelta(days=rules.SHOCK_DAYS))
    residents = resident_count(cursor, by)
    found = []
    for care in sorted({one.care for one in given if one.care}):
        counts = [0] * SHOCK_DAYS
        own = [one for one in given if one.care == care]
        if min(one.on for one in own) >= starts:
            continue
        for one in own:
            if one.on >= starts:
                counts[(one.on - starts).days] += one.letters + one.unlettered
        is_now = (AlarmCode.UTILISATION_SHOCK, care) in is_open
        then = [one.letters + one.unlettered for one in past if one.care == care]
        found.append(
            rules.utilisation_shock(
                subject=care, on=on, daily=counts, year_ago=then, residents=residents,
                is_open=is_now,
            )
        )  # fmt: skip
    return found


def starts_a_year_ago(on: date) -> date:
    """The first of the same 14 days 52 weeks earlier, so that weekdays match."""
    return on - timedelta(days=52 * 7 + rules.SHOCK_DAYS - 1)


def waiting(cursor: Cursor, by: Actor, *, on: date) -> list[Waiting]:
    """What each hospital waits for by days past the due date, the most first."""
    names = {card.provider_code: card.name for card in providers(cursor, by)}
    buckets = {lateness: number for number, lateness in enumerate(Lateness)}
    sums: dict[str, list[int]] = {}
    for part in ageing(cursor, by, on=on):
        own = sums.setdefault(part.provider_code, [0] * len(buckets))
        own[buckets[part.lateness]] += part.amount_idr
    found = [Waiting(code, names.get(code, code), tuple(own)) for code, own in sums.items()]
    return sorted(found, key=lambda one: (-one.total_idr, one.provider_code))


def open_alarms(cursor: Cursor, by: Actor, *, on: date) -> list[OpenAlarm]:
    """The alarms that were recorded as open at the end of a day, the oldest first."""
    return [
        OpenAlarm(AlarmCode(code), subject, seq, since, figures, Text(said_id, said_en))
        for code, subject, seq, since, figures, said_id, said_en in cursor.execute(
            OPEN, {"region": by.region, "on": on}
        )
    ]


def alarm_events(cursor: Cursor, by: Actor, *, starts: date, until: date) -> list[AlarmEvent]:
    """What opened and closed in the half-open period [starts, until)."""
    values = {"region": by.region, "starts": starts, "until": until}
    return [
        AlarmEvent(AlarmCode(code), subject, event, on, figures, Text(said_id, said_en))
        for code, subject, event, on, figures, said_id, said_en in cursor.execute(EVENTS, values)
    ]


def subject_names(cursor: Cursor, by: Actor) -> Mapping[str, Text]:
    """What hospitals and kinds of care are called; other subjects are their own names."""
    found = {card.provider_code: Text(card.name, card.name) for card in providers(cursor, by)}
    return {
        **found,
        "inpatient": Text("Rawat inap", "Inpatient care"),
        "outpatient": Text("Rawat jalan", "Outpatient care"),
    }


def day_digest(cursor: Cursor, by: Actor, *, on: date) -> Digest:
    """The digest of a day: the stock, the outlook, the open alarms and what changed. No names."""
    seen = outlook(cursor, by, on=on)
    changed = alarm_events(cursor, by, starts=on, until=on + timedelta(days=1))
    return digest(
        seen,
        alarms(cursor, by, on=on, seen=seen),
        [one for one in changed if one.event == "closed"],
        region_name=pack_in_force(by).region_name,
        names=subject_names(cursor, by),
        since={(one.code, one.subject): one.since for one in open_alarms(cursor, by, on=on)},
    )
