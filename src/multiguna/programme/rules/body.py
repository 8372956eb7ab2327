"""A pack as JSON and back, so that the database keeps it whole, and the hash of what it says."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from hashlib import sha256
from typing import Protocol, TypeVar, cast, get_args, get_origin, get_type_hints

from multiguna.kernel import canonical
from multiguna.kernel.canonical import Json
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text
from multiguna.programme.terms import Pack

Built = TypeVar("Built", covariant=True)


class _Builder(Protocol[Built]):
    """A dataclass of the pack, called with its fields by name."""

    def __call__(self, **fields: object) -> Built: ...


def pack_body(pack: Pack) -> dict[str, Json]:
    """The whole pack as JSON: dates as texts, tuples as lists, nothing left out."""
    body = _encode(pack)
    assert isinstance(body, dict)
    return body


@cache
def pack_hash(pack: Pack) -> str:
    """SHA-256 (hexadecimal) of the pack's canonical JSON.

    Two packs with one hash say the same; layout, comments and the order of files do not count.
    """
    return sha256(canonical.dumps(pack_body(pack)).encode()).hexdigest()


def pack_from_body(body: Mapping[str, object]) -> Pack:
    """The pack that `pack_body` wrote; refuses (`pack_body_wrong`) anything else."""
    pack = _decode(Pack, body)
    assert isinstance(pack, Pack)
    return pack


def _encode(value: object) -> Json:
    if value is None or isinstance(value, str | int):
        return str(value) if isinstance(value, StrEnum) else value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_encode(part) for part in value]
    assert dataclasses.is_dataclass(value), "a pack holds texts, numbers, dates and its own terms"
    return {field.name: _encode(getattr(value, field.name)) for field in dataclasses.fields(value)}


@cache
def _fields(cls: type) -> dict[str, object]:
    """The fields of a term with their types, in order."""
    hints = get_type_hints(cls)
    return {field.name: hints[field.name] for field in dataclasses.fields(cls)}


def _decode(kind: object, value: object) -> object:
    if isinstance(kind, types.UnionType):
        return None if value is None else _decode(_arm(kind, value), value)
    if get_origin(kind) is tuple and isinstance(value, list):
        return tuple(_decode(get_args(kind)[0], part) for part in value)
    if isinstance(kind, type) and isinstance(value, Mapping) and dataclasses.is_dataclass(kind):
        return _decode_term(kind, value)
    if kind in (str, int, bool) and type(value) is kind:
        return value
    if isinstance(kind, type) and isinstance(value, str) and issubclass(kind, date | StrEnum):
        try:
            return date.fromisoformat(value) if issubclass(kind, date) else kind(value)
        except ValueError:
            pass
    raise _not_a_body()


def _arm(kind: types.UnionType, value: object) -> object:
    """Which type of `int | tuple[str, ...] | None` a value has."""
    for arm in get_args(kind):
        if (get_origin(arm) is tuple) == isinstance(value, list) and arm is not type(None):
            return arm
    raise _not_a_body()


def _decode_term(cls: type, value: Mapping[str, object]) -> object:
    fields = _fields(cls)
    if set(fields) != set(value):
        raise _not_a_body()
    build = cast(_Builder[object], cls)
    return build(**{name: _decode(kind, value[name]) for name, kind in fields.items()})


def _not_a_body() -> Refused:
    return Refused(
        "pack_body_wrong",
        Text(
            id="Isi paket yang tersimpan tidak terbaca oleh versi ini. Pasang ulang paketnya.",
            en="This version cannot read the stored pack. Install the pack again.",
        ),
    )
