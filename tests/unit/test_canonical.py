"""Canonical JSON: the examples of RFC 8785, and what it refuses."""

from __future__ import annotations

import json

import pytest

from multiguna.kernel import canonical


def test_keys_are_sorted_by_utf16_code_units_as_in_the_rfc() -> None:
    names = {
        "€": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew",
        "1": "One",
        "😀": "Emoji",
        "\u0080": "Control",
        "ö": "Latin O",
    }
    written = canonical.dumps(names)
    assert list(json.loads(written).values()) == [
        "Carriage Return", "One", "Control", "Latin O", "Euro Sign", "Emoji", "Hebrew",
    ]  # fmt: skip


def test_only_quotes_backslashes_and_control_characters_are_escaped() -> None:
    text = '€$\u000f\nA\'B"\\\\"/\u007f\u2028\x08\x0c\t\r'
    assert canonical.dumps(text) == '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/\u007f\u2028\\b\\f\\t\\r"'


def test_nothing_stands_between_the_parts() -> None:
    value = {"b": [1, -2, None, True, False, []], "a": {}}
    assert canonical.dumps(value) == '{"a":{},"b":[1,-2,null,true,false,[]]}'


@pytest.mark.parametrize("value", [1.5, {"a": [0.1]}, {1: "a"}, b"bytes", {"a": {1, 2}}])
def test_other_types_are_bugs(value: object) -> None:
    with pytest.raises(TypeError):
        canonical.dumps(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [2**53, -(2**53), "\ud800"])
def test_values_without_a_canonical_form_are_bugs(value: int | str) -> None:
    with pytest.raises(ValueError, match=r"2\^53|surrogates"):
        canonical.dumps(value)
