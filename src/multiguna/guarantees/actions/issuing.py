"""Issuing guarantee letters: the estimate is reserved on the budget in the same transaction."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TypedDict

from psycopg.types.json import Jsonb

from multiguna.audit.actions import record_decision
from multiguna.coverage.actions import check_coverage
from multiguna.coverage.terms import ALL_PAPERS, Care, CoverageAnswer, Papers
from multiguna.guarantees.queries import estimate_for, letter
from multiguna.guarantees.rules import letters as rules
from multiguna.guarantees.terms import Estimate, GuaranteeAnswer, LetterCard, Outcome
from multiguna.kernel.canonical import Json
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.roles import require
from multiguna.kernel.terms import Actor, Role, Text
from multiguna.ledger.actions import post
from multiguna.ledger.queries import account_for
from multiguna.ledger.terms import Already, EntryKind, Posted, Posting, Short
from multiguna.programme.queries import pack_in_force
from multiguna.programme.terms import BudgetPolicy, Pack
from multiguna.providers.queries import has_agreement, provider

INSERT_LETTER = """
INSERT INTO guarantees_letter (region, letter_no, person_id, id_type, born_on, provider_code, care,
    care_class, emergency, diagnosis, issued_on, valid_from, valid_until, account_id, reserved_idr,
    arrears_idr, provider_class, estimate_learned_on, estimate_group, estimate_settled, q10_idr,
    q50_idr, q80_idr, q90_idr, q95_idr, reason_code, stage_code, village_code, record_id, issued_by)
VALUES (%(region)s, %(letter_no)s, %(person_id)s, %(id_type)s, %(born_on)s::date, %(provider_code)s,
    %(care)s, %(care_class)s, %(emergency)s, %(diagnosis)s, %(on)s, %(valid_from)s,
    %(valid_until)s, %(account_id)s, %(reserved_idr)s, %(arrears_idr)s, %(provider_class)s,
    %(learned_on)s, %(diagnosis_group)s, %(settled_count)s, %(q10_idr)s, %(q50_idr)s, %(q80_idr)s,
    %(q90_idr)s, %(q95_idr)s, %(reason)s, %(stage)s, %(village_code)s, %(record_id)s, %(issued_by)s)
"""
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended(%s || ' letter ' || %s, 0))"
INSERT_WAITING = """
INSERT INTO guarantees_waiting (region, letter_no, provider_code, request, queued_on, queued_by)
VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
"""


WAITING = """
SELECT w.letter_no, w.request, w.queued_on, p.provider_class
FROM guarantees_waiting w
JOIN providers_provider p ON p.region = w.region AND p.provider_code = w.provider_code
WHERE w.region = %s ORDER BY w.queued_on, w.recorded_at, w.letter_no
"""
ROOM = """
SELECT available_idr - arrears_idr FROM ledger_account
WHERE region = %s AND fiscal_year = %s AND care = %s
"""


class Request(TypedDict):
    """What a desk asks a letter for; kept as it is when the letter has to wait."""

    letter_no: str
    nik: int
    kk: int | None
    provider_code: str
    care: str
    diagnosis: str
    emergency: bool
    born_on: str | None
    papers: dict[str, bool]


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
    with transaction(by) as cursor:
        cursor.execute(ONE_AT_A_TIME, [by.region, letter_no])
        earlier = letter(cursor, by, letter_no)
        coverage = check_coverage(
            nik=nik, kk=kk, care=care, emergency=emergency, newborn_born_on=born_on,
            papers=papers, by=by, on=on,
        )  # fmt: skip
        if earlier is not None:
            return _already(earlier, coverage, provider_code, care, emergency, born_on)
        if not coverage.decision.covered:
            return GuaranteeAnswer(Outcome.NOT_COVERED, coverage.decision, None, coverage.record_id)
        request: Request = {
            "letter_no": letter_no, "nik": nik, "kk": kk, "provider_code": provider_code,
            "care": care, "diagnosis": diagnosis,
            "emergency": emergency, "born_on": born_on.isoformat() if born_on else None,
            "papers": asdict(papers),
        }  # fmt: skip
        return _promise(cursor, request, coverage, by, on)


def _promise(
    cursor: Cursor,
    request: Request,
    coverage: CoverageAnswer,
    by: Actor,
    on: date,
) -> GuaranteeAnswer:
    """Reserve and write the letter, or answer why not."""
    care, emergency, letter_no = request["care"], request["emergency"], request["letter_no"]
    provider_code = request["provider_code"]
    pack = pack_in_force(by)
    hospital = provider(cursor, by, provider_code)
    if hospital is None:
        raise refused(
            "provider_unknown", "Kode rumah sakit tidak dikenal.", "The hospital code is unknown."
        )
    service = "emergency" if emergency else care
    if not has_agreement(cursor, by, provider_code=provider_code, on=on, service=service):
        return _answer(cursor, Outcome.NO_AGREEMENT, request, coverage, by, on)
    account_id = account_for(cursor, by, year=on.year, care=care)
    if account_id is None:
        raise refused(
            "account_unknown",
            f"Tidak ada baris anggaran {care} untuk tahun {on.year}.",
            f"There is no budget line for {care} in {on.year}.",
        )
    estimate = estimate_for(
        cursor, by, pack, care=care, provider_class=hospital.provider_class,
        diagnosis=request["diagnosis"], on=on,
    )  # fmt: skip
    assert coverage.person is not None
    posted = post(
        cursor,
        Posting(
            f"reserve:{letter_no}", account_id, EntryKind.RESERVE, on, letter_no,
            committed_idr=estimate.mean_idr, provider_code=provider_code, care=care,
            village_code=coverage.person.village_code,
        ),
        by=by,
        may_overrun=emergency,
    )  # fmt: skip
    match posted:
        case Short():
            return _short(cursor, request, coverage, posted, account_id, by, on)
        case Already():
            raise AssertionError("a letter number is asked for by one request at a time")
        case Posted(arrears_idr):
            return _write(
                cursor, request, coverage, pack, account_id, estimate, arrears_idr, by, on
            )


def _write(
    cursor: Cursor, request: Request, coverage: CoverageAnswer, pack: Pack, account_id: str,
    estimate: Estimate, arrears_idr: int, by: Actor, on: date,
) -> GuaranteeAnswer:  # fmt: skip
    assert coverage.person is not None
    assert coverage.facts is not None
    amounts = {"reserved_idr": estimate.mean_idr, "arrears_idr": arrears_idr}
    record_id = _record(
        cursor, Outcome.ISSUED, request, coverage, by, on, **amounts, estimate=facts_of(estimate)
    )
    valid_from, valid_until = rules.letter_period(
        pack, care=request["care"], emergency=request["emergency"], on=on
    )
    cursor.execute(
        INSERT_LETTER,
        {
            **request, **amounts, "region": by.region, "person_id": coverage.facts.person_id,
            "id_type": "mother_claim" if request["born_on"] else "nik", "on": on,
            "care_class": estimate.cell.care_class, **columns_of(estimate),
            "valid_from": valid_from, "valid_until": valid_until, "account_id": account_id,
            "reason": coverage.decision.reason, "stage": coverage.decision.stage_code,
            "village_code": coverage.person.village_code, "record_id": record_id,
            "issued_by": by.name,
        },
        prepare=True,
    )  # fmt: skip
    return GuaranteeAnswer(
        Outcome.ISSUED, coverage.decision, letter(cursor, by, request["letter_no"]), record_id
    )


def columns_of(estimate: Estimate) -> dict[str, object]:
    """The estimate as a letter keeps it; its mean is what the letter reserves."""
    learned_on = estimate.learned_on
    return {
        "provider_class": estimate.cell.provider_class, "learned_on": learned_on,
        "diagnosis_group": None if learned_on is None else estimate.cell.diagnosis_group,
        "settled_count": estimate.settled_count, "q10_idr": estimate.q10_idr,
        "q50_idr": estimate.q50_idr, "q80_idr": estimate.q80_idr, "q90_idr": estimate.q90_idr,
        "q95_idr": estimate.q95_idr,
    }  # fmt: skip


def facts_of(estimate: Estimate) -> dict[str, Json]:
    """The estimate as the letter's decision record keeps it."""
    return {
        "basis": estimate.basis, "cell": estimate.cell.name,
        "settled_letters": estimate.settled_count, "mean_idr": estimate.mean_idr,
        "q10_idr": estimate.q10_idr, "q50_idr": estimate.q50_idr, "q80_idr": estimate.q80_idr,
        "q90_idr": estimate.q90_idr, "q95_idr": estimate.q95_idr,
    }  # fmt: skip


def _short(
    cursor: Cursor, request: Request, coverage: CoverageAnswer, short: Short, account_id: str,
    by: Actor, on: date,
) -> GuaranteeAnswer:  # fmt: skip
    policy = cursor.execute(
        "SELECT policy FROM ledger_account WHERE region = %s AND account_id = %s",
        [by.region, account_id],
    ).fetchone()
    assert policy is not None
    outcome = Outcome.REFUSED_BUDGET
    if policy[0] == BudgetPolicy.QUEUE:
        outcome = Outcome.QUEUED
        _queue(cursor, request, by, on)
    return _answer(cursor, outcome, request, coverage, by, on, available_idr=short.available_idr)


def _answer(
    cursor: Cursor, outcome: Outcome, request: Request, coverage: CoverageAnswer, by: Actor,
    on: date, available_idr: int | None = None,
) -> GuaranteeAnswer:  # fmt: skip
    record_id = _record(cursor, outcome, request, coverage, by, on, available_idr=available_idr)
    return GuaranteeAnswer(outcome, coverage.decision, None, record_id, available_idr)


def _record(
    cursor: Cursor, outcome: Outcome, request: Request, coverage: CoverageAnswer, by: Actor,
    on: date, **amounts: Json,
) -> int:  # fmt: skip
    return record_decision(
        cursor,
        kind="guarantee",
        subject=f"letter:{request['letter_no']}",
        facts={
            "coverage_record": coverage.record_id,
            "person_id": coverage.facts.person_id if coverage.facts else None,
            "provider_code": request["provider_code"],
            "care": request["care"],
            "emergency": request["emergency"],
            "diagnosis": request["diagnosis"],
            **amounts,
        },
        outcome=outcome,
        reasons=[coverage.decision.reason],
        pack=coverage.decision.stage_code,
        by=by,
        on=on,
    )


def _already(
    earlier: LetterCard, coverage: CoverageAnswer, provider_code: str, care: str,
    emergency: bool, born_on: date | None,
) -> GuaranteeAnswer:  # fmt: skip
    person_id = coverage.facts.person_id if coverage.facts else None
    asked = (person_id, provider_code, care, emergency, born_on)
    if asked != (
        earlier.person_id, earlier.provider_code, earlier.care, earlier.emergency, earlier.born_on
    ):  # fmt: skip
        raise _reused()
    return GuaranteeAnswer(Outcome.ALREADY, coverage.decision, earlier, earlier.record_id)


def _reused() -> Refused:
    return refused(
        "letter_no_reused",
        "Nomor surat ini sudah dipakai untuk permintaan lain. Pakai nomor baru.",
        "This letter number was used for another request. Use a new number.",
    )


def _queue(cursor: Cursor, request: Request, by: Actor, on: date) -> None:
    """Let a request wait; the same request again waits once, another one under its number not."""
    values = [by.region, request["letter_no"], request["provider_code"], Jsonb(request), on]
    cursor.execute(INSERT_WAITING, [*values, by.name])
    kept = cursor.execute(
        "SELECT request FROM guarantees_waiting WHERE region = %s AND letter_no = %s",
        [by.region, request["letter_no"]],
    ).fetchone()
    if kept is None or kept[0] != request:
        raise _reused()


def issue_waiting(*, by: Actor, on: date) -> int:
    """Serve the waiting requests whose line has money again, oldest first; how many were issued.

    A request is asked about only while its line has room for its estimate, so that waiting leaves
    no records. It leaves the queue when it is issued, when the answer is now a no, and when the
    letter it asks for would have run out. Each is a transaction of its own.
    """
    pack = pack_in_force(by)
    with transaction(by) as cursor:
        waiting = cursor.execute(WAITING, [by.region]).fetchall()
    issued = 0
    for letter_no, request, queued_on, provider_class in waiting:
        care = Care(request["care"])
        _, until = rules.letter_period(pack, care=care, emergency=False, on=queued_on)
        with transaction(by) as cursor:
            if on < until:
                estimate = estimate_for(
                    cursor, by, pack, care=care, provider_class=provider_class,
                    diagnosis=request["diagnosis"], on=on,
                )  # fmt: skip
                room = cursor.execute(ROOM, [by.region, on.year, care]).fetchone()
                if room is None or room[0] < estimate.mean_idr:
                    continue
                answer = _ask_again(request, by, on)
                if answer.outcome is Outcome.QUEUED:
                    continue
                issued += answer.outcome is Outcome.ISSUED
            cursor.execute(
                "DELETE FROM guarantees_waiting WHERE region = %s AND letter_no = %s",
                [by.region, letter_no],
            )
    return issued


def _ask_again(request: Request, by: Actor, on: date) -> GuaranteeAnswer:
    born_on = request["born_on"]
    return issue_guarantee(
        letter_no=request["letter_no"], nik=request["nik"], kk=request["kk"],
        provider_code=request["provider_code"], care=Care(request["care"]),
        diagnosis=request["diagnosis"], emergency=request["emergency"],
        born_on=date.fromisoformat(born_on) if born_on else None,
        papers=Papers(**request["papers"]), by=by, on=on,
    )  # fmt: skip


def refused(code: str, id: str, en: str) -> Refused:
    """A refusal with its sentence in Indonesian and English."""
    return Refused(code, Text(id, en))
