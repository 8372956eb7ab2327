"""Files of claims: whether they are text, their bytes kept by hash, the report beside them."""

from __future__ import annotations

import codecs
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import TracebackType

from multiguna.claims.terms.problems import RowProblem
from multiguna.kernel import reports
from multiguna.kernel.errors import Refused
from multiguna.kernel.home import home
from multiguna.kernel.terms import Text

CHUNK = 1 << 20
LONGEST_LINE = 1 << 18
FORMULA = ("=", "+", "-", "@")
"""What a spreadsheet takes for the start of a formula; such a value gets a quote in front."""

_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\x1a"))


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file that was found to be text: SHA-256 of its bytes and its encoding."""

    path: Path
    file_hash: str
    encoding: str

    def lines(self) -> Iterator[str]:
        """Its lines without their ends, one at a time; an overlong line is refused (`encoding`)."""
        with self.path.open(encoding=self.encoding, newline="\n") as file:
            while line := file.readline(LONGEST_LINE):
                if len(line) >= LONGEST_LINE:
                    raise _not_text()
                yield line.rstrip("\r\n")


def look_at(path: Path) -> TextFile:
    """Read the bytes once: their hash, and whether they are UTF-8 or else Latin-1 text.

    Refuses (`encoding`) a file with NUL or control bytes, UTF-16, an archive or a workbook, and a
    file that is neither whole UTF-8 nor clean Latin-1; refuses (`file_unreadable`) a missing one.
    """
    digest, utf8 = sha256(), codecs.getincrementaldecoder("utf-8")()
    is_utf8, is_latin1 = True, True
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
                if len(chunk.translate(None, _CONTROLS)) < len(chunk):
                    raise _not_text()
                if is_latin1 and any(byte in chunk for byte in _C1):
                    is_latin1 = False
                is_utf8 = is_utf8 and _continues(utf8, chunk)
            is_utf8 = is_utf8 and _continues(utf8, b"", final=True)
    except OSError as error:
        raise Refused(
            "file_unreadable",
            Text(
                id="Berkas tidak dapat dibaca. Periksa letak dan izinnya.",
                en="The file cannot be read. Check where it is and its permissions.",
            ),
        ) from error
    if not (is_utf8 or is_latin1):
        raise _not_text()
    return TextFile(path, digest.hexdigest(), "utf-8-sig" if is_utf8 else "latin-1")


_C1 = [bytes([number]) for number in range(0x80, 0xA0)]


def _continues(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _not_text() -> Refused:
    return Refused(
        "encoding",
        Text(
            id="Berkas ini bukan teks UTF-8 atau Latin-1. Ekspor ulang dari e-Klaim sebagai TXT; "
            "jangan kirim lembar kerja, arsip, atau berkas yang terpotong.",
            en="This file is not UTF-8 or Latin-1 text. Export again from e-Klaim as TXT; do not "
            "send a workbook, an archive or a truncated file.",
        ),
    )


def keep_original(file: TextFile) -> None:
    """Keep the bytes on disk in `home()/files/HASH`, for this user alone; known bytes stay."""
    folder = home() / "files"
    folder.mkdir(mode=0o700, exist_ok=True)
    target = folder / file.file_hash
    if target.exists():
        return
    fresh = folder / f".{file.file_hash}.{os.getpid()}"
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "wb") as out, file.path.open("rb") as source:
        shutil.copyfileobj(source, out, CHUNK)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(target)
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)  # the name too outlives a power cut
    finally:
        os.close(opened)


class Report:
    """Counts the rows with problems, keeps the first problems, and writes all to a report.

    Leaving the block ill leaves no report behind; without anything to say there is none.
    """

    KEPT = 50

    def __init__(self, path: Path | None) -> None:
        self._written = reports.Report(path) if path else None
        self.kept: list[RowProblem] = []
        self.refused = self.warned = 0

    def __enter__(self) -> Report:
        if self._written is not None:
            self._written.__enter__()
        return self

    def add(self, problems: list[RowProblem]) -> None:
        """The problems of one row."""
        if not problems:
            return
        if not all(problem.kept for problem in problems):
            self.refused += 1
        elif any(problem.column for problem in problems if problem.row):
            self.warned += 1
        for problem in problems:
            if len(self.kept) < self.KEPT:
                self.kept.append(problem)
            if self._written is not None:
                self._written.add(_listed(problem))

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._written is not None:
            self._written.__exit__(kind, error, trace)


def _listed(said: RowProblem) -> reports.Problem:
    """A problem as the report lists it; what a spreadsheet takes for a formula gets a quote."""
    value = "'" + said.value if said.value.startswith(FORMULA) else said.value
    return reports.Problem(
        said.row, said.column, value, said.code, said.message, said.remedy, kept=said.kept
    )
