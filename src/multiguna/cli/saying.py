"""Terms as JSON, for every command that prints them."""

from __future__ import annotations

import dataclasses
from datetime import date
from enum import StrEnum

from multiguna.kernel.terms import Text


def said(value: object) -> object:
    """A term as JSON: its fields by name, texts as {id, en}, sets in order."""
    if isinstance(value, Text):
        return {"id": value.id, "en": value.en}
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(str(part) for part in value)
    if isinstance(value, tuple):
        return [said(part) for part in value]
    if dataclasses.is_dataclass(value):
        return {one.name: said(getattr(value, one.name)) for one in dataclasses.fields(value)}
    return value
