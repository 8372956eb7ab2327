"""What is still to come, how long the money lasts, what to look at now.

Everything here is whole rupiah, whole days and basis points. Estimates have fractions only inside
the rules, and leave them rounded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from multiguna.kernel.terms import Text
from multiguna.ledger.terms import LineStock


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
class Receipt:
    """Claims of one month of care that came in one month (numbered from 1), of one hospital."""

    care: str
    provider_code: str
    origin: int
    received: int
    claims: int
    billed_idr: int


@dataclass(frozen=True, slots=True)
class Triangle:
    """What had arrived of each month of care at each age in months, cumulative.

    One row per month (its first day in `months`, the oldest first), one column per age; None where
    the age lies in the future. `provider_code` is None for all hospitals together.
    """

    care: str
    provider_code: str | None
    months: tuple[date, ...]
    claims: tuple[tuple[int | None, ...], ...]
    billed_idr: tuple[tuple[int | None, ...], ...]


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
class CellReserve:
    """What is still to come for one kind of care, of all hospitals (code None) or of one.

    All three methods on the same triangle; Benktander is used. The prior is learned from the
    region's own months, or (`prior_is_own` false) it is the pack's: residents, visits per 1,000 of
    them in a year, and mean cost. `letters_idr` of `ibnr_idr` stand in open letters.
    """

    care: str
    provider_code: str | None
    chain_ladder: Reserve
    bornhuetter_ferguson: Reserve
    benktander: Reserve
    prior_is_own: bool
    claims_of_a_year: int
    mean_idr: int
    letters: int
    letters_idr: int

    @property
    def chosen(self) -> Reserve:
        """The reserve that is used."""
        return self.benktander

    @property
    def beyond_letters_idr(self) -> int:
        """What is still to come and no open letter announces."""
        return max(0, self.chosen.ibnr_idr - self.letters_idr)


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


@dataclass(frozen=True, slots=True)
class Outlook:
    """How a year's budget stands on a day, and what it comes to by the year's end.

    `used_idr` is everything used by the end of the day: paid, ordered and verified as they stand,
    bills at the usual share that is approved, and `outstanding_idr`, the larger of open letters at
    their expected outcome and care not billed yet (IBNR), as approved. `used_se_idr` is its
    standard error. Without two weeks of promises there is no fan and no run-out.
    """

    year: int
    on: date
    until: date
    stock: LineStock
    billed_expected_idr: int
    letters_expected_idr: int
    ibnr_expected_idr: int
    outstanding_idr: int
    used_idr: int
    used_se_idr: int
    fan: tuple[FanPoint, ...]
    appropriation: RunOut | None
    released: RunOut | None


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


@dataclass(frozen=True, slots=True)
class OpenAlarm:
    """An alarm that was recorded and has not closed: since when, and what was said then."""

    code: AlarmCode
    subject: str
    seq: int
    since: date
    figures: Mapping[str, Figure]
    sentence: Text


@dataclass(frozen=True, slots=True)
class AlarmEvent:
    """An alarm opened or closed on a day, with its figures and sentence then."""

    code: AlarmCode
    subject: str
    event: str
    on: date
    figures: Mapping[str, Figure]
    sentence: Text


@dataclass(frozen=True, slots=True)
class Digest:
    """The day's letter to the treasurer, with the alarms that it tells of."""

    on: date
    subject: str
    body: str
    alarms: tuple[Alarm, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a hospital waits for: approved and not paid, one amount for each `Lateness`."""

    provider_code: str
    name: str
    buckets: tuple[int, ...]

    @property
    def total_idr(self) -> int:
        """All that the hospital waits for."""
        return sum(self.buckets)
