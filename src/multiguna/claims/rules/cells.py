"""How single cells of an e-Klaim export are read. Pure: text in, value out."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from typing import Generic, NamedTuple, TypeAlias, TypeVar

Value = TypeVar("Value")

EMPTY = frozenset({"", "None", "-"})
SPREADSHEET_ZERO = date(1899, 12, 30)
HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
JKN_CARD_DIGITS = 13
NIK_DIGITS = 16
AMOUNT_MAX = 100_000_000_000
"""Rupiah: no care costs a hundred thousand million; such a number is a slip of the pen."""

_SLASHED = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4})", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_SERIAL = re.compile(r"(\d{1,5})(?:\.0+)?", re.ASCII)
_WHOLE = re.compile(r"(\d{1,15})(?:\.0+)?", re.ASCII)
_DIAGNOSIS = re.compile(r"[A-Z]\d[0-9A-Z](?:\.?[0-9A-Z]{1,4})?", re.ASCII)
_PROCEDURE = re.compile(r"(\d{2}(?:\.\d{1,2})?)(?:\+([1-9]\d?))?", re.ASCII)
_SERVICE = re.compile(r"([A-Z0-9][A-Z0-9.\-]{0,19})(?:\+([1-9]\d?))?", re.ASCII)
_CBG = re.compile(r"[A-WYZ]-[0-9]-\d{2}-(?:0|I|II|III)", re.ASCII)
_CBG_ERROR = re.compile(r"X[-0-9A-Z]{0,12}", re.ASCII)
_LONG_NUMBER = re.compile(r"\d(?:[ .\-]?\d){9,}|\d+(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)


LONGEST_CELL, LONGEST_LIST = 40, 2_000
"""Characters of a cell and of a list of codes; a longer one is not read and not remembered."""

SmallCode: TypeAlias = Callable[[str], int | None]
"""A reader of a small code number; None for what it does not know."""


class Read(NamedTuple, Generic[Value]):
    """A value that was read, and whether its writing deserves a warning."""

    value: Value
    odd: bool = False


NO_DAY: Read[None] = Read(None)
"""A day that is not known."""


def read_day(text: str) -> Read[date] | None:
    """A day written dd/mm/yyyy, dd-mm-yyyy, yyyy-mm-dd or as a spreadsheet's serial (odd).

    None when it is not a day between 1850 and 2100.

    >>> read_day("29/02/2012").value == read_day("2012-02-29").value == date(2012, 2, 29)
    True
    >>> read_day("40968"), read_day("31/02/2012")
    (Read(value=datetime.date(2012, 2, 29), odd=True), None)
    """
    return _read_day(text) if len(text) <= LONGEST_CELL else None


@lru_cache(maxsize=65_536)
def _read_day(text: str) -> Read[date] | None:
    if match := _SLASHED.fullmatch(text):
        day, month, year = int(match[1]), int(match[3]), int(match[4])
    elif match := _ISO.fullmatch(text):
        year, month, day = int(match[1]), int(match[2]), int(match[3])
    elif match := _SERIAL.fullmatch(text):
        serial = int(match[1])
        return (
            Read(SPREADSHEET_ZERO + timedelta(days=serial), True) if 0 < serial < 73_051 else None
        )
    else:
        return None
    try:
        return Read(date(year, month, day)) if 1850 <= year <= 2100 else None
    except ValueError:
        return None


def read_whole(text: str) -> int | None:
    """A whole number of zero or more, at most 15 digits; `1500000.00` is one, `1.500.000` is not.

    >>> read_whole("1500000"), read_whole("1500000.00"), read_whole("1.500.000"), read_whole("-1")
    (1500000, 1500000, None, None)
    """
    return _read_whole(text) if len(text) <= LONGEST_CELL else None


@lru_cache(maxsize=16_384)
def _read_whole(text: str) -> int | None:
    match = _WHOLE.fullmatch(text)
    return int(match[1]) if match else None


def read_amount(text: str) -> int | None:
    """Rupiah, at most AMOUNT_MAX; nothing is zero.

    >>> read_amount(""), read_amount("15"), read_amount("x"), read_amount("100000000001")
    (0, 15, None, None)
    """
    amount = read_whole(text) if text else 0
    return None if amount is None or amount > AMOUNT_MAX else amount


def read_cbg(text: str) -> Read[str] | None:
    """An INA-CBG code, or the grouper's error code (X…); other hyphens become plain ones (odd).

    >>> read_cbg("K\u20104\u201017\u2010I"), read_cbg("K-4-17")
    (Read(value='K-4-17-I', odd=True), None)
    """
    return _read_cbg(text) if len(text) <= LONGEST_CELL else None


@lru_cache(maxsize=4_096)
def _read_cbg(text: str) -> Read[str] | None:
    code = text.upper().translate(HYPHENS)
    if _CBG.fullmatch(code) or _CBG_ERROR.fullmatch(code):
        return Read(code, code != text.upper())
    return None


def split_list(text: str) -> list[str]:
    """The parts of a `;` list, without empty ones."""
    return [part.strip() for part in text.split(";") if part.strip() not in EMPTY]


def read_diagnoses(text: str) -> tuple[str, ...] | None:
    """ICD-10 codes separated by `;`, the primary first; None when one of them is no code.

    >>> read_diagnoses("a09;E86")
    ('A09', 'E86')
    """
    return _read_diagnoses(text) if len(text) <= LONGEST_LIST else None


@lru_cache(maxsize=4_096)
def _read_diagnoses(text: str) -> tuple[str, ...] | None:
    codes = tuple(part.upper().rstrip("*+†") for part in split_list(text))
    return codes if all(_DIAGNOSIS.fullmatch(code) for code in codes) else None


def read_procedures(text: str) -> tuple[str, ...] | None:
    """ICD-9-CM codes separated by `;`, `+n` says how often; None when one of them is no code.

    >>> read_procedures("86.22+2;99.04+1")
    ('86.22+2', '99.04')
    """
    return _read_procedures(text) if len(text) <= LONGEST_LIST else None


@lru_cache(maxsize=4_096)
def _read_procedures(text: str) -> tuple[str, ...] | None:
    matches = [_PROCEDURE.fullmatch(part) for part in split_list(text)]
    codes = []
    for match in matches:
        if match is None:
            return None
        codes.append(match[1] if match[2] in (None, "1") else f"{match[1]}+{match[2]}")
    return tuple(codes)


def read_services(text: str) -> tuple[str, ...] | None:
    """Codes of a fee schedule, or of ICD-9-CM, separated by `;` or `,`, `+n` says how often.

    >>> read_services("kons-umum;99.04+2")
    ('KONS-UMUM', '99.04+2')
    """
    return _read_services(text) if len(text) <= LONGEST_LIST else None


@lru_cache(maxsize=4_096)
def _read_services(text: str) -> tuple[str, ...] | None:
    matches = [_SERVICE.fullmatch(part.upper()) for part in split_list(text.replace(",", ";"))]
    codes = []
    for match in matches:
        if match is None:
            return None
        codes.append(match[1] if match[2] in (None, "1") else f"{match[1]}+{match[2]}")
    return tuple(codes)


def procedure_count(code: str) -> tuple[str, int]:
    """A kept procedure as code and number of times.

    >>> procedure_count("86.22+2"), procedure_count("99.04")
    (('86.22', 2), ('99.04', 1))
    """
    name, _, times = code.partition("+")
    return name, int(times or 1)


def read_card(text: str) -> tuple[str, str, bool] | None:
    """NOKARTU as (id_type, id_value, padded): 16 digits are a NIK, 13 a JKN card.

    The apostrophe that a spreadsheet puts before a text is taken off. A number of 7 to 12 digits
    is a JKN card that lost its zeros. Letters make it another paper (passport, KITAS, letter).
    Numbers of other lengths and spreadsheet powers (3.67E+15) are None.

    >>> read_card("1234567890")
    ('jkn_card', '0001234567890', True)
    >>> read_card("3.67E+15") is None
    True
    """
    text = text.removeprefix("'")
    if not text:
        return "other", "", False
    if text.isascii() and text.isdigit():
        if len(text) == NIK_DIGITS and text[0] != "0":
            return "nik", text, False
        if 7 <= len(text) <= JKN_CARD_DIGITS:
            return "jkn_card", text.rjust(JKN_CARD_DIGITS, "0"), len(text) < JKN_CARD_DIGITS
        return None
    if re.fullmatch(r"\d+(?:[.,]\d+)?E\+?\d+", text, re.IGNORECASE):
        return None
    return ("other", text, False) if len(text) <= 40 else None


def strip_coder(text: str) -> tuple[str, tuple[str, ...]]:
    """CODER_ID (`name;NIK;short`) without its NIK, and the numbers that were taken out, also one
    with spaces, points or hyphens in it, or as a power that a spreadsheet made of it.

    >>> strip_coder("Koder Contoh;3671990101800001;kdr1")
    ('Koder Contoh;kdr1', ('3671990101800001',))
    >>> strip_coder("Koder;3671 9901 0180 0001;3.67199E+15")[0]
    'Koder'
    """
    return _strip_coder(text) if len(text) <= LONGEST_LIST else _strip_coder.__wrapped__(text)


@lru_cache(maxsize=1_024)
def _strip_coder(text: str) -> tuple[str, tuple[str, ...]]:
    numbers = tuple(_LONG_NUMBER.findall(text))
    parts = (part.strip() for part in _LONG_NUMBER.sub("", text).split(";"))
    return ";".join(part for part in parts if part), numbers


def split_payor(text: str) -> tuple[str, str]:
    """PAYOR_ID (`id;NAME`) as id and name in capitals.

    >>> split_payor("5;Jamkesda")
    ('5', 'JAMKESDA')
    """
    number, _, name = text.partition(";")
    return number.strip(), name.strip().upper()


def masked(text: str) -> str:
    """A value that may identify a person, for a report: only its last two characters.

    >>> masked("3671990101800001")
    '**************01'
    """
    return "*" * (len(text) - 2) + text[-2:] if len(text) > 4 else "*" * len(text)


def one_of(*allowed: int) -> SmallCode:
    """A reader of small code numbers that knows only `allowed`."""
    known = {str(number): number for number in allowed}
    return known.get
