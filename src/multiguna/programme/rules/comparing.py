"""What a pack changes, in sentences that a mayor, a lawyer and an auditor can read.

The law comes first, then money, hospitals and papers. Packs of two regions are compared from the
day on which both have a stage.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from types import MappingProxyType

from multiguna.kernel.terms import Text
from multiguna.programme.rules.amending import parameter_changes, stage_changes
from multiguna.programme.rules.spending import money_changes
from multiguna.programme.rules.wording import listed, long_day
from multiguna.programme.terms import Pack

NO_WORDS: Mapping[str, Text] = MappingProxyType({})
HEADER = {
    "name": Text("nama paket", "the pack's name"),
    "version": Text("versi", "version"),
    "region": Text("kode wilayah", "the region's code"),
    "region_name": Text("wilayah", "the region"),
    "title": Text("nama program", "the programme's title"),
    "languages": Text("bahasa", "languages"),
    "timezone": Text("zona waktu", "the time zone"),
    "currency": Text("mata uang", "the currency"),
    "legal_note": Text("catatan hukum", "the legal note"),
    "budget": Text("nama kode anggaran", "the names of budget codes"),
}
TABLES: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("Rumah sakit", "Hospitals", "providers", ("name", "provider_code")),
    ("Perjanjian", "Agreements", "agreements", ("agreement_no", "provider_code")),
    ("Pengecualian dalam perjanjian", "Exclusions of agreements", "exclusions",
     ("agreement_no", "kind", "code")),
    ("Portabilitas dengan wilayah lain", "Portability with other regions", "portability",
     ("partner_region", "starts")),
    ("Arti PAYOR_ID", "Meanings of a PAYOR_ID", "payors",
     ("provider_code", "payor_id", "payor_name")),
    ("Mata anggaran", "Budget lines", "budget_lines", ("fiscal_year", "line_code")),
    ("Dokumen anggaran", "Budget documents", "appropriations",
     ("document_no", "fiscal_year", "line_code")),
    ("Perkiraan biaya surat", "Estimates of letters", "estimates",
     ("care", "provider_class", "starts")),
    ("Baris tarif", "Lines of rates", "rates",
     ("provider_code", "code_system", "code", "care_class", "starts")),
    ("Kelurahan dan desa", "Villages", "villages", ("village_name", "village_code")),
    ("Surat", "Letters", "letters", ("name",)),
    ("Skenario", "Scenarios", "scenarios", ("situation",)),
)  # fmt: skip
"""The tables of a pack: their names, and which columns name a row to a reader."""
COUNTED = frozenset({"rates"})
"""Tables whose rows are counted and not named: nobody reads a thousand rates one by one."""
FIELD_SHOWN = 80
TOLD = frozenset({"amount_idr"})
"""Fields that the sentences about money have told already."""


def diff_packs(old: Pack, new: Pack, words: Mapping[str, Text] = NO_WORDS) -> list[Text]:
    """Every difference between two packs, the law first; `words` says what a claims rule finds.

    Of one table at most 10 rows are named; the rest is counted, never dropped. Two packs that say
    the same give nothing.
    """
    found = list(_header(old, new))
    since = _since(old, new)
    if old.region != new.region:
        day = long_day(since)
        found.append(Text(
            f"Dua wilayah dibandingkan sejak {day.id}, hari pertama keduanya punya tahap.",
            f"Two regions are compared from {day.en}, the first day on which both have a stage.",
        ))  # fmt: skip
    found += stage_changes(old, new, since, words)
    found += parameter_changes(old, new, since)
    found += money_changes(old, new)
    found += _ended(old, new)
    for indonesian, english, table, key in TABLES:
        named = Text(indonesian, english)
        before, after = _keyed(getattr(old, table), key), _keyed(getattr(new, table), key)
        found += _rows(named, before, after, counted=table in COUNTED)
    return found


def _since(old: Pack, new: Pack) -> date:
    """The first day that is compared: of one region everything, of two what they share."""
    firsts = [min([stage.starts for stage in pack.stages], default=date.min) for pack in (old, new)]
    if old.region != new.region:
        return max(firsts)
    values = (
        value.starts for pack in (old, new) for one in pack.parameters for value in one.values
    )
    return min([*firsts, *values])


def _header(old: Pack, new: Pack) -> Iterator[Text]:
    for name, words in HEADER.items():
        before, after = getattr(old, name), getattr(new, name)
        if before == after:
            continue
        was, now = _shown(before), _shown(after)
        said = Text(words.id[:1].upper() + words.id[1:], words.en[:1].upper() + words.en[1:])
        if was is None or now is None:
            yield Text(f"{said.id} berubah.", f"{said.en} changed.")
        else:
            yield Text(f"{said.id} dari {was.id} menjadi {now.id}.",
                       f"{said.en}: from {was.en} to {now.en}.")  # fmt: skip


def _shown(value: object) -> Text | None:
    """A value of the header in words; None for what is too long to quote."""
    if isinstance(value, Text):
        return value if len(value.id) <= 120 else None
    if isinstance(value, tuple):
        return Text(", ".join(value), ", ".join(value))
    return Text(value, value) if isinstance(value, str) else None


def _rows(
    words: Text, before: Mapping[str, object], after: Mapping[str, object], *, counted: bool
) -> Iterator[Text]:
    """What was added to a table, taken out of it and changed in it, each in one sentence."""
    changed = [name for name in after if name in before and after[name] != before[name]]
    for names, verb in (
        ([name for name in after if name not in before], Text("ditambahkan", "added")),
        ([name for name in before if name not in after], Text("dihapus", "removed")),
        ([_with_fields(name, before[name], after[name]) for name in changed],
         Text("berubah", "changed")),
    ):  # fmt: skip
        if names and counted:
            yield Text(
                f"{words.id} {verb.id}: {len(names)}.", f"{words.en} {verb.en}: {len(names)}."
            )
        elif names:
            said = listed(name.rstrip(".") for name in names)
            yield Text(f"{words.id} {verb.id} ({len(names)}): {said.id}.",
                       f"{words.en} {verb.en} ({len(names)}): {said.en}.")  # fmt: skip


def _ended(old: Pack, new: Pack) -> Iterator[Text]:
    """The agreements that now have a last day, with the hospital's name."""
    names = {row.provider_code: row.name for row in (*old.providers, *new.providers)}
    open_before = {row.agreement_no for row in old.agreements if row.until is None}
    for row in new.agreements:
        if row.agreement_no in open_before and row.until is not None:
            last = long_day(row.until - timedelta(days=1))
            name = names.get(row.provider_code, row.provider_code)
            yield Text(
                f"Perjanjian {row.agreement_no} dengan {name} berakhir; hari terakhir {last.id}.",
                f"Agreement {row.agreement_no} with {name} ends; its last day is {last.en}.",
            )


def _keyed(rows: Iterable[object], key: tuple[str, ...]) -> dict[str, object]:
    """Rows by what a reader calls them; a row written twice keeps a place of its own."""
    found: dict[str, object] = {}
    for row in rows:
        name = " ".join(str(getattr(row, part)) for part in key)
        while name in found:
            name += "′"
        found[name] = row
    return found


def _with_fields(name: str, before: object, after: object) -> str:
    """A row with the fields that differ, and their values where they are short."""
    assert dataclasses.is_dataclass(after)
    parts = []
    for field in dataclasses.fields(after):
        was, now = getattr(before, field.name), getattr(after, field.name)
        if was == now or field.name in TOLD:
            continue
        column = {"starts": "from"}.get(field.name, field.name)
        plain = all(one is None or isinstance(one, str | int | date) for one in (was, now))
        short = plain and len(str(was)) + len(str(now)) <= FIELD_SHOWN
        parts.append(f"{column}: {_cell(was)} → {_cell(now)}" if short else column)
    return f"{name} ({'; '.join(parts)})" if parts else name


def _cell(value: object) -> str:
    return "–" if value in (None, "") else str(value)
