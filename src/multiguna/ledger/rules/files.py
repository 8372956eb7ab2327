"""What a file of budget documents must be; pure but for reading the file it is given."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text
from multiguna.ledger.terms import BudgetDocument, BudgetLine
from multiguna.programme.terms import Pack

COLUMNS = ("document_no", "kind", "fiscal_year", "line_code", "on", "amount_idr", "legal")
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
    amount_idr (whole rupiah; a DPAP may be negative), legal.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise _wrong(path, 0, "header", f"expected {','.join(COLUMNS)}")
        documents = []
        for number, row in enumerate(reader, start=1):
            if row["kind"] not in KINDS:
                raise _wrong(path, number, "kind", "DPA, DPAP, SPD")
            try:
                on = date.fromisoformat(row["on"])
            except ValueError:
                raise _wrong(path, number, "on", "yyyy-mm-dd") from None
            try:
                year, amount_idr = int(row["fiscal_year"]), int(row["amount_idr"])
            except ValueError:
                raise _wrong(path, number, "amount_idr", "1250000") from None
            documents.append(
                BudgetDocument(
                    row["document_no"], row["kind"], year, row["line_code"], on, amount_idr
                )
            )
    return documents


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
