"""Reading an e-Klaim export: cells, header, rows, and everything that real files do to them."""

from __future__ import annotations

from datetime import date

import pytest

from multiguna.claims.rules import cells
from multiguna.claims.rules.eklaim import read_header, read_rows, split_line
from multiguna.claims.rules.eklaim_copy import content_hash
from multiguna.claims.terms.importing import COLUMNS, COST_COLUMNS, ReadClaim
from multiguna.claims.terms.problems import MESSAGES, ProblemCode, RowProblem
from multiguna.kernel.errors import Refused

PROVIDER = "3671901"
CODER_NIK = "3671990101800001"


def row(**changed: str) -> dict[str, str]:
    """A sound row; what a test is about is given by name."""
    sound = dict.fromkeys(COLUMNS, "-") | dict.fromkeys(COST_COLUMNS, "0")
    sound |= {
        "KODE_RS": PROVIDER, "KELAS_RAWAT": "3", "KODE_TARIF": "BP", "PTD": "1",
        "ADMISSION_DATE": "01/02/2012", "DISCHARGE_DATE": "04/02/2012",
        "BIRTH_DATE": "29/02/1980", "SEX": "2", "DISCHARGE_STATUS": "1", "DIAGLIST": "A09;E86",
        "PROCLIST": "99.04+2", "INACBG": "K-4-17-I", "TARIF_INACBG": "1600000",
        "TARIF_SUBACUTE": "0", "TARIF_SP": "250000", "SP": "YY-01-II", "TOTAL_TARIF": "1850000",
        "TARIF_RS": "1700000", "OBAT": "1700000", "LOS": "4", "NAMA_PASIEN": "SITI CONTOH",
        "MRN": "000123", "SEP": "36719010212J00002K", "NOKARTU": "3671996902800001",
        "PAYOR_ID": "5;JAMKESDA", "CODER_ID": f"Koder;{CODER_NIK};kdr", "C1": f"x{CODER_NIK}y",
    }  # fmt: skip
    return sound | changed


def read(
    *rows: dict[str, str], columns: tuple[str, ...] = COLUMNS
) -> list[tuple[ReadClaim | None, list[RowProblem]]]:
    """What the reader makes of a file with these rows."""
    lines = ["\t".join(r[name] for name in columns) for r in rows]
    judged = read_rows(lines, read_header(columns), PROVIDER)
    return [(one.claim, one.problems) for one in judged]


def codes(problems: list[RowProblem]) -> list[tuple[str, str]]:
    return [(problem.column, problem.code.value) for problem in problems]


def test_a_sound_row_is_read_whole() -> None:
    [(claim, problems)] = read(row())
    assert claim is not None
    assert problems == []
    assert (claim.admission_date, claim.discharge_date) == (date(2012, 2, 1), date(2012, 2, 4))
    assert claim.diagnoses == ("A09", "E86")
    assert claim.procedures == ("99.04+2",)
    assert [(line.kind, line.code, line.billed_idr) for line in claim.lines] == [
        ("cbg", "K-4-17-I", 1_600_000),
        ("sp", "YY-01-II", 250_000),
    ]
    assert (claim.billed_idr, claim.charge_idr, sum(claim.charges)) == (
        1_850_000, 1_700_000, 1_700_000,
    )  # fmt: skip
    assert (claim.payor_id, claim.payor_name) == ("5", "JAMKESDA")
    assert (claim.id_type, claim.care, claim.care_class, claim.sex) == ("nik", "inpatient", 3, 2)


def test_the_coders_nik_is_nowhere_in_a_claim() -> None:
    [(claim, _)] = read(row(C2=f"#{CODER_NIK}#"))
    assert CODER_NIK not in repr(claim)
    assert claim is not None
    assert dict(claim.raw)["CODER_ID"] == "Koder;kdr"


@pytest.mark.parametrize(
    "written", ["01/02/2012", "2012-02-01", "01-02-2012", "1/2/2012", "40940", "40940.0"]
)
def test_every_way_of_writing_a_day(written: str) -> None:
    read = cells.read_day(written)
    assert read is not None
    assert read.value == date(2012, 2, 1)
    assert read.odd == written.startswith("409")


@pytest.mark.parametrize("written", ["31/02/2012", "29/02/2013", "x", "0", "01/02-2012", "99999"])
def test_what_is_no_day(written: str) -> None:
    assert cells.read_day(written) is None


def test_columns_are_found_by_name_in_any_order() -> None:
    backwards = tuple(reversed(COLUMNS))
    assert read(row(), columns=backwards)[0][0] == read(row())[0][0]


def test_idrg_columns_are_kept_and_unknown_ones_are_warned_of_once() -> None:
    columns = (*COLUMNS, "IDRG_DRG_CODE", "KOLOM_BARU")
    extra = row(IDRG_DRG_CODE="1234567", KOLOM_BARU="isi")
    [(claim, problems), (_, none)] = read(extra, extra, columns=columns)
    assert claim is not None
    assert claim.drg == (("IDRG_DRG_CODE", "1234567"),)
    assert dict(claim.raw)["KOLOM_BARU"] == "isi"
    assert codes(problems) == [("KOLOM_BARU", "extra_column")]
    assert none == []


def test_a_header_without_a_column_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        read_header([name for name in COLUMNS if name != "TOTAL_TARIF"])
    assert refusal.value.code == "columns_missing"
    assert "TOTAL_TARIF" in refusal.value.message.id


def test_a_header_with_a_column_twice_is_refused() -> None:
    with pytest.raises(Refused, match="columns_repeated"):
        read_header([*COLUMNS, "SEP"])


def test_quoted_json_with_doubled_quotes_is_one_cell() -> None:
    quoted = '"0#0#{""cara_masuk"":""emd"",""nilai"":1}#"'
    [(claim, problems), (_, none)] = read(row(C2=quoted), row(C2=quoted))
    assert claim is not None
    assert dict(claim.raw)["C2"] == '0#0#{"cara_masuk":"emd","nilai":1}#'
    assert codes(problems) == [("", "quoted_field")]
    assert none == []


def test_json_without_quotes_around_it_stays_as_it_is() -> None:
    [(claim, problems)] = read(row(C2='0#{"a":"b"}#'))
    assert claim is not None
    assert dict(claim.raw)["C2"] == '0#{"a":"b"}#'
    assert problems == []


def test_empty_values_are_unknown_and_an_empty_top_up_is_zero() -> None:
    [(claim, problems)] = read(
        row(BIRTH_DATE="None", SEX="-", LOS="", TARIF_SP="None", TOTAL_TARIF="1600000")
    )
    assert claim is not None
    assert problems == []
    assert (claim.birth_date, claim.sex, claim.los) == (None, None, None)
    assert len(claim.lines) == 1


def test_a_zero_tariff_still_has_its_line() -> None:
    [(claim, _)] = read(row(INACBG="X-0-98-X", TARIF_INACBG="0", TARIF_SP="0", TOTAL_TARIF="0"))
    assert claim is not None
    assert [(line.kind, line.billed_idr) for line in claim.lines] == [("cbg", 0)]


def test_a_card_that_lost_its_zeros_is_padded_and_said() -> None:
    [(claim, problems)] = read(row(NOKARTU="1234567890"))
    assert claim is not None
    assert (claim.id_type, claim.id_value) == ("jkn_card", "0001234567890")
    assert codes(problems) == [("NOKARTU", "card_padded")]
    assert problems[0].value == "********90"


def test_other_hyphens_in_a_group_code_are_replaced_and_said() -> None:
    [(claim, problems)] = read(row(INACBG="K\u20104\u201017\u2010I"))
    assert claim is not None
    assert claim.cbg_code == "K-4-17-I"
    assert codes(problems) == [("INACBG", "hyphen_normalised")]


@pytest.mark.parametrize(
    ("changed", "column", "code"),
    [
        ({"SEP": ""}, "SEP", "value_missing"),
        ({"TOTAL_TARIF": "None"}, "TOTAL_TARIF", "value_missing"),
        ({"ADMISSION_DATE": "31/02/2012"}, "ADMISSION_DATE", "date_invalid"),
        ({"TARIF_RS": "dua juta"}, "TARIF_RS", "number_invalid"),
        ({"TARIF_RS": "1.500.000"}, "TARIF_RS", "number_invalid"),
        ({"TARIF_RS": "-5"}, "TARIF_RS", "number_invalid"),
        ({"TARIF_RS": "100000000001"}, "TARIF_RS", "number_invalid"),
        ({"TOTAL_TARIF": "999999999999999"}, "TOTAL_TARIF", "number_invalid"),
        ({"TARIF_INACBG": "100000000001"}, "TARIF_INACBG", "number_invalid"),
        ({"TARIF_SP": "100000000001"}, "TARIF_SP", "number_invalid"),
        ({"OBAT": "100000000001", "SEX": ""}, "OBAT", "number_invalid"),
        ({"LOS": "100000"}, "LOS", "number_invalid"),
        ({"PTD": "3"}, "PTD", "code_invalid"),
        ({"KELAS_RAWAT": "0"}, "KELAS_RAWAT", "code_invalid"),
        ({"INACBG": "K-4-17"}, "INACBG", "code_invalid"),
        ({"DIAGLIST": "diare"}, "DIAGLIST", "code_invalid"),
        ({"DIAGLIST": ";"}, "DIAGLIST", "code_invalid"),
        ({"PROCLIST": "99.04+x"}, "PROCLIST", "code_invalid"),
        ({"NOKARTU": "3.67E+15"}, "NOKARTU", "code_invalid"),
        ({"NOKARTU": "367199690280000"}, "NOKARTU", "code_invalid"),
        ({"KODE_RS": "3671902"}, "KODE_RS", "provider_mismatch"),
        ({"DISCHARGE_DATE": "31/01/2012"}, "DISCHARGE_DATE", "discharge_before_admission"),
    ],
)
def test_a_bad_row_says_where_and_why(changed: dict[str, str], column: str, code: str) -> None:
    [(claim, problems)] = read(row(**changed))
    assert claim is None
    assert codes(problems) == [(column, code)]


def test_the_largest_amount_is_read_on_both_ways() -> None:
    most = str(cells.AMOUNT_MAX)
    whole = row(TARIF_RS=most, OBAT=most, TOTAL_TARIF=most)
    for changed in ({}, {"NOKARTU": "1234567890"}):
        [(claim, _)] = read(whole | changed)
        assert claim is not None
        assert (claim.charge_idr, claim.billed_idr) == (cells.AMOUNT_MAX, cells.AMOUNT_MAX)


def test_a_row_says_everything_that_is_wrong_with_it() -> None:
    [(claim, problems)] = read(row(SEP="", TARIF_RS="x", ADMISSION_DATE="?"))
    assert claim is None
    assert {problem.column for problem in problems} == {"SEP", "TARIF_RS", "ADMISSION_DATE"}


def test_a_row_with_too_few_columns_is_refused() -> None:
    lines = ["\t".join(row().values())[:-2]]
    [(claim, problems, _, _)] = read_rows(lines, read_header(COLUMNS), PROVIDER)
    assert claim is None
    assert codes(problems) == [("", "columns_count")]


def test_numbers_and_names_that_identify_are_masked_in_problems() -> None:
    [(_, problems)] = read(row(NOKARTU="367199690280000"))
    assert problems[0].value == "*************00"


def test_blank_lines_are_counted_and_are_no_rows() -> None:
    line = "\t".join(row()[name] for name in COLUMNS)
    found = list(read_rows([line, "", line], read_header(COLUMNS), PROVIDER))
    assert [one.claim.row_no for one in found if one.claim] == [1, 3]


def test_the_same_claim_written_differently_has_the_same_hash() -> None:
    [(one, _)] = read(row())
    [(other, _)] = read(
        row(ADMISSION_DATE="40940", INACBG="K\u20104\u201017\u2010I", C4="f00d", DPJP="None")
    )
    [(different, _)] = read(row(DIAGLIST="R51"))
    assert one is not None
    assert other is not None
    assert different is not None
    assert content_hash(one) == content_hash(other) != content_hash(different)


def test_every_problem_has_a_sentence_and_a_remedy_in_both_languages() -> None:
    for code in ProblemCode:
        message, remedy = MESSAGES[code]
        assert all((message.id, message.en, remedy.id, remedy.en))


def test_an_unfinished_quote_does_not_swallow_the_next_row() -> None:
    assert split_line('a\t"b\tc') == ["a", "b\tc"]


CACHED = [cells._read_day, cells._read_whole, cells._read_cbg, cells._read_diagnoses,
          cells._read_procedures, cells._read_services, cells._strip_coder]  # fmt: skip


def test_an_endless_cell_is_refused_and_kept_in_no_memory() -> None:
    for cache in CACHED:
        cache.cache_clear()
    for reader in (cells.read_day, cells.read_whole, cells.read_cbg):
        assert reader("1." + "0" * 39) is None
    for lists in (cells.read_diagnoses, cells.read_procedures, cells.read_services):
        assert lists("99.04;" * 400) is None
    coder = "x" * 2_000 + f";{CODER_NIK}"
    assert cells.strip_coder(coder) == ("x" * 2_000, (CODER_NIK,))
    assert sum(cache.cache_info().currsize for cache in CACHED) == 0


def test_every_cache_of_the_cells_has_such_a_check_before_it() -> None:
    caches = {name for name, found in vars(cells).items() if hasattr(found, "cache_info")}
    assert caches == {cache.__name__ for cache in CACHED}
