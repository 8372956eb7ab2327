"""The short way for a row with nothing to say about it: the same claim, in a third of the time.

A million rows pass here and nearly all of them are sound. Whatever is missing, odd or wrong sends a
row the long way (`eklaim_rows`), which says what; a property test holds both ways together.
"""

from __future__ import annotations

from multiguna.claims.rules import cells
from multiguna.claims.rules.eklaim_layout import (
    CARE,
    LONGEST_CLAIM_NO,
    LONGEST_TEXT,
    TOPUPS,
    Layout,
    kept,
)
from multiguna.claims.terms.importing import Line, ReadClaim

SEXES = {"": None, "1": 1, "2": 2}
CLASSES = {"1": 1, "2": 2, "3": 3}
STATUSES = {"": None, "1": 1, "2": 2, "3": 3, "4": 4, "5": 5}
AMOUNT_DIGITS, COUNT_DIGITS = 16, 6
"""More digits than an amount and a number may have."""


def read_sound(row_no: int, row: list[str], layout: Layout, provider_code: str) -> ReadClaim | None:
    """The claim of a row whose cells are stripped and known to be complete; None: look closer."""
    (hospital, claim_no, card_text, came, left, birth, ptd, care_class_text, sex_text, status_text,
     diagnosed, done, group_text, tariff, total, own_total, los_text, icu_text, weight_text,
     payor_text, coder) = layout.main(row)  # fmt: skip
    texts = layout.texts_of(row)
    care, care_class = CARE.get(ptd), CLASSES.get(care_class_text)
    if (
        hospital != provider_code or care is None or care_class is None or layout.own
        or not 0 < len(claim_no) <= LONGEST_CLAIM_NO or not texts[0]
        or sex_text not in SEXES or status_text not in STATUSES
        or max([len(text) for text in texts]) > LONGEST_TEXT
    ):  # fmt: skip
        return None
    card = cells.read_card(card_text)
    first, last = cells.read_day(came), cells.read_day(left)
    born = cells.read_day(birth) if birth else cells.NO_DAY
    if card is None or first is None or last is None or born is None:
        return None
    group, diagnoses = cells.read_cbg(group_text), cells.read_diagnoses(diagnosed)
    procedures = cells.read_procedures(done)
    if group is None or not diagnoses or procedures is None:
        return None
    if card[2] or first[1] or last[1] or born[1] or group[1] or last[0] < first[0]:
        return None
    los, icu_los, weight = _count(los_text), _count(icu_text), _count(weight_text)
    amounts = _amounts((tariff, own_total, total), layout.amounts_of(row))
    if amounts is None or -1 in (los, icu_los, weight):
        return None
    cbg_idr, charge_idr, billed_idr, *amounts = amounts
    topups = amounts[: len(TOPUPS)]
    more = _topups(topups, row, layout) if any(topups) else ()
    if more is None:
        return None
    lines = (Line("cbg", group[0], cbg_idr), *more)
    drg, raw = kept(row, layout, coder)
    name, mrn, doctor, described, tariff_class, cbg_version, grouper = texts
    payor_id, payor_name = cells.split_payor(payor_text)
    return ReadClaim(
        row_no, claim_no, mrn, name, card[0], card[1], born[0], SEXES[sex_text], care, care_class,
        first[0], last[0], STATUSES[status_text], diagnoses, procedures, group[0], described, los,
        icu_los, weight, charge_idr, tuple(amounts[len(TOPUPS) :]), billed_idr, payor_id,
        payor_name, doctor, tariff_class, cbg_version, grouper, drg, raw, lines,
    )  # fmt: skip


def _amounts(required: tuple[str, ...], optional: tuple[str, ...]) -> list[int] | None:
    """Rupiah of all columns, zero for an empty optional one; None when one is no plain amount."""
    texts = [*required, *[text or "0" for text in optional]]
    joined = "".join(texts)
    if not (joined.isdecimal() and joined.isascii() and all(required)):
        return None
    if max(map(len, texts)) >= AMOUNT_DIGITS:
        return None
    amounts = list(map(int, texts))
    return amounts if max(amounts) <= cells.AMOUNT_MAX else None


def _count(text: str) -> int | None:
    """A number of days or grams, None for nothing, below zero for what is no plain one."""
    if not text:
        return None
    return int(text) if text.isdecimal() and text.isascii() and len(text) < COUNT_DIGITS else -1


def _topups(amounts: list[int], row: list[str], layout: Layout) -> tuple[Line, ...] | None:
    """The lines of the top-ups that are not zero."""
    lines = []
    for (kind, column, _), amount in zip(TOPUPS, amounts, strict=True):
        if amount:
            code = row[layout.place(column)].translate(cells.HYPHENS)
            if len(code) > LONGEST_CLAIM_NO:
                return None
            lines.append(Line(kind, code, amount))
    return tuple(lines)
