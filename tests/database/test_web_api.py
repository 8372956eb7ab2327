"""Hospital systems ask by token: answers, refusals, and records left behind."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

import psycopg
import pytest
from django.test import Client
from tests.browser.world import TODAY, World, city

from multiguna.accounts.actions import close_user
from multiguna.accounts.queries import api_token
from multiguna.kernel.terms import Actor
from multiguna.web.api import tokens
from multiguna.web.api.front import api_first


@pytest.fixture
def world(real_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr(tokens, "_known", {})
    yield from city(monkeypatch)


def ask(path: str, body: object, *, token: str | None, method: str = "post") -> tuple[int, dict]:  # type: ignore[type-arg]
    headers = {"authorization": f"Bearer {token}"} if token else {}
    content = body if isinstance(body, str) else json.dumps(body)
    response = Client().generic(
        method.upper(), f"/api/{path}", content, "application/json", headers=headers
    )
    assert "sessionid" not in response.cookies
    return response.status_code, json.loads(response.content)


def test_a_resident_is_covered_and_the_answer_names_its_record(
    world: World, superuser: psycopg.Connection
) -> None:
    body = {"nik": str(world.siti.nik), "kk": str(world.siti.kk), "care": "outpatient"}
    status, answer = ask("coverage", body, token=api_token("lina"))
    assert (status, answer["covered"], answer["reason"]) == (200, True, "covered")
    assert answer["message"]["id"].startswith("Dijamin")
    row = superuser.execute(
        "SELECT actor, body FROM audit_record WHERE record_id = %s", [answer["record_id"]]
    ).fetchone()
    assert row is not None
    assert row[0] == "lina"
    assert str(world.siti.nik) not in row[1]
    assert "SITI" not in row[1]
    assert "SITI" not in json.dumps(answer)


def test_an_emergency_is_a_kind_of_care_of_its_own_too(world: World) -> None:
    body = {"nik": world.siti.nik, "care": "emergency"}
    assert ask("coverage", body, token=api_token("lina"))[0] == 200


def test_many_are_answered_in_the_order_asked(world: World, superuser: psycopg.Connection) -> None:
    nobody = 3671990101010009
    niks = [str(nobody), str(world.siti.nik), str(world.budi.nik)]
    body = {"niks": niks, "care": "inpatient", "on": "2012-06-01"}
    status, answer = ask("coverage/bulk", body, token=api_token("vera"))
    assert status == 200
    assert [row["nik"] for row in answer["results"]] == niks
    assert [row["reason"] for row in answer["results"]] == [
        "not_registered",
        "covered",
        "moved_out",
    ]
    records = superuser.execute("SELECT count(*) FROM audit_record WHERE kind = 'coverage'")
    assert records.fetchone() == (3,)


def test_a_wrong_question_is_refused_with_a_code(world: World) -> None:
    nik = str(world.siti.nik)
    wrong = [
        ("coverage", "nonsense", "body_invalid"),
        ("coverage", [1], "body_invalid"),
        ("coverage", {"nik": "12", "care": "inpatient"}, "nik_invalid"),
        ("coverage", {"nik": True, "care": "inpatient"}, "nik_invalid"),
        ("coverage", {"nik": nik, "kk": "1", "care": "inpatient"}, "nik_invalid"),
        ("coverage", {"nik": nik}, "care_invalid"),
        ("coverage", {"nik": nik, "care": "inpatient", "on": "2013-01-01"}, "date_invalid"),
        ("coverage", {"nik": nik, "care": "inpatient", "on": 5}, "date_invalid"),
        ("coverage/bulk", {"niks": [], "care": "inpatient"}, "niks_invalid"),
        ("coverage/bulk", {"niks": ["1"], "care": "inpatient"}, "niks_invalid"),
        ("coverage/bulk", {"niks": [nik] * 1001, "care": "inpatient"}, "too_many"),
    ]
    token = api_token("lina")
    for path, body, code in wrong:
        status, answer = ask(path, body, token=token)
        assert (status, answer["error"]["code"]) == (422, code), body
        assert answer["error"]["message"].keys() == {"id", "en"}


def test_no_token_a_forged_one_or_another_role_gets_nothing(world: World) -> None:
    body = {"nik": str(world.siti.nik), "care": "inpatient"}
    assert ask("coverage", body, token=None)[0] == 401
    assert ask("coverage", body, token="lina:forged")[0] == 401
    assert ask("coverage", body, token=api_token("beni"))[0] == 403
    assert ask("coverage", body, token=api_token("lina"), method="get")[0] == 405


def test_a_closed_account_has_no_token_after_a_minute(
    world: World, system_actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = {"nik": str(world.siti.nik), "care": "inpatient"}
    token = api_token("lina")
    assert ask("coverage", body, token=token)[0] == 200
    close_user(username="lina", by=system_actor, on=TODAY)
    now = tokens.time.monotonic()
    monkeypatch.setattr(tokens.time, "monotonic", lambda: now + 61)
    assert ask("coverage", body, token=token)[0] == 401


def through_the_door(
    path: str, body: bytes, *, token: str = "", method: str = "POST", length: str | None = None
) -> tuple[str, bytes]:
    """A request as the server hands it to the application that stands before Django."""
    said: list[str] = []

    def django(environ: object, start: object) -> list[bytes]:
        return [b"django"]

    environ = {
        "PATH_INFO": path,
        "REQUEST_METHOD": method,
        "CONTENT_LENGTH": str(len(body)) if length is None else length,
        "HTTP_AUTHORIZATION": f"Bearer {token}",
        "wsgi.input": io.BytesIO(body),
    }
    content = api_first(django)(environ, lambda status, headers: said.append(status))  # type: ignore[arg-type,return-value]
    return (said[0] if said else ""), b"".join(content)


def test_the_door_before_django_gives_the_same_answers(world: World) -> None:
    token = api_token("lina")
    for path, body in (
        ("coverage", {"nik": str(world.siti.nik), "care": "inpatient"}),
        ("coverage/bulk", {"niks": [str(world.budi.nik)], "care": "inpatient"}),
        ("coverage", {"nik": "1"}),
    ):
        status, answer = ask(path, body, token=token)
        found, content = through_the_door(f"/api/{path}", json.dumps(body).encode(), token=token)
        same = json.loads(content)
        for one in (answer, same):
            one.pop("record_id", None)
        assert (int(found[:3]), same) == (status, answer)
    assert through_the_door("/api/coverage", b"{}")[0] == "401 Unauthorized"
    assert through_the_door("/api/coverage", b"", method="GET", token=token)[0].startswith("405")
    assert through_the_door("/desk/", b"") == ("", b"django")
    assert through_the_door("/api/", b"") == ("", b"django")
    assert through_the_door("/api/coverage", b"", length="999999")[0].startswith("413")


def test_a_bug_behind_the_door_is_a_500_without_a_card_in_the_log(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(**_: object) -> None:
        raise ValueError(f"about {world.siti.nik}")

    monkeypatch.setattr("multiguna.web.api.views.check_coverage", broken)
    body = json.dumps({"nik": str(world.siti.nik), "care": "inpatient"}).encode()
    status, content = through_the_door("/api/coverage", body, token=api_token("lina"))
    assert status.startswith("500")
    assert json.loads(content)["error"]["code"] == "broken"
    assert "ValueError" in caplog.text
    assert str(world.siti.nik) not in caplog.text + content.decode()
