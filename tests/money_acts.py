"""What may happen to a treasury, each act as likely as its weight says.

As rules of their own, most examples would know only few of them: Hypothesis leaves rules out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ParamSpec

from hypothesis import strategies as st
from tests.money_city import Life

P = ParamSpec("P")


@dataclass(frozen=True)
class Act:
    """Something that may happen: how likely, when at all, and with what."""

    weight: int
    when: Callable[[Life], object]
    values: dict[str, st.SearchStrategy[Any]]
    method: Callable[..., None]

    def __repr__(self) -> str:
        return self.method.__name__


ACTS: list[Act] = []


def act(
    weight: int,
    *,
    when: Callable[[Life], object] = lambda _: True,
    **values: st.SearchStrategy[Any],
) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """Make a method one of the acts."""

    def taken(method: Callable[P, None]) -> Callable[P, None]:
        ACTS.append(Act(weight, when, values, method))
        return method

    return taken
