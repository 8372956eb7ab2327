"""`python -m multiguna.cli.reference`: write docs/reference/ from the catalogues in the code.

What a rule, a reason or a check says stands once, in the terms; these pages only print it. A house
test fails while a page is not what this module would write.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from pathlib import Path

import click

from multiguna.claims.rules.eklaim_layout import USED
from multiguna.claims.terms import COLUMNS, RULES, Rule, Severity
from multiguna.claims.terms.importing import CODER, COST_COLUMNS, SHOWN_MASKED, UNRELIABLE
from multiguna.claims.terms.owncsv import OWN_COLUMNS
from multiguna.claims.terms.problems import MESSAGES, WARNINGS
from multiguna.coverage.terms import Reason
from multiguna.coverage.terms.offline import OfflineReason
from multiguna.guarantees.terms import LetterState, Outcome
from multiguna.kernel import sqlplan
from multiguna.kernel.terms import Text
from multiguna.programme.terms.answers import ANSWERS
from multiguna.programme.terms.catalogue import (
    ALWAYS_NEEDED,
    CLAIM_RULES,
    CONDITION_KINDS,
    PARAMETER_KINDS,
    PROTECTED_ATTRIBUTES,
    BudgetPolicy,
    Mode,
)
from multiguna.registry.terms import (
    ACTIVE,
    CHECKS,
    EVENT_TITLES,
    EVENT_WORDS,
    MEMBERSHIP_COLUMNS,
    NEEDS,
    RESIDENT_COLUMNS,
    SAYS,
    SEGMENTS,
    UPDATE_COLUMNS,
    WELFARE_COLUMNS,
)

FOLDER = Path(__file__).parents[3] / "docs" / "reference"
MADE_BY = "python -m multiguna.cli.reference"
SEVERITIES = {
    Severity.REJECT: Text("Menolak: tidak ada yang dibayar", "Rejects: nothing is paid"),
    Severity.PEND: Text("Menunda: perlu jawaban dahulu", "Pends: a question comes first"),
    Severity.REDUCE: Text("Mengurangi: sebagian dibayar", "Reduces: a part is paid"),
}


def pages() -> dict[str, str]:
    """Every generated page by its file name."""
    bodies = {
        "claim-file.md": _claim_file(),
        "claim-rules.md": _claim_rules(),
        "commands.md": _commands(),
        "desk-answers.md": _desk_answers(),
        "pack.md": _pack(),
        "registry-file.md": _registry_file(),
    }
    note = f"<!-- Made by `{MADE_BY}`. Change the terms in the code, not this page. -->"
    return {name: "\n".join([note, *body, ""]) for name, body in bodies.items()}


def stale(folder: Path = FOLDER) -> list[str]:
    """The pages that are missing, other than what the code says, or no longer made."""
    wanted = pages()
    there = {path.name: path.read_text("utf-8") for path in folder.glob("*.md")}
    return sorted(
        name for name in wanted.keys() | there.keys() if wanted.get(name) != there.get(name)
    )


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield ""
    yield f"| {' | '.join(heads)} |"
    yield "|" + "---|" * len(heads)
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"
    yield ""


def _both(text: Text) -> str:
    return f"{text.id}<br>*{text.en}*"


def _coded(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "–"


def _claim_file() -> Iterator[str]:
    yield "# Berkas klaim / The claim file"
    yield ""
    yield (
        "Ekspor TXT e-Klaim: dipisah tab, baris pertama berisi nama kolom. Kolom dibaca menurut "
        "namanya; urutannya bebas, kolom `IDRG_*` boleh ada."
    )
    yield (
        "*The e-Klaim TXT export: tabs between columns, names in the first row. Columns are read "
        "by name, in any order; `IDRG_*` columns may follow.*"
    )
    yield "\n## Kode pada daftar kesalahan / Codes in the error report"
    rows = (
        (
            f"`{code}`",
            "baris dipakai / kept" if code in WARNINGS else "baris ditolak / refused",
            _both(message),
            _both(remedy),
        )
        for code, (message, remedy) in MESSAGES.items()
    )
    yield from _table(
        ("Kode / Code", "Akibat / Effect", "Artinya / Meaning", "Tindakan / Remedy"), rows
    )
    yield "Tidak pernah ditulis utuh / never shown whole: " + _coded(SHOWN_MASKED) + ".\n"
    yield "## Kolom / Columns"
    yield from _table(
        ("No.", "Kolom / Column", "Dipakai untuk / Used for"),
        ((str(number), f"`{name}`", _use(name)) for number, name in enumerate(COLUMNS, start=1)),
    )
    yield "## Format sendiri / The own format (`--format csv`)"
    yield (
        "\nUntuk faskes tanpa e-Klaim: CSV atau XLSX, kolom menurut nama. / *For providers without "
        "e-Klaim: CSV or XLSX, columns by name.*\n"
    )
    yield from _table(
        ("Kolom / Column", "Wajib / Required", "e-Klaim", "Isi / Content"),
        (
            (f"`{c.name}`", "ya / yes" if c.required else "", f"`{c.eklaim}`", _both(c.text))
            for c in OWN_COLUMNS
        ),
    )


def _use(column: str) -> str:
    if column == CODER:
        return "NIK koder dibuang / the coder's NIK is dropped"
    if column in COST_COLUMNS:
        return "biaya RS; jumlah 18 = TARIF_RS / a charge; the 18 add up to TARIF_RS"
    if column in UNRELIABLE:
        return "disimpan, tidak diandalkan / kept, never relied on"
    return "dibaca / read" if column in USED else "disimpan apa adanya / kept as it is"


def _claim_rules() -> Iterator[str]:
    yield "# Aturan verifikasi / Claims rules"
    yield ""
    yield (
        "Tahap dalam paket memilih aturan mana yang berlaku. Setiap aturan ditulis dua kali, "
        "`claims/rules/` dan `claims/sql/finding_<kode>.sql`, dan keduanya diuji sama."
    )
    yield (
        "*A pack's stage picks the rules that hold. Each is written twice, in `claims/rules/` and "
        "`claims/sql/finding_<code>.sql`, and tests hold both together.*"
    )
    for severity, title in SEVERITIES.items():
        yield f"\n## {title.id} / {title.en}"
        for rule in RULES.values():
            if rule.severity is severity:
                yield from _rule(rule)


def _rule(rule: Rule) -> Iterator[str]:
    header = sqlplan.load("claims", f"finding_{rule.code}").header
    yield f"\n### `{rule.code}`\n"
    yield f"{rule.sentence.id}<br>*{rule.sentence.en}*\n"
    yield f"- Tindakan / remedy: {_both(rule.remedy)}"
    yield f"- Dasar / source: {rule.legal}"
    yield f"- Parameter: {_coded(CLAIM_RULES[rule.code])}"
    yield f"- SQL, akibat / severity: {header['severity']}"
    yield f"- SQL, baris / grain: {header['grain']}"
    yield f"- SQL, membaca / reads: {header['reads']}"
    yield f"- SQL, memberi / gives: {header['gives']}"
    yield f"- SQL, dasar / legal: {header['legal']}"


def _desk_answers() -> Iterator[str]:
    yield "# Jawaban di loket / Answers at the desk"
    yield "\n## Apakah pasien dijamin / Is the patient covered"
    yield from _table(
        ("Kode / Code", "Dijamin / Covered", "Kalimat / Sentence"),
        ((f"`{r}`", "ya / yes" if r.covered else "tidak / no", _both(r.sentence)) for r in Reason),
    )
    yield "## Tanpa jaringan / Without a network"
    yield from _table(
        ("Kode / Code", "Surat sementara / Provisional letter", "Kalimat / Sentence"),
        (
            (f"`{r}`", "ya / yes" if r.promises else "tidak / no", _both(r.sentence))
            for r in OfflineReason
        ),
    )
    yield "## Apakah surat terbit / Is the letter issued"
    yield from _table(
        ("Kode / Code", "Kalimat / Sentence"), ((f"`{o}`", _both(o.sentence)) for o in Outcome)
    )
    yield "## Keadaan surat / State of a letter"
    yield from _table(
        ("Kode / Code", "Keadaan / State"), ((f"`{s}`", _both(s.label)) for s in LetterState)
    )


def _registry_file() -> Iterator[str]:
    yield "# Berkas penduduk / The registry files"
    yield ""
    yield "Penduduk / residents: " + _coded(RESIDENT_COLUMNS) + ".\n"
    yield "Kesejahteraan / welfare: " + _coded(WELFARE_COLUMNS) + ".\n"
    yield "Status JKN / JKN membership: " + _coded(MEMBERSHIP_COLUMNS) + "; "
    yield "`SEGMEN`: " + _coded(SEGMENTS) + "; `STATUS`: " + _coded(ACTIVE) + ".\n"
    yield "Pembaruan bulanan / monthly updates: " + _coded(UPDATE_COLUMNS) + ".\n"
    yield "## Peristiwa pada berkas pembaruan / Events of an update file"
    yield from _table(
        ("`PERISTIWA`", "Peristiwa / Event", "Wajib / Needed", "Yang dibaca / What is read"),
        (
            (
                f"`{word}`",
                _both(EVENT_TITLES[kind]),
                _coded(NEEDS[kind]),
                _coded(name for name in UPDATE_COLUMNS if name in SAYS[kind]),
            )
            for word, kind in EVENT_WORDS.items()
        ),
    )
    yield "## Kode pada daftar kesalahan / Codes in the error report"
    rows = (
        (
            f"`{check.code}`",
            f"`{check.column}`" if check.column else "–",
            "baris dipakai / kept" if check.kept else "baris ditolak / refused",
            _both(check.message),
            _both(check.remedy),
        )
        for check in CHECKS.values()
    )
    heads = ("Kode / Code", "Kolom / Column", "Akibat / Effect", "Artinya / Meaning")
    yield from _table((*heads, "Tindakan / Remedy"), rows)


def _pack() -> Iterator[str]:
    yield "# Isi paket program / What a programme pack may say"
    yield "\n## Syarat sebuah tahap / Conditions of a stage\n"
    yield (
        "Tahap `universal: true` tidak boleh memakai syarat yang membaca / a stage that is "
        "`universal: true` may not use a condition that reads: "
        + _coded(sorted(PROTECTED_ATTRIBUTES))
        + "."
    )
    yield from _table(
        ("`kind`", "Membaca / Reads", "Isian / Settings"),
        (
            (f"`{kind.kind}`", _coded(sorted(kind.reads)), _coded(kind.settings))
            for kind in CONDITION_KINDS.values()
        ),
    )
    yield "## Parameter / Parameters"
    yield from _table(
        ("Nama / Name", "Satuan / Unit", "Nilai / Value", "Wajib / Required"),
        (
            (
                f"`{one.name}`",
                one.unit,
                one.type.replace("_", " "),
                "selalu / always" if one.name in ALWAYS_NEEDED else "bila dipakai / when used",
            )
            for one in PARAMETER_KINDS.values()
        ),
    )
    yield "## Pilihan lain / Other choices\n"
    yield "- `mode`: " + _coded(Mode)
    yield "- `policy` baris anggaran / of a budget line: " + _coded(BudgetPolicy)
    yield "- `rules`: " + _coded(CLAIM_RULES)
    yield "\n## Jawaban untuk paket baru / Answers for a new pack\n"
    yield (
        "Berkas untuk `multiguna pack new --profile`. Hanya `region` yang wajib; yang tidak "
        "dijawab diambil dari pola dan ditandai Contoh. / *The file for `multiguna pack new "
        "--profile`. Only `region` is required; what is not answered comes from the template, "
        "marked Contoh.*"
    )
    yield from _table(
        ("Kunci / Key", "Isi / Content"),
        ((f"`{key}`", _both(text)) for key, text in ANSWERS.items()),
    )


def _commands() -> Iterator[str]:
    from multiguna.cli.main import cli

    yield "# Perintah / Commands"
    yield ""
    yield (
        "Kode keluar / exit codes: 0 selesai / done, 1 ditolak / refused, 2 salah tulis / usage, "
        "3 lingkungan / environment."
    )
    yield from _command(cli, _as_called(cli))


def _as_called(command: click.Command) -> click.Context:
    """The outermost command with its own names of `--help`."""
    return click.Context(
        command, info_name="multiguna", terminal_width=96, help_option_names=["-h", "--help"]
    )


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    yield f"\n## `{context.command_path}`\n"
    yield "```text"
    shown = copy(command)
    shown._help_option = None  # click keeps the names of --help from wherever it was called first
    yield shown.get_help(context)
    yield "```"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            inner = click.Context(below, info_name=name, parent=context, terminal_width=96)
            yield from _command(below, inner)


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; exit code 1 if a page is stale.")
def reference(check: bool) -> None:
    """Write docs/reference/, or say which pages are stale."""
    from multiguna.cli.opening import open_django

    open_django()  # some commands import models
    old = stale()
    for name in old:
        click.echo(f"{name}: {'tidak mutakhir / stale' if check else 'ditulis / written'}")
    if check:
        raise SystemExit(1 if old else 0)
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = pages()
    for name in old:
        if name in wanted:
            (FOLDER / name).write_text(wanted[name], "utf-8")
        else:
            (FOLDER / name).unlink()


if __name__ == "__main__":
    reference()
