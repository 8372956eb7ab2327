"""Signed claims on paper: a CBOR Web Token (RFC 8392) in COSE_Sign1 (RFC 9052) with Ed25519.

The text form is a prefix, then Base45 of the zlib-compressed message, as in the well known health
certificates: short enough for one QR code, and readable without a network.

    text    = prefix + base45(zlib(message))
    message = 18([protected {1: -8}, {4: key id}, payload, signature])
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from datetime import date, timedelta
from typing import TypeAlias, TypeVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from multiguna.kernel import base45, cbor
from multiguna.kernel.errors import Refused
from multiguna.kernel.keys import key_id
from multiguna.kernel.terms import Text

Claims: TypeAlias = Mapping[int, cbor.Value]

MESSAGE_BYTES_MAX = 4096
TEXT_CHARACTERS_MAX = 4296
"""The largest QR code holds 4,296 characters of this alphabet: no longer text is read at all."""

_Kind = TypeVar("_Kind", int, str, bytes)
EPOCH = date(1970, 1, 1)
_DAY_SECONDS = 86_400
_DAYS_MAX = (date.max - EPOCH).days
_SIGN1_TAG = 18
_CWT_TAG = 61
_ALGORITHM, _EDDSA, _KEY_ID = 1, -8, 4
_PROTECTED = cbor.dumps({_ALGORITHM: _EDDSA})

_REFUSALS = {
    "token_prefix_unknown": Text(
        id="Kode ini bukan kode surat jaminan Multiguna. Pindai kode di kanan bawah surat.",
        en="This is not the code of a Multiguna letter. Scan the code at its bottom right.",
    ),
    "token_truncated": Text(
        id="Kode terpotong atau rusak. Pindai ulang, atau ketik nomor suratnya.",
        en="The code is cut short or damaged. Scan it again, or type the letter number.",
    ),
    "token_too_large": Text(
        id="Kode ini jauh lebih besar daripada kode surat dan tidak dibaca.",
        en="This code is far larger than that of any letter, and was not read.",
    ),
    "token_malformed": Text(
        id="Isi kode bukan surat yang ditandatangani. Jangan diterima; periksa nomor suratnya.",
        en="The code does not hold a signed letter. Do not accept it; check the letter number.",
    ),
    "token_wrong_key": Text(
        id="Kode ditandatangani kunci lain. Pastikan kunci publik daerah ini yang terpasang.",
        en="The code was signed with another key. Make sure this city's public key is installed.",
    ),
    "token_tampered": Text(
        id="Tanda tangan tidak cocok dengan isinya: kode telah diubah. Jangan diterima.",
        en="The signature does not match the content: it was altered. Do not accept it.",
    ),
}


def sign(claims: Claims, key: Ed25519PrivateKey) -> bytes:
    """Sign claims (CWT keys: 1 iss, 4 exp, 5 nbf, 6 iat, ...) into a COSE_Sign1 message."""
    payload = cbor.dumps(claims)
    signature = key.sign(_signed_bytes(payload))
    unprotected = {_KEY_ID: key_id(key.public_key())}
    return cbor.dumps(cbor.Tag(_SIGN1_TAG, [_PROTECTED, unprotected, payload, signature]))


def verify(message: bytes, key: Ed25519PublicKey) -> Claims:
    """Give the claims of a message that `key` has signed.

    Refuses with `token_malformed`, `token_wrong_key` (another key id) or `token_tampered`. Dates
    are the caller's business: it knows which day it is asking about.
    """
    payload, signature, signed_by = _parts(message)
    if signed_by != key_id(key):
        raise _refused("token_wrong_key")
    try:
        key.verify(signature, _signed_bytes(payload))
    except InvalidSignature:
        raise _refused("token_tampered") from None
    claims = _loads(payload)
    if not isinstance(claims, Mapping):
        raise _refused("token_malformed")
    return claims


def seconds_of(day: date) -> int:
    """A date claim: 00:00 UTC of the day, in seconds (RFC 8392, NumericDate)."""
    return (day - EPOCH).days * _DAY_SECONDS


def day_of(value: cbor.Value) -> date:
    """The day of a date claim; ValueError for anything but the beginning of a day."""
    days, rest = divmod(is_a(int, value), _DAY_SECONDS)
    if rest or not 0 <= days <= _DAYS_MAX:
        raise ValueError
    return EPOCH + timedelta(days)


def is_a(kind: type[_Kind], value: cbor.Value) -> _Kind:
    """A claim's value if it is of this kind (a truth value is no number), else ValueError."""
    if not isinstance(value, kind) or isinstance(value, bool):
        raise ValueError
    return value


def encode_text(message: bytes, prefix: str) -> str:
    """Write a message as text for a QR code."""
    return prefix + base45.encode(zlib.compress(message, 9))


def decode_text(text: str, prefix: str) -> bytes:
    """Read the message out of a QR code's text.

    Refuses with `token_prefix_unknown`, `token_too_large` (also a zlib bomb: at most 4,096 bytes
    are ever unpacked), `base45_invalid` or `token_truncated`.
    """
    if not text.startswith(prefix):
        raise _refused("token_prefix_unknown")
    if len(text) > TEXT_CHARACTERS_MAX:
        raise _refused("token_too_large")
    unpacker = zlib.decompressobj()
    try:
        message = unpacker.decompress(base45.decode(text[len(prefix) :]), MESSAGE_BYTES_MAX)
        beyond = unpacker.decompress(unpacker.unconsumed_tail, 1)
    except zlib.error:
        raise _refused("token_truncated") from None
    if beyond:
        raise _refused("token_too_large")
    if not unpacker.eof or unpacker.unused_data:
        raise _refused("token_truncated")
    return message


def _signed_bytes(payload: bytes) -> bytes:
    """The Sig_structure of RFC 9052, section 4.4, without external data."""
    return cbor.dumps(["Signature1", _PROTECTED, b"", payload])


def _parts(message: bytes) -> tuple[bytes, bytes, bytes]:
    """Payload, signature and key id of a tagged COSE_Sign1 message (a CWT tag may enclose it)."""
    outer = _loads(message)
    if isinstance(outer, cbor.Tag) and outer.number == _CWT_TAG:
        outer = outer.value
    if not isinstance(outer, cbor.Tag) or outer.number != _SIGN1_TAG:
        raise _refused("token_malformed")
    match outer.value:
        case [bytes(protected), dict(unprotected), bytes(payload), bytes(signature)]:
            signed_by = unprotected.get(_KEY_ID)
        case _:
            raise _refused("token_malformed")
    if protected != _PROTECTED or not isinstance(signed_by, bytes):
        raise _refused("token_malformed")
    return payload, signature, signed_by


def _loads(data: bytes) -> cbor.Value:
    try:
        return cbor.loads(data)
    except Refused:
        raise _refused("token_malformed") from None


def _refused(code: str) -> Refused:
    return Refused(code, _REFUSALS[code])
