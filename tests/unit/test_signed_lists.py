"""A list finds all that are in it and nobody else, refuses flipped bits; a delta is its equal."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers import algorithms
from cryptography.hazmat.primitives.cmac import CMAC
from hypothesis import given, settings
from hypothesis import strategies as st

from multiguna.coverage.rules import listing
from multiguna.coverage.terms.listing import ListHeader, ListKind, SignedList
from multiguna.kernel.errors import Refused
from multiguna.kernel.keys import key_id

SIGNER = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
TRUSTED = {key_id(SIGNER.public_key()): SIGNER.public_key()}
SECRET, OTHER_SECRET = bytes(range(32)), bytes(range(1, 33))
HEADER = ListHeader(
    ListKind.POPULATION, "36.71", "3671901", 1, "2012-03-01", 1_330_560_000, 1_330_819_200, None,
    1, "", 6, 1, (), (),
)  # fmt: skip
FIRST = 3671990101800000


def made(people: dict[int, int], header: ListHeader = HEADER, secret: bytes = SECRET) -> bytes:
    """A list of NIK and values."""
    keys = listing.prefixes(np.array(list(people), np.int64), secret, header.key_bytes)
    values = np.array(list(people.values()), np.uint8)
    return listing.write_list(header, listing.records(keys, values), SIGNER)


def opened(data: bytes) -> SignedList:
    return listing.read_list(data, TRUSTED)


def found(signed: SignedList, nik: int, secret: bytes = SECRET) -> int | None:
    return listing.find(signed, listing.prefix(nik, secret, signed.header.key_bytes))


def test_a_key_is_the_cmac_of_sixteen_digits() -> None:
    for nik in (FIRST, 9_999_999_999_999_999, 1_000_000_000_000_000):
        mac = CMAC(algorithms.AES(SECRET))
        mac.update(str(nik).encode())
        assert listing.prefix(nik, SECRET, 6) == int.from_bytes(mac.finalize()[:6])


def test_a_wrong_yes_is_rarer_than_one_in_a_hundred_million() -> None:
    for count in (1, 2_000_000, 2_814_749, 2_814_750, 300_000_000):
        space = 1 << 8 * listing.key_bytes_for(count)
        assert count * 10**8 <= space
    assert (listing.key_bytes_for(2_814_749), listing.key_bytes_for(2_814_750)) == (6, 7)


@pytest.mark.parametrize("key_bytes", [6, 7])
def test_everybody_is_found_with_the_own_value_and_nobody_else(key_bytes: int) -> None:
    people = {FIRST + n: 3 + 4 * (n % 2) for n in range(5_000)}
    signed = opened(made(people, replace(HEADER, key_bytes=key_bytes)))
    assert signed.header.count == 5_000
    assert len(signed.body) == 5_000 * (key_bytes + 1)
    assert all(found(signed, nik) == value for nik, value in people.items())
    assert all(found(signed, FIRST + n) is None for n in range(5_000, 10_000))
    assert all(found(signed, nik, OTHER_SECRET) is None for nik in list(people)[:2_000])


def test_an_empty_list_and_the_edges_of_the_blocks() -> None:
    assert found(opened(made({})), FIRST) is None
    rows = np.array([0, 255, 256 << 40, (1 << 56) - 1], np.uint64)
    signed = opened(listing.write_list(HEADER, rows, SIGNER))
    assert (signed.header.counts[0], signed.header.counts[1], signed.header.counts[255]) == (
        2, 1, 1,
    )  # fmt: skip
    assert listing.find(signed, (1 << 48) - 1) == 255
    assert listing.find(signed, 1 << 40) == 0


def test_two_that_share_a_key_are_one_record_with_the_lower_value() -> None:
    keys = np.array([9, 7, 9], np.uint64)
    rows = listing.records(keys, np.array([7, 1, 3], np.uint8))
    assert rows.tolist() == [7 << 8 | 1, 9 << 8 | 3]


def test_every_flipped_bit_is_refused() -> None:
    """Every bit of the beginning and of the records; of the hashes between one a byte."""
    data = bytearray(made({FIRST + n: 3 for n in range(40)}))
    for at in range(len(data)):
        for bit in range(8) if at < 200 or at > len(data) - 500 else (at % 8,):
            data[at] ^= 1 << bit
            with pytest.raises(Refused) as refused:
                opened(bytes(data))
            assert refused.value.code in {"list_malformed", "list_wrong_key", "list_damaged"}
            data[at] ^= 1 << bit
    assert opened(bytes(data)).header.count == 40


@given(st.binary(max_size=300))
def test_random_bytes_are_refused(data: bytes) -> None:
    for start in (b"", listing.LIST, made({})[:100]):
        with pytest.raises(Refused):
            opened(start + data)


def test_whatever_is_cut_off_or_added_is_refused() -> None:
    data = made({FIRST: 3, FIRST + 1: 7})
    for cut in range(len(data)):
        with pytest.raises(Refused):
            opened(data[:cut])
    with pytest.raises(Refused) as refused:
        opened(data + b"\0")
    assert refused.value.code == "list_damaged"


def test_a_list_of_another_signer_is_refused() -> None:
    stranger = Ed25519PrivateKey.generate()
    data = listing.write_list(HEADER, np.array([], np.uint64), stranger)
    with pytest.raises(Refused) as refused:
        opened(data)
    assert refused.value.code == "list_wrong_key"


people = st.dictionaries(st.integers(FIRST, FIRST + 400), st.sampled_from([1, 2, 3, 7]))


@settings(max_examples=60)
@given(before=people, after=people)
def test_a_delta_gives_the_very_list(before: dict[int, int], after: dict[int, int]) -> None:
    old = opened(made(before))
    header = replace(HEADER, number=2, day="2012-03-02", previous=old.list_id)
    new = opened(made(after, header))
    delta = listing.write_delta(old, new, SIGNER)
    assert listing.apply_delta(old, delta, TRUSTED) == new


def test_every_flipped_bit_of_a_delta_is_refused() -> None:
    old = opened(made({FIRST + n: 3 for n in range(20)}))
    header = replace(HEADER, number=2, previous=old.list_id)
    new = opened(made({FIRST + n: 3 + 4 * (n % 2) for n in range(5, 25)}, header))
    delta = bytearray(listing.write_delta(old, new, SIGNER))
    for at in range(len(delta)):
        delta[at] ^= 1 << at % 8
        with pytest.raises(Refused):
            listing.apply_delta(old, bytes(delta), TRUSTED)
        delta[at] ^= 1 << at % 8
    assert listing.apply_delta(old, bytes(delta), TRUSTED) == new


def test_a_delta_fits_only_its_own_list() -> None:
    old = opened(made({FIRST: 3}))
    new = opened(made({FIRST + 1: 3}, replace(HEADER, number=2, previous=old.list_id)))
    delta = listing.write_delta(old, new, SIGNER)
    for misfit in (new, opened(made({}))):
        with pytest.raises(Refused) as refused:
            listing.apply_delta(misfit, delta, TRUSTED)
        assert refused.value.code == "delta_misfit"
    for header in (
        replace(HEADER, previous=None),
        replace(HEADER, previous=old.list_id, key_check="other"),
    ):
        with pytest.raises(Refused) as refused:
            listing.write_delta(old, opened(made({}, header)), SIGNER)
        assert refused.value.code == "delta_misfit"
