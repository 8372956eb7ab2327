"""Settlement between regions: hand a month's statement over, and take the partner's in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from psycopg.types.json import Jsonb

from multiguna.audit.actions import record_decision
from multiguna.audit.queries.log import log_key
from multiguna.kernel import canonical
from multiguna.kernel.db import transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.roles import require
from multiguna.kernel.terms import Actor, Role
from multiguna.payments.queries.portability import guest_statement, guests_filed
from multiguna.payments.rules.portability import (
    differences,
    read_statement,
    signed_statement,
    statement_body,
)
from multiguna.payments.terms.portability import (
    STATEMENT_REFUSALS,
    GuestDifference,
    GuestStatement,
)

PARTNER = """
SELECT EXISTS (SELECT FROM providers_portability WHERE region = %s AND partner_region = %s)
"""
KEEP = """
INSERT INTO payments_guest_statement (region, partner_region, month, statement_hash, stated_on,
    claims, approved_idr, body, received_on, received_by)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
"""


def state_guests(*, partner: str, month: str, by: Actor, on: date) -> tuple[GuestStatement, str]:
    """Sign what our residents' care at a partner's hospitals came to; gives the file's text too.

    Signed by the key of the audit log; the record keeps the statement's hash and sums.
    """
    require(by, Role.TREASURER)
    with transaction(by) as cursor:
        statement = guest_statement(cursor, by, partner=partner, month=month, on=on)
        text = signed_statement(statement, log_key())
        record_decision(
            cursor,
            kind="guest_statement",
            subject=f"partner:{partner}:{month}",
            facts=_facts(statement),
            outcome="stated",
            reasons=[],
            pack=None,
            by=by,
            on=on,
        )
    return statement, text


def receive_statement(
    *, text: str, key: Ed25519PublicKey | None = None, by: Actor, on: date
) -> tuple[GuestStatement, Sequence[GuestDifference]]:
    """Take in a partner's signed statement about guests here; gives where it differs from ours.

    `key` is the partner's public key; without one, this instance's own, which serves both regions.
    Differences are shown and settled between people: nothing is refused for them, and the same file
    again changes nothing. Refuses `statement_unreadable`, `statement_forged`, `statement_not_ours`.
    """
    require(by, Role.TREASURER)
    statement = read_statement(text, key or log_key().public_key())
    with transaction(by) as cursor:
        row = cursor.execute(PARTNER, [by.region, statement.payer]).fetchone()
        if statement.host != by.region or row is None or not row[0]:
            raise Refused("statement_not_ours", STATEMENT_REFUSALS["statement_not_ours"])
        filed = guests_filed(cursor, by, partner=statement.payer, month=statement.month)
        found = differences(statement, filed)
        facts = _facts(statement)
        cursor.execute(
            KEEP,
            [by.region, statement.payer, statement.month, facts["statement_hash"], statement.on,
             len(statement.claims), statement.approved_idr, Jsonb(statement_body(statement)), on,
             by.name],
        )  # fmt: skip
        if cursor.rowcount:
            record_decision(
                cursor,
                kind="guest_statement",
                subject=f"partner:{statement.payer}:{statement.month}",
                facts={**facts, "differences": len(found)},
                outcome="received",
                reasons=[],
                pack=None,
                by=by,
                on=on,
            )
    return statement, found


def _facts(statement: GuestStatement) -> dict[str, canonical.Json]:
    body = canonical.dumps(statement_body(statement))
    return {
        "statement_hash": sha256(body.encode()).hexdigest(), "claims": len(statement.claims),
        "approved_idr": statement.approved_idr, "paid_idr": statement.paid_idr,
    }  # fmt: skip
