"""Amounts as headlines and axes show them, in the language of the page."""

from __future__ import annotations

from multiguna.kernel import saying
from multiguna.web import languages


def unit_of(amount_idr: int) -> tuple[int, str]:
    """The largest unit that fits an amount, and its name in the language of the page."""
    return saying.unit_of(amount_idr, languages.active())


def in_unit(amount_idr: int, size: int) -> str:
    """The amount in a unit with one decimal, half up; Indonesian writes a comma.

    >>> in_unit(64_840_000_000, 10**9)
    '64,8'
    """
    return saying.in_unit(amount_idr, size, languages.active())


def short_rupiah(amount_idr: int) -> str:
    """`Rp 64,8 miliar`: for headlines; the exact amount stands beside it."""
    return saying.short_rupiah(amount_idr, languages.active())
