"""Reads of providers and their agreements."""

from __future__ import annotations

from datetime import date

from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Text
from multiguna.providers.terms import ProviderCard

CARD = """
SELECT provider_code, name, provider_class, ownership, village_code, address
FROM providers_provider WHERE region = %s
"""
AGREED = """
SELECT EXISTS (
    SELECT FROM providers_agreement
    WHERE region = %(region)s AND provider_code = %(provider_code)s
      AND valid_from <= %(on)s AND (valid_until IS NULL OR %(on)s < valid_until)
      AND %(service)s = ANY(string_to_array(services, ';'))) AS agreed
"""
"""Whether an agreement holds on a day for a service (inpatient, outpatient, emergency)."""


def provider(cursor: Cursor, by: Actor, provider_code: str) -> ProviderCard | None:
    """One provider by its code, or None."""
    row = cursor.execute(CARD + "AND provider_code = %s", [by.region, provider_code]).fetchone()
    return None if row is None else ProviderCard(*row)


def known_provider(cursor: Cursor, by: Actor, provider_code: str) -> ProviderCard:
    """One provider by its code; refuses one that no pack has (`provider_unknown`)."""
    card = provider(cursor, by, provider_code)
    if card is None:
        raise Refused(
            "provider_unknown",
            Text(
                id=f"Rumah sakit {provider_code} tidak ada di paket program. Periksa kodenya.",
                en=f"Hospital {provider_code} is not in the programme pack. Check its code.",
            ),
            provider_code=provider_code,
        )
    return card


def providers(cursor: Cursor, by: Actor) -> list[ProviderCard]:
    """All providers of the region, by name."""
    rows = cursor.execute(CARD + "ORDER BY name", [by.region]).fetchall()
    return [ProviderCard(*row) for row in rows]


def has_agreement(cursor: Cursor, by: Actor, *, provider_code: str, on: date, service: str) -> bool:
    """Whether a provider's agreement holds on a day for a service (inpatient, outpatient…)."""
    values = {"region": by.region, "provider_code": provider_code, "on": on, "service": service}
    row = cursor.execute(AGREED, values).fetchone()
    return bool(row and row[0])
