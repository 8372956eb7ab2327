"""Bulk approval: the clean ones of pended claims, decided as a set by the rules that are left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from psycopg.rows import TupleRow

from multiguna.claims import plan
from multiguna.claims.actions.adjudicating import LOCK, NESTED_LOOPS, decide_run, write_run
from multiguna.claims.rules import bulk as rules
from multiguna.claims.rules.reviewing import checked_reason
from multiguna.claims.terms.reviewing import Basis, BulkApproved, LeftOut
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.roles import require_person
from multiguna.kernel.terms import Actor, Role
from multiguna.ledger.actions import post_batch
from multiguna.ledger.plan import create_posting_table
from multiguna.programme.queries import pack_in_force
from multiguna.programme.rules.body import pack_hash
from multiguna.programme.rules.choosing import number_or_none
from multiguna.programme.terms import Pack

STOPPED = """
DELETE FROM claims_decided WHERE outcome NOT IN ('approved', 'reduced')
RETURNING claim_id, reasons
"""
APPROVED = "SELECT count(*), coalesce(sum(approved_idr), 0)::bigint FROM claims_decided"


def approve_clean(
    *,
    claim_ids: Sequence[int] | None = None,
    provider_code: str | None = None,
    batch_id: int | None = None,
    reason: str,
    by: Actor,
    on: date,
) -> BulkApproved:
    """Approve at once the pended claims whose only findings the pack's `bulk_approvable` lists.

    Asked for are the claims named, or all pended ones of a hospital or batch. Those that qualify
    are decided anew by all rules but the listed ones that ask, in one statement, as of now: what
    the rules ask or reject meanwhile leaves a claim out, what they cut stays cut. Written are
    decisions of basis `bulk` with the reason, lines, findings, records and the ledger's entries.
    The rest is given back, each with its reason, and nothing of it changes; above the pack's
    `second_opinion_idr` two people decide one by one.

    Refuses everybody but verifiers (`role_not_allowed`), `reason_missing` and `reason_names`.
    """
    require_person(by, Role.VERIFIER)
    reason = checked_reason(reason)
    pack = pack_in_force(by)
    codes = rules.approvable(pack, on)
    asked: dict[str, object] = {
        "region": by.region,
        "claim_ids": None if claim_ids is None else list(claim_ids),
        "provider_code": provider_code,
        "batch_id": batch_id,
        "approvable": list(codes),
        "limit_idr": number_or_none(pack, "second_opinion_idr", on),
        "not_from": by.name,
        "on": on,
    }
    with transaction(by) as cursor:
        cursor.execute(LOCK, [by.region])
        rows = _judged(cursor, asked)
        left = [LeftOut(claim, why, tuple(found)) for claim, why, found in rows if why]
        clean = [claim for claim, why, _ in rows if not why]
        if not clean:
            return BulkApproved(0, 0, tuple(left))
        values = _run_values(pack, codes, clean, reason, by, on)
        small = decide_run(cursor, values)
        left += [
            LeftOut(claim, "other_findings", tuple(found or ()))
            for claim, found in cursor.execute(STOPPED).fetchall()
        ]
        count, approved_idr = _write(cursor, values, small, by, on)
        return BulkApproved(count, approved_idr, tuple(sorted(left, key=lambda one: one.claim_id)))


def _judged(cursor: Cursor, asked: dict[str, object]) -> list[TupleRow]:
    """Each claim asked for, why it is left out, and its findings. All pended claims are found
    without nested loops, which the planner would choose for what row-level security hides."""
    cursor.execute(NESTED_LOOPS.format("off" if asked["claim_ids"] is None else "on"))
    rows = cursor.execute(plan.bulk(), asked).fetchall()
    cursor.execute(NESTED_LOOPS.format("on"))
    return rows


def _run_values(
    pack: Pack, codes: tuple[str, ...], clean: list[int], reason: str, by: Actor, on: date
) -> dict[str, object]:
    return {
        "region": by.region,
        "batch_id": None,
        "claim_ids": clean,
        "by": by.name,
        "not_from": by.name,
        "on": on,
        "pack_hash": pack_hash(pack),
        "basis": Basis.BULK.value,
        "reason": reason,
        **plan.adjudication_parameters(rules.without(pack, codes)),
    }


def _write(
    cursor: Cursor, values: dict[str, object], small: bool, by: Actor, on: date
) -> tuple[int, int]:
    write_run(cursor, values, small=small)
    create_posting_table(cursor)
    cursor.execute(plan.statement("approve_postings"), values)
    post_batch(cursor, by=by, on=on)
    row = cursor.execute(APPROVED).fetchone()
    assert row is not None
    return row[0], row[1]
