"""The letter's CBOR agrees with RFC 8949, has one form for each value, and refuses the rest."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from multiguna.kernel import cbor
from multiguna.kernel.errors import Refused

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**64), 2**64 - 1)
    | st.binary(max_size=300)
    | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.integers(-300, 300), inner, max_size=4)
    ),
    max_leaves=5,
)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "00"),
        (23, "17"),
        (24, "1818"),
        (1000, "1903e8"),
        (1000000000000, "1b000000e8d4a51000"),
        (18446744073709551615, "1bffffffffffffffff"),
        (-18446744073709551616, "3bffffffffffffffff"),
        (-1, "20"),
        (-1000, "3903e7"),
        (False, "f4"),
        (True, "f5"),
        (None, "f6"),
        (b"\x01\x02\x03\x04", "4401020304"),
        ("ü", "62c3bc"),
        ([1, [2, 3], [4, 5]], "8301820203820405"),
        ({1: 2, 3: 4}, "a201020304"),
        (cbor.Tag(1, 1363896240), "c11a514b67b0"),
    ],
)
def test_the_examples_of_the_standard(value: cbor.Value, written: str) -> None:
    assert cbor.dumps(value).hex() == written
    assert cbor.loads(bytes.fromhex(written)) == value


@pytest.mark.parametrize(
    ("why", "written"),
    [
        ("nothing", ""),
        ("bytes left over", "0000"),
        ("longer than needed", "1800"),
        ("longer than needed", "190018"),
        ("a string cut short", "4401"),
        ("a huge array without its items", "9bffffffffffffffff"),
        ("a huge string without its bytes", "5bffffffffffffffff"),
        ("text that is not UTF-8", "61ff"),
        ("a repeated key", "a201000100"),
        ("keys out of order", "a203000100"),
        ("a key that is true", "a1f500"),
        ("a key that is text", "a1616100"),
        ("indefinite length", "9f01ff"),
        ("a fraction", "f93c00"),
        ("undefined", "f7"),
        ("nested too deep", "81" * 9 + "00"),
    ],
)
def test_everything_else_is_refused(why: str, written: str) -> None:
    with pytest.raises(Refused) as refused:
        cbor.loads(bytes.fromhex(written))
    assert refused.value.code == "cbor_invalid", why


@settings(max_examples=60)
@given(VALUES)
def test_what_was_written_is_read_back(value: cbor.Value) -> None:
    try:
        read = cbor.loads(cbor.dumps(value))
    except Refused:
        assert cbor.dumps(value)[:1] > b"\x80", "only what nests too deep may be refused"
        return
    assert read == value
    assert type(read) is type(value)


@given(st.binary(max_size=40))
def test_stray_bytes_are_refused_or_have_one_form(data: bytes) -> None:
    try:
        value = cbor.loads(data)
    except Refused:
        return
    assert cbor.dumps(value) == data
