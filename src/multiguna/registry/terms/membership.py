"""Membership of the national insurance (JKN), as its status files say it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from multiguna.kernel.terms import Text
from multiguna.registry.terms.files import ImportResult

MEMBERSHIP_COLUMNS = ("NIK", "NO_KARTU", "SEGMEN", "STATUS", "SEJAK", "SAMPAI")
"""A status file has one row per person and period. It says all periods of the persons it names."""

SEGMENTS = ("PBI", "PBPU_PEMDA", "PPU", "PBPU", "BP")
"""Who pays the contribution: the state, this region, an employer, the member, or nobody (BP)."""

REGIONAL = "PBPU_PEMDA"
"""The members whose contributions the region pays."""

ACTIVE = {"AKTIF": True, "NONAKTIF": False}


@dataclass(frozen=True, slots=True)
class MembershipResult:
    """What became of a status file, and how many persons it leaves active on the day.

    `asked`: whether the stage of that day lets JKN pay first (`gap`), or covers all the same.
    """

    rows: ImportResult
    active: int
    asked: bool
    stage_code: str | None


class QuestionCode(StrEnum):
    """What is odd about a member whose contribution the region pays."""

    DIED = "member_died"
    NOT_RESIDENT = "member_not_resident"
    OTHER_SEGMENT = "member_in_other_segment"
    CARD_SHARED = "card_shared"

    @property
    def sentence(self) -> Text:
        """The question for whoever settles the contributions."""
        return QUESTIONS[self]


QUESTIONS = {
    QuestionCode.DIED: Text(
        "Iuran dibayar untuk orang yang tercatat meninggal.",
        "A contribution is paid for somebody registered as dead.",
    ),
    QuestionCode.NOT_RESIDENT: Text(
        "Iuran dibayar untuk orang yang bukan warga daerah ini pada hari itu.",
        "A contribution is paid for somebody who is no resident on that day.",
    ),
    QuestionCode.OTHER_SEGMENT: Text(
        "Orang ini juga aktif pada segmen lain; iuran dibayar dua kali.",
        "This person is active in another segment too; the contribution is paid twice.",
    ),
    QuestionCode.CARD_SHARED: Text(
        "Nomor kartu ini dipakai lebih dari satu orang.",
        "More than one person has this card number.",
    ),
}


@dataclass(frozen=True, slots=True)
class MemberQuestion:
    """One member whose contribution the region pays and should look at. Numbers are masked."""

    person_id: int
    nik_masked: str
    card_masked: str
    code: QuestionCode
    since: date
