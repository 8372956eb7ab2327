"""The nouns of providers: hospitals as cards."""

from __future__ import annotations

from dataclasses import dataclass

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
