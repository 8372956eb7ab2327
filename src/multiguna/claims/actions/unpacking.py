"""Archives of others: what a reader of workbooks may unpack of one, bounded while it unpacks.

A few kilobytes can unpack to millions of elements, of which each becomes an object. Bytes alone do
not bound that; tags do. The bounds stand where a part is read, whatever the part is called.
"""

from __future__ import annotations

import re
import zipfile
from typing import IO

from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text

PART_MAX = 1_000_000
"""Bytes of a part that is read whole: styles, workbook, relations, content types."""
TAGS_MAX = 20_000
"""Elements of a part that is read whole, and those since the last row or shared text."""
STREAM_TAGS_MAX = 4_000_000
TEXTS_MAX = 500_000
GAP_MAX = 1_000_000
"""Bytes from one element to the next: the longest text, and all attributes of one element."""

CHUNK = 1 << 16
ANEW = re.compile(rb"<(?:[\w.\-]+:)?(?:row|si)[\s/>]")


class Unpacking(zipfile.ZipFile):
    """An archive whose parts are bounded when they are read. Refuses `file_large`."""

    def open(  # type: ignore[override]  # the readers only read
        self,
        name: str | zipfile.ZipInfo,
        mode: str = "r",
        pwd: bytes | None = None,
        *,
        force_zip64: bool = False,
    ) -> Part:
        """One part, to be read whole or piece by piece."""
        return Part(super().open(name, "r", pwd))


class Part:
    """One part of an archive, watched as it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._rest = file, b""
        self._tags = self._since = self._anew = 0

    def __enter__(self) -> Part:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the part back."""
        self._file.close()

    def read(self, size: int = -1) -> bytes:
        """All of it (at most PART_MAX bytes and TAGS_MAX elements), or the next `size` bytes."""
        whole = size is None or size < 0
        data = self._file.read(PART_MAX + 1 if whole else min(size, CHUNK))
        if whole and (len(data) > PART_MAX or _tags(data) > TAGS_MAX):
            raise too_large()
        if b"\x00" in data:
            raise zipfile.BadZipFile("text in two-byte signs")
        if not whole:
            self._watch(data)
        return data

    def _watch(self, data: bytes) -> None:
        """Count the elements, and those since the last row or text."""
        data = self._rest + data
        cut = max(data.rfind(b"<"), 0)
        self._rest, at = data[cut:], 0
        for match in ANEW.finditer(data, 0, cut):
            self._count(data[at : match.start()])
            self._since, at = 0, match.start()
            self._anew += 1
        self._count(data[at:cut])
        if len(self._rest) > GAP_MAX or self._anew > TEXTS_MAX or self._tags > STREAM_TAGS_MAX:
            raise too_large()

    def _count(self, data: bytes) -> None:
        tags = _tags(data)
        self._tags += tags
        self._since += tags
        if self._since > TAGS_MAX:
            raise too_large()


def _tags(data: bytes) -> int:
    """How many elements begin in it."""
    return data.count(b"<") - data.count(b"</")


def too_large() -> Refused:
    """The refusal of a workbook that has or unpacks to too much."""
    return Refused(
        "file_large",
        Text(
            id="Lembar kerja ini terlalu besar atau terlalu rumit. Pecah menjadi beberapa berkas "
            "tanpa hiasan, atau kirim TXT dari e-Klaim.",
            en="This workbook is too large or too intricate. Split it into several files without "
            "decoration, or send e-Klaim's TXT.",
        ),
    )
