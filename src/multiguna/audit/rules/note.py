"""Signed notes: a checkpoint as text that leaves the building (C2SP `tlog-checkpoint`, Ed25519).

multiguna/36.71
1204
qINS1GRFhWHwdkUeqLEoP4yEMkTBBzxBkGwGQlVlVcs=

— multiguna/36.71 Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe…
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text

ED25519 = b"\x01"
KEY_HASH_BYTES = 4
_NOTE = re.compile(
    r"(?P<text>(?P<origin>[^\n]+)\n(?P<size>0|[1-9][0-9]{0,18})\n(?P<root>[A-Za-z0-9+/]{43}=)\n)"
    r"\n(?P<signatures>(?:— \S+ [A-Za-z0-9+/=]+\n)+)"
)


@dataclass(frozen=True, slots=True)
class Note:
    """A parsed note; whether its signature is good is another question."""

    origin: str
    size: int
    root: bytes
    text: str
    signatures: tuple[tuple[str, bytes], ...]


def origin(region: str) -> str:
    """The name of a region's log: the first line of its notes and the name of its key."""
    return f"multiguna/{region}"


def key_hash(name: str, public_key: bytes) -> bytes:
    """The four bytes that name a key before its signature."""
    return sha256(name.encode() + b"\n" + ED25519 + public_key).digest()[:KEY_HASH_BYTES]


def sign(key: Ed25519PrivateKey, *, name: str, size: int, root: bytes) -> str:
    """Write and sign the note of a checkpoint; `name` is both origin and key name."""
    text = f"{name}\n{size}\n{b64encode(root).decode()}\n"
    public = key.public_key().public_bytes_raw()
    signature = b64encode(key_hash(name, public) + key.sign(text.encode())).decode()
    return f"{text}\n— {name} {signature}\n"


def read(text: str) -> Note | None:
    """Read a note, or None when the text is not one; line ends may be CR LF."""
    match = _NOTE.fullmatch(text.replace("\r\n", "\n").strip() + "\n")
    if match is None:
        return None
    signatures = []
    for line in match["signatures"].splitlines():
        _, name, signature = line.split(" ")
        signatures.append((name, _decoded(signature)))
    return Note(
        match["origin"],
        int(match["size"]),
        b64decode(match["root"]),
        match["text"],
        tuple(signatures),
    )


def parse(text: str) -> Note:
    """Read a note that a person hands in; refuses with `note_unreadable` what is not one."""
    note = read(text)
    if note is None:
        raise Refused(
            "note_unreadable",
            Text(
                id="Teks ini bukan catatan titik periksa yang utuh. Salin seluruhnya, termasuk "
                "baris tanda tangan di akhir.",
                en="This text is not a whole checkpoint note. Copy all of it, with the signature "
                "line at its end.",
            ),
        )
    return note


def _decoded(signature: str) -> bytes:
    """The bytes of a signature; text that is not base64 signs nothing."""
    try:
        return b64decode(signature, validate=True)
    except ValueError:
        return b""


def is_signed(note: Note, *, name: str, public_key: bytes) -> bool:
    """Whether the note is of the log `name` and carries a good signature of its key."""
    if note.origin != name:
        return False
    prefix = key_hash(name, public_key)
    for signer, signature in note.signatures:
        if signer == name and signature[:KEY_HASH_BYTES] == prefix:
            try:
                Ed25519PublicKey.from_public_bytes(public_key).verify(
                    signature[KEY_HASH_BYTES:], note.text.encode()
                )
            except InvalidSignature:
                return False
            return True
    return False
