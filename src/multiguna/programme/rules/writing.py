"""A pack as the files of its folder: what `reading` reads, written so that it reads the same."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from itertools import groupby

import yaml

from multiguna.kernel.terms import Text
from multiguna.programme.rules.reading import OPTIONAL_COLUMNS, OPTIONAL_TABLES, RESOLVERS, TABLES
from multiguna.programme.terms import (
    BudgetNames,
    Condition,
    Pack,
    Parameter,
    ParameterValue,
    Period,
    Scenario,
    ScenarioPerson,
    Stage,
)

TABLE_OF = {
    "agreements/providers.csv": "providers",
    "agreements/agreements.csv": "agreements",
    "agreements/payors.csv": "payors",
    "agreements/exclusions.csv": "exclusions",
    "agreements/portability.csv": "portability",
    "tariffs/rates.csv": "rates",
    "budget/lines.csv": "budget_lines",
    "budget/appropriations.csv": "appropriations",
    "budget/estimates.csv": "estimates",
    "regions/villages.csv": "villages",
}
"""Which rows of a pack stand in which table."""
FIELD_OF = {"from": "starts", "class": "provider_class"}
WIDTH = 96


class _Dumper(yaml.SafeDumper):
    """Plain YAML without anchors, which a pack may not hold."""

    def ignore_aliases(self, data: object) -> bool:
        return True


_Dumper.yaml_implicit_resolvers = RESOLVERS


def yaml_text(value: object) -> str:
    """A value as YAML that a pack may hold: keys in their order, small lists on one line.

    >>> yaml_text({"from": date(2026, 1, 1), "region": "13.06"})
    "{from: 2026-01-01, region: '13.06'}\\n"
    """
    return yaml.dump(
        value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, default_flow_style=None,
        width=WIDTH,
    )  # fmt: skip


def pack_files(pack: Pack) -> dict[str, str]:
    """The files of a pack by their path in its folder: all that `read_pack` reads.

    Parameters come in one file, scenarios in the files they came from. Sources and changelog are
    texts for people and not among them.
    """
    files = {"programme.yaml": _programme(pack), "parameters/parameters.yaml": _parameters(pack)}
    for file in (*TABLES, *OPTIONAL_TABLES):
        rows = getattr(pack, TABLE_OF[file])
        if rows or file in TABLES:
            files[file] = _table(file, rows)
    files |= {f"letters/{letter.name}.typ": letter.source for letter in pack.letters}
    for name, scenarios in groupby(pack.scenarios, key=lambda scenario: scenario.file):
        files[name] = files.get(name, "") + "\n".join(yaml_text([_scenario(s)]) for s in scenarios)
    return files


def _programme(pack: Pack) -> str:
    head: dict[str, object] = {
        "name": pack.name, "version": pack.version, "region": pack.region,
        "region_name": pack.region_name, "title": _text(pack.title),
        "languages": list(pack.languages), "timezone": pack.timezone, "currency": pack.currency,
        "legal_note": _text(pack.legal_note),
    }  # fmt: skip
    parts = [yaml_text(head)]
    if pack.budget is not None:
        parts.append(yaml_text({"budget": _budget(pack.budget)}))
    parts.append(yaml_text({"stages": [_stage(stage) for stage in pack.stages]}))
    return "\n".join(parts)


def _text(text: Text) -> dict[str, str]:
    return {"id": text.id, "en": text.en}


def _budget(budget: BudgetNames) -> dict[str, object]:
    return {
        "skpd_code": budget.skpd_code,
        "skpd_name": budget.skpd_name,
        "names": [{"code": named.code, "name": named.name} for named in budget.names],
        "legal": budget.legal,
    }


def _stage(stage: Stage) -> dict[str, object]:
    return {
        "code": stage.code, "title": _text(stage.title), "from": stage.starts,
        "until": stage.until, "mode": str(stage.mode), "universal": stage.universal,
        "legal": stage.legal, "conditions": [_condition(one) for one in stage.conditions],
        "rules": list(stage.rules),
    }  # fmt: skip


def _condition(condition: Condition) -> dict[str, object]:
    settings = {
        "days_min": condition.days_min,
        "days_max": condition.days_max,
        "any_of": list(condition.any_of),
    }
    return {"kind": condition.kind, **{key: value for key, value in settings.items() if value}}


def _parameters(pack: Pack) -> str:
    return "\n".join(yaml_text({one.name: _parameter(one)}) for one in pack.parameters)


def _parameter(parameter: Parameter) -> dict[str, object]:
    return {
        "title": _text(parameter.title),
        "unit": parameter.unit,
        "values": [_value(value) for value in parameter.values],
    }


def _value(value: ParameterValue) -> dict[str, object]:
    said: dict[str, object] = {"from": value.starts}
    if value.until is not None:
        said["until"] = value.until
    said["value"] = list(value.value) if isinstance(value.value, tuple) else value.value
    return {**said, "legal": value.legal, "checked_on": value.checked_on}


def _scenario(scenario: Scenario) -> dict[str, object]:
    said: dict[str, object] = {
        "situation": scenario.situation,
        "person": _person(scenario.person),
    }
    if scenario.newborn_of is not None:
        said["newborn_of"] = _person(scenario.newborn_of)
    papers = {
        name: True for name in ("ktp", "kk", "guardian_ktp") if getattr(scenario.papers, name)
    }
    return {
        **said, "on": scenario.on, "care": scenario.care, "papers": papers,
        "expect": scenario.expect, "reason": scenario.reason,
    }  # fmt: skip


def _person(person: ScenarioPerson) -> dict[str, object]:
    """What a scenario says of a person; what is as it is without saying is left out."""
    usual = ScenarioPerson(born=person.born)
    said: dict[str, object] = {"born": person.born}
    for name in ("registered", "card", "sex", "died", "kk"):
        if getattr(person, name) != getattr(usual, name):
            said[name] = getattr(person, name)
    for name in ("resident", "poor", "near_poor", "other_payer"):
        periods: tuple[Period, ...] = getattr(person, name)
        if periods:
            said[name] = [[period.starts, period.until] for period in periods]
    return said


def _table(file: str, rows: Iterable[object]) -> str:
    rows = list(rows)
    columns = {**TABLES, **OPTIONAL_TABLES}[file].split(",")
    cells = [{name: _cell(row, name) for name in columns} for row in rows]
    for name in OPTIONAL_COLUMNS.get(file, ()):
        values = [_cell(row, name) for row in rows]
        if any(values):
            columns.insert(-1, name)
            for line, value in zip(cells, values, strict=True):
                line[name] = value
    return csv_text(columns, cells)


def csv_text(columns: Iterable[str], lines: Iterable[Mapping[str, str]]) -> str:
    """A table as CSV with its header; cells are quoted where they must be.

    >>> csv_text(["a", "b"], [{"a": "1", "b": "x, y"}])
    'a,b\\n1,"x, y"\\n'
    """
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, list(columns), lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return written.getvalue()


def _cell(row: object, column: str) -> str:
    """The cell of a column: a name in two languages stands in two columns."""
    for ending in ("_id", "_en"):
        named = getattr(row, column.removesuffix(ending), None)
        if column.endswith(ending) and isinstance(named, Text):
            return named.in_(ending[1:])
    value = getattr(row, FIELD_OF.get(column, column))
    if value is None or value is False:
        return ""
    if value is True:
        return "yes"
    if isinstance(value, tuple):
        return ";".join(value)
    if isinstance(value, date):
        return value.isoformat()
    assert isinstance(value, str | int | StrEnum), f"{column} has no form in a table"
    return str(value)
