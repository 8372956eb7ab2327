"""Draw samples of what the rules approved, and keep what a person finds each claim to be worth."""

from __future__ import annotations

from dataclasses import astuple
from datetime import date

from psycopg.types.json import Jsonb

from multiguna.audit.actions import record_decision
from multiguna.claims.queries.reviewing import claim_under_review
from multiguna.claims.queries.sampling import sample, sample_members
from multiguna.claims.rules import sampling as rules
from multiguna.claims.rules.reviewing import checked_reason
from multiguna.claims.terms.sampling import Allocation, Sample, SampleDraw, SampleItem
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.money import rupiah
from multiguna.kernel.roles import require, require_person
from multiguna.kernel.terms import Actor, Role, Text

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('multiguna.claims.sample ' || %s, 0))"
SAME = """
SELECT sample_no FROM claims_sample
WHERE region = %(region)s AND period_from = %(period_from)s AND period_until = %(period_until)s
  AND size = %(size)s AND seed = %(seed)s AND allocation = %(allocation)s
"""
NEXT = "SELECT nextval('claims_sample_seq')"
WRITE_SAMPLE = """
INSERT INTO claims_sample (region, sample_no, period_from, period_until, size, seed, allocation,
    strata, record_id, drawn_on, drawn_by)
VALUES (%(region)s, %(sample_no)s, %(period_from)s, %(period_until)s, %(size)s, %(seed)s,
    %(allocation)s, %(strata)s, %(record_id)s, %(on)s, %(by)s)
"""
WRITE_ITEMS = """
INSERT INTO claims_sample_item (region, sample_no, claim_id, version, stratum, approved_idr)
SELECT %s, %s, * FROM unnest(%s::bigint[], %s::smallint[], %s::smallint[], %s::bigint[])
"""
WRITE_CHECK = """
INSERT INTO claims_sample_check (region, sample_no, claim_id, correct_idr, reason, record_id,
    checked_on, checked_by)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
"""


def draw_sample(
    *,
    period_from: date,
    period_until: date,
    size: int,
    seed: int,
    allocation: Allocation = Allocation.NEYMAN,
    by: Actor,
    on: date,
) -> Sample:
    """Draw claims that the rules alone approved, by day of decision in [from, until).

    Strata, shares and the draw are `rules.sampling.draw`; strata and record are kept, so that the
    sample can be drawn again. The same period, size, seed and allocation give the same sample
    back, also when claims came after. Refuses everybody but verifiers, auditors and unattended
    work (`role_not_allowed`), `sample_empty` and `sample_too_small`.
    """
    require(by, Role.VERIFIER, Role.AUDITOR)
    values: dict[str, object] = {
        "region": by.region,
        "period_from": period_from,
        "period_until": period_until,
        "size": size,
        "seed": seed,
        "allocation": allocation.value,
        "on": on,
        "by": by.name,
    }
    with transaction(by) as cursor:
        cursor.execute(LOCK, [by.region])
        known = cursor.execute(SAME, values).fetchone()
        if known is not None:
            return sample(cursor, by, known[0])
        members = sample_members(cursor, by, period_from=period_from, period_until=period_until)
        drawn = rules.draw(members, size=size, seed=seed, allocation=allocation)
        sample_no = _write(cursor, values, drawn, by, on)
        return sample(cursor, by, sample_no)


def _write(
    cursor: Cursor, values: dict[str, object], drawn: SampleDraw, by: Actor, on: date
) -> int:
    row = cursor.execute(NEXT).fetchone()
    assert row is not None
    sample_no: int = row[0]
    strata = [list(astuple(one)) for one in drawn.strata]
    record_id = record_decision(
        cursor,
        kind="claim_sample",
        subject=f"sample:{sample_no}",
        facts={
            "allocation": str(values["allocation"]),
            "claims": [one.claim_id for one, _ in drawn.items],
            "period_from": str(values["period_from"]),
            "period_until": str(values["period_until"]),
            "seed": str(values["seed"]),
            "strata": strata,
        },
        outcome="drawn",
        reasons=[],
        pack=None,
        by=by,
        on=on,
    )
    more = {"sample_no": sample_no, "record_id": record_id, "strata": Jsonb(strata)}
    cursor.execute(WRITE_SAMPLE, values | more)
    columns = [
        (one.claim_id, one.version, stratum, one.approved_idr) for one, stratum in drawn.items
    ]
    cursor.execute(WRITE_ITEMS, [by.region, sample_no, *map(list, zip(*columns, strict=True))])
    return sample_no


def check_sampled(
    *, sample_no: int, claim_id: int, correct_idr: int, reason: str = "", by: Actor, on: date
) -> SampleItem:
    """Keep what a drawn claim should have been approved for; nothing about the claim changes.

    What is wrong is put right beside it: by a decision while no order pays it, else by recording
    an overpayment. A claim is checked once; the same check again has no effect. Refuses everybody
    but verifiers and auditors in person (`role_not_allowed`), `sample_unknown`,
    `sample_item_unknown`, `sample_amount` (below zero or above the bill), `reason_missing` (an
    error is explained), `sample_checked` and `taken_in_by_you`.
    """
    require_person(by, Role.VERIFIER, Role.AUDITOR)
    with transaction(by) as cursor:
        cursor.execute(LOCK, [by.region])
        item = _item(cursor, by, sample_no, claim_id)
        if correct_idr != item.approved_idr or reason.strip():
            reason = checked_reason(reason)
        _check(item, correct_idr)
        if item.correct_idr is not None:
            if (item.correct_idr, item.reason) == (correct_idr, reason):
                return item
            raise _refused(
                "sample_checked",
                "Klaim ini sudah diperiksa dalam sampel itu.",
                "This claim was checked in that sample.",
            )
        if by.name in claim_under_review(cursor, by, claim_id).received_by:
            raise _refused(
                "taken_in_by_you",
                "Anda sendiri yang menerima berkas klaim ini; orang lain yang memeriksa.",
                "You took this claim's file in; somebody else checks it.",
            )
        record_id = record_decision(
            cursor,
            kind="claim_sample_check",
            subject=f"claim:{claim_id}",
            facts={
                "approved_idr": item.approved_idr,
                "correct_idr": correct_idr,
                "reason": reason,
                "sample_no": sample_no,
            },
            outcome="right" if correct_idr == item.approved_idr else "wrong",
            reasons=[],
            pack=None,
            by=by,
            on=on,
        )
        check = [by.region, sample_no, claim_id, correct_idr, reason, record_id, on, by.name]
        cursor.execute(WRITE_CHECK, check)
        return _item(cursor, by, sample_no, claim_id)


def _item(cursor: Cursor, by: Actor, sample_no: int, claim_id: int) -> SampleItem:
    for item in sample(cursor, by, sample_no).items:
        if item.claim_id == claim_id:
            return item
    raise _refused(
        "sample_item_unknown",
        f"Klaim {claim_id} tidak ada dalam sampel ini.",
        f"Claim {claim_id} is not in this sample.",
    )


def _check(item: SampleItem, correct_idr: int) -> None:
    if not 0 <= correct_idr <= item.billed_idr:
        raise _refused(
            "sample_amount",
            f"Yang benar antara nol dan tagihan {rupiah(item.billed_idr)}.",
            f"What is right lies between zero and the bill of {rupiah(item.billed_idr)}.",
        )


def _refused(code: str, id: str, en: str) -> Refused:
    return Refused(code, Text(id=id, en=en))
