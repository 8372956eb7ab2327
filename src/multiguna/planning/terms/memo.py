"""The nouns of a decision memo: what was studied, and a paper of blocks in two languages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from multiguna.kernel.terms import Text
from multiguna.planning.terms.costing import Levers
from multiguna.planning.terms.evidence import Belief, Fact
from multiguna.planning.terms.forecast import Forecast, HindcastYear, YearForecast
from multiguna.planning.terms.frontier import Frontier
from multiguna.planning.terms.profile import RegionProfile


@dataclass(frozen=True, slots=True)
class Scenario:
    """A choice to compare: a short code, its title, and the levers that it sets."""

    code: str
    title: Text
    levers: Levers


@dataclass(frozen=True, slots=True)
class Tally:
    """How many runs cost so much in the first year: equal parts from `low_idr` to `high_idr`."""

    low_idr: int
    high_idr: int
    runs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Studied:
    """One scenario with its forecast, its first year's tally, and people who have any payer."""

    scenario: Scenario
    forecast: Forecast
    tally: Tally
    people: int


@dataclass(frozen=True, slots=True)
class Study:
    """Everything that a memo tells: what was asked, computed, read and believed.

    `facts` are the published figures that were read, `beliefs` the ranges that were drawn from.
    The budget is one year's; `later` are the years of the choice that the frontier makes for it.
    """

    profile: RegionProfile
    pack: str
    known_on: date
    first_year: int
    years: int
    runs: int
    seed: int
    budget_idr: int
    scenarios: tuple[Studied, ...]
    frontier: Frontier
    later: tuple[YearForecast, ...]
    hindcast: tuple[HindcastYear, ...]
    facts: tuple[Fact, ...]
    beliefs: tuple[Belief, ...]

    @property
    def main(self) -> Studied:
        """The scenario that the charts are about: the first."""
        return self.scenarios[0]


@dataclass(frozen=True, slots=True)
class Say:
    """A paragraph of words."""

    text: Text


@dataclass(frozen=True, slots=True)
class Points:
    """A list of sentences, with numbers or without."""

    items: tuple[Text, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows below a head; the first column is words, the others are figures unless `wordy`."""

    head: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]
    wordy: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart, by its name."""

    name: str


Block = Say | Points | Table | Figure


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a memo under a title."""

    title: Text
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Memo:
    """A decision memo: the question, the answer, what it does not hold for, and the rest."""

    place: str
    on: date
    question: Text
    answer: Text
    warning: Text | None
    sections: tuple[Section, ...]
