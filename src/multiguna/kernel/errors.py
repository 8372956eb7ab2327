"""The one exception that means "no, and here is what to do": a refusal."""

from __future__ import annotations

from multiguna.kernel.terms import Text


class Refused(Exception):
    """An input or request that cannot be taken; each edge turns it into its own kind of answer.

    `code` is stable and for machines, `message` for people, `facts` for the edge (counts, row
    numbers, amounts). Names and national IDs never go into a message or a fact.

    >>> refused = Refused("letter_unknown", Text(id="Surat tidak ada.", en="No such letter."))
    >>> str(refused)
    'letter_unknown: No such letter.'
    """

    def __init__(self, code: str, message: Text, **facts: int | str | None) -> None:
        super().__init__(f"{code}: {message.en}")
        self.code = code
        self.message = message
        self.facts = facts
