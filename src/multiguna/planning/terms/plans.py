"""The nouns of a plan: a memo that was asked for, kept so that it can be made again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from multiguna.kernel.canonical import Json
from multiguna.kernel.terms import Text
from multiguna.planning.terms.costing import Levers
from multiguna.planning.terms.memo import Scenario
from multiguna.planning.terms.profile import RegionProfile


@dataclass(frozen=True, slots=True)
class Asked:
    """All that a memo is made from; `written` is the profile as a file would say it.

    `base` are the pack's levers on the first day, `known_on` ends what may be known.
    """

    written: Mapping[str, Json]
    profile: RegionProfile
    base: Levers
    scenarios: tuple[Scenario, ...]
    pack: str
    known_on: date
    first_year: int
    budget_idr: int
    confidence: int
    seed: int = 1


@dataclass(frozen=True, slots=True)
class PlanCard:
    """A plan in a list: its number, question, answer, day and author."""

    plan_no: int
    budget_idr: int
    confidence: int
    answer: Text
    planned_on: date
    planned_by: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A kept plan with all that it was made from."""

    card: PlanCard
    asked: Asked
