"""The words in which a pack is explained: days, values with their units, conditions, lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from multiguna.kernel import saying
from multiguna.kernel.money import grouped, rupiah
from multiguna.kernel.terms import Text
from multiguna.programme.terms import Condition, Mode, ParameterValueType

NAMES_SHOWN = 10
UNITS = {
    "day": Text("hari", "days"),
    "hour": Text("jam", "hours"),
    "year": Text("tahun", "years"),
    "claim": Text("klaim", "claims"),
    "letter": Text("surat", "letters"),
    "case per 1,000 residents and year": Text(
        "kasus per 1.000 penduduk setahun", "cases per 1,000 residents a year"
    ),
}
MODES = {
    Mode.FULL: Text("dijamin penuh", "covered in full"),
    Mode.GAP: Text("hanya yang tidak dijamin JKN", "only what JKN does not cover"),
    Mode.CONTRIBUTION: Text("iuran JKN dibayari daerah", "JKN contributions paid by the region"),
}
CONDITIONS = {
    "alive": Text("masih hidup", "to be alive"),
    "resident": Text("menjadi warga", "to be a resident"),
    "welfare": Text("miskin atau hampir miskin", "to be poor or near poor"),
    "no_other_payer": Text(
        "tidak punya penjamin lain seperti JKN", "to have no other payer such as JKN"
    ),
    "papers": Text("menunjukkan KTP dan KK", "to show the identity and the family card"),
    "newborn_on_mother": Text(
        "bayi baru lahir dijamin lewat ibunya", "newborns come in through their mother"
    ),
}
NO_LIMIT = Text("tidak dibatasi", "no limit")
NONE = Text("kosong", "empty")


def long_day(day: date) -> Text:
    """A day in words.

    >>> long_day(date(2026, 1, 1)).id
    '1 Januari 2026'
    """
    said = (saying.day(day, language, short=False) for language in ("id", "en"))
    indonesian, english = (text.replace("\u00a0", " ") for text in said)
    return Text(id=indonesian, en=english)


def span(starts: date, until: date | None) -> Text:
    """From when, and until which last day, something holds; the beginning of a sentence."""
    first = long_day(starts)
    if until is None:
        return Text(id=f"Sejak {first.id}", en=f"From {first.en}")
    last = long_day(until - timedelta(days=1))
    return Text(id=f"Dari {first.id} sampai {last.id}", en=f"From {first.en} until {last.en}")


def plain_rupiah(amount_idr: int) -> str:
    """An amount with its separators, without a space that does not break."""
    return rupiah(amount_idr).replace("\u00a0", " ")


def percent(bp: int) -> Text:
    """Basis points as a percentage.

    >>> percent(683).id, percent(7_000).en
    ('6,83 %', '70 %')
    """
    whole, part = divmod(bp, 100)
    said = f"{whole}.{part:02d}".rstrip("0").rstrip(".")
    return Text(id=f"{said.replace('.', ',')} %", en=f"{said} %")


def value_words(value: ParameterValueType, unit: str, *, bare: bool = False) -> Text:
    """A parameter's value with its unit; `bare` leaves out a unit that the next value bears.

    >>> value_words(180, "day").en, value_words(3, "class").id, value_words(None, "IDR").en
    ('180 days', 'kelas 3', 'no limit')
    """
    if value is None:
        return NO_LIMIT
    if isinstance(value, tuple):
        said = ", ".join(value)
        return Text(said, said) if said else NONE
    if unit == "IDR":
        return Text(plain_rupiah(value), plain_rupiah(value))
    if unit == "bp":
        return percent(value)
    if unit == "class":
        return Text(f"kelas {value}", f"class {value}")
    named = UNITS.get(unit, Text(unit, unit))
    number = Text(grouped(value), f"{value:,}")
    return number if bare else Text(f"{number.id} {named.id}", f"{number.en} {named.en}")


def condition_words(condition: Condition) -> Text:
    """What a condition asks, in words."""
    words = CONDITIONS.get(condition.kind, Text(condition.kind, condition.kind))
    if condition.kind == "welfare" and condition.any_of == ("poor",):
        return Text("miskin", "to be poor")
    return words


def rule_words(rule: str, words: Mapping[str, Text]) -> Text:
    """What a claims rule finds, as its sentence says up to the first semicolon, with its code."""
    said = words.get(rule)
    if said is None:
        return Text(f"`{rule}`", f"`{rule}`")
    short = [text.partition(";")[0].rstrip(".") for text in (said.id, said.en)]
    return Text(f"“{short[0]}” ({rule})", f"“{short[1]}” ({rule})")


def joined(parts: Sequence[Text], between: str = ", ") -> Text:
    """Several words in one."""
    return Text(between.join(p.id for p in parts), between.join(p.en for p in parts))


def listed(names: Iterable[str]) -> Text:
    """Names one after another; more than ten are counted, never dropped.

    >>> listed(["a", "b"]).id, listed([str(n) for n in range(12)]).en
    ('a; b', '0; 1; 2; 3; 4; 5; 6; 7; 8; 9 and 2 more')
    """
    names = list(names)
    shown, rest = "; ".join(names[:NAMES_SHOWN]), len(names) - NAMES_SHOWN
    if rest <= 0:
        return Text(shown, shown)
    return Text(f"{shown} dan {rest} lagi", f"{shown} and {rest} more")


def lowered(title: Text) -> Text:
    """A title inside a sentence: its first letter small, unless it begins with an abbreviation."""
    return Text(_lower(title.id), _lower(title.en))


def _lower(title: str) -> str:
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]
