"""The part of CBOR (RFC 8949) that a signed letter needs, written and read strictly.

Integers up to 64 bits, byte strings, text, arrays, maps with integer keys, true, false, null and
tags; nothing else. What is written is the deterministic form of RFC 8949 section 4.2 and what is
read must be in that form, so a letter has exactly one encoding. Reading happens before any
signature is checked, on bytes from a stranger's phone: a general decoder, which also builds
dates, fractions, sets and regular expressions, has no place there.

>>> loads(dumps({1: "36.71", 4: None}))
{1: '36.71', 4: None}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, Union

from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text

DEPTH_MAX = 8
_ARGUMENT_BYTES = {24: 1, 25: 2, 26: 4, 27: 8}
_SIMPLE: dict[int, bool | None] = {20: False, 21: True, 22: None}


@dataclass(frozen=True)
class Tag:
    """A tagged value: the number says what the value means (18 is COSE_Sign1)."""

    number: int
    value: Value


Value: TypeAlias = Union[bool, int, str, bytes, Tag, Sequence["Value"], Mapping[int, "Value"], None]  # noqa: UP007


def dumps(value: Value) -> bytes:
    """Write a value as deterministic CBOR: shortest lengths, map keys in byte order.

    An integer beyond 64 bits or a type outside the list above is a bug and raises ValueError.
    """
    if value is None or isinstance(value, bool):
        return bytes([0xE0 | {False: 20, True: 21, None: 22}[value]])
    if isinstance(value, int):
        return _head(0, value) if value >= 0 else _head(1, -1 - value)
    if isinstance(value, bytes):
        return _head(2, len(value)) + value
    if isinstance(value, str):
        text = value.encode()
        return _head(3, len(text)) + text
    if isinstance(value, Tag):
        return _head(6, value.number) + dumps(value.value)
    if isinstance(value, Mapping):
        pairs = sorted((dumps(key), dumps(item)) for key, item in value.items())
        return _head(5, len(pairs)) + b"".join(key + item for key, item in pairs)
    if isinstance(value, Sequence):
        return _head(4, len(value)) + b"".join(dumps(item) for item in value)
    raise ValueError(f"not a CBOR value: {type(value).__name__}")


def loads(data: bytes) -> Value:
    """Read one value that fills `data` exactly.

    Refuses with `cbor_invalid` whatever is not the deterministic form: cut short, bytes left
    over, longer than needed lengths, unsorted or repeated keys, unknown types, or nested deeper
    than eight levels.
    """
    value, end = _read(data, 0, DEPTH_MAX)
    if end != len(data):
        raise _invalid(end)
    return value


def _head(major: int, argument: int) -> bytes:
    if argument < 24:
        return bytes([major << 5 | argument])
    for info, width in _ARGUMENT_BYTES.items():
        if argument < 1 << 8 * width:
            return bytes([major << 5 | info]) + argument.to_bytes(width)
    raise ValueError("a CBOR integer has at most 64 bits")


def _read(data: bytes, at: int, depth: int) -> tuple[Value, int]:
    """Read the value at offset `at`; give it with the offset behind it."""
    if depth == 0:
        raise _invalid(at)
    major, argument, at = _read_head(data, at)
    if major == 0:
        return argument, at
    if major == 1:
        return -1 - argument, at
    if major == 2:
        return _take(data, at, argument), at + argument
    if major == 3:
        try:
            return _take(data, at, argument).decode(), at + argument
        except UnicodeDecodeError:
            raise _invalid(at) from None
    if major == 4:
        items: list[Value] = []
        for _ in range(argument):
            item, at = _read(data, at, depth - 1)
            items.append(item)
        return items, at
    if major == 5:
        return _read_map(data, at, argument, depth)
    if major == 6:
        value, at = _read(data, at, depth - 1)
        return Tag(argument, value), at
    if argument not in _SIMPLE:
        raise _invalid(at)
    return _SIMPLE[argument], at


def _read_map(data: bytes, at: int, count: int, depth: int) -> tuple[Value, int]:
    pairs: dict[int, Value] = {}
    previous = b""
    for _ in range(count):
        start = at
        key, at = _read(data, at, depth - 1)
        if isinstance(key, bool) or not isinstance(key, int) or data[start:at] <= previous:
            raise _invalid(start)
        previous = data[start:at]
        pairs[key], at = _read(data, at, depth - 1)
    return pairs, at


def _read_head(data: bytes, at: int) -> tuple[int, int, int]:
    first = _take(data, at, 1)[0]
    major, info, at = first >> 5, first & 31, at + 1
    if info < 24:
        return major, info, at
    width = _ARGUMENT_BYTES.get(info)
    if width is None or major == 7:
        raise _invalid(at)
    argument = int.from_bytes(_take(data, at, width))
    if argument < 24 or (width > 1 and argument < 1 << 4 * width):
        raise _invalid(at)
    return major, argument, at + width


def _take(data: bytes, at: int, count: int) -> bytes:
    if at + count > len(data):
        raise _invalid(at)
    return data[at : at + count]


def _invalid(at: int) -> Refused:
    return Refused(
        "cbor_invalid",
        Text(
            id="Isi data tidak dapat dibaca: rusak atau terpotong. Pindai ulang kodenya.",
            en="The data cannot be read: damaged or cut short. Scan the code again.",
        ),
        offset=at,
    )
