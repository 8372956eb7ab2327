"""The nouns of settlement between regions: what a month's guests cost, and where two sides differ.

Whole rupiah. A claim stands here by its numbers; nothing of a patient crosses a border.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from multiguna.kernel.terms import Text


@dataclass(frozen=True, slots=True)
class GuestClaim:
    """One claim of a payer's resident at the host's hospital; `claim_id` is the payer's number."""

    claim_id: int
    provider_code: str
    claim_no: str
    billed_idr: int
    outcome: str | None = None
    approved_idr: int = 0
    paid_idr: int = 0


@dataclass(frozen=True, slots=True)
class GuestSum:
    """A hospital's guests of a month, added up."""

    provider_code: str
    claims: int
    billed_idr: int
    approved_idr: int
    paid_idr: int


@dataclass(frozen=True, slots=True)
class GuestStatement:
    """What `payer` says of its residents in `host`'s hospitals, discharged in a month `YYYY-MM`."""

    payer: str
    host: str
    month: str
    on: date
    claims: tuple[GuestClaim, ...]

    @property
    def approved_idr(self) -> int:
        """What the payer owes for the month, paid or not."""
        return sum(claim.approved_idr for claim in self.claims)

    @property
    def paid_idr(self) -> int:
        """What of it has left the payer's treasury."""
        return sum(claim.paid_idr for claim in self.claims)


@dataclass(frozen=True, slots=True)
class GuestDifference:
    """A claim on which the statement and what was filed here do not agree; None: not there."""

    code: str
    provider_code: str
    claim_no: str
    stated_idr: int | None
    filed_idr: int | None

    @property
    def sentence(self) -> Text:
        """What it means, for people."""
        return DIFFERENCES[self.code]


@dataclass(frozen=True, slots=True)
class GuestBalance:
    """Both directions of a month as one region knows them.

    `owe`: our residents there, from our own claims. `owed`: theirs here, from the newest statement
    that they handed over; None before the first. `filed` is what our hospitals filed with them.
    """

    region: str
    partner: str
    month: str
    owe: GuestStatement
    owed: GuestStatement | None
    filed: tuple[GuestClaim, ...]

    @property
    def net_idr(self) -> int | None:
        """What the partner owes on balance; below zero we owe it. None while they state nothing."""
        if self.owed is None:
            return None
        return self.owed.approved_idr - self.owe.approved_idr


DIFFERENCES: Mapping[str, Text] = MappingProxyType(
    {
        "not_filed": Text(
            id="Ada dalam rekapitulasi, tetapi tidak tercatat diajukan dari sini.",
            en="It is in the statement, but was not filed from here.",
        ),
        "not_stated": Text(
            id="Diajukan dari sini, tetapi tidak ada dalam rekapitulasi.",
            en="It was filed from here, but is not in the statement.",
        ),
        "other_amount": Text(
            id="Tagihannya berbeda dari yang diajukan.",
            en="Its bill differs from what was filed.",
        ),
    }
)
STATEMENT_REFUSALS: Mapping[str, Text] = MappingProxyType(
    {
        "statement_unreadable": Text(
            id="Berkas itu bukan rekapitulasi portabilitas. Minta berkas baru kepada wilayahnya.",
            en="The file is no portability statement. Ask the other region for a new one.",
        ),
        "statement_forged": Text(
            id="Tanda tangan rekapitulasi tidak cocok dengan isinya atau kuncinya. Jangan dipakai.",
            en="The statement's signature fits neither its content nor its key. Do not use it.",
        ),
        "key_unreadable": Text(
            id="Kunci publik terdiri atas 64 angka heksadesimal ('multiguna audit checkpoint').",
            en="A public key has 64 hexadecimal digits ('multiguna audit checkpoint').",
        ),
        "statement_not_ours": Text(
            id="Rekapitulasi itu bukan tentang rumah sakit wilayah ini dari wilayah mitra.",
            en="The statement is not a partner region's about hospitals here.",
        ),
    }
)
