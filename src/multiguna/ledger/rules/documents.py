"""What a budget document moves, and when it may be entered or stand for another one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text
from multiguna.ledger.terms import BudgetDocument, EntryKind, Posting


def quarter_of(document: BudgetDocument) -> int | None:
    """The quarter that an SPD releases for: the one it names, else that of its day.

    >>> quarter_of(BudgetDocument("SPD/1", "SPD", 2012, "RI", date(2012, 4, 2), 5))
    2
    """
    if document.appropriates:
        return None
    return document.quarter or (document.on.month + 2) // 3


def document_posting(document: BudgetDocument) -> Posting:
    """What a document's line moves on its account."""
    return Posting(
        f"{document.document_no}:{document.account_id}",
        document.account_id,
        EntryKind.APPROPRIATE if document.appropriates else EntryKind.RELEASE_FUNDS,
        document.on,
        appropriation_idr=document.amount_idr if document.appropriates else 0,
        released_idr=0 if document.appropriates else document.amount_idr,
    )


def reversal_posting(document: BudgetDocument, *, on: date) -> Posting:
    """What takes a superseded document's line back, on the day of the one that supersedes it."""
    posted = document_posting(document)
    return replace(
        posted,
        entry_id=f"void:{posted.entry_id}",
        on=on,
        appropriation_idr=-posted.appropriation_idr,
        released_idr=-posted.released_idr,
    )


def check_together(documents: Sequence[BudgetDocument]) -> None:
    """Refuse documents whose lines contradict each other (`document_mixed`)."""
    first: dict[str, BudgetDocument] = {}
    lines = set()
    for one in documents:
        head = first.setdefault(one.document_no, one)
        same = (head.kind, head.on, head.supersedes) == (one.kind, one.on, one.supersedes)
        if not same or one.supersedes == one.document_no:
            raise _refused(
                "document_mixed",
                one,
                "baris-barisnya berbeda jenis, tanggal, atau dokumen yang digantikannya.",
                "its lines differ in kind, day or the document they supersede.",
            )
        if (one.document_no, one.account_id) in lines:
            raise _refused(
                "document_mixed",
                one,
                f"baris {one.account_id} tertulis dua kali.",
                f"line {one.account_id} is written twice.",
            )
        lines.add((one.document_no, one.account_id))


def check_new(
    lines: Sequence[BudgetDocument],
    known: Mapping[str, BudgetDocument],
    closed: Collection[str],
) -> list[BudgetDocument]:
    """The lines of a document that are not entered yet.

    Refuses a line entered before with other content (`document_changed`), and a new line of a
    closed year (`year_closed`).
    """
    fresh = []
    for line in lines:
        earlier = known.get(line.account_id)
        if earlier is None:
            _check_open(line, line.account_id, closed)
            fresh.append(line)
        elif _content(earlier) != _content(line):
            raise _refused(
                "document_changed",
                line,
                f"baris {line.line_code} sudah dicatat dengan isi lain. Dokumen tidak diubah; buat "
                "dokumen baru yang menggantikannya, atau untuk selisihnya.",
                f"line {line.line_code} was entered before with other content. A document never "
                "changes; write a new one that supersedes it, or for the rest.",
            )
    return fresh


def check_superseding(
    new: BudgetDocument,
    old: Sequence[BudgetDocument],
    others: Collection[str],
    closed: Collection[str],
) -> None:
    """Refuse a document that cannot stand for another one.

    `old` are the lines it would take back, `others` the documents that already did.
    """
    if not old:
        raise _refused(
            "document_unknown",
            new,
            f"dokumen {new.supersedes} yang digantikannya belum dicatat.",
            f"the document {new.supersedes} that it supersedes is not entered.",
        )
    if others:
        raise _refused(
            "document_superseded",
            new,
            f"dokumen {new.supersedes} sudah digantikan oleh {min(others)}; gantikan yang itu.",
            f"the document {new.supersedes} is superseded by {min(others)}; supersede that one.",
        )
    for line in old:
        _check_open(new, line.account_id, closed)
        if line.appropriates != new.appropriates or line.on > new.on:
            raise _refused(
                "document_mixed",
                new,
                f"tidak dapat menggantikan {line.kind} {line.document_no} tanggal {line.on}: "
                "jenisnya harus sama dan tanggalnya tidak lebih dahulu.",
                f"it cannot supersede {line.kind} {line.document_no} of {line.on}: it must be of "
                "the same kind and not dated earlier.",
            )


def _content(document: BudgetDocument) -> tuple[object, ...]:
    return (
        document.kind, document.on, document.amount_idr, quarter_of(document), document.supersedes
    )  # fmt: skip


def _check_open(document: BudgetDocument, account_id: str, closed: Collection[str]) -> None:
    if account_id in closed:
        raise _refused(
            "year_closed",
            document,
            f"tahun baris {account_id} sudah ditutup; anggarannya tidak berubah lagi.",
            f"the year of line {account_id} is closed; its budget does not change any more.",
        )


def _refused(code: str, document: BudgetDocument, id: str, en: str) -> Refused:
    number = document.document_no
    return Refused(
        code, Text(f"Dokumen {number}: {id}", f"Document {number}: {en}"), document_no=number
    )
