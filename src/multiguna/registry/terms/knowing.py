"""What was known of a person at an instant: valid time and recorded time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from multiguna.registry.terms.merging import KnownFacts
from multiguna.registry.terms.persons import PersonCard


@dataclass(frozen=True, slots=True)
class PersonAsKnown:
    """A person as the registry knew them at `known_at`, asked about the day `valid_on`.

    The row said so from `known_from` until `known_until` (None: it still does). `person_id` and
    `facts` are of all who were held to be the same person then; `card` is of the NIK asked.
    """

    person_id: int
    kk: int
    card: PersonCard
    facts: KnownFacts
    valid_on: date
    known_at: datetime
    known_from: datetime
    known_until: datetime | None

    @property
    def alive(self) -> bool:
        """Whether the person was known to live on the day, which the day of death still is."""
        died = self.facts.died_on
        return self.facts.birth_date <= self.valid_on and (died is None or self.valid_on <= died)

    @property
    def resident(self) -> bool:
        """Whether the person was known to be a resident on the day."""
        return any(period.holds(self.valid_on) for period in self.facts.residency)

    @property
    def other_payer(self) -> bool:
        """Whether another payer was known to cover the person on the day."""
        return any(period.holds(self.valid_on) for period in self.facts.other_payer)
