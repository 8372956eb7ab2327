"""The receipt of a file: a workbook with the rows that were refused, to correct and send again.

Pure: rows in, bytes out. Every cell is a text, so that no spreadsheet takes one for a formula, a
number or a day; what stood in the file stands there. Imported where one is written: the library
takes half a second to load.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from multiguna.claims.rules.receipts import ADDED_COLUMNS, LONGEST_CELL, ROWS_MAX
from multiguna.claims.terms.problems import MESSAGES, ProblemCode
from multiguna.claims.terms.receipts import Receipt, RefusedRow

BAD = PatternFill("solid", fgColor="FFD9D9")
HEAD = PatternFill("solid", fgColor="E7EEF2")
BOLD = Font(bold=True)
TEXT = "@"
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")


def receipt_workbook(receipt: Receipt, rows: Iterable[RefusedRow]) -> bytes:
    """The receipt as XLSX: the refused rows in the file's own columns, then the counts.

    Bad cells are marked and say why; the columns behind them say it for the whole row, in both
    languages. At most ROWS_MAX rows: the next ones come when these were sent again.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet("DITOLAK")
    sheet.freeze_panes = "B2"
    sheet.append([_head(sheet, name) for name in (*receipt.columns, *ADDED_COLUMNS)])
    places = {name.strip().upper(): index for index, name in enumerate(receipt.columns)}
    for row in rows:
        sheet.append(_row(sheet, row, places, len(receipt.columns)))
    counts = book.create_sheet("RINGKASAN")
    for line in _summary(receipt):
        counts.append([_cell(counts, text) for text in line])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _row(sheet: Worksheet, row: RefusedRow, places: Mapping[str, int], width: int) -> list[Cell]:
    """The cells of a row, the bad ones marked, and what is said about it."""
    cells = [_cell(sheet, text) for text in row.cells[:width]]
    cells += [_cell(sheet, "") for _ in range(width - len(cells))]
    for problem in row.problems:
        index = places.get(problem.column.upper())
        if index is not None and not problem.kept:
            message, remedy = problem.message, problem.remedy
            cells[index].fill = BAD
            cells[index].comment = Comment(f"{message.id}\n{remedy.id}\n{message.en}", "Multiguna")
    bad = [(f"{p.column}: " if p.column else "", p) for p in row.problems if not p.kept]
    said = (
        "\n".join(f"{where}{p.message.id}" for where, p in bad),
        "\n".join(f"{where}{p.remedy.id}" for where, p in bad),
        "\n".join(f"{where}{p.message.en}" for where, p in bad),
        "\n".join(f"{where}{p.remedy.en}" for where, p in bad),
    )
    return [*cells, *(_cell(sheet, text) for text in (str(row.row_no), *said))]


def _cell(sheet: Worksheet, text: str) -> Cell:
    cell: Cell = WriteOnlyCell(sheet)
    cell.value = UNSEEN.sub("", text)[:LONGEST_CELL]
    cell.data_type = "s"
    cell.number_format = TEXT
    cell.quotePrefix = True
    return cell


def _head(sheet: Worksheet, text: str) -> Cell:
    cell = _cell(sheet, text)
    cell.font, cell.fill = BOLD, HEAD
    return cell


def _summary(receipt: Receipt) -> Iterator[tuple[str, ...]]:
    """What became of the file, and how to go on."""
    yield ("Berkas / File", receipt.file_name)
    yield ("Nomor berkas / Batch", str(receipt.batch_id))
    yield ("Diterima / Received", receipt.received_on.isoformat())
    for name, count in (
        ("Baris / Rows", receipt.rows), ("Baru / New", receipt.imported),
        ("Perbaikan / Corrected", receipt.corrected), ("Tetap / Unchanged", receipt.unchanged),
        ("Ditolak / Refused", receipt.refused),
    ):  # fmt: skip
        yield (name, str(count))
    yield (
        "Perbaiki sel merah di lembar DITOLAK, lalu kirim berkas ini kembali. Kolom tambahan "
        "tidak dibaca.",
        "Correct the red cells on the sheet DITOLAK and send this file again. The added columns "
        "are not read.",
    )
    if receipt.refused > ROWS_MAX:
        yield (
            f"Hanya {ROWS_MAX} baris pertama ada di sini; selebihnya menyusul setelah ini dikirim.",
            f"Only the first {ROWS_MAX} rows are here; the others follow once these were sent.",
        )
    for code in ProblemCode:
        if code in receipt.codes:
            yield (f"{code}: {receipt.codes[code]}", MESSAGES[code][0].id, MESSAGES[code][0].en)
