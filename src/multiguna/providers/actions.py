"""The only writers of providers: a file of hospitals, a pack's agreements, a partner's terms."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from multiguna.audit.actions import record_decision
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.intake import look_through
from multiguna.kernel.roles import require
from multiguna.kernel.terms import Actor, Role, Text, system
from multiguna.programme.queries import pack_in_force
from multiguna.programme.rules.body import pack_hash
from multiguna.programme.terms import Pack, ProviderRow
from multiguna.providers.queries import no_portability, portability_between, provider
from multiguna.providers.rules import terms_of_partner
from multiguna.providers.terms import PROVIDER_COLUMNS

NEEDED = ("provider_code", "name", "class", "tariff_code")
PROVIDER = """
INSERT INTO providers_provider (region, provider_code, name, provider_class, ownership,
    tariff_code, ppk_code, village_code, address, owner_group, bank_account_name, home_region)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (region, provider_code) DO UPDATE
SET name = excluded.name, provider_class = excluded.provider_class,
    ownership = excluded.ownership, tariff_code = excluded.tariff_code,
    ppk_code = excluded.ppk_code, village_code = excluded.village_code,
    address = excluded.address, owner_group = excluded.owner_group,
    bank_account_name = excluded.bank_account_name, home_region = excluded.home_region
"""
AGREEMENT = """
INSERT INTO {}providers_agreement (region, agreement_no, provider_code, valid_from, valid_until,
    services, payment_days, claim_deadline_days, late_penalty_bp_month, basis, lesser_of,
    claim_ceiling_idr, month_ceiling_idr, legal)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
RATE = """
INSERT INTO {}providers_rate (region, provider_code, code_system, code, care_class, valid_from,
    valid_until, amount_idr, legal)
SELECT %s, r.* FROM rate_staged r
"""
PAYOR = """
INSERT INTO {}providers_payor (region, provider_code, payor_id, payor_name, payer)
VALUES (%s, %s, %s, %s, %s)
"""
EXCLUSION = """
INSERT INTO {}providers_exclusion (region, agreement_no, kind, code, legal)
VALUES (%s, %s, %s, %s, %s)
"""
PORTABILITY = """
INSERT INTO providers_portability (region, partner_region, valid_from, valid_until, services,
    settlement, monthly_ceiling_idr, legal)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
"""
OF_PARTNERS = """
SELECT provider_code FROM providers_provider WHERE region = %(region)s AND home_region IS NOT NULL
"""
AGREEMENTS_OF = """
SELECT agreement_no FROM providers_agreement WHERE region = %(region)s AND provider_code {}
"""
REPLACED = ("providers_exclusion", "providers_agreement", "providers_payor", "providers_rate")


def import_providers(*, path: Path, by: Actor, on: date) -> int:
    """Take in a CSV file of hospitals, all or nothing; known ones are brought up to date.

    Columns as in `terms.PROVIDER_COLUMNS`. Refuses a file that is not text, other columns, a row of
    another length, and an empty code, name, class or tariff code, with the row; and
    `provider_of_partner` a hospital taken over from a partner region, whose name and account are
    that region's to say. Returns the number of providers in the file.
    """
    require(by, Role.ADMINISTRATOR)
    source = look_through(path, required=[name.upper() for name in PROVIDER_COLUMNS])
    if source.columns != tuple(map(str.upper, PROVIDER_COLUMNS)):
        raise _wrong(path, 0, "header", ",".join(PROVIDER_COLUMNS))
    with path.open(encoding=source.encoding, newline="") as file:
        rows = list(csv.reader(file, delimiter=source.delimiter))[1:]
    for number, row in enumerate(rows, start=1):
        if len(row) != len(PROVIDER_COLUMNS):
            raise _wrong(path, number, "", f"{len(PROVIDER_COLUMNS)}")
        for column, value in zip(PROVIDER_COLUMNS, row, strict=True):
            if column in NEEDED and not value.strip():
                raise _wrong(path, number, column, "…")
    with transaction(by) as cursor:
        partners = {code for (code,) in cursor.execute(OF_PARTNERS, {"region": by.region})}
        for row in rows:
            if row[0] in partners:
                raise _of_partner(row[0])
        _put_providers(cursor, by, rows)
        record_decision(
            cursor,
            kind="providers_import",
            subject=f"file:{source.file_hash}",
            facts={"providers": len(rows)},
            outcome="imported",
            reasons=[],
            pack=None,
            by=by,
            on=on,
        )
    return len(rows)


def take_agreements(*, pack: Pack, by: Actor, on: date) -> int:
    """Put a pack's providers, agreements, rates and payer codes in place; returns the rates.

    They take the place of the earlier pack's, whole: what the pack no longer says no longer holds
    (the earlier pack stays in `programme_pack` for replays). What was taken over of partner
    regions' hospitals stays. Source: each row's legal column.
    """
    require(by, Role.ADMINISTRATOR)
    with transaction(by) as cursor:
        _put_providers(cursor, by, _rows(pack.providers))
        _remove_terms(cursor, by, f"NOT IN ({OF_PARTNERS})")
        _put_terms(cursor, by, pack)
        cursor.execute("DELETE FROM providers_portability WHERE region = %s", [by.region])
        cursor.executemany(
            PORTABILITY,
            [
                (by.region, p.partner_region, p.starts, p.until, ";".join(p.services),
                 p.settlement, p.monthly_ceiling_idr, p.legal)
                for p in pack.portability
            ],
        )  # fmt: skip
    return len(pack.rates)


def take_partner(*, partner_region: str, provider_code: str, by: Actor, on: date) -> Pack:
    """Take a partner region's hospital over with what its own region agreed with it, as of now.

    Its agreement, rates, exclusions and payer list stand in our tables in the place of those taken
    before, and stay when our own pack is installed again; the record names the partner's pack by
    its hash. Returns what was taken. Refuses `portability_missing` unless both regions agreed,
    `partner_hospital_unknown`, `provider_own` a hospital that our pack has an agreement with, and
    `provider_of_other_partner` one taken from another partner: its guests' claims are settled
    there, and would be stated a second time here.
    """
    require(by, Role.ADMINISTRATOR)
    agreed = portability_between(by.region, partner_region, on=on)
    if agreed is None:
        raise no_portability(partner_region)
    theirs = pack_in_force(system(partner_region))
    taken = terms_of_partner(theirs, provider_code, settlement=agreed.settlement)
    with transaction(by) as cursor:
        card = provider(cursor, by, provider_code)
        if card is not None and card.home_region is None:
            raise Refused(
                "provider_own",
                Text(
                    id="Rumah sakit itu sudah bermitra langsung dengan wilayah ini; perjanjian "
                    "dan tarifnya ada di paket sendiri.",
                    en="This region has an agreement with that hospital itself; it and its rates "
                    "are in the own pack.",
                ),
                provider_code=provider_code,
            )
        if card is not None and card.home_region != partner_region:
            raise Refused(
                "provider_of_other_partner",
                Text(
                    id=f"Rumah sakit itu sudah diambil dari wilayah {card.home_region}; klaim "
                    "tamunya diselesaikan dengan wilayah itu.",
                    en=f"That hospital was taken over from region {card.home_region} already; the "
                    "claims of its guests are settled with that region.",
                ),
                provider_code=provider_code,
            )
        _put_providers(cursor, by, _rows(taken.providers), partner_region)
        _remove_terms(cursor, by, "= %(provider)s", provider_code)
        _put_terms(cursor, by, taken)
        record_decision(
            cursor,
            kind="partner_terms",
            subject=f"provider:{provider_code}",
            facts={
                "partner_region": partner_region, "settlement": agreed.settlement,
                "agreements": len(taken.agreements), "rates": len(taken.rates),
            },
            outcome="taken",
            reasons=[],
            pack=pack_hash(theirs),
            by=by,
            on=on,
        )  # fmt: skip
    return taken


def _remove_terms(cursor: Cursor, by: Actor, whose: str, provider_code: str = "") -> None:
    """Remove what was agreed with some hospitals, to put it anew."""
    values = {"region": by.region, "provider": provider_code}
    agreements = AGREEMENTS_OF.format(whose)
    cursor.execute(
        "DELETE FROM providers_exclusion WHERE region = %(region)s "
        f"AND agreement_no IN ({agreements})",
        values,
    )
    for table in REPLACED[1:]:
        cursor.execute(
            f"DELETE FROM {table} WHERE region = %(region)s AND provider_code {whose}", values
        )


def _rows(providers: Sequence[ProviderRow]) -> list[list[str]]:
    """Hospitals of a pack as rows of a file of hospitals."""
    return [
        [p.provider_code, p.name, p.provider_class, p.ownership, p.tariff_code, p.ppk_code,
         p.village_code, p.address, p.owner_group, p.bank_account_name]
        for p in providers
    ]  # fmt: skip


def try_agreements(cursor: Cursor, *, pack: Pack, by: Actor) -> None:
    """Put a pack's agreements, rates and payer codes before those in force, for this session only.

    They stand in temporary tables of the same names, which statements planned from here on find
    first; the caller rolls its transaction back, and they are gone. Nothing that lasts is written.
    """
    for table in reversed(REPLACED):
        cursor.execute(
            f"CREATE TEMPORARY TABLE {table} (LIKE public.{table} INCLUDING DEFAULTS) "
            "ON COMMIT DROP"
        )
    _put_terms(cursor, by, pack, "pg_temp.")
    for table in reversed(REPLACED):
        whose = AGREEMENTS_OF.format(f"IN ({OF_PARTNERS})")
        column, of = (
            ("agreement_no", whose) if table == REPLACED[0] else ("provider_code", OF_PARTNERS)
        )
        cursor.execute(
            f"INSERT INTO pg_temp.{table} SELECT * FROM public.{table} AS kept "
            f"WHERE kept.region = %(region)s AND kept.{column} IN ({of})",
            {"region": by.region},
        )
    for table in REPLACED:
        cursor.execute(f"ANALYZE pg_temp.{table}")


def _put_terms(cursor: Cursor, by: Actor, pack: Pack, place: str = "") -> None:
    """Agreements, exclusions, payer codes and rates, in the tables of `place`."""
    cursor.executemany(
        AGREEMENT.format(place),
        [
            (by.region, a.agreement_no, a.provider_code, a.starts, a.until,
             ";".join(a.services), a.payment_days, a.claim_deadline_days,
             a.late_penalty_bp_month, a.basis, a.lesser_of, a.claim_ceiling_idr,
             a.month_ceiling_idr, a.legal)
            for a in pack.agreements
        ],
    )  # fmt: skip
    cursor.executemany(
        EXCLUSION.format(place),
        [(by.region, x.agreement_no, x.kind, x.code, x.legal) for x in pack.exclusions],
    )
    cursor.executemany(
        PAYOR.format(place),
        [(by.region, p.provider_code, p.payor_id, p.payor_name, p.payer) for p in pack.payors],
    )
    _put_rates(cursor, by, pack, place)


def _put_rates(cursor: Cursor, by: Actor, pack: Pack, place: str) -> None:
    cursor.execute(
        "CREATE TEMPORARY TABLE rate_staged (provider_code text, code_system text, code text, "
        "care_class smallint, valid_from date, valid_until date, amount_idr bigint, legal text) "
        "ON COMMIT DROP"
    )
    with cursor.copy("COPY rate_staged FROM STDIN") as copy:
        for r in pack.rates:
            copy.write_row(
                (r.provider_code, r.code_system, r.code, r.care_class, r.starts, r.until,
                 r.amount_idr, r.legal)
            )  # fmt: skip
    cursor.execute(RATE.format(place), [by.region])
    cursor.execute("DROP TABLE rate_staged")


def _put_providers(
    cursor: Cursor, by: Actor, rows: Iterable[Sequence[str]], home_region: str | None = None
) -> None:
    cursor.executemany(PROVIDER, [(by.region, *row, home_region) for row in rows])


def _of_partner(provider_code: str) -> Refused:
    return Refused(
        "provider_of_partner",
        Text(
            id=f"Rumah sakit {provider_code} diambil dari wilayah mitra ('multiguna portability "
            "take'). Hapus dari berkas ini. Tidak ada yang disimpan.",
            en=f"Hospital {provider_code} was taken over from a partner region ('multiguna "
            "portability take'). Remove it from this file. Nothing was kept.",
        ),
        provider_code=provider_code,
    )


def _wrong(path: Path, row: int, column: str, expected: str) -> Refused:
    return Refused(
        "providers_file_invalid",
        Text(
            id=f"{path.name} baris {row}, kolom {column}: kosong atau tidak sah ({expected}). "
            "Tidak ada yang disimpan.",
            en=f"{path.name} row {row}, column {column}: empty or invalid ({expected}). "
            "Nothing was kept.",
        ),
        row=row,
        column=column,
    )
