"""Months of care that end with a day, and what has arrived of each: the triangle of a day.

Months end on the day itself (on 26 September: from 27 August), so that every month has had whole
months to arrive in and no half month pulls the pattern down. At a month's end they are the
calendar's.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from math import sqrt

import numpy as np

from multiguna.planning.rules.reserving import ENOUGH_PAST, Array, Estimate, trended_prior
from multiguna.planning.terms import Receipt, Triangle
from multiguna.programme.rules.choosing import value_on
from multiguna.programme.terms import Pack, Period

MONTHS = 24
"""So many months of care are looked at."""
MeanAndError = tuple[float, float]
AGES = 14
"""Bills arrive in these months: later ones count as arriving in the last."""


def month_starts(on: date, months: int = MONTHS) -> tuple[date, ...]:
    """The first days of the months that end with a day, the oldest first.

    >>> month_starts(date(2013, 2, 28), 2)
    (datetime.date(2013, 1, 1), datetime.date(2013, 2, 1))
    >>> month_starts(date(2013, 9, 26), 2)
    (datetime.date(2013, 7, 27), datetime.date(2013, 8, 27))
    """
    whole = on.day == monthrange(on.year, on.month)[1]
    ends = []
    for back in range(months, 0, -1):
        year, month = divmod(on.year * 12 + on.month - 1 - back, 12)
        length = monthrange(year, month + 1)[1]
        ends.append(date(year, month + 1, length if whole else min(on.day, length)))
    return tuple(end + timedelta(days=1) for end in ends)


def triangle_of(
    receipts: Iterable[Receipt], starts: Sequence[date], *, care: str, provider_code: str | None,
    since: date | None = None,
) -> Triangle:  # fmt: skip
    """What had arrived of each month of care at each age, cumulative; None where time is to come.

    Months before the first claim are left out, or before the first promise, on day `since`; the
    last month is always there.
    """
    ages = min(len(starts), AGES)
    claims = np.zeros((len(starts), ages), dtype=np.int64)
    billed = np.zeros_like(claims)
    for receipt in receipts:
        place = receipt.origin - 1, min(max(receipt.received - receipt.origin, 0), ages - 1)
        claims[place] += receipt.claims
        billed[place] += receipt.billed_idr
    came = claims.sum(axis=1) > 0
    first = int(np.argmax(came)) if came.any() else len(starts) - 1
    if since is not None:
        first = min(first, max(0, sum(start <= since for start in starts) - 1))
    return Triangle(
        care=care,
        provider_code=provider_code,
        months=tuple(starts[first:]),
        claims=_known(claims[first:]),
        billed_idr=_known(billed[first:]),
    )


def _known(amounts: np.typing.NDArray[np.int64]) -> tuple[tuple[int | None, ...], ...]:
    rows = np.cumsum(amounts, axis=1).tolist()
    return tuple(
        tuple(int(amount) if month + age < len(rows) else None for age, amount in enumerate(row))
        for month, row in enumerate(rows)
    )


def as_array(triangle: Triangle) -> Array:
    """The billed amounts with NaN where time is to come; no more ages than months."""
    ages = min(len(triangle.months), AGES)
    rows = [
        [np.nan if amount is None else amount for amount in row[:ages]]
        for row in triangle.billed_idr
    ]
    array: Array = np.array(rows, dtype=np.float64).reshape(len(rows), ages)
    return array


def by_window(days: Iterable[tuple[date, int]], starts: Sequence[date], on: date) -> Array:
    """Amounts by day added up by the months that end with a day."""
    sums = np.zeros(len(starts))
    bounds = np.array([start.toordinal() for start in starts])
    for day, amount in days:
        if starts and starts[0] <= day <= on:
            sums[int(np.searchsorted(bounds, day.toordinal(), side="right")) - 1] += amount
    return sums


def prior_of(triangle: Array, exposure: Array, standard: Array | None) -> tuple[Array, bool]:
    """What each month should come to before its bills came, and whether it is learned here.

    From the cost per promise of the months before. Until enough months have arrived it is what
    their letters reserved, and without letters the standard (residents, visits per 1,000 and mean
    cost of the pack). Where some care came without letters, months count alike.
    """
    latest = np.nanmax(np.nan_to_num(triangle), axis=1)
    without = bool(((latest > 0) & (exposure <= 0)).any())
    if (latest > 0).sum() < ENOUGH_PAST:
        if not without and exposure.sum() > 0:
            return exposure, True
        if standard is not None and standard.sum() > 0:
            return standard, False
    exposure = np.ones_like(latest) if without else np.maximum(exposure, 1.0)
    return trended_prior(triangle, exposure), True


def standard_cost(pack: Pack, care: str, starts: Sequence[date], residents: int) -> Array | None:
    """What each month should cost by the pack: residents, visits per 1,000 a year, mean cost.

    The mean cost is that of the pack's table of estimates over the classes of hospitals. None when
    the pack says no visits (parameters `expected_inpatient_per_1000`, `expected_outpatient_…`).
    """
    costs = []
    for start in starts:
        visits = value_on(pack, f"expected_{care}_per_1000", start)
        rates = [
            row.amount_idr
            for row in pack.estimates
            if row.care == care and Period(row.starts, row.until).holds(start)
        ]
        if visits is None or not isinstance(visits.value, int) or not rates:
            return None
        costs.append(residents * visits.value / 12_000 * sum(rates) / len(rates))
    return np.array(costs)


def part_of(own: Array, whole: Array) -> float:
    """The share of the whole that is one's own; everything where nothing is known."""
    return float(own.sum() / whole.sum()) if whole.sum() > 0 else 1.0


def part_within(
    starts: Sequence[date], on: date, first: date, last: date, days: Sequence[tuple[date, int]]
) -> Array:
    """The share of each month that lies between two days, both included: by what was promised on
    its days, and where nothing was by the days themselves."""
    ends = [*(start - timedelta(days=1) for start in starts[1:]), on]
    by_days = np.array(
        [
            max(0, (min(end, last) - max(start, first)).days + 1) / ((end - start).days + 1)
            for start, end in zip(starts, ends, strict=False)
        ]
    )
    promised = by_window(days, starts, on)
    inside = by_window([(day, n) for day, n in days if first <= day <= last], starts, on)
    return np.where(promised > 0, inside / np.where(promised > 0, promised, 1), by_days)


def to_come(parts: Iterable[tuple[Estimate, Array]]) -> MeanAndError:
    """What is still to arrive of some months' shares, of several estimates, and its error."""
    mean = variance = 0.0
    for estimate, inside in parts:
        own = float((estimate.ibnr * inside).sum())
        mean += own
        if estimate.total > 0:
            variance += (estimate.total_se * own / estimate.total) ** 2
    return mean, sqrt(variance)
