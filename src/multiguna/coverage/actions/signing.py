"""The keys that sign lists and cards: made when first needed, changed by the city."""

from __future__ import annotations

from datetime import date

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from multiguna.audit.actions import record_decision
from multiguna.coverage.queries.listing import signer_key, signers
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.keys import key_id
from multiguna.kernel.roles import require
from multiguna.kernel.terms import Actor, Role, Text

ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended(%s || ' signers', 0))"
INSERT = """
INSERT INTO coverage_signer (region, use, signer_no, key_id, public_key, starts,
    distrusts_earlier, made_by)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
"""


def signer_for(cursor: Cursor, use: str, *, by: Actor, on: date) -> Ed25519PrivateKey:
    """The key that signs now; the first one is made when it is first asked for."""
    cursor.execute(ONE_AT_A_TIME, [by.region])
    latest = [one for one in signers(cursor, by) if one.use == use][-1:]
    if latest:
        key = signer_key(use, latest[0].signer_no)
        if key_id(key.public_key()) != latest[0].key_id:
            raise Refused(
                "signer_missing",
                Text(
                    "Kunci penanda tangan di server ini bukan yang tercatat. Pulihkan folder keys.",
                    "The signing key on this server is not the one on record. Restore its keys.",
                ),
                use=use,
            )
        return key
    return _add(cursor, use, 1, False, by, on)


def rotate_signer(*, use: str, distrust_earlier: bool = False, by: Actor, on: date) -> int:
    """Sign lists or cards with a new key from now on; gives its number.

    What earlier keys signed stays good, unless they are distrusted: then every card that they
    signed is void and must be issued again, and devices must be enrolled again.
    """
    require(by, Role.ADMINISTRATOR)
    with transaction(by) as cursor:
        cursor.execute(ONE_AT_A_TIME, [by.region])
        number = 1 + max(
            (one.signer_no for one in signers(cursor, by) if one.use == use), default=0
        )
        key = _add(cursor, use, number, distrust_earlier, by, on)
        record_decision(
            cursor, kind="signer", subject=f"signer:{use}:{number}",
            facts={"key_id": key_id(key.public_key()).hex(), "distrusts_earlier": distrust_earlier},
            outcome="rotated", reasons=[], pack=None, by=by, on=on,
        )  # fmt: skip
    return number


def _add(
    cursor: Cursor, use: str, number: int, distrusts: bool, by: Actor, on: date
) -> Ed25519PrivateKey:
    key = signer_key(use, number)
    public = key.public_key()
    cursor.execute(
        INSERT,
        [by.region, use, number, key_id(public).hex(), public.public_bytes_raw().hex(), on,
         distrusts, by.name],
    )  # fmt: skip
    return key
