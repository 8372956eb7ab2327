"""The law as data: what a programme pack says, and the catalogue of what it may say.

A pack chooses and orders named conditions and claims rules and sets their values. The names
live here, so a pack that uses another one is refused. Every period is half-open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from multiguna.kernel.terms import Text


class Mode(StrEnum):
    """How a stage covers: everything, only what JKN leaves open, or by paying contributions."""

    FULL = "full"
    GAP = "gap"
    CONTRIBUTION = "contribution"


class BudgetPolicy(StrEnum):
    """What happens to a guarantee when the budget line has too little left."""

    REFUSE = "refuse"
    QUEUE = "queue"
    UNFUNDED = "unfunded"


class ValueType(StrEnum):
    """What the value of a parameter may be."""

    WHOLE = "whole"
    WHOLE_OR_NONE = "whole_or_none"
    CODES = "codes"


@dataclass(frozen=True, slots=True)
class ConditionKind:
    """A kind of condition a stage may set: the attributes it reads and the settings it needs.

    `settings` names its keys in programme.yaml; each but `any_of` names a parameter.
    """

    kind: str
    reads: frozenset[str]
    settings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ParameterKind:
    """A parameter a pack may set, with the type and the unit of its values."""

    name: str
    type: ValueType
    unit: str


PROTECTED_ATTRIBUTES = frozenset(
    {"welfare", "sex", "religion", "ethnicity", "disability", "occupation"}
)
WELFARE_STATUSES = ("poor", "near_poor")

CONDITION_KINDS = {
    kind.kind: kind
    for kind in (
        ConditionKind("alive", frozenset({"death"})),
        ConditionKind("resident", frozenset({"residency"}), ("days_min",)),
        ConditionKind("welfare", frozenset({"welfare"}), ("any_of",)),
        ConditionKind("no_other_payer", frozenset({"other_payer"})),
        ConditionKind("papers", frozenset({"proof"})),
        ConditionKind("newborn_on_mother", frozenset({"birth", "mother"}), ("days_max",)),
    )
}

PARAMETER_KINDS = {
    kind.name: kind
    for kind in (
        ParameterKind("residency_days_min", ValueType.WHOLE, "day"),
        ParameterKind("newborn_days_max", ValueType.WHOLE, "day"),
        ParameterKind("papers_hours_emergency", ValueType.WHOLE, "hour"),
        ParameterKind("care_class_entitled", ValueType.WHOLE, "class"),
        ParameterKind("letter_days_inpatient", ValueType.WHOLE, "day"),
        ParameterKind("letter_days_outpatient", ValueType.WHOLE, "day"),
        ParameterKind("letter_days_emergency", ValueType.WHOLE, "day"),
        ParameterKind("claim_deadline_days", ValueType.WHOLE, "day"),
        ParameterKind("decide_days_max", ValueType.WHOLE, "day"),
        ParameterKind("payment_days_max", ValueType.WHOLE, "day"),
        ParameterKind("readmission_days", ValueType.WHOLE, "day"),
        ParameterKind("annual_ceiling_idr", ValueType.WHOLE_OR_NONE, "IDR"),
        ParameterKind("excluded_diagnoses", ValueType.CODES, "ICD-10 prefix"),
        ParameterKind("excluded_cbg", ValueType.CODES, "INA-CBG prefix"),
        ParameterKind("severity_los_min", ValueType.WHOLE, "day"),
    )
}

ALWAYS_NEEDED = (
    "care_class_entitled",
    "letter_days_inpatient",
    "letter_days_outpatient",
    "letter_days_emergency",
    "claim_deadline_days",
    "decide_days_max",
    "payment_days_max",
)
"""Parameters that every stage needs a value of on each of its days."""

CLAIM_RULES: dict[str, tuple[str, ...]] = {
    "not_covered": (),
    "no_guarantee": (),
    "no_agreement": (),
    "other_payer": (),
    "duplicate_claim": (),
    "overlapping_stay": (),
    "outpatient_during_stay": (),
    "grouper_error": (),
    "excluded_service": ("excluded_diagnoses", "excluded_cbg"),
    "past_deadline": ("claim_deadline_days",),
    "outside_letter": (),
    "after_death": (),
    "los_mismatch": (),
    "charges_mismatch": (),
    "total_mismatch": (),
    "readmission": ("readmission_days",),
    "severity_outlier": ("severity_los_min",),
    "identity_mismatch": (),
    "implausible_for_patient": (),
    "rate_unknown": (),
    "rate_above_agreement": (),
    "class_above_entitlement": ("care_class_entitled",),
    "annual_ceiling": ("annual_ceiling_idr",),
}
"""The claims rules a stage may list, each with the parameters it reads."""

COVERAGE_REASONS = (
    "covered",
    "covered_newborn",
    "covered_papers_later",
    "not_registered",
    "other_region_card",
    "invalid_identity",
    "not_born_yet",
    "died",
    "not_resident_yet",
    "moved_out",
    "residency_too_short",
    "not_poor",
    "other_payer",
    "family_card_mismatch",
    "papers_missing",
    "newborn_window_over",
    "no_stage",
)
"""The reasons a scenario may expect."""

ParameterValueType = int | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `starts` up to but without `until`; an open period has no `until`.

    >>> Period(date(2008, 1, 1), date(2012, 1, 1)).holds(date(2012, 1, 1))
    False
    """

    starts: date
    until: date | None = None

    def holds(self, on: date) -> bool:
        """Whether the day lies in the period."""
        return self.starts <= on and (self.until is None or on < self.until)


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a stage; `days_min` and `days_max` are names of parameters."""

    kind: str
    days_min: str | None = None
    days_max: str | None = None
    any_of: tuple[str, ...] = ()

    @property
    def reads(self) -> frozenset[str]:
        """The attributes of a person that this condition looks at."""
        return CONDITION_KINDS[self.kind].reads

    @property
    def parameters(self) -> tuple[str, ...]:
        """The parameters that this condition needs."""
        names = (self.days_min, self.days_max)
        own = tuple(name for name in names if name is not None)
        return (*own, "papers_hours_emergency") if self.kind == "papers" else own


@dataclass(frozen=True, slots=True)
class Stage:
    """A time in which one set of conditions decides who is covered."""

    code: str
    title: Text
    starts: date
    until: date | None
    mode: Mode
    universal: bool
    legal: str
    conditions: tuple[Condition, ...]
    rules: tuple[str, ...]

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of all parameters this stage needs on each of its days, sorted."""
        names = set(ALWAYS_NEEDED)
        for condition in self.conditions:
            names.update(condition.parameters)
        for rule in self.rules:
            names.update(CLAIM_RULES[rule])
        return tuple(sorted(names))


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """One value of a parameter, from its day on, with its legal source and last check."""

    starts: date
    until: date | None
    value: ParameterValueType
    legal: str
    checked_on: date


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number or list of the law, with all its values through the years, earliest first."""

    name: str
    title: Text
    unit: str
    values: tuple[ParameterValue, ...]


@dataclass(frozen=True, slots=True)
class ProviderRow:
    """A hospital: Kemkes code (7 characters), class A-D, ownership and INA-CBG tariff code."""

    provider_code: str
    name: str
    provider_class: str
    ownership: str
    tariff_code: str
    ppk_code: str
    village_code: str
    address: str
    owner_group: str
    bank_account_name: str


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """An agreement (PKS) between the region and a hospital, for some services, for a period."""

    agreement_no: str
    provider_code: str
    starts: date
    until: date | None
    services: tuple[str, ...]
    payment_days: int
    claim_deadline_days: int
    legal: str


@dataclass(frozen=True, slots=True)
class PayorRow:
    """What an e-Klaim PAYOR_ID means; provider_code `*` holds for every hospital."""

    provider_code: str
    payor_id: str
    payor_name: str
    payer: str
    legal: str


@dataclass(frozen=True, slots=True)
class RateRow:
    """The agreed amount for one INA-CBG code and care class at one hospital, whole rupiah."""

    provider_code: str
    code: str
    care_class: int
    starts: date
    until: date | None
    amount_idr: int
    legal: str


@dataclass(frozen=True, slots=True)
class BudgetLineRow:
    """A budget line of a fiscal year; a line with children holds no money of its own."""

    fiscal_year: int
    line_code: str
    parent_code: str
    name: Text
    sub_activity_code: str
    account_code: str
    care: str
    policy: BudgetPolicy
    legal: str


@dataclass(frozen=True, slots=True)
class AppropriationRow:
    """A step of the budget, as an increment in whole rupiah: DPA, its amendment, or a release."""

    document_no: str
    kind: str
    fiscal_year: int
    line_code: str
    on: date
    amount_idr: int
    legal: str


@dataclass(frozen=True, slots=True)
class EstimateRow:
    """What a new guarantee reserves, by care and hospital class, whole rupiah."""

    care: str
    provider_class: str
    starts: date
    until: date | None
    amount_idr: int
    legal: str


@dataclass(frozen=True, slots=True)
class VillageRow:
    """A kelurahan or desa with its district, by Kemendagri code (36.71.07.1003)."""

    district_code: str
    district_name: str
    village_code: str
    village_name: str


@dataclass(frozen=True, slots=True)
class Letter:
    """The typst source of a letter the pack prints."""

    name: str
    source: str


@dataclass(frozen=True, slots=True)
class ScenarioPerson:
    """The facts about an invented person in a scenario; empty periods mean never."""

    born: date
    registered: bool = True
    sex: str = "male"
    died: date | None = None
    resident: tuple[Period, ...] = ()
    poor: tuple[Period, ...] = ()
    near_poor: tuple[Period, ...] = ()
    other_payer: tuple[Period, ...] = ()
    kk: str = "own"


@dataclass(frozen=True, slots=True)
class ScenarioPapers:
    """The papers shown at the desk."""

    ktp: bool = False
    kk: bool = False
    guardian_ktp: bool = False


@dataclass(frozen=True, slots=True)
class Scenario:
    """A sentence about a person and a day, and the decision that the law gives."""

    file: str
    situation: str
    person: ScenarioPerson
    newborn_of: ScenarioPerson | None
    on: date
    care: str
    papers: ScenarioPapers
    expect: str
    reason: str


@dataclass(frozen=True, slots=True)
class Pack:
    """A whole programme pack: everything that one region's law says, as read from its files."""

    name: str
    version: str
    region: str
    title: Text
    languages: tuple[str, ...]
    timezone: str
    currency: str
    legal_note: Text
    stages: tuple[Stage, ...]
    parameters: tuple[Parameter, ...]
    providers: tuple[ProviderRow, ...]
    agreements: tuple[AgreementRow, ...]
    payors: tuple[PayorRow, ...]
    rates: tuple[RateRow, ...]
    budget_lines: tuple[BudgetLineRow, ...]
    appropriations: tuple[AppropriationRow, ...]
    estimates: tuple[EstimateRow, ...]
    villages: tuple[VillageRow, ...]
    letters: tuple[Letter, ...]
    scenarios: tuple[Scenario, ...]


@dataclass(frozen=True, slots=True)
class PackProblem:
    """Something wrong in a pack: a stable code, the file, the place in it, and what to do."""

    code: str
    file: str
    where: str
    message: Text
