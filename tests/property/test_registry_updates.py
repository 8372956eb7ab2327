"""Two implementations, one truth: an update file in Python and in SQL; nothing is ever lost.

Each example draws one seed; the world of a seed has a hundred persons and an update file with two
hundred events, many on the days that matter and many that do not fit.
"""

from __future__ import annotations

import csv
import tempfile
from collections import Counter
from dataclasses import astuple, fields, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.people import install

from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor
from multiguna.programme.terms import Period
from multiguna.registry.actions import update_residents
from multiguna.registry.rules import updated
from multiguna.registry.terms import (
    EVENT_WORDS,
    SAYS,
    UPDATE_COLUMNS,
    Event,
    EventKind,
    PersonState,
    UpdateResult,
)

ON = date(2012, 7, 1)
EXAMPLES, PERSONS, EVENTS = 25, 100, 220
VILLAGES = ("36.71.07.1003", "36.71.01.1002")
WORDS = {kind: word for word, kind in EVENT_WORDS.items()}
CELLS = {
    "kk": "NO_KK", "name": "NAMA_LGKP", "sex": "JENIS_KLMIN", "birth_place": "TMPT_LHR",
    "birth_date": "TGL_LHR", "address": "ALAMAT", "rt": "NO_RT", "rw": "NO_RW",
    "village_code": "KODE_KEL", "relation": "STAT_HBKEL", "marital": "STATUS_KAWIN",
    "ektp": "EKTP_STATUS", "mother_nik": "NIK_IBU",
}  # fmt: skip
NEEDED = ("kk", "name", "sex", "birth_date", "village_code", "relation", "marital")
OTHER_IMPORT = """
INSERT INTO registry_import (region, file_hash, kind, file_name, rows, inserted, updated,
    unchanged, refused, warned, imported_by, imported_on)
VALUES ('36.71', 'other', 'welfare', '', 0, 0, 0, 0, 0, 0, 'x', '2012-07-01')
"""
FIELDS = ", ".join(field.name for field in fields(PersonState))


class World:
    """Random persons and what a month says has happened to them."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.numbers = iter(range(1, 10_000))
        self.persons = {(p := self.person()).nik: p for _ in range(PERSONS)}
        self.strangers = [self.nik() for _ in range(20)]

    def nik(self) -> int:
        return int(f"367199010180{next(self.numbers):04}")

    def day(self) -> date:
        if self.random.random() < 0.5:
            return date(2012, 6, 1) + timedelta(self.random.choice((-1, 0, 0, 1)))
        return date(2011, 1, 1) + timedelta(self.random.randrange(570))

    def person(self) -> PersonState:
        rng = self.random
        born = self.day() - timedelta(rng.choice((0, 1, 400, 9000)))
        days = sorted({self.day() for _ in range(rng.choice((0, 1, 2, 3)))} | {born})
        days = [day for day in days if day >= born]
        lived = tuple(
            Period(starts, until)
            for starts, until in zip(days[::2], [*days[1::2], None], strict=False)
        )
        died = max(born, self.day()) if rng.random() < 0.2 else None
        facts = self.said(born)
        return PersonState(self.nik(), **{"mother_nik": None, **facts}, died_on=died,
                           residency=lived)  # type: ignore[arg-type]  # fmt: skip

    def said(self, born: date) -> dict[str, object]:
        rng = self.random
        return {
            "kk": 3671990101000000 + rng.randint(1, 9), "name": rng.choice(("SITI", "BUDI")),
            "sex": rng.choice((1, 2)), "birth_date": born, "birth_place": rng.choice("AB"),
            "address": rng.choice(("JL A", "JL B")), "rt": rng.choice(("001", "002")),
            "rw": "001", "village_code": rng.choice(VILLAGES), "relation": rng.randint(1, 11),
            "marital": rng.randint(1, 4), "ektp": rng.random() < 0.5,
            "mother_nik": 3671994101600001,
        }  # fmt: skip

    def event(self, row_no: int) -> Event:
        rng = self.random
        kind = rng.choice((*EventKind, EventKind.MOVE_OUT, EventKind.MOVE_IN))
        known = rng.random() < (0.3 if kind is EventKind.BIRTH else 0.85)
        nik = rng.choice(list(self.persons) if known else self.strangers)
        person = self.persons.get(nik)
        born = person.birth_date if person and rng.random() < 0.8 else self.day()
        on: date | None = self.day()
        if person and rng.random() < 0.5:
            marks = [d for p in person.residency for d in (p.starts, p.until) if d]
            on = rng.choice([*marks, person.birth_date]) + timedelta(rng.choice((-1, 0, 0, 1)))
        says = {name for name, cell in CELLS.items() if cell in SAYS[kind]}
        whole = kind in (EventKind.BIRTH, EventKind.MOVE_IN)
        said = {
            name: value
            for name, value in self.said(born).items()
            if name in says and ((whole and name in NEEDED) or rng.random() < 0.3)
        }
        if person and whole and rng.random() < 0.8:
            said["sex"] = person.sex
        if whole and on is not None:
            on = born if kind is EventKind.BIRTH else max(born, on)
        new = None
        if kind is EventKind.CORRECTION:
            said.setdefault("kk", 3671990101000001)
            new = rng.choice([None, None, None, self.nik(), nik, rng.choice(list(self.persons))])
        if kind in (EventKind.NEW_CARD, EventKind.MOVE_WITHIN):
            said.setdefault("kk", 3671990101000002)
            if kind is EventKind.MOVE_WITHIN:
                said.setdefault("village_code", VILLAGES[0])
        if kind in (EventKind.NEW_CARD, EventKind.CORRECTION) and rng.random() < 0.5:
            on = None
        return Event(row_no, nik, kind, on, said, None if new == nik else new)  # type: ignore[arg-type]


def row(event: Event) -> list[str]:
    """An event as a line of a file, with cells beside it that it does not say."""
    cells = {CELLS[name]: value for name, value in event.said.items()}
    texts = {
        cell: "01"[value] if isinstance(value, bool) else str(value)
        for cell, value in cells.items()
    }
    if "NAMA_LGKP" not in SAYS[event.kind]:
        texts["NAMA_LGKP"] = "READ OVER"
    texts |= {"PERISTIWA": WORDS[event.kind], "NIK": str(event.nik)}
    texts["TGL_PERISTIWA"] = str(event.on or "")
    texts["NIK_BARU"] = str(event.new_nik or "")
    return [texts.get(name, "") for name in UPDATE_COLUMNS]


def put(cursor: Cursor, persons: list[PersonState]) -> None:
    for person in persons:
        values = [*astuple(person)[:-1], written(person.residency)]
        marks = ", ".join(["%s"] * (len(values) - 1))
        cursor.execute(
            f"INSERT INTO registry_person (region, {FIELDS}) "
            f"VALUES ('36.71', {marks}, %s::datemultirange)",
            values,
        )


def written(periods: tuple[Period, ...]) -> str:
    return "{" + ",".join(f"[{p.starts},{p.until or ''})" for p in periods) + "}"


def registered(cursor: Cursor) -> dict[int, tuple[object, ...]]:
    names = FIELDS.replace("residency", "residency::text")
    rows = cursor.execute(f"SELECT {names} FROM registry_person").fetchall()
    return {row[0]: row for row in rows}


def expected(persons: dict[int, PersonState]) -> dict[int, tuple[object, ...]]:
    return {
        nik: (*astuple(person)[:-1], written(person.residency)) for nik, person in persons.items()
    }


def take(folder: Path, events: list[Event], by: Actor, **options: bool) -> UpdateResult:
    path = folder / "updates.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([UPDATE_COLUMNS, *map(row, events)])
    return update_residents(path=path, by=by, on=ON, **options)


def listed(folder: Path) -> list[tuple[int, str, str]]:
    path = folder / "updates.csv.errors.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return sorted((int(r["row"]), r["code"], r["column"]) for r in csv.DictReader(file))


def applied(cursor: Cursor) -> dict[int, list[tuple[EventKind, date | None]]]:
    """The events of all files so far, by the NIK that their persons have."""
    found: dict[int, list[tuple[EventKind, date | None]]] = {}
    rows = cursor.execute(
        "SELECT p.nik, e.kind, e.event_on FROM registry_event e "
        "JOIN registry_person p ON p.person_id = e.person_id"
    ).fetchall()
    for nik, kind, day in rows:
        found.setdefault(nik, []).append((EventKind(kind), day))
    return found


SEEN = Counter[str]()


@given(seed=st.integers(0, 2**32))
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def check_agreement(db: Cursor, by: Actor, seed: int) -> None:
    world = World(seed)
    events = [world.event(number) for number in range(1, EVENTS + 1)]
    with (
        db.connection.transaction(force_rollback=True),
        tempfile.TemporaryDirectory() as name,
    ):
        folder = Path(name)
        put(db, list(world.persons.values()))
        before = registered(db)
        after, faults = updated(world.persons, events, ON)
        previewed = take(folder, events, by, preview=True)
        assert registered(db) == before
        assert listed(folder) == faults
        result = take(folder, events, by)
        assert listed(folder) == faults
        assert registered(db) == expected(after)
        counted = replace(result.rows, import_no=None)
        assert (previewed.rows, previewed.kinds) == (counted, result.kinds)
        total = result.rows
        assert total.refused == len({row_no for row_no, _, _ in faults})
        assert total.rows == total.inserted + total.updated + total.unchanged + total.refused
        kept = db.execute("SELECT count(*) FROM registry_person_past").fetchone()
        assert kept == (result.persons_changed,)
        assert len(after) == len(before) + result.persons_added
        assert take(folder, events, by).rows.again
        assert registered(db) == expected(after)
        db.execute(OTHER_IMPORT)
        later = [e for e in events if e.row_no in {row_no for row_no, _, _ in faults}]
        since = updated(after, later, ON, applied(db))
        again = take(folder, events, by)
        assert registered(db) == expected(since[0])
        old = [event for event in events if event.on and event.row_no % 3 == 0]
        resent = [replace(e, row_no=n) for n, e in enumerate(old, 1)]
        late, refusals = updated(since[0], resent, ON, applied(db))
        take(folder, resent, by)
        assert listed(folder) == refusals
        assert registered(db) == expected(late)
        SEEN.update(code for _, code, _ in refusals if code == "superseded")
        assert again.rows.unchanged >= result.rows.inserted + result.rows.updated
        SEEN.update(code for _, code, _ in faults)
        SEEN.update({kind.kind.value: kind.applied for kind in result.kinds})


def test_a_file_changes_in_sql_what_it_changes_in_python(db: Cursor, system_actor: Actor) -> None:
    SEEN.clear()
    install(system_actor)
    check_agreement(db, system_actor)
    wanted = {
        *EventKind, "date_future", "nik_taken", "person_unknown", "period_reversed",
        "resident_already", "not_resident", "nothing_to_undo", "superseded",
    } - {"date_future"}  # fmt: skip
    assert {name for name in wanted if SEEN[name] >= 10} == wanted, SEEN
