"""The nouns of providers: hospitals as cards, and what two regions agreed about their residents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

PROVIDER_COLUMNS = (
    "provider_code", "name", "class", "ownership", "tariff_code", "ppk_code", "village_code",
    "address", "owner_group", "bank_account_name",
)  # fmt: skip
"""The columns of a file of providers, as in a pack's `agreements/providers.csv`."""


@dataclass(frozen=True, slots=True)
class ProviderCard:
    """A hospital as pages and letters show it."""

    provider_code: str
    name: str
    provider_class: str
    ownership: str
    village_code: str
    address: str
    home_region: str | None = None


@dataclass(frozen=True, slots=True)
class Portability:
    """What a region's pack says of a partner on a day; whole rupiah, periods half-open."""

    partner_region: str
    starts: date
    until: date | None
    services: tuple[str, ...]
    settlement: str
    monthly_ceiling_idr: int | None

    def allows(self, service: str) -> bool:
        """Whether a service (inpatient, outpatient, emergency) is agreed."""
        return service in self.services


@dataclass(frozen=True, slots=True)
class PartnerCard:
    """A partner as lists show it: our half, and whether the other region says the same today."""

    ours: Portability
    in_force: bool
    hospitals: int
