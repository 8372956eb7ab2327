"""What a receipt adds to the rows of a file, and what it takes out of them. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain

from multiguna.claims.terms.importing import CODER

ROW_NO = "BARIS"
ADDED_COLUMNS = (ROW_NO, "ALASAN", "PERBAIKAN", "REASON", "REMEDY")
"""Columns that the receipt adds; they are passed over when it is sent again."""

ROWS_MAX = 8_000
"""Rows of one receipt: so many can be unpacked when it is sent again."""

LONGEST_CELL = 32_000
NUMBERED = re.compile(r"(?<=;)\s*\d(?:[ .\-]?\d){9,}\s*(?=;|$)")


def without_coder(cells: Sequence[str], names: Sequence[str]) -> list[str]:
    """A row as it stood, but for the coder's NIK, which is taken out wherever it stands.

    >>> without_coder(["S1", "Koder;3671990101800001;kdr", "x3671990101800001"],
    ...               ["SEP", "CODER_ID", "C1"])
    ['S1', 'Koder;;kdr', 'x*']
    """
    coder = cells[names.index(CODER)] if CODER in names and len(names) == len(cells) else ""
    numbers = [n.strip() for n in NUMBERED.findall(coder)] or re.findall(r"\d{10,}", coder)
    kept = []
    for name, cell in zip(chain(names, iter(lambda: "", None)), cells, strict=False):
        text = NUMBERED.sub("", cell)
        for number in numbers:
            text = text.replace(number, "" if name == CODER else "*")
        kept.append(text[:LONGEST_CELL])
    return kept
