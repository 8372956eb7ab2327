"""Workbooks of others: what exhausts a reader is refused, what offices really save is read."""

from __future__ import annotations

import io
import random
import re
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from tests.eklaim_files import sound_row
from tests.intake_fuzz import changed_workbook, crowded_workbook, plain_workbook

from multiguna.claims.actions.sheets import UNPACKED_MAX, look_at_sheet
from multiguna.claims.rules.cells import read_card, read_whole
from multiguna.claims.rules.receipt_book import receipt_workbook
from multiguna.claims.rules.receipts import ROWS_MAX
from multiguna.claims.terms.problems import ProblemCode, RowProblem
from multiguna.claims.terms.receipts import Receipt, RefusedRow
from multiguna.kernel.errors import Refused

MEMORY_MB = 150


def read_sheet(path: Path, data: bytes) -> list[list[str]]:
    """The header and the rows of a workbook."""
    path.write_bytes(data)
    file = look_at_sheet(path)
    return [file.names(), *(cells for _, cells in file.rows(lambda _: None))]


@pytest.mark.parametrize("crowd", ["cells", "styles", "texts", "names", "attributes", "unknown"])
def test_many_elements_in_few_bytes_are_refused_in_little_memory(
    tmp_path: Path, crowd: str
) -> None:
    path = tmp_path / "crowd.xlsx"
    path.write_bytes(crowded_workbook(crowd))
    assert path.stat().st_size < 1_000_000
    done = subprocess.run([sys.executable, "-c", READ, str(path)], capture_output=True, text=True,
                          check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    code, grown = done.stdout.split()
    assert code == "file_large"
    assert int(grown) < MEMORY_MB * 1024


READ = """
import resource, sys
from pathlib import Path
from multiguna.claims.actions.sheets import look_at_sheet
from multiguna.kernel.errors import Refused
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    file = look_at_sheet(Path(sys.argv[1]))
    names = file.names()
    for row in file.rows(lambda _: None):
        pass
    code = "taken"
except Refused as refusal:
    code = refusal.code
print(code, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_a_document_type_is_refused_in_whatever_part_it_stands(tmp_path: Path) -> None:
    hidden = b'<!DOCTYPE x [<!ENTITY a "x">]><x/>'
    for name in ("xl/media/image1.png", "xl/worksheets/sheet1.bin", "XL/A.XML"):
        with pytest.raises(Refused, match="encoding"):
            read_sheet(tmp_path / "a.xlsx", changed_workbook({name: hidden}))


def test_two_byte_signs_are_refused_where_they_are_read(tmp_path: Path) -> None:
    kinds = plain_part("xl/_rels/workbook.xml.rels").replace(b"sheet1.xml", b"sheet1.bin")
    two = plain_part("xl/worksheets/sheet1.xml").decode().encode("utf-16")
    data = changed_workbook({"xl/_rels/workbook.xml.rels": kinds, "xl/worksheets/sheet1.bin": two})
    with pytest.raises(Refused, match="encoding"):
        read_sheet(tmp_path / "a.xlsx", data)
    binary = changed_workbook({"xl/printerSettings/printerSettings1.bin": b"\x00\x01"})
    assert read_sheet(tmp_path / "b.xlsx", binary)[0] == ["SEP", "MRN"]


def plain_part(name: str) -> bytes:
    """One part of the plain workbook."""
    with zipfile.ZipFile(io.BytesIO(plain_workbook())) as archive:
        return archive.read(name)


def test_a_large_honest_workbook_is_read(tmp_path: Path) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for number in range(800):
        sheet.append([f"{number}/{column}" for column in range(98)])
    book.save(tmp_path / "honest.xlsx")
    file = look_at_sheet(tmp_path / "honest.xlsx")
    assert sum(1 for _ in file.rows(lambda _: None)) == 799


@pytest.mark.parametrize(
    "size", [b"", b'<dimension ref="A1"/>', b'<dimension ref="A1:XFD1048576"/>']
)
def test_what_a_workbook_says_of_its_size_does_not_matter(tmp_path: Path, size: bytes) -> None:
    name = "xl/worksheets/sheet1.xml"
    part = re.sub(rb"<dimension[^>]*/>", size, plain_part(name))
    assert read_sheet(tmp_path / "a.xlsx", changed_workbook({name: part})) == [
        ["SEP", "MRN"], ["S1", "1"],
    ]  # fmt: skip


def test_rows_are_as_wide_as_the_header(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in (["SEP", "MRN", "C1", None, ""], ["S1"], [None], ["S2", "", "c", "", None], [1] * 4):
        sheet.append(row)
    book.save(tmp_path / "b.xlsx")
    assert read_sheet(tmp_path / "a.xlsx", (tmp_path / "b.xlsx").read_bytes()) == [
        ["SEP", "MRN", "C1"], ["S1", "", ""], ["S2", "", "c"], ["1"] * 4,
    ]  # fmt: skip


@pytest.mark.parametrize("written", [b"3671990101800000", b"3671990101800001", b"3.6719901018E+15"])
def test_a_nik_kept_as_a_number_is_not_read_as_another_one(tmp_path: Path, written: bytes) -> None:
    name = "xl/worksheets/sheet1.xml"
    cell = re.compile(rb'<c r="B2".*?</c>')
    part = cell.sub(b'<c r="B2"><v>' + written + b"</v></c>", plain_part(name))
    [_, [_, text]] = read_sheet(tmp_path / "a.xlsx", changed_workbook({name: part}))
    assert text == "3.67199E+15"
    assert (read_card(text), read_whole(text)) == (None, None)


def test_a_whole_receipt_of_ours_can_be_sent_back() -> None:
    rng, few = random.Random(1), 100
    columns = tuple(sound_row(rng, 0))
    rows = [
        RefusedRow(
            number,
            tuple(sound_row(rng, number).values()),
            tuple(RowProblem(number, name, "x", ProblemCode.CODE_INVALID) for name in columns[:2]),
        )
        for number in range(few)
    ]
    card = Receipt(1, "3671901", "P.txt", date(2012, 3, 1), columns, {}, few, 0, 0, 0, few)
    with zipfile.ZipFile(io.BytesIO(receipt_workbook(card, rows))) as archive:
        size = sum(part.file_size for part in archive.infolist())
    assert size * ROWS_MAX // few < UNPACKED_MAX
