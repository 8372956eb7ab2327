"""What a letter says: its number, its validity and what it reserves. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from multiguna.guarantees.rules import estimating
from multiguna.guarantees.terms import BudgetRoom, Cell, Estimate, LearnedCell
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text
from multiguna.programme.rules.choosing import number_on
from multiguna.programme.terms import BudgetPolicy, Pack

NUMBER = re.compile(r"[0-9A-Z]{7}(0[1-9]|1[0-2])\d\dJ[0-9A-HJKMNP-TV-Z]{6}")
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def letter_number(provider_code: str, on: date, serial: int) -> str:
    """The number of a letter: provider, month, J and six characters of a serial (32^6 of them).

    >>> letter_number("3671901", date(2012, 1, 5), 84)
    '36719010112J00002M'
    """
    characters = []
    for _ in range(6):
        serial, digit = divmod(serial, len(ALPHABET))
        characters.append(ALPHABET[digit])
    assert serial == 0, "a serial has at most six characters"
    return f"{provider_code}{on:%m%y}J{''.join(reversed(characters))}"


def check_letter_number(letter_no: str, provider_code: str) -> None:
    """Refuse a text that is no letter number of this provider."""
    if NUMBER.fullmatch(letter_no) is None or not letter_no.startswith(provider_code):
        raise Refused(
            "letter_no_invalid",
            Text(
                "Nomor surat harus kode RS, bulan dan tahun (MMYY), huruf J dan enam tanda.",
                "A letter number is the hospital code, MMYY, the letter J and six characters.",
            ),
        )


def letter_period(pack: Pack, *, care: str, emergency: bool, on: date) -> tuple[date, date]:
    """The half-open validity of a letter issued on a day (pack: letter_days_*)."""
    name = "letter_days_emergency" if emergency else f"letter_days_{care}"
    return on, on + timedelta(days=number_on(pack, name, on))


def check_day(pack: Pack, *, on: date, today: date, emergency: bool) -> None:
    """Refuse with `day_closed` a letter for another day than today at the desk.

    An emergency is treated first: its letter may follow within the pack's hours for the papers,
    counted in whole days.
    """
    days = -(-number_on(pack, "papers_hours_emergency", today) // 24) if emergency else 0
    if not 0 <= (today - on).days <= days:
        raise Refused(
            "day_closed",
            Text(
                "Surat terbit pada hari pelayanan (gawat darurat: juga menyusul dalam batas waktu "
                "berkas). Untuk hari lain hubungi Dinas Kesehatan.",
                "A letter is issued on the day of care (an emergency's may follow within the time "
                "set for its papers). For another day ask the health office.",
            ),
            days=days,
        )


def letter_estimate(
    pack: Pack, cells: Sequence[LearnedCell], *, care: str, provider_class: str, on: date
) -> Estimate:
    """What a letter of a day is expected to cost: by the narrowest learned cell, else by the pack.

    `cells` are those of its care, class of hospital and diagnosis, in any ward. Refuses with
    `estimate_missing` what the pack's table has no row for.
    """
    amount_idr = reserve_estimate(pack, care=care, provider_class=provider_class, on=on)
    care_class = number_on(pack, "care_class_entitled", on)
    fitting = [cell for cell in cells if cell.care_class == care_class]
    if not fitting:
        spread_bp = estimating.shrinkage(pack, on).spread_bp
        return estimating.pack_estimate(
            Cell(care, provider_class, care_class), amount_idr, spread_bp
        )
    best = max(fitting, key=lambda cell: len(cell.diagnosis_group))
    return Estimate(
        Cell(care, provider_class, care_class, best.diagnosis_group), best.learned_on,
        best.settled_count, best.mean_idr, best.q10_idr, best.q50_idr, best.q80_idr, best.q90_idr,
        best.q95_idr,
    )  # fmt: skip


def arrears_of(line: BudgetRoom, estimate: Estimate, *, emergency: bool) -> int | None:
    """The part of a letter's reservation beyond the appropriation; None when it may not go there.

    An emergency is always promised, and so is everything on a line whose policy is `unfunded`.
    """
    overrun = max(0, line.used_idr + estimate.mean_idr - line.appropriation_idr)
    if overrun and not emergency and line.policy != BudgetPolicy.UNFUNDED:
        return None
    return overrun - line.arrears_idr


def reserve_estimate(pack: Pack, *, care: str, provider_class: str, on: date) -> int:
    """What a letter reserves, whole rupiah, from the pack's table of estimates.

    Refuses with `estimate_missing` when the table has no row for the care, class and day.
    """
    for row in pack.estimates:
        fits = (row.care, row.provider_class) == (care, provider_class)
        if fits and row.starts <= on and (row.until is None or on < row.until):
            return row.amount_idr
    raise Refused(
        "estimate_missing",
        Text(
            f"Paket tidak punya perkiraan biaya {care} untuk RS kelas {provider_class}.",
            f"The pack has no estimate of {care} for class {provider_class} hospitals.",
        ),
    )
