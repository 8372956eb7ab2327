"""What a guarantee letter's QR code says, and how a desk reads it without a network.

The claims are a CBOR Web Token: issuer (the region) and the three dates under their registered
numbers, the rest in one private claim under small numbers. A date stands for 00:00 UTC of that
day, so "not before" and "expires" are exactly the half-open validity `[valid_from, valid_until)`.

The code carries no name and no NIK. Whoever holds the patient's card can tell whether it belongs
to the letter, by the last four digits and by a mark that is slow to compute; see `card_mark` for
what that does and does not protect.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from multiguna.kernel import cbor, cose
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text

PREFIX = "MG1:"
CARES = ("inpatient", "outpatient", "emergency")
MARK_BYTES = 8
ROOT_BYTES = 32

_ISSUER, _EXPIRES, _NOT_BEFORE, _ISSUED, _LETTER = 1, 4, 5, 6, -65537
_NUMBER, _PROVIDER, _CARE, _CLASS, _LAST4, _MARK, _TREE_SIZE, _TREE_ROOT = range(1, 9)
_LAST4_FORM = re.compile(r"[0-9]{4}")


@dataclass(frozen=True, slots=True)
class LetterClaims:
    """The facts of one letter that its QR code carries, signed.

    Validity is half-open: `valid_until` is the first day on which the letter is void. `care` is
    one of `CARES`; `care_class` is 1 to 3, or None for care without a class. `card_last4` and
    `card_mark` are of the card shown at the desk (the patient's NIK, or the family card or
    mother's NIK of a newborn). `tree_size` and `tree_root` are the audit checkpoint printed on
    the letter, both or neither.
    """

    letter_no: str
    region: str
    provider_code: str
    care: str
    care_class: int | None
    valid_from: date
    valid_until: date
    issued_on: date
    card_last4: str
    card_mark: bytes
    tree_size: int | None = None
    tree_root: bytes | None = None

    def __post_init__(self) -> None:
        checks = (
            self.care in CARES,
            self.care_class is None or self.care_class in (1, 2, 3),
            self.valid_from < self.valid_until,
            self.issued_on >= cose.EPOCH and self.valid_from >= cose.EPOCH,
            _LAST4_FORM.fullmatch(self.card_last4) is not None,
            len(self.card_mark) == MARK_BYTES,
            (self.tree_size is None) == (self.tree_root is None),
            self.tree_size is None or self.tree_size >= 0,
            self.tree_root is None or len(self.tree_root) == ROOT_BYTES,
        )
        if not all(checks):
            raise ValueError(f"no letter can say this (check {checks.index(False)})")


def card_mark(card_no: str, letter_no: str) -> bytes:
    """Compute the 8-byte mark of a card (NIK or family card number) for one letter; about 50 ms.

    The letter number is the salt: two letters of one person carry unlike marks. It is scrypt,
    because there are few NIKs: someone who has only the code and knows the city must try some
    400,000 numbers (hours, not a moment). Someone who also knows the birth date needs a dozen
    tries: the mark hides a NIK from a passer-by, not from a determined acquaintance, and the
    letter should be kept like a card.
    """
    return hashlib.scrypt(
        card_no.encode(), salt=letter_no.encode(), n=2**14, r=8, p=1, dklen=MARK_BYTES
    )


def card_matches(claims: LetterClaims, card_no: str) -> bool:
    """Judge whether the card in front of the desk is the one that the letter was issued on."""
    return card_no[-4:] == claims.card_last4 and (
        card_mark(card_no, claims.letter_no) == claims.card_mark
    )


def encode_letter(claims: LetterClaims, key: Ed25519PrivateKey) -> str:
    """Sign a letter's claims and write them as QR text (version 9 to 11 at level M)."""
    details: dict[int, cbor.Value] = {
        _NUMBER: claims.letter_no,
        _PROVIDER: claims.provider_code,
        _CARE: CARES.index(claims.care),
        _LAST4: int(claims.card_last4),
        _MARK: claims.card_mark,
    }
    if claims.care_class is not None:
        details[_CLASS] = claims.care_class
    if claims.tree_size is not None:
        details[_TREE_SIZE] = claims.tree_size
        details[_TREE_ROOT] = claims.tree_root
    token: dict[int, cbor.Value] = {
        _ISSUER: claims.region,
        _EXPIRES: cose.seconds_of(claims.valid_until),
        _NOT_BEFORE: cose.seconds_of(claims.valid_from),
        _ISSUED: cose.seconds_of(claims.issued_on),
        _LETTER: details,
    }
    return cose.encode_text(cose.sign(token, key), PREFIX)


def read_letter(text: str, public_key: Ed25519PublicKey, on: date | None) -> LetterClaims:
    """Read a letter's QR text; check its signature and, given `on`, that it is valid that day.

    Refuses with `token_prefix_unknown`, `token_truncated`, `base45_invalid`, `token_too_large`,
    `token_malformed`, `token_wrong_key`, `token_tampered`, `letter_not_yet_valid` or
    `letter_expired`.
    """
    claims = _claims(cose.verify(cose.decode_text(text, PREFIX), public_key))
    if on is not None and on < claims.valid_from:
        raise Refused(
            "letter_not_yet_valid",
            Text(
                id="Surat ini belum berlaku pada tanggal itu. Periksa tanggal pelayanan.",
                en="This letter is not valid yet on that day. Check the date of care.",
            ),
            valid_from=claims.valid_from.isoformat(),
        )
    if on is not None and on >= claims.valid_until:
        raise Refused(
            "letter_expired",
            Text(
                id="Masa berlaku surat ini habis pada tanggal itu. Minta surat baru di loket.",
                en="This letter is no longer valid on that day. Ask the desk for a new letter.",
            ),
            valid_until=claims.valid_until.isoformat(),
        )
    return claims


def _claims(token: cose.Claims) -> LetterClaims:
    """The letter's claims out of a verified token; another kind is `token_malformed`."""
    details = token.get(_LETTER)
    if not isinstance(details, Mapping):
        raise _malformed()
    has_tree = _TREE_SIZE in details
    try:
        return LetterClaims(
            letter_no=cose.is_a(str, details.get(_NUMBER)),
            region=cose.is_a(str, token.get(_ISSUER)),
            provider_code=cose.is_a(str, details.get(_PROVIDER)),
            care=CARES[cose.is_a(int, details.get(_CARE))],
            care_class=cose.is_a(int, details.get(_CLASS)) if _CLASS in details else None,
            valid_from=cose.day_of(token.get(_NOT_BEFORE)),
            valid_until=cose.day_of(token.get(_EXPIRES)),
            issued_on=cose.day_of(token.get(_ISSUED)),
            card_last4=f"{cose.is_a(int, details.get(_LAST4)):04d}",
            card_mark=cose.is_a(bytes, details.get(_MARK)),
            tree_size=cose.is_a(int, details.get(_TREE_SIZE)) if has_tree else None,
            tree_root=cose.is_a(bytes, details.get(_TREE_ROOT)) if has_tree else None,
        )
    except (ValueError, IndexError):
        raise _malformed() from None


def _malformed() -> Refused:
    return Refused(
        "token_malformed",
        Text(
            id="Kode ditandatangani daerah ini tetapi bukan surat jaminan. Periksa nomor suratnya.",
            en="This city signed the code, but it is not a guarantee letter. Check its number.",
        ),
    )
