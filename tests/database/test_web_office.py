"""The claims office: a list that a hospital sees its own part of, filters, findings in words."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from django.test import Client
from tests.browser.world import (
    CLAIM,
    HOSPITAL,
    OTHER_HOSPITAL,
    World,
    city,
    logged_in,
    put_claims,
)

from multiguna.claims.terms import RULES
from multiguna.kernel.terms import Actor


@pytest.fixture
def world(real_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    yield from city(monkeypatch)


@pytest.fixture
def claims(world: World, superuser: psycopg.Connection) -> dict[str, int]:
    """One rejected claim of Lina's hospital and one pended claim of the other."""
    put_claims(superuser, world)
    return {"own": 11, "other": 12}


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode().replace("\u00a0", " ")


def test_the_city_sees_every_claim_and_a_biller_its_own_alone(
    world: World, claims: dict[str, int]
) -> None:
    for username in ("vera", "audi"):
        page = text(logged_in(username), "/claims/")
        assert "KLAIM-SATU" in page
        assert "KLAIM-DUA" in page
    biller = logged_in("karim")
    for path in ("/claims/", f"/claims/?provider={OTHER_HOSPITAL}", "/claims/?search=KLAIM-DUA"):
        page = text(biller, path)
        assert "BUDI CONTOH" not in page, path
        assert f"/claims/{claims['other']}/" not in page
    assert "KLAIM-SATU" in text(biller, "/claims/")
    assert biller.get(f"/claims/{claims['own']}/").status_code == 200
    assert biller.get(f"/claims/{claims['other']}/").status_code == 404
    assert biller.get("/claims/999/").status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"KLAIM-SATU", "KLAIM-DUA"}),
        ("outcome=rejected", {"KLAIM-SATU"}),
        ("outcome=undecided", set()),
        ("rule=los_mismatch", {"KLAIM-DUA"}),
        (f"provider={HOSPITAL}", {"KLAIM-SATU"}),
        ("search=KLAIM-D", {"KLAIM-DUA"}),
        ("outcome=rejected&rule=los_mismatch", set()),
        ("outcome=x&rule=y&page=-3", {"KLAIM-SATU", "KLAIM-DUA"}),
    ],
)
def test_filters_narrow_the_list(
    world: World, claims: dict[str, int], query: str, found: set[str]
) -> None:
    page = text(logged_in("vera"), f"/claims/?{query}")
    assert {name for name in ("KLAIM-SATU", "KLAIM-DUA") if f">{name}</a>" in page} == found


def test_a_finding_says_what_was_found_and_what_to_do(world: World, claims: dict[str, int]) -> None:
    rule = RULES["no_guarantee"]
    page = text(logged_in("karim"), f"/claims/{claims['own']}/")
    assert rule.sentence.id in page
    assert rule.remedy.id in page
    assert "Rp 2.000.000" in page
    assert "Tidak layak" in page
    assert "catatan" in page
    assert str(world.siti.nik) not in page
    client = logged_in("karim")
    client.post("/language/", {"language": "en", "next": "/"})
    assert rule.remedy.en in text(client, f"/claims/{claims['own']}/")


def test_looking_at_a_claim_is_in_the_access_log(
    world: World, claims: dict[str, int], superuser: psycopg.Connection, system_actor: Actor
) -> None:
    logged_in("vera").get(f"/claims/{claims['own']}/")
    read = superuser.execute(
        "SELECT actor FROM audit_access WHERE person_id = %s", [world.siti.person_id]
    ).fetchall()
    assert ("vera",) in read


def test_a_long_list_has_pages(
    world: World, claims: dict[str, int], superuser: psycopg.Connection
) -> None:
    for number in range(100, 160):
        values = {"id": number, "batch": 1, "provider": HOSPITAL, "no": f"N-{number}", "name": "A",
                  "nik": str(world.siti.nik), "person": None}  # fmt: skip
        superuser.execute(CLAIM, values)
    first = text(logged_in("vera"), "/claims/?search=N-")
    assert "Halaman 1 dari 2" in first
    assert 'rel="next" href="?search=N-&amp;page=2"' in first
    second = text(logged_in("vera"), "/claims/?search=N-&page=2")
    assert second.count('<th scope="row"') == 20
    assert 'rel="prev"' in second
