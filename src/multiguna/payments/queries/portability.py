"""Reads of settlement between regions; each side reads its own rows alone."""

from __future__ import annotations

from datetime import date

from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor
from multiguna.payments import plan
from multiguna.payments.rules import period_days
from multiguna.payments.rules.portability import statement_of
from multiguna.payments.terms.portability import GuestBalance, GuestClaim, GuestStatement

RECEIVED = """
SELECT body FROM payments_guest_statement
WHERE region = %s AND partner_region = %s AND month = %s
ORDER BY stated_on DESC, recorded_at DESC LIMIT 1
"""


def guest_statement(
    cursor: Cursor, by: Actor, *, partner: str, month: str, on: date
) -> GuestStatement:
    """What our residents' care at a partner's hospitals came to, as known on a day.

    Every claim that was filed stands in it, decided or not. Refuses `period_invalid`.
    """
    values = _bound(by, partner, month) | {"on": on}
    rows = cursor.execute(plan.statement("guest_claims"), values).fetchall()
    claims = tuple(GuestClaim(*row) for row in rows)
    return GuestStatement(by.region, partner, month, on, claims)


def guests_filed(cursor: Cursor, by: Actor, *, partner: str, month: str) -> tuple[GuestClaim, ...]:
    """What hospitals here filed for the partner's residents discharged in a month."""
    rows = cursor.execute(plan.statement("guests_noted"), _bound(by, partner, month)).fetchall()
    return tuple(GuestClaim(*row) for row in rows)


def guest_balance(cursor: Cursor, by: Actor, *, partner: str, month: str, on: date) -> GuestBalance:
    """Both directions of a month: what we owe by our claims, what they owe by their statement."""
    row = cursor.execute(RECEIVED, [by.region, partner, month]).fetchone()
    return GuestBalance(
        by.region,
        partner,
        month,
        guest_statement(cursor, by, partner=partner, month=month, on=on),
        None if row is None else statement_of(row[0]),
        guests_filed(cursor, by, partner=partner, month=month),
    )


def _bound(by: Actor, partner: str, month: str) -> dict[str, object]:
    starts, until = period_days(month)
    return {"region": by.region, "partner": partner, "period_from": starts, "period_until": until}
