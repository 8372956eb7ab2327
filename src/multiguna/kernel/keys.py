"""Ed25519 signing keys of this installation, one PEM file each under `<home>/keys/`.

A key is made the first time it is asked for. Two processes that ask at the same moment get the
same key: the file is written aside, complete, and then linked into place, which succeeds for one
of them only.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}")
_KEY_ID_BYTES = 8


def signing_key(home: Path, name: str) -> Ed25519PrivateKey:
    """Give the private key `name` (such as `letters` or `audit`), making it on first use.

    The folder is made with mode 0700 and the file with 0600. Refuses with `key_exposed` a file
    that others may read or write, with `key_unreadable` a file that holds no Ed25519 key; neither
    is ever replaced.
    """
    if not _NAME.fullmatch(name):
        raise ValueError("a key's name has lower-case letters, digits, _ and - only")
    folder = home / "keys"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / f"{name}.pem"
    if not file.exists():
        _create(file)
    return _load(file)


def public_pem(key: Ed25519PublicKey) -> str:
    """Write a public key as PEM text, for hospitals and verifiers to keep."""
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def public_key(pem: str) -> Ed25519PublicKey:
    """Read a public key from PEM; refuses all but an Ed25519 key with `key_unreadable`."""
    try:
        key = load_pem_public_key(pem.encode())
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise _unreadable()
    return key


def key_id(key: Ed25519PublicKey) -> bytes:
    """Name a key by the first 8 bytes of the SHA-256 of its raw public bytes."""
    return hashlib.sha256(key.public_bytes_raw()).digest()[:_KEY_ID_BYTES]


def _create(file: Path) -> None:
    """Write a new key aside and link it into place, unless another process was first."""
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    aside = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    try:
        with open(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(pem)
            stream.flush()
            os.fsync(stream.fileno())
        os.link(aside, file)
    except FileExistsError:
        pass
    finally:
        aside.unlink(missing_ok=True)


def _load(file: Path) -> Ed25519PrivateKey:
    with file.open("rb") as stream:
        if os.fstat(stream.fileno()).st_mode & 0o077:
            raise Refused(
                "key_exposed",
                Text(
                    id="Berkas kunci dapat dibuka pengguna lain. Batasi hak aksesnya (chmod 600), "
                    "lalu ganti kuncinya bila mungkin sudah dibaca orang.",
                    en="Other users can open the key file. Restrict it (chmod 600), and replace "
                    "the key if someone may have read it.",
                ),
                key=file.stem,
            )
        pem = stream.read()
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise _unreadable()
    return key


def _unreadable() -> Refused:
    return Refused(
        "key_unreadable",
        Text(
            id="Berkas kunci tidak berisi kunci Ed25519. Pulihkan dari cadangan; jangan membuat "
            "kunci baru selama surat lama masih berlaku.",
            en="The key file holds no Ed25519 key. Restore it from the backup; do not make a new "
            "key while old letters are still valid.",
        ),
    )
