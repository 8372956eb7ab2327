"""What a file of budget documents must be; pure but for reading the file it is given."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text
from multiguna.ledger.terms import BudgetDocument, BudgetLine
from multiguna.programme.terms import Pack

COLUMNS = ("document_no", "kind", "fiscal_year", "line_code", "on", "amount_idr", "legal")
OPTIONAL = ("quarter", "supersedes")
QUARTERS = ("1", "2", "3", "4")
KINDS = ("DPA", "DPAP", "SPD")


def budget_lines(pack: Pack) -> list[BudgetLine]:
    """The budget lines of a pack as the ledger opens them."""
    return [
        BudgetLine(
            row.fiscal_year, row.line_code, row.parent_code or None, row.name,
            row.sub_activity_code, row.account_code, row.care, row.policy,
        )
        for row in pack.budget_lines
    ]  # fmt: skip


def read_budget(path: Path) -> list[BudgetDocument]:
    """The documents of a CSV file; one wrong row refuses the whole file with its place.

    Columns: document_no, kind (DPA, DPAP or SPD), fiscal_year, line_code, on (yyyy-mm-dd),
    amount_idr (whole rupiah; a DPAP may be negative), legal; and if needed quarter (of an SPD, 1
    to 4; that of its day if empty) and supersedes (the number of the document it stands for).
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, restval="")
        names = reader.fieldnames or ()
        if not set(COLUMNS) <= set(names) <= {*COLUMNS, *OPTIONAL} or len(set(names)) < len(names):
            raise _wrong(path, 0, "header", f"expected {','.join(COLUMNS)}")
        return [_document(path, number, row) for number, row in enumerate(reader, start=1)]


def _document(path: Path, number: int, row: dict[str, str]) -> BudgetDocument:
    kind, quarter = row["kind"], row.get("quarter", "")
    if not row["document_no"].strip():
        raise _wrong(path, number, "document_no", "DPA/2012/1")
    if kind not in KINDS:
        raise _wrong(path, number, "kind", "DPA, DPAP, SPD")
    try:
        on = date.fromisoformat(row["on"])
    except ValueError:
        raise _wrong(path, number, "on", "yyyy-mm-dd") from None
    try:
        year, amount_idr = int(row["fiscal_year"]), int(row["amount_idr"])
    except ValueError:
        raise _wrong(path, number, "amount_idr", "1250000") from None
    if quarter and (kind != "SPD" or quarter not in QUARTERS):
        raise _wrong(path, number, "quarter", "1, 2, 3, 4")
    return BudgetDocument(
        row["document_no"], kind, year, row["line_code"], on, amount_idr, row["legal"],
        int(quarter) if quarter else None, row.get("supersedes") or None,
    )  # fmt: skip


def budget_csv(documents: Iterable[BudgetDocument]) -> str:
    """Budget documents as the CSV file that `read_budget` reads."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*COLUMNS, *OPTIONAL])
    writer.writerows(
        [one.document_no, one.kind, one.fiscal_year, one.line_code, one.on.isoformat(),
         one.amount_idr, one.legal, one.quarter or "", one.supersedes or ""]
        for one in documents
    )  # fmt: skip
    return out.getvalue()


def _wrong(path: Path, row: int, column: str, expected: str) -> Refused:
    return Refused(
        "budget_file_invalid",
        Text(
            id=f"{path.name} baris {row}, kolom {column}: isi tidak sah; contoh yang benar: "
            f"{expected}. Tidak ada yang dicatat.",
            en=f"{path.name} row {row}, column {column}: invalid; expected e.g. {expected}. "
            "Nothing was entered.",
        ),
        row=row,
        column=column,
    )
