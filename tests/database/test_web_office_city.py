"""The city's other pages: second opinions, minutes, lateness, samples, whose claim it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.browser.office_world import RATE_IDR, adjudicate, eklaim_file, eklaim_row, letter
from tests.browser.world import World, city, logged_in

LARGE = "55000000"


@pytest.fixture
def world(real_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    yield from city(monkeypatch)


def send(superuser: psycopg.Connection, *rows: dict[str, str]) -> int:
    """Karim sends rows, the rules decide; the number of the last claim."""
    file = SimpleUploadedFile("P.txt", eklaim_file(*rows))
    assert logged_in("karim").post("/claims/send/", {"file": file}).status_code == 200
    adjudicate()
    return one(superuser, "SELECT max(claim_id) FROM claims_claim")


def one(superuser: psycopg.Connection, query: str) -> int:
    row = superuser.execute(query).fetchone()
    assert row is not None
    return int(row[0])


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode().replace("\u00a0", " ")


def test_a_large_claim_needs_two_verifiers(world: World, superuser: psycopg.Connection) -> None:
    claim = send(
        superuser,
        eklaim_row(world.siti, letter(world), TARIF_INACBG=LARGE, TOTAL_TARIF=LARGE,
                   BIRTH_DATE="10/05/1984"),
    )  # fmt: skip
    path = f"/claims/{claim}/"
    vera, wati, karim = (logged_in(name) for name in ("vera", "wati", "karim"))
    page = text(vera, path)
    assert "Usulkan" in page
    version = page.split('name="version" value="')[1].split('"')[0]
    form = {"version": version, "act": "decide", "approved-1": "50.000.000", "reason": "Wajar."}
    assert vera.post(f"{path}decide/", form).status_code == 422, "the rules cut it to its rate"
    form["why-1"] = "Tarif khusus."
    assert vera.post(f"{path}decide/", form).status_code == 302
    assert "Tarik kembali" in text(vera, path)
    assert "Wajar." not in text(karim, path), "hospitals do not see proposals"
    assert "Wajar." in text(wati, "/claims/appeals/")
    own = vera.post(f"{path}second/", {"attempt": "1", "act": "confirm"})
    assert own.status_code == 422
    assert "pendapat kedua dari verifikator lain" in own.content.decode()
    assert wati.post(f"{path}second/", {"attempt": "1", "act": "confirm"}).status_code == 302
    assert "Oleh dua verifikator" in text(karim, path)
    assert "Rp 50.000.000" in text(karim, path)


def test_another_verifier_may_disagree_and_the_first_may_take_back(
    world: World, superuser: psycopg.Connection
) -> None:
    claim = send(
        superuser,
        eklaim_row(world.siti, letter(world), TARIF_INACBG=LARGE, TOTAL_TARIF=LARGE,
                   BIRTH_DATE="10/05/1984"),
    )  # fmt: skip
    path = f"/claims/{claim}/"
    vera, wati = logged_in("vera"), logged_in("wati")
    version = text(vera, path).split('name="version" value="')[1].split('"')[0]
    form = {"version": version, "act": "reject", "reason": "Bukan pasiennya."}
    for attempt, (who, act) in enumerate(((wati, "disagree"), (vera, "withdraw")), start=1):
        assert vera.post(f"{path}decide/", form).status_code == 302
        wanted = {"attempt": str(attempt), "act": act, "reason": ""}
        assert who.post(f"{path}second/", wanted).status_code == 422, "a reason is needed"
        assert who.post(f"{path}second/", wanted | {"reason": "KTP cocok."}).status_code == 302
    assert one(superuser, "SELECT count(*) FROM claims_opinion") == 2
    assert "Tidak sependapat, wati" in text(vera, path)


def test_minutes_are_closed_signed_by_both_and_printed(
    world: World, superuser: psycopg.Connection
) -> None:
    claim = send(superuser, eklaim_row(world.siti, letter(world)))
    vera, karim = logged_in("vera"), logged_in("karim")
    assert "sementara" in text(karim, "/claims/")
    page = text(vera, "/claims/minutes/")
    assert "Desember 2012" in page
    month = re.findall(r'name="month" value="([\d-]+)"', page)[0]
    closing = {"provider": "3671901", "month": month}
    assert karim.post("/claims/minutes/close/", closing).status_code == 403
    response = vera.post("/claims/minutes/close/", closing)
    path = response.headers["Location"]
    again = vera.post("/claims/minutes/close/", closing)
    assert again.status_code == 422, "nothing is left to close"
    assert "sementara" not in text(karim, f"/claims/{claim}/")
    for client, said in ((vera, "Ditandatangani."), (karim, "Ditandatangani kedua pihak.")):
        assert "Tanda tangani" in text(client, path)
        assert client.post(f"{path}sign/").status_code == 302
        assert said in text(client, path)
        assert "Tanda tangani" not in text(client, path)
    for client in (vera, karim, logged_in("audi")):
        paper = client.get(f"{path}pdf/")
        assert paper.headers["Content-Type"] == "application/pdf"
        assert paper.content.startswith(b"%PDF")
    assert logged_in("audi").post(f"{path}sign/").status_code == 403
    assert karim.get("/claims/minutes/BAP-3671902-2012-12-1/").status_code == 404


def test_lateness_is_told_to_both_sides(world: World, superuser: psycopg.Connection) -> None:
    send(superuser, eklaim_row(world.siti, letter(world), BIRTH_DATE="10/05/1984"))
    for name in ("vera", "karim", "audi"):
        page = text(logged_in(name), "/claims/late/")
        assert "Desember 2012" in page
        assert "1 klaim" in page
    assert "Tidak ada klaim" in text(logged_in("vera"), "/claims/late/?first=2011-01&last=2011-02")
    assert logged_in("vera").get("/claims/late/?first=x&last=9999-99").status_code == 200


def test_a_sample_is_drawn_checked_and_says_what_it_means(
    world: World, superuser: psycopg.Connection
) -> None:
    rows = [eklaim_row(world.siti, letter(world, ago=ago), ago=ago) for ago in (20, 70, 120)]
    send(superuser, *rows)
    vera = logged_in("vera")
    assert vera.post("/claims/samples/draw/", {"month": "x", "size": "3"}).status_code == 422
    wanted = {"month": "2012-12", "size": "3", "seed": "7", "allocation": "proportional"}
    drawn = vera.post("/claims/samples/draw/", wanted)
    assert drawn.status_code == 302, drawn.content.decode()
    path = drawn.headers["Location"]
    assert vera.post("/claims/samples/draw/", wanted).headers["Location"] == path
    claims = re.findall(r'name="claim" value="(\d+)"', text(vera, path))
    assert len(claims) == 3
    assert vera.post(f"{path}check/", {"claim": claims[0], "correct": ""}).status_code == 422
    wrong = {"claim": claims[0], "correct": "1.000.000", "reason": ""}
    assert vera.post(f"{path}check/", wrong).status_code == 422, "an error is explained"
    vera.post(f"{path}check/", wrong | {"reason": "Obat dua kali."})
    for claim in claims[1:]:
        vera.post(f"{path}check/", {"claim": claim, "correct": str(RATE_IDR)})
    page = text(logged_in("audi"), path)
    assert "95 %" in page
    assert "Rp 617.900" in page
    assert "33,3 %" in page
    assert logged_in("karim").get("/claims/samples/").status_code == 403
    assert vera.get("/claims/samples/999/").status_code == 422


def test_a_verifier_links_a_claim_to_its_letter_by_hand(
    world: World, superuser: psycopg.Connection
) -> None:
    number = letter(world)
    claim = send(superuser, eklaim_row(world.siti, "TAGIHAN-9", BIRTH_DATE="10/05/1984"))
    path = f"/claims/{claim}/"
    vera = logged_in("vera")
    if one(superuser, "SELECT count(*) FROM claims_adjudication WHERE outcome = 'pended'") == 0:
        pytest.fail("the claim is not open")
    assert "Tautkan ke surat jaminan" in text(vera, path)
    unknown = {"act": "letter", "letter": "TIDAK-ADA", "reason": "Salah ketik."}
    assert vera.post(f"{path}match/", unknown).status_code == 422
    wanted = {"act": "letter", "letter": number, "reason": "Surat fisik ada."}
    assert vera.post(f"{path}match/", wanted).status_code == 302
    assert "Surat fisik ada." in text(vera, path)
    assert logged_in("karim").post(f"{path}match/", wanted).status_code == 403
