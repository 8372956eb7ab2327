"""What an identity number and a written day can be. Pure: texts come in.

There is no check digit in an identity number: possible is not existing. Source: the structure
`PPRRDD ddmmyy nnnn` of NIK and KK (day + 40 for women). An unknown district is only a warning,
because a NIK keeps the code of first registration after a region is split.
"""

from __future__ import annotations

import re
from datetime import date

PROVINCES = frozenset(
    {
        11, 12, 13, 14, 15, 16, 17, 18, 19, 21, 31, 32, 33, 34, 35, 36, 51, 52, 53, 61, 62, 63,
        64, 65, 71, 72, 73, 74, 75, 76, 81, 82, 91, 92, 93, 94, 95, 96,
    }
)  # fmt: skip
DIGITS = 16
WOMAN = 40
EARLIEST, LATEST = date(1850, 1, 1), date(2149, 12, 31)
_WRITTEN_DAY = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})|([0-9]{2})([-/])([0-9]{2})\5([0-9]{4})"
)


def nik_is_possible(text: str) -> bool:
    """Whether a text can be a NIK: 16 digits, known province, a calendar date, a serial number.

    The century is not decided here: 29 February passes where either century has it.

    >>> nik_is_possible("3671995512900001"), nik_is_possible("3671993102900001")
    (True, False)
    """
    return _is_possible(text)


def kk_is_possible(text: str) -> bool:
    """Whether a text can be a family card number: like a NIK, with the date of registration.

    >>> kk_is_possible("3671990408060001"), kk_is_possible("36719904080600")
    (True, False)
    """
    return _is_possible(text)


def _is_possible(text: str) -> bool:
    if len(text) != DIGITS or not (text.isascii() and text.isdigit()):
        return False
    province, regency, district = int(text[:2]), text[2:4], text[4:6]
    day, month, year = int(text[6:8]), int(text[8:10]), int(text[10:12])
    if province not in PROVINCES or "00" in (regency, district) or text[12:] == "0000":
        return False
    day = day - WOMAN if day > WOMAN else day
    return 1 <= month <= 12 and 1 <= day <= _last_day(month, year)


def _last_day(month: int, year: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 else 28
    return 30 if month in (4, 6, 9, 11) else 31


def calendar_day(text: str) -> date | None:
    """The day that a text names: yyyy-mm-dd, dd-mm-yyyy or dd/mm/yyyy, from 1850 to 2149.

    >>> calendar_day("31/12/1980"), calendar_day("1981-02-29")
    (datetime.date(1980, 12, 31), None)
    """
    match = _WRITTEN_DAY.fullmatch(text)
    if match is None:
        return None
    year, month, day = match.group(1, 2, 3) if match[1] else match.group(7, 6, 4)
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if EARLIEST <= found <= LATEST else None


def masked(number: int) -> str:
    """An identity number with all but its last four digits hidden.

    >>> masked(3671995512900001)
    '••••••••••••0001'
    """
    return f"{'•' * (DIGITS - 4)}{number % 10_000:04}"
