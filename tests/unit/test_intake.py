"""Files as they come from other people's computers, looked through before a row is taken."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest

from multiguna.kernel import intake
from multiguna.kernel.errors import Refused
from multiguna.kernel.intake import Column, Source, look_through
from multiguna.kernel.reports import Problem, Report, write_report
from multiguna.kernel.terms import Text

COLUMNS = {"NIK": Column("bigint", "[0-9]+"), "NAME": Column("text", '[^,;\t"\r\n]*')}


def written(folder: Path, content: bytes) -> Path:
    path = folder / "file.csv"
    path.write_bytes(content)
    return path


def looked(folder: Path, content: bytes) -> Source:
    return look_through(written(folder, content), required=("NIK",))


def taken(folder: Path, content: bytes) -> tuple[list[list[str]], list[tuple[int, list[str]]]]:
    """The rows that go to COPY (read as CSV) and those the judge was asked about."""
    source = looked(folder, content)
    asked: list[tuple[int, list[str]]] = []

    def judge(row_no: int, texts: Sequence[str]) -> bool:
        asked.append((row_no, list(texts)))
        return len(texts) == len(source.columns) and texts[0] != "bad"

    rows = intake._Rows(source, COLUMNS, judge)
    sent = b"".join(block for block, _ in rows.blocks()).decode()
    return list(csv.reader(sent.splitlines(True), delimiter=source.delimiter)), asked


@pytest.mark.parametrize(
    ("content", "encoding", "delimiter"),
    [
        (b"NIK,NAME\n1,A\n", "utf-8", ","),
        (b"\xef\xbb\xbfNIK;NAME\r\n1;A\r\n", "utf-8", ";"),
        (b"nik\tname\n1\tA\n", "utf-8", "\t"),
        (b'"NIK","NAME"\n1,A\n', "utf-8", ","),
        (b"NIK,NAME\n1,Caf\xe9\n", "latin-1", ","),
        (b"\xef\xbb\xbfNIK,NAME\n1,Caf\xe9\n", "latin-1", ","),
        (b"NIK,NAME\n1,Caf\xc3", "latin-1", ","),
    ],
)
def test_encoding_and_delimiter_are_found(
    tmp_path: Path, content: bytes, encoding: str, delimiter: str
) -> None:
    source = looked(tmp_path, content)
    assert (source.encoding, source.delimiter, source.columns) == (
        encoding, delimiter, ("NIK", "NAME"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"NAME,OTHER\n1,A\n", "columns_missing"),
        (b"", "columns_missing"),
        (b"NIK,NAME,NAME\n", "columns_missing"),
        (b"NIK,NAME\n1,\0\n", "encoding"),
        ("NIK,NAME\n1,A\n".encode("utf-16"), "encoding"),
        (b"NIK,NAME\r1,A\r", "encoding"),
    ],
)
def test_a_broken_file_is_refused_whole(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(Refused, match=code):
        looked(tmp_path, content)


@pytest.mark.parametrize(
    "content",
    [
        b"NIK,NAME\n1,A\n2,B\n",
        b"NIK,NAME\r\n1,A\r\n2,B",
        b'NIK,NAME\n"1","A"\n2,B\n',
        b"NIK;NAME\n1;A\n2;B\n",
        b"\xef\xbb\xbfNIK,NAME\n1,A\n2,B\n",
    ],
)
def test_rows_are_numbered_from_the_first_after_the_header(tmp_path: Path, content: bytes) -> None:
    assert taken(tmp_path, content) == ([["1", "1", "A"], ["2", "2", "B"]], [])


@pytest.mark.parametrize("quote", [b"", b'"'])
def test_blank_lines_count_and_odd_rows_are_judged(tmp_path: Path, quote: bytes) -> None:
    a = quote + b"A" + quote
    content = b"NIK,NAME\n1," + a + b"\n\n3,C,D\nbad," + a + b"\n5x,E\n"
    rows, asked = taken(tmp_path, content)
    assert rows == [["1", "1", "A"], ["5", "5x", "E"]]
    assert asked == [(3, ["3", "C", "D"]), (4, ["bad", "A"]), (5, ["5x", "E"])]


def test_a_quoted_text_may_hold_delimiters_quotes_and_line_ends(tmp_path: Path) -> None:
    rows, asked = taken(tmp_path, b'NIK,NAME\n1,"A, ""B""\nC"\n2,D\n')
    assert rows == [["1", "1", 'A, "B"\nC'], ["2", "2", "D"]]
    assert asked == [(1, ["1", 'A, "B"\nC'])]


def test_a_lone_carriage_return_reaches_the_judge_and_is_quoted(tmp_path: Path) -> None:
    source = looked(tmp_path, b"NIK,NAME\n1,A\rB\n")
    rows = intake._Rows(source, COLUMNS, lambda number, texts: True)
    assert b"".join(block for block, _ in rows.blocks()) == b'1,1,"A\rB"\n'


def test_an_open_quote_cannot_swallow_rows(tmp_path: Path) -> None:
    for content in (b'NIK,NAME\n1,"A\n2,B\n3,C\n', b'NIK,NAME\n1,"A\n2,"B\n3,C\n'):
        with pytest.raises(Refused, match="row_unreadable"):
            taken(tmp_path, content)


def test_latin_1_is_sent_as_utf_8(tmp_path: Path) -> None:
    assert taken(tmp_path, b"NIK,NAME\n1,Caf\xe9\n")[0] == [["1", "1", "Café"]]


def test_blocks_join_where_chunks_split(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = b"NIK,NAME\r\n" + b"".join(b"%d,N%d\r\n" % (n, n) for n in range(1, 40)) + b'40,"Q"\r\n'
    expected = [[str(n), str(n), f"N{n}"] for n in range(1, 40)] + [["40", "40", "Q"]]
    for size in range(1, 30):
        monkeypatch.setattr(intake, "CHUNK", size)
        assert taken(tmp_path, whole) == (expected, [])


def test_a_report_is_whole_or_absent(tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    problem = Problem(3, "NIK", "12", "nik_invalid", Text("Salah", "Wrong"), Text("Cek", "Check"))
    write_report(path, [])
    assert not path.exists()
    with pytest.raises(ZeroDivisionError), Report(path) as report:
        report.add(problem)
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []
    write_report(path, [problem] * 60)
    assert path.read_bytes().startswith(b"\xef\xbb\xbfrow,column,value,code,kept,message_id")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 60
    assert rows[0] == {
        "row": "3", "column": "NIK", "value": "12", "code": "nik_invalid", "kept": "0",
        "message_id": "Salah", "message_en": "Wrong", "remedy_id": "Cek", "remedy_en": "Check",
    }  # fmt: skip


def test_a_report_has_no_formula_and_is_for_its_owner_alone(tmp_path: Path) -> None:
    said = Text(id="salah", en="wrong")
    values = ["=HYPERLINK(1)", "+1", "-1", "@x", "\tx", "\rx", "x=1"]
    write_report(
        tmp_path / "errors.csv",
        [Problem(1, "=NAME", value, "nik_invalid", said, said) for value in values],
    )
    with (tmp_path / "errors.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["value"] for row in rows] == [*("'" + value for value in values[:-1]), "x=1"]
    assert {row["column"] for row in rows} == {"'=NAME"}
    assert (tmp_path / "errors.csv").stat().st_mode & 0o777 == 0o600
