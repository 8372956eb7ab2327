"""Judges a pack as a whole: what each file says must fit with what the others say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise, product
from typing import TypeVar

from multiguna.programme.rules.agreeing import check_agreements
from multiguna.programme.rules.problems import Problems
from multiguna.programme.rules.tables import CARES
from multiguna.programme.terms import (
    PROTECTED_ATTRIBUTES,
    Pack,
    Period,
    RateRow,
    Stage,
)

Line = TypeVar("Line")
Dated = tuple[Hashable, str, date, date | None]
"""What is dated, how a reader finds it, and its period."""


def find_problems(pack: Pack, files: Mapping[str, str], problems: Problems) -> None:
    """Note everything in a readable pack that contradicts itself; `files`: where a parameter is.

    Refused: periods that overlap, parameters and estimates that are missing on a day of a stage,
    universal stages that read a protected attribute, unknown providers, lines and villages,
    and rows written twice.
    """
    _check_stages(pack, problems)
    _check_parameters(pack, files, problems)
    _check_providers(pack, problems)
    _check_periods(pack, problems)
    check_agreements(pack, problems)
    _check_estimates(pack, problems)
    _check_budget(pack, problems)
    _check_regions(pack, problems)
    _check_scenarios(pack, problems)


def _check_stages(pack: Pack, problems: Problems) -> None:
    file = "programme.yaml"
    _check_unique(file, [(s.code, f"stages.{s.code}") for s in pack.stages], problems)
    _check_overlap(
        file, [("", f"stages.{s.code}", s.starts, s.until) for s in pack.stages], problems
    )
    for stage in pack.stages:
        _check_conditions(stage, problems)


def _check_conditions(stage: Stage, problems: Problems) -> None:
    where = f"stages.{stage.code}.conditions"
    kinds = [(c.kind, where) for c in stage.conditions]
    _check_unique("programme.yaml", kinds, problems)
    for condition in stage.conditions if stage.universal else ():
        for attribute in sorted(condition.reads & PROTECTED_ATTRIBUTES):
            problems.add(
                "protected_attribute", "programme.yaml", where, "Tahap ini untuk semua orang "
                f"(universal: true), tetapi syarat `{condition.kind}` membaca `{attribute}`. Hapus "
                "syarat itu atau tulis universal: false.", "This stage is for everyone "
                f"(universal: true), but the condition `{condition.kind}` reads `{attribute}`. "
                "Remove the condition or write universal: false.",
            )  # fmt: skip


def _check_parameters(pack: Pack, files: Mapping[str, str], problems: Problems) -> None:
    by_name = {parameter.name: parameter.values for parameter in pack.parameters}
    for parameter in pack.parameters:
        spans: list[Dated] = [
            ("", f"{parameter.name}.{value.starts}", value.starts, value.until)
            for value in parameter.values
        ]
        _check_overlap(files.get(parameter.name, "parameters"), spans, problems)
    for stage in pack.stages:
        for name in stage.parameters:
            spans_of = [Period(v.starts, v.until) for v in by_name.get(name, ())]
            gap = first_gap(spans_of, stage.starts, stage.until)
            if gap is not None:
                problems.add(
                    "parameter_gap", files.get(name, "parameters"), name, f"Tidak ada nilai "
                    f"`{name}` pada {gap}, padahal tahap {stage.code} memerlukannya. Tambahkan "
                    "nilai yang berlaku hari itu.", f"`{name}` has no value on {gap}, but stage "
                    f"{stage.code} needs it. Add a value that holds on that day.",
                )  # fmt: skip


def first_gap(periods: Sequence[Period], starts: date, until: date | None) -> date | None:
    """The first day from `starts` until `until` that lies in none of the periods, or None.

    >>> first_gap((), date(2012, 1, 1), None)
    datetime.date(2012, 1, 1)
    """
    day = starts
    for period in sorted(periods, key=lambda period: period.starts):
        if period.starts > day:
            break
        if period.until is None:
            return None
        day = max(day, period.until)
    return day if until is None or day < until else None


def _check_providers(pack: Pack, problems: Problems) -> None:
    known = {row.provider_code for row in pack.providers}
    _check_unique(
        "agreements/providers.csv",
        _numbered(pack.providers, lambda row: row.provider_code),
        problems,
    )
    _check_unique(
        "agreements/payors.csv",
        _numbered(pack.payors, lambda row: (row.provider_code, row.payor_id, row.payor_name)),
        problems,
    )
    _check_unique(
        "agreements/agreements.csv",
        _numbered(pack.agreements, lambda row: row.agreement_no),
        problems,
    )
    users: list[tuple[str, Sequence[str]]] = [
        ("agreements/agreements.csv", [row.provider_code for row in pack.agreements]),
        ("agreements/payors.csv", [row.provider_code for row in pack.payors]),
        ("tariffs/rates.csv", [row.provider_code for row in pack.rates]),
    ]
    for file, codes in users:
        for number, code in enumerate(codes, start=2):
            if code not in known and code != "*":
                problems.add(
                    "provider_unknown", file, f"row {number}, provider_code", f"RS `{code}` tidak "
                    "ada di agreements/providers.csv. Tambahkan di sana atau perbaiki kodenya.",
                    f"Hospital `{code}` is not in agreements/providers.csv. Add it there or "
                    "correct the code.",
                )  # fmt: skip


def _check_periods(pack: Pack, problems: Problems) -> None:
    agreements: list[Dated] = [
        (row.provider_code, f"row {number}", row.starts, row.until)
        for number, row in enumerate(pack.agreements, start=2)
    ]
    rates: list[Dated] = [
        (_rate_key(row), f"row {number}", row.starts, row.until)
        for number, row in enumerate(pack.rates, start=2)
    ]
    estimates: list[Dated] = [
        ((row.care, row.provider_class), f"row {number}", row.starts, row.until)
        for number, row in enumerate(pack.estimates, start=2)
    ]
    _check_overlap("agreements/agreements.csv", agreements, problems)
    _check_overlap("tariffs/rates.csv", rates, problems)
    _check_overlap("budget/estimates.csv", estimates, problems)
    _check_partners(pack, problems)


def _check_partners(pack: Pack, problems: Problems) -> None:
    """A region has one agreement at a time with each other region, and none with itself."""
    file = "agreements/portability.csv"
    partners: list[Dated] = [
        (row.partner_region, f"row {number}", row.starts, row.until)
        for number, row in enumerate(pack.portability, start=2)
    ]
    _check_overlap(file, partners, problems)
    for number, row in enumerate(pack.portability, start=2):
        if row.partner_region == pack.region:
            problems.add(
                "partner_is_self", file, f"row {number}, partner_region", "Wilayah mitra adalah "
                "wilayah paket ini sendiri. Sebutkan wilayah lain.", "The partner is this pack's "
                "own region. Name another one.",
            )  # fmt: skip


def _rate_key(row: RateRow) -> Hashable:
    return (row.provider_code, row.code_system, row.code, row.care_class)


def _check_estimates(pack: Pack, problems: Problems) -> None:
    """Each hospital class with a hospital needs an estimate on each day of each stage."""
    classes = sorted({row.provider_class for row in pack.providers})
    for stage, care, class_ in product(pack.stages, CARES, classes):
        spans = [
            Period(row.starts, row.until)
            for row in pack.estimates
            if (row.care, row.provider_class) == (care, class_)
        ]
        gap = first_gap(spans, stage.starts, stage.until)
        if gap is not None:
            problems.add(
                "estimate_gap", "budget/estimates.csv", f"{care} {class_}", f"Tidak ada perkiraan "
                f"biaya pada {gap}, padahal tahap {stage.code} dan RS kelas {class_} memerlukan. "
                "Tambahkan barisnya.", f"There is no estimate on {gap}, but stage {stage.code} and "
                f"hospitals of class {class_} need one. Add a row.",
            )  # fmt: skip


def _check_budget(pack: Pack, problems: Problems) -> None:
    file = "budget/lines.csv"
    known = {(row.fiscal_year, row.line_code) for row in pack.budget_lines}
    parents = {(row.fiscal_year, row.parent_code) for row in pack.budget_lines if row.parent_code}
    _check_unique(
        file, _numbered(pack.budget_lines, lambda row: (row.fiscal_year, row.line_code)), problems
    )
    for number, line in enumerate(pack.budget_lines, start=2):
        parent = (line.fiscal_year, line.parent_code)
        if line.parent_code and (parent not in known or line.parent_code == line.line_code):
            problems.add(
                "parent_unknown", file, f"row {number}, parent_code", f"Mata anggaran induk "
                f"`{line.parent_code}` tidak ada pada tahun {line.fiscal_year}. Tambahkan atau "
                "perbaiki.", f"There is no parent line `{line.parent_code}` in "
                f"{line.fiscal_year}. Add it or correct the code.",
            )  # fmt: skip
    _check_names(pack, problems)
    _check_appropriations(pack, known, parents, problems)


def _check_names(pack: Pack, problems: Problems) -> None:
    """With a `budget` block, each code of a budget line has a name there, and each name once."""
    if pack.budget is None:
        return
    file = "programme.yaml"
    _check_unique(file, [(n.code, f"budget.names, {n.code}") for n in pack.budget.names], problems)
    used = {line.sub_activity_code for line in pack.budget_lines}
    used |= {line.account_code for line in pack.budget_lines}
    for code in sorted(used - {named.code for named in pack.budget.names}):
        problems.add(
            "code_unnamed", file, "budget.names", f"Kode `{code}` dipakai di budget/lines.csv "
            "tetapi tidak bernama. Tambahkan namanya.", f"Code `{code}` is used in "
            "budget/lines.csv and has no name. Add its name.",
        )  # fmt: skip


def _check_appropriations(
    pack: Pack, known: set[tuple[int, str]], parents: set[tuple[int, str]], problems: Problems
) -> None:
    file = "budget/appropriations.csv"
    _check_unique(
        file,
        _numbered(
            pack.appropriations, lambda row: (row.document_no, row.fiscal_year, row.line_code)
        ),
        problems,
    )
    for number, row in enumerate(pack.appropriations, start=2):
        line = (row.fiscal_year, row.line_code)
        if line not in known:
            problems.add(
                "line_unknown", file, f"row {number}, line_code", f"Mata anggaran "
                f"`{row.line_code}` tahun {row.fiscal_year} tidak ada di budget/lines.csv. "
                "Tambahkan di sana.", f"Budget line `{row.line_code}` of {row.fiscal_year} is not "
                "in budget/lines.csv. Add it there.",
            )  # fmt: skip
        elif line in parents:
            problems.add(
                "line_has_children", file, f"row {number}, line_code", f"Mata anggaran "
                f"`{row.line_code}` punya rincian. Tulis jumlahnya pada rinciannya.",
                f"Budget line `{row.line_code}` has lines below it. Put the amount on those.",
            )  # fmt: skip


def _check_regions(pack: Pack, problems: Problems) -> None:
    file = "regions/villages.csv"
    _check_unique(file, _numbered(pack.villages, lambda row: row.village_code), problems)
    for number, village in enumerate(pack.villages, start=2):
        inside = village.district_code.startswith(pack.region + ".")
        if not inside or not village.village_code.startswith(village.district_code + "."):
            problems.add(
                "village_outside", file, f"row {number}, village_code", f"`{village.village_code}` "
                f"tidak di dalam kecamatan `{village.district_code}` atau wilayah "
                f"`{pack.region}`. Perbaiki kodenya.", f"`{village.village_code}` is not inside "
                f"district `{village.district_code}` and region `{pack.region}`. Correct it.",
            )  # fmt: skip
    known = {village.village_code for village in pack.villages}
    for number, provider in enumerate(pack.providers, start=2):
        code = provider.village_code
        if code.startswith(pack.region + ".") and code not in known:
            problems.add(
                "village_unknown", "agreements/providers.csv", f"row {number}, village_code",
                f"Kelurahan `{code}` tidak ada di {file}. Perbaiki kodenya.",
                f"Village `{code}` is not in {file}. Correct the code.",
            )  # fmt: skip


def _check_scenarios(pack: Pack, problems: Problems) -> None:
    _check_unique(
        "scenarios", [(s.situation, f"{s.file}: {s.situation}") for s in pack.scenarios], problems
    )


def _numbered(rows: Sequence[Line], key: Callable[[Line], Hashable]) -> list[tuple[Hashable, str]]:
    return [(key(row), f"row {number}") for number, row in enumerate(rows, start=2)]


def _check_unique(file: str, keys: Iterable[tuple[Hashable, str]], problems: Problems) -> None:
    keys = list(keys)
    counts = Counter(key for key, _ in keys)
    seen: set[Hashable] = set()
    for key, where in keys:
        if counts[key] > 1 and key in seen:
            shown = " ".join(str(part) for part in key) if isinstance(key, tuple) else key
            problems.add(
                "duplicate", file, where, f"`{shown}` sudah tertulis di atasnya. Hapus salah satu.",
                f"`{shown}` is already written above. Remove one of them.",
            )  # fmt: skip
        seen.add(key)


def _check_overlap(file: str, spans: Iterable[Dated], problems: Problems) -> None:
    """Spans of the same key may touch but not share a day; one sort, so rates stay cheap."""
    ordered = sorted(spans, key=lambda span: (str(span[0]), span[2]))
    for before, after in pairwise(ordered):
        if before[0] == after[0] and (before[3] is None or after[2] < before[3]):
            problems.add(
                "period_overlap", file, after[1], f"Masa berlakunya (mulai {after[2]}) bertumpuk "
                f"dengan {before[1]} (mulai {before[2]}, sampai {before[3] or 'terbuka'}). "
                "Akhiri yang lama pada hari yang baru mulai.", f"Its period (from {after[2]}) "
                f"overlaps with {before[1]} (from {before[2]} until {before[3] or 'open'}). "
                "End the old one on the day the new one starts.",
            )  # fmt: skip
