"""The nouns of the search for the widest cover that a budget bears.

Width is an order, not a price: what stands first in the order of aspects outweighs all that comes
after it. The order is a value judgement; it is in sight, and a region may set its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from multiguna.kernel.terms import Text
from multiguna.planning.terms.costing import Levers, Reach, Service
from multiguna.planning.terms.forecast import Spread


class Aspect(StrEnum):
    """One way in which cover is wider or narrower."""

    PEOPLE = "people"
    FREE = "free"
    SERVICES = "services"
    CEILING = "ceiling"
    REFERRAL = "referral"
    WARD = "ward"
    RATES = "rates"
    COUNTER = "counter"

    @property
    def label(self) -> Text:
        """What is wider, in words."""
        return ASPECT_TITLES[self]


ASPECT_TITLES = {
    Aspect.PEOPLE: Text("lebih banyak warga yang terjamin", "more residents with cover"),
    Aspect.FREE: Text("urun biaya lebih kecil", "a smaller co-payment"),
    Aspect.SERVICES: Text("lebih banyak layanan dibayar", "more services paid"),
    Aspect.CEILING: Text("batas tagihan lebih tinggi", "a higher ceiling"),
    Aspect.REFERRAL: Text("tanpa wajib rujukan", "no referral asked for"),
    Aspect.WARD: Text("kelas rawat lebih baik", "a better ward"),
    Aspect.RATES: Text("tarif rumah sakit lebih baik", "better rates for hospitals"),
    Aspect.COUNTER: Text("tanpa mendahulukan penjamin lain", "no other payer asked first"),
}
WIDTH_ORDER = tuple(Aspect)
"""What counts most comes first: first everyone, then free of charge, then everything, then comfort.

People are counted with a payer of any kind: someone whom JKN pays for has cover. Whether the
programme also pays for them, instead of asking JKN first, is the last aspect.
"""


@dataclass(frozen=True, slots=True)
class Grid:
    """The values of each lever that are tried; every combination is a scenario."""

    reach: tuple[Reach, ...]
    others_pay_first: tuple[bool, ...]
    residency_days: tuple[int, ...]
    care_class: tuple[int, ...]
    rates_bp: tuple[int, ...]
    copayment_bp: tuple[int, ...]
    referral: tuple[bool, ...]
    ceiling_idr: tuple[int | None, ...]
    excluded: tuple[frozenset[Service], ...]


@dataclass(frozen=True, slots=True)
class Point:
    """One scenario on the frontier: nothing at least as wide needs less.

    `people` have a payer (this programme or another), `paid_people` are this programme's.
    `needed_idr` is the yearly budget at the confidence asked for, `cost` that of the dearest of the
    frontier's years, `over_bp` the chance that one of them exceeds the budget given.
    """

    levers: Levers
    width: tuple[int, ...]
    people: int
    paid_people: int
    needed_idr: int
    cost: Spread
    over_bp: int


@dataclass(frozen=True, slots=True)
class Step:
    """From one point of the path to the next wider one, in a sentence.

    `brings` is what changes, `sentence` says it with its cost. `extra_idr` is how much more budget
    it needs at the confidence (steps add up to the rupiah); `extra` is the distribution of how
    much more the year costs, run by run.
    """

    since: Point
    until: Point
    extra_idr: int
    extra: Spread
    brings: Text
    sentence: Text


@dataclass(frozen=True, slots=True)
class Frontier:
    """The widest cover for every budget, the narrowest first, and the choice for one.

    The budget is one year's and has to last in each of `years` from the first one on.
    `tried` scenarios were looked at. `chosen` is the widest point that fits the budget at the
    confidence (a number of 100), None where nothing does; `path` leads from the narrowest point
    to the widest in few steps, through the chosen one; `answer` says the choice.
    """

    first_year: int
    years: int
    budget_idr: int
    confidence: int
    order: tuple[Aspect, ...]
    tried: int
    points: tuple[Point, ...]
    chosen: Point | None
    path: tuple[Step, ...]
    answer: Text
