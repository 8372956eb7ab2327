"""What was known at an instant. Pure: a history comes in, what it said then comes out.

Recorded time is an instant, valid time a day: a correction recorded in July may say that somebody
left in May; on a day of June nobody knew. The same stands as SQL in `sql/known_*.sql`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

Value = TypeVar("Value")


def known_at(history: Sequence[tuple[datetime, Value]], at: datetime) -> Value | None:
    """What a history said at an instant; None before its first record.

    `history` holds what was recorded from each instant on, in their order.

    >>> from datetime import UTC
    >>> may, june = datetime(2012, 5, 1, tzinfo=UTC), datetime(2012, 6, 1, tzinfo=UTC)
    >>> known_at([(may, "resident"), (june, "left")], may), known_at([(june, "left")], may)
    ('resident', None)
    """
    said = None
    for since, value in history:
        if since <= at:
            said = value
    return said


def held_same(merges: Sequence[tuple[int, int]], person_id: int) -> tuple[int, tuple[int, ...]]:
    """Of merges that stand, as (kept, absorbed): who is kept for a person, and who is absorbed.

    >>> held_same([(1, 2), (3, 1)], 2), held_same([], 5)
    ((3, (1, 2)), (5, ()))
    """
    above = {absorbed: kept for kept, absorbed in merges}

    def root(one: int) -> int:
        while one in above:
            one = above[one]
        return one

    whole = root(person_id)
    return whole, tuple(sorted(one for one in above if root(one) == whole))
