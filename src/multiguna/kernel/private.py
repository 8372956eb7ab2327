"""Files that may name persons: nobody but their owner reads them, and their names name nobody."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import IO

_NUMBER = re.compile(r"\d{10,}", re.ASCII)


def unnumbered(name: str) -> str:
    """A file's name without the numbers in it that could be a person's (ten digits and more).

    >>> unnumbered("resume 3671990101800001.pdf"), unnumbered("P_3671901_20120331.txt")
    ('resume x.pdf', 'P_3671901_20120331.txt')
    """
    return _NUMBER.sub("x", name)


def open_private(path: Path, *, encoding: str = "utf-8", newline: str | None = None) -> IO[str]:
    """Open a text file to be written anew, for its owner alone whatever the umask says."""
    return open(_opened(path), "w", encoding=encoding, newline=newline)


def write_private(path: Path, data: bytes) -> None:
    """Write a file anew, for its owner alone whatever the umask says."""
    with open(_opened(path), "wb") as file:
        file.write(data)


def _opened(path: Path) -> int:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.fchmod(descriptor, 0o600)  # it may have been there before
    return descriptor
