"""Files that a form brings: streamed to disk, bounded, and handed on under a plain name.

Every upload passes `Bounded`: nothing of a file is held in memory, and what is too large is read
to its end and thrown away, so that the page can say so. Of whom we do not know, no file is taken.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import SkipFile, StopUpload, TemporaryFileUploadHandler
from django.http import HttpRequest

from multiguna.kernel.errors import Refused
from multiguna.kernel.private import unnumbered
from multiguna.kernel.terms import Text

FILE_BYTES_MAX = 200_000_000
"""The most that one file may have; a million rows come through the command line."""

REQUEST_BYTES_MAX = 1_000_000_000
"""The most that one form may bring, all its files together."""

NAME_CHARACTERS_MAX = 80
TOO_LARGE = "multiguna.too_large"
TAKEN = "multiguna.bytes_taken"

REFUSALS = {
    "file_missing": Text(id="Pilih berkas yang akan diunggah.", en="Choose the file to upload."),
    "file_large": Text(
        id=f"Berkas lebih dari {FILE_BYTES_MAX // 1_000_000} MB. Kirim satu bulan saja, atau minta "
        "Dinas Kesehatan memasukkannya lewat perintah.",
        en=f"The file is larger than {FILE_BYTES_MAX // 1_000_000} MB. Send one month alone, or "
        "ask the health office to take it in by command.",
    ),
}


class Bounded(TemporaryFileUploadHandler):
    """Streams a file into a temporary one; a file beyond the bound is dropped and remembered.

    The check against forged forms reads a form before any view asks who sent it: so this asks.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file; of somebody who is not logged in the form is not read any further."""
        assert self.request is not None
        if not self.request.user.is_authenticated:
            raise StopUpload(connection_reset=True)
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Keep a piece of the file, as long as it and the whole form stay within their bounds."""
        assert self.request is not None
        said = self.request.META
        said[TAKEN] = said.get(TAKEN, 0) + len(raw_data)
        whole = max(int(said.get("CONTENT_LENGTH") or 0), said[TAKEN])
        if start + len(raw_data) > FILE_BYTES_MAX or whole > REQUEST_BYTES_MAX:
            said.setdefault(TOO_LARGE, []).append(self.file_name)
            self.file.close()
            raise SkipFile
        super().receive_data_chunk(raw_data, start)
        return None


@contextmanager
def received(request: HttpRequest, field: str = "file") -> Iterator[list[Path]]:
    """The files of a form's field under plain names, in a folder that goes away again.

    Refuses `file_missing` when there is none, `file_large` when one was beyond the bound.
    """
    files = [file for file in request.FILES.getlist(field) if file.size]
    if request.META.get(TOO_LARGE):
        raise Refused("file_large", REFUSALS["file_large"])
    if not files:
        raise Refused("file_missing", REFUSALS["file_missing"])
    with tempfile.TemporaryDirectory(prefix="multiguna-") as folder:
        paths = []
        for number, file in enumerate(files):
            assert isinstance(file, TemporaryUploadedFile)
            path = Path(folder) / str(number) / plain_name(file.name or "")
            path.parent.mkdir()
            os.link(file.temporary_file_path(), path)
            paths.append(path)
        yield paths


def plain_name(name: str) -> str:
    """A file's name without its folders and without characters that mean something elsewhere.

    A number that could be a person's is not in it.

    >>> plain_name("../P. Maret_2012.txt"), plain_name(".x"), plain_name("")
    ('P. Maret_2012.txt', 'x', 'berkas')
    >>> plain_name("KTP 3671990101800001.pdf")
    'KTP x.pdf'
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(c if c.isalnum() or c in "-._ " else "-" for c in last)
    return unnumbered(plain)[-NAME_CHARACTERS_MAX:].strip(". ") or "berkas"
