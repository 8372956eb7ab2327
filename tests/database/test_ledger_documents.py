"""Budget documents: entered once, never edited, superseded once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from psycopg.errors import UniqueViolation

from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Role, Text
from multiguna.ledger.actions import (
    close_year,
    enter_documents,
    import_budget,
    open_accounts,
    post,
)
from multiguna.ledger.queries import documents, entries, stock, total, unbalanced_accounts
from multiguna.ledger.rules import budget_csv, read_budget
from multiguna.ledger.terms import (
    BudgetDocument,
    BudgetImport,
    BudgetLine,
    EntryKind,
    Posted,
    Posting,
)

JANUARY, APRIL, OCTOBER = date(2012, 1, 2), date(2012, 4, 2), date(2012, 10, 1)
DPA = BudgetDocument("DPA/1", "DPA", 2012, "RI", JANUARY, 100, "PERDA 1")
DPA_RJ = BudgetDocument("DPA/1", "DPA", 2012, "RJ", JANUARY, 20, "PERDA 1")
SPD = BudgetDocument("SPD/1", "SPD", 2012, "RI", JANUARY, 60)
NEW_DPA = BudgetDocument("DPA/2", "DPA", 2012, "RI", APRIL, 150, supersedes="DPA/1")


@pytest.fixture
def books(db: Cursor, system_actor: Actor) -> Cursor:
    """Two lines of 2012 and 2013, 120 appropriated on one document and 60 released."""
    cares = {"RI": "inpatient", "RJ": "outpatient"}
    lines = [
        BudgetLine(year, code, None, Text(code, code), "1.02.02.2.02.0026", "5.1.02.02.01.0077",
                   care, "unfunded")
        for year in (2012, 2013) for code, care in cares.items()
    ]  # fmt: skip
    open_accounts(lines=lines, by=system_actor, on=JANUARY)
    assert enter(system_actor, DPA, DPA_RJ, SPD) == 3
    return db


def enter(by: Actor, *some: BudgetDocument) -> int:
    return enter_documents(documents=some, by=by, on=OCTOBER)


def sums(cursor: Cursor, by: Actor, on: date | None = None) -> tuple[int, int, int]:
    whole = total(stock(cursor, by, year=2012, on=on))
    return whole.appropriation_idr, whole.released_idr, whole.arrears_idr


def test_a_document_that_supersedes_takes_all_of_the_old_one_back(
    books: Cursor, system_actor: Actor
) -> None:
    assert enter(system_actor, NEW_DPA) == 1
    assert sums(books, system_actor) == (150, 60, 0)
    assert sums(books, system_actor, date(2012, 4, 1)) == (120, 60, 0), "dated its own day"
    rows = entries(books, system_actor, year=2012, kind="appropriate")
    assert [(one.entry_id, one.appropriation_idr) for one in rows] == [
        ("DPA/1:2012/RI", 100), ("DPA/1:2012/RJ", 20),
        ("void:DPA/1:2012/RI", -100), ("void:DPA/1:2012/RJ", -20), ("DPA/2:2012/RI", 150),
    ]  # fmt: skip
    listed = documents(books, system_actor, year=2012)
    assert [(one.document.document_no, one.superseded_by, one.in_force) for one in listed] == [
        ("DPA/1", "DPA/2", False), ("DPA/1", "DPA/2", False), ("SPD/1", None, True),
        ("DPA/2", None, True),
    ]  # fmt: skip
    assert unbalanced_accounts(books, system_actor) == []


def test_the_documents_again_change_nothing(books: Cursor, system_actor: Actor) -> None:
    enter(system_actor, NEW_DPA)
    assert enter(system_actor, DPA, DPA_RJ, SPD, NEW_DPA) == 0
    assert sums(books, system_actor) == (150, 60, 0)


def test_a_chain_of_corrections_counts_the_last(books: Cursor, system_actor: Actor) -> None:
    second = BudgetDocument("SPD/2", "SPD", 2012, "RI", JANUARY, 90, supersedes="SPD/1")
    third = BudgetDocument("SPD/3", "SPD", 2012, "RI", JANUARY, 40, supersedes="SPD/2")
    assert enter(system_actor, second, third) == 2
    assert sums(books, system_actor) == (120, 40, 0)


def test_a_smaller_appropriation_opens_arrears_on_its_day(
    books: Cursor, system_actor: Actor
) -> None:
    promise = Posting("reserve:1", "2012/RI", EntryKind.RESERVE, JANUARY, "1", committed_idr=90)
    assert post(books, promise, by=system_actor) == Posted(0)
    less = BudgetDocument("DPA/2", "DPA", 2012, "RI", APRIL, 70, supersedes="DPA/1")
    enter(system_actor, less)
    assert sums(books, system_actor, date(2012, 4, 1)) == (120, 60, 0)
    assert sums(books, system_actor, APRIL) == (70, 60, 20)
    assert unbalanced_accounts(books, system_actor) == []


def dpa(
    number: str, on: date, amount_idr: int, old: str | None, line: str = "RI"
) -> BudgetDocument:
    return BudgetDocument(number, "DPA", 2012, line, on, amount_idr, supersedes=old)


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("document_unknown", [dpa("DPA/2", APRIL, 9, "DPA/X")]),
        ("document_superseded", [NEW_DPA, dpa("DPA/3", APRIL, 9, "DPA/1", "RJ")]),
        ("document_mixed", [replace(SPD, document_no="SPD/2", supersedes="DPA/1")]),
        ("document_mixed", [dpa("DPA/2", date(2012, 1, 1), 200, "DPA/1")]),
        ("document_mixed", [NEW_DPA, dpa("DPA/2", APRIL, 9, None, "RJ")]),
        ("document_mixed", [NEW_DPA, NEW_DPA]),
        ("document_mixed", [dpa("DPA/2", APRIL, 9, "DPA/2")]),
        ("document_changed", [dpa("DPA/1", APRIL, 100, None)]),
        ("document_changed", [replace(SPD, quarter=2)]),
        ("release_exceeds_appropriation", [dpa("DPA/2", APRIL, 59, "DPA/1")]),
        ("release_exceeds_appropriation", [replace(SPD, document_no="SPD/2")]),
        ("account_unknown", [dpa("DPA/2", APRIL, 41, None, "XX")]),
    ],
)
def test_what_contradicts_the_books_is_refused_whole(
    books: Cursor, system_actor: Actor, code: str, wrong: list[BudgetDocument]
) -> None:
    first = BudgetDocument("DPAP/0", "DPAP", 2012, "RJ", APRIL, 5)
    with pytest.raises(Refused) as refused:
        enter(system_actor, first, *wrong)
    assert refused.value.code == code
    assert sums(books, system_actor) == (120, 60, 0)
    assert len(documents(books, system_actor, year=2012)) == 3


def test_the_database_lets_a_line_be_superseded_once(books: Cursor, system_actor: Actor) -> None:
    enter(system_actor, NEW_DPA)
    with pytest.raises(UniqueViolation, match="ledger_document_superseded_once"):
        books.execute(
            "INSERT INTO ledger_document SELECT region, 'DPA/9', account_id, kind, on_date, 1, "
            "quarter, legal, supersedes, entered_by FROM ledger_document "
            "WHERE document_no = 'DPA/2'"
        )


def test_the_budget_of_a_closed_year_does_not_change(books: Cursor, system_actor: Actor) -> None:
    close_year(year=2012, by=system_actor, on=date(2012, 12, 31))
    for late in (NEW_DPA, BudgetDocument("DPAP/1", "DPAP", 2012, "RI", OCTOBER, 5)):
        with pytest.raises(Refused, match="year_closed"):
            enter(system_actor, late)
    assert enter(system_actor, DPA, DPA_RJ, SPD) == 0
    assert total(stock(books, system_actor, year=2013)).appropriation_idr == 0


def test_a_file_names_quarter_and_superseded_document_if_it_has_to(
    books: Cursor, system_actor: Actor, tmp_path: Path
) -> None:
    file = tmp_path / "budget.csv"
    file.write_text(
        "document_no,kind,fiscal_year,line_code,on,amount_idr,legal,supersedes,quarter\n"
        "SPD/2,SPD,2012,RI,2012-04-02,70,x,SPD/1,3\nDPAP/1,DPAP,2012,RJ,2012-10-01,-5,x,,\n"
    )
    assert import_budget(path=file, by=system_actor, on=APRIL) == BudgetImport(1, 1)
    assert import_budget(path=file, by=system_actor, on=OCTOBER) == BudgetImport(1, 0)
    assert sums(books, system_actor) == (115, 70, 0)
    quarters = {
        one.document.document_no: one.document.quarter
        for one in documents(books, system_actor, year=2012)
    }
    assert quarters == {"DPA/1": None, "SPD/1": 1, "SPD/2": 3, "DPAP/1": None}


def test_what_is_exported_enters_the_same_books_again(
    books: Cursor, system_actor: Actor, tmp_path: Path
) -> None:
    enter(system_actor, NEW_DPA)
    before = documents(books, system_actor, year=2012)
    file = tmp_path / "budget.csv"
    file.write_text(budget_csv(one.document for one in before))
    assert read_budget(file) == [one.document for one in before]
    assert import_budget(path=file, by=system_actor, on=OCTOBER) == BudgetImport(0, 0)


HEADER = "document_no,kind,fiscal_year,line_code,on,amount_idr,legal"


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("header", "document_no,kind,fiscal_year,line_code,on,amount_idr\n"),
        ("header", f"{HEADER},note\n"),
        ("document_no", f"{HEADER}\n,DPA,2012,RI,2012-01-02,5,x\n"),
        ("on", f"{HEADER}\nA,DPA,2012,RI\n"),
        ("quarter", f"{HEADER},quarter\nA,DPA,2012,RI,2012-01-02,5,x,1\n"),
        ("quarter", f"{HEADER},quarter\nA,SPD,2012,RI,2012-01-02,5,x,5\n"),
    ],
)
def test_a_broken_file_is_refused_with_its_place(tmp_path: Path, column: str, text: str) -> None:
    file = tmp_path / "budget.csv"
    file.write_text(text)
    with pytest.raises(Refused, match="budget_file_invalid") as refused:
        read_budget(file)
    assert refused.value.facts["column"] == column


def test_only_the_treasury_enters_documents(books: Cursor, actor: Callable[..., Actor]) -> None:
    with pytest.raises(Refused, match="role_not_allowed"):
        enter(actor(Role.VERIFIER), NEW_DPA)
    assert enter(actor(Role.TREASURER), NEW_DPA) == 1
    entered_by = {
        one.document.document_no: one.entered_by
        for one in documents(books, actor(Role.AUDITOR), year=2012)
    }
    assert entered_by == {"DPA/1": "system", "SPD/1": "system", "DPA/2": "treasurer"}
