"""SQL steps: one SELECT per file, joined as named CTEs into one statement.

A step lies in `<capability>/sql/<step>.sql` and begins with a header of comment lines:

    -- step: claims.findings_duplicate
    -- grain: one row per claim
    -- reads: claims_claim
    -- gives: claim_id, …
    -- legal: …

The CTE of a step has the name of its file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

HEADER = ("step", "grain", "reads", "gives", "legal")
_HEADER_LINE = re.compile(r"^-- (\w+): ?(.*)$")


@dataclass(frozen=True)
class Step:
    """One SQL file: its name, header fields and SELECT."""

    name: str
    header: Mapping[str, str]
    select: str


@cache
def load(capability: str, name: str) -> Step:
    """The step `name` of a capability; its header must be whole."""
    text = (files(f"multiguna.{capability}") / "sql" / f"{name}.sql").read_text("utf-8")
    return parse(name, text)


def parse(name: str, text: str) -> Step:
    """Split a file into header and SELECT; a header field may go on over several lines.

    >>> step = parse("people", "-- step: x.people\\n-- grain: g\\n-- reads: r\\n"
    ...     "-- gives: a\\n-- legal: l\\nSELECT 1 AS a\\n")
    >>> step.header["grain"], step.select
    ('g', 'SELECT 1 AS a')
    """
    header: dict[str, str] = {}
    lines = text.strip().splitlines()
    field = ""
    while lines and lines[0].startswith("--"):
        line = lines.pop(0)
        match = _HEADER_LINE.match(line)
        if match and match[1] in {*HEADER, "code", "severity"}:
            field = match[1]
            header[field] = match[2]
        elif field:
            header[field] += " " + line[2:].strip()
    missing = [field for field in HEADER if not header.get(field)]
    assert not missing, f"{name}.sql lacks {missing} in its header"
    return Step(name, header, "\n".join(lines).strip().rstrip(";"))


def join(steps: Sequence[Step], final: str) -> str:
    """One statement: every step as a CTE, in order, then `final`."""
    body = ",\n".join(f"{step.name} AS (\n{step.select}\n)" for step in steps)
    return f"WITH {body}\n{final}"
