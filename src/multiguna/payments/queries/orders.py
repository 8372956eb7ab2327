"""Reads of payment orders: cards with all their events, what is payable, and what a sum pays."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from psycopg.rows import TupleRow

from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Text
from multiguna.payments import plan
from multiguna.payments.rules import Owed, oldest_that_fit
from multiguna.payments.terms import OrderCard, OrderEvent, OrderLine, Recovery


def orders(
    cur: Cursor,
    by: Actor,
    period: str | None = None,
    provider_code: str | None = None,
    order_nos: Sequence[str] | None = None,
) -> list[OrderCard]:
    """Payment orders with their steps, latest month first; a hospital sees its own alone."""
    values = {
        "region": by.region,
        "order_nos": None if order_nos is None else list(order_nos),
        "period": period,
        "provider_code": provider_code,
    }
    cur.execute(plan.statement("order_cards"), values)
    return [_card(row) for row in cur.fetchall()]


def order_card(cur: Cursor, by: Actor, order_no: str) -> OrderCard:
    """One payment order; refuses with `order_unknown`."""
    found = orders(cur, by, order_nos=[order_no])
    if not found:
        raise Refused(
            "order_unknown",
            Text(
                id="Perintah pembayaran itu tidak ada. Lihat nomornya dengan `payments list`.",
                en="There is no such payment order. See the numbers with `payments list`.",
            ),
            order_no=order_no,
        )
    return found[0]


def _card(row: TupleRow) -> OrderCard:
    events = tuple(
        OrderEvent(seq, event, document_no, date.fromisoformat(on), *rest)
        for seq, event, document_no, on, *rest in row[-1]
    )
    return OrderCard(*(*row[:-1], events))


def deciders(cur: Cursor, by: Actor, order_no: str) -> frozenset[str]:
    """The names under which the claims of an order were decided, in any version."""
    rows = cur.execute(plan.statement("deciders"), {"region": by.region, "order_no": order_no})
    return frozenset(str(row[0]) for row in rows)


def payable(cur: Cursor, by: Actor) -> list[tuple[str, str]]:
    """The months of discharge and hospitals with something approved that is in no order yet."""
    return cur.execute(plan.statement("payable"), {"region": by.region}).fetchall()


def payable_part(
    cur: Cursor, by: Actor, order_no: str, limit_idr: int | None = None
) -> tuple[int, list[int]]:
    """The largest sum that an SP2D can pay of an order, and the claims that it pays.

    Whole claims, the oldest decision first, each that fits: within `limit_idr` (None: the rest of
    the order) and within the released funds of each budget line. The first SP2D also takes the
    order's recoveries and penalties; when what fits is less than what is recovered, or the funds
    do not cover the penalties, nothing fits. Paying the sum with `record_step` pays these claims.
    Refuses with `order_unknown`.
    """
    order = order_card(cur, by, order_no)
    rest_idr = order.amount_idr - order.paid_idr
    limit = rest_idr if limit_idr is None else min(limit_idr, rest_idr)
    lines = [] if order.paid_idr else _lines(cur, by, order_no)
    unpaid = _unpaid(cur, by, order_no)
    accounts = sorted({owed.account_id for owed in (*unpaid, *lines)})
    funds = released_funds(cur, by, accounts)
    for line in lines:
        funds[line.account_id] -= line.amount_idr
    beside_idr = sum(line.amount_idr for line in lines)
    taken = oldest_that_fit(unpaid, limit - beside_idr, funds)
    sum_idr = sum(owed.amount_idr for owed in taken) + beside_idr
    by_account = dict.fromkeys(accounts, 0)
    for owed in (*taken, *lines):
        by_account[owed.account_id] += owed.amount_idr
    if not taken or sum_idr <= 0 or min((*by_account.values(), *funds.values())) < 0:
        return 0, []
    return sum_idr, [owed.claim_id for owed in taken]


def released_funds(cur: Cursor, by: Actor, accounts: Collection[str]) -> dict[str, int]:
    """What is released and not paid out on some budget lines' accounts, in whole rupiah."""
    return dict(cur.execute(plan.FUNDS, [by.region, list(accounts)]).fetchall())


def recoveries(
    cur: Cursor, by: Actor, provider_code: str | None = None, *, open_only: bool = False
) -> list[Recovery]:
    """What was overpaid and how much of it orders took off, the latest first."""
    values = {"region": by.region, "provider_code": provider_code, "recovery_no": None}
    found = [Recovery(*row) for row in cur.execute(plan.statement("recoveries"), values)]
    return [each for each in found if each.open_idr > 0 or not open_only]


def recovery(cur: Cursor, by: Actor, recovery_no: int) -> Recovery:
    """One recovery by its number, which must exist."""
    values = {"region": by.region, "provider_code": None, "recovery_no": recovery_no}
    row = cur.execute(plan.statement("recoveries"), values).fetchone()
    assert row is not None
    return Recovery(*row)


def order_lines(cur: Cursor, by: Actor, *order_nos: str) -> list[OrderLine]:
    """What orders take beside their claims, with the reason of each in words."""
    values = {"region": by.region, "order_nos": list(order_nos)}
    rows = cur.execute(plan.statement("order_lines"), values)
    return [
        OrderLine(order_no, kind, claim_id, claim_no, amount_idr, _reason(kind, *why))
        for order_no, kind, claim_id, claim_no, amount_idr, *why in rows
    ]


def _reason(
    kind: str, reason: str | None, due: date, paid: date, months: int, rate_bp: int
) -> Text:
    if kind == "supplement":
        return Text(id=f"Keberatan dikabulkan: {reason}", en=f"Appeal granted: {reason}")
    if reason is not None:
        return Text(id=f"Kelebihan bayar: {reason}", en=f"Overpaid: {reason}")
    digits = f"{rate_bp:03}"
    share = f"{digits[:-2]},{digits[-2:]}".rstrip("0").rstrip(",")
    many = "month" if months == 1 else "months"
    days_id = f"jatuh tempo {due:%d-%m-%Y}, dibayar {paid:%d-%m-%Y}"
    return Text(
        id=f"Denda {months} bulan × {share} %, {days_id}.",
        en=f"Late by {months} {many} × {share.replace(',', '.')} %, due {due}, paid {paid}.",
    )


def _unpaid(cur: Cursor, by: Actor, order_no: str) -> list[Owed]:
    """The claims of an order that are still to be paid, the oldest decision first."""
    values = {"region": by.region, "order_no": order_no}
    rows = cur.execute(
        f"SELECT claim_id, account_id, amount_idr FROM ({plan.statement('unpaid_claims')}) AS u "
        "ORDER BY decided_on, claim_id",
        values,
    )
    return [Owed(*row) for row in rows]


def _lines(cur: Cursor, by: Actor, order_no: str) -> list[Owed]:
    """The recoveries (negative) and penalties of an order."""
    rows = cur.execute(plan.ORDER_LINES, [by.region, order_no])
    return [Owed(*row) for row in rows]


def unfounded_accounts(cur: Cursor, by: Actor) -> list[str]:
    """Accounts whose billed to paid balances are not the sums of their claims (invariant I7)."""
    rows = cur.execute(plan.statement("unfounded"), {"region": by.region}).fetchall()
    return [row[0] for row in rows]


def unbalanced_orders(cur: Cursor, by: Actor) -> list[str]:
    """Orders whose sums are not those of their claims, lines and live SP2Ds (invariant I7)."""
    rows = cur.execute(plan.statement("unbalanced_orders"), {"region": by.region}).fetchall()
    return [row[0] for row in rows]
