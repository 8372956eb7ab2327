"""Reads of guarantee letters, of what they were expected to cost and what they came to."""

from multiguna.guarantees.queries.estimates import (
    calibration,
    estimate_for,
    letter_outcomes,
)
from multiguna.guarantees.queries.letters import (
    PrintedLetter,
    commitment_gaps,
    letter,
    letter_count,
    letter_pdf,
    letters_of_desk,
    letters_of_person,
    printed_letter,
)
from multiguna.programme.queries import letter_template

__all__ = [
    "PrintedLetter",
    "calibration",
    "commitment_gaps",
    "estimate_for",
    "letter",
    "letter_count",
    "letter_outcomes",
    "letter_pdf",
    "letter_template",
    "letters_of_desk",
    "letters_of_person",
    "printed_letter",
]
