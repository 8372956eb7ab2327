"""Signs packs with this installation's key, and keeps whose keys it believes."""

from __future__ import annotations

import json
import os
import re
from dataclasses import asdict
from datetime import date
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from multiguna.kernel import keys
from multiguna.kernel.errors import Refused
from multiguna.kernel.home import home
from multiguna.kernel.terms import Text
from multiguna.programme.queries import PUBLISHER_KEY, publishers_folder
from multiguna.programme.rules.packs import read_pack
from multiguna.programme.rules.signing import (
    file_digests,
    publisher_of,
    read_signature,
    signature_text,
)
from multiguna.programme.terms.signing import SIGNATURE, Publisher, Signature

RAW_KEY = re.compile(r"[0-9a-f]{64}")


def sign_pack(*, path: Path, publisher: str | None = None, on: date) -> Signature:
    """Sign the pack in a folder with this installation's publisher key, made on first use.

    Writes SIGNATURE whole or not at all. Refuses a pack that `check_pack` finds wrong. Without a
    name of the publisher it is the region's health office.
    """
    pack = read_pack(path)
    key = keys.signing_key(home(), PUBLISHER_KEY)
    name = publisher or f"Dinas Kesehatan {pack.region_name}"
    text = signature_text(pack, file_digests(path), publisher=name, key=key, on=on)
    _replace(path / SIGNATURE, text)
    signature = read_signature(path)
    assert signature is not None
    return signature


def trust_publisher(*, shown: str, name: str | None, on: date) -> Publisher:
    """Believe a publisher's key from now on: a key in hexadecimal, or a file that holds one.

    The file is a public key as PEM, a SIGNATURE, or the folder of a signed pack. Refuses
    `publisher_key_wrong`, and `publisher_unnamed` when neither the file nor `name` names it.
    """
    key, said = _shown_key(shown)
    if not (name or said):
        raise Refused(
            "publisher_unnamed",
            Text("Tulis nama penerbit kunci ini dengan --name.",
                 "Say whose key this is with --name."),
        )  # fmt: skip
    publisher = publisher_of(key, name or said)
    folder = publishers_folder()
    folder.mkdir(mode=0o700, exist_ok=True)
    body = {**asdict(publisher), "trusted_on": on.isoformat()}
    _replace(folder / f"{publisher.key_id}.json", json.dumps(body, ensure_ascii=False, indent=1))
    return publisher


def distrust_publisher(*, key_id: str) -> None:
    """Believe a publisher's key no more; what was installed stays. Refuses `publisher_unknown`."""
    file = publishers_folder() / f"{key_id}.json"
    if not re.fullmatch(r"[0-9a-f]{16}", key_id) or not file.is_file():
        raise Refused(
            "publisher_unknown",
            Text("Kunci itu memang tidak dipercaya di sini. Lihat 'multiguna pack publishers'.",
                 "That key is not believed here anyway. See 'multiguna pack publishers'."),
        )  # fmt: skip
    file.unlink()


def _shown_key(shown: str) -> tuple[Ed25519PublicKey, str]:
    """The key that a text or a file holds, and the name that it gives itself."""
    path = Path(shown)
    try:
        if RAW_KEY.fullmatch(shown.lower()):
            return Ed25519PublicKey.from_public_bytes(bytes.fromhex(shown)), ""
        if path.is_dir() or path.name == SIGNATURE:
            signature = read_signature(path if path.is_dir() else path.parent)
            if signature is not None:
                key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signature.key))
                return key, signature.publisher
        elif path.is_file():
            return keys.public_key(path.read_text("utf-8")), ""
    except ValueError:
        pass
    except Refused as refused:
        if refused.code != "key_unreadable":  # its words are about a key of our own
            raise
    raise Refused(
        "publisher_key_wrong",
        Text("Ini bukan kunci Ed25519, berkas PEM, atau paket yang ditandatangani.",
             "This is no Ed25519 key, PEM file, or signed pack."),
    )  # fmt: skip


def _replace(file: Path, text: str) -> None:
    """Write a file aside and rename it into place, so that nobody reads half of it."""
    aside = file.with_name(f".{file.name}.{os.getpid()}")
    aside.write_text(text, encoding="utf-8")
    aside.replace(file)
