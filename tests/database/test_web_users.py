"""`multiguna user`: accounts are opened, closed and given tokens from the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator

import psycopg
import pytest
from click.testing import CliRunner
from tests.browser.world import HOSPITAL, World, city

from multiguna.accounts.queries import token_actor
from multiguna.cli.users import user
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Role


@pytest.fixture
def world(real_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    yield from city(monkeypatch)


def run(by: Actor, *words: str, password: str = "panjang-dan-aneh-7") -> dict[str, str]:
    """Run the command; gives its JSON, or raises the refusal that the main command shows."""
    done = CliRunner().invoke(
        user, [*words, "--json"], obj=by, env={"MULTIGUNA_PASSWORD": password}
    )
    if done.exception is not None:
        raise done.exception
    return json.loads(done.output)  # type: ignore[no-any-return]


def test_an_account_is_opened_with_a_record_and_its_token_speaks_for_it(
    world: World, system_actor: Actor, superuser: psycopg.Connection
) -> None:
    words = ["--name", "Rina Loket", "--role", "desk_clerk", "--provider", HOSPITAL]
    assert run(system_actor, "add", "rina", *words)["role"] == "desk_clerk"
    token = run(system_actor, "token", "rina")["token"]
    assert token_actor(token) == Actor("rina", Role.DESK_CLERK, "36.71", HOSPITAL)
    assert run(system_actor, "close", "rina")["state"] == "closed"
    assert token_actor(token) is None
    outcomes = superuser.execute(
        "SELECT body::json ->> 'outcome' FROM audit_record WHERE kind = 'account' "
        "AND subject = (SELECT 'account:' || id FROM accounts_user WHERE username = 'rina') "
        "ORDER BY record_id"
    ).fetchall()
    assert outcomes == [("opened",), ("closed",)]
    bodies = superuser.execute("SELECT string_agg(body, '') FROM audit_record").fetchone()
    assert bodies is not None
    assert "Rina" not in bodies[0]


def test_what_cannot_be_opened_is_refused(world: World, system_actor: Actor) -> None:
    clerk = ["--name", "R", "--role", "desk_clerk"]
    planner = ["--name", "R", "--role", "planner"]
    for words, code in (
        (["add", "lina", *planner], "user_exists"),
        (["add", "R!", *planner], "username_invalid"),
        (["add", "rina", *clerk], "provider_needed"),
        (["add", "rina", *planner, "--provider", HOSPITAL], "provider_not_allowed"),
        (["add", "rina", *clerk, "--provider", "9999999"], "provider_unknown"),
        (["token", "nobody"], "user_unknown"),
        (["close", "nobody"], "user_unknown"),
        (["reset-code", "nobody"], "user_unknown"),
    ):
        with pytest.raises(Refused) as refused:
            run(system_actor, *words)
        assert refused.value.code == code
    for password, code in (("pendek", "password_short"), ("password123", "password_common")):
        with pytest.raises(Refused) as refused:
            run(system_actor, "add", "rina", *planner, password=password)
        assert refused.value.code == code
        assert password not in str(refused.value)
