"""What a letter will probably cost: learned from letters that were settled. Pure.

A cell is a kind of care in a class of hospitals and a care class, for a group of diagnoses. What
its letters came to is blended with what is known of the wider cell around it, quantile by quantile,
with the credibility n / (n + k) of its n settled letters; the widest cell is the pack's own row.
The blend is of amounts at the same level, not of chances: a cell whose letters all cost the same
keeps a little of the wider cell's spread, so that shares at or below a quantile come out right
although an INA-CBG rate is one fixed amount.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from multiguna.guarantees.terms import Cell, Estimate, SettledLetter
from multiguna.kernel.money import BASIS_POINTS
from multiguna.programme.rules.choosing import value_on
from multiguna.programme.terms import Pack

Amounts = NDArray[np.float64]

LEVELS: Amounts = np.arange(1, 200) / 200
NORMAL: Amounts = np.array([NormalDist().inv_cdf(float(level)) for level in LEVELS])
Q10, Q50, Q80, Q90, Q95 = (round(200 * level) - 1 for level in (0.10, 0.50, 0.80, 0.90, 0.95))

LEARNED_DAYS = 365
"""Letters of the year before are learned from: every season once, and no old tariffs."""
CREDIBILITY_CLAIMS, SPREAD_BP = 10, 7_000
"""Where the pack says nothing: the settled letters that weigh as much as the wider cell, and the
logarithmic spread (sigma, basis points) of what single letters cost."""


@dataclass(frozen=True, slots=True)
class Shrinkage:
    """How much is believed before anything is known, from the pack's optional parameters."""

    credibility_claims: int
    spread_bp: int


@dataclass(frozen=True, slots=True)
class _Curve:
    """A cost as its mean and its quantiles at LEVELS, with the settled letters of the cell."""

    mean: float
    quantiles: Amounts
    settled: int = 0

    def times(self, factor: float) -> _Curve:
        return _Curve(self.mean * factor, self.quantiles * factor)


def shrinkage(pack: Pack, on: date) -> Shrinkage:
    """The pack's `estimate_credibility_claims` and `estimate_spread_bp`, or the usual ones."""
    found = {}
    for name, usual in (
        ("estimate_credibility_claims", CREDIBILITY_CLAIMS),
        ("estimate_spread_bp", SPREAD_BP),
    ):
        value = value_on(pack, name, on)
        found[name] = value.value if value and isinstance(value.value, int) else usual
    return Shrinkage(found["estimate_credibility_claims"], found["estimate_spread_bp"])


def diagnosis_groups(diagnosis: str) -> tuple[str, ...]:
    """The groups of an ICD-10 code, the narrowest first: category, letter, every diagnosis.

    >>> diagnosis_groups("J18.9"), diagnosis_groups("")
    (('J18', 'J', ''), ('',))
    """
    code = diagnosis.strip().upper()
    return tuple(dict.fromkeys((code[:3], code[:1], "")))


def pack_estimate(cell: Cell, amount_idr: int, spread_bp: int) -> Estimate:
    """The pack's amount with the spread that single letters have around it (log-normal)."""
    return _estimate(cell, None, _log_normal(spread_bp).times(amount_idr))


def learn_from(on: date) -> date:
    """The first day of the letters to learn from on a day."""
    return on - timedelta(days=LEARNED_DAYS)


def learn(
    settled: Sequence[SettledLetter], issued: Mapping[str, Sequence[date]],
    table: Mapping[tuple[str, str], int], *, care_class: int, trust: Shrinkage, on: date,
) -> list[Estimate]:  # fmt: skip
    """The estimate of every cell that letters were settled in, and of every row of the table.

    `issued` has the days of all letters by care, `table` the pack's amounts by care and class of
    hospital on the day. Outcomes of a care come first as shares of the table's amounts, over all
    hospitals; then class by class, by the letter of the diagnosis and by its category.
    """
    weights = _weights(settled, issued, on)
    curves: dict[Cell, _Curve] = {}
    for care in sorted({care for care, _ in table}):
        own = [
            (letter, weight)
            for letter, weight in zip(settled, weights, strict=True)
            if letter.care == care and (care, letter.provider_class) in table
        ]
        shares = [(x.outcome_idr / table[care, x.provider_class], w) for x, w in own]
        of_care = _blend(shares, _log_normal(trust.spread_bp), trust)
        cells: dict[Cell, list[tuple[float, float]]] = {
            Cell(care, row_class, care_class, ""): []
            for row_care, row_class in table
            if row_care == care
        }
        for letter, weight in own:
            for group in diagnosis_groups(letter.diagnosis):
                cell = Cell(care, letter.provider_class, letter.care_class, group)
                cells.setdefault(cell, []).append((letter.outcome_idr, weight))
        for cell in sorted(cells, key=lambda cell: (len(cell.diagnosis_group), cell)):
            around = curves.get(cell.wider) if cell.diagnosis_group else None
            around = around or of_care.times(table[care, cell.provider_class])
            curves[cell] = _blend(cells[cell], around, trust)
    return [_estimate(cell, on, curve) for cell, curve in curves.items()]


def _weights(
    settled: Sequence[SettledLetter], issued: Mapping[str, Sequence[date]], on: date
) -> list[float]:
    """How many letters each settled one stands for: those as slow that are not settled yet.

    A letter that took d days can be seen only among letters issued d days ago and earlier, so it
    weighs (letters issued) / (letters issued until then). Dear cases come late; without this the
    quick and cheap ones would count too much, most of all while a programme grows.
    """
    days = {care: np.sort([day.toordinal() for day in dates]) for care, dates in issued.items()}
    weights = []
    for letter in settled:
        ordinals = days[letter.care]
        waited = (letter.settled_on - letter.issued_on).days
        visible = int(np.searchsorted(ordinals, on.toordinal() - waited, side="right"))
        weights.append(len(ordinals) / max(1, visible))
    return weights


def _blend(outcomes: Sequence[tuple[float, float]], around: _Curve, trust: Shrinkage) -> _Curve:
    """A cell's weighted outcomes blended with the cell around it.

    Uneven weights tell less than as many even ones: n is (sum of w)^2 / sum of w^2.
    """
    if not outcomes:
        return _Curve(around.mean, around.quantiles)
    pairs = np.array(sorted(outcomes), dtype=np.float64)
    amounts, weights = pairs[:, 0], pairs[:, 1]
    whole = float(weights.sum())
    n = whole**2 / float((weights**2).sum())
    own = n / (n + trust.credibility_claims)
    quantiles = np.interp(LEVELS, (np.cumsum(weights) - weights / 2) / whole, amounts)
    return _Curve(
        own * float((amounts * weights).sum()) / whole + (1 - own) * around.mean,
        own * quantiles + (1 - own) * around.quantiles,
        len(outcomes),
    )


@cache
def _log_normal(spread_bp: int) -> _Curve:
    """A log-normal cost with mean 1."""
    sigma = spread_bp / BASIS_POINTS
    return _Curve(1.0, np.exp(sigma * NORMAL - sigma**2 / 2))


def _estimate(cell: Cell, learned_on: date | None, curve: _Curve) -> Estimate:
    rupiah: Iterable[int] = (
        round(float(curve.quantiles[level])) for level in (Q10, Q50, Q80, Q90, Q95)
    )
    return Estimate(cell, learned_on, curve.settled, round(curve.mean), *rupiah)
