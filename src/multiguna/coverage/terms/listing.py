"""The nouns of signed lists: who is covered, for a desk without a network; which cards are void."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

BLOCKS = 256
DEVICE_CODE_CHARACTERS = 12


class ListKind(StrEnum):
    """What a list is of."""

    POPULATION = "population"
    REVOCATIONS = "revocations"


@dataclass(frozen=True, slots=True)
class DeskTerms:
    """What a desk without a network decides by, as the pack and the agreement say on the list's
    day; whole rupiah, days and hours.

    `services` are those of the hospital's agreement (inpatient, outpatient, emergency). `papers`:
    whether the stage asks for papers. `letters_max`: how many provisional letters, emergencies
    not counted, may be made on one list. `reserve_*_idr` is what the pack's table reserves for a
    letter (None: unknown), to show how much was promised while the network was away.
    """

    stage_code: str
    newborn_days_max: int | None
    papers: bool
    papers_hours: int | None
    services: tuple[str, ...]
    letters_max: int
    reserve_inpatient_idr: int | None
    reserve_outpatient_idr: int | None


@dataclass(frozen=True, slots=True)
class ListHeader:
    """What a signed list says of itself.

    `day` is the day whose coverage it lists, `made_at` and `valid_until` are seconds since 1970
    (UTC), half-open. `previous` is the id of the list before it, in hexadecimal. `key_check`
    tells a device whether it has the key (it would find nobody with another). `key_bytes` and
    `value_bytes` are the parts of a record; `counts` has the records of each block and `hashes`
    the SHA-256 of each. `desk` is None for revocations.
    """

    kind: ListKind
    region: str
    provider_code: str
    number: int
    day: str
    made_at: int
    valid_until: int
    previous: str | None
    key_no: int
    key_check: str
    key_bytes: int
    value_bytes: int
    counts: tuple[int, ...]
    hashes: tuple[bytes, ...]
    desk: DeskTerms | None = None

    @property
    def count(self) -> int:
        """How many records the list has."""
        return sum(self.counts)

    @property
    def record_bytes(self) -> int:
        """The width of a record."""
        return self.key_bytes + self.value_bytes


@dataclass(frozen=True, slots=True)
class SignedList:
    """A list whose signature and blocks were checked. `list_id` is the SHA-256 of its header."""

    header: ListHeader
    list_id: str
    head: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A list as the region keeps it: its number, day, size in bytes and the time it holds for."""

    provider_code: str
    number: int
    list_id: str
    previous: str | None
    day: str
    made_at: int
    valid_until: int
    key_no: int
    count: int
    size: int
    delta_size: int | None


@dataclass(frozen=True, slots=True)
class EnrolledDevice:
    """A device that may hold lists, with the secret key of its hospital's."""

    provider_code: str
    device_no: int
    name: str
    key_no: int
    key: bytes


@dataclass(frozen=True, slots=True)
class RingKey:
    """A key that signs or signed lists or cards; `public_key` is 32 raw bytes."""

    use: str
    signer_no: int
    key_id: bytes
    public_key: bytes
    starts: str
    trusted: bool
