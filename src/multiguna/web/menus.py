"""Which pages a role sees, and where it starts."""

from __future__ import annotations

from dataclasses import dataclass

from multiguna.kernel.terms import Role, Text

DESK = (Role.DESK_CLERK,)
CLAIMS = (Role.BILLER, Role.VERIFIER, Role.AUDITOR)
TREASURY = (Role.TREASURER, Role.AUDITOR)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the menu: the name of its address, its title, and who sees it."""

    address: str
    title: Text
    roles: tuple[Role, ...]


ENTRIES = (
    Entry("desk", Text(id="Loket", en="Desk"), DESK),
    Entry("claims", Text(id="Klaim", en="Claims"), CLAIMS),
    Entry("treasury", Text(id="Anggaran", en="Budget"), TREASURY),
)


def entries_for(role: Role) -> list[Entry]:
    """The menu of a role, in order; its first entry is where the role starts.

    >>> [entry.address for entry in entries_for(Role.AUDITOR)]
    ['claims', 'treasury']
    """
    return [entry for entry in ENTRIES if role in entry.roles]
