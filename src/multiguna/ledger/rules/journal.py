"""The books as files that others read: Beancount (https://beancount.github.io) and CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby

from multiguna.ledger.terms import BOOKS, JournalLine

JOURNAL_COLUMNS = (
    "on", "entry_no", "entry_id", "kind", "account", "amount_idr", "provider_code", "care",
    "village_code", "claim_id", "recorded_by",
)  # fmt: skip
_STRANGE = re.compile(r"[^A-Za-z0-9-]+")


def book_name(fiscal_year: int, line_code: str, book: str) -> str:
    """The name of an account in the double-entry books, as Beancount allows it.

    >>> book_name(2012, "RI", "Committed"), book_name(2012, "obat & alkes", "Paid")
    ('Budget:2012:RI:Committed', 'Budget:2012:Obat-alkes:Paid')
    """
    line = _STRANGE.sub("-", line_code).strip("-") or "X"
    return f"Budget:{fiscal_year}:{line[0].upper()}{line[1:]}:{book}"


def beancount(
    lines: Iterable[JournalLine], *, year: int, line_codes: Sequence[str], opened_on: date
) -> Iterator[str]:
    """A year's books as a Beancount file, piece by piece; one transaction an entry."""
    yield (
        f'option "title" "Multiguna {year}"\n'
        'option "operating_currency" "IDR"\n'
        'option "name_equity" "Budget"\n\n'
    )
    for code in line_codes:
        for book in BOOKS:
            yield f"{opened_on} open {book_name(year, code, book)} IDR\n"
    for _, entry in groupby(lines, key=lambda line: line.entry_no):
        yield _transaction(list(entry))


def journal_csv(lines: Iterable[JournalLine]) -> Iterator[str]:
    """A year's books as CSV, piece by piece; one row per entry and account."""
    yield _row(JOURNAL_COLUMNS)
    for line in lines:
        account = book_name(line.fiscal_year, line.line_code, line.book)
        yield _row(
            (line.on, line.entry_no, line.entry_id, line.kind, account, line.amount_idr,
             line.provider_code, line.care, line.village_code, line.claim_id, line.recorded_by)
        )  # fmt: skip


def _transaction(lines: Sequence[JournalLine]) -> str:
    head = lines[0]
    facts = {
        "provider": head.provider_code, "care": head.care, "village": head.village_code,
        "recorded-by": head.recorded_by,
    }  # fmt: skip
    text = f"\n{head.on} * {_quoted(head.kind)} {_quoted(head.entry_id)}\n"
    text += f"  entry-no: {head.entry_no}\n"
    if head.claim_id is not None:
        text += f"  claim: {head.claim_id}\n"
    text += "".join(f"  {name}: {_quoted(fact)}\n" for name, fact in facts.items() if fact)
    for line in lines:
        text += f"  {book_name(line.fiscal_year, line.line_code, line.book)}  "
        text += f"{line.amount_idr} IDR\n"
    return text


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _row(cells: Sequence[object]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()
