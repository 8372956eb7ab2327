"""Taking in claim files: what lands, what is listed, what the ledger and the letters then say."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from multiguna.claims.actions import import_claims
from multiguna.claims.terms.importing import COLUMNS, COST_COLUMNS, ClaimsImport
from multiguna.kernel.db import Cursor, dicts
from multiguna.kernel.errors import Refused
from multiguna.kernel.home import home
from multiguna.kernel.terms import Actor, Role

PROVIDER, OTHER = "3671901", "3671902"
LETTER = "36719010212J00002K"
SITI_NIK, SITI = 3671996902800001, 41
RECEIVED = date(2012, 3, 5)
CODER_NIK = "3671990101800001"

CITY = f"""
INSERT INTO providers_provider (region, provider_code, name, provider_class, ownership,
    tariff_code, ppk_code, village_code, address, owner_group, bank_account_name)
SELECT '36.71', code, 'RS Contoh', 'B', 'private', 'BS', '', '', '', '', ''
FROM unnest(ARRAY['{PROVIDER}', '{OTHER}']) AS code;
INSERT INTO ledger_account (region, account_id, fiscal_year, line_code, name_id, name_en,
    sub_activity_code, account_code, care, policy, appropriation_idr, committed_idr)
VALUES ('36.71', '2012/P', 2012, 'P', '', '', '', '5.1.02.02.01.0077', '', 'unfunded', 0, 0),
    ('36.71', '2012/RI', 2012, 'RI', '', '', '', '5.1.02.02.01.0077', 'inpatient', 'unfunded',
     10000000, 2000000),
    ('36.71', '2012/RJ', 2012, 'RJ', '', '', '', '5.1.02.02.01.0077', 'outpatient', 'unfunded',
     5000000, 0);
INSERT INTO registry_person (region, person_id, nik, kk, name, sex, birth_date, birth_place,
    address, rt, rw, village_code, relation, marital, ektp)
VALUES ('36.71', {SITI}, {SITI_NIK}, {SITI_NIK}, 'SITI CONTOH', 2, '1980-02-29', '', '', '', '',
    '36.71.01.1001', 1, 2, true);
INSERT INTO guarantees_letter (region, letter_no, person_id, id_type, provider_code, care,
    care_class, emergency, diagnosis, issued_on, valid_from, valid_until, account_id,
    reserved_idr, arrears_idr, provider_class, estimate_settled, q10_idr, q50_idr, q80_idr, q90_idr,
    q95_idr, reason_code, stage_code, village_code, record_id, issued_by)
VALUES ('36.71', '{LETTER}', {SITI}, 'nik', '{PROVIDER}', 'inpatient', 3, false, 'A09',
    '2012-02-01', '2012-02-01', '2012-02-15', '2012/RI', 2000000, 0, 'B', 0, 1, 2, 3, 4,
    5, 'covered', 'universal-2012', '36.71.01.1002', 1, 'desk');
"""

Write = Callable[..., Path]


def row(**changed: str) -> dict[str, str]:
    """A sound row of Siti's stay; what a test is about is given by name."""
    sound = dict.fromkeys(COLUMNS, "-") | dict.fromkeys(COST_COLUMNS, "0")
    sound |= {
        "KODE_RS": PROVIDER, "KELAS_RAWAT": "3", "PTD": "1", "ADMISSION_DATE": "01/02/2012",
        "DISCHARGE_DATE": "04/02/2012", "BIRTH_DATE": "29/02/1980", "SEX": "2",
        "DIAGLIST": "A09", "INACBG": "K-4-17-I", "TARIF_INACBG": "1600000", "SP": "YY-01-II",
        "TARIF_SP": "250000", "TOTAL_TARIF": "1850000", "TARIF_RS": "1700000", "OBAT": "1700000",
        "LOS": "4", "NAMA_PASIEN": "SITI CONTOH", "SEP": LETTER, "NOKARTU": str(SITI_NIK),
        "PAYOR_ID": "5;JAMKESDA", "CODER_ID": f"Koder;{CODER_NIK};kdr",
    }  # fmt: skip
    return sound | changed


@pytest.fixture
def city(db: Cursor) -> Cursor:
    """Two hospitals, a budget, Siti, and her letter with its reservation."""
    db.execute(CITY)
    return db


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write rows as an e-Klaim file."""

    def file(*rows: dict[str, str], name: str = "P.txt", encoding: str = "utf-8") -> Path:
        lines = ["\t".join(COLUMNS), *("\t".join(r.values()) for r in rows)]
        path = tmp_path / name
        path.write_bytes(("\n".join(lines) + "\n").encode(encoding))
        return path

    return file


def take_in(path: Path, by: Actor, **more: object) -> ClaimsImport:
    values: dict[str, object] = {"provider_code": PROVIDER, "by": by, "on": RECEIVED, **more}
    return import_claims(path=path, **values)  # type: ignore[arg-type]


def rows_of(cursor: Cursor, query: str) -> list[dict[str, object]]:
    cursor.execute(query)
    return dicts(cursor)


def counts(result: ClaimsImport) -> tuple[int, int, int, int]:
    return result.rows, result.imported, result.unchanged, result.refused


def test_a_claim_lands_with_its_letter_person_and_lines(
    city: Cursor, write: Write, system_actor: Actor
) -> None:
    result = take_in(write(row()), system_actor)
    assert counts(result) == (1, 1, 0, 0)
    [claim] = rows_of(city, "SELECT * FROM claims_claim")
    assert (claim["letter_no"], claim["person_id"], claim["account_id"]) == (
        LETTER, SITI, "2012/RI",
    )  # fmt: skip
    assert (claim["service_date"], claim["received_on"]) == (date(2012, 2, 1), RECEIVED)
    lines = rows_of(city, "SELECT line_no, kind, billed_idr FROM claims_line ORDER BY line_no")
    assert [tuple(line.values()) for line in lines] == [(1, "cbg", 1600000), (2, "sp", 250000)]
    [record] = rows_of(city, "SELECT * FROM audit_record")
    assert record["subject"] == f"claims_batch:{result.batch_id}"


def test_the_reservation_becomes_a_bill(city: Cursor, write: Write, system_actor: Actor) -> None:
    take_in(write(row()), system_actor)
    [account] = rows_of(city, "SELECT * FROM ledger_account WHERE account_id = '2012/RI'")
    assert (account["committed_idr"], account["billed_idr"]) == (0, 1850000)
    [entry] = rows_of(city, "SELECT * FROM ledger_entry")
    assert (entry["kind"], entry["reservation_id"], entry["village_code"]) == (
        "bill", LETTER, "36.71.01.1002",
    )  # fmt: skip
    assert rows_of(city, "SELECT kind, amount_idr FROM guarantees_resolution") == [
        {"kind": "billed", "amount_idr": 1850000}
    ]


def test_only_the_first_claim_under_a_letter_bills_its_reservation(
    city: Cursor, write: Write, system_actor: Actor
) -> None:
    again = row(ADMISSION_DATE="10/02/2012", DISCHARGE_DATE="13/02/2012")
    take_in(write(row(), again), system_actor)
    entries = rows_of(
        city, "SELECT reservation_id, committed_idr FROM ledger_entry ORDER BY claim_id"
    )
    assert [tuple(entry.values()) for entry in entries] == [(LETTER, -2000000), (None, 0)]


def test_the_same_bytes_again_change_nothing(
    city: Cursor, write: Write, system_actor: Actor
) -> None:
    path = write(row())
    first = take_in(path, system_actor)
    again = take_in(path, system_actor)
    assert (again.known, again.batch_id, again.imported, again.unchanged) == (
        True, first.batch_id, 0, 1,
    )  # fmt: skip
    assert len(rows_of(city, "SELECT * FROM claims_batch")) == 1
    assert len(rows_of(city, "SELECT * FROM ledger_entry")) == 1
    assert len(rows_of(city, "SELECT * FROM audit_record")) == 1


def test_a_known_claim_in_another_file_is_unchanged(
    city: Cursor, write: Write, system_actor: Actor
) -> None:
    take_in(write(row()), system_actor)
    written_otherwise = row(ADMISSION_DATE="2012-02-01", C4="another hash")
    result = take_in(write(written_otherwise, row(SEP="LAIN"), name="Q.txt"), system_actor)
    assert counts(result) == (2, 1, 1, 0)


def test_a_known_number_with_other_content_is_a_correction(
    city: Cursor, write: Write, system_actor: Actor
) -> None:
    take_in(write(row()), system_actor)
    result = take_in(write(row(DIAGLIST="R51"), name="Q.txt"), system_actor)
    assert (*counts(result), result.corrected) == (1, 0, 0, 0, 1)
    [batch] = rows_of(city, "SELECT corrected FROM claims_batch WHERE file_name = 'Q.txt'")
    assert batch["corrected"] == 1


def test_a_row_twice_in_one_file_lands_once(
    city: Cursor, write: Write, system_actor: Actor
) -> None:
    result = take_in(write(row(), row(), row(DIAGLIST="R51")), system_actor)
    assert counts(result) == (3, 1, 1, 1)
    assert [(p.row, p.code.value) for p in result.problems] == [(3, "claim_no_repeated")]


def test_bad_rows_are_listed_and_good_ones_kept(
    city: Cursor, write: Write, tmp_path: Path, system_actor: Actor
) -> None:
    report = tmp_path / "P.report.csv"
    path = write(row(SEP="=A1", TARIF_RS="x"), row(), row(SEP="L2", ADMISSION_DATE="40940"))
    result = take_in(path, system_actor, report_to=report)
    assert counts(result) == (3, 2, 0, 1)
    assert result.warned == 1
    with report.open(encoding="utf-8-sig", newline="") as file:
        listed = list(csv.DictReader(file))
    assert [(r["row"], r["column"], r["value"], r["code"], r["kept"]) for r in listed] == [
        ("1", "TARIF_RS", "x", "number_invalid", "0"),
        ("3", "ADMISSION_DATE", "40940", "date_serial", "1"),
    ]
    assert all(r["remedy_id"] and r["remedy_en"] for r in listed)


def test_a_file_without_complaints_has_no_report(
    city: Cursor, write: Write, tmp_path: Path, system_actor: Actor
) -> None:
    take_in(write(row()), system_actor, report_to=tmp_path / "report.csv")
    assert not (tmp_path / "report.csv").exists()


def test_without_a_letter_the_nik_names_the_person_and_the_year_the_budget(
    city: Cursor, write: Write, system_actor: Actor
) -> None:
    take_in(write(row(SEP="TANPA-SURAT", PTD="2", DISCHARGE_DATE="01/02/2012")), system_actor)
    [claim] = rows_of(city, "SELECT letter_no, person_id, account_id FROM claims_claim")
    assert tuple(claim.values()) == (None, SITI, "2012/RJ")


def test_last_years_care_without_a_budget_of_its_own_falls_on_this_year(
    city: Cursor, write: Write, system_actor: Actor
) -> None:
    early = row(SEP="LAMA", ADMISSION_DATE="30/12/2011", DISCHARGE_DATE="02/01/2012")
    take_in(write(early), system_actor)
    [claim] = rows_of(city, "SELECT account_id FROM claims_claim")
    assert claim["account_id"] == "2012/RI"


def test_a_letter_of_another_hospital_does_not_count(
    city: Cursor, write: Write, system_actor: Actor
) -> None:
    take_in(write(row(KODE_RS=OTHER)), system_actor, provider_code=OTHER)
    [claim] = rows_of(city, "SELECT letter_no FROM claims_claim")
    assert claim["letter_no"] is None


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "columns_missing"),
        (b"KODE_RS\tSEP\n3671901\tX\n", "columns_missing"),
        ("\t".join(COLUMNS).encode("utf-16"), "encoding"),
        (b"PK\x03\x04" + bytes(200), "encoding"),
        (("\t".join(COLUMNS) + "\n").encode() + "É\u2010".encode() + b"\xc9", "encoding"),
        (("\t".join(COLUMNS) + "\n").encode() + b"\xe2\x80\x98 \xe2\x80", "encoding"),
        (("\t".join(COLUMNS) + "\n").encode() + b"\xff \x81", "encoding"),
        (b"x" * 300_000, "line_too_long"),
        (("\t".join([*COLUMNS, *map(str, range(400))]) + "\n").encode(), "columns_too_many"),
        (('"' + "x" * 150_000 + '"\t' + "\t".join(COLUMNS)).encode(), "columns_missing"),
    ],
)
def test_a_broken_file_is_refused_whole_and_stored_nowhere(
    city: Cursor, tmp_path: Path, system_actor: Actor, content: bytes, code: str
) -> None:
    path, report = tmp_path / "broken.txt", tmp_path / "report.csv"
    path.write_bytes(content)
    before = set((home() / "files").glob("*"))
    with pytest.raises(Refused) as refusal:
        take_in(path, system_actor, report_to=report)
    assert refusal.value.code == code
    assert rows_of(city, "SELECT * FROM claims_batch") == []
    assert set((home() / "files").glob("*")) == before
    assert not report.exists()


@pytest.mark.parametrize(
    ("bad", "column", "code"),
    [
        ({"DPJP": '"' + "x" * 150_000 + '"'}, "", "columns_count"),
        ({"DPJP": '"a"', "NAMA_PASIEN": "SI\rTI"}, "", "columns_count"),
        ({"SEP": "9" * 41}, "SEP", "value_invalid"),
        ({"SEP": "é" * 9_000}, "SEP", "value_invalid"),
    ],
)
def test_a_hostile_row_is_listed_and_the_good_one_lands(
    city: Cursor, write: Write, system_actor: Actor, bad: dict[str, str], column: str, code: str
) -> None:
    result = take_in(write(row(), row(SEP="B") | bad), system_actor)
    assert counts(result) == (2, 1, 0, 1)
    assert [(p.row, p.column, p.code.value) for p in result.problems][-1] == (2, column, code)


def test_an_import_whose_report_cannot_be_written_is_undone(
    city: Cursor, write: Write, tmp_path: Path, system_actor: Actor
) -> None:
    (tmp_path / "report.csv").mkdir()
    with pytest.raises(OSError):
        take_in(write(row(LOS="x")), system_actor, report_to=tmp_path / "report.csv")
    assert rows_of(city, "SELECT * FROM claims_batch") == []


def test_a_year_without_budget_refuses_the_file(
    city: Cursor, write: Write, system_actor: Actor
) -> None:
    old = row(SEP="LAMA", ADMISSION_DATE="01/02/2009", DISCHARGE_DATE="02/02/2009")
    with pytest.raises(Refused) as refusal:
        take_in(write(old), system_actor, on=date(2009, 3, 1))
    assert refusal.value.code == "account_missing"
    assert refusal.value.facts == {"claims": 1, "year": 2009}
    assert rows_of(city, "SELECT * FROM claims_claim") == []


def test_a_missing_file_an_unknown_hospital_and_another_hospitals_biller_are_refused(
    city: Cursor, write: Write, tmp_path: Path, actor: Callable[..., Actor], system_actor: Actor
) -> None:
    for code, path, provider, by in (
        ("file_unreadable", tmp_path / "none.txt", PROVIDER, system_actor),
        ("provider_unknown", write(row()), "3671999", system_actor),
        ("provider_mismatch", write(row()), PROVIDER, actor(Role.BILLER, OTHER)),
    ):
        with pytest.raises(Refused) as refusal:
            take_in(path, by, provider_code=provider)
        assert refusal.value.code == code


def test_a_biller_takes_in_claims_of_the_own_hospital(
    city: Cursor, write: Write, actor: Callable[..., Actor]
) -> None:
    assert take_in(write(row()), actor(Role.BILLER, PROVIDER)).imported == 1


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("utf-8-sig", "SITI JOSÉ"), ("latin-1", "SITI JOSÉ"), ("cp1252", "SITI MA’RUF – JOSÉ")],
)
def test_files_with_a_mark_or_in_latin_1_or_of_windows_are_read(
    city: Cursor, write: Write, system_actor: Actor, encoding: str, name: str
) -> None:
    take_in(write(row(NAMA_PASIEN=name), encoding=encoding), system_actor)
    [claim] = rows_of(city, "SELECT patient_name FROM claims_claim")
    assert claim["patient_name"] == name


@pytest.mark.parametrize("end", [b"\x1a", b"\r\n\x1a"])
def test_the_end_of_a_dos_file_is_no_row(
    city: Cursor, write: Write, system_actor: Actor, end: bytes
) -> None:
    path = write(row(), row(SEP="B"))
    path.write_bytes(path.read_bytes().rstrip(b"\n") + end)
    assert counts(take_in(path, system_actor)) == (2, 2, 0, 0)
    assert "\x1a" not in repr(rows_of(city, "SELECT * FROM claims_claim"))


def test_a_number_of_a_person_in_a_files_name_is_kept_nowhere(
    city: Cursor, write: Write, system_actor: Actor
) -> None:
    take_in(write(row(), name=f"P {CODER_NIK}.txt"), system_actor)
    [batch] = rows_of(city, "SELECT file_name FROM claims_batch")
    assert batch["file_name"] == "P x.txt"


def test_lines_may_end_as_windows_ends_them(
    city: Cursor, write: Write, system_actor: Actor
) -> None:
    path = write(row())
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert counts(take_in(path, system_actor)) == (1, 1, 0, 0)


def test_the_original_is_kept_for_its_owner_alone_and_the_coders_nik_nowhere_else(
    city: Cursor, write: Write, system_actor: Actor
) -> None:
    path = write(row())
    take_in(path, system_actor)
    [batch] = rows_of(city, "SELECT file_hash FROM claims_batch")
    kept = home() / "files" / str(batch["file_hash"])
    assert kept.read_bytes() == path.read_bytes()
    assert os.stat(kept).st_mode & 0o777 == 0o600
    for table in ("claims_claim", "claims_line", "audit_record", "ledger_entry"):
        assert CODER_NIK not in repr(rows_of(city, f"SELECT to_jsonb(t) FROM {table} t"))
