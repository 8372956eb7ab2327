"""Writers of the budget: open lines, take in budget documents, post movements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

from multiguna.audit.actions import record_decision
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.roles import require
from multiguna.kernel.terms import Actor, Role, Text
from multiguna.ledger import plan
from multiguna.ledger.rules import read_budget
from multiguna.ledger.terms import (
    Already,
    BatchPosted,
    BudgetDocument,
    BudgetImport,
    BudgetLine,
    EntryKind,
    Posted,
    Posting,
    Short,
)

OPEN_ACCOUNT = """
INSERT INTO ledger_account (region, account_id, fiscal_year, line_code, parent_id, name_id,
    name_en, sub_activity_code, account_code, care, policy)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (region, account_id) DO UPDATE
SET name_id = excluded.name_id, name_en = excluded.name_en, care = excluded.care,
    sub_activity_code = excluded.sub_activity_code, account_code = excluded.account_code,
    policy = excluded.policy, parent_id = excluded.parent_id
"""


def open_accounts(*, lines: Sequence[BudgetLine], by: Actor, on: date) -> int:
    """Open one account for each budget line; a known line keeps its balances. Returns how many.

    Source of the codes: the region's budget document (DPA), as data in the pack.
    """
    with transaction(by) as cursor:
        cursor.executemany(
            OPEN_ACCOUNT,
            [
                (
                    by.region,
                    line.account_id,
                    line.fiscal_year,
                    line.line_code,
                    f"{line.fiscal_year}/{line.parent_code}" if line.parent_code else None,
                    line.name.id,
                    line.name.en,
                    line.sub_activity_code,
                    line.account_code,
                    line.care,
                    line.policy,
                )
                for line in lines
            ],
        )
    return len(lines)


def import_budget(*, path: Path, by: Actor, on: date) -> BudgetImport:
    """Take in a file of budget documents (DPA, DPAP, SPD) dated up to a day, all or nothing.

    Later documents wait: the same file on a later day enters them, and nothing twice. Refuses a
    line that is not open, a document number with another amount, and releases beyond the
    appropriation. Source: UU 1/2004, articles 14-17.
    """
    documents = read_budget(path)
    due = [document for document in documents if document.on <= on]
    entered = enter_documents(documents=due, by=by, on=on)
    return BudgetImport(entered, len(documents) - len(due))


def enter_documents(*, documents: Sequence[BudgetDocument], by: Actor, on: date) -> int:
    """Enter budget documents in the order given; returns how many had their effect now.

    The treasurer's and the administrator's work. All accounts are held first, in their order.
    """
    require(by, Role.TREASURER, Role.ADMINISTRATOR)
    entered = 0
    with transaction(by) as cursor:
        plan.lock_accounts(cursor, by.region)
        for document in documents:
            appropriates = document.kind in ("DPA", "DPAP")
            posting = Posting(
                entry_id=f"{document.document_no}:{document.fiscal_year}/{document.line_code}",
                account_id=f"{document.fiscal_year}/{document.line_code}",
                kind=EntryKind.APPROPRIATE if appropriates else EntryKind.RELEASE_FUNDS,
                on=document.on,
                appropriation_idr=document.amount_idr if appropriates else 0,
                released_idr=0 if appropriates else document.amount_idr,
            )
            match _enter(cursor, document, posting, by):
                case Posted():
                    entered += 1
                case Short():
                    raise Refused(
                        "release_exceeds_appropriation",
                        Text(
                            id=f"Dokumen {document.document_no}: jumlah SPD melampaui pagu atau "
                            "pagu baru lebih kecil dari SPD. Periksa jumlahnya.",
                            en=f"Document {document.document_no}: releases would exceed the "
                            "appropriation. Check the amount.",
                        ),
                        document_no=document.document_no,
                    )
                case Already():
                    pass
        if entered:
            record_decision(
                cursor,
                kind="budget_documents",
                subject=f"budget:{on.isoformat()}",
                facts={"documents": sorted({document.document_no for document in documents})},
                outcome="entered",
                reasons=[],
                pack=None,
                by=by,
                on=on,
            )
    return entered


def _enter(
    cursor: Cursor, document: BudgetDocument, posting: Posting, by: Actor
) -> Posted | Short | Already:
    try:
        return post(cursor, posting, by=by, may_overrun=True)
    except Refused as refused:
        if refused.code != "entry_id_reused":
            raise
        raise Refused(
            "document_changed",
            Text(
                id=f"Dokumen {document.document_no}, baris {document.line_code}: sudah dicatat "
                "dengan jumlah lain. Dokumen tidak diubah; buat dokumen baru untuk selisihnya.",
                en=f"Document {document.document_no}, line {document.line_code}: entered before "
                "with another amount. A document never changes; write a new one for the rest.",
            ),
            document_no=document.document_no,
        ) from None


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
    nothing changed, an unknown account and payments beyond the released funds.
    """
    values = {"region": by.region, "recorded_by": by.name, "on": on}
    locked = cursor.execute(plan.LOCK_BATCH_ACCOUNTS, values).fetchall()
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
    if len(locked) < accounts:
        raise _unknown_account("(batch)")
    moved = cursor.execute(plan.statement("batch_accounts"), values).fetchall()
    if len(moved) < accounts:
        raise Refused(
            "funds_not_released",
            Text(
                id="Dana yang dirilis (SPD) tidak mencukupi pembayaran ini. Catat SPD dahulu.",
                en="The released funds (SPD) do not cover this payment. Enter the SPD first.",
            ),
        )
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
