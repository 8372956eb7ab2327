"""Canonical JSON (RFC 8785): the same value is always the same text, so it can be hashed.

The values of decision records are texts, whole numbers, booleans, null, lists and objects. There
are no fractions: amounts are whole rupiah and dates are texts (`2012-01-01`).

PostgreSQL writes the same text with `row_to_json` of a row whose columns stand in alphabetical
order and with `array_to_json(array_agg(…))`. `json_agg`, `json_build_object` and `jsonb` put blanks
between their parts and are therefore not canonical.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias, Union

Json: TypeAlias = Union[str, int, bool, Sequence["Json"], Mapping[str, "Json"], None]  # noqa: UP007

LARGEST_WHOLE_NUMBER = 2**53 - 1  # RFC 8785 numbers are IEEE 754 doubles


def dumps(value: Json) -> str:
    """Write `value` as canonical JSON text.

    Object keys are sorted by UTF-16 code units, nothing is put between the parts, and only quotes,
    backslashes and control characters are escaped. A fraction, a whole number beyond 2^53 - 1, a
    lone surrogate or any other type is a programming error (TypeError or ValueError).

    >>> dumps({"b": [1, None, True], "a": "é\\n"})
    '{"a":"é\\\\n","b":[1,null,true]}'
    """
    text = json.dumps(_ordered(value), ensure_ascii=False, separators=(",", ":"))
    text.encode()  # refuses lone surrogates, which have no UTF-8 form
    return text


def _ordered(value: Json) -> Json:
    """The value with every object's keys in canonical order; refuses what RFC 8785 cannot write."""
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, int):
        if abs(value) > LARGEST_WHOLE_NUMBER:
            raise ValueError("canonical JSON holds whole numbers up to 2^53 - 1")
        return value
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("canonical JSON has texts as keys")
        keys = sorted(value) if all(map(str.isascii, value)) else sorted(value, key=_utf16)
        return {key: _ordered(value[key]) for key in keys}
    if isinstance(value, list | tuple):
        return [_ordered(part) for part in value]
    raise TypeError(f"canonical JSON has no {type(value).__name__}")


def _utf16(key: str) -> bytes:
    return key.encode("utf-16-be")
