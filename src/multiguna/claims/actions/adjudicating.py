"""Decide claims: one statement over a run, its results written set by set in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from multiguna.claims import plan
from multiguna.claims.actions.candidates import find_candidates
from multiguna.claims.queries.batches import no_batch
from multiguna.claims.terms.deciding import AdjudicationResult, Outcome, OutcomeSum
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.roles import require
from multiguna.kernel.terms import Actor, Role
from multiguna.ledger.actions import post_batch
from multiguna.ledger.plan import create_posting_table
from multiguna.programme.queries import pack_in_force
from multiguna.programme.rules.body import pack_hash

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('multiguna.claims.adjudicate ' || %s, 0))"
WORK_MEMORY = "SET LOCAL work_mem = '128MB'"
SMALL_RUN, LARGE_RUN = 200, 2_000
NESTED_LOOPS = "SET LOCAL enable_nestloop = {}"
PLANNED = "SET LOCAL plan_cache_mode = {}"
BATCH = "SELECT FROM claims_batch WHERE region = %s AND batch_id = %s"


def adjudicate_batch(*, batch_id: int | None, by: Actor, on: date) -> AdjudicationResult:
    """Decide a batch's open claims, or with None every claim without a decision.

    Open claims of a batch are those undecided and those whose last decision was a question, which
    get their next version. The rules and numbers are those of the pack in force, by each claim's
    day of service. Decisions, lines, findings, one record a claim and the ledger's postings are
    written in the same transaction. First it is kept whom claims without letter or person may be
    about: these are asked about and not rejected until a verifier decides. Runs of one region wait
    for each other. Left undecided are claims that were received after `on`, and those whose file
    the verifier took in: somebody else decides them (unattended work is exempt). Refuses an unknown
    batch (`batch_unknown`), everybody but verifiers and unattended work (`role_not_allowed`), and a
    missing pack.
    """
    require(by, Role.VERIFIER)
    pack = pack_in_force(by)
    with transaction(by) as cursor:
        cursor.execute(LOCK, [by.region])
        if batch_id is not None:
            check_batch(cursor, by, batch_id)
        find_candidates(cursor, pack=pack, batch_id=batch_id, by=by, on=on)
        values: dict[str, object] = {
            "region": by.region,
            "batch_id": batch_id,
            "by": by.name,
            "not_from": None if by.role is Role.SYSTEM else by.name,
            "on": on,
            "pack_hash": pack_hash(pack),
            **plan.adjudication_parameters(pack),
        }
        write_decisions(cursor, values)
        create_posting_table(cursor)
        cursor.execute(plan.statement("approve_postings"), values)
        post_batch(cursor, by=by, on=on)
        return _result(cursor)


def hold_decisions(cursor: Cursor, region: str) -> None:
    """Let nobody decide a claim of the region until this transaction ends, neither the rules nor a
    person; whoever is deciding has ended by then, and what they decided is seen.

    It is asked for after the lock of payments and before any account is held, never the other way
    round.
    """
    cursor.execute(LOCK, [region])


def write_decisions(cursor: Cursor, values: dict[str, object]) -> None:
    """Decide in one statement, then write each kind of result with one more; not the ledger.

    Leaves the decisions in the temporary table `claims_decided` of the caller's transaction.
    """
    small = decide_run(cursor, values)
    write_run(cursor, values, small=small)


BY_THE_RULES: dict[str, object] = {"claim_ids": None, "basis": "rules", "reason": ""}
"""What a run binds beside its batch: no claims by name, and that nobody but the rules decides."""


def decide_run(cursor: Cursor, values: dict[str, object]) -> bool:
    """Decide into the temporary table `claims_decided`; nothing else is written.

    With `claim_ids` the pended ones among these claims are decided, whatever their batch. Returns
    whether the run is small: then planning would take longer than deciding, so that its statements
    are planned once a session. Otherwise they are planned for what there is; a large run's without
    nested loops, for row-level security hides how many rows there are from the planner, and a loop
    over what it takes for a handful is quadratic.
    """
    values = BY_THE_RULES | values
    cursor.execute(WORK_MEMORY)
    plan.create_run(cursor)
    name, loops = _choice(values)
    cursor.execute(NESTED_LOOPS.format(loops))
    cursor.execute(plan.choice(name), values)
    small = prepare_run(cursor, values, claims=cursor.rowcount)
    cursor.execute(plan.adjudication(), values, prepare=small)
    if not small:
        cursor.execute("ANALYZE claims_decided")
    return small


def _choice(values: Mapping[str, object]) -> tuple[str, str]:
    """Which claims are decided, and whether nested loops may find them."""
    if values["claim_ids"] is not None:
        return "chosen_by_name", "on"
    return ("chosen_undecided", "off") if values["batch_id"] is None else ("chosen_of_batch", "on")


def prepare_run(cursor: Cursor, values: dict[str, object], *, claims: int) -> bool:
    """Gather the facts of the chosen claims, and say how statements are planned from here on.

    Returns whether so few claims are chosen that what was planned before is good for them.
    """
    small = claims <= SMALL_RUN
    cursor.execute(NESTED_LOOPS.format("off" if claims > LARGE_RUN else "on"))
    cursor.execute(PLANNED.format("force_generic_plan" if small else "auto"))
    if not small:
        cursor.execute("ANALYZE claims_chosen")
    cursor.execute(plan.run(), values, prepare=small)
    if not small:
        cursor.execute("ANALYZE claims_run")
    return small


def write_run(cursor: Cursor, values: dict[str, object], *, small: bool = True) -> None:
    """Write what stands in `claims_decided`: decisions, lines, findings, records."""
    values = BY_THE_RULES | values
    for step in ("write_adjudications", "write_line_results", "write_findings"):
        cursor.execute(plan.statement(step), values, prepare=small)
    cursor.execute(plan.recording(), values, prepare=small)
    cursor.execute(PLANNED.format("auto"))
    cursor.execute(NESTED_LOOPS.format("on"))


def check_batch(cursor: Cursor, by: Actor, batch_id: int) -> None:
    """Refuse (`batch_unknown`) a batch that is not there."""
    if cursor.execute(BATCH, [by.region, batch_id]).fetchone() is None:
        raise no_batch(batch_id)


def _result(cursor: Cursor) -> AdjudicationResult:
    rows = cursor.execute(plan.statement("outcome_sums")).fetchall()
    sums = {Outcome(outcome): OutcomeSum(*amounts) for outcome, *amounts in rows}
    return AdjudicationResult({outcome: sums.get(outcome, OutcomeSum()) for outcome in Outcome})
