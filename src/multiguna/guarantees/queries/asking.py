"""What a request for a letter is judged by, in one question."""

from __future__ import annotations

from datetime import date

from multiguna.coverage.queries import FACTS_WIDTH, facts_of
from multiguna.guarantees import plan
from multiguna.guarantees.rules.estimating import diagnosis_groups
from multiguna.guarantees.terms import Asked, BudgetRoom, LearnedCell, Request
from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor


def ask(cursor: Cursor, by: Actor, request: Request, on: date) -> Asked:
    """The card's holder, the hospital, its agreement, the budget line and the learned cells.

    Takes two numbers for decision records, which are lost if they are not written.
    """
    service = "emergency" if request["emergency"] else request["care"]
    values = {
        "region": by.region, "nik": request["nik"], "letter_no": request["letter_no"],
        "provider_code": request["provider_code"], "care": request["care"], "service": service,
        "on": on, "year": on.year, "groups": list(diagnosis_groups(request["diagnosis"])),
    }  # fmt: skip
    row = cursor.execute(plan.ASK, values, prepare=True).fetchone()
    assert row is not None
    install_no, holder, person = facts_of(cursor, by, row)
    known, coverage_no, guarantee_no, provider_class, agreed, *line, cells = row[FACTS_WIDTH:]
    return Asked(
        install_no, holder, person, known, coverage_no, guarantee_no, provider_class, agreed,
        None if line[0] is None else BudgetRoom(*line),
        tuple(
            LearnedCell(**{**cell, "learned_on": date.fromisoformat(cell["learned_on"])})
            for cell in cells or ()
        ),
    )  # fmt: skip
