"""What a coverage card says, and how it is checked without a network. Pure.

A card is a CBOR Web Token (RFC 8392) in COSE_Sign1, as a letter's code is: issuer (the region),
issued, expires and its number under their registered keys, the rest in one private claim. It says
that the city found its holder covered on a day; whether that is still so, a list or the desk says.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date

import numpy as np
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from multiguna.coverage.rules import listing
from multiguna.coverage.terms.cards import CARD_BYTES, CardCheck, CardClaims, CardEnd
from multiguna.coverage.terms.listing import ListHeader, ListKind, SignedList
from multiguna.kernel import cbor, cose
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text

PREFIX = "MGC1:"
MARK_ROUNDS, MARK_BYTES = 200_000, 8
ENDS = tuple(CardEnd)

_ISSUER, _EXPIRES, _ISSUED, _CARD_ID, _CARD = 1, 4, 6, 7, -65538
_LAST4, _MARK = 1, 2

_REFUSALS = {
    "card_malformed": Text(
        "Kode ini ditandatangani daerah ini tetapi bukan kartu jaminan.",
        "This city signed the code, but it is no coverage card.",
    ),
    "card_expired": Text(
        "Masa berlaku kartu sudah habis. Periksa NIK di loket, dan minta kartu baru.",
        "The card has expired. Check the NIK at the desk, and ask for a new card.",
    ),
    "card_not_yet_valid": Text(
        "Kartu ini bertanggal sesudah hari itu. Periksa tanggal pelayanan.",
        "The card is dated after that day. Check the date of care.",
    ),
    "revocations_other": Text(
        "Berkas ini bukan daftar kartu batal dari daerah kartu itu. Ambil berkas yang benar.",
        "The file is not the list of void cards of the card's region. Take the right file.",
    ),
    "revocations_old": Text(
        "Daftar kartu batal sudah lewat masanya. Ambil yang baru, lalu periksa lagi.",
        "The list of void cards is too old. Fetch a new one, then check again.",
    ),
    "card_region": Text(
        "Kartu ini dari daerah lain. Hubungi penjamin daerah asal.",
        "The card is another region's. Contact that region's payer.",
    ),
}


def ktp_mark(nik: str, card_id: bytes) -> bytes:
    """The 8-byte mark of a NIK for one card: slow to compute, and unlike on any other card.

    PBKDF2 and not scrypt, so that a browser can compute it too. It hides a NIK from whoever picks
    up the card, not from somebody who knows the holder's birth date.
    """
    return hashlib.pbkdf2_hmac("sha256", nik.encode(), card_id, MARK_ROUNDS, MARK_BYTES)


def encode_card(claims: CardClaims, key: Ed25519PrivateKey) -> str:
    """Sign a card and write it as QR text."""
    token: dict[int, cbor.Value] = {
        _ISSUER: claims.region,
        _EXPIRES: cose.seconds_of(claims.expires_on),
        _ISSUED: cose.seconds_of(claims.issued_on),
        _CARD_ID: claims.card_id,
        _CARD: {_LAST4: int(claims.card_last4), _MARK: claims.card_mark},
    }
    return cose.encode_text(cose.sign(token, key), PREFIX)


def read_card(text: str, keys: listing.Keys, on: date) -> CardClaims:
    """Read a card's code; check its signature with the keys believed for cards, and its dates.

    Refuses as `kernel.cose` does (`token_wrong_key` also for a signer that is not believed any
    more), and `card_malformed`, `card_not_yet_valid`, `card_expired`.
    """
    claims = _claims(_verified(cose.decode_text(text, PREFIX), keys))
    if on < claims.issued_on:
        raise _refused("card_not_yet_valid")
    if on >= claims.expires_on:
        raise _refused("card_expired")
    return claims


def check_card(
    text: str, keys: listing.Keys, on: date, *, region: str | None = None,
    revoked: SignedList | None = None, nik: str | None = None,
) -> CardCheck:  # fmt: skip
    """Check a card as a desk does: genuine, in time, of this region, not void, of this KTP.

    Refuses as `read_card` does, `card_region`, a list of void cards that is none or another
    region's (`revocations_other`), and one that is over when `on` begins (`revocations_old`): a
    card that became void since would look good. A void card and a KTP that does not belong to it
    are findings, not refusals.
    """
    claims = read_card(text, keys, on)
    if region is not None and claims.region != region:
        raise _refused("card_region")
    if revoked is not None:
        _check_revocations(revoked.header, claims.region, on)
    found = listing.find(revoked, int.from_bytes(claims.card_id)) if revoked else None
    belongs = None
    if nik is not None:
        belongs = (
            nik[-4:] == claims.card_last4 and ktp_mark(nik, claims.card_id) == claims.card_mark
        )
    ended = None if found is None else ENDS[found]
    return CardCheck(claims, ended, belongs, revoked.header.day if revoked else None)


def write_revocations(
    header: ListHeader, ended: Mapping[bytes, CardEnd], key: Ed25519PrivateKey
) -> bytes:
    """The list of void cards, in the form of any signed list: card numbers and why."""
    assert header.key_bytes == CARD_BYTES
    numbers = np.array([int.from_bytes(card_id) for card_id in ended], np.uint64)
    values = np.array([ENDS.index(reason) for reason in ended.values()], np.uint8)
    return listing.write_list(header, listing.records(numbers, values), key)


def _check_revocations(header: ListHeader, region: str, on: date) -> None:
    if header.kind is not ListKind.REVOCATIONS or header.region != region:
        raise _refused("revocations_other")
    if cose.seconds_of(on) >= header.valid_until:
        raise _refused("revocations_old")


def _verified(message: bytes, keys: listing.Keys) -> cose.Claims:
    """The claims of a message that one of the keys has signed."""
    for key in keys.values():
        try:
            return cose.verify(message, key)
        except Refused as refused:
            if refused.code != "token_wrong_key":
                raise
    raise Refused(
        "token_wrong_key",
        Text(
            "Kartu ditandatangani kunci yang tidak dipercaya. Perbarui daftar kunci daerah.",
            "The card was signed with a key that is not trusted. Renew the city's list of keys.",
        ),
    )


def _claims(token: cose.Claims) -> CardClaims:
    details = token.get(_CARD)
    if not isinstance(details, Mapping):
        raise _refused("card_malformed")
    try:
        return CardClaims(
            card_id=cose.is_a(bytes, token.get(_CARD_ID)),
            region=cose.is_a(str, token.get(_ISSUER)),
            issued_on=cose.day_of(token.get(_ISSUED)),
            expires_on=cose.day_of(token.get(_EXPIRES)),
            card_last4=f"{cose.is_a(int, details.get(_LAST4)):04d}",
            card_mark=cose.is_a(bytes, details.get(_MARK)),
        )
    except ValueError:
        raise _refused("card_malformed") from None


def _refused(code: str) -> Refused:
    return Refused(code, _REFUSALS[code])
