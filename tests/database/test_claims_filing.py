"""Claims without e-Klaim: the own columns as a file, one claim from a form, and corrections."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.database.test_claims_importing import (
    CODER_NIK,
    LETTER,
    OTHER,
    PROVIDER,
    RECEIVED,
    SITI,
    SITI_NIK,
    Write,
    city,
    counts,
    row,
    rows_of,
    take_in,
    write,
)

from multiguna.claims.actions import correct_claim, file_claim
from multiguna.claims.queries import claim_form, receipt
from multiguna.claims.terms.owncsv import FiledClaim
from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Role

__all__ = ["city", "write"]

VISIT = {
    "NOMOR_KLAIM": "KLINIK-1", "NAMA_PASIEN": "SITI CONTOH", "NIK_ATAU_KARTU": str(SITI_NIK),
    "TANGGAL_LAHIR": "29/02/1980", "JENIS_KELAMIN": "P", "JENIS_RAWAT": "RJ",
    "TANGGAL_MASUK": "05/02/2012", "TANGGAL_PULANG": "05/02/2012", "DIAGNOSIS": "a09, E86",
    "LAYANAN": "kons-umum;99.04+2", "TAGIHAN": "150000",
}  # fmt: skip


def form(**changed: str) -> FiledClaim:
    return FiledClaim(PROVIDER, VISIT | changed)


def claim_of(cursor: Cursor) -> dict[str, object]:
    return rows_of(cursor, "SELECT * FROM claims_claim ORDER BY claim_id DESC LIMIT 1")[0]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_the_own_columns_come_in_through_the_same_judge(
    city: Cursor, tmp_path: Path, system_actor: Actor, mark: str
) -> None:
    path = tmp_path / "klinik.csv"
    quoted = [f'"{text}"' for text in VISIT.values()]
    bad = ['"B"' if text == '"KLINIK-1"' else text.replace("RJ", "XX") for text in quoted]
    lines = [mark.join(VISIT), mark.join(quoted), "", mark.join(bad)]
    path.write_text("\r\n".join(lines) + "\r\n", "utf-8-sig")
    result = take_in(path, system_actor, format="csv")
    assert counts(result) == (2, 1, 0, 1)
    claim = claim_of(city)
    assert (claim["person_id"], claim["care"], claim["care_class"], claim["los"]) == (
        SITI, "outpatient", 3, 1,
    )  # fmt: skip
    assert (claim["diagnoses"], claim["procedures"]) == (["A09", "E86"], ["KONS-UMUM", "99.04+2"])
    assert (claim["billed_idr"], claim["charge_idr"], claim["cbg_code"]) == (150_000, 150_000, "")
    assert (claim["payor_id"], claim["payor_name"]) == ("5", "JAMKESDA")
    assert sum(claim["charges"]) == 150_000  # type: ignore[arg-type]
    problems = [(p.row, p.column, p.code.value) for p in result.problems if not p.kept]
    assert problems == [(3, "JENIS_RAWAT", "code_invalid")]
    assert receipt(city, system_actor, batch_id=result.batch_id)


def test_a_header_without_a_required_column_is_refused(
    city: Cursor, tmp_path: Path, system_actor: Actor
) -> None:
    path = tmp_path / "klinik.csv"
    path.write_text(";".join(name for name in VISIT if name != "TAGIHAN") + "\n")
    with pytest.raises(Refused, match="TAGIHAN"):
        take_in(path, system_actor, format="csv")


def test_a_form_lands_once_and_is_billed(city: Cursor, actor: Callable[..., Actor]) -> None:
    biller = actor(Role.BILLER, PROVIDER)
    filed = file_claim(form=form(), by=biller, on=RECEIVED)
    assert filed.claim_id is not None
    assert filed.taken is not None
    again = file_claim(form=form(), by=biller, on=RECEIVED)
    assert (again.claim_id, again.taken and again.taken.known) == (filed.claim_id, True)
    [account] = rows_of(city, "SELECT billed_idr FROM ledger_account WHERE account_id = '2012/RJ'")
    assert account["billed_idr"] == 150_000
    assert len(rows_of(city, "SELECT * FROM claims_batch WHERE format = 'form'")) == 1


def test_a_form_with_a_mistake_is_stored_nowhere(city: Cursor, system_actor: Actor) -> None:
    filed = file_claim(form=form(TAGIHAN="x", DIAGNOSIS=""), by=system_actor, on=RECEIVED)
    assert (filed.claim_id, filed.taken) == (None, None)
    assert {(p.column, p.code.value) for p in filed.problems} >= {
        ("TAGIHAN", "number_invalid"), ("DIAGNOSIS", "value_missing"),
    }  # fmt: skip
    assert rows_of(city, "SELECT * FROM claims_batch") == []


def test_a_form_under_a_letter_bills_it(city: Cursor, system_actor: Actor) -> None:
    stay = form(NOMOR_KLAIM=LETTER, JENIS_RAWAT="RI", KELAS_RAWAT="3", TANGGAL_PULANG="07/02/2012")
    file_claim(form=stay, by=system_actor, on=RECEIVED)
    assert claim_of(city)["letter_no"] == LETTER
    [ended] = rows_of(city, "SELECT kind, amount_idr FROM guarantees_resolution")
    assert tuple(ended.values()) == ("billed", 150_000)


def test_a_claim_is_corrected_from_its_form_and_keeps_the_rest(
    city: Cursor, write: Write, system_actor: Actor
) -> None:
    take_in(write(row(C2="#x#", ADL1="60")), system_actor)
    first = claim_of(city)
    claim_id = int(str(first["claim_id"]))
    values = claim_form(city, system_actor, claim_id).values
    assert (values["SEP"], values["TARIF_SP"], values["ADMISSION_DATE"], values["C2"]) == (
        LETTER, "250000", "01/02/2012", "#x#",
    )  # fmt: skip
    assert CODER_NIK not in str(values)
    same = correct_claim(claim_id=claim_id, changes=dict(values), by=system_actor, on=RECEIVED)
    assert (same.claim_id, same.taken) == (claim_id, None)
    changes = {"DISCHARGE_DATE": "05/02/2012", "LOS": "5"}
    filed = correct_claim(claim_id=claim_id, changes=changes, by=system_actor, on=RECEIVED)
    second = claim_of(city)
    assert (filed.claim_id, second["corrects"], second["los"], second["letter_no"]) == (
        second["claim_id"], claim_id, 5, LETTER,
    )  # fmt: skip
    assert second["raw"] == first["raw"]
    lines = rows_of(city, "SELECT kind, code, billed_idr FROM claims_line ORDER BY claim_id, kind")
    assert lines[:2] == lines[2:]
    again = correct_claim(claim_id=claim_id, changes=changes, by=system_actor, on=RECEIVED)
    assert again.claim_id == filed.claim_id
    with pytest.raises(Refused, match="claim_replaced"):
        correct_claim(claim_id=claim_id, changes={"LOS": "9"}, by=system_actor, on=RECEIVED)
    stale = take_in(write(row(C2="#x#", ADL1="60"), name="stale.txt"), system_actor)
    assert counts(stale) == (1, 0, 1, 0)
    other = take_in(write(row(LOS="7"), name="other.txt"), system_actor)
    assert [p.code.value for p in other.problems] == ["claim_no_reused"]


def test_a_correction_may_not_take_another_claims_number(
    city: Cursor, write: Write, system_actor: Actor
) -> None:
    take_in(write(row(SEP="A"), row(SEP="B")), system_actor)
    claim_id = int(str(claim_of(city)["claim_id"]))
    with pytest.raises(Refused, match="claim_no_taken"):
        correct_claim(claim_id=claim_id, changes={"SEP": "A"}, by=system_actor, on=RECEIVED)


def test_a_number_that_a_replaced_claim_had_stays_its_own(
    city: Cursor, write: Write, system_actor: Actor
) -> None:
    def correct(claim_id: int, number: str, **beside: str) -> int:
        changes = {"SEP": number} | beside
        filed = correct_claim(claim_id=claim_id, changes=changes, by=system_actor, on=RECEIVED)
        assert filed.claim_id is not None
        return filed.claim_id

    take_in(write(row(SEP="A"), row(SEP="X")), system_actor)
    first, other = (int(str(c["claim_id"])) for c in rows_of(city, BY_NUMBER))
    third = correct(correct(first, "B"), "C")
    with pytest.raises(Refused, match="claim_no_taken"):
        correct(other, "B")
    with pytest.raises(Refused, match="claim_said_before"):
        correct(third, "B")
    assert correct(third, "B", MRN="MR-9") > third


BY_NUMBER = "SELECT claim_id FROM claims_claim ORDER BY claim_no"


def test_a_number_that_was_mistyped_is_corrected_and_finds_its_letter(
    city: Cursor, write: Write, system_actor: Actor
) -> None:
    take_in(write(row(SEP="SALAH")), system_actor)
    claim_id = int(str(claim_of(city)["claim_id"]))
    correct_claim(claim_id=claim_id, changes={"SEP": LETTER}, by=system_actor, on=RECEIVED)
    assert claim_of(city)["letter_no"] == LETTER
    [account] = rows_of(
        city, "SELECT committed_idr, billed_idr FROM ledger_account WHERE account_id = '2012/RI'"
    )
    assert tuple(account.values()) == (0, 1_850_000)


def test_another_hospitals_biller_may_not_file(city: Cursor, actor: Callable[..., Actor]) -> None:
    with pytest.raises(Refused, match="provider_mismatch"):
        file_claim(form=form(), by=actor(Role.BILLER, OTHER), on=RECEIVED)
