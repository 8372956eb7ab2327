"""Signed lists that a desk can search without a network. Pure: bytes in, bytes out.

    list   = "MGLIST1\\n" key id (8) length of header (4) header signature (64) body
    header = JSON: what the list is of, how long it holds, the records and SHA-256 of each block
    body   = records in order; a record is a key (6 or 7 bytes) and a value (1 byte)
    block  = the records whose key begins with the same byte: 256 of them

The signature (Ed25519) covers everything before it, the header's hashes cover the body: one
flipped bit anywhere is refused. Who has the list without the key of its hospital learns nothing
but numbers: a key is the AES-256-CMAC (RFC 4493) of the sixteen digits of a NIK, cut to the
shortest length at which a wrong yes is rarer than one in a hundred million questions.

    delta  = "MGDELTA\\n" key id (8) length (4) header signature (64) body
    body   = the head of the new list, keys that go, records that come or change

What a delta gives is checked as a whole list is, against the new list's own signed header.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import pairwise

import numpy as np
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from numpy.typing import NDArray

from multiguna.coverage.terms.listing import (
    BLOCKS,
    DeskTerms,
    ListHeader,
    ListKind,
    RingKey,
    SignedList,
)
from multiguna.kernel.errors import Refused
from multiguna.kernel.keys import key_id
from multiguna.kernel.terms import Text

Records = NDArray[np.uint64]
Keys = Mapping[bytes, Ed25519PublicKey]

LIST, DELTA = b"MGLIST1\n", b"MGDELTA\n"
KEY_ID_BYTES, LENGTH_BYTES, SIGNATURE_BYTES = 8, 4, 64
HEADER_AT = 8 + KEY_ID_BYTES + LENGTH_BYTES
HEADER_BYTES_MAX = 1 << 20
QUESTIONS_PER_WRONG_YES = 10**8
VALUE_BYTES = 1
_DIGITS = 16

_REFUSALS = {
    "list_malformed": Text(
        id="Berkas ini bukan daftar Multiguna, atau terpotong. Unduh ulang.",
        en="This file is no list of Multiguna's, or is cut short. Download it again.",
    ),
    "list_wrong_key": Text(
        id="Daftar ditandatangani kunci yang tidak dikenal perangkat ini. Perbarui kuncinya.",
        en="The list was signed with a key that this device does not know. Renew its keys.",
    ),
    "list_damaged": Text(
        id="Daftar berubah atau rusak; jangan dipakai. Unduh ulang.",
        en="The list was altered or damaged; do not use it. Download it again.",
    ),
    "delta_misfit": Text(
        id="Perubahan ini bukan untuk daftar yang ada. Unduh daftar lengkapnya.",
        en="These changes are not for the list at hand. Download the whole list.",
    ),
}


def key_bytes_for(count: int) -> int:
    """How long keys must be for so many people: 6 bytes, or 7 beyond 2.8 million.

    >>> key_bytes_for(2_000_000), key_bytes_for(3_000_000)
    (6, 7)
    """
    return 6 if count * QUESTIONS_PER_WRONG_YES <= 1 << 48 else 7


def prefixes(numbers: NDArray[np.int64], key: bytes, key_bytes: int) -> Records:
    """The keys of many NIK at once (sixteen digits each), as whole numbers, in their order."""
    digits = np.empty((len(numbers), _DIGITS), np.uint8)
    rest = numbers.copy()
    for place in range(_DIGITS - 1, -1, -1):
        rest, digits[:, place] = np.divmod(rest, 10)
    blocks = (digits + np.uint8(ord("0"))) ^ np.frombuffer(_first_subkey(key), np.uint8)
    macs = np.frombuffer(_encrypt(key, blocks.tobytes()), np.uint8).reshape(-1, _DIGITS)
    whole = np.frombuffer(macs[:, :8].tobytes(), ">u8").astype(np.uint64)
    return whole >> np.uint64(8 * (8 - key_bytes))


def key_check(key: bytes) -> str:
    """What a list says of its key, so that a device with another key does not search in vain."""
    return hashlib.sha256(b"multiguna list key" + key).hexdigest()[:16]


def prefix(nik: int, key: bytes, key_bytes: int) -> int:
    """The key of one NIK."""
    return int(prefixes(np.array([nik], np.int64), key, key_bytes)[0])


def records(keys: Records, values: NDArray[np.uint8]) -> Records:
    """Keys with their values as records in order. Of two that share a key the lower value stays."""
    together = (keys << np.uint64(8)) | values.astype(np.uint64)
    together.sort()
    first = np.ones(len(together), bool)
    first[1:] = (together[1:] >> np.uint64(8)) != (together[:-1] >> np.uint64(8))
    return together[first]


def write_list(header: ListHeader, rows: Records, key: Ed25519PrivateKey) -> bytes:
    """A signed list of records in order; the header's counts and hashes are filled in."""
    width = header.record_bytes
    body = _bytes(rows, width)
    starts = np.arange(BLOCKS, dtype=np.uint64) << np.uint64(8 * (width - 1))
    at = [*np.searchsorted(rows, starts).tolist(), len(rows)]
    counts = tuple(after - before for before, after in pairwise(at))
    hashes = tuple(
        hashlib.sha256(memoryview(body)[a * width : b * width]).digest() for a, b in pairwise(at)
    )
    fields = {**asdict(header), "counts": counts, "hashes": b"".join(hashes).hex()}
    return _head(LIST, json.dumps(fields, separators=(",", ":")).encode(), key) + body


def read_list(data: bytes, keys: Keys) -> SignedList:
    """Open a list and check all of it: signature, length and every block.

    Refuses with `list_malformed`, `list_wrong_key` or `list_damaged`. Whether it still holds is
    the caller's to ask: it knows the time.
    """
    header_bytes, body = _opened(LIST, data, keys)
    header = _header(header_bytes)
    width, at = header.record_bytes, 0
    if len(body) != header.count * width:
        raise _refused("list_damaged")
    for count, expected in zip(header.counts, header.hashes, strict=True):
        if hashlib.sha256(body[at : at + count * width]).digest() != expected:
            raise _refused("list_damaged")
        at += count * width
    head = data[: len(data) - len(body)]
    return SignedList(header, hashlib.sha256(header_bytes).hexdigest(), head, bytes(body))


def find(signed: SignedList, key: int) -> int | None:
    """The value of a key in a list, or None when it is not there."""
    header, wanted = signed.header, key.to_bytes(signed.header.key_bytes)
    low = sum(header.counts[: wanted[0]])
    high = low + header.counts[wanted[0]]
    while low < high:
        middle = (low + high) // 2
        at = middle * header.record_bytes
        there = signed.body[at : at + header.key_bytes]
        if there == wanted:
            return signed.body[at + header.key_bytes]
        low, high = (middle + 1, high) if there < wanted else (low, middle)
    return None


def write_delta(old: SignedList, new: SignedList, key: Ed25519PrivateKey) -> bytes:
    """What turns one list into the next, signed: keys that go, records that come or change.

    Both have keys of the same length and secret; otherwise everything has changed, and the whole
    list is the better delta (`delta_misfit`).
    """
    if not _alike(old.header, new.header) or new.header.previous != old.list_id:
        raise _refused("delta_misfit")
    width = new.header.record_bytes
    before, after = _rows(old.body, width), _rows(new.body, width)
    comes = np.setdiff1d(after, before, assume_unique=True)
    gone = np.setdiff1d(before >> np.uint64(8), after >> np.uint64(8), assume_unique=True)
    body = new.head + _bytes(gone, width - VALUE_BYTES) + _bytes(comes, width)
    header = {
        "base": old.list_id, "list": new.list_id, "head_bytes": len(new.head),
        "removes": len(gone), "upserts": len(comes), "body": hashlib.sha256(body).hexdigest(),
    }  # fmt: skip
    return _head(DELTA, json.dumps(header, separators=(",", ":")).encode(), key) + body


def apply_delta(old: SignedList, delta: bytes, keys: Keys) -> SignedList:
    """The next list from the one at hand. Refuses as `read_list` does, and `delta_misfit`."""
    header_bytes, body = _opened(DELTA, delta, keys)
    said = json.loads(header_bytes)
    if hashlib.sha256(body).hexdigest() != said["body"]:
        raise _refused("list_damaged")
    if said["base"] != old.list_id:
        raise _refused("delta_misfit")
    width, key_bytes, at = old.header.record_bytes, old.header.key_bytes, said["head_bytes"]
    gone = _rows(bytes(body[at : at + said["removes"] * key_bytes]), key_bytes)
    comes = _rows(bytes(body[at + said["removes"] * key_bytes :]), width)
    before = _rows(old.body, width)
    leaving = np.concatenate((gone, comes >> np.uint64(8)))
    stays = before[~np.isin(before >> np.uint64(8), leaving)]
    after = np.concatenate((stays, comes))
    after.sort()
    return read_list(bytes(body[:at]) + _bytes(after, width), keys)


def ring_text(region: str, ring: Sequence[RingKey], made_at: int) -> str:
    """The public keys of a region as the text that is signed."""
    rows = [
        {
            "use": one.use, "no": one.signer_no, "key_id": one.key_id.hex(),
            "public_key": one.public_key.hex(), "starts": one.starts, "trusted": one.trusted,
        }
        for one in ring
    ]  # fmt: skip
    body = {"region": region, "made_at": made_at, "keys": rows}
    return json.dumps(body, separators=(",", ":"))


def read_ring(document: bytes, believed: Keys | None) -> list[RingKey]:
    """The keys of a ring that one of the keys believed so far has signed.

    `believed` is None the first time, when the document comes from the city's own hands. Refuses
    with `list_malformed`, `list_wrong_key` or `list_damaged`.
    """
    try:
        said = json.loads(document)
        text, signatures = said["ring"], said["signatures"]
        ring = [
            RingKey(
                one["use"], one["no"], bytes.fromhex(one["key_id"]),
                bytes.fromhex(one["public_key"]), one["starts"], one["trusted"],
            )
            for one in json.loads(text)["keys"]
        ]  # fmt: skip
        known = {bytes.fromhex(name): bytes.fromhex(value) for name, value in signatures.items()}
        believed = believed if believed is not None else trusted(ring, "lists")
        signing = [name for name in known if name in believed]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _refused("list_malformed") from None
    if not signing:
        raise _refused("list_wrong_key")
    try:
        for name in signing:
            believed[name].verify(known[name], text.encode())
    except InvalidSignature:
        raise _refused("list_damaged") from None
    return ring


def trusted(ring: Sequence[RingKey], use: str) -> Keys:
    """The keys of a ring that are believed for a use, by their id."""
    return {
        one.key_id: Ed25519PublicKey.from_public_bytes(one.public_key)
        for one in ring
        if one.use == use and one.trusted
    }


def _alike(old: ListHeader, new: ListHeader) -> bool:
    return (old.kind, old.provider_code, old.key_check, old.key_bytes) == (
        new.kind, new.provider_code, new.key_check, new.key_bytes,
    )  # fmt: skip


def _head(magic: bytes, header: bytes, key: Ed25519PrivateKey) -> bytes:
    signed = magic + key_id(key.public_key()) + len(header).to_bytes(LENGTH_BYTES) + header
    return signed + key.sign(signed)


def _opened(magic: bytes, data: bytes, keys: Keys) -> tuple[bytes, memoryview]:
    """Header and body of signed bytes; nothing of the header is read before its signature."""
    length = int.from_bytes(data[HEADER_AT - LENGTH_BYTES : HEADER_AT])
    end = HEADER_AT + length
    whole = len(data) >= end + SIGNATURE_BYTES and length <= HEADER_BYTES_MAX
    if data[:8] != magic or not whole:
        raise _refused("list_malformed")
    key = keys.get(bytes(data[8 : 8 + KEY_ID_BYTES]))
    if key is None:
        raise _refused("list_wrong_key")
    try:
        key.verify(data[end : end + SIGNATURE_BYTES], data[:end])
    except InvalidSignature:
        raise _refused("list_damaged") from None
    return data[HEADER_AT:end], memoryview(data)[end + SIGNATURE_BYTES :]


def _header(text: bytes) -> ListHeader:
    """The header as terms. It was signed by us, so that another shape is a bug."""
    said = json.loads(text)
    hashes = bytes.fromhex(said.pop("hashes"))
    desk = said.pop("desk")
    counts: Sequence[int] = said.pop("counts")
    if desk is not None:
        desk = DeskTerms(**{**desk, "services": tuple(desk["services"])})
    return ListHeader(
        **{**said, "kind": ListKind(said["kind"])},
        counts=tuple(counts),
        hashes=tuple(hashes[at : at + 32] for at in range(0, len(hashes), 32)),
        desk=desk,
    )


def _rows(body: bytes, width: int) -> Records:
    """Bytes of records as whole numbers."""
    wide = np.zeros((len(body) // width, 8), np.uint8)
    wide[:, 8 - width :] = np.frombuffer(body, np.uint8).reshape(-1, width)
    return np.frombuffer(wide.tobytes(), ">u8").astype(np.uint64)


def _bytes(rows: Records, width: int) -> bytes:
    """Whole numbers as bytes of records."""
    wide = np.frombuffer(rows.astype(">u8").tobytes(), np.uint8).reshape(-1, 8)
    return wide[:, 8 - width :].tobytes()


def _first_subkey(key: bytes) -> bytes:
    """K1 of RFC 4493: sixteen digits are exactly one whole block."""
    doubled = int.from_bytes(_encrypt(key, bytes(16))) << 1
    return ((doubled & (1 << 128) - 1) ^ (0x87 if doubled >> 128 else 0)).to_bytes(16)


def _encrypt(key: bytes, blocks: bytes) -> bytes:
    """AES of each block by itself: the inside of a MAC of one block, no way to hide a text."""
    encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305
    return encryptor.update(blocks) + encryptor.finalize()


def _refused(code: str) -> Refused:
    return Refused(code, _REFUSALS[code])
