"""Sending claims: several files at once, receipts, the form, corrections and documents."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook
from tests.browser.office_world import (
    CODER_NIK,
    RATE_IDR,
    adjudicate,
    eklaim_file,
    eklaim_row,
    letter,
)
from tests.browser.world import OTHER_HOSPITAL, PASSWORD, TODAY, World, city, logged_in

from multiguna.accounts.actions import add_user
from multiguna.kernel.terms import Role, system
from multiguna.web import uploads

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\n"


@pytest.fixture
def world(real_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    yield from city(monkeypatch)


def count(superuser: psycopg.Connection, table: str) -> int:
    row = superuser.execute(f"SELECT count(*) FROM {table}").fetchone()
    assert row is not None
    return int(row[0])


def file(data: bytes, name: str = "P.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def batch_of(page: str) -> str:
    """The number of the file that a page links to first."""
    return re.findall(r'href="/claims/send/(\d+)/"', page)[0]


def test_several_files_go_up_at_once_and_a_broken_one_does_not_hold_up_the_others(
    world: World, superuser: psycopg.Connection
) -> None:
    good = eklaim_file(eklaim_row(world.siti, letter(world)))
    files = [file(good, "P.satu.txt"), file(b"\x00\x01", "rusak.txt")]
    response = logged_in("karim").post("/claims/send/", {"file": files})
    page = response.content.decode()
    assert response.status_code == 422
    assert "P.satu.txt" in page
    assert "Ditolak seluruhnya" in page
    assert count(superuser, "claims_claim") == 1
    again = logged_in("karim").post("/claims/send/", {"file": file(good, "P.satu.txt")})
    assert "sudah pernah diterima" in again.content.decode()
    assert count(superuser, "claims_claim") == 1


def test_a_fragment_is_what_a_file_by_itself_gets(world: World) -> None:
    data = eklaim_file(eklaim_row(world.siti, letter(world)))
    response = logged_in("karim").post(
        "/claims/send/", {"file": file(data)}, headers={"HX-Request": "true"}
    )
    page = response.content.decode().strip()
    assert page.startswith("<li")
    assert "<html" not in page


def test_the_receipt_is_corrected_and_sent_again(
    world: World, superuser: psycopg.Connection
) -> None:
    karim = logged_in("karim")
    rows = [
        eklaim_row(world.siti, letter(world, ago=40), ago=40),
        eklaim_row(world.siti, letter(world), DISCHARGE_DATE="31/31/2012"),
    ]
    page = karim.post("/claims/send/", {"file": file(eklaim_file(*rows))}).content.decode()
    assert "DISCHARGE_DATE" in page
    address = batch_of(page)
    assert "31/31/2012" in karim.get(f"/claims/send/{address}/").content.decode()
    receipt = karim.get(f"/claims/send/{address}/receipt/")
    assert receipt.headers["Content-Disposition"].startswith("attachment")
    assert CODER_NIK.encode() not in receipt.content
    book = load_workbook(io.BytesIO(receipt.content))
    sheet = book.worksheets[0]
    header = [cell.value for cell in sheet[1]]
    sheet.cell(2, header.index("DISCHARGE_DATE") + 1).value = rows[0]["DISCHARGE_DATE"]
    sheet.cell(2, header.index("ADMISSION_DATE") + 1).value = rows[0]["ADMISSION_DATE"]
    out = io.BytesIO()
    book.save(out)
    response = karim.post("/claims/send/", {"file": file(out.getvalue(), "tanda-terima.xlsx")})
    assert response.status_code == 200, response.content.decode()
    assert count(superuser, "claims_claim") == 2


def test_another_hospital_sees_neither_file_nor_receipt(world: World) -> None:
    data = eklaim_file(eklaim_row(world.siti, letter(world)))
    page = logged_in("karim").post("/claims/send/", {"file": file(data)}).content.decode()
    number = batch_of(page)
    other = logged_in("karim")
    assert other.get(f"/claims/send/{number}/").status_code == 200
    add_user(
        username="rina", full_name="Rina", role=Role.BILLER, password=PASSWORD,
        provider_code=OTHER_HOSPITAL, by=system("36.71"), on=TODAY,
    )  # fmt: skip
    rina = logged_in("rina")
    for part in ("", "receipt/"):
        assert rina.get(f"/claims/send/{number}/{part}").status_code == 404


def test_what_is_too_large_is_refused_in_words(
    world: World, monkeypatch: pytest.MonkeyPatch, superuser: psycopg.Connection
) -> None:
    monkeypatch.setattr(uploads, "FILE_BYTES_MAX", 100)
    response = logged_in("karim").post("/claims/send/", {"file": file(b"x" * 200_000)})
    assert response.status_code == 422
    assert "Berkas lebih dari" in response.content.decode()
    monkeypatch.setattr(uploads, "FILE_BYTES_MAX", 10**9)
    monkeypatch.setattr(uploads, "REQUEST_BYTES_MAX", 100_000)
    files = [file(b"x" * 60_000), file(b"y" * 60_000)]
    response = logged_in("karim").post("/claims/send/", {"file": files})
    assert "Berkas lebih dari" in response.content.decode()
    assert count(superuser, "claims_batch") == 0
    assert logged_in("karim").post("/claims/send/", {}).status_code == 422


def test_a_verifier_names_the_hospital_and_an_auditor_sends_nothing(world: World) -> None:
    data = eklaim_file(eklaim_row(world.siti, letter(world)))
    response = logged_in("vera").post("/claims/send/", {"file": file(data)})
    assert "Pilih rumah sakit" in response.content.decode()
    assert logged_in("audi").get("/claims/send/").status_code == 403


def filled(world: World, **more: str) -> dict[str, str]:
    return {
        "SEP": letter(world), "NAMA_PASIEN": "SITI CONTOH", "NOKARTU": str(world.siti.nik),
        "BIRTH_DATE": "1984-04-09", "SEX": "2", "PTD": "1", "KELAS_RAWAT": "3",
        "ADMISSION_DATE": "2012-12-11", "DISCHARGE_DATE": "2012-12-14", "DIAGLIST": "A09",
        "INACBG": "K-4-17-I", "TOTAL_TARIF": "1.617.900",
    } | more  # fmt: skip


def test_a_clinic_files_a_claim_by_form(world: World, superuser: psycopg.Connection) -> None:
    karim = logged_in("karim")
    wrong = karim.post("/claims/send/form/", filled(world, DISCHARGE_DATE="2012-12-01"))
    assert wrong.status_code == 422
    page = wrong.content.decode()
    assert "Tanggal pulang lebih awal" in page
    assert 'value="1.617.900"' in page, "what was typed is still there"
    assert count(superuser, "claims_claim") == 0
    response = karim.post("/claims/send/form/", filled(world))
    assert response.status_code == 302, response.content.decode()
    row = superuser.execute("SELECT claim_id, billed_idr FROM claims_claim").fetchone()
    assert row is not None
    assert row[1] == RATE_IDR
    assert response.headers["Location"] == f"/claims/{row[0]}/"


def test_a_correction_takes_the_place_of_the_claim(
    world: World, superuser: psycopg.Connection
) -> None:
    karim = logged_in("karim")
    number = letter(world)
    sent = eklaim_file(eklaim_row(world.siti, number, BIRTH_DATE="10/05/1984"))
    karim.post("/claims/send/", {"file": file(sent)})
    adjudicate()
    row = superuser.execute("SELECT claim_id FROM claims_claim").fetchone()
    assert row is not None
    path = f"/claims/{row[0]}/correct/"
    page = karim.get(path).content.decode()
    assert number in page
    assert str(world.siti.nik) not in page
    assert 'value="1984-05-10"' in page
    same = karim.post(path, fields_of(page))
    assert same.headers["Location"] == f"/claims/{row[0]}/", "nothing changed"
    response = karim.post(path, fields_of(page) | {"BIRTH_DATE": "1984-04-09"})
    assert response.status_code == 302, response.content.decode()
    fresh = response.headers["Location"]
    assert fresh != f"/claims/{row[0]}/"
    shown = karim.get(fresh).content.decode()
    assert "Perbaikan" in shown
    assert "berubah: tanggal lahir" in shown
    again = superuser.execute("SELECT id_value FROM claims_claim ORDER BY claim_id").fetchall()
    assert again == [(str(world.siti.nik),)] * 2, "the card stays as it was sent"
    assert logged_in("vera").get(path).status_code == 403


def fields_of(page: str) -> dict[str, str]:
    """What a browser would send of a form's inputs and selects."""
    found = dict(re.findall(r'<input id="f-\w+" name="(\w+)" value="([^"]*)"', page))
    for name, body in re.findall(
        r'<select id="f-\w+" name="(\w+)"[^>]*>(.*?)</select>', page, re.S
    ):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        found[name] = chosen[1] if chosen else ""
    return found


def test_documents_are_attached_read_and_kept_from_others(
    world: World, superuser: psycopg.Connection
) -> None:
    karim = logged_in("karim")
    karim.post("/claims/send/", {"file": file(eklaim_file(eklaim_row(world.siti, letter(world))))})
    row = superuser.execute("SELECT claim_id FROM claims_claim").fetchone()
    assert row is not None
    path = f"/claims/{row[0]}/"
    assert karim.post(f"{path}attach/", {"file": file(PDF, "KTP.pdf")}).status_code == 302
    refused = karim.post(f"{path}attach/", {"file": file(b"MZ\x90\x00", "KTP.pdf")})
    assert refused.status_code == 422
    page = karim.get(path).content.decode()
    assert "KTP.pdf" in page
    opened = logged_in("vera").get(f"{path}files/1/")
    assert b"".join(opened.streaming_content) == PDF  # type: ignore[attr-defined]
    assert opened.headers["Content-Type"] == "application/pdf"
    assert "default-src 'none'" in opened.headers["Content-Security-Policy"]
    assert karim.get(f"{path}files/2/").status_code == 422
    assert logged_in("beni").get(f"{path}files/1/").status_code == 403


def test_a_nul_is_told_on_the_page(world: World, superuser: psycopg.Connection) -> None:
    karim = logged_in("karim")
    for response in (
        karim.post("/claims/send/form/", {"NAMA_PASIEN": "SITI\0", "SEP": "A-1"}),
        karim.get("/claims/?search=%00"),
    ):
        assert response.status_code == 422
        assert "tidak dapat disimpan" in response.content.decode()
    assert count(superuser, "claims_claim") == 0
