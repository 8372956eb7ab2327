"""Files of claims: what they are, their header and rows, and their bytes kept by hash."""

from __future__ import annotations

import codecs
import csv
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO

from multiguna.claims.actions.sheets import MAGIC, SheetFile, look_at_sheet
from multiguna.claims.rules.eklaim import Row, split_line, split_lines
from multiguna.kernel.errors import Refused
from multiguna.kernel.home import home
from multiguna.kernel.intake import Progress
from multiguna.kernel.terms import Text

CHUNK = 1 << 20
LONGEST_LINE = 1 << 18
TELL_EVERY = 1 << 18

_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\x1a"))


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file that was found to be text: SHA-256 of its bytes and its encoding.

    Its cells stand between tabs; in the own format between whatever its header has most of.
    """

    path: Path
    file_hash: str
    encoding: str

    def names(self) -> list[str]:
        """The names in its header."""
        line = next(self.lines(), "")
        return split_line(line) if (mark := delimiter(line)) == "\t" else _split(line, mark)

    def rows(self, progress: Progress, quoted: Callable[[int], None]) -> Iterator[Row]:
        """Its rows after the header, counted from 1; a blank line is none.

        `progress` is told how many characters were read, `quoted` the first row with a cell in
        quotes between tabs.
        """
        lines = self.lines()
        mark = delimiter(next(lines, ""))
        told = _told(lines, progress)
        if mark == "\t":
            yield from split_lines(told, quoted)
            return
        for row_no, line in enumerate(told, 1):
            if line.strip(mark + " "):
                yield row_no, _split(line, mark)

    def lines(self) -> Iterator[str]:
        """Its lines without their ends, one at a time; an overlong line is refused.

        The end of a file of DOS, a sign of its own behind the last line, is no part of it.
        """
        with self.path.open(encoding=self.encoding, newline="\n") as file:
            while line := file.readline(LONGEST_LINE):
                if len(line) >= LONGEST_LINE:
                    raise _line_too_long()
                yield line.rstrip("\r\n") if line.endswith("\n") else line.rstrip("\r\x1a")


ClaimFile = TextFile | SheetFile


def delimiter(header: str) -> str:
    """What stands between the cells: a tab, or what the header has more of than of tabs.

    >>> delimiter("NOMOR_KLAIM;NAMA_PASIEN"), delimiter("SEP\\tMRN")
    (';', '\\t')
    """
    return max("\t,;", key=header.count)


def _split(line: str, mark: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=mark), [])
    except csv.Error:
        return []


def _told(lines: Iterator[str], progress: Progress) -> Iterator[str]:
    """The lines as they are; `progress` is told of their sizes now and then."""
    untold = 0
    for line in lines:
        untold += len(line) + 1
        if untold > TELL_EVERY:
            progress(untold)
            untold = 0
        yield line
    progress(untold)


def look_at(path: Path) -> ClaimFile:
    """What a file is, looked at once: text, or a workbook.

    Refuses what is neither (`encoding`) or too large to be unpacked (`file_large`), and a missing
    file (`file_unreadable`).
    """
    try:
        with path.open("rb") as file:
            packed = file.read(len(MAGIC)) == MAGIC
        return look_at_sheet(path) if packed else look_at_text(path)
    except OSError as error:
        raise Refused(
            "file_unreadable",
            Text(
                id="Berkas tidak dapat dibaca. Periksa letak dan izinnya.",
                en="The file cannot be read. Check where it is and its permissions.",
            ),
        ) from error


def look_at_text(path: Path) -> TextFile:
    """Read the bytes once: their hash, and whether they are UTF-8, or else Latin-1 text, or else
    that of Windows.

    Refuses (`encoding`) a file with NUL or control bytes, UTF-16, UTF-8 that breaks off, and a
    file with bytes that Windows-1252 does not know either.
    """
    digest, utf8 = sha256(), codecs.getincrementaldecoder("utf-8")()
    is_utf8, is_whole, is_latin1, is_windows = True, True, True, True
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            if len(chunk.translate(None, _CONTROLS)) < len(chunk):
                raise _not_text()
            is_latin1 = is_latin1 and len(chunk.translate(None, _C1)) == len(chunk)
            is_windows = is_windows and len(chunk.translate(None, _UNKNOWN)) == len(chunk)
            is_utf8 = is_utf8 and _continues(utf8, chunk)
        is_whole = not is_utf8 or _continues(utf8, b"", final=True)
    if is_utf8 and is_whole:
        return TextFile(path, digest.hexdigest(), "utf-8-sig")
    if not (is_latin1 or (is_windows and is_whole)):
        raise _not_text()
    return TextFile(path, digest.hexdigest(), "latin-1" if is_latin1 else "cp1252")


_C1 = bytes(range(0x80, 0xA0))
_UNKNOWN = b"\x81\x8d\x8f\x90\x9d"
"""What Windows-1252 has no sign for."""


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
            id="Berkas ini bukan teks UTF-8, Latin-1 atau Windows. Ekspor ulang dari e-Klaim "
            "sebagai TXT; jangan kirim lembar kerja, arsip, atau berkas yang terpotong.",
            en="This file is not UTF-8, Latin-1 or Windows text. Export again from e-Klaim as TXT; "
            "do not send a workbook, an archive or a truncated file.",
        ),
    )


def _line_too_long() -> Refused:
    return Refused(
        "line_too_long",
        Text(
            id="Ada baris yang terlalu panjang untuk satu klaim. Ekspor ulang dari e-Klaim sebagai "
            "TXT dan jangan mengubahnya.",
            en="A line is too long for one claim. Export again from e-Klaim as TXT and leave it as "
            "it is.",
        ),
    )


def keep_original(file_hash: str, source: IO[bytes]) -> None:
    """Keep bytes on disk in `home()/files/HASH`, for this user alone; known bytes stay."""
    folder = home() / "files"
    folder.mkdir(mode=0o700, exist_ok=True)
    target = folder / file_hash
    if target.exists():
        return
    fresh = folder / f".{file_hash}.{os.getpid()}.{threading.get_ident()}"
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "wb") as out:
        shutil.copyfileobj(source, out, CHUNK)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(target)
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)  # the name too outlives a power cut
    finally:
        os.close(opened)
