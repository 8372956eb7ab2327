"""Budget documents: DPA and DPAP appropriate, SPD releases, and nothing entered is ever edited."""

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
from multiguna.ledger.actions.posting import post, post_batch
from multiguna.ledger.rules import (
    check_new,
    check_superseding,
    check_together,
    document_posting,
    quarter_of,
    read_budget,
    reversal_posting,
)
from multiguna.ledger.terms import BudgetDocument, BudgetImport, Posted, Posting, Short

INSERT_DOCUMENT = """
INSERT INTO ledger_document (region, document_no, account_id, kind, on_date, amount_idr, quarter,
    legal, supersedes, entered_by)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
INSERT_POSTING = """
INSERT INTO ledger_posting (entry_id, account_id, kind, "on", appropriation_idr, released_idr)
VALUES (%s, %s, %s, %s, %s, %s)
"""
CLOSED = "SELECT account_id FROM ledger_account WHERE region = %s AND closed_on IS NOT NULL"

Known = dict[str, dict[str, BudgetDocument]]


def import_budget(*, path: Path, by: Actor, on: date) -> BudgetImport:
    """Take in a file of budget documents (DPA, DPAP, SPD) dated up to a day, all or nothing.

    Later documents wait: the same file on a later day enters them, and nothing twice. Refuses
    what `enter_documents` refuses. Source: UU 1/2004, articles 14-17.
    """
    documents = read_budget(path)
    due = [document for document in documents if document.on <= on]
    entered = enter_documents(documents=due, by=by, on=on)
    return BudgetImport(entered, len(documents) - len(due))


def enter_documents(*, documents: Sequence[BudgetDocument], by: Actor, on: date) -> int:
    """Enter budget documents in the order given; returns how many lines had their effect now.

    A document that supersedes another one takes back all of it and posts its own lines, dated its
    own day; both stay in the books. The treasurer's and the administrator's work. All accounts are
    held first, in their order. One decision record.

    Refuses, with nothing entered: `account_unknown`, `document_changed` (a number entered before
    with other content), `document_mixed` (lines of one document that differ in kind, day or what
    they supersede), `document_unknown` and `document_superseded` (what it would supersede),
    `year_closed`, and `release_exceeds_appropriation`.
    """
    require(by, Role.TREASURER, Role.ADMINISTRATOR)
    check_together(documents)
    entered: list[BudgetDocument] = []
    with transaction(by) as cursor:
        plan.lock_accounts(cursor, by.region)
        closed = {row[0] for row in cursor.execute(CLOSED, [by.region]).fetchall()}
        known = _known(cursor, by, documents)
        for number in dict.fromkeys(document.document_no for document in documents):
            lines = [document for document in documents if document.document_no == number]
            fresh = check_new(lines, known.get(number, {}), closed)
            if not fresh:
                continue
            old = _superseded(lines[0], known, closed) if number not in known else []
            if old:
                _post_instead(cursor, fresh, old, by)
            else:
                _post_each(cursor, fresh, by)
            known.setdefault(number, {}).update({line.account_id: line for line in fresh})
            entered += fresh
        _write(cursor, entered, by)
        if entered:
            record_decision(
                cursor,
                kind="budget_documents",
                subject=f"budget:{on.isoformat()}",
                facts={
                    "documents": sorted({one.document_no for one in entered}),
                    "superseded": sorted({one.supersedes for one in entered if one.supersedes}),
                },
                outcome="entered",
                reasons=[],
                pack=None,
                by=by,
                on=on,
            )
    return len(entered)


def _known(cursor: Cursor, by: Actor, documents: Sequence[BudgetDocument]) -> Known:
    """What is entered of these documents, of those they supersede and of what replaced those."""
    numbers = {one.document_no for one in documents}
    numbers |= {one.supersedes for one in documents if one.supersedes}
    values = {"region": by.region, "numbers": sorted(numbers)}
    known: Known = {}
    for row in cursor.execute(plan.statement("known_documents"), values).fetchall():
        document = BudgetDocument(*row)
        known.setdefault(document.document_no, {})[document.account_id] = document
    return known


def _superseded(new: BudgetDocument, known: Known, closed: set[str]) -> list[BudgetDocument]:
    """The lines that a document takes back; none when it supersedes nothing."""
    if new.supersedes is None:
        return []
    others = [line.document_no for lines in known.values() for line in lines.values()
              if line.supersedes == new.supersedes]  # fmt: skip
    old = list(known.get(new.supersedes, {}).values())
    check_superseding(new, old, others, closed)
    return old


def _post_each(cursor: Cursor, fresh: Sequence[BudgetDocument], by: Actor) -> None:
    for document in fresh:
        match post(cursor, document_posting(document), by=by, may_overrun=True):
            case Posted():
                pass
            case Short():
                raise _exceeds(document)
            case _:
                raise AssertionError("a document's entries and the document are written together")


def _post_instead(
    cursor: Cursor, fresh: Sequence[BudgetDocument], old: Sequence[BudgetDocument], by: Actor
) -> None:
    """Take the old lines back and post the new ones as one set: only the sum has to fit."""
    postings: list[Posting] = [reversal_posting(line, on=fresh[0].on) for line in old]
    postings += [document_posting(line) for line in fresh]
    plan.create_posting_table(cursor)
    cursor.executemany(
        INSERT_POSTING,
        [
            (one.entry_id, one.account_id, one.kind, one.on, one.appropriation_idr,
             one.released_idr)
            for one in postings
        ],
    )  # fmt: skip
    try:
        post_batch(cursor, by=by, on=fresh[0].on)
    except Refused as refused:
        if refused.code != "funds_not_released":
            raise
        raise _exceeds(fresh[0]) from None


def _write(cursor: Cursor, entered: Sequence[BudgetDocument], by: Actor) -> None:
    cursor.executemany(
        INSERT_DOCUMENT,
        [
            (by.region, one.document_no, one.account_id, one.kind, one.on, one.amount_idr,
             quarter_of(one), one.legal, one.supersedes, by.name)
            for one in entered
        ],
    )  # fmt: skip


def _exceeds(document: BudgetDocument) -> Refused:
    return Refused(
        "release_exceeds_appropriation",
        Text(
            id=f"Dokumen {document.document_no}: jumlah SPD melampaui pagu, pagu baru lebih kecil "
            "dari SPD, atau SPD lebih kecil dari yang sudah dibayar. Periksa jumlahnya.",
            en=f"Document {document.document_no}: releases would exceed the appropriation, or "
            "fall below what is paid. Check the amount.",
        ),
        document_no=document.document_no,
    )
