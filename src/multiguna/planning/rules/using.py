"""What the year's budget is used for by today, known or estimated, and what a day costs.

    used = paid + ordered + verified + billed at the usual share that is approved
           + the larger of: open letters at what they will come to, care not billed yet (IBNR)

Letters count at what such letters are expected to cost now, times the chance that they are billed
at all: an old open letter was probably not used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp, sqrt

import numpy as np

from multiguna.guarantees.rules.estimating import Shrinkage
from multiguna.ledger.terms import DayPromise, EntryKind, Flow, LineStock
from multiguna.planning.rules.reserving import Array
from multiguna.planning.terms import Outlook, Projection

Share = float
PRICE_DAYS = 56
"""Letters of so many days say what a letter costs now."""
PRICE_LETTERS = 20
"""Fewer letters since the last learning say less than those of the whole eight weeks."""
DECIDED_ENOUGH = 20
"""Decisions that weigh as much as the belief that every bill is approved."""
USED_LETTERS_MAX = 0.97
"""At least a few letters are never billed, even when none has lapsed yet."""
SPREAD_DAYS = 31
"""Bills of care without a letter come in monthly files: each counts over the month before it."""


@dataclass(frozen=True, slots=True)
class Price:
    """What letters of one kind of care cost: now, and as they were reserved of late."""

    now_idr: float
    reserved_idr: float
    letters: int


@dataclass(frozen=True, slots=True)
class Spent:
    """What is used by today: letters, IBNR, the larger of them, bills; the whole and its error."""

    letters: float
    ibnr: float
    outstanding: float
    billed: float
    used: float
    se: float


@dataclass(frozen=True, slots=True)
class Experience:
    """What a year of decisions and resolved letters says of those to come.

    `approved` is the share of bills that is approved, `used_letters` the share of letters that is
    billed, `settled` how many were; prices are known since `learned_on`.
    """

    approved: float
    used_letters: float
    settled: int
    learned_on: date | None


def experience(flows: Sequence[Flow], learned_on: date | None) -> Experience:
    """The year's experience from what each kind of entry moved."""

    def moved(name: str, *kinds: EntryKind) -> int:
        return -sum(int(getattr(one, name)) for one in flows if one.kind in kinds)

    def entries(kind: EntryKind) -> int:
        return sum(one.entries for one in flows if one.kind is kind)

    used = moved("committed_idr", EntryKind.BILL, EntryKind.SETTLE)
    unused = moved("committed_idr", EntryKind.RELEASE, EntryKind.EXPIRE)
    return Experience(
        approved=approved_share(
            moved("billed_idr", EntryKind.APPROVE),
            -moved("obligations_idr", EntryKind.APPROVE),
            entries(EntryKind.APPROVE),
        ),
        used_letters=min(used / (used + unused) if used > 0 else 1.0, USED_LETTERS_MAX),
        settled=entries(EntryKind.BILL),
        learned_on=learned_on,
    )


def approved_share(billed_idr: int, approved_idr: int, decisions: int) -> float:
    """The share of what is billed that is approved, from the decisions of a year.

    >>> approved_share(0, 0, 0)
    1.0
    """
    if billed_idr <= 0:
        return 1.0
    trust = decisions / (decisions + DECIDED_ENOUGH)
    return trust * approved_idr / billed_idr + (1 - trust)


def prices(promises: Sequence[DayPromise], on: date, learned_on: date | None) -> dict[str, Price]:
    """What a letter costs by care: as reserved since the latest learning, if enough were issued."""
    found = {}
    recent = [one for one in promises if one.letters and one.on > on - timedelta(days=PRICE_DAYS)]
    for care in sorted({one.care for one in recent}):
        own = [one for one in recent if one.care == care]
        fresh = [one for one in own if learned_on is not None and one.on >= learned_on]
        known = fresh if sum(one.letters for one in fresh) >= PRICE_LETTERS else own
        found[care] = Price(_mean(known), _mean(own), sum(one.letters for one in own))
    return found


def _mean(promises: Sequence[DayPromise]) -> float:
    return sum(one.reserved_idr for one in promises) / sum(one.letters for one in promises)


def daily_cost(
    promises: Sequence[DayPromise], price: Mapping[str, Price], *, used_letters: float,
    approved: float, on: date,
) -> Array:  # fmt: skip
    """What each day's promises cost at today's prices, from the first promise to day `on`.

    Letters at their present price, so that a better estimate is no fall in demand, and at the share
    of them that is used; bills of care without a letter at what is approved of them, spread over
    the month before.
    """
    if not promises:
        return np.zeros(0)
    first = min(one.on for one in promises)
    letters, bare = np.zeros((2, (on - first).days + 1))
    for one in promises:
        day = (one.on - first).days
        known = price.get(one.care)
        letters[day] += one.letters * known.now_idr if known else one.reserved_idr
        bare[day] += one.unlettered_idr * approved
    return letters * used_letters + _monthly_mean(bare)


def _monthly_mean(amounts: Array) -> Array:
    """Every day the mean of the month that ends with it (of the days that there are)."""
    sums = np.cumsum(amounts)
    before = np.concatenate([np.zeros(SPREAD_DAYS), sums])[: len(sums)]
    days = np.minimum(np.arange(len(amounts)) + 1, SPREAD_DAYS)
    mean: Array = (sums - before) / days
    return mean


def chance_billed(arrived: float, used_letters: float) -> float:
    """The chance that a letter still open is billed, when `arrived` of such care has been by now.

    >>> round(chance_billed(0.0, 0.96), 2), round(chance_billed(0.98, 0.96), 2)
    (0.96, 0.32)
    """
    open_share = 1 - used_letters * arrived
    return used_letters * (1 - arrived) / open_share if open_share > 0 else 0.0


def open_share(ages_idr: Sequence[tuple[int, int]], arrived: Array, used_letters: float) -> Share:
    """How much of what is open will be billed, by amounts with the months since the promise."""
    total = sum(amount for _, amount in ages_idr)
    if total <= 0:
        return used_letters
    billed = 0.0
    for months, amount in ages_idr:
        by_now = arrived[min(months, len(arrived) - 1)] if len(arrived) else 0.0
        billed += amount * chance_billed(float(by_now), used_letters)
    return billed / total


def spent(
    whole: LineStock, lines: Sequence[LineStock], price: Mapping[str, Price], known: Experience, *,
    share_billed: float, ibnr: float, ibnr_se: float, trust: Shrinkage,
) -> Spent:  # fmt: skip
    """Everything used by today and its standard error; `ibnr` and its error in billed amounts.

    `trust` has the spread of what single letters cost, and how many settled ones the pack's own
    costs weigh as much as.
    """
    scatter = exp((trust.spread_bp / 10_000) ** 2)
    letters = variance = 0.0
    for line in lines:
        cost = price.get(line.care, Price(1.0, 1.0, 0))
        now = cost.now_idr / cost.reserved_idr if cost.reserved_idr > 0 else 1.0
        letters += line.committed_idr * now * share_billed
        variance += line.committed_idr * now**2 * cost.reserved_idr * scatter
    variance += letters**2 * (scatter - 1) / (known.settled + trust.credibility_claims)
    to_come = ibnr * known.approved
    if to_come > letters:
        variance = (ibnr_se * known.approved) ** 2
    outstanding = max(letters, to_come)
    billed = whole.billed_idr * known.approved
    certain = whole.obligations_idr + whole.ordered_idr + whole.paid_idr
    return Spent(
        letters, to_come, outstanding, billed, certain + billed + outstanding, sqrt(variance)
    )


def seen(
    *, year: int, on: date, until: date, stock: LineStock, spent: Spent,
    projection: Projection | None,
) -> Outlook:  # fmt: skip
    """The outlook in whole rupiah."""
    limits = projection.run_outs if projection else (None, None)
    return Outlook(
        year=year,
        on=on,
        until=until,
        stock=stock,
        billed_expected_idr=round(spent.billed),
        letters_expected_idr=round(spent.letters),
        ibnr_expected_idr=round(spent.ibnr),
        outstanding_idr=round(spent.outstanding),
        used_idr=round(spent.used),
        used_se_idr=round(spent.se),
        fan=projection.fan if projection else (),
        appropriation=limits[0],
        released=limits[1],
    )
