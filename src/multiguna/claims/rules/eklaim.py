"""The e-Klaim TXT export: its header and its rows. Pure: cells in, a claim or its problems out.

Source: the export of e-Klaim build 5.10 (78 columns, newer builds append IDRG_*), read by name.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from multiguna.claims.rules.eklaim_layout import Layout
from multiguna.claims.rules.eklaim_rows import RowReader
from multiguna.claims.rules.receipts import ADDED_COLUMNS
from multiguna.claims.terms.importing import COLUMNS, DRG_PREFIX, ReadClaim
from multiguna.claims.terms.problems import ProblemCode, RowProblem
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text

MOST_COLUMNS = 400

Row = tuple[int, list[str]]
"""A row of a file as its number and its cells."""


class JudgedRow(NamedTuple):
    """A data row: what was read (None: refused), what is to say about it, and how it stood."""

    claim: ReadClaim | None
    problems: list[RowProblem]
    row_no: int
    cells: list[str]


def read_header(names: Sequence[str]) -> Layout:
    """The places of the 78 columns, by name and in any order; those of a receipt are passed over.

    Refuses (`columns_missing`, `columns_repeated`, `columns_too_many`) a file that lacks one, has
    one twice, or has more than any e-Klaim writes.
    """
    clean = clean_names(names)
    missing = [name for name in COLUMNS if name not in clean]
    if missing:
        listed = ", ".join(missing[:5]) + (" …" if len(missing) > 5 else "")
        raise Refused(
            "columns_missing",
            Text(
                id=f"Berkas ini kekurangan {len(missing)} dari 78 kolom e-Klaim: {listed}. "
                "Ekspor ulang dari e-Klaim (TXT) tanpa mengubahnya.",
                en=f"This file lacks {len(missing)} of e-Klaim's 78 columns: {listed}. "
                "Export again from e-Klaim (TXT) and leave it as it is.",
            ),
            missing=len(missing),
        )
    return layout_of({name: index for index, name in enumerate(clean) if name}, len(clean))


def clean_names(names: Sequence[str]) -> list[str]:
    """The names of a header in capitals.

    Refuses (`columns_repeated`, `columns_too_many`) a name twice, and more than e-Klaim writes.
    """
    if len(names) > MOST_COLUMNS:
        raise Refused(
            "columns_too_many",
            Text(
                id=f"Berkas ini punya {len(names)} kolom; e-Klaim menulis paling banyak "
                f"{MOST_COLUMNS}. Ekspor ulang dari e-Klaim (TXT) tanpa mengubahnya.",
                en=f"This file has {len(names)} columns; e-Klaim writes at most {MOST_COLUMNS}. "
                "Export again from e-Klaim (TXT) and leave it as it is.",
            ),
            columns=len(names),
        )
    clean = [name.strip().upper() for name in names]
    named = [name for name in clean if name]
    if len(set(named)) < len(named):
        raise Refused(
            "columns_repeated",
            Text(
                id="Ada kolom yang muncul dua kali. Ekspor ulang dari e-Klaim (TXT).",
                en="A column stands in the file twice. Export again from e-Klaim (TXT).",
            ),
        )
    return clean


def layout_of(places: Mapping[str, int], width: int) -> Layout:
    """A layout from the places of columns by e-Klaim's names."""
    at = {name: index for name, index in places.items() if name not in ADDED_COLUMNS}
    extra = tuple(n for n in at if n not in COLUMNS and not n.startswith(DRG_PREFIX))
    return Layout(width, at, extra)


def split_line(line: str) -> list[str]:
    """The cells of one line: tabs between them, a cell may be in quotes with doubled quotes.

    None at all when the quotes cannot be read: a huge cell, or a line end inside a line.

    >>> split_line('a\\t"b"'), split_line('"a"\\rb')
    (['a', 'b'], [])
    """
    if '"' not in line:
        return line.split("\t")
    try:
        return next(csv.reader([line], delimiter="\t"))
    except csv.Error:
        return []


def split_lines(lines: Iterable[str], quoted: Callable[[int], None]) -> Iterator[Row]:
    """The rows of a tab-separated file, counted from 1 after the header; a blank line is none.

    `quoted` is told once, the number of the first row with a cell in quotes.
    """
    told = False
    for row_no, line in enumerate(lines, 1):
        if line and not line.isspace():
            if not told and '\t"' in line:
                told = True
                quoted(row_no)
            yield row_no, split_line(line)


def judge_rows(
    rows: Iterable[Row],
    layout: Layout,
    provider_code: str,
    translate: Callable[[list[str]], list[str]] | None = None,
) -> Iterator[JudgedRow]:
    """Every row in turn, judged. What concerns the whole file is said once, with the first row.

    `translate` turns a row of another format into the cells that the layout speaks of.
    """
    problems = [RowProblem(0, name, "", ProblemCode.EXTRA_COLUMN) for name in layout.extra]
    for row_no, cells in rows:
        read = translate(cells) if translate is not None else cells
        reader = RowReader(row_no, read, layout)
        claim = reader.read(provider_code)
        yield JudgedRow(claim, problems + reader.problems, row_no, cells)
        problems = []


def read_rows(lines: Iterable[str], layout: Layout, provider_code: str) -> Iterator[JudgedRow]:
    """Every data row of an e-Klaim TXT in turn, judged."""
    quoted: list[RowProblem] = []

    def note(row_no: int) -> None:
        quoted.append(RowProblem(row_no, "", "", ProblemCode.QUOTED_FIELD))

    for judged in judge_rows(split_lines(lines, note), layout, provider_code):
        if quoted:
            judged = judged._replace(problems=[quoted.pop(), *judged.problems])
        yield judged
