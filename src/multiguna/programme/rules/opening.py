"""The scenarios of a new pack: the sentences that its first stage must keep, on its own numbers."""

from __future__ import annotations

from datetime import date, timedelta

from multiguna.programme.rules.choosing import number_on
from multiguna.programme.terms import Pack, Period, Scenario, ScenarioPapers, ScenarioPerson

FILE = "scenarios/residents.yaml"
BOTH = ScenarioPapers(ktp=True, kk=True)
ADULT_YEARS = 40


def opening_scenarios(pack: Pack) -> tuple[Scenario, ...]:
    """Sentences about invented people that follow from the pack's only stage, for every condition.

    Whoever knows the regulation reads them; the coverage rules must decide as they say.
    """
    [stage] = pack.stages
    kinds = {condition.kind for condition in stage.conditions}
    on = stage.starts + timedelta(days=31)
    days = number_on(pack, "residency_days_min", on)
    born = date(on.year - ADULT_YEARS, 5, 1)
    whole_life = (Period(born),)
    poor = whole_life if "welfare" in kinds else ()
    resident = ScenarioPerson(born=born, resident=whole_life, poor=poor)
    found = [
        _said("A resident with both cards is covered.", resident, on, "covered"),
        _said(
            "Somebody who moved away is not covered.",
            ScenarioPerson(born=born, resident=(Period(born, stage.starts),), poor=poor),
            on,
            "moved_out",
        ),
        _said(
            "A resident who died is not covered afterwards.",
            ScenarioPerson(born=born, resident=whole_life, poor=poor, died=stage.starts),
            on,
            "died",
        ),
        _said("A resident without papers is not covered for planned care.", resident, on,
              "papers_missing", papers=ScenarioPapers()),
        _said("An emergency is covered before the papers are there.", resident, on,
              "covered_papers_later", care="emergency", papers=ScenarioPapers()),
        _said("The card of another region is not covered.",
              ScenarioPerson(born=born, registered=False, card="other_region"), on,
              "other_region_card"),
        _said("A newborn is covered on the resident mother on the day of birth.",
              ScenarioPerson(born=on, registered=False), on, "covered_newborn",
              papers=ScenarioPapers(kk=True, guardian_ktp=True),
              newborn_of=ScenarioPerson(born=born, sex="female", resident=whole_life, poor=poor)),
    ]  # fmt: skip
    if days > 0:
        found += _residency(born, on, days, poor)
    if "welfare" in kinds:
        richer = ScenarioPerson(born=born, resident=whole_life)
        near_poor = ScenarioPerson(born=born, resident=whole_life, near_poor=whole_life)
        found.append(_said("A resident who is not poor is not covered.", richer, on, "not_poor"))
        found.append(_said("A near-poor resident is covered.", near_poor, on, "covered"))
    if "no_other_payer" in kinds:
        insured = ScenarioPerson(born=born, resident=whole_life, poor=poor, other_payer=whole_life)
        found.append(
            _said("A resident with JKN is left to JKN.", insured, on, "other_payer")
        )  # fmt: skip
    return tuple(found)


def _residency(born: date, on: date, days: int, poor: tuple[Period, ...]) -> list[Scenario]:
    def moved_in(day: date) -> ScenarioPerson:
        return ScenarioPerson(born=born, resident=(Period(day),), poor=poor)

    enough = on - timedelta(days=days)
    return [
        _said(f"Somebody who moved in {days} days ago is covered.", moved_in(enough), on,
              "covered"),
        _said(f"Somebody who moved in {days - 1} days ago is not covered yet.",
              moved_in(enough + timedelta(days=1)), on, "residency_too_short"),
    ]  # fmt: skip


def _said(
    situation: str, person: ScenarioPerson, on: date, reason: str, *, care: str = "inpatient",
    papers: ScenarioPapers = BOTH, newborn_of: ScenarioPerson | None = None,
) -> Scenario:  # fmt: skip
    return Scenario(
        file=FILE,
        situation=situation,
        person=person,
        newborn_of=newborn_of,
        on=on,
        care=care,
        papers=papers,
        expect="covered" if reason.startswith("covered") else "not_covered",
        reason=reason,
    )
