"""What a desk without a network asks of the server: its own hospital's list, and nothing else."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.test import Client
from tests.browser.world import OTHER_HOSPITAL, TODAY, World, city, logged_in
from tests.people import HOSPITAL

from multiguna.coverage.actions.listing import invite_device, make_lists
from multiguna.coverage.queries.listing import list_file, list_key
from multiguna.guarantees.actions import reconciling
from multiguna.guarantees.rules.letters import letter_number
from multiguna.kernel import clock
from multiguna.kernel.terms import system

BY = system("36.71")


@pytest.fixture
def world(real_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    yield from city(monkeypatch)


@pytest.fixture
def clerk(world: World) -> Client:
    return logged_in("lina")


def send(client: Client, address: str, body: object) -> dict[str, object]:
    answer = client.post(address, json.dumps(body), content_type="application/json")
    said: dict[str, object] = {"status": answer.status_code, **answer.json()}
    return said


def promised(world: World, **changes: object) -> dict[str, object]:
    made: dict[str, object] = {
        "letter_no": letter_number(HOSPITAL, TODAY, 5), "nik": str(world.siti.nik), "kk": None,
        "care": "outpatient", "emergency": True, "born_on": None, "diagnosis": "A90",
        "papers": {"ktp": True, "kk": True, "guardian_ktp": False}, "told": "emergency_first",
        "asked_at": int(clock.programme_now().timestamp()), "list_id": None, "device_no": None,
    }  # fmt: skip
    return {**made, **changes}


def test_the_page_is_the_same_for_everybody_and_may_run_its_worker(clerk: Client) -> None:
    page = clerk.get("/desk/offline/")
    assert page.status_code == 200
    assert "worker-src 'self'" in page["Content-Security-Policy"]
    text = page.content.decode()
    for secret in ("Lina", "csrfmiddlewaretoken", "SITI"):
        assert secret not in text
    worker = clerk.get("/desk/offline/worker.js")
    assert worker["Content-Type"] == "text/javascript"
    for name in ("offline.js", "offline_list.js", "offline_delta.js", "offline_rules.js"):
        assert name in worker.content.decode()
    english = logged_in("dewi")
    english.post("/language/", {"language": "en", "next": "/desk/"})
    assert "TREAT FIRST" in english.get("/desk/offline/").content.decode()


def test_it_is_for_desk_clerks_alone(world: World) -> None:
    addresses = ["", "worker.js", "state/", "ring/", f"lists/{'0' * 64}.list"]
    for name, status in (("karim", 403), ("vera", 403)):
        for address in addresses:
            assert logged_in(name).get(f"/desk/offline/{address}").status_code == status
    assert Client().get("/desk/offline/state/").status_code == 302
    assert logged_in("lina").post("/desk/offline/state/").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = logged_in("lina").cookies
    for address in ("enrol/", "reconcile/"):
        assert strict.post(f"/desk/offline/{address}", "{}", "application/json").status_code == 403


def test_a_hospital_gets_its_own_list_and_key(clerk: Client) -> None:
    assert clerk.get("/desk/offline/state/").json()["list"] is None
    _, code = invite_device(provider_code=HOSPITAL, name="IGD", by=BY, on=TODAY)
    [one] = make_lists(by=BY, on=TODAY, at=clock.programme_now())
    state = clerk.get("/desk/offline/state/").json()
    assert (state["provider_code"], state["list"]["list_id"]) == (HOSPITAL, one.list_id)
    got = clerk.get(f"/desk/offline/lists/{one.list_id}.list")
    assert got.content == list_file("36.71", one).read_bytes()
    assert got["Cache-Control"] == "no-store"
    other = logged_in("dewi")
    assert other.get("/desk/offline/state/").json()["list"] is None
    for client, name in (
        (other, f"{one.list_id}.list"), (clerk, f"{one.list_id}.delta"), (clerk, "x.list"),
        (clerk, f"{'0' * 64}.list"), (clerk, "..%2f..%2fsecrets"),
    ):  # fmt: skip
        assert client.get(f"/desk/offline/lists/{name}").status_code == 404, name
    wrong = send(other, "/desk/offline/enrol/", {"code": code})
    assert (wrong["status"], wrong["code"]) == (422, "device_code_wrong")
    device = send(clerk, "/desk/offline/enrol/", {"code": code})
    assert (device["status"], device["device_no"], device["key_no"]) == (200, 1, 1)
    assert base64.b64decode(str(device["key"])) == list_key("36.71", HOSPITAL, 1)
    assert json.loads(str(device["ring"]))["signatures"]


def test_promised_letters_come_in_with_a_result_each(
    clerk: Client, world: World, superuser: psycopg.Connection
) -> None:
    body = {"requests": [promised(world)]}
    [first] = send(clerk, "/desk/offline/reconcile/", body)["results"]  # type: ignore[misc]
    assert (first["outcome"], first["given_letter_no"]) == ("issued", first["letter_no"])
    again = send(clerk, "/desk/offline/reconcile/", body)["results"]
    assert again == [first]
    other = send(logged_in("dewi"), "/desk/offline/reconcile/", body)["results"]
    assert [one["outcome"] for one in other] == ["refused"]  # type: ignore[union-attr,index]
    assert superuser.execute("SELECT provider_code FROM guarantees_letter").fetchall() == [
        (HOSPITAL,)
    ]
    assert OTHER_HOSPITAL != HOSPITAL


def test_what_cannot_be_read_is_refused_in_words(clerk: Client, world: World) -> None:
    unread = send(clerk, "/desk/offline/reconcile/",
                  {"requests": [promised(world, nik=world.siti.nik)]})  # fmt: skip
    assert "tidak terbaca" in str(unread["results"])
    assert str(world.siti.nik) not in str(unread)
    for body in ({"requests": [promised(world, letter_no=1)]}, [], {}, "{"):
        said = send(clerk, "/desk/offline/reconcile/", body)
        assert (said["status"], said["code"]) == (422, "request_unreadable")
        assert str(world.siti.nik) not in str(said)


def test_a_letter_that_breaks_is_listed_and_the_others_come_in(
    clerk: Client, world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    issue = reconciling.issue_guarantee
    numbers = [letter_number(HOSPITAL, TODAY, serial) for serial in (16, 17)]

    def broken(*, letter_no: str, nik: int, **rest: Any) -> object:
        if letter_no == numbers[0]:
            raise psycopg.DataError(f"Failing row contains ({nik})")
        return issue(letter_no=letter_no, nik=nik, **rest)

    monkeypatch.setattr(reconciling, "issue_guarantee", broken)
    requests = [
        promised(world, letter_no=number, care=care)
        for number, care in zip(numbers, ("outpatient", "inpatient"), strict=True)
    ]
    said = send(clerk, "/desk/offline/reconcile/", {"requests": requests})
    outcomes = [one["outcome"] for one in said["results"]]  # type: ignore[attr-defined]
    assert outcomes == ["refused", "issued"]
    assert str(world.siti.nik) not in caplog.text + str(said)
