"""The nouns of adjudication: what the rules look at, what they find, what is decided.

Amounts are whole rupiah, None is unknown; dates are days, stays are [admission, discharge).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from multiguna.kernel.canonical import Json


class Severity(StrEnum):
    """What a finding does to a claim; the first goes before the second before the third."""

    REJECT = "reject"
    PEND = "pend"
    REDUCE = "reduce"


class Outcome(StrEnum):
    """What was decided about a claim."""

    APPROVED = "approved"
    REDUCED = "reduced"
    REJECTED = "rejected"
    PENDED = "pended"


@dataclass(frozen=True, slots=True)
class Regime:
    """The law in [starts, until): the stage, its rules in order, and the numbers they read.

    Open ends are None. Without a stage the one rule is `not_covered`. `papers_hours` is how long
    the care of an emergency may go before its letter.
    """

    starts: date | None
    until: date | None
    stage_code: str | None
    rules: tuple[str, ...]
    entitled_class: int | None = None
    deadline_days: int | None = None
    readmission_days: int | None = None
    severity_los_min: int | None = None
    annual_ceiling_idr: int | None = None
    household_ceiling_idr: int | None = None
    copayment_bp: int | None = None
    auto_approve_max_idr: int | None = None
    papers_hours: int | None = None
    excluded_diagnoses: tuple[str, ...] = ()
    excluded_cbg: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """A claim as the rules see it: dates, codes and amounts, no name."""

    claim_id: int
    provider_code: str
    care: str
    care_class: int
    admission_date: date
    discharge_date: date
    received_on: date
    primary_diagnosis: str
    cbg_code: str
    billed_idr: int
    charge_idr: int
    charges: tuple[int, ...]
    lines: tuple[tuple[str, int], ...]
    los: int | None = None
    discharge_status: int | None = None
    id_type: str = "nik"
    id_value: str = ""
    birth_date: date | None = None
    sex: int | None = None
    letter_no: str | None = None
    person_id: int | None = None
    procedures: tuple[str, ...] = ()
    drg_code: str | None = None

    @property
    def service_date(self) -> date:
        """The day whose law holds: the day of admission."""
        return self.admission_date

    @property
    def days(self) -> int:
        """Length of stay by its dates, both days included."""
        return (self.discharge_date - self.admission_date).days + 1

    @property
    def cbg_idr(self) -> int:
        """The group's tariff."""
        return sum(amount for kind, amount in self.lines if kind == "cbg")

    @property
    def lines_idr(self) -> int:
        """All payable parts."""
        return sum(amount for _, amount in self.lines)


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """The letter a claim stands on; `born_on` is set for a newborn on the mother's letter.

    `end` is what became of it: None (open), billed, settled, released or expired.
    """

    care: str
    valid_from: date
    valid_until: date
    end: str | None = None
    born_on: date | None = None
    emergency: bool = False

    def fits_care(self, claim: ClaimFacts) -> bool:
        """Whether it is for the claim's care; what began as an emergency may go on as either."""
        return self.emergency or self.care == claim.care

    def fits_days(self, claim: ClaimFacts, regime: Regime) -> bool:
        """Whether it holds on the day of service; an emergency is treated first, within the
        hours for the papers (whole days)."""
        before = -(-(regime.papers_hours or 0) // 24) if self.emergency else 0
        return self.valid_from - timedelta(days=before) <= claim.service_date < self.valid_until


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What the civil registry says of the person a claim is for; `other_niks` are those of persons
    who are the same."""

    nik: str
    birth_date: date
    sex: int
    died_on: date | None = None
    other_niks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AgreementFacts:
    """The hospital's agreement on the day of service.

    `basis` is by which code its rates are looked up (inacbg, idrg, or fee: each procedure);
    `lesser_of` pays no claim above the hospital's charges; the ceilings hold for a claim and for a
    month of service; `exclusions` are kinds (diagnosis, procedure, group) and beginnings of codes.
    """

    agreement_no: str
    services: tuple[str, ...]
    deadline_days: int
    basis: str = "inacbg"
    lesser_of: bool = False
    claim_ceiling_idr: int | None = None
    month_ceiling_idr: int | None = None
    exclusions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class AgreedRates:
    """What is agreed for a claim: `claimed_idr` in the claimed class, `payable_idr` in the class
    that is paid (the claimed one if it is lower), `topups_idr` of each kind of top-up there.

    `code` is what the rate was looked up by. A package's price stands in for all of them.
    """

    code: str
    claimed_idr: int | None
    payable_idr: int | None
    topups_idr: Mapping[str, int]
    package_idr: int | None = None


@dataclass(frozen=True, slots=True)
class OtherClaim:
    """Another claim of the same patient: an earlier one that is not rejected, or one of this run
    that no rule rejects for itself.

    The patient is the person, or the newborn whom a letter of the mother's is for (twins have two).
    `owed` is one that was approved or reduced before this run.
    """

    claim_id: int
    provider_code: str
    care: str
    admission_date: date
    discharge_date: date
    cbg_code: str
    letter_no: str | None
    owed: bool = False

    def is_before(self, claim: ClaimFacts) -> bool:
        """Whether it was here first: what is paid already, then the lower number."""
        return self.owed or self.claim_id < claim.claim_id


@dataclass(frozen=True, slots=True)
class ClaimContext:
    """Everything beside the claim that the rules look at.

    `covered` and `coverage_reason` are the coverage decision on the day of service;
    `claimed_rate_idr`, `payable_rate_idr`, `topup_rates_idr`, `package_idr` and `rate_code` are
    the agreed rates (AgreedRates). `used_idr` is what counts against the person's ceiling before
    this claim: approved earlier in the calendar year, and payable in this run for claims of that
    year before this one (by service date, then number). `month_used_idr` is the same for the
    hospital's month of service, `household_used_idr` for the calendar year of everybody who has the
    person's family card: each claim counts to the card that the registry had on its day of service,
    or to the person alone where it has none. `candidates` and `letter_candidates` say that
    somebody, or somebody with a letter, was found whom the claim may be about and no verifier has
    decided; `confirmed` that one has decided whom it is about. `decided_before` is the latest claim
    that it corrects of those that people decided, that stand in minutes or that were ruled on.
    """

    regime: Regime
    covered: bool
    coverage_reason: str
    payer: str
    letter: LetterFacts | None = None
    person: PersonFacts | None = None
    agreement: AgreementFacts | None = None
    claimed_rate_idr: int | None = None
    payable_rate_idr: int | None = None
    topup_rates_idr: Mapping[str, int] = field(default_factory=dict)
    others: tuple[OtherClaim, ...] = ()
    used_idr: int = 0
    month_used_idr: int = 0
    household_used_idr: int = 0
    package_idr: int | None = None
    rate_code: str | None = None
    candidates: bool = False
    letter_candidates: bool = False
    confirmed: bool = False
    decided_before: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule found: the amount it takes away (0 for a question) and the facts it saw."""

    rule_code: str
    severity: Severity
    amount_idr: int
    facts: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class ClaimDecision:
    """A decided claim. The four amounts add up to what was billed; `line_approved_idr` stands in
    the order of the lines and adds up to `approved_idr`. `payable_idr` is what would be paid
    before the annual ceiling, `household_payable_idr` before the household's and
    `month_payable_idr` before the hospital's ceiling of the month, 0 for a rejected or pended
    claim."""

    outcome: Outcome
    approved_idr: int
    reduced_idr: int
    rejected_idr: int
    pended_idr: int
    findings: tuple[Finding, ...]
    line_approved_idr: tuple[int, ...]
    payable_idr: int
    household_payable_idr: int
    month_payable_idr: int


@dataclass(frozen=True, slots=True)
class OutcomeSum:
    """How many claims had one outcome, and their amounts."""

    claims: int = 0
    billed_idr: int = 0
    approved_idr: int = 0
    reduced_idr: int = 0
    rejected_idr: int = 0
    pended_idr: int = 0


@dataclass(frozen=True, slots=True)
class AdjudicationResult:
    """What a run decided, by outcome; every outcome is there, also with nothing in it."""

    by_outcome: Mapping[Outcome, OutcomeSum]

    @property
    def claims(self) -> int:
        """How many claims were decided."""
        return sum(part.claims for part in self.by_outcome.values())

    @property
    def approved_idr(self) -> int:
        """What the run approved, in rupiah."""
        return sum(part.approved_idr for part in self.by_outcome.values())
