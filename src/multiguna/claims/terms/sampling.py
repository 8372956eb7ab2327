"""The nouns of sampling: strata, a drawn sample, its checks, and what they say of all claims."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from multiguna.claims.terms.deciding import Outcome
from multiguna.kernel.terms import Text


class Allocation(StrEnum):
    """How a sample is shared among strata: by number and spread of amounts, or by number alone."""

    NEYMAN = "neyman"
    PROPORTIONAL = "proportional"

    @property
    def label(self) -> Text:
        """What reports call it."""
        return _ALLOCATIONS[self]


_ALLOCATIONS = {
    Allocation.NEYMAN: Text(
        "Neyman: menurut jumlah klaim dan sebaran nilainya",
        "Neyman: by the number of claims and the spread of their amounts",
    ),
    Allocation.PROPORTIONAL: Text(
        "Sebanding dengan jumlah klaim", "Proportional to the number of claims"
    ),
}


@dataclass(frozen=True, slots=True)
class Member:
    """A claim that may be drawn: the rules alone approved it, wholly or in part."""

    claim_id: int
    version: int
    provider_class: str
    care: str
    billed_idr: int
    approved_idr: int


@dataclass(frozen=True, slots=True)
class Stratum:
    """Claims that are drawn from together: hospital class, care (empty: all of them), and amounts
    in [from_idr, until_idr) (None: no end). `amount_idr` is what its claims were approved for,
    `cut_idr` what was taken off their bills; `drawn` of `population` claims."""

    number: int
    provider_class: str
    care: str
    from_idr: int
    until_idr: int | None
    population: int
    amount_idr: int
    cut_idr: int
    drawn: int


@dataclass(frozen=True, slots=True)
class SampleDraw:
    """What was drawn: the strata, and each drawn claim with its stratum's number."""

    strata: tuple[Stratum, ...]
    items: tuple[tuple[Member, int], ...]


@dataclass(frozen=True, slots=True)
class SampleItem:
    """A drawn claim and, once checked, what it should have been approved for."""

    claim_id: int
    claim_no: str
    provider_code: str
    provider_name: str
    stratum: int
    outcome: Outcome
    billed_idr: int
    approved_idr: int
    correct_idr: int | None = None
    reason: str = ""
    checked_by: str | None = None
    checked_on: date | None = None

    @property
    def error_idr(self) -> int | None:
        """What was approved too much (below zero: too little), None while unchecked."""
        return None if self.correct_idr is None else self.approved_idr - self.correct_idr


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the checked claims say of all claims drawn from, with 95 % confidence intervals.

    `error_idr` is what was approved too much on balance; `rate_bp` the share of claims with any
    error, in basis points.
    """

    error_idr: int
    error_low_idr: int
    error_high_idr: int
    rate_bp: int
    rate_low_bp: int
    rate_high_bp: int


@dataclass(frozen=True, slots=True)
class Sample:
    """A drawn sample with its claims; `estimate` is None until every one is checked."""

    sample_no: int
    period_from: date
    period_until: date
    size: int
    seed: int
    allocation: Allocation
    strata: tuple[Stratum, ...]
    drawn_on: date
    drawn_by: str
    record_id: int
    items: tuple[SampleItem, ...]
    estimate: Estimate | None = None

    @property
    def population(self) -> int:
        """How many claims were drawn from."""
        return sum(stratum.population for stratum in self.strata)

    @property
    def amount_idr(self) -> int:
        """What these were approved for."""
        return sum(stratum.amount_idr for stratum in self.strata)

    @property
    def checked(self) -> int:
        """How many drawn claims are checked."""
        return sum(item.correct_idr is not None for item in self.items)

    @property
    def errors(self) -> int:
        """How many checked claims were wrong."""
        return sum(item.error_idr not in (None, 0) for item in self.items)


@dataclass(frozen=True, slots=True)
class SampleRow:
    """A sample in the list of samples."""

    sample_no: int
    period_from: date
    period_until: date
    seed: int
    allocation: Allocation
    drawn: int
    checked: int
    errors: int
    drawn_on: date
    drawn_by: str
