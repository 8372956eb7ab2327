"""What an update file changes. Pure: persons and events come in, persons and faults come out.

The same stands as SQL in `sql/update_*.sql` for a whole file at once; a property test holds the
two together. Rows of one person count in the order of their days, then of the file.
Source: events of population and civil registration (UU 23/2006 as amended by UU 24/2013).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from multiguna.programme.terms import Period
from multiguna.registry.rules.identity import calendar_day, kk_is_possible, nik_is_possible
from multiguna.registry.rules.residents import MARITAL, RELATIONS, Faults
from multiguna.registry.terms import (
    EVENT_WORDS,
    FEMALE,
    MALE,
    NEEDS,
    NEWCOMERS,
    SAYS,
    SUPERSEDED_BY,
    Event,
    EventKind,
    PersonState,
)

RowFault = tuple[int, str, str]
Persons = dict[int, PersonState]
REACHING_DEATH = (EventKind.DEATH, EventKind.DEATH_UNDONE)


def update_faults(row: Mapping[str, str], villages: Collection[str]) -> Faults:
    """What is wrong in a row of an update file by itself, as (code, column) of `terms.CHECKS`.

    Every cell that is not empty must be sound; an event needs some cells and one at least to say.
    """
    kind = EVENT_WORDS.get(row["PERISTIWA"])
    if kind is None:
        return [("event_unknown", "PERISTIWA")]
    judged = [
        ("date_invalid", "TGL_PERISTIWA", calendar_day(row["TGL_PERISTIWA"]) is not None),
        ("nik_invalid", "NIK_BARU", nik_is_possible(row["NIK_BARU"])),
        ("kk_invalid", "NO_KK", kk_is_possible(row["NO_KK"])),
        ("value_missing", "NAMA_LGKP", bool(row["NAMA_LGKP"].strip())),
        ("code_invalid", "JENIS_KLMIN", row["JENIS_KLMIN"] in (*MALE, *FEMALE)),
        ("date_invalid", "TGL_LHR", calendar_day(row["TGL_LHR"]) is not None),
        ("code_invalid", "KODE_KEL", row["KODE_KEL"] in villages),
        ("code_invalid", "STAT_HBKEL", row["STAT_HBKEL"] in RELATIONS),
        ("code_invalid", "STATUS_KAWIN", row["STATUS_KAWIN"] in MARITAL),
        ("nik_invalid", "NIK_IBU", nik_is_possible(row["NIK_IBU"])),
    ]
    found = [] if nik_is_possible(row["NIK"]) else [("nik_invalid", "NIK")]
    found += [
        (code, column)
        for code, column, sound in judged
        if not sound and (row[column] != "" or column in NEEDS[kind])
    ]
    if SAYS[kind] and not any(row[column].strip() for column in SAYS[kind]):
        found.append(("nothing_said", "PERISTIWA"))
    return found or _dates_of_newcomer(kind, row)


def _dates_of_newcomer(kind: EventKind, row: Mapping[str, str]) -> Faults:
    on, born = calendar_day(row["TGL_PERISTIWA"]), calendar_day(row["TGL_LHR"])
    if on is None or born is None:
        return []
    if kind is EventKind.BIRTH and on != born:
        return [("date_differs", "TGL_PERISTIWA")]
    if kind is EventKind.MOVE_IN and on < born:
        return [("period_reversed", "TGL_PERISTIWA")]
    return []


def updated(
    persons: Mapping[int, PersonState],
    events: Sequence[Event],
    on: date,
    applied: Mapping[int, Collection[tuple[EventKind, date | None]]] | None = None,
) -> tuple[Persons, list[RowFault]]:
    """The persons after the events of a file that are fit, by the NIK they have then.

    An event that does not fit what is registered changes nothing and is told as (row, code,
    column). `on` is the day of the update: nothing happens later. `applied` are the events of
    earlier files, by the NIK that their persons have now.
    """
    faults = [(e.row_no, "date_future", "TGL_PERISTIWA") for e in events if e.on and e.on > on]
    events = _without(events, faults)
    faults += _superseded(events, applied or {})
    events = _without(events, faults)
    misplaced = list(_misplaced(persons, events))
    events = _without(events, misplaced)
    unfit = [fault for nik, own in _by_nik(events).items() for fault in _unfit(persons, nik, own)]
    after = dict(persons)
    for nik, own in _by_nik(_without(events, unfit)).items():
        person = _folded(persons.get(nik), own)
        after.pop(nik, None)
        after[person.nik] = person
    return after, sorted({*faults, *misplaced, *unfit})


def _superseded(
    events: Sequence[Event], applied: Mapping[int, Collection[tuple[EventKind, date | None]]]
) -> list[RowFault]:
    """Events that are older than what was applied to their person of the same facts."""
    return [
        (event.row_no, "superseded", "TGL_PERISTIWA")
        for event in events
        if event.on is not None
        and any(
            kind in SUPERSEDED_BY.get(event.kind, ()) and day is not None and day > event.on
            for kind, day in applied.get(event.nik, ())
        )
    ]


def _by_day(event: Event) -> tuple[date, int]:
    """Where an event stands among those of its person; without a day it comes after all days."""
    return event.on or date.max, event.row_no


def _without(events: Sequence[Event], faults: Sequence[RowFault]) -> list[Event]:
    refused = {row_no for row_no, _, _ in faults}
    return [event for event in events if event.row_no not in refused]


def _by_nik(events: Sequence[Event]) -> dict[int, list[Event]]:
    found: dict[int, list[Event]] = {}
    for event in sorted(events, key=lambda e: e.row_no):
        found.setdefault(event.nik, []).append(event)
    return found


def _misplaced(persons: Mapping[int, PersonState], events: Sequence[Event]) -> Iterator[RowFault]:
    """Events that name somebody else's NIK: whom to change is unclear, so nothing is changed."""
    first: dict[int, Event] = {}
    for event in sorted(events, key=lambda e: e.row_no):
        if event.kind in NEWCOMERS:
            first.setdefault(event.nik, event)
    for event in events:
        if event.kind in NEWCOMERS:
            known = persons.get(event.nik)
            born, sex = (
                (known.birth_date, known.sex)
                if known
                else (first[event.nik].said["birth_date"], first[event.nik].said["sex"])
            )
            if (event.said["birth_date"], event.said["sex"]) != (born, sex):
                yield event.row_no, "nik_taken", "NIK"
        new = event.new_nik
        if new is not None and new != event.nik:
            wanted = any(other.nik != event.nik and other.new_nik == new for other in events)
            if new in persons or new in first or wanted:
                yield event.row_no, "nik_taken", "NIK_BARU"


def _unfit(
    persons: Mapping[int, PersonState], nik: int, events: Sequence[Event]
) -> Iterator[RowFault]:
    """Events of one person that do not fit what is registered."""
    person = persons.get(nik)
    if person is None and not any(event.kind in NEWCOMERS for event in events):
        yield from ((event.row_no, "person_unknown", "NIK") for event in events)
        return
    lived = person.residency if person else ()
    births = [
        e.said["birth_date"]
        for e in sorted(events, key=_by_day)
        if "birth_date" in _heeded(e, person)
    ]
    born = births[-1] if births else person.birth_date if person else date.min
    arrivals = [e.on for e in events if e.on and e.kind in NEWCOMERS and _moves(e, person)]
    departures = {e.on for e in events if e.kind is EventKind.MOVE_OUT}
    ended = {period.until for period in lived}
    for event in events:
        day = event.on
        match event.kind:
            case EventKind.DEATH:
                assert day is not None
                assert isinstance(born, date)
                if day < born:
                    yield event.row_no, "period_reversed", "TGL_PERISTIWA"
            case EventKind.MOVE_IN:
                assert day is not None
                left = any(gone is not None and gone <= day for gone in departures)
                if _held(lived, day) and _held(lived, _before(day)) and not left:
                    yield event.row_no, "resident_already", "TGL_PERISTIWA"
            case EventKind.MOVE_OUT:
                assert day is not None
                came = any(arrived < day for arrived in arrivals)
                if not (_held(lived, _before(day)) or day in ended or came):
                    yield event.row_no, "not_resident", "TGL_PERISTIWA"
            case EventKind.MOVE_UNDONE:
                if day not in ended and day not in departures:
                    yield event.row_no, "nothing_to_undo", "TGL_PERISTIWA"
            case EventKind.CORRECTION:
                died = person.died_on if person else None
                later = any(other.kind in REACHING_DEATH for other in events)
                said = event.said.get("birth_date")
                if died is not None and isinstance(said, date) and said > died and not later:
                    yield event.row_no, "period_reversed", "TGL_LHR"


def _folded(person: PersonState | None, events: Sequence[Event]) -> PersonState:
    """The person after the events, which all fit; None is somebody the registry does not know."""
    said: dict[str, object] = {}
    died = person.died_on if person else None
    nik = person.nik if person else events[0].nik
    for event in events:  # of death counts the last row
        if event.kind in REACHING_DEATH:
            died = event.on if event.kind is EventKind.DEATH else None
    for event in sorted(events, key=_by_day):
        said.update(_heeded(event, person))
        if event.new_nik is not None:
            nik = event.new_nik
    blank = PersonState(
        nik, 0, "", 0, date.min, "", "", "", "", "", 0, 0, False, None
    )  # every field that a newcomer needs is said
    after = replace(person or blank, **{**said, "nik": nik, "died_on": died})  # type: ignore[arg-type]
    return replace(after, residency=_residency(person, events, after.birth_date))


def _heeded(event: Event, person: PersonState | None) -> Mapping[str, object]:
    """What an event says of a person: the birth of somebody known says nothing new."""
    return {} if event.kind is EventKind.BIRTH and person is not None else event.said


def _moves(event: Event, person: PersonState | None) -> bool:
    return event.kind is not EventKind.BIRTH or person is None


def _residency(
    person: PersonState | None, events: Sequence[Event], born: date
) -> tuple[Period, ...]:
    """Where the person lived in the city: each arrival until the next departure.

    A period that began with birth follows a corrected birth date; nobody lives before birth.
    """
    undone = [(e.on, e.row_no) for e in events if e.kind is EventKind.MOVE_UNDONE]
    lived = person.residency if person else ()
    starts = {
        born if person and period.starts == person.birth_date else period.starts for period in lived
    }
    starts |= {e.on for e in events if e.on and e.kind in NEWCOMERS and _moves(e, person)}
    ends = {p.until for p in lived if p.until} - {day for day, _ in undone}
    ends |= {
        e.on
        for e in events
        if e.on and e.kind is EventKind.MOVE_OUT
        and not any(day == e.on and row_no > e.row_no for day, row_no in undone)
    }  # fmt: skip
    found: list[Period] = []
    for start in sorted(starts):
        until = min((end for end in ends if end > start), default=None)
        if until is not None and until <= born:
            continue
        start = max(start, born)
        if found and (found[-1].until is None or start <= found[-1].until):
            last = found.pop()
            open_ended = last.until is None or until is None
            start = last.starts
            until = None if open_ended else max(last.until, until)  # type: ignore[type-var]
        found.append(Period(start, until))
    return tuple(found)


def _held(periods: Sequence[Period], day: date) -> bool:
    return any(period.holds(day) for period in periods)


def _before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)
