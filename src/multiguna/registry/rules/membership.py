"""What makes a row of a JKN status file sound, and which members a region should look at.

Pure. Source: membership of the national insurance (UU 24/2011); findings of the state audit that
contributions were paid for dead and moved members.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from multiguna.programme.terms import Period
from multiguna.registry.rules.identity import calendar_day, nik_is_possible
from multiguna.registry.rules.merging import union
from multiguna.registry.rules.residents import Faults
from multiguna.registry.terms import ACTIVE, SEGMENTS, QuestionCode

CARD_DIGITS = 13


def membership_faults(row: Mapping[str, str]) -> Faults:
    """What is wrong in a row of a status file, as (code, column) of `terms.CHECKS`."""
    card = row["NO_KARTU"]
    judged = (
        ("nik_invalid", "NIK", not nik_is_possible(row["NIK"])),
        ("number_invalid", "NO_KARTU", not card_is_possible(card)),
        ("code_invalid", "SEGMEN", row["SEGMEN"] not in SEGMENTS),
        ("status_unknown", "STATUS", row["STATUS"] not in ACTIVE),
        ("date_invalid", "SEJAK", calendar_day(row["SEJAK"]) is None),
        ("date_invalid", "SAMPAI", row["SAMPAI"] != "" and calendar_day(row["SAMPAI"]) is None),
    )
    return [(code, column) for code, column, wrong in judged if wrong]


def card_is_possible(text: str) -> bool:
    """Whether a text can be a JKN card number: up to 13 digits, of which leading zeros may lack.

    >>> card_is_possible("0001234567890"), card_is_possible("1234567890"), card_is_possible("0")
    (True, True, False)
    """
    return len(text) <= CARD_DIGITS and text.isascii() and text.isdigit() and text.strip("0") != ""


def active_periods(rows: Iterable[tuple[bool, Period]]) -> tuple[Period, ...]:
    """The days on which a member is covered: the active periods together.

    >>> active_periods([(False, Period(date(2016, 1, 1), None))])
    ()
    """
    return union(period for active, period in rows if active)


def member_questions(
    *,
    regional: bool,
    segments: Sequence[str],
    died_on: date | None,
    residency: Sequence[Period],
    card_holders: int,
    on: date,
) -> tuple[QuestionCode, ...]:
    """What is odd about one who is active on a day; `regional`: the region pays for them.

    `segments` are those in which the person is active on the day, `card_holders` how many active
    persons have the same card.
    """
    if not regional:
        return ()
    judged = (
        (QuestionCode.DIED, died_on is not None and died_on < on),
        (QuestionCode.NOT_RESIDENT, not any(period.holds(on) for period in residency)),
        (QuestionCode.OTHER_SEGMENT, len(set(segments)) > 1),
        (QuestionCode.CARD_SHARED, card_holders > 1),
    )
    return tuple(code for code, odd in judged if odd)
