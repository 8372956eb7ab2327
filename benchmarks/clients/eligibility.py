"""Who is covered in two stages, written for openfisca-core: the yardstick for deciding in bulk.

The rules of packs/tangerang for a person with one period of each kind and all papers, as OpenFisca
has them: persons in households, dates as variables, a formula from each stage's day on.
"""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray
from openfisca_core import periods
from openfisca_core.entities import build_entity
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from multiguna.coverage.terms.population import NEVER, Column, Population

EPOCH = date(1970, 1, 1).toordinal()
LATEST = date(2200, 1, 1).toordinal()
"""A day beyond all; what numpy's days can be compared with."""
PERSON = build_entity("person", "persons", "Person", is_person=True)
HOUSEHOLD = build_entity(
    "household", "households", "Household", roles=[{"key": "member", "plural": "members"}]
)
DATES = ("birth", "died", "resident_from", "resident_until", "poor_from", "poor_until",
         "near_poor_from", "near_poor_until")  # fmt: skip


def _dated(name: str) -> type[Variable]:
    fields = {
        "value_type": date, "entity": PERSON, "definition_period": periods.DateUnit.ETERNITY,
        "default_value": date(2200, 1, 1), "label": name,
    }  # fmt: skip
    return type(name, (Variable,), fields)


class alive(Variable):
    value_type, entity, label = bool, PERSON, "Born, and not dead before the day"
    definition_period = periods.DateUnit.DAY

    def formula(person, period):  # type: ignore[no-untyped-def]
        on = np.datetime64(str(period.start))
        return (person("birth", period) <= on) * (on <= person("died", period))


class resident(Variable):
    value_type, entity, label = bool, PERSON, "Resident on the day"
    definition_period = periods.DateUnit.DAY

    def formula(person, period):  # type: ignore[no-untyped-def]
        on = np.datetime64(str(period.start))
        return (person("resident_from", period) <= on) * (on < person("resident_until", period))


class poor_or_near(Variable):
    value_type, entity, label = bool, PERSON, "Poor or near-poor on the day"
    definition_period = periods.DateUnit.DAY

    def formula(person, period):  # type: ignore[no-untyped-def]
        on = np.datetime64(str(period.start))
        poor = (person("poor_from", period) <= on) * (on < person("poor_until", period))
        near = (person("near_poor_from", period) <= on) * (on < person("near_poor_until", period))
        return poor + near


class covered(Variable):
    value_type, entity, label = bool, PERSON, "Covered by the stage of the day"
    definition_period = periods.DateUnit.DAY

    def formula_2008_01_01(person, period):  # type: ignore[no-untyped-def]
        return person("alive", period) * person("resident", period) * person("poor_or_near", period)

    def formula_2012_01_01(person, period):  # type: ignore[no-untyped-def]
        return person("alive", period) * person("resident", period)


def city_of(facts: Population, household: int = 4) -> Simulation:
    """A simulation of these persons, four to a household, ready to be asked."""
    system = TaxBenefitSystem([PERSON, HOUSEHOLD])
    for name in DATES:
        system.add_variable(_dated(name))
    system.add_variables(alive, resident, poor_or_near, covered)
    size = len(facts)
    houses = np.arange(-(-size // household))
    builder = SimulationBuilder()
    builder.create_entities(system)
    builder.declare_person_entity("person", np.arange(size))
    builder.declare_entity("household", houses)
    builder.join_with_persons(
        builder.populations["household"], np.arange(size) // household, np.repeat("member", size)
    )
    simulation = builder.build(system)
    for name, column in zip(DATES, _columns(facts), strict=True):
        simulation.set_input(name, periods.DateUnit.ETERNITY, _days(column))
    return simulation


def covered_on(simulation: Simulation, on: date) -> NDArray[np.bool_]:
    """Who is covered on a day, nothing kept from an earlier question."""
    for name in ("alive", "resident", "poor_or_near", "covered"):
        simulation.delete_arrays(name)
    return np.asarray(simulation.calculate("covered", on.isoformat()))


def _columns(facts: Population) -> list[Column]:
    several = (facts.residency, facts.poor, facts.near_poor)
    assert not any(len(spells.more_rows) for spells in several)
    return [facts.birth, facts.died, *(c for s in several for c in (s.starts, s.untils))]


def _days(column: Column) -> NDArray[np.datetime64]:
    ordinals = np.where(column == NEVER, LATEST, column).astype(np.int64)
    return (ordinals - EPOCH).astype("datetime64[D]")
