"""Words that every capability uses: bilingual texts, who acts, and in which role."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence in Indonesian with the same sentence in English beside it.

    >>> str(Text(id="Dijamin", en="Covered"))
    'Dijamin'
    >>> Text(id="Dijamin", en="Covered").in_("en")
    'Covered'
    """

    id: str
    en: str

    def __str__(self) -> str:
        return self.id

    def in_(self, language: str) -> str:
        """The sentence in `language`; every language but English reads Indonesian."""
        return self.en if language.startswith("en") else self.id


class Role(StrEnum):
    """What a user may do; a user has exactly one role (design: segregation of duties)."""

    DESK_CLERK = "desk_clerk"
    BILLER = "biller"
    VERIFIER = "verifier"
    TREASURER = "treasurer"
    AUDITOR = "auditor"
    PLANNER = "planner"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"


HOSPITAL_ROLES = frozenset({Role.DESK_CLERK, Role.BILLER})


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, in which role and region; hospital roles are bound to one provider.

    >>> Actor(name="desk1", role=Role.DESK_CLERK, region="36.71", provider_code="3671901").scope
    '3671901'
    """

    name: str
    role: Role
    region: str
    provider_code: str | None = None

    def __post_init__(self) -> None:
        assert (self.role in HOSPITAL_ROLES) == (self.provider_code is not None), (
            "hospital roles, and only they, are bound to one provider"
        )

    @property
    def scope(self) -> str:
        """The provider whose rows this actor may see; empty for the city's own roles."""
        return self.provider_code or ""


def system(region: str) -> Actor:
    """The actor of unattended work (imports from the command line, the worker)."""
    return Actor(name="system", role=Role.SYSTEM, region=region)
