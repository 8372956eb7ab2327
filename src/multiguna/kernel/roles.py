"""Who may do what: the one check that actions make before they write."""

from __future__ import annotations

from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Role, Text


def require(by: Actor, *roles: Role) -> None:
    """Refuse with `role_not_allowed` an actor of another role; unattended work may do all.

    >>> require(Actor("budi", Role.TREASURER, "36.71"), Role.TREASURER)
    """
    if by.role is not Role.SYSTEM:
        require_person(by, *roles)


def require_person(by: Actor, *roles: Role) -> None:
    """The same for what only a person does: unattended work is refused too.

    >>> require_person(Actor("dewi", Role.VERIFIER, "36.71"), Role.VERIFIER)
    """
    if by.role in roles:
        return
    names = ", ".join(role.value for role in roles)
    raise Refused(
        "role_not_allowed",
        Text(
            id=f"Peran Anda tidak boleh melakukan ini; yang boleh: {names}.",
            en=f"Your role may not do this; these may: {names}.",
        ),
        role=by.role.value,
    )
