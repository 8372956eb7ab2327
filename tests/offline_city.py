"""A city with a list for its first hospital: people of every answer, a device, its key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from tests.people import DAY, HOSPITAL, Someone, install, make_person

from multiguna.coverage.actions import check_coverage
from multiguna.coverage.actions.listing import make_lists
from multiguna.coverage.queries.listing import list_file, list_key, trusted_keys
from multiguna.coverage.rules import listing
from multiguna.coverage.terms import Care
from multiguna.coverage.terms.listing import ListedFile, SignedList
from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor, Role

AT = datetime(2012, 3, 1, 1, 0, tzinfo=UTC)
MAYOR = Actor("admin", Role.ADMINISTRATOR, "36.71")
CLERK = Actor("lina", Role.DESK_CLERK, "36.71", HOSPITAL)


@dataclass(frozen=True)
class Listed:
    """A list as a device opens it, with the key that its hospital has."""

    file: ListedFile
    signed: SignedList
    key: bytes

    def value(self, nik: int) -> int | None:
        """What the list says of a NIK."""
        return listing.find(
            self.signed, listing.prefix(nik, self.key, self.signed.header.key_bytes)
        )


def crowd(cursor: Cursor) -> list[Someone]:
    """People of several answers, children and old ones among them."""
    return [
        make_person(cursor),
        make_person(cursor, died_on=date(2011, 1, 1)),
        make_person(cursor, died_on=DAY),
        make_person(cursor, resident="{[1980-05-17,2010-01-01)}"),
        make_person(cursor, resident="{[2012-05-01,)}"),
        make_person(cursor, born=date(2011, 4, 1), resident="{[2011-04-01,)}"),
        make_person(cursor, born=date(1995, 3, 1), resident="{[1995-03-01,)}"),
        make_person(cursor, born=date(1995, 3, 2), resident="{[1995-03-02,)}"),
        make_person(cursor, other_payer="{[2012-01-01,)}"),
    ]


def covered(person: Someone, on: date = DAY) -> bool:
    """What the desk with a network says of a person."""
    answer = check_coverage(nik=person.nik, kk=None, care=Care.OUTPATIENT, by=MAYOR, on=on)
    return answer.decision.covered


def listed(cursor: Cursor, *, on: date = DAY, at: datetime = AT) -> Listed:
    """The hospital's list of a day, opened."""
    [file] = make_lists(provider_code=HOSPITAL, by=MAYOR, on=on, at=at)
    data = list_file("36.71", file).read_bytes()
    signed = listing.read_list(data, trusted_keys(cursor, MAYOR, "lists"))
    return Listed(file, signed, list_key("36.71", HOSPITAL, file.key_no))


__all__ = ["AT", "CLERK", "MAYOR", "Listed", "covered", "crowd", "install", "listed"]
