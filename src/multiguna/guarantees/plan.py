"""The SQL of issuing a letter: one statement asks, one promises.

`PROMISE` moves the budget line, adds its entry, both decision records and the letter, or nothing:
every part selects from the ledger's guarded step. It holds the line from its own beginning to the
COMMIT that follows it, and no longer.
"""

from __future__ import annotations

from multiguna.audit.actions import RECORDED
from multiguna.coverage.queries import FACTS
from multiguna.kernel.sqlplan import Step, join, load
from multiguna.providers.queries import AGREED

LEARNED_CELLS = load("guarantees", "learned_cells")


def _step(name: str, reads: str, gives: str, select: str) -> Step:
    """A capability's own question as a step of this plan."""
    header = {"step": name, "grain": "one row", "reads": reads, "gives": gives, "legal": "-"}
    return Step(name, header, select.strip())


def _short(statement: str) -> str:
    """The same statement without comments and breaks: what is sent for every letter."""
    lines = (line.partition("--")[0] for line in statement.splitlines())
    return " ".join(" ".join(lines).split())


ASK = _short(
    join(
        [
            _step("holder", "registry_person", "the facts of a card", FACTS),
            _step("agreement", "providers_agreement", "agreed", AGREED),
            LEARNED_CELLS,
        ],
        load("guarantees", "asked").select,
    )
)
PROMISE = _short(
    join(
        [
            load("ledger", "reserve_guarded"),
            load("ledger", "reserve_entry"),
            load("guarantees", "decision"),
            RECORDED,
            load("guarantees", "write_letter"),
        ],
        "SELECT account_id FROM reserve_guarded",
    )
)
