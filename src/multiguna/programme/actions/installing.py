"""The only writer of packs: an installation is added, an earlier one stays for replays."""

from __future__ import annotations

from datetime import date

from psycopg.types.json import Jsonb

from multiguna.accounts.actions import host_region
from multiguna.audit.actions import record_decision
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.roles import require
from multiguna.kernel.terms import Actor, Role, Text
from multiguna.programme.rules.body import pack_body, pack_hash
from multiguna.programme.rules.signing import version_number
from multiguna.programme.terms import Pack
from multiguna.programme.terms.signing import UNSIGNED, Provenance

LATEST = """
SELECT install_no, pack_hash, name, version FROM programme_pack
WHERE region = %s ORDER BY install_no DESC LIMIT 1
"""
ADD = """
INSERT INTO programme_pack (region, pack_hash, name, version, body, installed_by, installed_on)
VALUES (%s, %s, %s, %s, %s, %s, %s) RETURNING install_no
"""
VOUCHED = """
SELECT body::jsonb #>> '{facts,signed_by}' FROM audit_record
WHERE region = %s AND kind = 'pack_install' AND subject = %s
  AND (body::jsonb #>> '{facts,install_no}')::bigint = %s
ORDER BY record_id DESC LIMIT 1
"""


def install_pack(
    *, pack: Pack, by: Actor, on: date, provenance: Provenance = UNSIGNED, older: bool = False
) -> int:
    """Install a checked pack for its region; the same pack again is the same installation.

    Returns the installation number. `provenance` is whose signature was checked; the record of the
    installation keeps it, and a second one that the same pack was signed since. Refuses a pack of
    another region than the actor's, and an older version than the one in force (`pack_older`)
    unless `older` says that it is meant.
    """
    require(by, Role.ADMINISTRATOR)
    if pack.region != by.region:
        raise Refused(
            "pack_of_other_region",
            Text(
                id=f"Paket ini untuk wilayah {pack.region}, bukan {by.region}.",
                en=f"This pack is for region {pack.region}, not {by.region}.",
            ),
        )
    digest = pack_hash(pack)
    with transaction(by) as cursor:
        host_region(name=pack.region_name, timezone=pack.timezone, by=by)
        latest = cursor.execute(LATEST, [by.region]).fetchone()
        if latest is not None and latest[1] == digest:
            if provenance.key_id not in (None, _vouched(cursor, pack, latest[0], by)):
                _record(cursor, pack, latest[0], digest, provenance, by=by, on=on)
            return int(latest[0])
        if latest is not None and not older:
            _check_age(pack, str(latest[2]), str(latest[3]))
        row = cursor.execute(
            ADD,
            [by.region, digest, pack.name, pack.version, Jsonb(pack_body(pack)), by.name, on],
        ).fetchone()
        assert row is not None
        _record(cursor, pack, row[0], digest, provenance, by=by, on=on)
    return int(row[0])


def _vouched(cursor: Cursor, pack: Pack, install_no: int, by: Actor) -> str | None:
    """Whose key an installation was last recorded with."""
    row = cursor.execute(VOUCHED, [by.region, f"pack:{pack.name}", install_no]).fetchone()
    return None if row is None else row[0]


def _record(
    cursor: Cursor, pack: Pack, install_no: int, digest: str, provenance: Provenance, *,
    by: Actor, on: date,
) -> None:  # fmt: skip
    record_decision(
        cursor,
        kind="pack_install",
        subject=f"pack:{pack.name}",
        facts={
            "install_no": install_no,
            "version": pack.version,
            "signed_by": provenance.key_id,
            "publisher": provenance.publisher,
        },
        outcome="installed",
        reasons=[],
        pack=digest,
        by=by,
        on=on,
    )


def _check_age(pack: Pack, name: str, version: str) -> None:
    """Refuse a version that comes before the one in force; another pack has its own versions."""
    if name == pack.name and version_number(pack.version) < version_number(version):
        raise Refused(
            "pack_older",
            Text(
                id=f"Versi {pack.version} lebih lama daripada yang terpasang ({version}). Pasang "
                "versi yang baru, atau tulis --older bila memang dimaksud.",
                en=f"Version {pack.version} is older than the one installed ({version}). Install "
                "the new version, or say --older if you mean it.",
            ),
            installed=version,
        )
