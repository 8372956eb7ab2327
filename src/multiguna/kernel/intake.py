"""Taking in delimited files: streamed into a temporary table, with a report of every bad row.

A file that cannot be read as a whole (not text, a column missing) is refused and nothing is kept.
A row that cannot be taken is listed with its row, column, value, reason and remedy; the others
go on. Row 1 is the first row after the header, as `row_no` of the staging table counts too.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from psycopg import sql

from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.reports import Problem, write_report
from multiguna.kernel.terms import Text

__all__ = ["CHUNK", "Problem", "Source", "look_through", "stage", "write_report"]

CHUNK = 1 << 22
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was looked through once: its hash, encoding, columns and delimiter."""

    path: Path
    file_hash: str
    encoding: str
    delimiter: str
    columns: tuple[str, ...]


def look_through(path: Path, *, required: Sequence[str]) -> Source:
    """Read a file once: hash it, find its encoding and columns; refuse what is no such file."""
    digest, utf8 = hashlib.sha256(), True
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        first = file.readline(1 << 20)
        file.seek(0)
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            if b"\0" in chunk:
                raise _refused(path, "encoding", "bukan berkas teks", "it is not a text file")
            if utf8:
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError:
                    utf8 = False
    if utf8:
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            utf8 = False
    encoding = "utf-8" if utf8 else "latin-1"
    header = first.decode(encoding).lstrip("\ufeff").rstrip("\r\n")
    delimiter = max("\t,;", key=header.count)
    columns = tuple(
        name.strip().upper() for name in next(csv.reader([header], delimiter=delimiter), [])
    )
    missing = [name for name in required if name not in columns]
    if missing or len(set(columns)) < len(columns):
        names = ", ".join(missing) or ", ".join(
            sorted({c for c in columns if columns.count(c) > 1})
        )
        raise _refused(
            path, "columns_missing",
            f"kolom tidak ada atau ganda: {names}", f"columns missing or doubled: {names}",
        )  # fmt: skip
    return Source(path, digest.hexdigest(), encoding, delimiter, columns)


def stage(
    cursor: Cursor, source: Source, table: str, progress: Progress | None = None
) -> tuple[int, list[Problem]]:
    """Stream the rows of a file into a new temporary table of text columns beside `row_no`.

    Returns how many rows the file has and the rows with a wrong number of columns. Those, and
    blank lines, are staged as rows of empty texts, so that numbering stays true: leave out rows
    whose key is empty and whose number is among the problems.
    """
    columns = [sql.Identifier(name.lower()) for name in source.columns]
    definitions = sql.SQL(", ").join(sql.SQL("{} text").format(name) for name in columns)
    cursor.execute(
        sql.SQL(
            "CREATE TEMPORARY TABLE {} (row_no bigint GENERATED ALWAYS AS IDENTITY (CACHE 1000), {})"
            " ON COMMIT DROP"
        ).format(sql.Identifier(table), definitions)
    )
    reader = _Rows(source)
    copy = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv, DELIMITER {})").format(
        sql.Identifier(table), sql.SQL(", ").join(columns), sql.Literal(source.delimiter)
    )
    with cursor.copy(copy) as sink:
        for block, size in reader.blocks():
            sink.write(block)
            if progress is not None:
                progress(size)
    return reader.rows - reader.blank, reader.problems


class _Rows:
    """The rows of a file as blocks of CSV bytes, all with the right number of columns.

    A block without a quote is passed on as it is once each of its lines has the right number of
    delimiters; from the first quote on, Python's csv module reads the rest.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.rows = self.blank = 0
        self.problems: list[Problem] = []
        self._delimiter = source.delimiter.encode()
        self._empty = self._delimiter * (len(source.columns) - 1)

    def blocks(self) -> Iterator[tuple[bytes, int]]:
        """Blocks for COPY, each with the number of file bytes it stands for."""
        with self.source.path.open("rb") as file:
            file.readline()
            rest = b""
            while chunk := file.read(CHUNK):
                data = rest + chunk
                if b'"' in data or (b"\r" in data and b"\r\n" not in data):
                    yield from self._careful(data, file)
                    return
                cut = data.rfind(b"\n") + 1
                rest = data[cut:]
                yield self._plain(data[:cut]), len(chunk)
            if rest:
                yield self._plain(rest + b"\n"), 0

    def _plain(self, block: bytes) -> bytes:
        if b"\r" in block:
            block = block.replace(b"\r\n", b"\n")
        if self.source.encoding != "utf-8":
            block = block.decode(self.source.encoding).encode()
        lines = block.split(b"\n")
        lines.pop()
        wanted, delimiter = len(self.source.columns) - 1, self._delimiter
        wrong = [n for n, line in enumerate(lines) if line.count(delimiter) != wanted]
        for number in wrong:
            if lines[number].strip():
                self._refuse(self.rows + number + 1, lines[number].count(delimiter) + 1)
            else:
                self.blank += 1
            lines[number] = self._empty
        self.rows += len(lines)
        return b"\n".join([*lines, b""]) if wrong else block

    def _careful(self, data: bytes, file: io.BufferedReader) -> Iterator[tuple[bytes, int]]:
        raw = io.BufferedReader(_Joined(data, file), CHUNK)  # type: ignore[type-var]
        text = io.TextIOWrapper(raw, self.source.encoding, newline="")  # type: ignore[type-var]
        out = io.StringIO()
        writer = csv.writer(out, delimiter=self.source.delimiter, lineterminator="\n")
        rows = csv.reader(text, delimiter=self.source.delimiter, strict=False)
        while True:
            try:
                row = next(rows, None)
            except csv.Error:
                raise _refused(
                    self.source.path, "row_unreadable",
                    f"baris {self.rows + 1} tidak terbaca", f"row {self.rows + 1} is unreadable",
                ) from None  # fmt: skip
            if row is None:
                break
            self.rows += 1
            if len(row) != len(self.source.columns):
                if row:
                    self._refuse(self.rows, len(row))
                else:
                    self.blank += 1
                row = [""] * len(self.source.columns)
            writer.writerow(row)
            if out.tell() > CHUNK:
                yield out.getvalue().encode(), out.tell()
                out.seek(0)
                out.truncate()
        yield out.getvalue().encode(), out.tell()

    def _refuse(self, row: int, found: int) -> None:
        wanted = len(self.source.columns)
        self.problems.append(
            Problem(
                row, "", "", "columns_count",
                Text(f"Baris ini berisi {found} kolom, seharusnya {wanted}.",
                     f"This row has {found} columns instead of {wanted}."),
                Text("Perbaiki pemisah kolom pada baris ini lalu impor lagi.",
                     "Mend the delimiters of this row and import again."),
            )
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
