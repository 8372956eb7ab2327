"""The receipt: what was refused comes back as a workbook that is corrected and sent again."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from tests.database.test_claims_importing import (
    CODER_NIK,
    OTHER,
    PROVIDER,
    Write,
    city,
    counts,
    row,
    rows_of,
    take_in,
    write,
)

from multiguna.claims.queries import receipt, refused_rows
from multiguna.claims.rules.receipts import ADDED_COLUMNS
from multiguna.claims.terms.importing import COLUMNS
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Role

__all__ = ["city", "write"]


def sheet_of(data: bytes) -> tuple[Workbook, Worksheet]:
    book = load_workbook(io.BytesIO(data))
    sheet = book["DITOLAK"]
    assert isinstance(sheet, Worksheet)
    return book, sheet


def test_refused_rows_come_back_are_corrected_and_land(
    city: Cursor, write: Write, tmp_path: Path, system_actor: Actor
) -> None:
    bad = row(SEP="B", TARIF_RS="dua juta", ADMISSION_DATE="31/02/2012")
    first = take_in(write(row(), bad, row(SEP="C", LOS="x")), system_actor)
    assert counts(first) == (3, 1, 0, 2)
    book, sheet = sheet_of(receipt(city, system_actor, batch_id=first.batch_id))
    names = [cell.value for cell in sheet[1]]
    assert names == [*COLUMNS, *ADDED_COLUMNS]
    assert [cell.value for cell in sheet["CA"]] == ["BARIS", "2", "3"]
    charge = sheet.cell(2, names.index("TARIF_RS") + 1)
    assert (charge.value, charge.comment is not None) == ("dua juta", True)
    assert "TARIF_RS" in str(sheet.cell(2, names.index("ALASAN") + 1).value)
    charge.value = 1_700_000
    sheet.cell(2, names.index("ADMISSION_DATE") + 1).value = "01/02/2012"
    sheet.cell(3, names.index("LOS") + 1).value = "4"
    corrected = tmp_path / "corrected.xlsx"
    book.save(corrected)
    again = take_in(corrected, system_actor)
    assert counts(again) == (2, 2, 0, 0)
    landed = rows_of(city, "SELECT claim_no, charge_idr, los FROM claims_claim ORDER BY claim_no")
    assert [tuple(claim.values()) for claim in landed][1:] == [
        ("B", 1_700_000, 4), ("C", 1_700_000, 4),
    ]  # fmt: skip


def test_a_number_that_was_used_is_on_the_receipt_too(
    city: Cursor, write: Write, system_actor: Actor
) -> None:
    result = take_in(write(row(), row(DIAGLIST="R51")), system_actor)
    [refused] = refused_rows(city, system_actor, batch_id=result.batch_id)
    assert (refused.row_no, refused.problems[0].code.value) == (2, "claim_no_repeated")
    assert refused.cells[COLUMNS.index("DIAGLIST")] == "R51"


def test_no_cell_is_a_formula_and_the_coders_nik_is_nowhere(
    city: Cursor, write: Write, system_actor: Actor
) -> None:
    hostile = row(SEP="=HYPERLINK(1)", DPJP="@x", TARIF_RS="-1", C1=f"x{CODER_NIK}")
    result = take_in(write(hostile), system_actor)
    data = receipt(city, system_actor, batch_id=result.batch_id)
    _, sheet = sheet_of(data)
    assert {cell.data_type for line in sheet for cell in line} <= {"s", "n"}
    texts = [str(cell.value) for line in sheet for cell in line if cell.value is not None]
    assert "=HYPERLINK(1)" in texts
    assert "@x" in texts
    assert not any(CODER_NIK in text for text in texts)
    assert CODER_NIK not in repr(rows_of(city, "SELECT * FROM claims_refused_row"))


def test_a_row_of_another_width_is_kept_without_the_coders_nik(
    city: Cursor, write: Write, system_actor: Actor
) -> None:
    path = write(row())
    text = path.read_text("utf-8")
    path.write_text(text.replace("\t3\t", "\t", 1), "utf-8")
    result = take_in(path, system_actor)
    assert counts(result) == (1, 0, 0, 1)
    [refused] = refused_rows(city, system_actor, batch_id=result.batch_id)
    assert len(refused.cells) == len(COLUMNS) - 1
    assert CODER_NIK not in "\t".join(refused.cells)
    assert receipt(city, system_actor, batch_id=result.batch_id)


def test_a_receipt_is_a_read_and_stands_once_in_the_access_log(
    city: Cursor, write: Write, system_actor: Actor
) -> None:
    result = take_in(write(row(LOS="x"), row(SEP="B", LOS="x")), system_actor)
    receipt(city, system_actor, batch_id=result.batch_id)
    [read] = rows_of(city, "SELECT actor, purpose FROM audit_access")
    assert tuple(read.values()) == (system_actor.name, f"claims_receipt {result.batch_id}")


def test_another_hospital_sees_no_receipt(
    real_db: None, superuser: object, write: Write, actor: Callable[..., Actor]
) -> None:
    from tests.database.test_claims_importing import CITY

    superuser.execute(CITY.encode())  # type: ignore[attr-defined]
    result = take_in(write(row(LOS="x")), actor(Role.BILLER, PROVIDER))
    own, other = actor(Role.BILLER, PROVIDER), actor(Role.BILLER, OTHER)
    with transaction(own) as cursor:
        assert receipt(cursor, own, batch_id=result.batch_id)
    with transaction(other) as cursor:
        assert refused_rows(cursor, other, batch_id=result.batch_id) == []
        with pytest.raises(Refused, match="batch_unknown"):
            receipt(cursor, other, batch_id=result.batch_id)
