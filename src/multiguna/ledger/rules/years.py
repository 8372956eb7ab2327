"""How old a promise is, and when a year may be closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from multiguna.kernel.errors import Refused
from multiguna.kernel.money import rupiah
from multiguna.kernel.terms import Text
from multiguna.ledger.terms import AGES, OLDEST, Closable


def age_of(reserved_on: date, on: date) -> str:
    """The age bucket at a day of what was reserved on another.

    >>> age_of(date(2012, 3, 1), date(2012, 3, 8)), age_of(date(2012, 3, 1), date(2012, 3, 9))
    ('0-7', '8-14')
    """
    days = (on - reserved_on).days
    return next((name for name, last in AGES if days <= last), OLDEST)


def check_closable(lines: Sequence[Closable], *, year: int, on: date) -> None:
    """Refuse to close a year too early, over open orders, or with nobody to take over.

    >>> line = Closable("2012/RI", "2013/RI", ordered_idr=0, last_on=date(2013, 1, 9))
    >>> check_closable([line], year=2012, on=date(2013, 1, 10))
    >>> check_closable([line], year=2012, on=date(2013, 1, 8))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    multiguna.kernel.errors.Refused: entries_later: ...
    """
    if on < date(year, 12, 31):
        raise _refused(
            "year_not_over",
            f"Tahun {year} belum selesai; tutup pada 31 Desember atau sesudahnya.",
            f"The year {year} is not over; close it on 31 December or later.",
        )
    for line in lines:
        if line.ordered_idr:
            raise _refused(
                "orders_open",
                f"{line.account_id}: {rupiah(line.ordered_idr)} sudah diperintahkan dan belum "
                "dibayar. Catat SP2D-nya atau batalkan perintahnya dahulu.",
                f"{line.account_id}: {rupiah(line.ordered_idr)} is ordered and not paid. Record "
                "the SP2D or cancel the order first.",
            )
        if line.last_on is not None and line.last_on > on:
            raise _refused(
                "entries_later",
                f"{line.account_id} bercatatan sampai {line.last_on}; tutup pada hari itu atau "
                "sesudahnya.",
                f"{line.account_id} has entries up to {line.last_on}; close it on that day or "
                "later.",
            )
        if line.target is None:
            raise _refused(
                "next_year_missing",
                f"{line.account_id} tidak punya baris yang sama pada tahun {year + 1}. Pasang "
                "paket program dengan baris itu dahulu.",
                f"{line.account_id} has no same line in {year + 1}. Install a programme pack "
                "with that line first.",
            )


def _refused(code: str, id: str, en: str) -> Refused:
    return Refused(code, Text(id, en))
