"""The nouns of costing: services, levers, and what one scenario of a region needs.

Rates are cases per person and year; `*_idr` in needs are means and may have fractions (they leave
the rules rounded); shares are basis points.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from multiguna.kernel.terms import Text
from multiguna.planning.terms.evidence import Belief


class Service(StrEnum):
    """A kind of care that the planner counts apart."""

    INPATIENT = "inpatient"
    MATERNITY = "maternity"
    CATASTROPHIC = "catastrophic"
    OUTPATIENT = "outpatient"
    DIALYSIS = "dialysis"

    @property
    def label(self) -> Text:
        """The service for people."""
        return SERVICE_TITLES[self]


SERVICE_TITLES = {
    Service.INPATIENT: Text("Rawat inap", "Inpatient care"),
    Service.MATERNITY: Text("Persalinan", "Childbirth"),
    Service.CATASTROPHIC: Text("Rawat inap sangat mahal", "Catastrophic inpatient care"),
    Service.OUTPATIENT: Text("Rawat jalan", "Outpatient care"),
    Service.DIALYSIS: Text("Cuci darah", "Dialysis"),
}
STAYS = frozenset({Service.INPATIENT, Service.MATERNITY, Service.CATASTROPHIC})
"""Services with a bed, whose price depends on the ward."""


class Reach(StrEnum):
    """Whom a stage covers."""

    POOR = "poor"
    EVERYONE = "everyone"


@dataclass(frozen=True, slots=True)
class Levers:
    """What a region can set: whom the programme covers and what it pays.

    `care_class` 1 to 3; `rates_bp` agreed rates, 10,000 as the national ones; `copayment_bp` the
    patient's share of each bill; `referral` whether a hospital visit needs one; `ceiling_idr` of
    one bill (None: none); `excluded` services are not paid.
    """

    reach: Reach = Reach.EVERYONE
    others_pay_first: bool = False
    residency_days: int = 0
    care_class: int = 3
    rates_bp: int = 10_000
    copayment_bp: int = 0
    referral: bool = False
    ceiling_idr: int | None = None
    excluded: frozenset[Service] = frozenset()


@dataclass(frozen=True, slots=True)
class ServiceNeed:
    """One service: first-year cases per person, what that may grow to, and what a case costs.

    `mature_rate` (None: unknown) is where growth ends; `bill_idr` is a case's mean cost in the
    first forecast year, of which growth of bills may make at most `bill_idr × bill_cap`. `cv` is
    one bill's standard deviation as a part of its mean. A service with a `tail_index` has Pareto
    bills from `bill_floor_idr` on instead, the dearest of which are drawn one by one.
    """

    service: Service
    rate: float
    mature_rate: float | None
    bill_idr: float
    bill_cap: float | None
    cv: float
    bill_floor_idr: float = 0.0
    tail_index: float = 0.0


@dataclass(frozen=True, slots=True)
class Group:
    """People with a history of their own: how many in the first forecast year, per service rate.

    `years_free`: years that care had been free for them when `rate_of` was observed, `since` years
    before the first forecast year (0: it will be free from the first forecast year, None: long
    before, nothing grows). `factors` names the beliefs that scale its rates; `part` is how much of
    the use of these people is this group's, and so of where use ends.
    """

    people: float
    rate_of: Mapping[Service, float]
    years_free: int | None
    factors: tuple[str, ...]
    since: int = 1
    part: float = 1.0


@dataclass(frozen=True, slots=True)
class Needs:
    """All that one scenario of one region asks of the simulation, in the order it is computed.

    `people` are covered in the first forecast year; `groups` say how they use care.
    `class_shares` are (class, part of the cost). `pay_lag_months` is how long after care a bill is
    paid. `first_year` is the first forecast year; `growth` the population's a year (0.01 = 1 %).
    Bills were seen `price_years` before it, when the programme had been open to all for
    `years_open` years.
    """

    code: str
    title: Text
    region: str
    first_year: int
    growth: float
    years_open: int
    price_years: int
    people: float
    services: tuple[ServiceNeed, ...]
    groups: tuple[Group, ...]
    levers: Levers
    beliefs: Mapping[str, Belief]
    class_shares: tuple[tuple[str, float], ...]
    pay_lag_months: float


@dataclass(frozen=True, slots=True)
class Shocks:
    """How much years differ whatever is known, in basis points of the mean (one standard
    deviation): all services together, each service by itself, and how far the level drifts from
    year to year.
    """

    common_bp: int = 1000
    service_bp: int = 500
    drift_bp: int = 500
