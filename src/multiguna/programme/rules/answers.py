"""Reads the answers that a new pack is made from: each is checked, each but the region may lack."""

from __future__ import annotations

import re
from datetime import date

from multiguna.kernel.errors import Refused
from multiguna.kernel.money import BASIS_POINTS, quotient
from multiguna.kernel.terms import Text
from multiguna.programme.rules.cells import Cells
from multiguna.programme.rules.problems import Problems
from multiguna.programme.rules.regions import region_of, villages_of
from multiguna.programme.rules.stages import typed_value
from multiguna.programme.rules.tables import PROVIDER_CODE, VILLAGE_CODE
from multiguna.programme.terms import (
    PARAMETER_KINDS,
    BudgetPolicy,
    Mode,
    Pack,
    ParameterValueType,
    Region,
)
from multiguna.programme.terms.answers import ANSWERS, Answers, BudgetAnswer, HospitalAnswer, Who

NEEDED = ("region",)
OPTIONAL = tuple(key for key in ANSWERS if key not in NEEDED)
BUDGET_KEYS = ("fiscal_year", "amount_idr", "inpatient_bp", "released_bp", "policy", "legal")
HOSPITAL_KEYS = ("provider_code", "name", "class", "ownership", "village_code", "address")
MODES = (Mode.FULL, Mode.GAP)


def read_answers(
    value: object, template: Pack, *, on: date, file: str, problems: Problems
) -> Answers | None:
    """The answers in a YAML value, with a sensible answer where none was given.

    What is missing is taken from the template and marked as an example; `on` is the day of asking.
    None when the region itself is not known; every problem is noted.
    """
    cells = Cells.of_yaml(problems, file, "", value, NEEDED, OPTIONAL)
    region = _region(cells)
    if region is None:
        return None
    slug = re.sub(r"[^a-z0-9]+", "-", region.plain_name.lower()).strip("-")
    for key, usual in {
        "name": slug,
        "version": "1.0",
        "title": {
            "id": f"Jaminan kesehatan {region.name}",
            "en": f"Health guarantee of {region.name}",
        },
        "from": date(on.year, 1, 1),
        "checked_on": on,
        "who": Who.EVERYONE.value,
        "mode": Mode.FULL.value,
    }.items():
        cells.values.setdefault(key, usual)
    starts = cells.day("from")
    cells.values.setdefault("legal", f"Contoh: {region.regulation} 1/{starts.year}")
    return Answers(
        region=region,
        name=cells.matching("name", r"[a-z][a-z0-9-]*", "agam"),
        version=cells.matching("version", r"[0-9]+(\.[0-9]+)*", '"1.0"'),
        title=cells.bilingual("title"),
        starts=starts,
        checked_on=cells.day("checked_on"),
        legal=cells.legal(),
        who=Who(cells.one_of("who", tuple(Who))),
        mode=Mode(cells.one_of("mode", MODES)),
        parameters=_parameters(cells),
        budget=_budget(cells, template, starts),
        hospitals=_hospitals(cells, region),
        planning=_planning(cells),
    )


def _region(cells: Cells) -> Region | None:
    code = cells.matching("region", r"\d\d(\.\d\d)?", '"13.06"', "region_wrong")
    try:
        return region_of(code) if code else None
    except Refused as refused:
        cells.note(refused.code, "region", refused.message.id, refused.message.en)
        return None


def _inner(cells: Cells, key: str, optional: tuple[str, ...]) -> Cells:
    value = cells.values.get(key)
    return Cells.of_yaml(
        cells.problems, cells.file, cells.place(key), {} if value is None else value, (), optional
    )


def _parameters(cells: Cells) -> tuple[tuple[str, ParameterValueType], ...]:
    inner = _inner(cells, "parameters", tuple(PARAMETER_KINDS))
    return tuple(
        (name, typed_value(inner, name, PARAMETER_KINDS[name]))
        for name in inner.values
        if name in PARAMETER_KINDS
    )


def _budget(cells: Cells, template: Pack, starts: date) -> BudgetAnswer:
    inner = _inner(cells, "budget", BUDGET_KEYS)
    granted = [row for row in template.appropriations if row.kind == "DPA"]
    released = [row for row in template.appropriations if row.kind == "SPD"]
    care = {line.line_code: line.care for line in template.budget_lines}
    total = sum(row.amount_idr for row in granted)
    inpatient = sum(row.amount_idr for row in granted if care[row.line_code] == "inpatient")
    for key, usual in {
        "fiscal_year": starts.year,
        "amount_idr": total,
        "inpatient_bp": quotient(inpatient * BASIS_POINTS, total),
        "released_bp": quotient(sum(row.amount_idr for row in released) * BASIS_POINTS, total),
        "policy": template.budget_lines[0].policy.value,
    }.items():
        inner.values.setdefault(key, usual)
    year = inner.whole("fiscal_year", least=1945, most=2999)
    inner.values.setdefault("legal", f"Contoh: DPA {year}")
    return BudgetAnswer(
        fiscal_year=year,
        amount_idr=inner.whole("amount_idr"),
        inpatient_bp=inner.whole("inpatient_bp", most=BASIS_POINTS),
        released_bp=inner.whole("released_bp", most=BASIS_POINTS),
        policy=BudgetPolicy(inner.one_of("policy", tuple(BudgetPolicy))),
        legal=inner.legal(),
    )


def _hospitals(cells: Cells, region: Region) -> tuple[HospitalAnswer, ...]:
    """The hospitals that were named, or one that stands for the region's own."""
    named = cells.items("hospitals") or [{"name": f"RSUD Contoh {region.plain_name}"}]
    return tuple(
        _hospital(cells, item, number, region) for number, item in enumerate(named, start=1)
    )


def _hospital(cells: Cells, item: object, number: int, region: Region) -> HospitalAnswer:
    inner = Cells.of_yaml(
        cells.problems, cells.file, cells.place(f"hospitals.{number}"), item, ("name",),
        HOSPITAL_KEYS[:1] + HOSPITAL_KEYS[2:],
    )  # fmt: skip
    villages = {row.village_code: row.village_name for row in villages_of(region.code)}
    digits = (region.code.replace(".", "") + "00")[:4]
    for key, usual in {
        "provider_code": f"{digits}{900 + number}",
        "class": "C",
        "ownership": "government" if number == 1 else "private",
        "village_code": next(iter(villages)),
    }.items():
        inner.values.setdefault(key, usual)
    village = inner.matching("village_code", *VILLAGE_CODE, "region_wrong")
    if village.startswith(f"{region.code}.") and village not in villages:
        inner.note("village_unknown", "village_code", f"Kelurahan `{village}` tidak ada di "
                   f"{region.name}. Perbaiki kodenya.", f"Village `{village}` is not in "
                   f"{region.name}. Correct the code.")  # fmt: skip
    place = f", {villages[village]}" if village in villages else ""
    inner.values.setdefault("address", f"Jalan Contoh No. {number}{place}")
    return HospitalAnswer(
        provider_code=inner.matching("provider_code", *PROVIDER_CODE),
        name=inner.text("name"),
        provider_class=inner.one_of("class", ("A", "B", "C", "D")),
        ownership=inner.one_of("ownership", ("government", "private")),
        village_code=village,
        address=inner.text("address"),
    )


def _planning(cells: Cells) -> dict[str, object] | None:
    """The region's profile as it was given; whoever plans with it reads and checks it."""
    value = cells.values.get("planning")
    if value is None:
        return None
    if isinstance(value, dict):
        return {str(key): item for key, item in value.items()}
    Cells.of_yaml(cells.problems, cells.file, "planning", value, ())
    return None


def refuse_answers(problems: Problems) -> None:
    """Refuse (`answers_wrong`) when anything is wrong with the answers, naming all of it."""
    if not problems.found:
        return
    shown = [problem.message for problem in problems.found]
    raise Refused(
        "answers_wrong",
        Text(
            id="\n".join(["Jawaban untuk paket baru belum benar:", *(f"- {t.id}" for t in shown)]),
            en="\n".join(
                ["The answers for the new pack are not right:", *(f"- {t.en}" for t in shown)]
            ),
        ),
        problems=len(shown),
    )
