"""What hospitals are owed and how long they wait, and the statement that says so of one of them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from multiguna.claims.terms import SAID
from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor
from multiguna.ledger.queries import stock_by
from multiguna.ledger.terms import Face
from multiguna.payments import plan
from multiguna.payments.queries.orders import order_lines, orders
from multiguna.payments.terms import (
    Ageing,
    Lateness,
    OrderLine,
    OrderState,
    PastDue,
    RemittanceReason,
    Standing,
    Statement,
    StatementClaim,
)
from multiguna.providers.queries import known_provider


def unpaid_past_due(cur: Cursor, by: Actor, *, on: date) -> list[PastDue]:
    """Each hospital with approved claims that were due before `on` and are not paid, as known then.

    Due is the day of the decision and the agreement's payment days; a claim without an agreement
    on its day of service has no due day.
    """
    values = {"region": by.region, "on": on, "provider_code": None}
    with plan.without_loops(cur):
        rows = cur.execute(plan.past_due(), values).fetchall()
    return [PastDue(*row) for row in rows]


def ageing(cur: Cursor, by: Actor, *, on: date, provider_code: str | None = None) -> list[Ageing]:
    """What is approved and not paid by hospital and by how late it is, as known on `on`."""
    values = {"region": by.region, "on": on, "provider_code": provider_code}
    sums: dict[tuple[str, Lateness], list[int]] = defaultdict(lambda: [0, 0])
    with plan.without_loops(cur):
        rows = cur.execute(plan.waiting_days(), values).fetchall()
    for code, days_late, claims, amount_idr in rows:
        into = sums[code, Lateness.of(days_late)]
        into[0] += claims
        into[1] += amount_idr
    return [Ageing(*key, *counted) for key, counted in sums.items()]


def statement(
    cur: Cursor, by: Actor, *, provider_code: str, on: date, starts: date | None = None
) -> Statement:
    """A hospital's claims, what is owed and was paid for them, and why less was, as known on `on`.

    Listed are the claims that are open, and those paid or turned down from `starts` on (the first
    day of the year of `on`); the totals count everything and are the ledger's for this hospital.
    Refuses `provider_unknown`.
    """
    starts = starts or date(on.year, 1, 1)
    card = known_provider(cur, by, provider_code)
    values: dict[str, object] = {"region": by.region, "provider_code": provider_code, "on": on}
    claims = _claims(cur, values)
    lines, from_lines = _lines(cur, by, provider_code, on)
    row = cur.execute(plan.statement("settled_letters"), values).fetchone()
    assert row is not None
    standing = Standing(obligations_idr=row[0]) + from_lines
    for claim in claims:
        standing += claim.standing
    listed = tuple(claim for claim in claims if _is_listed(claim, starts))
    return Statement(
        provider_code=provider_code,
        provider_name=card.name,
        starts=starts,
        on=on,
        claims=listed,
        lines=lines,
        settled_idr=row[0],
        standing=standing,
        ledger=_ledger(cur, by, provider_code, on),
        paid_since_idr=sum(c.standing.paid_idr for c in listed if c.paid_on),
        ageing=_ageing(provider_code, claims),
    )


def _claims(cur: Cursor, values: dict[str, object]) -> list[StatementClaim]:
    reasons: dict[int, list[RemittanceReason]] = defaultdict(list)
    for claim_id, code, severity, amount_idr in cur.execute(plan.statement_reasons(), values):
        reasons[claim_id].append(RemittanceReason(code, severity, amount_idr, SAID[code].sentence))
    rows = cur.execute(plan.statement("statement_claims"), values).fetchall()
    return [StatementClaim(*(*row[:-1], tuple(reasons[row[0]]))) for row in rows]


def _is_listed(claim: StatementClaim, starts: date) -> bool:
    ended_on = claim.paid_on or claim.decided_on
    is_open = claim.standing != Standing(paid_idr=claim.standing.paid_idr)
    return is_open or (ended_on is not None and ended_on >= starts)


def _lines(
    cur: Cursor, by: Actor, provider_code: str, on: date
) -> tuple[tuple[OrderLine, ...], Standing]:
    """The recoveries and penalties of the hospital's orders that stand on a day, and their sums."""
    found = [card.as_of(on) for card in orders(cur, by, provider_code=provider_code)]
    known = {
        card.order_no: card for card in found if card and card.state is not OrderState.CANCELLED
    }
    lines = order_lines(cur, by, *known)
    standing = Standing()
    for line in lines:
        if known[line.order_no].paid_idr:
            standing += Standing(paid_idr=line.amount_idr)
        else:
            standing += Standing(ordered_idr=line.amount_idr)
    return tuple(lines), standing


def _ledger(cur: Cursor, by: Actor, provider_code: str, on: date) -> Standing:
    """What the books say of the hospital, over all years."""
    standing = Standing()
    for (year,) in cur.execute(plan.YEARS, [by.region]).fetchall():
        for face in stock_by(cur, by, year=year, face=Face.PROVIDER, on=on):
            if face.key == provider_code:
                standing += Standing(
                    billed_idr=face.billed_idr,
                    obligations_idr=face.obligations_idr,
                    ordered_idr=face.ordered_idr,
                    paid_idr=face.paid_idr,
                )
    return standing


def _ageing(provider_code: str, claims: list[StatementClaim]) -> tuple[Ageing, ...]:
    """Every bucket, empty ones too, so that papers have the same rows each time."""
    made = []
    for bucket in Lateness:
        owed = [claim.standing for claim in claims if claim.lateness is bucket]
        amount_idr = sum(each.obligations_idr + each.ordered_idr for each in owed)
        made.append(Ageing(provider_code, bucket, len(owed), amount_idr))
    return tuple(made)
