"""What was known at an instant: random histories in the database and in the plain twin.

Each example writes a random history of files, JKN periods, corrections and merges, and asks at
every instant between them, and before the first, what was known of everybody.
"""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.people import install, make_person

from multiguna.coverage.actions import check_coverage
from multiguna.coverage.queries import coverage_as_known
from multiguna.coverage.terms import Care, CoverageDecision
from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor
from multiguna.registry.actions import merge_persons, undo_merge, update_residents
from multiguna.registry.queries import person_as_known
from multiguna.registry.rules import known_at
from multiguna.registry.terms import UPDATE_COLUMNS, PersonAsKnown

ON = date(2012, 7, 1)
ASKED = (date(2012, 1, 15), date(2012, 3, 1), date(2012, 6, 15))
Said = tuple[object, ...]


def now(cursor: Cursor) -> datetime:
    """The instant between two statements, as the database counts it."""
    row = cursor.execute("SELECT clock_timestamp()").fetchone()
    assert row is not None
    return row[0]  # type: ignore[no-any-return]


def facts(person: PersonAsKnown | None) -> Said | None:
    if person is None:
        return None
    return person.person_id, person.kk, person.facts, person.card


def decision(cursor: Cursor, by: Actor, nik: int, on: date) -> CoverageDecision:
    answer = check_coverage(nik=nik, kk=None, care=Care.INPATIENT, by=by, on=on)
    return answer.decision


class History:
    """A registry that changes at random, and what it said after each change."""

    def __init__(self, cursor: Cursor, by: Actor, folder: Path, seed: int) -> None:
        self.cursor, self.by, self.folder = cursor, by, folder
        self.random = Random(seed)
        people = [make_person(cursor, resident="{[1980-05-17,2012-05-01)}") for _ in range(3)]
        people += [make_person(cursor) for _ in range(3)]
        self.ids = [p.person_id for p in people]
        self.niks = [p.nik for p in people]
        self.fresh = iter(range(3671990101700001 + seed % 7 * 100, 3671990101709999))
        self.merged: int | None = None

    def change(self, number: int) -> None:
        """One change of the registry, of a random kind."""
        if self.random.random() < 0.2:
            self._merge()
            return
        rows = []
        for _ in range(self.random.randint(1, 3)):
            row = dict.fromkeys(UPDATE_COLUMNS, "")
            row["NIK"] = str(self.random.choice(self.niks))
            day = date(2012, 1, 1) + timedelta(self.random.randrange(170))
            row["PERISTIWA"], row["TGL_PERISTIWA"] = self.random.choice(
                [("MATI", f"{day}"), ("BATAL_MATI", ""), ("PINDAH", f"{day}"), ("KARTU", ""),
                 ("KOREKSI", ""), ("BATAL_PINDAH", "2012-05-01"), ("PINDAH_DALAM", "")]
            )  # fmt: skip
            if row["PERISTIWA"] in ("KARTU", "KOREKSI"):
                row["NO_KK"] = str(next(self.fresh))
            if row["PERISTIWA"] == "KOREKSI":
                row["NIK_BARU"] = str(next(self.fresh))
                self.niks.append(int(row["NIK_BARU"]))
            if row["PERISTIWA"] == "PINDAH_DALAM":
                row["KODE_KEL"] = "36.71.01.1002"
            rows.append(row)
        path = self.folder / f"{number}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, UPDATE_COLUMNS)
            writer.writeheader()
            writer.writerows(rows)
        update_residents(path=path, by=self.by, on=ON)

    def _merge(self) -> None:
        if self.merged is None:
            kept, absorbed = self.random.sample(self.ids, 2)
            try:
                self.merged = merge_persons(
                    kept=kept, absorbed=absorbed, reason="x", by=self.by, on=ON
                )
            except Refused as refused:
                assert refused.code == "deaths_differ"
        else:
            undo_merge(merge_no=self.merged, reason="x", by=self.by, on=ON)
            self.merged = None

    def said(self) -> dict[tuple[int, date], tuple[Said | None, CoverageDecision]]:
        """What the registry says now of every NIK, and what is decided of it."""
        at = now(self.cursor)
        return {
            (nik, on): (
                facts(person_as_known(self.cursor, self.by, nik=nik, valid_on=on, known_at=at)),
                decision(self.cursor, self.by, nik, on),
            )
            for nik in self.niks
            for on in ASKED
        }


SEEN = Counter[str]()
"""Answers that were given once and not later."""


@given(seed=st.integers(0, 2**32))
@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def check_history(db: Cursor, by: Actor, folder: Path, seed: int) -> None:
    with db.connection.transaction(force_rollback=True):
        before = now(db)
        history = History(db, by, folder, seed)
        told = [(now(db), history.said())]
        for number in range(6):
            history.change(number)
            told.append((now(db), history.said()))
        SEEN.update(
            answer[1].reason
            for said, later in pairwise(told)
            for key, answer in said[1].items()
            if answer != later[1][key]
        )
        ends = [since for since, _ in told[1:]]
        instants = [at for at, _ in told]
        for key in told[-1][1]:
            nik, on = key
            known = [(since, said.get(key)) for since, said in told]
            for at in instants:
                expected = known_at(known, at)
                person = person_as_known(db, by, nik=nik, valid_on=on, known_at=at)
                assert facts(person) == (expected[0] if expected else None)
                if expected is not None:
                    then = coverage_as_known(
                        db, by, nik=nik, kk=None, care=Care.INPATIENT, on=on, known_at=at
                    )
                    assert then.decision == expected[1]
                if person is not None:
                    assert person.known_from <= at
                    assert person.known_until is None or at < person.known_until
            assert person_as_known(db, by, nik=nik, valid_on=on, known_at=before) is None
        assert sorted(ends) == ends


def test_every_past_answer_is_given_again(db: Cursor, system_actor: Actor, tmp_path: Path) -> None:
    SEEN.clear()
    install(system_actor)
    check_history(db, system_actor, tmp_path)
    assert SEEN.total() >= 100
    assert len(SEEN) >= 3, SEEN
