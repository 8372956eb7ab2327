"""Columns of numbers to and from PostgreSQL, by the binary form of COPY: millions of rows a second.

A row has fields of fixed width and no nulls: a smallint (`h`), integer (`i`) or bigint (`q`) each.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from multiguna.kernel.db import Cursor

Integers: TypeAlias = NDArray[np.integer]
HEAD = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TAIL = b"\xff\xff"
WIDTHS = {"h": 2, "i": 4, "q": 8}


def copy_out(
    cursor: Cursor, select: str, fields: Mapping[str, str], values: Mapping[str, object]
) -> dict[str, Integers]:
    """What a SELECT with these values gives, by the names and types of its fields in order."""
    with cursor.copy(f"COPY ({select}) TO STDOUT (FORMAT binary)", values) as copy:
        data = b"".join(copy)
    row = _row(fields)
    rows = np.frombuffer(data, row, (len(data) - len(HEAD) - len(TAIL)) // row.itemsize, len(HEAD))
    shape = (rows["fields"] == len(fields)).all()
    assert shape, "a row of another shape"
    for name, kind in fields.items():
        assert (rows[f"{name} bytes"] == WIDTHS[kind]).all(), f"{name} is of another width"
    return {name: rows[name].astype(f"={kind}") for name, kind in fields.items()}


def copy_in(
    cursor: Cursor, table: str, fields: Mapping[str, str], columns: Mapping[str, Integers]
) -> None:
    """Append columns to a table that has these fields among its own."""
    rows = np.zeros(len(next(iter(columns.values()))), _row(fields))
    rows["fields"] = len(fields)
    for name, kind in fields.items():
        rows[f"{name} bytes"], rows[name] = WIDTHS[kind], columns[name]
    names = ", ".join(f'"{name}"' for name in fields)
    with cursor.copy(f"COPY {table} ({names}) FROM STDIN (FORMAT binary)") as copy:
        copy.write(HEAD + rows.tobytes() + TAIL)


def _row(fields: Mapping[str, str]) -> np.dtype[np.void]:
    """A row as COPY has it: the number of fields, then each with its width before it."""
    parts = [("fields", ">h")]
    for name, kind in fields.items():
        parts += [(f"{name} bytes", ">i"), (name, f">{kind}")]
    return np.dtype(parts)
