"""Base45 (RFC 9285): bytes as the 45 characters that a QR code packs tightest.

>>> encode(b"Hello!!")
'%69 VD92EX0'
>>> decode("%69 VD92EX0")
b'Hello!!'
"""

from __future__ import annotations

from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_DIGITS = {character: digit for digit, character in enumerate(ALPHABET)}


def encode(data: bytes) -> str:
    """Write each two bytes as three characters, and a last single byte as two."""
    characters = []
    for at in range(0, len(data), 2):
        pair = data[at : at + 2]
        number = int.from_bytes(pair)
        for _ in range(len(pair) + 1):
            number, digit = divmod(number, 45)
            characters.append(ALPHABET[digit])
    return "".join(characters)


def decode(text: str) -> bytes:
    """Read Base45 text back to bytes.

    Refuses with `base45_invalid`: a foreign character, an impossible length, or a group beyond
    its range.
    """
    try:
        digits = [_DIGITS[character] for character in text]
    except KeyError:
        raise _invalid() from None
    decoded = bytearray()
    for at in range(0, len(digits), 3):
        group = digits[at : at + 3]
        width = len(group) - 1
        number = sum(digit * 45**place for place, digit in enumerate(group))
        if width == 0 or number >= 1 << 8 * width:
            raise _invalid()
        decoded += number.to_bytes(width)
    return bytes(decoded)


def _invalid() -> Refused:
    return Refused(
        "base45_invalid",
        Text(
            id="Teks kode tidak lengkap atau memuat huruf asing. Pindai ulang kodenya.",
            en="The code's text is incomplete or has foreign characters. Scan it again.",
        ),
    )
