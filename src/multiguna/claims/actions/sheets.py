"""Workbooks of claims: a corrected receipt, or a filled template, read as rows of texts.

A workbook is an archive that others made: what it unpacks to is bounded before and while it is
unpacked, and a document type (from which entities grow) is refused in whatever part it stands.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from hashlib import sha256
from pathlib import Path

from multiguna.claims.actions.unpacking import Unpacking, too_large
from multiguna.claims.rules.eklaim import MOST_COLUMNS, Row
from multiguna.kernel.errors import Refused
from multiguna.kernel.intake import Progress
from multiguna.kernel.terms import Text

MAGIC = b"PK\x03\x04"
UNPACKED_MAX = 96_000_000
PARTS_MAX = 200
ROWS_MAX = 100_000
CHUNK = 1 << 20
EXACT_DIGITS = 15
"""A spreadsheet's number with more of them is not exact."""

PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
DOCTYPE = (b"<!DOCTYPE", b"<!ENTITY")
NUL = b"\x00"
"""Stands in pictures and settings, and in XML of two-byte signs, which could hide a type."""
BROKEN = (
    zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError,
    IndexError, AttributeError, SyntaxError, NotImplementedError, OSError, RuntimeError, EOFError,
)  # fmt: skip
"""What the readers of archives and XML raise on files that are neither (SyntaxError: XML's own)."""


@dataclass(frozen=True, slots=True)
class SheetFile:
    """A workbook that was found to be one within bounds: SHA-256 of its bytes."""

    path: Path
    file_hash: str

    def names(self) -> list[str]:
        """The header: the first row of the first sheet, without the empty cells behind it."""
        return _trimmed(next(self._texts(), []))

    def rows(self, progress: Progress) -> Iterator[Row]:
        """Its rows from the second one on, counted from 1; an empty row is none.

        They are as wide as the header: an office writes no empty cells, or more than there are.
        """
        width = 0
        for number, texts in enumerate(self._texts()):
            cells = _trimmed(texts)
            if not number:
                width = len(cells)
            elif cells:
                yield number, cells + [""] * (width - len(cells))
        progress(self.path.stat().st_size)

    def _texts(self) -> Iterator[list[str]]:
        from openpyxl.reader.excel import ExcelReader  # half a second: only for a workbook
        from openpyxl.utils.exceptions import InvalidFileException

        try:
            with Unpacking(self.path) as archive, self.path.open("rb") as file:
                reader = ExcelReader(file, read_only=True, data_only=True, keep_links=False)
                reader.archive.close()
                reader.archive = archive
                reader.read()
                sheet = reader.wb.worksheets[0]
                sheet.reset_dimensions()  # what a workbook says of its size is often wrong
                for number, row in enumerate(sheet.iter_rows(values_only=True)):
                    if number > ROWS_MAX or len(row) > MOST_COLUMNS:
                        raise too_large()
                    yield [_text(value) for value in row]
        except (InvalidFileException, *BROKEN) as error:
            raise _no_workbook() from error


def look_at_sheet(path: Path) -> SheetFile:
    """Look at an archive without unpacking more than is allowed; its hash.

    Refuses (`encoding`) what is no workbook or has a document type in it, and (`file_large`) what
    would unpack to too much.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if len(parts) > PARTS_MAX or sum(part.file_size for part in parts) > UNPACKED_MAX:
                raise too_large()
            packed = all(part.compress_type in PACKED for part in parts)
            if not packed or not any(part.filename == "xl/workbook.xml" for part in parts):
                raise _no_workbook()
            for part in parts:
                _look_through(archive, part)
    except BROKEN as error:
        raise _no_workbook() from error
    digest = sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return SheetFile(path, digest.hexdigest())


def _look_through(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Refuse a document type, and XML in an encoding that hides one."""
    marks = (*DOCTYPE, NUL) if part.filename.lower().endswith((".xml", ".rels")) else DOCTYPE
    rest = b""
    with archive.open(part) as file:
        while chunk := file.read(CHUNK):
            data = rest + chunk
            if any(mark in data for mark in marks):
                raise _no_workbook()
            rest = data[-16:]


def _trimmed(texts: list[str]) -> list[str]:
    """The cells up to the last one with something in it."""
    width = len(texts)
    while width and not texts[width - 1]:
        width -= 1
    return texts[:width]


def _text(value: object) -> str:
    """A cell as e-Klaim would have written it: days as dd/mm/yyyy, whole numbers plain.

    Of a number with more than 15 digits an office has lost the last ones, as a NIK's: it is written
    as the power that a TXT of that office has, which is read as no number and no card.
    """
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, bool | time):
        return str(value)
    if isinstance(value, str):
        return value
    text = repr(value).removesuffix(".0")
    whole = text.partition(".")[0].lstrip("-")
    return f"{text[0]}.{text[1:6]}E+{len(whole) - 1}" if len(whole) > EXACT_DIGITS else text


def _no_workbook() -> Refused:
    return Refused(
        "encoding",
        Text(
            id="Berkas ini bukan lembar kerja yang dapat dibaca. Kirim TXT dari e-Klaim, CSV, atau "
            "lembar penolakan (XLSX) yang sudah diperbaiki.",
            en="This file is not a workbook that can be read. Send e-Klaim's TXT, a CSV, or the "
            "corrected sheet of refused rows (XLSX).",
        ),
    )
