"""Issuing guarantee letters: the estimate is reserved on the budget in the same transaction.

A letter is promised at once when nothing stands against it: one question, one statement that
writes everything, and the budget line is held only while that statement and its COMMIT run.
Everything else is answered with care: the line is held before it is looked at.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from psycopg.types.json import Jsonb

from multiguna.audit.actions import record_decision
from multiguna.coverage.actions import record_judged
from multiguna.coverage.rules import coverage_request, judge_coverage
from multiguna.coverage.terms import ALL_PAPERS, Care, JudgedCoverage, Papers
from multiguna.guarantees import plan
from multiguna.guarantees.actions.promising import facts_of, promise_of, refused, reused
from multiguna.guarantees.queries import letter
from multiguna.guarantees.queries.asking import ask
from multiguna.guarantees.rules import letters as rules
from multiguna.guarantees.terms import Asked, BudgetRoom, GuaranteeAnswer, Outcome, Request
from multiguna.kernel.db import Cursor, another, pipelined, transaction
from multiguna.kernel.roles import require
from multiguna.kernel.terms import Actor, Role
from multiguna.ledger.plan import lock_named
from multiguna.programme.queries import pack_in_force, pack_numbered
from multiguna.programme.terms import BudgetPolicy, Pack

ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended(%s || ' letter ' || %s, 0))"
INSERT_WAITING = """
INSERT INTO guarantees_waiting (region, letter_no, provider_code, request, queued_on, queued_by)
VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
"""


def issue_guarantee(
    *,
    letter_no: str,
    nik: int,
    kk: int | None,
    provider_code: str,
    care: Care,
    diagnosis: str = "",
    emergency: bool = False,
    born_on: date | None = None,
    papers: Papers = ALL_PAPERS,
    by: Actor,
    on: date,
) -> GuaranteeAnswer:
    """Decide coverage, reserve the estimate and issue a letter, all in one transaction.

    `letter_no` comes from the desk: the same request again gives the same letter (`already`).
    For a newborn, `nik` is the mother's and `born_on` the birth date. The class is the pack's
    entitlement. When the budget is short the line's policy decides: refused,
    queued, or issued into arrears; an emergency is always issued. Refuses a number used for
    another request, a desk of another hospital and an unknown hospital.
    """
    require(by, Role.DESK_CLERK, Role.VERIFIER)
    if by.provider_code not in (None, provider_code):
        raise refused(
            "other_provider",
            "Loket hanya dapat menerbitkan surat untuk rumah sakitnya sendiri.",
            "A desk issues letters for its own hospital only.",
        )
    rules.check_letter_number(letter_no, provider_code)
    request: Request = {
        "letter_no": letter_no, "nik": nik, "kk": kk, "provider_code": provider_code,
        "care": care, "diagnosis": diagnosis, "emergency": emergency,
        "born_on": born_on.isoformat() if born_on else None, "papers": asdict(papers),
    }  # fmt: skip
    return _at_once(request, by, on) or _with_care(request, by, on)


def _at_once(request: Request, by: Actor, on: date) -> GuaranteeAnswer | None:
    """The letter, when nothing stands against it; None, with nothing written, otherwise.

    The line is not held while we judge: should it have moved so that its arrears come out
    differently, or its year be closed, the promise is not written.
    """
    with pipelined(by) as cursor:
        another(cursor).execute(ONE_AT_A_TIME, [by.region, request["letter_no"]], prepare=True)
        asked = ask(cursor, by, request, on)
        if asked.known or asked.install_no is None or not asked.agreed or asked.line is None:
            return None
        pack = pack_numbered(cursor, by.region, asked.install_no)
        judged = _judge(asked, request, pack, on)
        if not judged.decision.covered or asked.provider_class is None:
            return None
        promise = promise_of(asked, judged, pack, asked.line, request, by=by, on=on)
        if promise is None:
            return None
        cursor.execute(plan.PROMISE, promise.values, prepare=True)
    return promise.answer if cursor.fetchone() else None


def _with_care(request: Request, by: Actor, on: date) -> GuaranteeAnswer:
    """The answer, whatever it is; the budget line is held before it is looked at."""
    with transaction(by) as cursor:
        cursor.execute(ONE_AT_A_TIME, [by.region, request["letter_no"]])
        asked = ask(cursor, by, request, on)
        if asked.install_no is None:
            pack_in_force(by)  # refuses: there is none
        assert asked.install_no is not None
        pack = pack_numbered(cursor, by.region, asked.install_no)
        judged = _judge(asked, request, pack, on)
        if asked.known:
            return _already(cursor, request, judged, by, on)
        no = _no(cursor, asked, request, judged, by, on)
        if no is not None:
            return no
        assert asked.line is not None
        lock_named(cursor, by.region, [asked.line.account_id])
        asked = ask(cursor, by, request, on)
        assert asked.line is not None
        promise = promise_of(asked, judged, pack, asked.line, request, by=by, on=on)
        if promise is None:
            return _short(cursor, request, judged, asked.line, by, on)
        written = cursor.execute(plan.PROMISE, promise.values, prepare=True).fetchone()
        assert written is not None, "a line that we hold stands as we have seen it"
        return promise.answer


def _no(
    cursor: Cursor, asked: Asked, request: Request, judged: JudgedCoverage, by: Actor, on: date
) -> GuaranteeAnswer | None:
    """Why no budget line is asked at all, or None; refuses what should not have been asked."""
    if not judged.decision.covered:
        record_id = record_judged(cursor, judged, by=by, on=on)
        return GuaranteeAnswer(Outcome.NOT_COVERED, judged.decision, None, record_id)
    if asked.provider_class is None:
        raise refused(
            "provider_unknown", "Kode rumah sakit tidak dikenal.", "The hospital code is unknown."
        )
    if not asked.agreed:
        return _answer(cursor, Outcome.NO_AGREEMENT, request, judged, by, on)
    if asked.line is None:
        raise refused(
            "account_unknown",
            f"Tidak ada baris anggaran {request['care']} untuk tahun {on.year}.",
            f"There is no budget line for {request['care']} in {on.year}.",
        )
    return None


def _judge(asked: Asked, request: Request, pack: Pack, on: date) -> JudgedCoverage:
    born_on = request["born_on"]
    question = coverage_request(
        nik=request["nik"], kk=request["kk"], care=Care(request["care"]),
        emergency=request["emergency"], papers=Papers(**request["papers"]), on=on,
        newborn_born_on=date.fromisoformat(born_on) if born_on else None,
    )  # fmt: skip
    return judge_coverage(asked.holder, asked.person, question, pack, asked.install_no)


def _short(
    cursor: Cursor, request: Request, judged: JudgedCoverage, line: BudgetRoom, by: Actor, on: date
) -> GuaranteeAnswer:
    outcome = Outcome.REFUSED_BUDGET
    if line.policy == BudgetPolicy.QUEUE:
        outcome = Outcome.QUEUED
        _queue(cursor, request, by, on)
    available_idr = line.appropriation_idr + line.arrears_idr - line.used_idr
    return _answer(cursor, outcome, request, judged, by, on, available_idr)


def _queue(cursor: Cursor, request: Request, by: Actor, on: date) -> None:
    """Let a request wait; the same request again waits once, another one under its number not."""
    values = [by.region, request["letter_no"], request["provider_code"], Jsonb(request), on]
    cursor.execute(INSERT_WAITING, [*values, by.name])
    kept = cursor.execute(
        "SELECT request FROM guarantees_waiting WHERE region = %s AND letter_no = %s",
        [by.region, request["letter_no"]],
    ).fetchone()
    if kept is None or kept[0] != request:
        raise reused()


def _answer(
    cursor: Cursor, outcome: Outcome, request: Request, judged: JudgedCoverage, by: Actor,
    on: date, available_idr: int | None = None,
) -> GuaranteeAnswer:  # fmt: skip
    coverage_no = record_judged(cursor, judged, by=by, on=on)
    record_id = record_decision(
        cursor,
        kind="guarantee",
        subject=f"letter:{request['letter_no']}",
        facts={**facts_of(request, judged, coverage_no), "available_idr": available_idr},
        outcome=outcome,
        reasons=[judged.decision.reason],
        pack=judged.decision.stage_code,
        by=by,
        on=on,
    )
    return GuaranteeAnswer(outcome, judged.decision, None, record_id, available_idr)


def _already(
    cursor: Cursor, request: Request, judged: JudgedCoverage, by: Actor, on: date
) -> GuaranteeAnswer:
    """The letter with this number, if it was asked for by the same request."""
    earlier = letter(cursor, by, request["letter_no"])
    assert earlier is not None
    person_id = judged.facts.person_id if judged.facts else None
    born_on = earlier.born_on.isoformat() if earlier.born_on else None
    was = (earlier.person_id, earlier.provider_code, earlier.care, earlier.emergency, born_on)
    asked = (person_id, request["provider_code"], request["care"], request["emergency"],
             request["born_on"])  # fmt: skip
    if asked != was:
        raise reused()
    record_judged(cursor, judged, by=by, on=on)
    return GuaranteeAnswer(Outcome.ALREADY, judged.decision, earlier, earlier.record_id)
