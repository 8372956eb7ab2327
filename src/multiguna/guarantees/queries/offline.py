"""Reads of letters that were promised without a network."""

from __future__ import annotations

from datetime import date

from multiguna.guarantees.terms import OfflineLetter, OfflineOutcome
from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor

LETTERS = """
SELECT DISTINCT ON (provider_code, letter_no) letter_no, provider_code, asked_on, emergency, told,
       outcome, code, given_letter_no, reconciled_on
FROM guarantees_offline
WHERE region = %(region)s AND asked_on >= %(starts)s AND asked_on < %(until)s
ORDER BY provider_code, letter_no, attempt DESC
"""


def offline_letters(
    cursor: Cursor, by: Actor, *, starts: date, until: date, refused_only: bool = False
) -> list[OfflineLetter]:
    """What desks promised in a half-open period and what became of each; latest first.

    A hospital sees its own. `refused_only`: those that have no letter and wait for a human.
    """
    values = {"region": by.region, "starts": starts, "until": until}
    rows = cursor.execute(LETTERS, values).fetchall()
    letters = [
        OfflineLetter(no, hospital, asked, emergency, told, OfflineOutcome(outcome), *rest)
        for no, hospital, asked, emergency, told, outcome, *rest in rows
    ]
    if refused_only:
        letters = [one for one in letters if one.outcome is OfflineOutcome.REFUSED]
    return sorted(letters, key=lambda one: (one.asked_on, one.letter_no), reverse=True)
