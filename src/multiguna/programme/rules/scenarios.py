"""scenarios/*.yaml: sentences that someone who knows the regulation can check."""

from __future__ import annotations

from multiguna.programme.rules.cells import Cells
from multiguna.programme.rules.problems import Problems
from multiguna.programme.rules.tables import SERVICES
from multiguna.programme.terms import (
    COVERAGE_REASONS,
    Period,
    Scenario,
    ScenarioPapers,
    ScenarioPerson,
)

NEEDED = ("situation", "person", "on", "care", "papers", "expect", "reason")
PERSON_OPTIONAL = (
    "registered", "card", "sex", "died", "resident", "poor", "near_poor", "other_payer", "kk",
)  # fmt: skip


def scenarios(file: str, value: object, problems: Problems) -> list[Scenario]:
    """One file of scenarios/: a list."""
    if not isinstance(value, list):
        problems.add("value_wrong", file, "", "Seharusnya daftar (`- situation: …`). Perbaiki.",
                     "This should be a list (`- situation: …`). Correct it.")  # fmt: skip
        return []
    return [scenario(file, item, number, problems) for number, item in enumerate(value, start=1)]


def scenario(file: str, value: object, number: int, problems: Problems) -> Scenario:
    """One scenario; its place is its number in the file."""
    cells = Cells.of_yaml(problems, file, f"scenario {number}", value, NEEDED, ("newborn_of",))
    papers = Cells.of_yaml(
        problems, file, cells.place("papers"), cells.values.get("papers", {}), (),
        ("ktp", "kk", "guardian_ktp"),
    )  # fmt: skip
    return Scenario(
        file=file,
        situation=cells.text("situation"),
        person=person(cells, "person"),
        newborn_of=person(cells, "newborn_of") if cells.has("newborn_of") else None,
        on=cells.day("on"),
        care=cells.one_of("care", SERVICES),
        papers=ScenarioPapers(
            ktp=papers.flag("ktp"), kk=papers.flag("kk"), guardian_ktp=papers.flag("guardian_ktp")
        ),
        expect=cells.one_of("expect", ("covered", "not_covered")),
        reason=cells.one_of("reason", COVERAGE_REASONS),
    )


def person(outer: Cells, name: str) -> ScenarioPerson:
    """The invented person of a scenario."""
    cells = Cells.of_yaml(
        outer.problems, outer.file, outer.place(name), outer.values.get(name, {}), ("born",),
        PERSON_OPTIONAL,
    )  # fmt: skip
    cells.values.setdefault("sex", "male")
    cells.values.setdefault("card", "own")
    cells.values.setdefault("kk", "own")
    return ScenarioPerson(
        born=cells.day("born"),
        registered=cells.flag("registered", otherwise=True),
        card=cells.one_of("card", ("own", "other_region", "invalid")),
        sex=cells.one_of("sex", ("male", "female")),
        died=cells.day_or_none("died"),
        resident=periods(cells, "resident"),
        poor=periods(cells, "poor"),
        near_poor=periods(cells, "near_poor"),
        other_payer=periods(cells, "other_payer"),
        kk=cells.one_of("kk", ("own", "other")),
    )


def periods(cells: Cells, name: str) -> tuple[Period, ...]:
    """Periods written as [from, until]; `until` may be null."""
    found = []
    for number, pair in enumerate(cells.items(name), start=1):
        if not isinstance(pair, list) or len(pair) != 2:
            cells.note("value_wrong", f"{name}.{number}", "Seharusnya [mulai, sampai]. Perbaiki.",
                       "This should be [from, until]. Correct it.")  # fmt: skip
            continue
        inner = Cells(
            cells.problems, cells.file, cells.place(f"{name}.{number}"),
            {"from": pair[0], "until": pair[1]}, typed=True,
        )  # fmt: skip
        found.append(Period(*inner.period()))
    return tuple(found)
