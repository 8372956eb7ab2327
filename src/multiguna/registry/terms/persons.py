"""A person as a desk sees one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PersonCard:
    """What a desk sees of a person. The NIK stays masked but for its last four digits."""

    person_id: int
    nik_masked: str
    kk_masked: str
    name: str
    sex: int
    birth_date: date
    village_code: str
    address: str
    died_on: date | None
