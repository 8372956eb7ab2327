"""What a supporting file is, by its first bytes, and what it may be called. Pure.

Nothing is ever unpacked here: a page of compressed zeros is as small as it came.
"""

from __future__ import annotations

import re

from multiguna.kernel.private import unnumbered

SIGNATURES = (
    (b"%PDF-", "application/pdf", ".pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png", ".png"),
    (b"\xff\xd8\xff", "image/jpeg", ".jpg"),
)
"""First bytes, media type, ending of the name."""

HEAD = 64
PIXELS_MAX = 100_000_000
NAME_CHARACTERS_MAX = 80
_UNSAFE = re.compile(r"[^\w. ()\-]+")


def media_type(head: bytes) -> str | None:
    """The media type by the first bytes; None for anything but PDF, PNG and JPEG.

    A PNG that says it has more than a hundred million pixels is none: a small file may say so, and
    whoever opens it runs out of memory.

    >>> media_type(b"%PDF-1.7 ..."), media_type(b"PK\\x03\\x04")
    ('application/pdf', None)
    """
    for signature, kind, _ in SIGNATURES:
        if head.startswith(signature):
            return None if kind == "image/png" and not _sane_png(head) else kind
    return None


def _sane_png(head: bytes) -> bool:
    """Whether a PNG begins with its header chunk and has a size that can be shown."""
    if len(head) < 24 or head[12:16] != b"IHDR":
        return False
    width, height = (int.from_bytes(head[at : at + 4], "big") for at in (16, 20))
    return 0 < width * height <= PIXELS_MAX


def safe_name(name: str, kind: str) -> str:
    """A name without folders or signs that mean something elsewhere, with the ending of its type.

    A number that could be a person's is not in it.

    >>> safe_name("../../etc/resume medis <1>.PDF", "application/pdf")
    'resume medis _1_.pdf'
    >>> safe_name("...", "image/png")
    'berkas.png'
    >>> safe_name("KTP 3671990101800001.pdf", "application/pdf")
    'KTP x.pdf'
    """
    ending = next(ending for _, known, ending in SIGNATURES if known == kind)
    last = re.split(r"[\\/]", name)[-1]
    stem = last.rpartition(".")[0] or last
    clean = unnumbered(_UNSAFE.sub("_", stem)).strip(" .")[: NAME_CHARACTERS_MAX - len(ending)]
    return f"{clean or 'berkas'}{ending}"
