"""Workbooks of others: what exhausts a reader is refused, what offices really save is read."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook
from tests.intake_fuzz import changed_workbook, crowded_workbook, plain_workbook

from multiguna.claims.actions.sheets import look_at_sheet
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
                          check=True)  # fmt: skip
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
