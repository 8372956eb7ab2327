"""The lines of a budget and its documents: DPA and DPAP appropriate, SPD releases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from multiguna.audit.actions import record_decision
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.roles import require
from multiguna.kernel.terms import Actor, Role, Text
from multiguna.ledger import plan
from multiguna.ledger.actions.posting import post
from multiguna.ledger.rules import read_budget
from multiguna.ledger.terms import (
    Already,
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
        plan.hold_opening(cursor, by.region)
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
                for line in sorted(lines, key=lambda line: line.account_id)
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
