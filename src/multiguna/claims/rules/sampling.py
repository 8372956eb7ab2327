"""Samples of what the rules approved: strata, shares, the draw, and what it says of the whole.

Sizes and money go in and come out whole; the statistics between have fractions.
"""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

from multiguna.claims.rules.intervals import binomial_interval, student_t
from multiguna.claims.terms.sampling import Allocation, Estimate, Member, SampleDraw, Stratum
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text

BANDS = (50, 90)
"""The percentiles of approved amounts at which the claims of a class and care are parted."""
LEAST = 2
"""Two claims of a stratum are the least from which a spread can be seen."""

Key = tuple[str, str, int]


def draw(members: Sequence[Member], *, size: int, seed: int, allocation: Allocation) -> SampleDraw:
    """Draw `size` claims, or all when there are fewer, from strata of hospital class, care and
    amount; the same members, size and seed give the same sample, whatever their order.

    Within a stratum those are drawn whose SHA-256 of `seed:claim` comes first, so anyone can draw
    the sample again. Where the size is too small for two claims of every stratum, bands, then
    classes, then care are put together. Refuses `sample_empty` (nothing to draw from) and
    `sample_too_small` (fewer than two).
    """
    if not members:
        raise _refused(
            "sample_empty",
            "Tidak ada klaim yang disetujui aturan dalam masa itu.",
            "The rules approved no claim in that period.",
        )
    if size < LEAST:
        raise _refused(
            "sample_too_small", "Ambil paling sedikit dua klaim.", "Draw at least two claims."
        )
    parts = _parts(members, size)
    spreads = [math.sqrt(_spread([one.approved_idr for one in part], 0)) for _, _, part in parts]
    counts = shares([len(part) for _, _, part in parts], spreads, size=size, allocation=allocation)
    strata, items = [], []
    for number, ((key, limits, part), count) in enumerate(zip(parts, counts, strict=True), 1):
        amount_idr = sum(one.approved_idr for one in part)
        cut_idr = sum(one.billed_idr for one in part) - amount_idr
        place = (number, key[0], key[1], *limits)
        strata.append(Stratum(*place, len(part), amount_idr, cut_idr, count))
        drawn = sorted(part, key=lambda one: _lot(seed, one.claim_id))[:count]
        items += [(one, number) for one in sorted(drawn, key=lambda one: one.claim_id)]
    return SampleDraw(tuple(strata), tuple(items))


def _spread(values: Sequence[float], less: int) -> float:
    """The mean square distance from the mean, over `less` fewer than there are."""
    middle = fmean(values)
    return math.fsum((value - middle) ** 2 for value in values) / (len(values) - less)


def _lot(seed: int, claim_id: int) -> bytes:
    return hashlib.sha256(f"{seed}:{claim_id}".encode()).digest()


def _parts(
    members: Sequence[Member], size: int
) -> list[tuple[Key, tuple[int, int | None], list[Member]]]:
    """The finest strata of which the size allows two claims each, in order, with their limits."""
    for by_class, by_care, bands in (
        (True, True, BANDS), (True, True, ()), (False, True, ()), (False, False, ()),
    ):  # fmt: skip
        groups: defaultdict[tuple[str, str], list[Member]] = defaultdict(list)
        for one in members:
            key = (one.provider_class if by_class else "", one.care if by_care else "")
            groups[key].append(one)
        parts = [part for key in sorted(groups) for part in _banded(key, groups[key], bands)]
        if sum(min(LEAST, len(part)) for _, _, part in parts) <= size:
            return parts
    raise AssertionError("one stratum needs no more than two")


def _banded(
    key: tuple[str, str], group: list[Member], bands: Sequence[int]
) -> list[tuple[Key, tuple[int, int | None], list[Member]]]:
    amounts = sorted(one.approved_idr for one in group)
    cuts = sorted({amounts[len(amounts) * percent // 100] for percent in bands} - {0})
    edges: list[int | None] = [0, *cuts, None]
    found = []
    for number, (start, until) in enumerate(pairwise(edges), 1):
        assert start is not None
        part = [
            one
            for one in group
            if start <= one.approved_idr and (until is None or one.approved_idr < until)
        ]
        if part:
            found.append(((*key, number), (start, until), part))
    return found


def shares(
    populations: Sequence[int],
    spreads: Sequence[float],
    *,
    size: int,
    allocation: Allocation,
) -> list[int]:
    """How many claims each stratum gives: two or all it has, the rest by weight, never more than
    it has. The weight is its number of claims, by Neyman times the spread of their amounts.

    >>> shares([10, 90], [30.0, 10.0], size=20, allocation=Allocation.PROPORTIONAL)
    [3, 17]
    >>> shares([10, 90], [30.0, 10.0], size=20, allocation=Allocation.NEYMAN)
    [6, 14]
    """
    counts = [min(LEAST, population) for population in populations]
    weights = [float(population) for population in populations]
    if allocation is Allocation.NEYMAN and any(
        spread * population > 0 for spread, population in zip(spreads, populations, strict=True)
    ):
        weights = [p * s for p, s in zip(populations, spreads, strict=True)]
    left = min(size, sum(populations)) - sum(counts)
    while left > 0:
        room = [n for n, count in enumerate(counts) if count < populations[n]]
        total = sum(weights[n] for n in room)
        if total <= 0:
            weights, total = [1.0] * len(counts), float(len(room))
        wanted = {n: left * weights[n] / total for n in room}
        given = {n: min(populations[n] - counts[n], math.floor(wanted[n])) for n in room}
        if not any(given.values()):
            first = sorted(room, key=lambda n: (-wanted[n], n))[:left]
            given = dict.fromkeys(first, 1)
        for n, count in given.items():
            counts[n] += count
        left -= sum(given.values())
    return counts


@dataclass(frozen=True, slots=True)
class _Seen:
    """One stratum's checked claims: its size, how many were seen, and their errors in rupiah."""

    population: int
    amount_idr: int
    errors: tuple[int, ...]

    @property
    def seen(self) -> int:
        return len(self.errors)

    @property
    def unseen_share(self) -> float:
        return 1 - self.seen / self.population

    def variance(self, values: Sequence[float]) -> float:
        """The variance of the mean of values, for a draw without putting back."""
        if self.seen < LEAST:
            return 0.0
        return self.unseen_share * _spread(values, 1) / self.seen

    def reach(self, end: int) -> float:
        """How far the error amount may be from its estimate, by the lower (0) or upper (1) limit
        of the rate of errors, in errors of the size found."""
        found = [abs(error) for error in self.errors if error]
        limit = binomial_interval(len(found), self.seen)[end]
        each = fmean(found) if found else self.amount_idr / self.population
        off = abs(limit - len(found) / self.seen) * math.sqrt(self.unseen_share)
        return off * self.population * each


def estimate(strata: Sequence[Stratum], errors: Mapping[int, Sequence[int]]) -> Estimate:
    """What the errors found (approved less correct, by stratum, every drawn claim's) say of all.

    The error amount is the stratified estimate: each stratum's mean error times its claims. Its
    95 % interval is at each end the wider of two: Student's t over the stratified variance
    (Satterthwaite's degrees of freedom), and, for errors are rare and a sample that shows few says
    little of their spread, the exact binomial limits of each stratum's rate in errors of the size
    found there (none found: of its average approved amount), put together by squares (MOVER, Zou
    and Donner 2008). No more was approved too much than was approved, nor too little than was taken
    off. The rate's interval is the exact binomial one (Clopper-Pearson) over the effective sample
    size (Korn and Graubard 1998; Kish's, if smaller).
    """
    parts = [_Seen(one.population, one.amount_idr, tuple(errors[one.number])) for one in strata]
    cut_idr = sum(one.cut_idr for one in strata)
    point = sum(part.population * fmean(part.errors) for part in parts)
    low, high = _t_interval(parts, point)
    overpaid, underpaid = _both_ways(parts)
    more = math.hypot(*(part.reach(1) for part in parts))
    fewer = math.hypot(*(part.reach(0) for part in parts))
    high = max(high, point + (more if overpaid or not underpaid else fewer))
    low = min(low, point - (more if underpaid or not overpaid else fewer))
    if all(part.unseen_share == 0 for part in parts):
        low = high = point
    return Estimate(
        _whole(point),
        _whole(max(low, -float(cut_idr))),
        _whole(min(high, float(sum(one.amount_idr for one in strata)))),
        *(_whole(10_000 * share) for share in _rate(parts)),
    )


def _both_ways(parts: Sequence[_Seen]) -> tuple[bool, bool]:
    every = [error for part in parts for error in part.errors]
    return any(error > 0 for error in every), any(error < 0 for error in every)


def _t_interval(parts: Sequence[_Seen], point: float) -> tuple[float, float]:
    terms = [part.population**2 * part.variance(part.errors) for part in parts]
    variance = sum(terms)
    if variance == 0:
        return point, point
    freedom = variance**2 / sum(
        term**2 / (part.seen - 1) for term, part in zip(terms, parts, strict=True) if term
    )
    reach = student_t(freedom) * math.sqrt(variance)
    return point - reach, point + reach


def _rate(parts: Sequence[_Seen]) -> tuple[float, float, float]:
    """The share of claims with an error, and its interval."""
    total = sum(part.population for part in parts)
    seen = sum(part.seen for part in parts)
    wrong = [[float(error != 0) for error in part.errors] for part in parts]
    shares_ = [part.population / total for part in parts]
    rate = sum(w * fmean(x) for w, x in zip(shares_, wrong, strict=True))
    if seen == total:
        return rate, rate, rate
    effective = 1 / sum(w**2 / part.seen for w, part in zip(shares_, parts, strict=True))
    variance = sum(
        w**2 * part.variance(x) for w, part, x in zip(shares_, parts, wrong, strict=True)
    )
    if variance > 0:
        effective = min(effective, rate * (1 - rate) / variance)
    low, high = binomial_interval(rate * effective, effective)
    return rate, low, high


def _whole(value: float) -> int:
    return round(value)


def _refused(code: str, id: str, en: str) -> Refused:
    return Refused(code, Text(id=id, en=en))
