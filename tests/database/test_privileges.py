"""What the app's role may not do, whatever the code asks."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest
from tests.people import DAY, HOSPITAL, install, make_person

from multiguna.coverage.terms import Care
from multiguna.guarantees.actions import issue_guarantee
from multiguna.guarantees.rules.letters import letter_number
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.terms import Actor, Role


@pytest.mark.parametrize("table", ["ledger_entry", "guarantees_letter", "claims_adjudication"])
@pytest.mark.parametrize("verb", ["DELETE FROM {}", "UPDATE {} SET region = region", "TRUNCATE {}"])
def test_the_app_cannot_rewrite_what_is_only_added(db: Cursor, table: str, verb: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        db.execute(verb.format(table))


def test_a_hospital_sees_no_record_and_no_entry_of_another(
    db: Cursor, system_actor: Actor, actor: Callable[..., Actor]
) -> None:
    install(system_actor, budget={"RI": 10**12})
    letter = {"letter_no": letter_number(HOSPITAL, DAY, 1), "provider_code": HOSPITAL}
    siti = make_person(db)
    own = actor(Role.DESK_CLERK, HOSPITAL)
    issue_guarantee(**letter, nik=siti.nik, kk=siti.kk, care=Care.INPATIENT, by=own, on=DAY)
    for provider, seen in ((HOSPITAL, True), ("3671902", False)):
        with transaction(actor(Role.DESK_CLERK, provider)) as cursor:
            for table in ("audit_record", "ledger_entry", "guarantees_letter"):
                found = cursor.execute(f"SELECT count(*) > 0 FROM {table}").fetchone()
                assert found == (seen,), table
