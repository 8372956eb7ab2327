"""Reads a pack folder into one value, or says everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text
from multiguna.programme.rules import stages, tables
from multiguna.programme.rules.cells import Cells
from multiguna.programme.rules.checking import find_problems
from multiguna.programme.rules.problems import Problems
from multiguna.programme.rules.reading import list_files, read_text, read_yaml
from multiguna.programme.rules.scenarios import scenarios
from multiguna.programme.terms import Letter, Pack, PackProblem, Parameter, Scenario

Built = TypeVar("Built")
PROBLEMS_SHOWN = 20


def read_pack(path: Path) -> Pack:
    """The pack in a folder; refuses (`pack_wrong`) with every problem when it has any.

    The first 20 problems are in the message and their number is the fact `problems`.
    Legal source of what may stand in a pack: the pack itself, each value names its own.
    """
    pack, problems = _read(path)
    if pack is None or problems:
        raise Refused("pack_wrong", _summary(path.name, problems), problems=len(problems))
    return pack


def check_pack(path: Path) -> list[PackProblem]:
    """Everything wrong with the pack in a folder; an empty list means it can be installed.

    What the files say is compared only once each can be read, so that one slip of the pen
    does not look like ten.
    """
    return _read(path)[1]


def _read(path: Path) -> tuple[Pack | None, list[PackProblem]]:
    problems = Problems()
    names = list_files(path, problems)
    if problems.found and not names:
        return None, problems.found
    top = stages.header(read_yaml(path, "programme.yaml", problems) or {}, problems) \
        if "programme.yaml" in names else None  # fmt: skip
    files: dict[str, str] = {}
    pack_parameters = _parameters(path, names, files, problems)

    def table(file: str, build: Callable[[Cells], Built]) -> tuple[Built, ...]:
        return tables.rows_of(path, file, problems, build)

    if top is None:
        return None, problems.found
    pack = Pack(
        name=top.name,
        version=top.version,
        region=top.region,
        region_name=top.region_name,
        title=top.title,
        languages=top.languages,
        timezone=top.timezone,
        currency=top.currency,
        legal_note=top.legal_note,
        stages=top.stages,
        parameters=tuple(pack_parameters),
        providers=table("agreements/providers.csv", tables.provider),
        agreements=table("agreements/agreements.csv", tables.agreement),
        payors=table("agreements/payors.csv", tables.payor),
        rates=table("tariffs/rates.csv", tables.rate),
        exclusions=table("agreements/exclusions.csv", tables.exclusion),
        portability=table("agreements/portability.csv", tables.portability),
        budget_lines=table("budget/lines.csv", tables.budget_line),
        appropriations=table("budget/appropriations.csv", tables.appropriation),
        estimates=table("budget/estimates.csv", tables.estimate),
        villages=table("regions/villages.csv", tables.village),
        letters=_letters(path, names, problems),
        scenarios=_scenarios(path, names, problems),
        budget=top.budget,
    )
    if not problems.found:
        find_problems(pack, files, problems)
        _check_changelog(path, pack, problems)
    return pack, problems.found


def _check_changelog(path: Path, pack: Pack, problems: Problems) -> None:
    """What a version changes stands under its own heading: `## 1.0`, or `## 1.0 (a day)`."""
    text = read_text(path, "CHANGELOG.md", problems) or ""
    headings = (line.split() for line in text.splitlines() if line.startswith("## "))
    if not any(words[1:2] == [pack.version] for words in headings):
        problems.add(
            "changelog_missing", "CHANGELOG.md", "", f"Versi {pack.version} tidak punya judul "
            f"`## {pack.version}`. Tulis apa yang berubah, dengan tanggal berlaku dan sumbernya.",
            f"Version {pack.version} has no heading `## {pack.version}`. Write what it changes, "
            "with the day it holds from and its source.",
        )  # fmt: skip


def _parameters(
    path: Path, names: list[str], files: dict[str, str], problems: Problems
) -> list[Parameter]:
    found: list[Parameter] = []
    for name in (name for name in names if name.startswith("parameters/")):
        value = read_yaml(path, name, problems)
        for parameter in stages.parameters(name, value, problems) if value is not None else ():
            if parameter.name in files:
                problems.add(
                    "duplicate", name, parameter.name, f"Parameter ini sudah ada di "
                    f"{files[parameter.name]}. Hapus salah satu.",
                    f"This parameter is already in {files[parameter.name]}. Remove one of them.",
                )  # fmt: skip
            files[parameter.name] = name
            found.append(parameter)
    return sorted(found, key=lambda parameter: parameter.name)


def _letters(path: Path, names: list[str], problems: Problems) -> tuple[Letter, ...]:
    found = []
    for name in names:
        if name.startswith("letters/") and name.endswith(".typ"):
            source = read_text(path, name, problems)
            found.append(Letter(name.removeprefix("letters/").removesuffix(".typ"), source or ""))
    return tuple(found)


def _scenarios(path: Path, names: list[str], problems: Problems) -> tuple[Scenario, ...]:
    found: list[Scenario] = []
    for name in (name for name in names if name.startswith("scenarios/")):
        value = read_yaml(path, name, problems)
        found += scenarios(name, value, problems) if value is not None else []
    return tuple(found)


def _summary(name: str, problems: list[PackProblem]) -> Text:
    shown = problems[:PROBLEMS_SHOWN]
    rest = len(problems) - len(shown)
    lines_id = [f"Paket {name} ditolak, {len(problems)} masalah:"]
    lines_en = [f"Pack {name} is refused, problems: {len(problems)}"]
    lines_id += [f"- {problem.message.id}" for problem in shown]
    lines_en += [f"- {problem.message.en}" for problem in shown]
    if rest:
        lines_id.append(f"- dan {rest} lagi; lihat semuanya dengan `multiguna pack check`.")
        lines_en.append(f"- and {rest} more; see all with `multiguna pack check`.")
    return Text(id="\n".join(lines_id), en="\n".join(lines_en))
