"""SIPD's report against our orders: what is read, what is ours, and each kind of difference."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from multiguna.kernel.errors import Refused
from multiguna.payments.rules import compare, read_amount, read_day, read_rows
from multiguna.payments.terms import (
    SIPD_COLUMNS,
    Difference,
    DifferenceKind,
    OrderCard,
    OrderEvent,
    RealisationRow,
)

MARCH = date(2012, 3, 1)
DAY = date(2012, 3, 14)
OURS = {2012: frozenset({("1.02.02.2.02.0026", "5.1.02.02.01.0077")})}


def order(order_no: str = "SPP-3671902-2012-01", *, paid: str = "", spm: str = "") -> OrderCard:
    """An order of 100 with its papers up to the SPM, or to the SP2D with the number `paid`."""
    spm = spm or f"SPM/{order_no[-2:]}"
    events = [
        OrderEvent(1, "spp", order_no, date(2012, 2, 10), None, "", "a", None),
        OrderEvent(2, "check", f"9/{order_no}", date(2012, 2, 10), None, "", "b", None),
        OrderEvent(3, "spm", spm, date(2012, 2, 12), None, "", "c", None),
    ]
    if paid:
        events.append(OrderEvent(4, "sp2d", paid, DAY, 100, "", "d", None))
    return OrderCard(
        order_no, "3671902", "RS Contoh", "2012-01", 100, 100, 0, 0, 0, 1,
        date(2012, 2, 10), "a", 1, tuple(events),
    )  # fmt: skip


def line(
    sp2d_no: str = "23/SP2D",
    amount_idr: int = 100,
    note: str = "17/SPM SPP-3671902-2012-01: klaim",
    *,
    on: date = DAY,
    deposited_idr: int = 0,
) -> RealisationRow:
    return RealisationRow(1, on, sp2d_no, amount_idr, deposited_idr, note)


def kinds(*rows: RealisationRow, orders: list[OrderCard]) -> list[DifferenceKind]:
    return [each.kind for each in compare(rows, orders, MARCH).differences]


@pytest.mark.parametrize(
    ("text", "amount_idr"),
    [
        ("119288962800", 119_288_962_800),
        ("1250000.00", 1_250_000),
        ("1250000,0", 1_250_000),
        ("1.250.000", 1_250_000),
        ("1.250.000,00", 1_250_000),
        ("1,250,000.00", 1_250_000),
        ("-5.000", -5_000),
        ("", 0),
        ("0", 0),
        ("12,50", None),
        ("1.25", None),
        ("1.250.00", None),
        ("Rp 5", None),
    ],
)
def test_amounts_are_whole_rupiah_however_they_are_written(text: str, amount_idr: int) -> None:
    assert read_amount(text) == amount_idr


def test_days_are_read_as_reports_write_them() -> None:
    for text in ("2012-03-14", "2012-03-14 08:00:00", "14/03/2012", "14-3-2012", "14 Maret 2012"):
        assert read_day(text) == DAY
    for text in ("", "2012-13-01", "32/01/2012", "14 Marz 2012", "20120314"):
        assert read_day(text) is None


def test_only_our_codes_are_read_and_every_month_counts() -> None:
    ours = dict.fromkeys(SIPD_COLUMNS, "")
    ours |= {"tanggal_periode": "14/03/2012", "kode_sub_kegiatan": "1.02.02.2.02.0026"}
    ours |= {"kode_rekening": "5.1.02.02.01.0077", "nilai_realisasi": "100"}
    ours |= {"nomor_dokumen": "17/SPM", "keterangan_dokumen": "klaim Januari"}
    theirs = {**ours, "kode_rekening": "5.1.01.01.01.0001", "nilai_realisasi": "unread"}
    theirs["tanggal_periode"] = "2012-04-02"
    rows, months = read_rows([ours, theirs], OURS)
    assert months == [MARCH, date(2012, 4, 1)]
    assert [(row.sp2d_no, row.realised_idr, row.note) for row in rows] == [
        ("", 100, "17/SPM klaim Januari")
    ]
    other_year = {**ours, "tanggal_periode": "2013-03-14"}
    assert read_rows([other_year], OURS)[0] == []
    for column in ("nilai_realisasi", "nilai_setoran", "nilai_sp2d", "tanggal_periode"):
        with pytest.raises(Refused) as refused:
            read_rows([theirs, {**ours, column: "x"}], OURS)
        assert refused.value.facts == {"row": 2, "column": column}


def test_an_sp2d_that_names_an_order_by_any_of_its_papers_is_to_be_recorded() -> None:
    waiting = order(spm="17/SPM")
    for note in (
        "17/SPM",
        "SPM 17/SPM.",
        "SPP-3671902-2012-01",
        "(SPP-3671902-2012-01) klaim RS",
    ):
        found = compare([line(note=note)], [waiting], MARCH)
        assert [match.order_no for match in found.new] == [waiting.order_no], note
        assert found.differences == ()
    for note in ("117/SPM", "17/SPM-2", "17/SPM/2012", "17/SPM.2", "SPP-3671902-2012-01-2", ""):
        assert kinds(line(note=note), orders=[waiting]) == [DifferenceKind.UNKNOWN], note


def test_lines_of_one_sp2d_are_one_amount_and_a_smaller_one_may_pay_a_part() -> None:
    waiting = order()
    found = compare([line(amount_idr=60), line(amount_idr=40)], [waiting], MARCH)
    assert [match.sp2d.amount_idr for match in found.new] == [100]
    found = compare([line(amount_idr=60)], [waiting], MARCH)
    assert [match.sp2d.amount_idr for match in found.new] == [60], "the action says if it fits"
    assert kinds(line(amount_idr=101), orders=[waiting]) == [DifferenceKind.AMOUNT]


def test_what_both_have_is_known_and_what_they_say_differently_is_told() -> None:
    paid = order(paid="23/SP2D")
    found = compare([line()], [paid], MARCH)
    assert (len(found.known), found.new, found.differences) == (1, (), ())
    assert kinds(line(amount_idr=99), orders=[paid]) == [DifferenceKind.AMOUNT]
    late = date(2012, 3, 15)
    [told] = compare([line(on=late)], [paid], MARCH).differences
    assert (told.kind, told.sipd_on, told.our_on) == (DifferenceKind.DATE, late, DAY)
    assert kinds(orders=[paid]) == [DifferenceKind.MISSING]
    other_month = compare([], [paid], date(2012, 4, 1))
    assert other_month.differences == (), "it was not paid in that month"
    assert kinds(line("24/SP2D"), orders=[paid]) == [
        DifferenceKind.NOT_READY,
        DifferenceKind.MISSING,
    ]
    returned = OrderEvent(5, "returned", None, DAY, None, "account", "d", 4)
    back = replace(paid, events=(*paid.events, returned))
    assert kinds(line(), orders=[back]) == [DifferenceKind.RETURNED]
    cancelled = OrderEvent(4, "cancelled", None, DAY, None, "twice", "d", None)
    void = replace(order(), events=(*order().events, cancelled))
    assert kinds(line(), orders=[void]) == [DifferenceKind.NOT_READY]


def test_money_paid_in_is_told_and_pays_nothing() -> None:
    waiting = order()
    for deposit in (line(amount_idr=0, deposited_idr=30), line(amount_idr=-30)):
        found = compare([deposit], [waiting], MARCH)
        assert (found.new, [each.kind for each in found.differences]) == (
            (),
            [DifferenceKind.DEPOSIT],
        )
        assert found.differences[0].sipd_idr == 30


def test_two_orders_named_at_once_are_told_apart_by_the_amount() -> None:
    first, second = order("SPP-1-2012-01"), order("SPP-2-2012-02")
    smaller = replace(second, amount_idr=70, claims_idr=70)
    both = "SPP-1-2012-01 dan SPP-2-2012-02"
    found = compare([line(amount_idr=70, note=both)], [first, smaller], MARCH)
    assert [match.order_no for match in found.new] == [smaller.order_no]
    assert kinds(line(amount_idr=100, note=both), orders=[first, second]) == [DifferenceKind.AMOUNT]


def test_a_line_without_an_sp2d_number_is_told_and_pays_nothing() -> None:
    waiting = order(spm="17/SPM")
    found = compare([line("", note="17/SPM klaim")], [waiting], MARCH)
    [told] = found.differences
    assert (found.new, told.kind, told.sipd_idr) == ((), DifferenceKind.NO_NUMBER, 100)
    assert told.sentence.en == "SP2D 17/SPM klaim: a line with no SP2D number; complete it in SIPD"
    assert kinds(line("", 0, deposited_idr=30), orders=[waiting]) == [DifferenceKind.DEPOSIT]


def test_lines_that_do_not_add_up_to_their_sp2d_are_told_and_pay_nothing() -> None:
    waiting = order()
    half = replace(line(amount_idr=50), sp2d_idr=50)
    found = compare([half, half], [waiting], MARCH)
    [told] = found.differences
    assert (found.new, told.kind, told.sipd_idr) == ((), DifferenceKind.AMOUNT, 100)
    assert "its lines come to Rp 100, the SP2D to Rp 50" in told.sentence.en
    whole = replace(half, sp2d_idr=100)
    assert len(compare([whole, whole], [waiting], MARCH).new) == 1
    assert kinds(whole, half, orders=[waiting]) == [DifferenceKind.AMOUNT], "they disagree"
    assert kinds(whole, orders=[order(paid="23/SP2D")]) == [DifferenceKind.AMOUNT]


def test_an_sp2d_that_we_have_under_another_number_does_not_pay_again() -> None:
    part = replace(order(paid="900-1"), amount_idr=200, claims_idr=200)
    found = compare([line("900/1")], [part], MARCH)
    assert found.new == ()
    assert [(each.kind, each.sp2d_no) for each in found.differences] == [
        (DifferenceKind.REPEATED, "900/1"),
        (DifferenceKind.MISSING, "900-1"),
    ]
    both = compare([line("900-1"), line("900/2")], [part], MARCH)
    assert [match.sp2d.sp2d_no for match in both.new] == ["900/2"]
    april = date(2012, 4, 2)
    later = compare([line("900/2", on=april)], [part], april.replace(day=1), {"900-1"})
    assert [match.sp2d.sp2d_no for match in later.new] == ["900/2"], "another month tells it"


def test_only_numbers_that_stand_in_a_text_are_looked_at_closely(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    escaped: list[str] = []
    escape = re.escape

    def noted(number: str) -> str:
        escaped.append(number)
        return escape(number)

    monkeypatch.setattr(re, "escape", noted)
    many = [order(f"SPP-{number}-2012-01", spm=f"SPM-{number}") for number in range(10, 40)]
    rows = [line(f"{number}/SP2D", note=f"SPM-{number}") for number in range(10, 40)]
    assert len(compare(rows, many, MARCH).new) == 30
    assert escaped == [f"SPM-{number}" for number in range(10, 40)]


def test_every_difference_is_said_in_both_languages() -> None:
    for kind in DifferenceKind:
        said = Difference(kind, "23/SP2D", "SPP-1", DAY, 5, MARCH, 6).sentence
        assert said.id != said.en
        assert "23/SP2D (SPP-1)" in said.id
