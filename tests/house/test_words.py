"""Everything that decides says what it does, and the words are the glossary's."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator

from tests.house.tree import CAPABILITIES, ROOT, of_kind, parsed, place

from multiguna.kernel.terms import Role
from multiguna.ledger.terms import BALANCES, EntryKind
from multiguna.payments.terms import StepName
from multiguna.programme.terms import BudgetPolicy, Mode

SPEAKING = ("terms", "rules", "queries", "actions", "plan", "models")
DESIGN_WORDS = (
    "person",
    "household",
    "resident",
    "family card",
    "coverage decision",
    "guarantee letter",
    "claim line",
    "adjudication",
    "finding",
    "agreement",
    "tariff",
    "remittance",
    "appropriation",
    "release",
    "commitment",
    "obligation",
    "arrears",
    "pack",
    "stage",
    "parameter",
    "decision record",
    "audit leaf",
    "checkpoint",
)

Named = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def public(tree: ast.Module) -> Iterator[Named]:
    """The public functions and classes of a module, and the public methods of those classes."""
    for node in tree.body:
        if isinstance(node, Named) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                methods = [part for part in node.body if isinstance(part, ast.FunctionDef)]
                yield from (part for part in methods if not part.name.startswith("_"))


def without_docstring(tree: ast.Module) -> list[tuple[int, str]]:
    """Public names whose docstring does not begin with a plain sentence of three words or more."""
    return [
        (node.lineno, node.name)
        for node in public(tree)
        if len((ast.get_docstring(node) or "").partition("\n")[0].split()) < 3
        and not (isinstance(node, ast.FunctionDef) and _overloaded(node))
    ]


def _overloaded(node: ast.FunctionDef) -> bool:
    return any(isinstance(mark, ast.Name) and mark.id == "overload" for mark in node.decorator_list)


def actions_without_actor(tree: ast.Module) -> list[tuple[int, str]]:
    """Public actions that open a transaction but do not take `by=`, who acts, by keyword."""
    return [
        (node.lineno, node.name)
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and any(_opens_transaction(part) for part in ast.walk(node))
        and "by" not in {argument.arg for argument in node.args.kwonlyargs}
    ]


def _opens_transaction(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) in (
        "transaction",
        "db.transaction",
    )


def dependencies(pyproject: str) -> set[str]:
    """The names of all packages that a pyproject.toml asks for, to run and to develop."""
    data = tomllib.loads(pyproject)
    asked = [*data["project"]["dependencies"], *data["build-system"]["requires"]]
    for group in data.get("dependency-groups", {}).values():
        asked += group
    return {re.split(r"[^A-Za-z0-9._-]", name)[0] for name in asked}


def explained(document: str) -> set[str]:
    """The names that have a line of their own: "- `name`: why"."""
    return set(re.findall(r"^- `([^`]+)`: \S.{9,}$", document, flags=re.MULTILINE))


def undefined(words: Iterable[str], glossary: str) -> list[str]:
    """Words without a row of their own in the glossary's tables (`| word | … |`)."""
    rows = re.findall(r"^\| ([^|]+) \|", glossary, flags=re.MULTILINE)
    known = {word.strip().lower() for row in rows for word in row.replace("`", "").split(",")}
    return sorted({word for word in words if word.replace("_", " ").lower() not in known})


def test_every_rule_term_query_and_action_says_what_it_does() -> None:
    silent = [
        f"{place(path, line)} {name}"
        for path in of_kind(*SPEAKING)
        for line, name in without_docstring(parsed(path))
    ]
    assert silent == []


def test_silence_is_found() -> None:
    tree = ast.parse(
        "def rule(): ...\n"
        'def told():\n    """It is told here."""\n'
        'class Term:\n    """A term of trade."""\n    def method(self): ...\n'
        'def short():\n    """Short."""\n'
        "def _private(): ...\n"
    )
    assert [name for _, name in without_docstring(tree)] == ["rule", "method", "short"]


def test_every_action_says_who_acts() -> None:
    nameless = [
        f"{place(path, line)} {name}"
        for path in of_kind("actions")
        for line, name in actions_without_actor(parsed(path))
    ]
    assert nameless == []


def test_an_action_without_an_actor_is_found() -> None:
    tree = ast.parse(
        "def pay(*, by):\n    with transaction(by): ...\n"
        "def take(by):\n    with transaction(by): ...\n"
        "def give(*, on):\n    with db.transaction(x): ...\n"
        "def digest(data): ...\n"
    )
    assert [name for _, name in actions_without_actor(tree)] == ["take", "give"]


def test_every_dependency_has_its_reason() -> None:
    asked = dependencies((ROOT / "pyproject.toml").read_text("utf-8"))
    assert asked == explained((ROOT / "docs" / "dependencies.md").read_text("utf-8"))


def test_a_dependency_without_reason_is_found() -> None:
    asked = dependencies(
        '[project]\ndependencies = ["click>=8.1", "psycopg[binary,pool]>=3.2"]\n'
        '[dependency-groups]\ndev = ["mypy"]\n[build-system]\nrequires = ["hatchling"]\n'
    )
    assert asked == {"click", "psycopg", "mypy", "hatchling"}
    assert explained("- `click`: the command line and its help texts.\n- `mypy`:\n") == {"click"}


def test_the_glossary_has_every_word() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    stock = [name.removesuffix("_idr") for name in BALANCES]
    words: list[str] = [*DESIGN_WORDS, *CAPABILITIES, *stock, "available"]
    words += [*Role, *Mode, *BudgetPolicy, *EntryKind, *StepName]
    words += ["approved", "reduced", "rejected", "pended"]
    assert undefined(words, glossary) == []


def test_a_word_without_meaning_is_found() -> None:
    glossary = "| Word |\n|---|\n| desk clerk | loket |\n| claim, `claims` | klaim |"
    assert undefined(["claims", "desk_clerk", "arrears"], glossary) == ["arrears"]
