"""Collects what is wrong in a pack, so that one reading names every problem."""

from __future__ import annotations

from multiguna.kernel.terms import Text
from multiguna.programme.terms import PackProblem


def in_indonesian(where: str) -> str:
    """The place in a file as Indonesian readers know it.

    >>> in_indonesian("row 12, until")
    'baris 12, until'
    """
    return where.replace("row ", "baris ").replace("line ", "baris ")


class Problems:
    """The problems found so far, in reading order.

    >>> problems = Problems()
    >>> problems.add("value_wrong", "programme.yaml", "version", "Salah.", "Wrong.")
    >>> problems.found[0].message.en
    'programme.yaml, version: Wrong.'
    """

    def __init__(self) -> None:
        self.found: list[PackProblem] = []

    def add(self, code: str, file: str, where: str, indonesian: str, english: str) -> None:
        """Note one problem; both sentences say what is wrong and what to do about it."""
        before_id = f"{file}, {in_indonesian(where)}: " if where else f"{file}: "
        before_en = f"{file}, {where}: " if where else f"{file}: "
        message = Text(id=before_id + indonesian, en=before_en + english)
        self.found.append(PackProblem(code, file, where, message))
