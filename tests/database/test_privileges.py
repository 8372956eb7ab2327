"""What the app's role and the planner's may not do, whatever the code asks."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest
from django.apps import apps
from tests.people import DAY, HOSPITAL, install, make_person

from multiguna.coverage.terms import Care
from multiguna.guarantees.actions import issue_guarantee
from multiguna.guarantees.rules.letters import letter_number
from multiguna.kernel.db import Cursor, as_planner, connection, transaction
from multiguna.kernel.schema import Regional
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


def regional() -> list[type[Regional]]:
    return [model for model in apps.get_models() if issubclass(model, Regional)]


@pytest.mark.parametrize("model", regional(), ids=lambda model: model._meta.db_table)
def test_the_planner_can_write_to_no_table_of_a_region(db: Cursor, model: type[Regional]) -> None:
    table = model._meta.db_table
    writes = (
        f"INSERT INTO public.{table} (region) VALUES ('36.71')",
        f"UPDATE public.{table} SET region = '36.71'", f"DELETE FROM public.{table}",
        f"TRUNCATE public.{table}", f"DROP TABLE public.{table}",
        f"ALTER TABLE public.{table} DISABLE ROW LEVEL SECURITY",
        f"GRANT ALL ON public.{table} TO multiguna_planner",
    )  # fmt: skip
    for statement in writes:
        with (
            pytest.raises(psycopg.errors.InsufficientPrivilege),
            connection().transaction(),
            as_planner(db),
        ):
            db.execute(statement)


@pytest.mark.parametrize("model", regional(), ids=lambda model: model._meta.db_table)
def test_the_planner_reads_the_facts_that_a_model_names_for_it(
    db: Cursor, model: type[Regional]
) -> None:
    columns = {field.column for field in model._meta.fields if field.column}
    assert set(model.access.planner) <= columns
    for column in sorted(columns):
        read = f'SELECT "{column}" FROM public.{model._meta.db_table} LIMIT 0'
        with connection().transaction(force_rollback=True), as_planner(db):
            if column in model.access.planner:
                db.execute(read)
            else:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    db.execute(read)


def test_the_planner_takes_no_number_of_a_sequence(db: Cursor) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege), as_planner(db):
        db.execute("SELECT nextval('audit_record_seq')")


def test_the_planner_sees_its_own_region_only(db: Cursor) -> None:
    make_person(db)
    with as_planner(db):
        assert db.execute("SELECT count(person_id) FROM registry_person").fetchone() == (1,)
        db.execute("SELECT set_config('multiguna.region', '51.03', true)")
        assert db.execute("SELECT count(person_id) FROM registry_person").fetchone() == (0,)


def test_after_planning_the_transaction_has_its_own_rights_again(db: Cursor) -> None:
    with as_planner(db):
        assert db.execute("SELECT current_user").fetchone() == ("multiguna_planner",)
    assert db.execute("SELECT current_user = session_user").fetchone() == (True,)
