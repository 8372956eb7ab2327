"""Reads of providers and their agreements."""

from __future__ import annotations

from datetime import date

from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import HOSPITAL_ROLES, Actor, Text, system
from multiguna.providers.rules import agreed_between
from multiguna.providers.terms import PartnerCard, Portability, ProviderCard

CARD = """
SELECT provider_code, name, provider_class, ownership, village_code, address, home_region
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
PORTABILITY = """
SELECT partner_region, valid_from, valid_until, string_to_array(services, ';'), settlement,
       monthly_ceiling_idr
FROM providers_portability
WHERE region = %(region)s AND valid_from <= %(on)s AND (valid_until IS NULL OR %(on)s < valid_until)
  AND (%(partner)s::text IS NULL OR partner_region = %(partner)s)
ORDER BY partner_region
"""
GUESTS_HOSPITALS = """
SELECT home_region, count(*) FROM providers_provider
WHERE region = %s AND home_region IS NOT NULL GROUP BY home_region
"""


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


def partners(by: Actor, *, on: date) -> list[PartnerCard]:
    """The regions that ours names on a day, and whether each says the same of us."""
    with transaction(by) as cursor:
        ours = _sides(cursor, by, on)
        hospitals: dict[str, int] = dict(cursor.execute(GUESTS_HOSPITALS, [by.region]).fetchall())
    return [
        PartnerCard(
            one,
            portability_between(by.region, one.partner_region, on=on) is not None,
            hospitals.get(one.partner_region, 0),
        )
        for one in ours
    ]


def portability_between(home: str, host: str, *, on: date) -> Portability | None:
    """What holds on a day for residents of `home` in hospitals of `host`; None when nothing does.

    The one look at two regions: each half is read in a transaction of its own, in its own region.
    """
    halves = []
    for one, other in ((home, host), (host, home)):
        with transaction(system(one)) as cursor:
            halves.append(next(iter(_sides(cursor, system(one), on, other)), None))
    return agreed_between(*halves)


def guest_actor(by: Actor, home_region: str, *, on: date) -> tuple[Actor, Portability]:
    """Somebody of a hospital here as who may act for another region's residents, and what holds.

    In that region they are bound to the same hospital, whose rows there are all they see, and they
    stand in its records with their region before their name. Refuses `portability_missing` unless
    both regions agreed on the day, `partner_hospital_missing` until that region took the hospital's
    terms over, and `not_of_a_hospital` everybody else.
    """
    if by.role not in HOSPITAL_ROLES or by.provider_code is None:
        raise Refused(
            "not_of_a_hospital",
            Text(
                id="Hanya petugas rumah sakit yang bertindak untuk warga wilayah lain.",
                en="Only a hospital's staff acts for residents of another region.",
            ),
        )
    agreed = None
    if home_region != by.region:
        agreed = portability_between(home_region, by.region, on=on)
    if agreed is None:
        raise no_portability(home_region)
    home = system(home_region)
    with transaction(home) as cursor:
        card = provider(cursor, home, by.provider_code)
    if card is None or card.home_region != by.region:
        raise Refused(
            "partner_hospital_missing",
            Text(
                id=f"Wilayah {home_region} belum mengambil ketentuan rumah sakit ini "
                "('multiguna portability take').",
                en=f"Region {home_region} has not taken this hospital's terms over yet "
                "('multiguna portability take').",
            ),
        )
    return Actor(f"{by.region}/{by.name}", by.role, home_region, by.provider_code), agreed


def no_portability(region: str) -> Refused:
    """The refusal where two regions have no agreement that holds on both sides."""
    return Refused(
        "portability_missing",
        Text(
            id=f"Tidak ada perjanjian portabilitas dengan wilayah {region} yang berlaku di kedua "
            "pihak pada hari itu.",
            en=f"No portability agreement with region {region} holds on both sides on that day.",
        ),
        region=region,
    )


def _sides(cursor: Cursor, by: Actor, on: date, partner: str | None = None) -> list[Portability]:
    """What one region's pack says of a partner, or of all."""
    rows = cursor.execute(PORTABILITY, {"region": by.region, "on": on, "partner": partner})
    return [
        Portability(region, starts, until, tuple(services), settlement, ceiling_idr)
        for region, starts, until, services, settlement, ceiling_idr in rows.fetchall()
    ]
