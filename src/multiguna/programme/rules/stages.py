"""programme.yaml and parameters/*.yaml: the stages, their conditions, and the numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from multiguna.kernel.terms import Text
from multiguna.programme.rules.cells import Cells
from multiguna.programme.rules.problems import Problems
from multiguna.programme.terms import (
    CLAIM_RULES,
    CONDITION_KINDS,
    PARAMETER_KINDS,
    WELFARE_STATUSES,
    BudgetNames,
    Condition,
    Mode,
    NamedCode,
    Parameter,
    ParameterKind,
    ParameterValue,
    ParameterValueType,
    Stage,
    ValueType,
)

HEADER_KEYS = (
    "name", "version", "region", "region_name", "title", "languages", "timezone", "currency",
    "legal_note", "stages",
)  # fmt: skip
BUDGET_CODE = (r"[0-9]+(\.[0-9]+)+", '"1.02.0.00.0.00.01.0000"')
BUDGET_KEYS = ("skpd_code", "skpd_name", "names", "legal")
STAGE_KEYS = ("code", "title", "from", "until", "mode", "universal", "legal", "conditions", "rules")


@dataclass(frozen=True, slots=True)
class Header:
    """The top of programme.yaml."""

    name: str
    version: str
    region: str
    region_name: str
    title: Text
    languages: tuple[str, ...]
    timezone: str
    currency: str
    legal_note: Text
    stages: tuple[Stage, ...]
    budget: BudgetNames | None


def header(value: object, problems: Problems) -> Header:
    """programme.yaml as a whole."""
    cells = Cells.of_yaml(problems, "programme.yaml", "", value, HEADER_KEYS, ("budget",))
    items = cells.items("stages")
    if "stages" in cells.values and not items:
        cells.note("value_missing", "stages", "Tidak ada tahap. Tulis sedikitnya satu.",
                   "There is no stage. Write at least one.")  # fmt: skip
    return Header(
        name=cells.matching("name", r"[a-z][a-z0-9-]*", "tangerang"),
        version=cells.matching("version", r"[0-9]+(\.[0-9]+)*", '"1.0"'),
        region=cells.matching("region", r"\d\d(\.\d\d)?", '"36.71"', "region_wrong"),
        region_name=cells.text("region_name"),
        title=cells.bilingual("title"),
        languages=cells.words("languages", ("id", "en")),
        timezone=cells.one_of("timezone", ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")),
        currency=cells.one_of("currency", ("IDR",)),
        legal_note=cells.bilingual("legal_note"),
        stages=tuple(stage(problems, item, number) for number, item in enumerate(items, start=1)),
        budget=budget_names(problems, cells.values["budget"]) if cells.has("budget") else None,
    )


def budget_names(problems: Problems, value: object) -> BudgetNames:
    """The optional block `budget`: the SKPD and the names of codes, as the region's books say."""
    cells = Cells.of_yaml(problems, "programme.yaml", "budget", value, BUDGET_KEYS)
    names = []
    for number, item in enumerate(cells.items("names"), start=1):
        named = Cells.of_yaml(
            problems, "programme.yaml", f"budget.names.{number}", item, ("code", "name")
        )
        names.append(NamedCode(named.matching("code", *BUDGET_CODE), named.text("name")))
    return BudgetNames(
        skpd_code=cells.matching("skpd_code", *BUDGET_CODE),
        skpd_name=cells.text("skpd_name"),
        names=tuple(names),
        legal=cells.legal(),
    )


def stage(problems: Problems, value: object, number: int) -> Stage:
    """One stage of programme.yaml."""
    code = value.get("code") if isinstance(value, dict) else None
    where = f"stages.{code if isinstance(code, str) and code else number}"
    cells = Cells.of_yaml(problems, "programme.yaml", where, value, STAGE_KEYS)
    starts, until = cells.period()
    conditions = [condition(cells, item, i) for i, item in enumerate(cells.items("conditions"), 1)]
    rules = cells.words("rules")
    for rule in rules:
        if rule not in CLAIM_RULES:
            cells.note("rule_unknown", "rules", f"Aturan klaim `{rule}` tidak dikenal. Pilih dari: "
                       f"{', '.join(CLAIM_RULES)}.", f"There is no claims rule `{rule}`. Choose "
                       f"from: {', '.join(CLAIM_RULES)}.")  # fmt: skip
    return Stage(
        code=cells.matching("code", r"[a-z][a-z0-9-]*", "universal-2012"),
        title=cells.bilingual("title"),
        starts=starts,
        until=until,
        mode=Mode(cells.one_of("mode", tuple(Mode))),
        universal=cells.flag("universal"),
        legal=cells.legal(),
        conditions=tuple(found for found in conditions if found is not None),
        rules=tuple(rule for rule in rules if rule in CLAIM_RULES),
    )


def condition(stage_cells: Cells, value: object, number: int) -> Condition | None:
    """One condition of a stage; its settings are the ones of its kind."""
    where = stage_cells.place(f"conditions.{number}")
    name = value.get("kind") if isinstance(value, dict) else None
    kind = CONDITION_KINDS.get(name) if isinstance(name, str) else None
    if isinstance(name, str) and kind is None:
        known = ", ".join(CONDITION_KINDS)
        stage_cells.note("condition_unknown", f"conditions.{number}.kind",
                         f"Jenis syarat `{name}` tidak dikenal. Pilih dari: {known}.",
                         f"There is no condition `{name}`. Choose from: {known}.")  # fmt: skip
        return None
    settings = kind.settings if kind else ()
    cells = Cells.of_yaml(stage_cells.problems, stage_cells.file, where, value, ("kind", *settings))
    if kind is None:
        return None
    for setting in settings:
        if setting != "any_of" and cells.has(setting):
            _check_parameter_name(cells, setting)
    return Condition(
        kind=kind.kind,
        days_min=cells.text("days_min") if "days_min" in settings else None,
        days_max=cells.text("days_max") if "days_max" in settings else None,
        any_of=cells.words("any_of", WELFARE_STATUSES) if "any_of" in settings else (),
    )


def _check_parameter_name(cells: Cells, setting: str) -> None:
    name = cells.values[setting]
    if isinstance(name, int):
        cells.note("literal_number", setting, f"Angka {name} tertulis di sini. Tulis nama "
                   "parameter; angkanya di parameters/.", f"The number {name} stands here. Write "
                   "the name of a parameter; its value belongs in parameters/.")  # fmt: skip
    elif name not in PARAMETER_KINDS or PARAMETER_KINDS[str(name)].type is not ValueType.WHOLE:
        cells.note("parameter_unknown", setting, f"Parameter `{name}` tidak dikenal atau bukan "
                   "bilangan. Perbaiki namanya.",
                   f"There is no parameter `{name}` with a number. Correct its name.")  # fmt: skip


def parameters(file: str, value: object, problems: Problems) -> list[Parameter]:
    """One file of parameters/: each key a parameter of the catalogue."""
    if not isinstance(value, dict):
        Cells.of_yaml(problems, file, "", value, ())
        return []
    found = []
    for name, item in value.items():
        if name not in PARAMETER_KINDS:
            problems.add("parameter_unknown", file, str(name), f"Parameter `{name}` tidak dikenal. "
                         f"Pilih dari: {', '.join(PARAMETER_KINDS)}.", f"There is no parameter "
                         f"`{name}`. Choose from: {', '.join(PARAMETER_KINDS)}.")  # fmt: skip
            continue
        cells = Cells.of_yaml(problems, file, name, item, ("title", "unit", "values"))
        cells.one_of("unit", (PARAMETER_KINDS[name].unit,))
        values = [parameter_value(cells, name, v, i) for i, v in enumerate(cells.items("values"))]
        ordered = sorted(values, key=lambda value: value.starts)
        found.append(
            Parameter(
                name=name,
                title=cells.bilingual("title"),
                unit=PARAMETER_KINDS[name].unit,
                values=tuple(_until_next(ordered)),
            )
        )
    return found


def parameter_value(cells: Cells, name: str, value: object, index: int) -> ParameterValue:
    """One dated value, named by its first day where it has one."""
    first_day = value.get("from") if isinstance(value, dict) else None
    where = f"{name}.{first_day if isinstance(first_day, date) else index + 1}"
    inner = Cells.of_yaml(
        cells.problems, cells.file, where, value, ("from", "value", "legal", "checked_on"),
        ("until",),
    )  # fmt: skip
    starts, until = inner.period()
    return ParameterValue(
        starts=starts,
        until=until,
        value=typed_value(inner, "value", PARAMETER_KINDS[name]),
        legal=inner.legal(),
        checked_on=inner.day("checked_on"),
    )


def typed_value(cells: Cells, key: str, kind: ParameterKind) -> ParameterValueType:
    """The value of a parameter at a key, of the type and within the bounds of its kind."""
    if kind.type is ValueType.CODES:
        return cells.words(key)
    if kind.type is ValueType.WHOLE_OR_NONE and cells.values.get(key) is None:
        return None
    if kind.unit == "class":
        return cells.whole(key, 1, 3)
    return cells.whole(key) if kind.most is None else cells.whole(key, most=kind.most)


def _until_next(ordered: list[ParameterValue]) -> list[ParameterValue]:
    """A value without an end holds until the next one begins; two of one day are left to clash."""
    ended = []
    for position, value in enumerate(ordered):
        until = value.until
        following = ordered[position + 1 :][:1]
        if until is None and following and following[0].starts > value.starts:
            until = following[0].starts
        ended.append(
            ParameterValue(value.starts, until, value.value, value.legal, value.checked_on)
        )
    return ended
