"""Opens the files of a pack: which files there are, YAML without tricks, CSV with its header."""

from __future__ import annotations

import csv
import fnmatch
import io
import re
from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path

import yaml

from multiguna.programme.rules.problems import Problems

TABLES = {
    "agreements/providers.csv": (
        "provider_code,name,class,ownership,tariff_code,ppk_code,village_code,address,"
        "owner_group,bank_account_name"
    ),
    "agreements/agreements.csv": (
        "agreement_no,provider_code,from,until,services,payment_days,claim_deadline_days,legal"
    ),
    "agreements/payors.csv": "provider_code,payor_id,payor_name,payer,legal",
    "tariffs/rates.csv": "provider_code,code,care_class,from,until,amount_idr,legal",
    "budget/lines.csv": (
        "fiscal_year,line_code,parent_code,name_id,name_en,sub_activity_code,account_code,care,"
        "policy,legal"
    ),
    "budget/appropriations.csv": "document_no,kind,fiscal_year,line_code,on,amount_idr,legal",
    "budget/estimates.csv": "care,provider_class,from,until,amount_idr,legal",
    "regions/villages.csv": "district_code,district_name,village_code,village_name",
}
OPTIONAL_COLUMNS = {
    "agreements/agreements.csv": (
        "late_penalty_bp_month", "basis", "lesser_of", "claim_ceiling_idr", "month_ceiling_idr",
    ),
    "tariffs/rates.csv": ("code_system",),
}  # fmt: skip
"""Columns that a table may leave out; a cell that is not there is empty."""
OPTIONAL_TABLES = {
    "agreements/exclusions.csv": "agreement_no,kind,code,legal",
    "agreements/portability.csv": (
        "partner_region,from,until,services,settlement,monthly_ceiling_idr,legal"
    ),
}
"""Tables that a pack may leave out; a table that is not there is empty."""
REQUIRED = (
    "programme.yaml",
    "CHANGELOG.md",
    *(f"letters/{name}.typ" for name in ("guarantee", "remittance", "bundle", "statement")),
    *TABLES,
)
REQUIRED_KINDS = ("parameters/*.yaml", "scenarios/*.yaml", "legal/*.md")
ALLOWED = (
    *REQUIRED, *REQUIRED_KINDS, *OPTIONAL_TABLES, "letters/*.typ", "history/*.yaml",
    "planning/*.yaml", "README.md", "SIGNATURE",
)  # fmt: skip
CODE_ENDINGS = frozenset(
    {".py", ".pyc", ".pyd", ".so", ".dll", ".exe", ".sh", ".bash", ".bat", ".ps1", ".js", ".mjs"}
    | {".ts", ".sql", ".php", ".rb", ".pl", ".lua", ".jar", ".wasm", ".html", ".svg", ".ipynb"}
)
BYTES_MAX = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a CSV file: its number as a spreadsheet shows it, and cells by column."""

    number: int
    cells: dict[str, str]


def list_files(path: Path, problems: Problems) -> list[str]:
    """All files of a pack by their path inside it; refuses code, strangers and missing files."""
    if not path.is_dir():
        problems.add(
            "pack_missing", path.name, "", "Tidak ada folder ini. Periksa jalurnya.",
            "There is no such folder. Check the path.",
        )  # fmt: skip
        return []
    entries = [entry for entry in sorted(path.rglob("*")) if entry.is_symlink() or entry.is_file()]
    names = [entry.relative_to(path).as_posix() for entry in entries]
    for entry, name in zip(entries, names, strict=True):
        _check_file(entry, name, problems)
    for wanted in (*REQUIRED, *REQUIRED_KINDS):
        if not any(fnmatch.fnmatchcase(name, wanted) for name in names):
            problems.add(
                "file_missing", wanted, "", "Berkas ini tidak ada. Tambahkan; contohnya ada di "
                "packs/template.", "This file is missing. Add it; packs/template has an example.",
            )  # fmt: skip
    return names


def _check_file(entry: Path, name: str, problems: Problems) -> None:
    if entry.suffix.lower() in CODE_ENDINGS:
        problems.add(
            "code_in_pack", name, "", "Paket hanya berisi data, tanpa kode program. Hapus berkas "
            "ini.", "A pack is data only and holds no program code. Remove this file.",
        )  # fmt: skip
    elif entry.is_symlink() or not any(fnmatch.fnmatchcase(name, known) for known in ALLOWED):
        problems.add(
            "file_unknown", name, "", "Berkas ini tidak dikenal dalam paket. Hapus, atau "
            "periksa nama dan foldernya.",
            "A pack has no such file. Remove it, or check its name and folder.",
        )  # fmt: skip


def read_text(path: Path, name: str, problems: Problems) -> str | None:
    """The text of a file of the pack, or None (noted) when it is not readable UTF-8."""
    file = path / name
    if not file.is_file():
        return None
    if file.stat().st_size > BYTES_MAX:
        problems.add(
            "file_too_large", name, "", "Berkas lebih besar dari 64 MB. Bagi atau kurangi isinya.",
            "The file is larger than 64 MB. Split it or shorten it.",
        )  # fmt: skip
        return None
    try:
        text = file.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        wrong_at = text.find("\0")
    except UnicodeDecodeError as wrong:
        text, wrong_at = "", wrong.start
    if wrong_at < 0:
        return text
    problems.add(
        "encoding", name, "", f"Berkas bukan teks UTF-8 (bita ke-{wrong_at}). Simpan ulang "
        "sebagai UTF-8.", f"The file is not UTF-8 text (byte {wrong_at}). Save it as UTF-8.",
    )  # fmt: skip
    return None


class _Loader(yaml.SafeLoader):
    """Safe YAML 1.1 without its surprises.

    A key written twice, anchors, aliases and tags are refused; only `true` and `false` are truth
    values (`on` and `no` are words) and only plain digits are whole numbers (`010` is a word).
    """

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if getattr(event, "anchor", None) or getattr(event, "tag", None):
            raise yaml.MarkedYAMLError(
                problem="anchors, aliases and tags (&, *, !) are not allowed",
                problem_mark=event.start_mark,
            )
        return super().compose_node(parent, index)

    def construct_mapping(
        self, node: yaml.MappingNode, deep: bool = False
    ) -> dict[Hashable, object]:
        seen: set[object] = set()
        for key_node, _ in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
            if key is None:
                raise yaml.MarkedYAMLError(
                    problem="a key must be a word", problem_mark=key_node.start_mark
                )
            if key in seen:
                raise _DuplicateKey(problem=str(key), problem_mark=key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep=True)


_SURPRISING = ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:int", "tag:yaml.org,2002:merge")
_Loader.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in resolvers if tag not in _SURPRISING]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(true|false)$"), list("tf"))
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"-?(0|[1-9][0-9]*)$"), list("-0123456789")
)


RESOLVERS = _Loader.yaml_implicit_resolvers
"""What is no text without quotes in a pack's YAML; whoever writes a pack quotes by them."""


class _DuplicateKey(yaml.MarkedYAMLError):
    """A mapping holds one key twice."""


def read_yaml(path: Path, name: str, problems: Problems) -> object:
    """What a YAML file holds, or None (noted) when it is missing or is not plain YAML."""
    text = read_text(path, name, problems)
    if text is None:
        return None
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506  a SafeLoader, made stricter
    except _DuplicateKey as twice:
        key = twice.problem or ""
        problems.add(
            "key_twice", name, _line(twice), f"Kunci `{key}` ditulis dua kali. Hapus salah satu.",
            f"The key `{key}` is written twice. Remove one of them.",
        )  # fmt: skip
    except (yaml.YAMLError, ValueError, RecursionError) as wrong:
        where = _line(wrong) if isinstance(wrong, yaml.MarkedYAMLError) else ""
        reason = getattr(wrong, "problem", None) or type(wrong).__name__
        problems.add(
            "yaml_wrong", name, where, f"Bukan YAML yang benar ({reason}). Periksa indentasi, "
            "titik dua dan tanda kutip.",
            f"Not valid YAML ({reason}). Check indentation, colons and quotes.",
        )  # fmt: skip
    return None


def _line(wrong: yaml.MarkedYAMLError) -> str:
    return f"line {wrong.problem_mark.line + 1}" if wrong.problem_mark else ""


def read_table(path: Path, name: str, problems: Problems) -> list[Row]:
    """The lines of a CSV file; refuses an unknown, missing or repeated column and a short line.

    Optional columns that are not there are empty, and so is an optional table."""
    text = read_text(path, name, problems)
    if text is None:
        return []
    expected = {**TABLES, **OPTIONAL_TABLES}[name].split(",")
    optional = OPTIONAL_COLUMNS.get(name, ())
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as wrong:
        problems.add(
            "csv_wrong", name, "", f"Bukan CSV yang benar ({wrong}). Periksa tanda kutip.",
            f"Not valid CSV ({wrong}). Check the quotes.",
        )  # fmt: skip
        return []
    header = lines[0] if lines else []
    if not _header_fits(header, expected, optional, name, problems):
        return []
    while lines and not lines[-1]:
        lines.pop()
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        if len(line) != len(header):
            problems.add(
                "columns_count", name, f"row {number}", f"Ada {len(line)} kolom, seharusnya "
                f"{len(header)}. Periksa koma dan tanda kutip.",
                f"There are {len(line)} columns instead of {len(header)}. Check commas and quotes.",
            )  # fmt: skip
            continue
        cells = dict.fromkeys(optional, "")
        cells |= dict(zip(header, (cell.strip() for cell in line), strict=True))
        rows.append(Row(number, cells))
    return rows


def _header_fits(
    header: list[str], expected: list[str], optional: tuple[str, ...], name: str, problems: Problems
) -> bool:
    before = len(problems.found)
    for column in expected:
        if column not in header:
            problems.add(
                "key_missing", name, f"row 1, {column}", f"Kolom `{column}` tidak ada. "
                f"Tambahkan; kolomnya: {', '.join(expected)}.",
                f"Column `{column}` is missing. Add it; the columns are {', '.join(expected)}.",
            )  # fmt: skip
    for position, column in enumerate(header):
        if column not in expected and column not in optional:
            problems.add(
                "key_unknown", name, f"row 1, {column}", f"Kolom `{column}` tidak dikenal. "
                "Hapus atau perbaiki namanya.",
                f"Column `{column}` is unknown. Remove it or correct its name.",
            )  # fmt: skip
        elif column in header[:position]:
            problems.add(
                "key_twice", name, f"row 1, {column}", f"Kolom `{column}` ada dua kali. "
                "Hapus salah satu.", f"Column `{column}` appears twice. Remove one of them.",
            )  # fmt: skip
    return len(problems.found) == before
