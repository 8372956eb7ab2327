"""How an item is put into words: figures and days as each language writes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from multiguna.kernel import saying
from multiguna.kernel.money import grouped, quotient
from multiguna.kernel.terms import Text
from multiguna.planning.terms.readiness import Item, ItemCode, State
from multiguna.planning.terms.readiness_items import KINDS

NAMED_MAX = 3

Value = int | str | date | Text


def say(indonesian: str, english: str, **values: Value) -> Text:
    """A sentence in both languages with its values filled in.

    Values named `*_idr` are amounts, `*_bp` shares, `days` is counted; numbers are grouped and
    dates written out.

    >>> say("{n} orang", "{n} people", n=1234)
    Text(id='1.234 orang', en='1,234 people')
    >>> say("{days}", "{days}", days=1)
    Text(id='1 hari', en='1 day')
    """
    return Text(
        *(
            text.format(**{name: _said(name, value, language) for name, value in values.items()})
            for text, language in ((indonesian, "id"), (english, "en"))
        )
    )


def _said(name: str, value: Value, language: str) -> str:
    match value:
        case Text():
            return value.in_(language)
        case date():
            return saying.day(value, language)
        case str():
            return value
        case _ if name == "days":
            unit = "hari" if language == "id" else "day" if value == 1 else "days"
            return f"{value} {unit}"
        case _ if name.endswith("_idr"):
            return saying.short_rupiah(value, language)
        case _ if name.endswith("_bp"):
            return f"{value // 100}\u00a0%"  # never rounded up to what it does not reach
        case _:
            return grouped(value) if language == "id" else f"{value:,}"


def named(names: Sequence[str]) -> Text:
    """The first names of a list, and how many more there are.

    >>> named(["A", "B", "C", "D", "E"]).en
    'A, B, C and 2 more'
    """
    shown, more = ", ".join(names[:NAMED_MAX]), len(names) - NAMED_MAX
    if more <= 0:
        return Text(shown, shown)
    return say("{shown} dan {more} lagi", "{shown} and {more} more", shown=shown, more=more)


def share_bp(part: int, whole: int) -> int:
    """A part of a whole in basis points; nothing of nothing is nothing.

    >>> share_bp(1, 3), share_bp(0, 0)
    (3333, 0)
    """
    return quotient(part * 10_000, whole) if whole > 0 else 0


def ready(code: ItemCode, evidence: Text) -> Item:
    """An item with nothing left to do."""
    return Item(code, KINDS[code], State.READY, evidence)


def not_needed(code: ItemCode, evidence: Text) -> Item:
    """An item that this region's programme does not ask for."""
    return Item(code, KINDS[code], State.NOT_NEEDED, evidence)


def partly(code: ItemCode, evidence: Text, step: Text, command: str = "") -> Item:
    """An item that is there in part, with what comes next."""
    return Item(code, KINDS[code], State.PARTLY, evidence, step, command)


def missing(code: ItemCode, evidence: Text, step: Text, command: str = "") -> Item:
    """An item that is not there, with what comes next."""
    return Item(code, KINDS[code], State.MISSING, evidence, step, command)
