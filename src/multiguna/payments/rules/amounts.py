"""Which claims an amount pays, when they are due, and what late payment costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from multiguna.kernel.money import share


@dataclass(frozen=True, slots=True)
class Owed:
    """An amount owed for one claim, charged to one budget line's account, in whole rupiah."""

    claim_id: int
    account_id: str
    amount_idr: int


def oldest_that_fit(
    owed: Iterable[Owed], limit_idr: int, funds: Mapping[str, int] | None = None
) -> list[Owed]:
    """The claims that a sum pays: in the order given, each that still fits as a whole.

    `funds` bounds each account as well (an account that it does not name has nothing). What the
    claims found come to, taken as the limit, finds the same claims: a sum names its claims.

    >>> owed = [Owed(1, "RI", 70), Owed(2, "RI", 50), Owed(3, "RI", 30)]
    >>> [each.claim_id for each in oldest_that_fit(owed, 100)]
    [1, 3]
    """
    left, rest = limit_idr, dict(funds or {})
    taken = []
    for each in owed:
        if each.amount_idr > left:
            continue
        if funds is not None:
            if each.amount_idr > rest.get(each.account_id, 0):
                continue
            rest[each.account_id] -= each.amount_idr
        left -= each.amount_idr
        taken.append(each)
    return taken


def lines_that_fit(
    claims: Mapping[str, int],
    recoveries: Iterable[Owed],
    penalties: Iterable[Owed],
    room_idr: int | None = None,
    funds: Mapping[str, int] | None = None,
) -> list[Owed]:
    """What an order takes beside its claims: penalties as they are, recoveries as negative parts.

    `claims` says what the order's claims come to on each account. A recovery takes no more than
    these on its own account, and leaves the order at least one rupiah to pay; the rest of it waits.
    Penalties stay within `room_idr` and within the `funds` of their account, where those are given,
    each as a whole: one that could not be paid would hold up the claims beside it.

    >>> taken = lines_that_fit({"RI": 100}, [Owed(1, "RI", 70), Owed(2, "RI", 70)], [])
    >>> [each.amount_idr for each in taken]
    [-70, -29]
    """
    wanted = list(penalties)
    limit_idr = sum(each.amount_idr for each in wanted) if room_idr is None else room_idr
    added = oldest_that_fit(wanted, limit_idr, funds)
    left = dict(claims)
    spare = sum(left.values()) + sum(each.amount_idr for each in added) - 1
    taken = []
    for each in recoveries:
        part = min(each.amount_idr, left.get(each.account_id, 0), spare)
        if part > 0:
            left[each.account_id] -= part
            spare -= part
            taken.append(Owed(each.claim_id, each.account_id, -part))
    return taken + added


def due_on(decided_on: date, payment_days: int) -> date:
    """The last day on which a claim is paid in time. Legal: the hospital's agreement (PKS).

    >>> due_on(date(2012, 1, 20), 15)
    datetime.date(2012, 2, 4)
    """
    return decided_on + timedelta(days=payment_days)


def months_late(due: date, paid: date) -> int:
    """The full months between the due day and the day of payment; 0 in time.

    >>> months_late(date(2012, 1, 31), date(2012, 3, 30))
    1
    """
    if paid <= due:
        return 0
    months = (paid.year - due.year) * 12 + paid.month - due.month
    return months - (paid.day < due.day)


def penalty_idr(amount_idr: int, months: int, rate_bp: int) -> int:
    """What late payment adds: `rate_bp` basis points of the amount for each full month late.

    >>> penalty_idr(1_000_000, 2, 100)
    20000
    """
    return share(amount_idr, months * rate_bp)
