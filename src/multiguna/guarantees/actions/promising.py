"""A letter ready to be promised: the values of the one statement that writes it, and the answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from multiguna.coverage.terms import JudgedCoverage
from multiguna.guarantees.rules import letters as rules
from multiguna.guarantees.terms import (
    Asked,
    BudgetRoom,
    Estimate,
    GuaranteeAnswer,
    LetterCard,
    LetterState,
    Outcome,
    Request,
)
from multiguna.kernel.canonical import Json, dumps
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Text
from multiguna.programme.terms import Pack


@dataclass(frozen=True, slots=True)
class Promise:
    """What `plan.PROMISE` binds, and what the desk hears once it is written."""

    values: dict[str, object]
    answer: GuaranteeAnswer


def promise_of(
    asked: Asked, judged: JudgedCoverage, pack: Pack, line: BudgetRoom, request: Request, *,
    by: Actor, on: date,
) -> Promise | None:  # fmt: skip
    """The letter that a covered person gets, or None when the budget line is short.

    Refuses with `estimate_missing` care that the pack has no estimate for.
    """
    assert asked.provider_class is not None
    estimate = rules.letter_estimate(
        pack, asked.cells, care=request["care"], provider_class=asked.provider_class, on=on
    )
    arrears_idr = rules.arrears_of(line, estimate, emergency=request["emergency"])
    if arrears_idr is None:
        return None
    card = _card(asked, judged, pack, line, request, estimate, arrears_idr, by, on)
    recorded = {
        **facts_of(request, judged, asked.coverage_no), "reserved_idr": estimate.mean_idr,
        "arrears_idr": arrears_idr, "estimate": _recorded(estimate),
    }  # fmt: skip
    values: dict[str, object] = {
        **_columns(card), "region": by.region, "on": on, "actor": by.name,
        "reserved_on": max(on, line.closed_on or on), "may_overrun": card.emergency,
        "reasons": dumps([judged.decision.reason]), "coverage_no": asked.coverage_no,
        "coverage_subject": judged.subject, "coverage_outcome": judged.outcome,
        "coverage_facts": dumps(judged.recorded), "coverage_pack": dumps(judged.pack),
        "guarantee_no": asked.guarantee_no, "guarantee_facts": dumps(recorded),
        "guarantee_pack": dumps(judged.decision.stage_code),
    }  # fmt: skip
    answer = GuaranteeAnswer(Outcome.ISSUED, judged.decision, card, asked.guarantee_no)
    return Promise(values, answer)


def _card(
    asked: Asked, judged: JudgedCoverage, pack: Pack, line: BudgetRoom, request: Request,
    estimate: Estimate, arrears_idr: int, by: Actor, on: date,
) -> LetterCard:  # fmt: skip
    assert judged.facts is not None
    assert judged.person is not None
    assert judged.decision.stage_code is not None
    care, emergency, born_on = request["care"], request["emergency"], request["born_on"]
    valid_from, valid_until = rules.letter_period(pack, care=care, emergency=emergency, on=on)
    return LetterCard(
        letter_no=request["letter_no"],
        person_id=judged.facts.person_id,
        id_type="mother_claim" if born_on else "nik",
        born_on=date.fromisoformat(born_on) if born_on else None,
        provider_code=request["provider_code"],
        care=care,
        care_class=estimate.cell.care_class,
        emergency=emergency,
        diagnosis=request["diagnosis"],
        issued_on=on,
        valid_from=valid_from,
        valid_until=valid_until,
        account_id=line.account_id,
        arrears_idr=arrears_idr,
        reason=judged.decision.reason,
        stage_code=judged.decision.stage_code,
        village_code=judged.person.village_code,
        record_id=asked.guarantee_no,
        issued_by=by.name,
        state=LetterState.OPEN,
        estimate=estimate,
    )


def _columns(card: LetterCard) -> dict[str, object]:
    """The letter as its table keeps it; the mean of its estimate is what it reserves."""
    estimate = card.estimate
    learned_on = estimate.learned_on
    return {
        "letter_no": card.letter_no, "person_id": card.person_id, "id_type": card.id_type,
        "born_on": card.born_on, "provider_code": card.provider_code, "care": card.care,
        "care_class": card.care_class, "emergency": card.emergency, "diagnosis": card.diagnosis,
        "valid_from": card.valid_from, "valid_until": card.valid_until,
        "account_id": card.account_id, "reserved_idr": estimate.mean_idr,
        "arrears_idr": card.arrears_idr, "provider_class": estimate.cell.provider_class,
        "learned_on": learned_on,
        "diagnosis_group": None if learned_on is None else estimate.cell.diagnosis_group,
        "settled_count": estimate.settled_count, "q10_idr": estimate.q10_idr,
        "q50_idr": estimate.q50_idr, "q80_idr": estimate.q80_idr, "q90_idr": estimate.q90_idr,
        "q95_idr": estimate.q95_idr, "reason": card.reason, "stage": card.stage_code,
        "village_code": card.village_code,
    }  # fmt: skip


def facts_of(request: Request, judged: JudgedCoverage, coverage_no: int) -> dict[str, Json]:
    """What every decision about a letter keeps of its request."""
    return {
        "coverage_record": coverage_no,
        "person_id": judged.facts.person_id if judged.facts else None,
        "provider_code": request["provider_code"],
        "care": request["care"],
        "emergency": request["emergency"],
        "diagnosis": request["diagnosis"],
    }


def _recorded(estimate: Estimate) -> dict[str, Json]:
    """The estimate as the letter's decision record keeps it."""
    return {
        "basis": estimate.basis, "cell": estimate.cell.name,
        "settled_letters": estimate.settled_count, "mean_idr": estimate.mean_idr,
        "q10_idr": estimate.q10_idr, "q50_idr": estimate.q50_idr, "q80_idr": estimate.q80_idr,
        "q90_idr": estimate.q90_idr, "q95_idr": estimate.q95_idr,
    }  # fmt: skip


def reused() -> Refused:
    """The refusal of a number that stands for another request."""
    return refused(
        "letter_no_reused",
        "Nomor surat ini sudah dipakai untuk permintaan lain. Pakai nomor baru.",
        "This letter number was used for another request. Use a new number.",
    )


def refused(code: str, id: str, en: str) -> Refused:
    """A refusal with its sentence in Indonesian and English."""
    return Refused(code, Text(id, en))
