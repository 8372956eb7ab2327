"""Amounts as headlines and axes show them: rounded, with their unit in words."""

from __future__ import annotations

from multiguna.web import languages

UNITS = (
    (10**12, "triliun", "trillion"),
    (10**9, "miliar", "billion"),
    (10**6, "juta", "million"),
    (10**3, "ribu", "thousand"),
)


def unit_of(amount_idr: int) -> tuple[int, str]:
    """The largest unit that fits an amount, and its name in the language of the page."""
    for size, indonesian, english in UNITS:
        if abs(amount_idr) >= size:
            return size, english if languages.active() == "en" else indonesian
    return 1, ""


def in_unit(amount_idr: int, size: int) -> str:
    """The amount in a unit with one decimal, half up; Indonesian writes a comma.

    >>> in_unit(64_840_000_000, 10**9)
    '64,8'
    """
    tenths = (abs(amount_idr) * 10 + size // 2) // size
    whole, part = divmod(tenths, 10)
    mark = "." if languages.active() == "en" else ","
    text = f"{whole}{mark}{part}" if part else f"{whole}"
    return f"−{text}" if amount_idr < 0 and tenths else text


def short_rupiah(amount_idr: int) -> str:
    """`Rp 64,8 miliar`: for headlines; the exact amount stands beside it."""
    size, name = unit_of(amount_idr)
    if size == 1:
        return f"Rp\u00a0{amount_idr}"
    return f"Rp\u00a0{in_unit(amount_idr, size)} {name}"
