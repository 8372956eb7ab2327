"""Signs the files of a pack and checks a signature: what was signed is what is installed.

A signature says which bytes a publisher meant, nothing about whether the law in them is right.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from multiguna.kernel import canonical, keys
from multiguna.kernel.canonical import Json
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text
from multiguna.programme.terms import Pack
from multiguna.programme.terms.signing import SIGNATURE, Provenance, Publisher, Signature

FORMAT = "multiguna-pack-signature-1"
NAMES_SHOWN = 5


def file_digests(path: Path) -> dict[str, str]:
    """SHA-256 (hexadecimal) of every file of a pack by its path in the folder, but SIGNATURE.

    A link counts as the text of where it leads, so that it can never stand in for a signed file.
    """
    found = {}
    for entry in sorted(path.rglob("*")):
        name = entry.relative_to(path).as_posix()
        if entry.is_symlink():
            found[name] = "link:" + hashlib.sha256(str(entry.readlink()).encode()).hexdigest()
        elif entry.is_file() and name != SIGNATURE:
            found[name] = hashlib.sha256(entry.read_bytes()).hexdigest()
    return found


def publisher_of(key: Ed25519PublicKey, name: str, *, own: bool = False) -> Publisher:
    """A publisher by its public key."""
    return Publisher(keys.key_id(key).hex(), name, key.public_bytes_raw().hex(), own)


def signature_text(
    pack: Pack, files: Mapping[str, str], *, publisher: str, key: Ed25519PrivateKey, on: date
) -> str:
    """The SIGNATURE file of a pack: who signs, what, and the digest of each file, signed."""
    signer = publisher_of(key.public_key(), publisher)
    unsigned = Signature(
        publisher=publisher, key_id=signer.key_id, key=signer.key, signed_on=on.isoformat(),
        pack=pack.name, version=pack.version, region=pack.region, files=dict(files), signature="",
    )  # fmt: skip
    signed = dataclasses.replace(unsigned, signature=key.sign(_message(unsigned)).hex())
    body = {"format": FORMAT, **dataclasses.asdict(signed)}
    return json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def read_signature(path: Path) -> Signature | None:
    """The signature in a pack's folder; None without one. Refuses `signature_unreadable`."""
    file = path / SIGNATURE
    if not file.is_file():
        return None
    try:
        body = json.loads(file.read_bytes())
        files = body["files"]
        texts = {field.name: body[field.name] for field in dataclasses.fields(Signature)}
        del texts["files"]
        whole = body["format"] == FORMAT and set(body) == {"format", "files", *texts}
        if not whole or not all(isinstance(one, str) for one in (*texts.values(), *files.values())):
            raise ValueError
        return Signature(files=dict(files), **texts)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Refused(
            "signature_unreadable",
            Text(
                id=f"Berkas {SIGNATURE} tidak terbaca. Minta paket yang utuh dari penerbitnya.",
                en=f"The file {SIGNATURE} cannot be read. Ask the publisher for a whole pack.",
            ),
        ) from None


def check_signature(path: Path, pack: Pack, publishers: Mapping[str, Publisher]) -> Provenance:
    """Whose believed signature the pack in a folder bears; `publishers` by key id.

    Refuses `pack_unsigned`, `pack_altered` (naming the files that are not as they were signed) and
    `publisher_unknown`. The publisher's name is the one that this installation knows it by.
    """
    signature = read_signature(path)
    if signature is None:
        raise _unsigned(path.name)
    altered = not_as_signed(path, pack, signature)
    if altered:
        raise _altered(path.name, altered)
    believed = publishers.get(signature.key_id)
    if believed is None or believed.key != signature.key:
        raise _unknown(signature)
    return Provenance(believed.key_id, believed.name)


def not_as_signed(path: Path, pack: Pack, signature: Signature) -> list[str]:
    """The files of a pack that its signature does not vouch for, SIGNATURE itself among them.

    SIGNATURE is named where its key did not sign what it says, or where it says another pack.
    """
    altered = altered_files(path, signature)
    if not _is_genuine(signature):
        return [SIGNATURE, *altered]
    same = (signature.pack, signature.version, signature.region)
    if not altered and same != (pack.name, pack.version, pack.region):
        return [SIGNATURE]
    return altered


def altered_files(path: Path, signature: Signature) -> list[str]:
    """The files of a pack that are other than signed, were added or are gone, by name."""
    found, signed = file_digests(path), signature.files
    return sorted(
        name for name in found.keys() | signed.keys() if found.get(name) != signed.get(name)
    )


def _is_genuine(signature: Signature) -> bool:
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signature.key))
        key.verify(bytes.fromhex(signature.signature), _message(signature))
    except (ValueError, InvalidSignature):
        return False
    return keys.key_id(key).hex() == signature.key_id


def _message(signature: Signature) -> bytes:
    """What is signed: everything but the signature, as canonical JSON under the format's name."""
    body: dict[str, Json] = {**dataclasses.asdict(signature)}
    del body["signature"]
    return f"{FORMAT}\n{canonical.dumps(body)}".encode()


def version_number(version: str) -> tuple[int, ...]:
    """A version to compare by: `1.10` is newer than `1.9`, and `1.0` is `1`.

    >>> version_number("1.10") > version_number("1.9"), version_number("1.0")
    (True, (1,))
    """
    parts = [int(part) for part in version.split(".")]
    while len(parts) > 1 and parts[-1] == 0:
        parts.pop()
    return tuple(parts)


def _unsigned(name: str) -> Refused:
    return Refused(
        "pack_unsigned",
        Text(
            id=f"Paket {name} tidak ditandatangani. Periksa isinya lalu tandatangani sendiri "
            "('multiguna pack sign'), atau pasang tanpa tanda tangan dengan --unsigned.",
            en=f"The pack {name} is not signed. Look it through and sign it yourself ('multiguna "
            "pack sign'), or install it without a signature with --unsigned.",
        ),
    )


def _altered(name: str, files: list[str]) -> Refused:
    shown = ", ".join(files[:NAMES_SHOWN])
    rest = len(files) - NAMES_SHOWN
    more_id, more_en = (f" dan {rest} lagi", f" and {rest} more") if rest > 0 else ("", "")
    return Refused(
        "pack_altered",
        Text(
            id=f"Paket {name} tidak lagi seperti saat ditandatangani: {shown}{more_id}. Minta "
            "paket yang asli, atau periksa perubahannya lalu tandatangani sendiri.",
            en=f"The pack {name} is not as it was signed: {shown}{more_en}. Ask for the genuine "
            "pack, or look the changes through and sign it yourself.",
        ),
        files=len(files),
    )


def _unknown(signature: Signature) -> Refused:
    return Refused(
        "publisher_unknown",
        Text(
            id=f"Paket ditandatangani kunci {signature.key_id} yang belum dipercaya di sini. "
            "Cocokkan nomor kunci itu dengan penerbitnya lewat jalan lain, lalu 'multiguna pack "
            "trust'.",
            en=f"The pack is signed by the key {signature.key_id}, which is not believed here. "
            "Compare that key number with its publisher by another way, then 'multiguna pack "
            "trust'.",
        ),
        key=signature.key_id,
    )
