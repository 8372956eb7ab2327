"""Facts about many persons at once, as columns of day numbers, and about one on a day.

A day is a whole number: `date.toordinal()`. What never happens, or has no end, is NEVER.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from multiguna.coverage.terms.deciding import COVERED_REASONS, Reason

NEVER = 1 << 30
"""The day on which it does not happen: after all others, and a number of 32 bits."""
Column: TypeAlias = NDArray[np.int32]
Days: TypeAlias = int | Column
"""One person's number, or a column with one for each of many."""
Yes: TypeAlias = bool | NDArray[np.bool_]

REASONS = tuple(Reason)
"""What the codes of decisions in bulk mean: a reason's place here is its code."""
COVERED_CODES = np.array([reason in COVERED_REASONS for reason in REASONS])


class DatedFacts(NamedTuple):
    """What a question and the registry come to on the day of care: numbers that only compare.

    Each is one person's, or a column. A `…_since` is the first day of the period that holds on the
    day, some later day when none does; papers are 1 (shown) or 0. For a newborn the facts are the
    mother's but `born`, nothing is known of a death, and an own KTP counts for nothing.
    """

    on: Days
    birth: Days
    born: Days
    died: Days
    first_resident: Days
    resident_since: Days
    poor_since: Days
    near_poor_since: Days
    payer_since: Days
    known: Days = 1
    other_kk: Days = 0
    kk: Days = 1
    ktp: Days = 1
    guardian_ktp: Days = 1
    grown_on: Days = 0
    emergency: Days = 0

    def take(self, rows: NDArray[np.intp]) -> DatedFacts:
        """The same facts of the given rows."""
        return DatedFacts(*(one if isinstance(one, int) else one.take(rows) for one in self))


@dataclass(frozen=True, slots=True)
class Spells:
    """Half-open periods of many persons: the first of each (NEVER: none), and further ones of the
    few who have them, by the person's row, in order."""

    starts: Column
    untils: Column
    more_rows: Column
    more_starts: Column
    more_untils: Column

    def part(self, first: int, last: int) -> Spells:
        """Those of the rows from `first` up to but without `last`."""
        a, b = np.searchsorted(self.more_rows, (first, last))
        return Spells(
            self.starts[first:last], self.untils[first:last],
            self.more_rows[a:b] - np.int32(first), self.more_starts[a:b], self.more_untils[a:b],
        )  # fmt: skip

    def take(self, rows: NDArray[np.intp]) -> Spells:
        """Those of the given rows, each as often as it is named."""
        starts, untils = self.starts.take(rows), self.untils.take(rows)
        if not len(self.more_rows):
            return replace(self, starts=starts, untils=untils)
        first = np.searchsorted(self.more_rows, rows, "left")
        count = np.searchsorted(self.more_rows, rows, "right") - first
        at = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        at += np.repeat(first, count)
        owners = np.repeat(np.arange(len(rows), dtype=np.int32), count)
        return Spells(starts, untils, owners, self.more_starts[at], self.more_untils[at])


@dataclass(frozen=True, slots=True)
class Population:
    """What the registry says of many persons, a row each; the twin of CoverageFacts in columns."""

    birth: Column
    died: Column
    residency: Spells
    poor: Spells
    near_poor: Spells
    other_payer: Spells

    def __len__(self) -> int:
        return len(self.birth)

    def part(self, first: int, last: int) -> Population:
        """The persons from one row up to but without another."""
        spells = (self.residency, self.poor, self.near_poor, self.other_payer)
        return Population(
            self.birth[first:last], self.died[first:last], *(s.part(first, last) for s in spells)
        )

    def take(self, rows: NDArray[np.intp]) -> Population:
        """The persons of the given rows, each as often as named: one row for each question."""
        spells = (self.residency, self.poor, self.near_poor, self.other_payer)
        return Population(
            self.birth.take(rows), self.died.take(rows), *(s.take(rows) for s in spells)
        )


@dataclass(frozen=True, slots=True)
class PapersShown:
    """What was shown at the desk, a row for each question: 1 or 0. `other_kk`: a family card was
    read that is not the person's."""

    other_kk: Column
    kk: Column
    ktp: Column
    guardian_ktp: Column
    emergency: Column


@dataclass(frozen=True, slots=True)
class Questions:
    """Who asks on which day: a row for each person of a population, or one day for all.

    `newborn_born` is NEVER where the person asks for themselves, and else the birth of a newborn
    on the mother's facts. `known` is 0 for a card that the registry does not know. Without
    `papers` all of them count as shown.
    """

    on: Days
    newborn_born: Column | None = None
    known: Column | None = None
    papers: PapersShown | None = None

    def pick(self, part: Callable[[Column], Column]) -> Questions:
        """The same part of every column."""
        born, known, shown = self.newborn_born, self.known, self.papers
        return Questions(
            self.on if isinstance(self.on, int) else part(self.on),
            None if born is None else part(born),
            None if known is None else part(known),
            None if shown is None else PapersShown(
                part(shown.other_kk), part(shown.kk), part(shown.ktp), part(shown.guardian_ktp),
                part(shown.emergency),
            ),
        )  # fmt: skip
