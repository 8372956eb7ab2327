"""Claims as pages and papers show them. Names are read from the claim, NIKs are never shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from multiguna.claims.terms.catalogue import Rule
from multiguna.claims.terms.deciding import Outcome, Severity
from multiguna.claims.terms.talking import Clock, ClockState
from multiguna.guarantees.terms import LetterCard
from multiguna.kernel.canonical import Json
from multiguna.kernel.terms import Text


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim in a list, with its latest decision (None: undecided) and the rules that found
    something. `clock` is None when a list was asked for without a day; `minutes_no` names the
    minutes that the claim stands in."""

    claim_id: int
    claim_no: str
    provider_code: str
    provider_name: str
    patient_name: str
    care: str
    care_class: int
    admission_date: date
    discharge_date: date
    cbg_code: str
    received_on: date
    billed_idr: int
    outcome: Outcome | None
    approved_idr: int
    rules: tuple[Rule, ...] = ()
    clock: Clock | None = None
    minutes_no: str | None = None

    @property
    def decide_by(self) -> date | None:
        """The last day to decide, None once it is decided for good."""
        if self.clock is None or self.clock.state is ClockState.STOPPED:
            return None
        return self.clock.due

    @property
    def is_provisional(self) -> bool:
        """Whether its decision may still change before the month's minutes are closed."""
        return self.outcome not in (None, Outcome.PENDED) and self.minutes_no is None


@dataclass(frozen=True, slots=True)
class LineCard:
    """One payable part of a claim; `approved_idr` is None while undecided."""

    line_no: int
    kind: str
    code: str
    billed_idr: int
    approved_idr: int | None


@dataclass(frozen=True, slots=True)
class FindingCard:
    """What a rule found, said to a hospital: the rule's sentence, this claim's detail, the
    remedy."""

    rule: Rule
    severity: Severity
    amount_idr: int
    detail: Text
    facts: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class DecisionCard:
    """One version of a claim's decision; the number of its decision record proves it.

    `basis` is what it rests on (rules, verifier, second, bulk, appeal), `reason` what the person
    who decided wrote.
    """

    version: int
    outcome: Outcome
    approved_idr: int
    reduced_idr: int
    rejected_idr: int
    pended_idr: int
    stage_code: str | None
    decided_on: date
    decided_by: str
    record_id: int
    basis: str = "rules"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ClaimDetail:
    """One claim in full. `decisions` are all versions, the latest first; `findings` are those of
    the latest. `charges` are the hospital's 18 cost columns by name, zero ones left out."""

    row: ClaimRow
    batch_id: int
    row_no: int
    file_name: str
    mrn: str
    birth_date: date | None
    sex: int | None
    diagnoses: tuple[str, ...]
    procedures: tuple[str, ...]
    cbg_description: str
    los: int | None
    charge_idr: int
    charges: tuple[tuple[str, int], ...]
    payor: str
    doctor: str
    account_id: str
    letter_no: str | None
    letter: LetterCard | None
    lines: tuple[LineCard, ...]
    findings: tuple[FindingCard, ...]
    decisions: tuple[DecisionCard, ...]

    @property
    def decision(self) -> DecisionCard | None:
        """The decision that holds, None while undecided."""
        return self.decisions[0] if self.decisions else None
