"""The only writer of packs: an installation is added, an earlier one stays for replays."""

from __future__ import annotations

from datetime import date

from psycopg.types.json import Jsonb

from multiguna.accounts.actions import host_region
from multiguna.audit.actions import record_decision
from multiguna.kernel.db import transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.roles import require
from multiguna.kernel.terms import Actor, Role, Text
from multiguna.programme.rules.body import pack_body, pack_hash
from multiguna.programme.terms import Pack

LATEST = """
SELECT install_no, pack_hash FROM programme_pack WHERE region = %s ORDER BY install_no DESC LIMIT 1
"""
ADD = """
INSERT INTO programme_pack (region, pack_hash, name, version, body, installed_by, installed_on)
VALUES (%s, %s, %s, %s, %s, %s, %s) RETURNING install_no
"""


def install_pack(*, pack: Pack, by: Actor, on: date) -> int:
    """Install a checked pack for its region; the same pack again is the same installation.

    Returns the installation number. Refuses a pack of another region than the actor's.
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
            return int(latest[0])
        row = cursor.execute(
            ADD,
            [by.region, digest, pack.name, pack.version, Jsonb(pack_body(pack)), by.name, on],
        ).fetchone()
        assert row is not None
        record_decision(
            cursor,
            kind="pack_install",
            subject=f"pack:{pack.name}",
            facts={"install_no": row[0], "version": pack.version},
            outcome="installed",
            reasons=[],
            pack=digest,
            by=by,
            on=on,
        )
    return int(row[0])
