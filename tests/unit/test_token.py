"""A desk can tell a real letter from an altered, foreign or outdated one, without a network."""

from __future__ import annotations

import zlib
from dataclasses import replace
from datetime import date, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import example, given, settings
from hypothesis import strategies as st

from multiguna.guarantees.rules import token
from multiguna.guarantees.rules.token import LetterClaims, encode_letter, read_letter
from multiguna.kernel import base45, cbor, cose, qr
from multiguna.kernel.errors import Refused

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key()
SITIS_NIK = "3671990302850001"

LETTER = LetterClaims(
    letter_no="36719010112J00002K",
    region="36.71",
    provider_code="3671901",
    care="inpatient",
    care_class=3,
    valid_from=date(2012, 1, 5),
    valid_until=date(2012, 1, 19),
    issued_on=date(2012, 1, 5),
    card_last4="0001",
    card_mark=bytes.fromhex("0102030405060708"),
)
WITNESSED = replace(LETTER, tree_size=4_000_000, tree_root=bytes(range(100, 132)))

# LETTER as it was printed by the first version; old paper must stay readable.
PRINTED = (
    "MG1:NCFOXN*TS0BI% FFRHKCJJ-QJBIN5FL51Z-K$KL:.CJ6T6R50AW9HMEZL/5W-.53IRKXK%H0IL0%I6SF4VM6"
    "$M8PI0PI0.L8K.5534:SU:I97LH2O6276II6JEFOF6AWMPQMXPE897C7WSNMTALH+PBRBTF6N$N$M3/.380F+IF$"
    "T5R4W*7W8X0124LYF%JE-ELLKD663$VL *J YHY:CJR81BVB%P:S43ZJD9WECT8 2A9T530RWS 0"
)

CLAIMS = st.builds(
    lambda start, days, **rest: LetterClaims(
        valid_from=start, valid_until=start + timedelta(days), issued_on=start, **rest
    ),
    start=st.dates(date(1970, 1, 1), date(9000, 1, 1)),
    days=st.integers(1, 400),
    letter_no=st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=18, max_size=18),
    region=st.sampled_from(["36.71", "32.76"]),
    provider_code=st.from_regex(r"\A[0-9]{7}\Z"),
    care=st.sampled_from(token.CARES),
    care_class=st.sampled_from([None, 1, 2, 3]),
    card_last4=st.from_regex(r"\A[0-9]{4}\Z"),
    card_mark=st.binary(min_size=8, max_size=8),
)


def refusal_of(text: str, on: date | None = None) -> Refused:
    with pytest.raises(Refused) as refused:
        read_letter(text, PUBLIC, on)
    return refused.value


@given(CLAIMS, st.none() | st.tuples(st.integers(0, 2**40), st.binary(min_size=32, max_size=32)))
def test_what_was_signed_is_read_back(
    claims: LetterClaims, checkpoint: tuple[int, bytes] | None
) -> None:
    if checkpoint:
        claims = replace(claims, tree_size=checkpoint[0], tree_root=checkpoint[1])
    assert read_letter(encode_letter(claims, KEY), PUBLIC, None) == claims


def test_a_letter_printed_long_ago_is_still_read() -> None:
    assert read_letter(PRINTED, PUBLIC, None) == LETTER


def test_the_code_stays_small_enough_to_print_and_scan(capsys: pytest.CaptureFixture[str]) -> None:
    plain = qr.version(encode_letter(LETTER, KEY))
    witnessed = qr.version(encode_letter(WITNESSED, KEY))
    with capsys.disabled():
        print(f"\nQR version at level M: {plain}, with an audit checkpoint {witnessed}")
    assert plain <= 10
    assert witnessed <= 12


def test_a_letter_is_valid_from_its_first_day_to_the_day_before_its_end() -> None:
    text = encode_letter(LETTER, KEY)
    assert read_letter(text, PUBLIC, date(2012, 1, 5)) == LETTER
    assert read_letter(text, PUBLIC, date(2012, 1, 18)) == LETTER
    assert refusal_of(text, date(2012, 1, 4)).code == "letter_not_yet_valid"
    expired = refusal_of(text, date(2012, 1, 19))
    assert expired.code == "letter_expired"
    assert expired.facts == {"valid_until": "2012-01-19"}


def test_an_altered_letter_is_refused_even_when_it_is_expired() -> None:
    message = cose.decode_text(encode_letter(LETTER, KEY), token.PREFIX)
    forged = cose.encode_text(message.replace(b"J00002K", b"J00003K"), token.PREFIX)
    assert refusal_of(forged, date(2030, 1, 1)).code == "token_tampered"


def test_a_letter_of_another_city_is_refused() -> None:
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    assert refusal_of(encode_letter(LETTER, other)).code == "token_wrong_key"


def test_a_health_certificate_is_not_a_letter() -> None:
    assert refusal_of("HC1:" + PRINTED[4:]).code == "token_prefix_unknown"
    assert refusal_of("").code == "token_prefix_unknown"


def test_half_a_code_is_refused() -> None:
    assert refusal_of(PRINTED[:150]).code in {"token_truncated", "base45_invalid"}


def test_a_bomb_is_refused() -> None:
    bomb = token.PREFIX + base45.encode(zlib.compress(bytes(1_000_000), 9))
    assert refusal_of(bomb).code == "token_too_large"


NO_LETTERS: list[dict[int, cbor.Value]] = [
    {},
    {1: "36.71", 4: 1326931200, 5: 1325721600, 6: 1325721600},
    {1: "36.71", 4: 1326931200, 5: 1325721600, 6: 1325721600, -65537: {}},
]


@pytest.mark.parametrize("claims", NO_LETTERS)
def test_something_else_that_the_city_signed_is_not_a_letter(claims: dict[int, cbor.Value]) -> None:
    text = cose.encode_text(cose.sign(claims, KEY), token.PREFIX)
    assert refusal_of(text).code == "token_malformed"


@pytest.mark.parametrize(
    ("number", "value"),
    [(1, 7), (2, None), (3, 9), (3, True), (4, 4), (4, "3"), (5, 12345), (6, b"short"), (7, -1)],
)
def test_a_signed_letter_with_an_impossible_detail_is_refused(
    number: int, value: cbor.Value
) -> None:
    claims = dict(cose.verify(cose.decode_text(PRINTED, token.PREFIX), PUBLIC))
    details = claims[-65537]
    assert isinstance(details, dict)
    claims[-65537] = {**details, number: value}
    text = cose.encode_text(cose.sign(claims, KEY), token.PREFIX)
    assert refusal_of(text).code == "token_malformed"


@pytest.mark.parametrize("seconds", [-86400, 1, 2**63, "2012", None])
def test_a_signed_letter_with_an_impossible_date_is_refused(seconds: cbor.Value) -> None:
    claims = dict(cose.verify(cose.decode_text(PRINTED, token.PREFIX), PUBLIC))
    text = cose.encode_text(cose.sign({**claims, 6: seconds}, KEY), token.PREFIX)
    assert refusal_of(text).code == "token_malformed"


@settings(max_examples=300)
@given(st.text(max_size=60) | st.binary(max_size=60).map(base45.encode))
@example("MG1:")
@example("MG1:NCF")
def test_whatever_is_scanned_is_read_or_refused(text: str) -> None:
    for scanned in (text, token.PREFIX + text):
        with pytest.raises(Refused):
            read_letter(scanned, PUBLIC, None)


@settings(max_examples=200)
@given(st.binary(max_size=80))
def test_whatever_bytes_are_packed_are_read_or_refused(data: bytes) -> None:
    with pytest.raises(Refused):
        read_letter(cose.encode_text(data, token.PREFIX), PUBLIC, None)


def test_the_desk_can_match_the_card_it_sees() -> None:
    mark = token.card_mark(SITIS_NIK, LETTER.letter_no)
    sitis = replace(LETTER, card_last4=SITIS_NIK[-4:], card_mark=mark)
    assert token.card_matches(sitis, SITIS_NIK)
    assert not token.card_matches(sitis, "3671990302850002"), "other last digits"
    assert not token.card_matches(sitis, "3671991212900001"), "the same last digits"
    assert token.card_mark(SITIS_NIK, "36719010112J00002M") != mark, "each letter its own mark"


def test_the_code_carries_no_national_id() -> None:
    mark = token.card_mark(SITIS_NIK, LETTER.letter_no)
    text = encode_letter(replace(LETTER, card_mark=mark), KEY)
    message = cose.decode_text(text, token.PREFIX)
    assert SITIS_NIK.encode() not in message
    assert cbor.dumps(int(SITIS_NIK)) not in message


@pytest.mark.parametrize(
    "wrong",
    [
        {"care": "hotel"},
        {"care_class": 4},
        {"valid_until": date(2012, 1, 5)},
        {"card_last4": "12"},
        {"card_mark": b""},
        {"tree_size": 1},
        {"issued_on": date(1969, 12, 31)},
    ],
)
def test_a_letter_that_cannot_be_is_a_bug(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="no letter"):
        replace(LETTER, **wrong)  # type: ignore[arg-type]
