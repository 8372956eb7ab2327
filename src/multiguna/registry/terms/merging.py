"""Persons who are one: what is known of them together, pairs that look alike, acts of merging."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from multiguna.programme.terms import Period


@dataclass(frozen=True, slots=True)
class KnownFacts:
    """What coverage reads of a person; periods are sorted and do not touch."""

    birth_date: date
    died_on: date | None
    residency: tuple[Period, ...]
    poor: tuple[Period, ...]
    near_poor: tuple[Period, ...]
    other_payer: tuple[Period, ...]


@dataclass(frozen=True, slots=True)
class Alike:
    """Two records that linkage compared: how likely they are one person, in basis points, and how
    far each thing agrees (`exact`, `close`, `part`, `differs`, `unknown`)."""

    left: int
    right: int
    score_bp: int
    agreed: dict[str, str]


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Two persons of the registry who may be one."""

    person_id: int
    other_id: int
    name: str
    other_name: str
    birth_date: date
    other_birth_date: date
    score_bp: int
    agreed: dict[str, str]


@dataclass(frozen=True, slots=True)
class MergeAct:
    """One act on two persons; `undone_by` is the act that took a merge back."""

    merge_no: int
    kind: str
    kept_id: int
    absorbed_id: int
    reason: str
    merged_by: str
    merged_on: date
    undone_by: int | None
