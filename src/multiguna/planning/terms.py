"""The nouns of planning: what is still to come, how long the money lasts, what to look at now.

Everything here is whole rupiah, whole days and basis points. Estimates have fractions only inside
the rules, and leave them rounded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from multiguna.kernel.terms import Text


class Method(StrEnum):
    """How the claims that have not arrived yet are estimated."""

    CHAIN_LADDER = "chain_ladder"
    BORNHUETTER_FERGUSON = "bornhuetter_ferguson"
    BENKTANDER = "benktander"

    @property
    def label(self) -> Text:
        """The method for people."""
        return METHODS[self]


METHODS = {
    Method.CHAIN_LADDER: Text("Chain ladder", "Chain ladder"),
    Method.BORNHUETTER_FERGUSON: Text("Bornhuetter-Ferguson", "Bornhuetter-Ferguson"),
    Method.BENKTANDER: Text("Benktander (dipakai)", "Benktander (used)"),
}


@dataclass(frozen=True, slots=True)
class ReserveMonth:
    """One month of care: what has arrived, what it will come to, what is still to arrive.

    `ultimate_idr = known_idr + ibnr_idr`; `se_idr` is one standard error of `ibnr_idr`;
    `received_bp` is the share that has usually arrived at this age.
    """

    month: date
    known_idr: int
    received_bp: int
    ultimate_idr: int
    ibnr_idr: int
    se_idr: int


@dataclass(frozen=True, slots=True)
class Reserve:
    """Care given but not yet billed (IBNR), by month of care and in total, oldest month first.

    The totals are those of the months; `se_idr` is the standard error of the total (process and
    parameter error together), `low_idr` to `high_idr` holds it in nine cases of ten.
    """

    method: Method
    months: tuple[ReserveMonth, ...]
    known_idr: int
    ultimate_idr: int
    ibnr_idr: int
    process_se_idr: int
    parameter_se_idr: int
    se_idr: int
    low_idr: int
    high_idr: int


@dataclass(frozen=True, slots=True)
class FanPoint:
    """Everything promised from the year's start to the end of a day: low, middle, high."""

    on: date
    p10_idr: int
    p50_idr: int
    p90_idr: int


@dataclass(frozen=True, slots=True)
class RunOut:
    """When a limit is used up: the day by which it is in one, five, nine paths of ten.

    None: not within the days looked at. `chance_to_reach_bp` is the share of paths in which the
    money lasts through the last of those days.
    """

    limit_idr: int
    p10: date | None
    p50: date | None
    p90: date | None
    chance_to_reach_bp: int


@dataclass(frozen=True, slots=True)
class Projection:
    """The use of the budget to a last day: a fan of paths, and one run-out for each limit."""

    fan: tuple[FanPoint, ...]
    run_outs: tuple[RunOut, ...]


class AlarmCode(StrEnum):
    """What the treasurer is woken for."""

    RUN_OUT = "run_out"
    ARREARS_OPENED = "arrears_opened"
    HOSPITAL_UNPAID = "hospital_unpaid"
    COMMITMENT_OVERDUE = "commitment_overdue"
    UTILISATION_SHOCK = "utilisation_shock"


Figure = int | str
"""A whole number (rupiah, days, basis points) or a word (a date in ISO form, a code)."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that asks for a person now.

    `subject` is what it is about (a budget line, a hospital); code and subject together are one
    alarm, whatever its figures are today. `sentence` says what is seen and what to do next.
    """

    code: AlarmCode
    subject: str
    on: date
    figures: Mapping[str, Figure]
    sentence: Text


AGEING = (
    Text("belum jatuh tempo", "not due"),
    Text("1–15 hari", "1–15 days"),
    Text("16–30", "16–30"),
    Text("31–60", "31–60"),
    Text("61+ hari", "61+ days"),
)
"""The buckets of what hospitals wait for, by days past the due date."""


@dataclass(frozen=True, slots=True)
class Ageing:
    """What is verified for a hospital and not paid, one amount for each bucket of `AGEING`."""

    provider_code: str
    name: str
    buckets: tuple[int, ...]

    @property
    def total_idr(self) -> int:
        """All that the hospital waits for."""
        return sum(self.buckets)
