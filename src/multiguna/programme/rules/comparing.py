"""What a new version of a pack changes, as sentences a lawyer and an auditor can read."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypeVar

from multiguna.kernel.money import rupiah
from multiguna.kernel.terms import Text
from multiguna.programme.terms import Condition, NamedCode, Pack, Parameter, ParameterValue

Term = TypeVar("Term")
ALIKE_MAX = 10


def diff_packs(old: Pack, new: Pack) -> list[Text]:
    """Every difference between two packs: the law first, then money, people and papers.

    Of one table at most 10 lines are told one by one; the rest is counted, never dropped.
    """
    found = _changes("Paket", "Pack", {"": _header(old)}, {"": _header(new)})
    found += _changes("Tahap", "Stage", _named(old.stages, "code"), _named(new.stages, "code"))
    found += _parameter_changes(_named(old.parameters, "name"), _named(new.parameters, "name"))
    found += _changes("Nama anggaran", "Budget names", _budget(old), _budget(new))
    for indonesian, english, table, key in TABLES:
        before = _keyed(getattr(old, table), key)
        after = _keyed(getattr(new, table), key)
        found += _shortened(indonesian, english, _changes(indonesian, english, before, after))
    return found


TABLES: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("Mata anggaran", "Budget line", "budget_lines", ("fiscal_year", "line_code")),
    ("Dokumen anggaran", "Budget document", "appropriations",
     ("document_no", "fiscal_year", "line_code")),
    ("Perkiraan", "Estimate", "estimates", ("care", "provider_class", "starts")),
    ("Tarif", "Rate", "rates", ("provider_code", "code_system", "code", "care_class", "starts")),
    ("Pengecualian", "Exclusion", "exclusions", ("agreement_no", "kind", "code")),
    ("Portabilitas", "Portability", "portability", ("partner_region", "starts")),
    ("Perjanjian", "Agreement", "agreements", ("agreement_no",)),
    ("Rumah sakit", "Hospital", "providers", ("provider_code",)),
    ("Penjamin", "Payor", "payors", ("provider_code", "payor_id", "payor_name")),
    ("Kelurahan", "Village", "villages", ("village_code",)),
    ("Surat", "Letter", "letters", ("name",)),
    ("Skenario", "Scenario", "scenarios", ("situation",)),
)  # fmt: skip


@dataclasses.dataclass(frozen=True, slots=True)
class _Header:
    name: str
    version: str
    region: str
    region_name: str
    title: Text
    languages: tuple[str, ...]
    timezone: str
    currency: str
    legal_note: Text


def _header(pack: Pack) -> _Header:
    return _Header(
        pack.name, pack.version, pack.region, pack.region_name, pack.title, pack.languages,
        pack.timezone, pack.currency, pack.legal_note,
    )  # fmt: skip


def _budget(pack: Pack) -> dict[str, object]:
    return {} if pack.budget is None else {"": pack.budget}


def _named(terms: Iterable[Term], field: str) -> dict[str, Term]:
    return {str(getattr(term, field)): term for term in terms}


def _keyed(terms: Iterable[object], key: tuple[str, ...]) -> dict[str, object]:
    return {" ".join(str(getattr(term, part)) for part in key): term for term in terms}


def _changes(
    indonesian: str, english: str, before: Mapping[str, object], after: Mapping[str, object]
) -> list[Text]:
    found = []
    for key in before:
        if key not in after:
            name = f" {key}" if key else ""
            found.append(Text(id=f"{indonesian}{name} dihapus.", en=f"{english}{name} is removed."))
    for key, term in after.items():
        name = f" {key}" if key else ""
        if key not in before:
            found.append(
                Text(id=f"{indonesian}{name} ditambahkan.", en=f"{english}{name} is added.")
            )
        elif term != before[key]:
            found += _field_changes(f"{indonesian}{name}", f"{english}{name}", before[key], term)
    return found


def _field_changes(indonesian: str, english: str, old: object, new: object) -> list[Text]:
    assert dataclasses.is_dataclass(new)
    found = []
    for field in dataclasses.fields(new):
        before, after = getattr(old, field.name), getattr(new, field.name)
        if before == after:
            continue
        if field.name == "source" or isinstance(after, Text):
            found.append(
                Text(
                    id=f"{indonesian}: `{field.name}` diubah.",
                    en=f"{english}: `{field.name}` is changed.",
                )
            )
            continue
        name = {"starts": "from"}.get(field.name, field.name)
        found.append(
            Text(
                id=f"{indonesian}: `{name}` dari {_shown(before, 'id', name)} "
                f"menjadi {_shown(after, 'id', name)}.",
                en=f"{english}: `{name}` from {_shown(before, 'en', name)} "
                f"to {_shown(after, 'en', name)}.",
            )
        )
    return found


def _parameter_changes(old: Mapping[str, Parameter], new: Mapping[str, Parameter]) -> list[Text]:
    found = _changes("Parameter", "Parameter", _untimed(old), _untimed(new))
    for name in new:
        if name in old:
            found += _changes(
                f"Parameter {name} mulai",
                f"Parameter {name} from",
                _by_day(old[name].values),
                _by_day(new[name].values),
            )
    return found


def _untimed(parameters: Mapping[str, Parameter]) -> dict[str, Parameter]:
    """Parameters without their values, which are compared day by day."""
    return {name: dataclasses.replace(p, values=()) for name, p in parameters.items()}


def _by_day(values: Iterable[ParameterValue]) -> dict[str, ParameterValue]:
    return {str(value.starts): value for value in values}


def _shown(value: object, language: str, name: str) -> str:
    if name.endswith("_idr") and isinstance(value, int):
        return rupiah(value)
    if value is None or value in ("", ()):
        return "kosong" if language == "id" else "empty"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "[" + ", ".join(_shown(part, language, name) for part in value) + "]"
    if isinstance(value, NamedCode):
        return f"{value.code} {value.name}"
    if isinstance(value, Condition):
        set_to = [part for part in (value.days_min, value.days_max, *value.any_of) if part]
        return value.kind + (f" ({', '.join(set_to)})" if set_to else "")
    if isinstance(value, str | int | date):
        return str(value)
    return "…"


def _shortened(indonesian: str, english: str, changes: list[Text]) -> list[Text]:
    rest = len(changes) - ALIKE_MAX
    if rest <= 0:
        return changes
    more = Text(
        id=f"{indonesian}: dan {rest} perubahan lagi.", en=f"{english}: and {rest} more changes."
    )
    return [*changes[:ALIKE_MAX], more]
