"""Coverage for many at once: the steps of the SQL twin and the parameters it binds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from psycopg.types.json import Jsonb

from multiguna.audit.actions import RECORDED
from multiguna.coverage.rules import stage_times
from multiguna.coverage.terms.population import NEVER
from multiguna.kernel.sqlplan import Step, load
from multiguna.programme.terms import Pack


def coverage_steps() -> list[Step]:
    """The steps that give `coverage_decided` from a step `asked` of the caller's plan.

    `asked` has one row per question: ask_id bigint, person_id bigint (null: card unknown), on_date
    date, newborn boolean, born_on date. `coverage_decided` gives ask_id, person_id, covered,
    reason and stage_code. Papers count as shown. Bind `stage_parameters`.
    """
    names = ("coverage_stage", "coverage_facts", "coverage_decided")
    return [_merged(), *(load("coverage", name) for name in names)]


def population_steps() -> list[Step]:
    """The same of everybody on one day, without a look-up per person. Binds region and on too."""
    stage = load("coverage", "coverage_stage")
    return [_merged(), stage, _facts("population_facts"), _decided()]


def bulk_steps() -> list[Step]:
    """A list of NIK to `answered` (ask_id, covered, reason) and one sealed record each.

    Binds niks, possible, on, region, actor, care, papers, pack and `stage_parameters`.
    """
    own = [load("coverage", name) for name in ("answered", "decision")]
    stage = load("coverage", "coverage_stage")
    first = [_merged(), stage, _facts("bulk_facts"), _decided()]
    return [*first, *own, RECORDED]


def columns_steps() -> list[Step]:
    """The steps that give `population`: everybody of the acting region, once, without a name."""
    return [_merged(), load("coverage", "population")]


def steps_with(facts: Step) -> list[Step]:
    """The steps that give `coverage_decided` from a step of the caller's that gives the facts.

    It may read `merged_facts` and has the columns of `coverage_facts`. Bind `stage_parameters`.
    """
    stage = load("coverage", "coverage_stage")
    own = Step("coverage_facts", facts.header, facts.select)
    return [_merged(), stage, own, _decided()]


def _merged() -> Step:
    """What is known of those who are one person, which every step of facts reads."""
    return load("registry", "merged_facts")


def _decided() -> Step:
    return load("coverage", "coverage_decided")


def _facts(name: str) -> Step:
    """A step that stands in the place of `coverage_facts`."""
    step = load("coverage", name)
    return Step("coverage_facts", step.header, step.select)


def stage_parameters(pack: Pack) -> dict[str, object]:
    """The pack's region and stages: one segment for each time in which no number changes."""
    return {"region": pack.region, "coverage_stages": Jsonb(list(_segments(pack)))}


def _segments(pack: Pack) -> Iterator[dict[str, object]]:
    for starts, until, stage in stage_times(pack):
        place = {kind: stage.kinds.index(kind) for kind in stage.kinds}
        yield {
            "stage_code": stage.code,
            "starts": date.fromordinal(starts).isoformat(),
            "until": None if until == NEVER else date.fromordinal(until).isoformat(),
            "alive_at": place.get("alive"),
            "resident_at": place.get("resident"),
            "welfare_at": place.get("welfare"),
            "payer_at": place.get("no_other_payer"),
            "days_min": stage.residency_days_min,
            "poor": "poor" in stage.welfare,
            "near_poor": "near_poor" in stage.welfare,
            "newborn_days_max": stage.newborn_days_max,
        }
