"""Which INA-CBG letters and ICD-10 categories only some patients can have.

Medicine, not law: a claim that breaks it is asked about, never rejected.
"""

from __future__ import annotations

from dataclasses import dataclass

MALE, FEMALE = 1, 2
YEAR = 365


@dataclass(frozen=True, slots=True)
class Plausible:
    """`key` is an INA-CBG letter or a three-character ICD-10 category; ages are days at admission,
    None sets no limit."""

    key: str
    sex: int | None = None
    least_days: int | None = None
    most_days: int | None = None


def _categories(first: str, last: str) -> list[str]:
    """The ICD-10 categories from one to another within a letter.

    >>> _categories("N40", "N42")
    ['N40', 'N41', 'N42']
    """
    return [f"{first[0]}{number:02}" for number in range(int(first[1:]), int(last[1:]) + 1)]


_CHILDBEARING = (9 * YEAR, 60 * YEAR)
PLAUSIBLE: dict[str, Plausible] = {
    one.key: one
    for one in (
        Plausible("O", FEMALE, *_CHILDBEARING),
        Plausible("P", None, None, YEAR),
        Plausible("V", MALE),
        Plausible("W", FEMALE),
        *(Plausible(key, FEMALE, *_CHILDBEARING) for key in _categories("O00", "O99")),
        *(Plausible(key, MALE) for key in _categories("N40", "N51") + _categories("C60", "C63")),
        *(Plausible(key, FEMALE) for key in _categories("N70", "N96") + _categories("N98", "N98")),
        *(Plausible(key, FEMALE) for key in _categories("C51", "C58")),
    )
}
"""Deliveries, newborns, male and female reproductive groups and chapters. N97 (infertility) is left
out: the male partner is coded there too."""
