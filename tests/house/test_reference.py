"""Pages made from the code are current, and what the guide tells people to type exists."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
from tests.house.tree import ROOT, place

from multiguna.cli.main import cli
from multiguna.cli.reference import FOLDER, MADE_BY, pages, stale

GUIDE = ROOT / "docs" / "guide"
FENCED = re.compile(r"^```(\w*)\n(.*?)^```", flags=re.MULTILINE | re.DOTALL)
HELP = ("-h", "--help", "--version")


def blocks(text: str) -> list[str]:
    """What stands between fences on a page."""
    return [body for _, body in FENCED.findall(text)]


def typed(text: str) -> Iterator[list[str]]:
    """The words after `multiguna` or `make` on every such line of a page's shell blocks."""
    for language, body in FENCED.findall(text):
        for line in body.splitlines() if language == "sh" else ():
            words = shlex.split(line.partition(" > ")[0], comments=True)
            if words and Path(words[0]).name in ("multiguna", "make"):
                yield [Path(words[0]).name, *words[1:]]


def unknown(words: list[str], command: click.Command = cli) -> str | None:
    """The first word of a `multiguna` line that is no command and no option, if there is one."""
    context = click.Context(command)
    options = {name: part for part in command.params for name in part.opts}
    value = False
    for number, word in enumerate(words[1:], start=1):
        if value:
            value = False
        elif isinstance(command, click.Group) and not word.startswith("-"):
            below = command.get_command(context, word)
            return word if below is None else unknown(words[number:], below)
        elif word.startswith("--"):
            name, _, given = word.partition("=")
            if name not in {*options, *HELP}:
                return word
            option = options.get(name)
            value = isinstance(option, click.Option) and not option.is_flag and not given
    return None


def make_targets(makefile: str) -> set[str]:
    """The targets of a Makefile that have a name."""
    return set(re.findall(r"^([a-z]+):", makefile, flags=re.MULTILINE))


def test_the_reference_says_what_the_code_says() -> None:
    assert stale() == [], f"run {MADE_BY}"


def test_the_reference_is_the_same_whatever_was_called_before() -> None:
    commands = pages()["commands.md"]
    below = cli.get_command(click.Context(cli), "pack")
    assert below is not None
    below._help_option = None
    assert "--help" in below.get_help(click.Context(below)), "shown by itself, without its -h"
    assert pages()["commands.md"] == commands


def test_a_stale_page_is_found(tmp_path: Path) -> None:
    for name, text in pages().items():
        (tmp_path / name).write_text(text, "utf-8")
    assert stale(tmp_path) == []
    (tmp_path / "claim-rules.md").write_text("Rules of last year.", "utf-8")
    (tmp_path / "commands.md").unlink()
    (tmp_path / "gone.md").write_text("Made by nobody.", "utf-8")
    assert stale(tmp_path) == ["claim-rules.md", "commands.md", "gone.md"]
    assert FOLDER == ROOT / "docs" / "reference"


def test_what_people_are_told_to_type_exists() -> None:
    targets = make_targets((ROOT / "Makefile").read_text("utf-8"))
    wrong = []
    for page in [ROOT / "README.md", *sorted(GUIDE.glob("*.md"))]:
        for words in typed(page.read_text("utf-8")):
            if words[0] == "make":
                missing = next((word for word in words[1:2] if word not in targets), None)
            else:
                missing = unknown(words)
            if missing is not None:
                wrong.append(f"{place(page)}: {' '.join(words)} ({missing})")
    assert wrong == []


def test_a_command_that_does_not_exist_is_found() -> None:
    page = "```sh\nmultiguna claims pay --now\nmultiguna claims list --batch 3\nls\n```\n"
    lines = list(typed(page))
    assert [unknown(words) for words in lines] == ["pay", None]
    assert unknown(["multiguna", "claims", "list", "--soon"]) == "--soon"
    assert unknown(["multiguna", "--region", "36.71", "claims", "pay"]) == "pay"
    assert list(typed("multiguna outside a block\n```text\nmultiguna output\n```\n")) == []


def test_the_guide_has_both_languages_with_the_same_commands() -> None:
    names = {page.name.partition(".")[0] for page in GUIDE.glob("*.md")}
    wrong = [
        name
        for name in sorted(names)
        if blocks((GUIDE / f"{name}.id.md").read_text("utf-8"))
        != blocks((GUIDE / f"{name}.en.md").read_text("utf-8"))
    ]
    assert wrong == []
    assert len(names) == 9


def test_links_between_pages_lead_somewhere() -> None:
    pages_ = [ROOT / "README.md", *sorted(GUIDE.glob("*.md"))]
    broken = [
        f"{place(page)}: {link}"
        for page in pages_
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
        if not (page.parent / link).exists()
    ]
    assert broken == []
