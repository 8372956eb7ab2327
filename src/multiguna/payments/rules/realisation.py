"""Reads SIPD's realisation report and holds it against our orders. Pure: texts in, answers out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from multiguna.kernel.errors import Refused
from multiguna.kernel.money import rupiah
from multiguna.kernel.terms import Text
from multiguna.payments.terms import (
    Comparison,
    Difference,
    DifferenceKind,
    Disbursement,
    Match,
    OrderCard,
    OrderState,
    RealisationRow,
    StepName,
)

_MONTHS = (
    "januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september",
    "oktober", "november", "desember",
)  # fmt: skip
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[ T].*)?")
_LOCAL = re.compile(r"(\d{1,2})[-/ ](\d{1,2}|[A-Za-z]+)[-/ ](\d{4})")
_WHOLE = re.compile(r"-?\d+(?:[.,]0{1,2})?")
_DOTS = re.compile(r"-?\d{1,3}(?:\.\d{3})+(?:,0{1,2})?")
_COMMAS = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.0{1,2})?")


def read_day(text: str) -> date | None:
    """A day as reports write it: 2012-01-31, 31/01/2012, 31-01-2012 or 31 Januari 2012.

    >>> read_day("31 Januari 2012") == read_day("2012-01-31 00:00:00") == date(2012, 1, 31)
    True
    """
    try:
        if iso := _ISO.fullmatch(text):
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if local := _LOCAL.fullmatch(text):
            month = local[2].lower()
            number = int(month) if month.isdigit() else _MONTHS.index(month) + 1
            return date(int(local[3]), number, int(local[1]))
    except ValueError:
        pass
    return None


def read_amount(text: str) -> int | None:
    """Whole rupiah as reports write them: 1250000, 1250000.00, 1.250.000 or 1.250.000,00.

    Empty is 0; an amount with cents, or anything else, is None.

    >>> read_amount("1.250.000,00"), read_amount("1250000.00"), read_amount("12,5")
    (1250000, 1250000, None)
    """
    if not text:
        return 0
    if _WHOLE.fullmatch(text):
        return int(re.split(r"[.,]", text)[0])
    if _DOTS.fullmatch(text):
        return int(text.partition(",")[0].replace(".", ""))
    if _COMMAS.fullmatch(text):
        return int(text.partition(".")[0].replace(",", ""))
    return None


def read_rows(
    rows: Iterable[Mapping[str, str]], ours: Mapping[int, frozenset[tuple[str, str]]]
) -> tuple[list[RealisationRow], list[date]]:
    """The lines about our codes (`ours`: by year, sub-activity and account), and all months.

    The months (their first days) are those of every line: the report has each month whole. A line
    whose day or amount cannot be read refuses the whole file (`sipd_file_invalid`), with its place.
    """
    found, months = [], set()
    for row_no, row in enumerate(rows, start=1):
        on = read_day(row["tanggal_periode"])
        if on is None:
            raise _unreadable(row_no, "tanggal_periode", "2012-01-31")
        months.add(on.replace(day=1))
        code = (row["kode_sub_kegiatan"], row["kode_rekening"])
        if code not in ours.get(on.year, frozenset()):
            continue
        amounts = {}
        for column in ("nilai_realisasi", "nilai_setoran", "nilai_sp2d"):
            amount_idr = read_amount(row[column])
            if amount_idr is None:
                raise _unreadable(row_no, column, "1250000")
            amounts[column] = amount_idr
        found.append(
            RealisationRow(
                row_no=row_no,
                on=on,
                sp2d_no=row["nomor_sp2d"],
                realised_idr=amounts["nilai_realisasi"],
                deposited_idr=amounts["nilai_setoran"],
                note=f"{row['nomor_dokumen']} {row['keterangan_dokumen']}",
                sp2d_idr=amounts["nilai_sp2d"],
            )
        )
    return found, sorted(months)


def _unreadable(row_no: int, column: str, example: str) -> Refused:
    return Refused(
        "sipd_file_invalid",
        Text(
            id=f"Baris {row_no}, kolom {column}: isinya tidak terbaca; contoh yang benar: "
            f"{example}. Tidak ada yang dicatat.",
            en=f"Row {row_no}, column {column}: cannot be read; expected e.g. {example}. Nothing "
            "was recorded.",
        ),
        row=row_no,
        column=column,
    )


def compare(
    rows: Sequence[RealisationRow],
    orders: Sequence[OrderCard],
    month: date,
    told: Collection[str] = (),
) -> Comparison:
    """What a month of the report says against our orders, in the report's order.

    An SP2D is ours when we recorded its number; else when its document or description names one of
    our orders (by its number, its SPP's or its SPM's) and the amount fits what is left of it.
    A line without an SP2D number pays nothing, nor does an SP2D whose lines do not add up to what
    they say it comes to, nor one whose amount the order already has under a number that the report
    lacks. `told` are the numbers that the whole report has, if it has other months as well.
    """
    recorded = {
        paper.document_no: (order, paper)
        for order in orders
        for paper in order.steps
        if paper.step is StepName.SP2D
    }
    back = {
        event.document_no: order
        for order in orders
        for event in order.events
        if event.event == StepName.SP2D and event not in order.live
    }
    known, new = [], []
    differences = _unpaying(rows)
    spoken = _disbursements(rows)
    heard = {sp2d.sp2d_no for sp2d in spoken}
    by_number = [(number, order) for order in orders for number in _numbers(order)]
    for sp2d in spoken:
        if sp2d.stated_idr - {sp2d.amount_idr}:
            differences.append(_not_adding_up(sp2d))
        elif sp2d.sp2d_no in recorded:
            order, paper = recorded[sp2d.sp2d_no]
            known.append(Match(order.order_no, sp2d))
            differences += _compare_paper(sp2d, order, paper.on, paper.amount_idr)
        elif sp2d.sp2d_no in back:
            order = back[sp2d.sp2d_no]
            differences.append(_difference(DifferenceKind.RETURNED, sp2d, order))
        else:
            found = _judge_new(sp2d, by_number, {*told, *heard})
            if isinstance(found, Match):
                new.append(found)
            else:
                differences.append(found)
    for number, (order, paper) in recorded.items():
        if number not in heard and paper.on.replace(day=1) == month:
            differences.append(
                Difference(
                    DifferenceKind.MISSING, number, order.order_no, our_on=paper.on,
                    our_idr=paper.amount_idr,
                )
            )  # fmt: skip
    return Comparison(tuple(known), tuple(new), tuple(differences))


def _unpaying(rows: Sequence[RealisationRow]) -> list[Difference]:
    """The lines that can pay no order: money paid in, and those without an SP2D number."""
    paid_in = [
        Difference(DifferenceKind.DEPOSIT, row.label, sipd_on=row.on, sipd_idr=row.given_back_idr)
        for row in rows
        if row.given_back_idr > 0
    ]
    unnumbered = [
        Difference(DifferenceKind.NO_NUMBER, row.label, sipd_on=row.on, sipd_idr=row.realised_idr)
        for row in rows
        if row.realised_idr > 0 and not row.sp2d_no
    ]
    return paid_in + unnumbered


def _not_adding_up(sp2d: Disbursement) -> Difference:
    """An SP2D whose lines come to another sum than they say, as when some are repeated."""
    lines, stated = rupiah(sp2d.amount_idr), rupiah(max(sp2d.stated_idr - {sp2d.amount_idr}))
    said = Text(
        id=f"baris-barisnya berjumlah {lines}, nilai SP2D {stated}; periksa baris ganda",
        en=f"its lines come to {lines}, the SP2D to {stated}; look for repeated lines",
    )
    return Difference(
        DifferenceKind.AMOUNT, sp2d.sp2d_no, sipd_on=sp2d.on, sipd_idr=sp2d.amount_idr,
        refusal=said,
    )  # fmt: skip


def _disbursements(rows: Sequence[RealisationRow]) -> list[Disbursement]:
    """The SP2Ds of the lines that have a number; one SP2D may have a line for each account."""
    made: dict[str, Disbursement] = {}
    for row in rows:
        if row.realised_idr <= 0 or not row.sp2d_no:
            continue
        first = made.get(row.sp2d_no, Disbursement(row.sp2d_no, row.on, 0, ""))
        made[row.sp2d_no] = Disbursement(
            row.sp2d_no, first.on, first.amount_idr + row.realised_idr,
            f"{first.note} {row.note}",
            first.stated_idr | ({row.sp2d_idr} if row.sp2d_idr else frozenset()),
        )  # fmt: skip
    return list(made.values())


def _compare_paper(
    sp2d: Disbursement, order: OrderCard, on: date, amount_idr: int | None
) -> list[Difference]:
    found = []
    if amount_idr != sp2d.amount_idr:
        found.append(DifferenceKind.AMOUNT)
    if on != sp2d.on:
        found.append(DifferenceKind.DATE)
    return [
        Difference(kind, sp2d.sp2d_no, order.order_no, sp2d.on, sp2d.amount_idr, on, amount_idr)
        for kind in found
    ]


def _judge_new(
    sp2d: Disbursement, by_number: Sequence[tuple[str, OrderCard]], told: Collection[str]
) -> Match | Difference:
    """The order that an SP2D pays, or why it pays none."""
    named = list(
        {order.order_no: order for number, order in by_number if _names(sp2d.note, number)}.values()
    )
    if not named:
        return _difference(DifferenceKind.UNKNOWN, sp2d)
    ready = [order for order in named if order.next_step is StepName.SP2D]
    if not ready:
        return _difference(DifferenceKind.NOT_READY, sp2d, named[0])
    fits = [order for order in ready if order.amount_idr - order.paid_idr == sp2d.amount_idr]
    if len(ready) == 1 and sp2d.amount_idr < ready[0].amount_idr - ready[0].paid_idr:
        fits = ready
    if len(fits) != 1:
        return _difference(DifferenceKind.AMOUNT, sp2d, ready[0])
    if any(
        paper.amount_idr == sp2d.amount_idr and paper.document_no not in told
        for paper in fits[0].steps
    ):
        return _difference(DifferenceKind.REPEATED, sp2d, fits[0])
    return Match(fits[0].order_no, sp2d)


def _numbers(order: OrderCard) -> set[str]:
    """The numbers by which a report may name an order: its own, its SPP's and its SPM's."""
    if order.state is OrderState.CANCELLED:
        return {order.order_no}
    papers = {StepName.SPP, StepName.SPM}
    return {order.order_no, *(s.document_no for s in order.steps if s.step in papers)}


def _names(note: str, number: str) -> bool:
    """Whether a text holds a number, not as part of another."""
    if number not in note:
        return False
    return re.search(rf"(?<![\w/.-]){re.escape(number)}(?![\w/-]|\.\w)", note) is not None


def _difference(
    kind: DifferenceKind, sp2d: Disbursement, order: OrderCard | None = None
) -> Difference:
    left_idr = None if order is None else order.amount_idr - order.paid_idr
    return Difference(
        kind, sp2d.sp2d_no, None if order is None else order.order_no, sp2d.on, sp2d.amount_idr,
        our_idr=left_idr,
    )  # fmt: skip
