"""What code may not say: fractions of rupiah, the clock, swallowed errors, `Any`."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.house.tree import (
    CAPABILITIES,
    EDGES,
    PACKAGE,
    capability,
    files,
    of_kind,
    parsed,
    place,
)

Check = Callable[[ast.Module], Iterator[tuple[int, str]]]
AMOUNT_ENDINGS = ("_idr", "_bp")
ESTIMATES = frozenset(
    {
        "planning/rules",
        "planning/terms/costing.py",
        "planning/terms/evidence.py",
        "planning/terms/forecast.py",
        "guarantees/rules/estimating.py",
        "claims/rules/sampling.py",
        "claims/rules/intervals.py",
        "registry/rules/linkage.py",
    }
)
"""Where statistics are: an estimate has fractions inside and leaves as whole rupiah, a likeness as
basis points."""
FRACTIONS = frozenset({"float", "Decimal", "FloatField", "DecimalField", "round"})


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")


def _is_amount(node: ast.AST) -> bool:
    return _name(node).endswith(AMOUNT_ENDINGS)


def _divides(node: ast.AST) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div | ast.FloorDiv | ast.Mod)


def fractions(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Fractions, fraction types and divisions of amounts: only `kernel.money` divides."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield node.lineno, f"{node.value} is a fraction"
        elif isinstance(node, ast.Name | ast.Attribute) and _name(node) in FRACTIONS:
            yield node.lineno, _name(node)
        elif _divides(node) and any(_is_amount(part) for part in ast.walk(node)):
            yield node.lineno, "an amount is divided"


def amounts_as_truth(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """`amount_idr or other`: zero is an amount, None is unknown, and `or` confuses them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
            for part in node.values[:-1]:
                if _is_amount(part):
                    yield node.lineno, f"{_name(part)} or …"


def swallowed(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """`except:`, `except Exception` and `except BaseException`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler):
            caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            names = {"everything" if kind is None else _name(kind) for kind in caught}
            if names & {"everything", "Exception", "BaseException"}:
                yield node.lineno, "everything is caught"


def clocks(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Reads of the clock: dates are arguments, and `kernel.clock` is for the edges."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = _name(node.func.value)
            asks = node.func.attr in ("today", "now", "utcnow") and owner in (
                "date",
                "datetime",
                "clock",
                "timezone",
            )
            if asks or (owner, node.func.attr) == ("time", "time"):
                yield node.lineno, f"{owner}.{node.func.attr}()"


def anything(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The type `Any`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute) and _name(node) == "Any":
            yield node.lineno, "Any"


def found(check: Check, paths: Iterator[Path]) -> list[str]:
    """Where a check finds something, file by file."""
    return [f"{place(path, line)} {what}" for path in paths for line, what in check(parsed(path))]


def said(check: Check, code: str) -> list[int]:
    """The lines of a sample that a check finds."""
    return [line for line, _ in check(ast.parse(code))]


def money_code() -> Iterator[Path]:
    """Every capability; the edges only show amounts that were computed below."""
    for name in CAPABILITIES:
        yield from files(".py", under=[PACKAGE / name])


def exact_code() -> Iterator[Path]:
    """Code where amounts are whole: all but that of the statistics."""
    for path in money_code():
        inside = path.relative_to(PACKAGE)
        if not {inside.as_posix(), inside.parent.as_posix()} & ESTIMATES:
            yield path


def test_there_is_no_fraction_where_money_is() -> None:
    assert found(fractions, exact_code()) == []


def test_only_statistics_may_hold_fractions() -> None:
    left_out = {path.relative_to(PACKAGE).as_posix() for path in money_code()}
    left_out -= {path.relative_to(PACKAGE).as_posix() for path in exact_code()}
    assert "planning/rules/reserving.py" in left_out
    assert "planning/terms/coming.py" not in left_out
    assert all("/rules" in name or name.startswith("planning/terms/") for name in left_out)


def test_a_fraction_is_found() -> None:
    code = (
        "a = 1.5\nb = float(x)\nc = amount_idr / 2\nd = x.total_idr // n\n"
        "class M:\n    x = models.FloatField()\np = root / 'file'\nq = n // 2\n"
    )
    assert sorted(said(fractions, code)) == [1, 2, 3, 4, 6]


def test_zero_is_an_amount() -> None:
    assert found(amounts_as_truth, files(".py")) == []


def test_an_amount_taken_for_truth_is_found() -> None:
    assert said(amounts_as_truth, "a = x.paid_idr or 0\nb = x or amount_idr\n") == [1]


def test_only_the_edges_catch_everything() -> None:
    inside = (path for path in files(".py") if capability(path) not in EDGES)
    assert found(swallowed, inside) == []


def test_a_swallowed_error_is_found() -> None:
    code = (
        "try: pass\nexcept Exception: pass\n"
        "try: pass\nexcept (KeyError, BaseException): pass\n"
        "try: pass\nexcept: pass\n"
        "try: pass\nexcept KeyError: pass\n"
    )
    assert said(swallowed, code) == [2, 4, 6]


def test_only_the_edges_read_the_clock() -> None:
    assert found(clocks, money_code()) == []


def test_a_clock_is_found() -> None:
    code = "a = date.today()\nb = clock.today()\nc = datetime.now(UTC)\nd = time.time()\n"
    assert said(clocks, code) == [1, 2, 3, 4]
    assert said(clocks, "e = letter.now()\n") == []


def test_terms_rules_and_kernel_name_their_types() -> None:
    assert found(anything, of_kind("terms", "rules")) == []
    assert found(anything, files(".py", under=[PACKAGE / "kernel"])) == []


def test_any_is_found() -> None:
    assert said(anything, "x: Any = 1\ny: typing.Any = 2\nz: int = 3\n") == [1, 2]
