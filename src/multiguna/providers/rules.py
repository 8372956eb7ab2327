"""Judgements about partner regions: when an agreement holds, and which terms a hospital brings."""

from __future__ import annotations

from dataclasses import replace

from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text
from multiguna.programme.terms import Pack, PayorRow
from multiguna.providers.terms import Portability


def agreed_between(ours: Portability | None, theirs: Portability | None) -> Portability | None:
    """What holds for our residents in the other region, when both regions say so; else None.

    The services are those that both name. Who settles must be the same on both sides: money that
    each believes the other to pay is paid by nobody. The ceiling is the payer's, ours. Legal
    source: the agreement of both regions, as each one's pack has it.
    """
    if ours is None or theirs is None or ours.settlement != theirs.settlement:
        return None
    both = tuple(service for service in ours.services if theirs.allows(service))
    return replace(ours, services=both) if both else None


def terms_of_partner(pack: Pack, provider_code: str, *, settlement: str) -> Pack:
    """A partner's pack cut down to one hospital: what it agreed with its own region.

    Agreement numbers get the region before them, for ours may have the same. What the common payer
    list says is said of this hospital alone. Where the host settles, the money goes to its
    treasury. Refuses `partner_hospital_unknown`.
    """
    own = [row for row in pack.providers if row.provider_code == provider_code]
    if not own:
        raise Refused(
            "partner_hospital_unknown",
            Text(
                id=f"Rumah sakit {provider_code} tidak ada di paket wilayah {pack.region}.",
                en=f"Hospital {provider_code} is not in the pack of region {pack.region}.",
            ),
            provider_code=provider_code,
        )
    if settlement == "host":
        own = [replace(own[0], bank_account_name=f"Kas Daerah {pack.region_name}")]
    agreements = [row for row in pack.agreements if row.provider_code == provider_code]
    numbers = {row.agreement_no: f"{pack.region}:{row.agreement_no}" for row in agreements}
    return replace(
        pack,
        providers=tuple(own),
        agreements=tuple(replace(a, agreement_no=numbers[a.agreement_no]) for a in agreements),
        exclusions=tuple(
            replace(x, agreement_no=numbers[x.agreement_no])
            for x in pack.exclusions
            if x.agreement_no in numbers
        ),
        rates=tuple(row for row in pack.rates if row.provider_code == provider_code),
        payors=_payors_of(pack, provider_code),
    )


def _payors_of(pack: Pack, provider_code: str) -> tuple[PayorRow, ...]:
    """The hospital's own list, and before it what the common one says of other ids and names."""
    own = [row for row in pack.payors if row.provider_code == provider_code]
    said = {(row.payor_id, row.payor_name) for row in own}
    common = [
        replace(row, provider_code=provider_code)
        for row in pack.payors
        if row.provider_code == "*" and (row.payor_id, row.payor_name) not in said
    ]
    return (*own, *common)
