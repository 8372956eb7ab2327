"""The writers of planning: alarms that open and close, the day's letter to the treasurer, notes
about what a region still lacks, and plans."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Sequence
from datetime import date

from django.conf import settings
from django.core.mail import EmailMessage
from psycopg.types.json import Jsonb

from multiguna.audit.actions import record_decision
from multiguna.kernel import canonical
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.roles import require
from multiguna.kernel.terms import Actor, Role, Text
from multiguna.planning.queries import alarms, day_digest, open_alarms
from multiguna.planning.rules.digest import addressees_of
from multiguna.planning.rules.plans import asked_body, studied
from multiguna.planning.terms import Alarm, AlarmCode, OpenAlarm
from multiguna.planning.terms.plans import Asked
from multiguna.planning.terms.readiness import ItemCode

EVERY_CODE = tuple(AlarmCode)
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('multiguna.planning.watch ' || %s, 0))"
LATEST_DAY = "SELECT max(on_date) FROM planning_alarm WHERE region = %s"
EVENT = """
INSERT INTO planning_alarm (region, code, subject, seq, event, provider_code, on_date, figures,
    sentence_id, sentence_en, record_id, recorded_by)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
LAST_SEQ = """
SELECT coalesce(max(seq), 0) FROM planning_alarm
WHERE region = %s AND code = %s AND subject = %s
"""
ROUND = """
INSERT INTO planning_round (region, kind, on_date, alarms, recorded_by)
VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
"""
ROUND_DONE = """
SELECT EXISTS (SELECT FROM planning_round WHERE region = %s AND kind = %s AND on_date = %s)
"""
NIK = re.compile(r"\d{16}")
NOTE_LOCK = """
SELECT pg_advisory_xact_lock(hashtextextended('multiguna.planning.note ' || %s || ' ' || %s, 0))
"""
LAST_NOTE = """
SELECT coalesce(max(seq), 0) FROM planning_readiness_note WHERE region = %s AND item = %s
"""
NOTE = """
INSERT INTO planning_readiness_note (region, item, seq, text, noted_on, record_id, recorded_by)
VALUES (%s, %s, %s, %s, %s, %s, %s)
"""

PLAN_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('multiguna.planning.plan ' || %s, 0))"
LAST_PLAN = "SELECT coalesce(max(plan_no), 0) FROM planning_plan WHERE region = %s"
PLAN = """
INSERT INTO planning_plan (region, plan_no, asked, answer_id, answer_en, needed_idr, planned_on,
    record_id, recorded_by)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


def raise_alarms(*, by: Actor, on: date, codes: Collection[AlarmCode] = EVERY_CODE) -> list[Alarm]:
    """Record the alarms that open and those that close on a day; gives the newly opened ones.

    Each event has its decision record; again on the same day changes nothing. With `codes` only
    these kinds are judged. Refuses with `alarms_later` a day before the latest event.
    """
    require(by, Role.TREASURER, Role.PLANNER)
    with transaction(by) as cursor:
        cursor.execute(LOCK, [by.region])
        latest = cursor.execute(LATEST_DAY, [by.region]).fetchone()
        if latest is not None and latest[0] is not None and latest[0] > on:
            raise Refused(
                "alarms_later",
                Text(
                    id=f"Peringatan sudah dicatat sampai {latest[0]}; {on} tidak dapat diulang.",
                    en=f"Alarms are recorded up to {latest[0]}; {on} cannot be done again.",
                ),
            )
        ringing = {(one.code, one.subject): one for one in alarms(cursor, by, on=on, codes=codes)}
        known = {
            (one.code, one.subject): one
            for one in open_alarms(cursor, by, on=on)
            if one.code in codes
        }
        opened = [one for key, one in ringing.items() if key not in known]
        for alarm in opened:
            _event(cursor, by, on, alarm, "opened")
        for key, alarm_then in known.items():
            if key not in ringing:
                _event(cursor, by, on, alarm_then, "closed")
        if set(codes) == set(EVERY_CODE):
            cursor.execute(ROUND, [by.region, "watch", on, len(ringing), by.name])
    return opened


def _event(cursor: Cursor, by: Actor, on: date, alarm: Alarm | OpenAlarm, event: str) -> None:
    row = cursor.execute(LAST_SEQ, [by.region, alarm.code, alarm.subject]).fetchone()
    assert row is not None
    record_id = record_decision(
        cursor,
        kind="alarm",
        subject=f"alarm:{alarm.code}:{alarm.subject}",
        facts=dict(alarm.figures),
        outcome=event,
        reasons=[alarm.code],
        pack=None,
        by=by,
        on=on,
    )
    hospital = alarm.subject if alarm.code is AlarmCode.HOSPITAL_UNPAID else None
    cursor.execute(
        EVENT,
        [
            by.region, alarm.code, alarm.subject, row[0] + 1, event, hospital, on,
            Jsonb(dict(alarm.figures)), alarm.sentence.id, alarm.sentence.en, record_id, by.name,
        ],
    )  # fmt: skip


def watch(*, by: Actor, on: date) -> int:
    """What the worker does in every round: all alarms once a day, arrears each time.

    Gives how many opened. A promise without a budget is told the same minute, not the next day.
    """
    with transaction(by) as cursor:
        row = cursor.execute(ROUND_DONE, [by.region, "watch", on]).fetchone()
    assert row is not None
    if row[0]:
        return len(raise_alarms(by=by, on=on, codes=[AlarmCode.ARREARS_OPENED]))
    return len(raise_alarms(by=by, on=on))


def send_digest(*, by: Actor, on: date, to: Sequence[str] | None = None) -> int:
    """Mail the day's digest, once a day; gives to how many.

    To those whom `MULTIGUNA_DIGEST_TO` names for the region; a demo without addressees prints it.
    Mail that cannot be sent leaves the day open, so that the next round tries again.
    """
    require(by, Role.TREASURER, Role.PLANNER)
    addressees = addressees_of(settings.DIGEST_TO if to is None else to, by.region)
    if not addressees and settings.DEMO:
        addressees = ["bendahara@contoh.invalid"]
    if not addressees:
        return 0
    with transaction(by) as cursor:
        letter = day_digest(cursor, by, on=on)
        cursor.execute(ROUND, [by.region, "digest", on, len(letter.alarms), by.name])
        if cursor.rowcount == 0:
            return 0
        EmailMessage(letter.subject, letter.body, to=addressees).send()
    return len(addressees)


def note_readiness(*, code: ItemCode, text: str, by: Actor, on: date) -> int:
    """Record what the data cannot show about an item, such as a training; gives its number.

    Notes are only added; the latest of an item counts. Its decision record holds the text's hash.
    Refuses `note_empty` and `note_holds_nik`.
    """
    require(by, Role.PLANNER, Role.ADMINISTRATOR)
    text = " ".join(text.split())
    if not text:
        raise Refused("note_empty", Text("Tulis apa yang dilakukan.", "Write what was done."))
    if NIK.search(text.replace(" ", "")):
        raise Refused(
            "note_holds_nik",
            Text("Jangan menulis NIK di catatan.", "Do not write a NIK into a note."),
        )
    with transaction(by) as cursor:
        cursor.execute(NOTE_LOCK, [by.region, code])
        row = cursor.execute(LAST_NOTE, [by.region, code]).fetchone()
        assert row is not None
        seq = int(row[0]) + 1
        record_id = record_decision(
            cursor,
            kind="readiness_note",
            subject=f"readiness:{code}",
            facts={"seq": seq, "text_sha256": hashlib.sha256(text.encode()).hexdigest()},
            outcome="noted",
            reasons=[code],
            pack=None,
            by=by,
            on=on,
        )
        cursor.execute(NOTE, [by.region, code, seq, text, on, record_id, by.name])
    return seq


def keep_plan(*, asked: Asked, by: Actor, on: date) -> int:
    """Study what a plan asks and keep question and answer; gives its number.

    Nothing is ever changed: another question is another plan. Its decision record holds the hash of
    the question. Refuses `plan_elsewhere`, `plan_holds_nik` and what `studied` refuses.
    """
    require(by, Role.PLANNER, Role.ADMINISTRATOR)
    if asked.profile.region != by.region:
        raise Refused(
            "plan_elsewhere",
            Text("Profil itu milik daerah lain.", "That profile is another region's."),
        )
    body = asked_body(asked)
    written = canonical.dumps(body)
    if NIK.search(written.replace(" ", "")):
        raise Refused(
            "plan_holds_nik",
            Text("Jangan menulis NIK di rencana.", "Do not write a NIK in a plan."),
        )
    frontier = studied(asked).frontier
    needed_idr = None if frontier.chosen is None else frontier.chosen.needed_idr
    question = hashlib.sha256(written.encode()).hexdigest()
    with transaction(by) as cursor:
        cursor.execute(PLAN_LOCK, [by.region])
        row = cursor.execute(LAST_PLAN, [by.region]).fetchone()
        assert row is not None
        plan_no = int(row[0]) + 1
        record_id = record_decision(
            cursor,
            kind="plan",
            subject=f"plan:{plan_no}",
            facts={
                "budget_idr": asked.budget_idr,
                "confidence": asked.confidence,
                "asked_sha256": question,
                "needed_idr": needed_idr,
            },
            outcome="nothing_fits" if needed_idr is None else "kept",
            reasons=["plan"],
            pack=None,
            by=by,
            on=on,
        )
        cursor.execute(
            PLAN,
            [by.region, plan_no, Jsonb(body), frontier.answer.id, frontier.answer.en, needed_idr,
             on, record_id, by.name],
        )  # fmt: skip
    return plan_no
