"""e-Klaim's envelope: what is sealed is read, what was touched is refused."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from multiguna.claims.rules.envelope import (
    BEGIN,
    END,
    KNOWN_ERRORS,
    answer_of,
    problem_of,
    read_key,
    rows_of,
    seal,
    unseal,
    wrap,
)
from multiguna.claims.terms.importing import COLUMNS
from multiguna.kernel.errors import Refused

KEY = bytes(range(32))


@given(st.binary(max_size=200), st.binary(min_size=32, max_size=32))
@settings(max_examples=50, deadline=None)
def test_what_is_sealed_is_read(message: bytes, key: bytes) -> None:
    assert unseal(seal(message, key), key) == message


def test_the_shape_is_that_of_the_manual() -> None:
    sealed = base64.b64decode(seal(b"x" * 16, KEY, iv=bytes(16)))
    assert (sealed[10:26], len(sealed)) == (bytes(16), 10 + 16 + 32)
    assert seal(b"x", KEY) != seal(b"x", KEY)


@given(st.integers(min_value=0), st.integers(1, 255))
@settings(max_examples=100, deadline=None)
def test_any_flipped_byte_of_cipher_or_signature_is_refused(at: int, flip: int) -> None:
    data = bytearray(base64.b64decode(seal(b'{"metadata":{}}', KEY)))
    places = [*range(10), *range(26, len(data))]
    data[places[at % len(places)]] ^= flip
    with pytest.raises(Refused, match="signature_not_match"):
        unseal(base64.b64encode(bytes(data)).decode(), KEY)


def test_another_key_is_refused_and_no_key_is_in_the_message() -> None:
    with pytest.raises(Refused) as refusal:
        unseal(seal(b"x", KEY), bytes(32))
    assert refusal.value.code == "signature_not_match"
    assert KEY.hex() not in str(refusal.value)


@pytest.mark.parametrize("text", ["", "x", "!!!!", base64.b64encode(bytes(30)).decode(), "é"])
def test_what_is_no_envelope_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="envelope_invalid"):
        unseal(text, KEY)


@pytest.mark.parametrize("text", ["", "ab" * 31, "zz" * 32, "ab" * 33])
def test_a_key_has_64_hex_digits(text: str) -> None:
    with pytest.raises(Refused, match="key_invalid"):
        read_key(text)


def test_only_errors_come_in_the_clear() -> None:
    said = b'{"metadata": {"code": 200}}'
    assert answer_of(wrap(seal(said, KEY)), KEY) == {"metadata": {"code": 200}}
    assert problem_of(answer_of('{"metadata": {"code": 400, "error_no": "E2004"}}', KEY))
    for unsigned in (said.decode(), f"{END}{said.decode()}", f"{BEGIN}{END}{said.decode()}"):
        with pytest.raises(Refused, match="envelope_invalid"):
            answer_of(unsigned, KEY)
    for text in ("<html>", "[]", '{"a"'):
        with pytest.raises(Refused, match="envelope_invalid"):
            answer_of(text, KEY)
    with pytest.raises(Refused, match="signature_not_match"):
        answer_of("SIGNATURE_NOT_MATCH", KEY)


def test_errors_have_a_plain_sentence() -> None:
    assert problem_of({"metadata": {"code": 200, "message": "Ok"}}) is None
    assert problem_of({"metadata": {"code": "200"}}) is None
    code, text = problem_of({"metadata": {"code": 400, "error_no": "E2004"}}) or ("", None)
    assert (code, text) == ("E2004", KNOWN_ERRORS["E2004"])
    code, text = problem_of({"metadata": {"code": 500, "message": "Galat"}}) or ("", None)
    assert (code, text and text.id) == ("500", "e-Klaim: Galat")


def answer(text: str) -> dict[str, object]:
    """An answer about a claim, with these lines of its export."""
    return {"response": {"data": {"file_teks": base64.b64encode(text.encode()).decode()}}}


def test_the_row_is_found_with_and_without_a_header() -> None:
    assert rows_of(answer("SEP\tKODE_RS\r\nS1\t3671901\r\n"), "S1") == [
        {"SEP": "S1", "KODE_RS": "3671901"}
    ]
    [row] = rows_of(answer("\t".join(LINE)), "S1")
    assert (row["KODE_RS"], row["KELAS_RAWAT"]) == ("3671901", "3")
    with pytest.raises(Refused, match="file_teks_missing"):
        rows_of({"response": {}}, "S1")


LINE = [{"KODE_RS": "3671901", "KELAS_RAWAT": "3", "SEP": "S1"}.get(name, "") for name in COLUMNS]


def test_a_row_of_another_claim_is_refused() -> None:
    for text in ("SEP\tKODE_RS\nS2\t3671901", "KODE_RS\n3671901", "SEP\tKODE_RS\nS1\tx\nS2\tx"):
        with pytest.raises(Refused, match="file_teks_other"):
            rows_of(answer(text), "S1")


@pytest.mark.parametrize("width", [77, 79, 92, 94, 1])
def test_a_row_of_another_width_is_refused(width: int) -> None:
    with pytest.raises(Refused, match="file_teks_width"):
        rows_of(answer("\t".join((LINE + [""] * 20)[:width])), "S1")
    with pytest.raises(Refused, match="file_teks_width"):
        rows_of(answer("SEP\tKODE_RS\nS1" + "\tx" * width * (width > 1)), "S1")


def test_rows_with_the_idrg_columns_and_in_latin_1_are_read() -> None:
    line = [*LINE, *["9"] * 15]
    line[COLUMNS.index("NAMA_PASIEN")] = "SITI JOS\xc9"
    packed = base64.b64encode("\t".join(line).encode("latin-1")).decode()
    [row] = rows_of({"response": {"file_teks": packed}}, "S1")
    assert (row["NAMA_PASIEN"], row["IDRG_LOGIC_VERSION"]) == ("SITI JOS\xc9", "9")
