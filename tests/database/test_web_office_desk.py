"""A claim's page: what each side may do there, what it refuses, and the rows left behind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.browser.office_world import RATE_IDR, adjudicate, eklaim_file, eklaim_row, letter
from tests.browser.world import OTHER_HOSPITAL, PASSWORD, TODAY, World, city, logged_in
from tests.claims_city import parameter
from tests.people import tangerang

from multiguna.accounts.actions import add_user
from multiguna.kernel.db import transaction
from multiguna.kernel.terms import Role, system
from multiguna.programme.actions import install_pack

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\n"


@pytest.fixture
def world(real_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    yield from city(monkeypatch)


@pytest.fixture
def pended(world: World, superuser: psycopg.Connection) -> int:
    """Siti's stay with another birth date than the registry's: the rules ask."""
    number = letter(world)
    return sent(superuser, eklaim_row(world.siti, number, BIRTH_DATE="10/05/1984"))


def sent(superuser: psycopg.Connection, *rows: dict[str, str], decided: bool = True) -> int:
    """Karim sends rows, the rules decide; the number of the last claim."""
    file = SimpleUploadedFile("P.txt", eklaim_file(*rows))
    response = logged_in("karim").post("/claims/send/", {"file": file})
    assert response.status_code == 200, response.content
    if decided:
        adjudicate()
    row = superuser.execute("SELECT max(claim_id) FROM claims_claim").fetchone()
    assert row is not None
    return int(row[0])


def latest(superuser: psycopg.Connection, claim_id: int) -> tuple[object, ...] | None:
    return superuser.execute(
        "SELECT outcome, approved_idr, basis, decided_by, reason FROM claims_adjudication "
        "WHERE claim_id = %s ORDER BY version DESC LIMIT 1",
        [claim_id],
    ).fetchone()


def biller_of(provider_code: str) -> Client:
    """The biller of another hospital, logged in."""
    add_user(
        username="rina", full_name="Rina", role=Role.BILLER, password=PASSWORD,
        provider_code=provider_code, by=system("36.71"), on=TODAY,
    )  # fmt: skip
    return logged_in("rina")


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode().replace("\u00a0", " ")


def test_a_verifier_decides_by_line_with_a_reason(
    world: World, pended: int, superuser: psycopg.Connection
) -> None:
    vera = logged_in("vera")
    page = text(vera, f"/claims/{pended}/")
    assert "Putuskan per bagian" in page
    assert 'class="differs"' in page, "the birth date differs from the registry's"
    assert str(world.siti.nik) not in page
    form = {"version": "1", "act": "decide", "approved-1": "1.500.000",
            "why-1": "obat tanpa resep", "reason": "Obat tidak terbukti."}  # fmt: skip
    assert vera.post(f"/claims/{pended}/decide/", form).status_code == 302
    assert latest(superuser, pended) == (
        "reduced", 1_500_000, "verifier", "vera", "Obat tidak terbukti.",
    )  # fmt: skip
    page = text(logged_in("karim"), f"/claims/{pended}/")
    assert "Obat tidak terbukti." in page
    assert "Rp 1.500.000" in page


def test_a_row_without_a_letter_opens_the_registry_to_no_hospital(
    world: World, superuser: psycopg.Connection
) -> None:
    row = eklaim_row(world.siti, "TANPA-SURAT-1", NAMA_PASIEN="X", BIRTH_DATE="01/01/1950", SEX="1")
    path = f"/claims/{sent(superuser, row)}/"
    read = ("SITI CONTOH", "1984", f"…{str(world.siti.nik)[-4:]}")
    shown = {name: text(logged_in(name), path) for name in ("karim", "vera")}
    assert [said in shown["vera"] for said in read] == [True] * 3, "the city compares with it"
    assert [said in shown["karim"] for said in read] == [False] * 3
    assert "hanya dengan surat" in shown["karim"]
    with_letter = sent(superuser, eklaim_row(world.siti, letter(world)))
    assert f"…{str(world.siti.nik)[-4:]}" in text(logged_in("karim"), f"/claims/{with_letter}/")


def test_who_comes_second_is_told_so_and_keeps_what_was_typed(
    world: World, pended: int, superuser: psycopg.Connection
) -> None:
    form = {"version": "1", "act": "reject", "reason": "Bukan pasiennya."}
    assert logged_in("vera").post(f"/claims/{pended}/decide/", form).status_code == 302
    late = {"version": "1", "act": "decide", "approved-1": "1", "reason": "Layak sebagian."}
    response = logged_in("wati").post(f"/claims/{pended}/decide/", late)
    assert response.status_code == 422
    assert "baru saja diputus" in response.content.decode()
    assert latest(superuser, pended) == ("rejected", 0, "verifier", "vera", "Bukan pasiennya.")


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"approved-1": "9.999.999"}, "antara nol dan jumlah itu"),
        ({"approved-1": "seribu"}, "Jumlah tidak terbaca"),
        ({"approved-1": "1", "reason": ""}, "Tulis alasannya"),
        ({"version": "x"}, "Muat ulang"),
    ],
)
def test_a_form_that_cannot_be_is_refused_on_the_page(
    world: World, pended: int, superuser: psycopg.Connection, form: dict[str, str], said: str
) -> None:
    asked = {"version": "1", "act": "decide", "reason": "Karena."} | form
    response = logged_in("vera").post(f"/claims/{pended}/decide/", asked)
    assert response.status_code == 422
    assert said in response.content.decode()
    outcome = latest(superuser, pended)
    assert outcome is not None
    assert outcome[0] == "pended"


def test_the_hospital_is_asked_answers_and_the_clock_rests_meanwhile(
    world: World, pended: int
) -> None:
    vera, karim = logged_in("vera"), logged_in("karim")
    path = f"/claims/{pended}/"
    assert "sisa" in text(vera, path)
    assert vera.post(f"{path}ask/", {"text": "Kirim KTP pasien."}).status_code == 302
    for client in (vera, karim):
        assert "Kirim KTP pasien." in text(client, path)
        assert "menunggu jawaban RS" in text(client, path)
    assert vera.post(f"{path}ask/", {"text": "Lagi."}).status_code == 422
    assert "Menunggu jawaban Anda" in text(karim, "/claims/")
    assert "Menunggu jawaban Anda" not in text(biller_of(OTHER_HOSPITAL), "/claims/")
    assert "Jawab pertanyaan" in text(karim, path)
    number = text(karim, path).split('name="query" value="')[1].split('"')[0]
    assert (
        karim.post(f"{path}answer/", {"query": number, "answer": "Terlampir."}).status_code == 302
    )
    page = text(vera, path)
    assert "Terlampir." in page
    assert "menunggu jawaban RS" not in page
    assert "Menunggu jawaban Anda" not in text(karim, "/claims/")
    assert "Sudah dijawab" in text(vera, "/claims/work/")


def test_an_appeal_goes_to_another_verifier(
    world: World, pended: int, superuser: psycopg.Connection
) -> None:
    path = f"/claims/{pended}/"
    vera, wati, karim = (logged_in(name) for name in ("vera", "wati", "karim"))
    vera.post(f"{path}decide/", {"version": "1", "act": "reject", "reason": "Bukan pasiennya."})
    assert "Ajukan keberatan" in text(karim, path)
    assert karim.post(f"{path}appeal/", {"grounds": "KTP terlampir."}).status_code == 302
    assert "KTP terlampir." in text(karim, "/claims/appeals/")
    assert "keberatan diputus verifikator lain" in text(vera, path)
    page = text(wati, path)
    assert "Putuskan keberatan" in page
    number = page.split('name="appeal" value="')[1].split('"')[0]
    form = {"appeal": number, "act": "granted", "approved-1": str(RATE_IDR), "reason": "Benar."}
    assert vera.post(f"{path}rule/", form).status_code == 422
    assert wati.post(f"{path}rule/", form).status_code == 302
    assert latest(superuser, pended) == ("approved", RATE_IDR, "appeal", "wati", "Benar.")
    assert "Keberatan dikabulkan" in text(karim, path)
    assert "KTP terlampir." not in text(wati, "/claims/appeals/")


def test_an_answer_or_an_appeal_and_its_documents_come_in_together_or_not_at_all(
    world: World, pended: int, superuser: psycopg.Connection
) -> None:
    path = f"/claims/{pended}/"
    vera, karim = logged_in("vera"), logged_in("karim")

    def files(good: bool = True) -> list[SimpleUploadedFile]:
        second = PDF + b"2" if good else b"MZ\x90\x00"
        return [SimpleUploadedFile("KTP.pdf", PDF), SimpleUploadedFile("resume.pdf", second)]

    def rows(table: str) -> int:
        row = superuser.execute(f"SELECT count(*) FROM {table}").fetchone()
        assert row is not None
        return int(row[0])

    vera.post(f"{path}ask/", {"text": "Kirim KTP pasien."})
    number = text(karim, path).split('name="query" value="')[1].split('"')[0]
    for answer in ({"answer": ""}, {"answer": "Terlampir.", "file": files(good=False)}):
        form = {"query": number, "file": files(), **answer}
        assert karim.post(f"{path}answer/", form).status_code == 422
        assert (rows("claims_answer"), rows("claims_attachment")) == (0, 0)
    form = {"query": number, "answer": "Terlampir.", "file": files()}
    assert karim.post(f"{path}answer/", form).status_code == 302
    assert (rows("claims_answer"), rows("claims_attachment")) == (1, 2)
    vera.post(f"{path}decide/", {"version": "1", "act": "reject", "reason": "Bukan pasiennya."})
    form = {"grounds": "KTP terlampir.", "file": files(good=False)}
    assert karim.post(f"{path}appeal/", form).status_code == 422
    assert (rows("claims_appeal"), rows("claims_attachment")) == (0, 2)
    assert karim.post(f"{path}appeal/", form | {"file": files()}).status_code == 302
    assert (rows("claims_appeal"), rows("claims_attachment")) == (1, 4)


def test_each_act_is_for_its_own_side(world: World, pended: int) -> None:
    path = f"/claims/{pended}/"
    for act in ("decide", "second", "rule", "ask"):
        for name in ("karim", "audi"):
            assert logged_in(name).post(f"{path}{act}/", {}).status_code == 403, (act, name)
    for act in ("answer", "appeal"):
        for name in ("vera", "audi"):
            assert logged_in(name).post(f"{path}{act}/", {}).status_code == 403, (act, name)
    assert "Putuskan per bagian" not in text(logged_in("audi"), path)
    assert logged_in("lina").get(path).status_code == 403


def test_the_worklist_orders_and_leads_to_the_next_claim(
    world: World, superuser: psycopg.Connection
) -> None:
    rows = [
        eklaim_row(world.siti, letter(world, ago=ago), ago=ago, BIRTH_DATE="10/05/1984", **more)
        for ago, more in ((40, {}), (20, {"TARIF_INACBG": "9000000", "TOTAL_TARIF": "9000000"}))
    ]
    second = sent(superuser, *rows)
    vera = logged_in("vera")
    page = text(vera, "/claims/work/?order=amount")
    first, other = rows[1]["SEP"], rows[0]["SEP"]
    assert page.index(first) < page.index(other)
    assert "Identitas tak cocok" in page
    assert other not in text(vera, "/claims/work/?rule=rate_above_agreement")
    response = vera.get(f"/claims/{second}/next/?order=amount")
    assert response.headers["Location"] == f"/claims/{second - 1}/"
    assert logged_in("karim").get("/claims/work/").status_code == 403


def test_bulk_approval_leaves_what_people_must_see(
    world: World, pended: int, superuser: psycopg.Connection
) -> None:
    vera = logged_in("vera")
    response = vera.post("/claims/work/approve/", {"claim": str(pended), "reason": "Bersih."})
    assert response.status_code == 200
    assert "Ada temuan yang harus dilihat orang." in response.content.decode()
    outcome = latest(superuser, pended)
    assert outcome is not None
    assert outcome[0] == "pended"
    assert vera.post("/claims/work/approve/", {"reason": "x"}).status_code == 422


def test_ticked_clean_claims_are_approved_at_once(
    world: World, superuser: psycopg.Connection
) -> None:
    everything_needs_a_look()
    rows = [eklaim_row(world.siti, letter(world, ago=ago), ago=ago) for ago in (20, 70)]
    last = sent(superuser, *rows)
    vera = logged_in("vera")
    page = text(vera, "/claims/work/")
    assert page.count('type="checkbox" name="claim"') == 2
    assert "Perlu dilihat orang" in page
    form = {"claim": [str(last - 1), str(last)], "reason": "Sudah dilihat bersama."}
    response = vera.post("/claims/work/approve/", form)
    said = response.content.decode().replace("\u00a0", " ")
    assert "<strong>2</strong> klaim disetujui, Rp 3.235.800" in said
    assert "Semua sudah diputus" in said
    for claim in (last - 1, last):
        assert latest(superuser, claim) == (
            "approved", RATE_IDR, "bulk", "vera", "Sudah dilihat bersama.",
        )  # fmt: skip


def everything_needs_a_look() -> None:
    """A pack in which every bill needs a look, however small."""
    pack, start = tangerang(), date(2008, 1, 1)
    looked = parameter("auto_approve_max_idr", (start, 1))
    kept = tuple(one for one in pack.parameters if one.name != looked.name)
    stages = tuple(
        replace(stage, rules=(*(r for r in stage.rules if r != "needs_review"), "needs_review"))
        for stage in pack.stages
    )
    pack = replace(pack, version="1.3", stages=stages, parameters=(*kept, looked))
    by = system("36.71")
    with transaction(by):
        install_pack(pack=pack, by=by, on=TODAY)
