"""The nouns of coverage cards: what a card says, what became of it, and what a check finds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from multiguna.coverage.terms.deciding import Reason
from multiguna.kernel.terms import Text

CARD_BYTES = 7


class CardEnd(StrEnum):
    """Why a card is void before it expires; the order is that of the numbers in a list."""

    LOST = "lost"
    REPLACED = "replaced"
    MOVED = "moved"
    DIED = "died"
    MISTAKE = "mistake"

    @property
    def label(self) -> Text:
        """The reason for people."""
        return CARD_ENDS[self]


CARD_ENDS = {
    CardEnd.LOST: Text("Hilang atau dicuri", "Lost or stolen"),
    CardEnd.REPLACED: Text("Diganti kartu baru", "Replaced by a new card"),
    CardEnd.MOVED: Text("Pindah ke luar daerah", "Moved away"),
    CardEnd.DIED: Text("Meninggal", "Died"),
    CardEnd.MISTAKE: Text("Terbit karena keliru", "Issued by mistake"),
}


@dataclass(frozen=True, slots=True)
class CardClaims:
    """What a card's QR code says, signed. Half-open: `expires_on` is the first day it is void.

    No name and no NIK: `card_last4` and `card_mark` tell whether a KTP belongs to it.
    """

    card_id: bytes
    region: str
    issued_on: date
    expires_on: date
    card_last4: str
    card_mark: bytes

    def __post_init__(self) -> None:
        checks = (
            len(self.card_id) == CARD_BYTES,
            self.issued_on < self.expires_on,
            len(self.card_last4) == 4 and self.card_last4.isascii() and self.card_last4.isdigit(),
            len(self.card_mark) == 8,
        )
        if not all(checks):
            raise ValueError(f"no card can say this (check {checks.index(False)})")


@dataclass(frozen=True, slots=True)
class IssuedCard:
    """A card of a person as the region keeps it; `token` is the text of its QR code and
    `key_id` names the key that signed it."""

    card_id: str
    person_id: int
    issued_on: date
    expires_on: date
    token: str
    key_id: str
    ended: CardEnd | None


@dataclass(frozen=True, slots=True)
class FamilyCards:
    """The cards of a family: one for each covered member, and why others have none.

    `again` are those that had a good card already.
    """

    cards: tuple[IssuedCard, ...]
    again: int
    without: tuple[tuple[int, Reason], ...]


@dataclass(frozen=True, slots=True)
class CardCheck:
    """What a check of a card found: what it says, whether it is void and why, and whether the
    KTP shown belongs to it (None: none was shown). `as_of` is the day of the list of void cards
    that was asked (None: none was)."""

    claims: CardClaims
    ended: CardEnd | None
    belongs: bool | None
    as_of: str | None

    @property
    def good(self) -> bool:
        """Whether the card may be believed."""
        return self.ended is None and self.belongs is not False
