"""Keep whom claims may be about by their numbers, and write what is decided of it."""

from __future__ import annotations

from datetime import date

from psycopg.types.json import Jsonb

from multiguna.claims import plan
from multiguna.claims.rules.matching import TITLES
from multiguna.claims.terms.matching import AGAINST_BP, METHODS
from multiguna.guarantees.actions import bill_letters
from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor, Role
from multiguna.ledger.actions import post_batch
from multiguna.ledger.plan import create_posting_table, lock_named
from multiguna.programme.terms import Pack

HOW_MANY = "SELECT count(*) FROM unmatched"
LARGE = 500
NESTED_LOOPS = "SET LOCAL enable_nestloop = {}"
CREATE_DECIDED = """
CREATE TEMPORARY TABLE match_decided (
    record_id bigint, claim_id bigint, seq smallint, provider_code text, kind text, basis text,
    method text, person_id bigint, letter_no text, reason text
) ON COMMIT DROP
"""
LETTER_ACCOUNTS = """
SELECT DISTINCT l.account_id FROM match_decided m
JOIN guarantees_letter l ON l.region = %s AND l.letter_no = m.letter_no
"""


def find_candidates(
    cursor: Cursor, *, pack: Pack, batch_id: int | None, by: Actor, on: date
) -> int:
    """The first part of `match_claims`, in the transaction of a caller who holds the runs.

    Cheap where every claim has its letter and its person. Gives how many were decided at once.
    """
    values = matching_values(pack, batch_id, by, on)
    return by_numbers(cursor, values, by, on)[1]


def by_numbers(cursor: Cursor, values: dict[str, object], by: Actor, on: date) -> tuple[int, int]:
    """Keep whom the numbers mean, and decide where the number is the same.

    Gives how many claims were looked at, and how many were decided. Many are joined without
    nested loops (`put_found`), whose cost row-level security hides from the planner.
    """
    row = cursor.execute(plan.unmatched(HOW_MANY), values).fetchone()
    assert row is not None
    if row[0] == 0:
        return 0, 0
    drop_found(cursor)
    put_found(cursor, values, large=row[0] > LARGE, linked=False)
    cursor.execute(plan.statement("match_candidates"), values)
    create_decided(cursor)
    cursor.execute(plan.match_safe(), values)
    decided = cursor.rowcount
    if decided:
        write_decided(cursor, by, on)
    return row[0], decided


def put_found(cursor: Cursor, values: dict[str, object], *, large: bool, linked: bool) -> None:
    """Put whom claims may be about into `match_found`; many without nested loops."""
    cursor.execute(NESTED_LOOPS.format("off" if large else "on"))
    cursor.execute(plan.match(linked=linked), values)
    cursor.execute(NESTED_LOOPS.format("on"))


def drop_found(cursor: Cursor) -> None:
    """Drop what an earlier look left in this transaction."""
    plan.drop_temporary(cursor, "match_found", "match_linked")


def not_from(by: Actor) -> str | None:
    """Whose files this actor leaves to somebody else: their own (unattended work has none)."""
    return None if by.role is Role.SYSTEM else by.name


def create_decided(cursor: Cursor) -> None:
    """Make the empty temporary table of decisions on whom claims are about."""
    plan.drop_temporary(cursor, "match_decided")
    cursor.execute(CREATE_DECIDED)


def write_decided(cursor: Cursor, by: Actor, on: date) -> None:
    """Write what stands in `match_decided`, with its records, and bill the letters.

    The letters' accounts are locked before the letters are looked at, so that none can be
    released or expire in between.
    """
    values: dict[str, object] = {"region": by.region, "by": by.name, "on": on}
    cursor.execute(plan.match_recording(), values)
    cursor.execute(plan.statement("write_matchings"), values)
    accounts = cursor.execute(LETTER_ACCOUNTS, [by.region]).fetchall()
    if not accounts:
        return
    lock_named(cursor, by.region, [row[0] for row in accounts])
    plan.drop_temporary(cursor, "billed_letters")
    plan.materialise(cursor, "billed_letters", "match_billed_letters", values)
    create_posting_table(cursor)
    cursor.execute(plan.statement("match_postings"), values)
    post_batch(cursor, by=by, on=on)
    bill_letters(cursor, by=by, on=on)


def matching_values(pack: Pack, batch_id: int | None, by: Actor, on: date) -> dict[str, object]:
    """What the statements of matching bind."""
    days = [
        value.value
        for parameter in pack.parameters
        for value in parameter.values
        if parameter.name.startswith("letter_days_") and isinstance(value.value, int)
    ]
    hours = [
        value.value
        for parameter in pack.parameters
        for value in parameter.values
        if parameter.name == "papers_hours_emergency" and isinstance(value.value, int)
    ]
    care_first_days = -(-max(hours, default=0) // 24)
    return {
        "region": by.region,
        "batch_id": batch_id,
        "by": by.name,
        "on": on,
        "not_from": not_from(by),
        "questioned": False,
        "slips": True,
        "titles": rf"\m({'|'.join(sorted(TITLES))})\M",
        "care_first_days": care_first_days,
        "longest_days": max(days, default=0) + care_first_days,
        "bases": Jsonb({code: method.base_bp for code, method in METHODS.items()}),
        "against": Jsonb(AGAINST_BP),
    }
