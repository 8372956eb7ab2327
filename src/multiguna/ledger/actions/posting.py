"""Movements on the budget: one under its guard, or many as a set.

A closed account takes nothing: what names it goes to the account that took over what was pending,
dated no earlier than the closing.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Text
from multiguna.ledger import plan
from multiguna.ledger.terms import Already, BatchPosted, Posted, Posting, Short


def post(
    cursor: Cursor, posting: Posting, *, by: Actor, may_overrun: bool = False
) -> Posted | Short | Already:
    """Post one movement under the account's guard; a repeat of the same id has no effect.

    A `reserve` that does not fit follows the account's policy: `unfunded` lets it in and opens
    arrears, others answer Short; `may_overrun` lets it in under every policy (an emergency, a
    bill). Refuses an unknown account and an id used before with other content.
    """
    values = {**asdict(posting), "used": posting.used, "may_overrun": may_overrun}
    values |= {"region": by.region, "recorded_by": by.name}
    locked = cursor.execute(plan.LOCK_ACCOUNT, values).fetchone()
    if locked is not None and locked[1] is not None:
        _, carried_to, closed_on = locked
        values |= {"account_id": carried_to, "on": max(posting.on, closed_on)}
        locked = cursor.execute(plan.LOCK_ACCOUNT, values).fetchone()
    if locked is None:
        raise _unknown_account(posting.account_id)
    posted = cursor.execute(plan.statement("post_one"), values).fetchone()
    if posted is not None:
        return Posted(posted[0])
    known = cursor.execute(plan.statement("known_entry"), values).fetchone()
    if known is None:
        return Short(locked[0])
    if not known[0]:
        raise _reused(posting.entry_id)
    return Already(known[1])


def post_batch(cursor: Cursor, *, by: Actor, on: date) -> BatchPosted:
    """Post everything in the temporary table `ledger_posting` as one set.

    Accounts are locked in order; ids known with the same content are skipped, with other content
    refused. What exceeds an appropriation becomes one `arrears` entry per account. Refuses, with
    nothing changed, an unknown account, payments beyond the released funds, and more coming back
    than the year has paid (a payment of a closed year that came back).
    """
    values = {"region": by.region, "recorded_by": by.name, "on": on}
    on = max(on, _redirect(cursor, by))
    known, other = _one(cursor, plan.statement("batch_known"), values)
    if other:
        raise _reused(f"{other} entries")
    if known:
        cursor.execute(
            "DELETE FROM ledger_posting p USING ledger_entry e "
            "WHERE e.region = %(region)s AND e.entry_id = p.entry_id",
            values,
        )
    accounts, first, count = _one(
        cursor, "SELECT count(DISTINCT account_id), min(entry_id), count(*) FROM ledger_posting", {}
    )
    if not count:
        return BatchPosted(0, known, 0)
    moved = cursor.execute(plan.statement("batch_accounts"), values).fetchall()
    if len(moved) < accounts:
        raise _unpaid(cursor, values)
    cursor.execute(plan.statement("batch_entries"), values)
    overrun = [(account, arrears) for account, arrears in moved if arrears]
    cursor.executemany(
        "INSERT INTO ledger_entry (region, entry_id, account_id, kind, arrears_idr, on_date, "
        "provider_code, recorded_by) VALUES (%s, %s, %s, 'arrears', %s, %s, %s, %s)",
        [
            (by.region, f"arrears:{account}:{first}", account, arrears, on, by.provider_code,
             by.name)
            for account, arrears in overrun
        ],
    )  # fmt: skip
    return BatchPosted(count, known, sum(arrears for _, arrears in overrun))


def _unpaid(cursor: Cursor, values: dict[str, object]) -> Refused:
    """Why an account of the batch did not move: its payments are beyond what may be paid."""
    below = cursor.execute(plan.PAID_BELOW_ZERO, values).fetchone()
    if below is not None:
        return Refused(
            "paid_below_zero",
            Text(
                id=f"Yang kembali melebihi yang sudah dibayar dari {below[0]}; pembayaran tahun "
                "yang sudah ditutup dibukukan pada tahun berjalan. Catat setelah ada pembayaran.",
                en=f"More comes back than {below[0]} has paid; a payment of a closed year comes "
                "back to the year in progress. Record it once that has paid enough.",
            ),
            account_id=below[0],
        )
    return Refused(
        "funds_not_released",
        Text(
            id="Dana yang dirilis (SPD) tidak mencukupi pembayaran ini. Catat SPD dahulu.",
            en="The released funds (SPD) do not cover this payment. Enter the SPD first.",
        ),
    )


def _redirect(cursor: Cursor, by: Actor) -> date:
    """Lock the batch's accounts and send what names a closed one to where it was carried.

    Gives the latest day on which one of them was closed. Refuses an unknown account.
    """
    named = [row[0] for row in cursor.execute("SELECT DISTINCT account_id FROM ledger_posting")]
    locked = {row[0]: row[1:] for row in plan.lock_named(cursor, by.region, named)}
    unknown = sorted(set(named) - locked.keys())
    if unknown:
        raise _unknown_account(unknown[0])
    closings: list[date] = [locked[name][1] for name in named if locked[name][1] is not None]
    if not closings:
        return date.min
    cursor.execute(plan.REDIRECT, [by.region])
    return max(closings)


def _one(cursor: Cursor, statement: str, values: dict[str, object]) -> tuple[int, ...]:
    row = cursor.execute(statement, values).fetchone()
    assert row is not None
    return row


def _unknown_account(account_id: str) -> Refused:
    return Refused(
        "account_unknown",
        Text(
            id=f"Tidak ada baris anggaran {account_id}. Pasang paket program tahun itu dahulu.",
            en=f"There is no budget line {account_id}. Install that year's programme pack first.",
        ),
        account_id=account_id,
    )


def _reused(entry_id: str) -> Refused:
    return Refused(
        "entry_id_reused",
        Text(
            id="Nomor ini sudah dipakai untuk isi yang lain. Pakai nomor baru.",
            en="This number was used before with other content. Use a new number.",
        ),
        entry_id=entry_id,
    )
