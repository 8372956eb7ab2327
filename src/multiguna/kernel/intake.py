"""Taking in delimited files: streamed into a temporary table, with a report of every bad row.

A file that cannot be read as a whole (not text, a column missing) is refused and nothing is kept.
A row that cannot be taken is judged by the caller, who lists it with its row, column, value, reason
and remedy; the others go on. Row 1 is the first row after the header.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from psycopg import sql
from psycopg.copy import QueuedLibpqWriter

from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.reports import Problem, write_report
from multiguna.kernel.terms import Text

__all__ = ["CHUNK", "Column", "Problem", "Source", "look_through", "stage", "write_report"]

CHUNK = 1 << 20
LONGEST_LINE = 1 << 20
BOM = "\ufeff"
Progress = Callable[[int], None]
Judge = Callable[[int, Sequence[str]], bool]


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was looked through once: its hash, encoding, columns and delimiter."""

    path: Path
    file_hash: str
    encoding: str
    delimiter: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file: its type in SQL, and a pattern of texts that are surely sound.

    A row whose every text fits its pattern is taken without another look; the judge decides about
    all others. A pattern may therefore be narrower than the rule, never wider.
    """

    sql_type: str
    sure: str


@dataclass(frozen=True, slots=True)
class Staged:
    """How many rows a file has (blank lines are none) and how many of them the judge refused."""

    rows: int
    refused: int


def look_through(path: Path, *, required: Sequence[str]) -> Source:
    """Read a file once: hash it, find its encoding and columns; refuse what is no such file."""
    digest, decoder, utf8 = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")(), True
    with path.open("rb") as file:
        first = file.readline(LONGEST_LINE)
        file.seek(0)
        chunk = b"first"
        while chunk:
            chunk = file.read(CHUNK)
            digest.update(chunk)
            if b"\0" in chunk:
                raise _refused(path, "encoding", "bukan berkas teks", "it is not a text file")
            try:
                if utf8:
                    decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError:
                utf8 = False
    encoding = "utf-8" if utf8 else "latin-1"
    header = first.removeprefix(BOM.encode()).decode(encoding).rstrip("\r\n")
    if "\r" in header or len(first) == LONGEST_LINE:
        raise _refused(
            path, "encoding",
            "akhir barisnya tidak dikenal; simpan ulang sebagai CSV",
            "its line ends are unknown; save it as CSV again",
        )  # fmt: skip
    delimiter = max("\t,;", key=header.count)
    columns = tuple(
        name.strip().upper() for name in next(csv.reader([header], delimiter=delimiter), [])
    )
    named = [name for name in columns if name]
    wrong = [name for name in required if name not in columns] or sorted(
        {name for name in named if named.count(name) > 1}
    )
    if wrong:
        names = ", ".join(wrong)
        raise _refused(
            path, "columns_missing",
            f"kolom tidak ada atau ganda: {names}", f"columns missing or doubled: {names}",
        )  # fmt: skip
    return Source(path, digest.hexdigest(), encoding, delimiter, columns)


def stage(
    cursor: Cursor,
    source: Source,
    table: str,
    *,
    columns: Mapping[str, Column],
    judge: Judge,
    progress: Progress | None = None,
) -> Staged:
    """Stream a file's sound rows into a new temporary table of `row_no` and the columns named.

    `judge(row_no, texts)` is asked about each row that is not surely sound; the texts stand in the
    order of `source.columns` and may be too few or too many. An empty text becomes NULL where the
    column's type is not text. Other columns of the file are staged as extra_1, extra_2 and so on.
    """
    names, types = [sql.Identifier("row_no")], ["bigint"]
    for number, name in enumerate(source.columns, start=1):
        known = columns.get(name)
        names.append(sql.Identifier(name.lower() if known else f"extra_{number}"))
        types.append(known.sql_type if known else "text")
    definitions = [
        sql.SQL("{} {}").format(name, sql.SQL(kind))
        for name, kind in zip(names, types, strict=True)
    ]
    cursor.execute(sql.SQL("DROP TABLE IF EXISTS pg_temp.{}").format(sql.Identifier(table)))
    cursor.execute(
        sql.SQL("CREATE TEMPORARY TABLE {} ({}) ON COMMIT DROP").format(
            sql.Identifier(table), sql.SQL(", ").join(definitions)
        )
    )
    texts = [name for name, kind in zip(names, types, strict=True) if kind == "text"]
    options = [sql.SQL("FORMAT csv, DELIMITER {}").format(sql.Literal(source.delimiter))]
    if texts:
        options.append(sql.SQL("FORCE_NOT_NULL ({})").format(sql.SQL(", ").join(texts)))
    copy = sql.SQL("COPY {} FROM STDIN ({})").format(
        sql.Identifier(table), sql.SQL(", ").join(options)
    )
    rows = _Rows(source, columns, judge)
    # The writer sends from a thread of its own while the next block is judged.
    with cursor.copy(copy, writer=QueuedLibpqWriter(cursor)) as sink:
        for block, size in rows.blocks():
            sink.write(block)
            if progress is not None:
                progress(size)
    return Staged(rows.number - rows.blank, rows.refused)


class _Rows:
    """The sound rows of a file as blocks of CSV bytes, each row with its number before it.

    Lines are split as they are until the first block with a quote; from there on Python's csv
    module reads the file.
    """

    def __init__(self, source: Source, columns: Mapping[str, Column], judge: Judge) -> None:
        self.source, self.judge = source, judge
        self.number = self.blank = self.refused = 0
        mark = re.escape(source.delimiter)
        free = rf'[^{mark}"\r\n]*'
        sure = (f"(?:{columns[c].sure})" if c in columns else free for c in source.columns)
        self._sure = re.compile(mark.join(sure).encode()).fullmatch
        self._numbered = b"%d" + source.delimiter.encode() + b"%b"

    def blocks(self) -> Iterator[tuple[bytes, int]]:
        """Blocks for COPY, each with the number of file bytes it stands for."""
        with self.source.path.open("rb") as file:
            file.readline()
            rest = b""
            while chunk := file.read(CHUNK):
                data = rest + chunk
                if b'"' in data:
                    yield from self._quoted(data, file)
                    return
                cut = data.rfind(b"\n") + 1
                rest = data[cut:]
                if len(rest) > LONGEST_LINE:
                    raise self._unreadable(self.number + data.count(b"\n") + 1)
                yield self._plain(data[:cut]), len(chunk)
            if rest:
                yield self._plain(rest), 0

    def _plain(self, block: bytes) -> bytes:
        if b"\r" in block:
            block = block.replace(b"\r\n", b"\n")
        if self.source.encoding != "utf-8":
            block = block.decode(self.source.encoding).encode()
        lines = block.split(b"\n")
        if not lines[-1]:
            lines.pop()
        number, sure, numbered = self.number, self._sure, self._numbered
        kept = []
        for line in lines:
            number += 1
            if sure(line):
                kept.append(numbered % (number, line))
            elif line.strip():
                kept.append(self._judged(number, line.decode().split(self.source.delimiter)))
            else:
                self.blank += 1
        self.number = number
        return b"\n".join([*filter(None, kept), b""])

    def _quoted(self, data: bytes, file: io.BufferedReader) -> Iterator[tuple[bytes, int]]:
        raw = io.BufferedReader(_Joined(data, file), CHUNK)
        text = io.TextIOWrapper(raw, self.source.encoding, newline="")
        rows = csv.reader(text, delimiter=self.source.delimiter, strict=True)
        kept: list[bytes] = []
        line, size = 0, len(data)
        try:
            for row in rows:
                self.number += 1
                lines, line = rows.line_num - line, rows.line_num
                if lines > 1 and len(row) != len(self.source.columns):
                    raise self._unreadable(self.number)  # a quote stays open and swallows rows
                kept.append(self._row(row))
                size += len(kept[-1])
                if len(kept) == 5000:
                    yield b"\n".join([*filter(None, kept), b""]), size
                    kept, size = [], 0
        except csv.Error:
            raise self._unreadable(self.number + 1) from None
        yield b"\n".join([*filter(None, kept), b""]), size

    def _row(self, row: list[str]) -> bytes:
        if not any(map(str.strip, row)):
            self.blank += 1
            return b""
        line = self.source.delimiter.join(row).encode()
        if len(row) == len(self.source.columns) and self._sure(line):
            return self._numbered % (self.number, line)
        return self._judged(self.number, row)

    def _judged(self, number: int, row: list[str]) -> bytes:
        """The row for COPY, quoted where it must be; nothing when the judge refuses it."""
        if not self.judge(number, row):
            self.refused += 1
            return b""
        out = io.StringIO()
        csv.writer(out, delimiter=self.source.delimiter).writerow([number, *row])
        return out.getvalue().removesuffix("\r\n").encode()

    def _unreadable(self, number: int) -> Refused:
        return _refused(
            self.source.path, "row_unreadable",
            f"baris {number} tidak terbaca; mungkin tanda kutip tidak ditutup",
            f"row {number} cannot be read; a quote may not be closed",
        )  # fmt: skip


class _Joined(io.RawIOBase):
    """Bytes already read, then the rest of the file."""

    def __init__(self, head: bytes, tail: io.BufferedReader) -> None:
        self._head, self._tail = memoryview(head), tail

    def readable(self) -> bool:
        """Always: it is made to be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer from the head, then from the file."""
        if len(self._head):
            size = min(len(buffer), len(self._head))
            buffer[:size] = self._head[:size]
            self._head = self._head[size:]
            return size
        return self._tail.readinto(buffer)


def _refused(path: Path, code: str, reason_id: str, reason_en: str) -> Refused:
    return Refused(
        code,
        Text(
            id=f"Berkas {path.name} ditolak seluruhnya: {reason_id}. Tidak ada yang disimpan.",
            en=f"File {path.name} is refused as a whole: {reason_en}. Nothing was kept.",
        ),
    )
