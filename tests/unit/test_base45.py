"""Base45 agrees with the examples of RFC 9285 and refuses everything else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multiguna.kernel import base45
from multiguna.kernel.errors import Refused


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", ""),
        (b"AB", "BB8"),
        (b"Hello!!", "%69 VD92EX0"),
        (b"base-45", "UJCLQE7W581"),
        (b"ietf!", "QED8WEX0"),
        (b"\xff\xff", "FGW"),
    ],
)
def test_the_examples_of_the_standard(data: bytes, text: str) -> None:
    assert base45.encode(data) == text
    assert base45.decode(text) == data


@pytest.mark.parametrize("text", ["A", "BB8A", "GGW", ":::", "::", "bb8", "BB8\n", "BÄ8", "B_8"])
def test_what_is_not_base45_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        base45.decode(text)
    assert refused.value.code == "base45_invalid"


@given(st.binary(max_size=80))
def test_what_was_written_is_read_back(data: bytes) -> None:
    assert base45.decode(base45.encode(data)) == data


@given(st.text(alphabet=base45.ALPHABET, max_size=40))
def test_a_text_has_one_meaning(text: str) -> None:
    try:
        data = base45.decode(text)
    except Refused:
        return
    assert base45.encode(data) == text
