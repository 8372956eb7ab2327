"""Amounts and days as headlines say them, in Indonesian or English.

`language` is `id` or `en`; the spaces inside a date, and after Rp, do not break.
"""

from __future__ import annotations

from datetime import date

from multiguna.kernel.terms import Text

UNITS = (
    (10**12, Text("triliun", "trillion")),
    (10**9, Text("miliar", "billion")),
    (10**6, Text("juta", "million")),
    (10**3, Text("ribu", "thousand")),
)
MONTHS = Text(
    "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
    "January February March April May June July August September October November December",
)
MONTHS_SHORT = Text(
    "Jan Feb Mar Apr Mei Jun Jul Agu Sep Okt Nov Des",
    "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
)


def unit_of(amount_idr: int, language: str) -> tuple[int, str]:
    """The largest unit that fits an amount, and its name.

    >>> unit_of(64_840_000_000, "id")
    (1000000000, 'miliar')
    """
    for size, name in UNITS:
        if abs(amount_idr) >= size:
            return size, name.in_(language)
    return 1, ""


def in_unit(amount_idr: int, size: int, language: str) -> str:
    """The amount in a unit with one decimal, half up; Indonesian writes a comma.

    >>> in_unit(64_840_000_000, 10**9, "id"), in_unit(64_840_000_000, 10**9, "en")
    ('64,8', '64.8')
    """
    tenths = (abs(amount_idr) * 10 + size // 2) // size
    whole, part = divmod(tenths, 10)
    mark = "." if language == "en" else ","
    text = f"{whole}{mark}{part}" if part else f"{whole}"
    return f"−{text}" if amount_idr < 0 and tenths else text


def short_rupiah(amount_idr: int, language: str) -> str:
    """`Rp 64,8 miliar`: for headlines; the exact amount stands beside it.

    >>> short_rupiah(64_840_000_000, "en").replace(chr(160), " ")
    'Rp 64.8 billion'
    """
    size, name = unit_of(amount_idr, language)
    if size == 1:
        return f"Rp\u00a0{amount_idr}"
    return f"Rp\u00a0{in_unit(amount_idr, size, language)} {name}"


def month_name(month: int, language: str, *, short: bool = False) -> str:
    """The name of month 1 to 12.

    >>> month_name(8, "id", short=True)
    'Agu'
    """
    return (MONTHS_SHORT if short else MONTHS).in_(language).split()[month - 1]


def day(when: date, language: str, *, short: bool = True, year: bool = True) -> str:
    """`26 Sep 2013`, `26 September 2013`, or `26 Sep` where the year is known.

    >>> day(date(2013, 9, 26), "id").replace(chr(160), " ")
    '26 Sep 2013'
    """
    named = f"{when.day}\u00a0{month_name(when.month, language, short=short)}"
    return f"{named}\u00a0{when.year}" if year else named
