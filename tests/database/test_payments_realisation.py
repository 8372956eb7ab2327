"""Taking in SIPD's report: whole months, SP2Ds recorded where they fit, every difference told."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tests.payments_city import BERINGIN, RJ, City, january, refused
from tests.people import install

from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor, Role
from multiguna.payments.actions import (
    import_realisation,
    record_overpayment,
    record_step,
    return_step,
)
from multiguna.payments.queries import order_card, orders, realisation, sipd_csv
from multiguna.payments.terms import SIPD_COLUMNS, DifferenceKind, OrderState, Realisation

PAID = date(2012, 3, 14)
LATER = date(2012, 4, 2)


@pytest.fixture
def city(db: Cursor, system_actor: Actor) -> City:
    """The Tangerang pack with two hospitals, and money."""
    install(system_actor)
    return City(system_actor).build()


def exported(db: Cursor, city: City, period: str = "2012-03") -> list[dict[str, str]]:
    text = sipd_csv(db, city.by, period).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def written(path: Path, *rows: dict[str, str]) -> Path:
    """A report with these rows, each filled up from an ordinary one."""
    usual = {
        "tanggal_periode": "14/03/2012", "jenis_dokumen": "SP2D", "jenis_transaksi": "LS",
        "kode_sub_kegiatan": "1.02.02.2.02.0026", "kode_rekening": "5.1.02.02.01.0077",
        "nilai_setoran": "0",
    }  # fmt: skip
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, SIPD_COLUMNS, restval="", delimiter=";")
        writer.writeheader()
        writer.writerows([{**usual, **row} for row in rows])
    return path


def taken(city: City, path: Path) -> Realisation:
    return import_realisation(path=path, by=city.by, on=LATER)


def test_our_own_export_comes_back_without_a_difference(
    city: City, db: Cursor, tmp_path: Path
) -> None:
    city.claim("A1", 1_000_000, 1_000_000)
    city.claim("A2", 300_000, 300_000, account=RJ)
    [first] = january(city.by)
    city.papers(first, upto="spm")
    for number, amount_idr in (("1", 1_000_000), ("2", None)):
        record_step(
            order_no=first, step="sp2d", document_no=number, by=city.by, on=PAID,
            amount_idr=amount_idr,
        )  # fmt: skip
    record_overpayment(claim_id=1, amount_idr=50_000, reason="x", by=city.by, on=PAID)
    city.claim("A3", 200_000, 200_000)
    [second] = january(city.by, on=PAID)
    city.papers(second, on=PAID)

    rows = exported(db, city)

    assert tuple(rows[0]) == SIPD_COLUMNS
    assert [(row["nomor_sp2d"], row["nilai_realisasi"], row["nilai_sp2d"]) for row in rows] == [
        ("1", "1000000", "1000000"), ("2", "300000", "300000"),
        (f"sp2d/{second}", "150000", "150000"),
    ]  # fmt: skip
    assert rows[0]["nama_skpd"] == "Dinas Kesehatan"
    assert rows[0]["nama_rekening"].startswith("Belanja Jasa Pelayanan")
    assert rows[0]["nomor_dokumen"] == f"spm/{first}"
    assert exported(db, city, "2012-04") == []
    path = tmp_path / "sipd.csv"
    path.write_bytes(sipd_csv(db, city.by, "2012-03"))
    before = city.stock()
    made = taken(city, path)
    assert (made.rows, made.already, made.matched, made.differences) == (3, 3, (), ())
    assert city.stock() == before


def test_missing_sp2ds_are_recorded_and_every_difference_is_told(
    city: City, db: Cursor, tmp_path: Path
) -> None:
    city.claim("A1", 1_000_000, 1_000_000)
    city.claim("A2", 600_000, 600_000)
    city.claim("B1", 700_000, 700_000, provider=BERINGIN)
    first, second = january(city.by)
    for order_no in (first, second):
        city.papers(order_no, upto="spm")
    city.claim("A3", 50_000, 50_000)
    [third] = january(city.by)
    city.papers(third, on=date(2012, 3, 5))
    path = written(
        tmp_path / "sipd.csv",
        {"nomor_sp2d": "900/1", "nilai_realisasi": "1.600.000,00",
         "nomor_dokumen": f"spm/{first}"},
        {"nomor_sp2d": "900/2", "nilai_realisasi": "700001",
         "keterangan_dokumen": f"Klaim {second}"},
        {"nomor_sp2d": "900/3", "nilai_realisasi": "5", "keterangan_dokumen": "gaji"},
        {"nomor_sp2d": "900/4", "nilai_realisasi": "7", "kode_rekening": "5.1.01.01.01.0001"},
    )  # fmt: skip

    made = taken(city, path)

    assert [(match.order_no, match.sp2d.sp2d_no) for match in made.matched] == [(first, "900/1")]
    assert [
        (each.kind, each.sp2d_no, each.sipd_idr, each.our_idr) for each in made.differences
    ] == [
        (DifferenceKind.AMOUNT, "900/2", 700_001, 700_000),
        (DifferenceKind.UNKNOWN, "900/3", 5, None),
        (DifferenceKind.MISSING, f"sp2d/{third}", None, 50_000),
    ]
    card = order_card(db, city.by, first)
    assert (card.state, card.steps[-1].on, card.steps[-1].document_no) == (
        OrderState.PAID, PAID, "900/1",
    )  # fmt: skip
    assert city.stock().paid_idr == 1_650_000
    again = taken(city, path)
    assert (again.matched, again.already) == ((), 1)
    assert again.differences == made.differences
    kept = db.execute("SELECT month, jsonb_array_length(rows) FROM payments_realisation").fetchall()
    assert kept == [(date(2012, 3, 1), 3)], "the same month again is not kept twice"


def test_a_month_replaces_what_was_known_of_it(city: City, db: Cursor, tmp_path: Path) -> None:
    city.claim("A1", 1_000_000, 1_000_000)
    [first] = january(city.by)
    city.papers(first, on=PAID)
    number = f"sp2d/{first}"
    row = {"nomor_sp2d": number, "nilai_realisasi": "999999"}
    assert [each.kind for each in taken(city, written(tmp_path / "1.csv", row)).differences] == [
        DifferenceKind.AMOUNT
    ]
    assert [each.kind for each in realisation(db, city.by, "2012-03").differences] == [
        DifferenceKind.AMOUNT
    ]
    april = {"nomor_sp2d": "900/9", "nilai_realisasi": "5", "tanggal_periode": "2012-04-01"}
    corrected = written(tmp_path / "2.csv", {**row, "nilai_realisasi": "1000000"}, april)
    made = taken(city, corrected)
    assert made.months == (date(2012, 3, 1), date(2012, 4, 1))
    found = realisation(db, city.by, "2012-03")
    assert (len(found.known), found.differences) == (1, ())
    return_step(order_no=first, reason="account", by=city.by, on=LATER)
    assert [each.kind for each in realisation(db, city.by, "2012-03").differences] == [
        DifferenceKind.RETURNED
    ]
    assert [each.kind for each in realisation(db, city.by, "2012-05").differences] == []


def test_a_part_is_recorded_when_whole_claims_add_up_to_it(
    city: City, db: Cursor, tmp_path: Path
) -> None:
    city.claim("A1", 1_000_000, 1_000_000)
    city.claim("A2", 600_000, 600_000)
    [first] = january(city.by)
    city.papers(first, upto="spm")
    note = {"keterangan_dokumen": first}
    wrong = written(tmp_path / "1.csv", {"nomor_sp2d": "1", "nilai_realisasi": "900000", **note})
    [told] = taken(city, wrong).differences
    assert (told.kind, told.sipd_idr, told.our_idr) == (DifferenceKind.AMOUNT, 900_000, 600_000)
    assert order_card(db, city.by, first).paid_idr == 0
    right = written(tmp_path / "2.csv", {"nomor_sp2d": "1", "nilai_realisasi": "600000", **note})
    assert len(taken(city, right).matched) == 1
    assert order_card(db, city.by, first).state is OrderState.PARTLY_PAID


def test_who_may_not_record_an_sp2d_records_none_by_an_import(
    city: City, db: Cursor, actor: Callable[..., Actor], tmp_path: Path
) -> None:
    budi = actor(Role.TREASURER, name="budi")
    city.claim("A1", 1_000_000, 1_000_000)
    [first] = january(budi)
    city.papers(first, upto="spm")
    path = written(
        tmp_path / "sipd.csv",
        {"nomor_sp2d": "1", "nilai_realisasi": "1000000", "keterangan_dokumen": first},
    )
    refused(
        "role_not_allowed",
        lambda: import_realisation(path=path, by=actor(Role.AUDITOR), on=LATER),
    )
    made = import_realisation(path=path, by=budi, on=LATER)
    [told] = made.differences
    assert (made.matched, told.kind) == ((), DifferenceKind.REFUSED)
    assert "somebody else records the SP2D" in told.sentence.en
    early = written(
        tmp_path / "early.csv",
        {"nomor_sp2d": "1", "nilai_realisasi": "1000000", "keterangan_dokumen": first,
         "tanggal_periode": "2012-02-01"},
    )  # fmt: skip
    [told] = taken(city, early).differences
    assert "before the earlier step" in told.sentence.en
    assert city.stock().paid_idr == 0


def test_a_file_that_is_no_report_records_nothing(city: City, db: Cursor, tmp_path: Path) -> None:
    city.claim("A1", 1_000_000, 1_000_000)
    [first] = january(city.by)
    city.papers(first, upto="spm")
    good = {"nomor_sp2d": "1", "nilai_realisasi": "1000000", "keterangan_dokumen": first}
    bad = written(tmp_path / "bad.csv", good, {**good, "nilai_realisasi": "12,5"})
    refused("sipd_file_invalid", lambda: taken(city, bad))
    short = tmp_path / "short.csv"
    short.write_text(written(short, good).read_text() + "14/03/2012;SP2D\n")
    assert refused("sipd_file_invalid", lambda: taken(city, short)).facts["row"] == 2
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")
    refused("columns_missing", lambda: taken(city, other))
    assert orders(db, city.by)[0].paid_idr == 0
    assert db.execute("SELECT count(*) FROM payments_realisation").fetchone() == (0,)
