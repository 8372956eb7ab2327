"""Signed messages are those of the standard; whatever was not signed as it stands is refused."""

from __future__ import annotations

import zlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from multiguna.kernel import base45, cbor, cose
from multiguna.kernel.errors import Refused

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
CLAIMS: dict[int, cbor.Value] = {1: "36.71", 4: 1326931200}
PREFIX = "MG1:"

# The same claims, key and key id, signed by the Python package `cwt` 3.3.0.
SIGNED_ELSEWHERE = bytes.fromhex(
    "d28443a10127a1044856475aa75463474c4ea2016533362e3731041a4f175d00584093e74c29eaf8eba70e97e094a5"
    "4dcf3173830a9bac3b4c4c3e8c3f910eb1b7a6d2cb26e2ebda102f47b1fccec7bece1ddaa2385f4096ccff6dab3cbf"
    "5bacaf0a"
)


def refusal_of(message: bytes, key: Ed25519PrivateKey = KEY) -> str:
    with pytest.raises(Refused) as refused:
        cose.verify(message, key.public_key())
    return refused.value.code


def text_refusal_of(text: str) -> str:
    with pytest.raises(Refused) as refused:
        cose.decode_text(text, PREFIX)
    return refused.value.code


def test_another_implementation_signs_the_same_bytes() -> None:
    assert cose.sign(CLAIMS, KEY) == SIGNED_ELSEWHERE
    assert cose.verify(SIGNED_ELSEWHERE, KEY.public_key()) == CLAIMS


def test_a_message_may_also_be_tagged_as_a_web_token() -> None:
    tagged = bytes([0xD8, 61]) + SIGNED_ELSEWHERE
    assert cose.verify(tagged, KEY.public_key()) == CLAIMS


def test_any_single_changed_byte_is_noticed() -> None:
    for at in range(len(SIGNED_ELSEWHERE)):
        altered = bytearray(SIGNED_ELSEWHERE)
        altered[at] ^= 1
        assert refusal_of(bytes(altered)) in {
            "token_tampered",
            "token_malformed",
            "token_wrong_key",
        }


def test_a_changed_claim_is_called_tampered() -> None:
    assert refusal_of(SIGNED_ELSEWHERE.replace(b"36.71", b"36.72")) == "token_tampered"


def test_another_citys_key_is_named_as_the_reason() -> None:
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    assert refusal_of(SIGNED_ELSEWHERE, other) == "token_wrong_key"


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        cbor.Tag(18, []),
        cbor.Tag(18, [b"", {}, b"", b""]),
        cbor.Tag(17, [b"\xa1\x01\x27", {4: b"12345678"}, b"", b""]),
        cbor.Tag(18, [b"\xa1\x01\x26", {4: b"12345678"}, b"", b""]),  # another algorithm
        cbor.Tag(18, [b"\xa1\x01\x27", {4: 1}, b"", b""]),
        cbor.Tag(18, [b"\xa1\x01\x27", {4: b"12345678"}, None, b""]),
    ],
)
def test_what_is_no_signed_message_is_malformed(value: cbor.Value) -> None:
    assert refusal_of(cbor.dumps(value)) == "token_malformed"


def test_a_message_survives_its_text_form() -> None:
    text = cose.encode_text(SIGNED_ELSEWHERE, PREFIX)
    assert text.startswith(PREFIX)
    assert cose.decode_text(text, PREFIX) == SIGNED_ELSEWHERE


def test_a_foreign_prefix_is_refused() -> None:
    text = cose.encode_text(SIGNED_ELSEWHERE, "HC1:")
    assert text_refusal_of(text) == "token_prefix_unknown"


def test_every_truncation_is_refused() -> None:
    text = cose.encode_text(SIGNED_ELSEWHERE, PREFIX)
    for length in range(len(PREFIX), len(text)):
        assert text_refusal_of(text[:length]) in {"token_truncated", "base45_invalid"}


def test_text_behind_the_message_is_refused() -> None:
    packed = zlib.compress(SIGNED_ELSEWHERE) + b"more"
    assert text_refusal_of(PREFIX + base45.encode(packed)) == "token_truncated"


def test_a_bomb_is_not_unpacked() -> None:
    bomb = PREFIX + base45.encode(zlib.compress(bytes(2_000_000), 9))
    assert len(bomb) < cose.TEXT_CHARACTERS_MAX
    assert text_refusal_of(bomb) == "token_too_large"


def test_a_text_longer_than_any_code_is_not_read() -> None:
    assert text_refusal_of(PREFIX + "0" * cose.TEXT_CHARACTERS_MAX) == "token_too_large"


def test_the_largest_message_still_passes() -> None:
    message = bytes(cose.MESSAGE_BYTES_MAX)
    assert cose.decode_text(cose.encode_text(message, PREFIX), PREFIX) == message
    beyond = cose.encode_text(message + b"\0", PREFIX)
    assert text_refusal_of(beyond) == "token_too_large"


@settings(max_examples=200)
@given(st.binary(max_size=120))
def test_stray_bytes_are_refused_and_nothing_else_happens(data: bytes) -> None:
    with pytest.raises(Refused):
        cose.verify(data, KEY.public_key())
    with pytest.raises(Refused):
        cose.decode_text(PREFIX + base45.encode(data) + "A", PREFIX)


@settings(max_examples=200)
@given(st.data())
def test_a_damaged_message_is_refused_and_nothing_else_happens(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(SIGNED_ELSEWHERE) - 1))
    end = data.draw(st.integers(at, len(SIGNED_ELSEWHERE)))
    put = data.draw(st.binary(max_size=6))
    damaged = SIGNED_ELSEWHERE[:at] + put + SIGNED_ELSEWHERE[end:]
    if damaged != SIGNED_ELSEWHERE:
        refusal_of(damaged)
