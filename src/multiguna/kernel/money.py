"""Whole rupiah. The only place that divides amounts, and it names the rounding."""

from __future__ import annotations

BASIS_POINTS = 10_000


def share(amount_idr: int, bp: int) -> int:
    """`bp` basis points of an amount, rounded half up (away from zero at .5).

    >>> share(1_000_001, 5_000)
    500001
    >>> share(-1_000_001, 5_000)
    -500001
    """
    sign = -1 if amount_idr < 0 else 1
    return sign * ((abs(amount_idr) * bp + BASIS_POINTS // 2) // BASIS_POINTS)


def quotient(total: int, count: int) -> int:
    """A total divided by a count above zero, rounded half up (away from zero at .5).

    >>> quotient(7, 2), quotient(-7, 2), quotient(0, 3)
    (4, -4, 0)
    """
    sign = -1 if total < 0 else 1
    return sign * ((2 * abs(total) + count) // (2 * count))


def grouped(amount_idr: int) -> str:
    """The amount with Indonesian thousands separators.

    >>> grouped(1234567)
    '1.234.567'
    """
    return f"{amount_idr:,}".replace(",", ".")


def rupiah(amount_idr: int | None) -> str:
    """The amount as people write it; None (unknown) is a dash, 0 is an amount.

    >>> rupiah(1234567), rupiah(0), rupiah(None)
    ('Rp 1.234.567', 'Rp 0', '–')
    """
    return "–" if amount_idr is None else f"Rp {grouped(amount_idr)}"
