"""What a programme pack says: the law as data. Every period is half-open, amounts whole rupiah."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from multiguna.kernel.terms import Text
from multiguna.programme.terms.catalogue import (
    ALWAYS_NEEDED,
    CLAIM_RULES,
    CONDITION_KINDS,
    BudgetPolicy,
    Mode,
)

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
        papers = ("papers_hours_emergency", "ktp_age_min") if self.kind == "papers" else ()
        return (*own, *papers)


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
    """An agreement (PKS) between the region and a hospital, for some services, for a period.

    `late_penalty_bp_month`: what is added for each full month that a claim is paid late, in basis
    points of its amount; None when nothing was agreed. `basis` says by which code a claim's rate is
    looked up: its INA-CBG, its iDRG, or each of its procedures (a fee schedule). With `lesser_of`
    no claim is paid above the hospital's own charges. The ceilings hold for one claim, and for all
    claims of a month of service; None is none.
    """

    agreement_no: str
    provider_code: str
    starts: date
    until: date | None
    services: tuple[str, ...]
    payment_days: int
    claim_deadline_days: int
    legal: str
    late_penalty_bp_month: int | None = None
    basis: str = "inacbg"
    lesser_of: bool = False
    claim_ceiling_idr: int | None = None
    month_ceiling_idr: int | None = None


@dataclass(frozen=True, slots=True)
class ExclusionRow:
    """A service that an agreement leaves out: a primary diagnosis, a procedure or a group.

    `code` is the beginning of an ICD-10, ICD-9-CM, INA-CBG or iDRG code.
    """

    agreement_no: str
    kind: str
    code: str
    legal: str


@dataclass(frozen=True, slots=True)
class PortabilityRow:
    """An agreement with another region: its hospitals treat our residents, and ours treat theirs.

    It holds only while the other region's pack says the same of us. `settlement`: we pay its
    hospital ourselves (`direct`), or its treasury, which pays the hospital (`host`).
    `monthly_ceiling_idr` is what letters for our residents there may promise in a month, None if
    nothing limits it; an emergency is never refused for it.
    """

    partner_region: str
    starts: date
    until: date | None
    services: tuple[str, ...]
    settlement: str
    monthly_ceiling_idr: int | None
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
    """The agreed amount for one code and care class at one hospital, whole rupiah.

    `code_system`: an INA-CBG or iDRG group, a special CMG (a top-up), a package by its procedure
    (all parts of the claim in one price), or the fee of one procedure or service.
    """

    provider_code: str
    code: str
    care_class: int
    starts: date
    until: date | None
    amount_idr: int
    legal: str
    code_system: str = "inacbg"


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
class NamedCode:
    """A code of the budget's classification with its name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class BudgetNames:
    """Who spends (the SKPD) and what the codes of the budget lines are called, as SIPD has it."""

    skpd_code: str
    skpd_name: str
    names: tuple[NamedCode, ...]
    legal: str

    def name_of(self, code: str) -> str:
        """The name of a sub-activity or account; empty when the pack does not say it."""
        return next((named.name for named in self.names if named.code == code), "")


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
    """The facts about an invented person in a scenario; empty periods mean never.

    `card` is whose identity number is shown (own, other_region, invalid), `kk` which family card
    (own, other).
    """

    born: date
    registered: bool = True
    card: str = "own"
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
    region_name: str
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
    budget: BudgetNames | None = None
    exclusions: tuple[ExclusionRow, ...] = ()
    portability: tuple[PortabilityRow, ...] = ()

    def __hash__(self) -> int:
        """Cheap, so that a pack can be the key of a cache; equality still compares everything."""
        return hash((self.region, self.name, self.version))


@dataclass(frozen=True, slots=True)
class PackProblem:
    """Something wrong in a pack: a stable code, the file, the place in it, and what to do."""

    code: str
    file: str
    where: str
    message: Text
