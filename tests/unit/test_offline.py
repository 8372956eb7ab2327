"""What a desk without a network may say: a yes by its list, never a no to an emergency."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multiguna.coverage.rules import decide_coverage
from multiguna.coverage.rules.conditions import birthday  # the desk's own way to count years
from multiguna.coverage.rules.offline import decide_offline, list_value, youngest_birth
from multiguna.coverage.terms import (
    Care,
    CoverageFacts,
    CoverageRequest,
    CoverageStage,
    Papers,
    Reason,
)
from multiguna.coverage.terms.listing import DeskTerms
from multiguna.coverage.terms.offline import (
    OFFLINE_SENTENCES,
    OfflineQuestion,
    OfflineReason,
)
from multiguna.kernel.errors import Refused
from multiguna.programme.terms import Period
from multiguna.web.desk.offline_forms import WORDS, read_json, read_requests

DESK = DeskTerms("s", 28, True, 48, ("emergency", "inpatient", "outpatient"), 60, None, None)
SHOWN = Papers(ktp=True, kk=True, guardian_ktp=True)
LISTED = OfflineQuestion(True, 3, "inpatient", False, SHOWN)

questions = st.builds(
    OfflineQuestion, st.booleans(), st.sampled_from([None, 1, 3, 7]),
    st.sampled_from(["inpatient", "outpatient"]), st.booleans(),
    st.builds(Papers, st.booleans(), st.booleans(), st.booleans()),
    st.none() | st.integers(-2, 40), st.integers(0, 80), st.booleans(),
)  # fmt: skip
desks = st.builds(
    DeskTerms, st.just("s"), st.none() | st.integers(0, 30), st.booleans(), st.just(48),
    st.lists(st.sampled_from(["emergency", "inpatient", "outpatient"])).map(tuple),
    st.integers(0, 70), st.none(), st.none(),
)  # fmt: skip


@given(questions, desks)
def test_an_emergency_is_never_turned_away(question: OfflineQuestion, desk: DeskTerms) -> None:
    assert decide_offline(replace(question, emergency=True), desk).promises


@given(questions, desks)
def test_only_a_list_says_yes(question: OfflineQuestion, desk: DeskTerms) -> None:
    unlisted = replace(question, emergency=False, found=None)
    assert not decide_offline(unlisted, desk).promises
    assert not decide_offline(replace(question, emergency=False, over=True), desk).promises


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, OfflineReason.COVERED),
        ({"newborn_days": 28}, OfflineReason.COVERED_NEWBORN),
        ({"newborn_days": 29}, OfflineReason.NEWBORN_WINDOW_OVER),
        ({"newborn_days": -1}, OfflineReason.NOT_BORN_YET),
        ({"found": None}, OfflineReason.NOT_LISTED),
        ({"possible": False}, OfflineReason.INVALID_IDENTITY),
        ({"over": True}, OfflineReason.LIST_OVER),
        ({"letters": 59}, OfflineReason.COVERED),
        ({"letters": 60}, OfflineReason.LETTERS_USED_UP),
        ({"letters": 60, "emergency": True}, OfflineReason.COVERED),
        ({"papers": Papers(False, True, True)}, OfflineReason.PAPERS_MISSING),
        ({"papers": Papers(False, True, True), "found": 7}, OfflineReason.COVERED),
        ({"papers": Papers(True, False, True)}, OfflineReason.PAPERS_MISSING),
        ({"papers": Papers(False, False), "emergency": True}, OfflineReason.COVERED_PAPERS_LATER),
        ({"found": None, "emergency": True}, OfflineReason.EMERGENCY_FIRST),
        ({"papers": Papers(True, True), "newborn_days": 1}, OfflineReason.PAPERS_MISSING),
    ],
)
def test_the_first_thing_against_it_is_said(
    changes: dict[str, object], reason: OfflineReason
) -> None:
    assert decide_offline(replace(LISTED, **changes), DESK) is reason  # type: ignore[arg-type]


def test_a_hospital_without_the_service_says_so() -> None:
    outpatient = replace(DESK, services=("outpatient",))
    assert decide_offline(LISTED, outpatient) is OfflineReason.NO_AGREEMENT
    no_newborns = replace(DESK, newborn_days_max=None)
    newborn = replace(LISTED, newborn_days=1)
    assert decide_offline(newborn, no_newborns) is OfflineReason.NOT_LISTED


@given(
    papers=st.builds(Papers, st.booleans(), st.booleans(), st.booleans()),
    born=st.dates(date(1990, 1, 1), date(2012, 3, 1)), emergency=st.booleans(),
    care=st.sampled_from([Care.INPATIENT, Care.OUTPATIENT]),
    newborn=st.none() | st.dates(date(2012, 1, 20), date(2012, 3, 3)),
)  # fmt: skip
def test_the_list_and_the_desk_say_the_same_of_who_is_listed(
    papers: Papers, born: date, emergency: bool, care: Care, newborn: date | None
) -> None:
    on, kinds = date(2012, 3, 1), ("alive", "resident", "papers", "newborn_on_mother")
    stage = CoverageStage("s", "36.71", kinds, newborn_days_max=28, ktp_age_min=17)
    facts = CoverageFacts(1, 1, born, residency=(Period(date(1990, 1, 1), None),))
    online = decide_coverage(
        facts, stage, CoverageRequest(on, care, emergency, papers, newborn_born_on=newborn)
    )
    value = list_value(3, minor=born > youngest_birth(17, on))
    days = (on - newborn).days if newborn else None
    offline = decide_offline(OfflineQuestion(True, value, care, emergency, papers, days), DESK)
    if offline is OfflineReason.EMERGENCY_FIRST:
        assert online.reason in (Reason.NOT_BORN_YET, Reason.NEWBORN_WINDOW_OVER)
    else:
        assert offline.value == online.reason.value


@given(
    st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    st.integers(0, 21),
)  # fmt: skip
def test_who_is_too_young_for_a_ktp(born: date, on: date, age: int) -> None:
    if on.year - age < 1 or born > on:
        return
    assert (born > youngest_birth(age, on)) == (on < birthday(born, age))


def test_every_answer_has_a_sentence_and_the_page_all_its_words() -> None:
    assert set(OFFLINE_SENTENCES) == set(OfflineReason)
    for reason in OfflineReason:
        assert f"told_{reason}" in WORDS
        assert not reason.promises or f"title_{reason}" in WORDS
    for text in WORDS.values():
        assert text.id
        assert text.en


GOOD = {
    "letter_no": "36719011212J000005", "nik": "3671990101800001", "kk": None,
    "care": "outpatient", "emergency": True, "born_on": None, "diagnosis": "A90",
    "papers": {"ktp": True}, "told": "emergency_first", "asked_at": 1_356_886_800,
    "list_id": None, "device_no": None,
}  # fmt: skip


def test_a_promise_is_read_with_its_day_in_jakarta() -> None:
    [one], unread = read_requests({"requests": [GOOD]}, "3671901")
    assert unread == []
    assert one.asked_on == date(2012, 12, 31)
    assert one.request["papers"] == {"guardian_ktp": False, "kk": False, "ktp": True}
    [earlier], _ = read_requests({"requests": [{**GOOD, "asked_at": 1_356_886_799}]}, "3671901")
    assert earlier.asked_on == date(2012, 12, 30)
    assert one.request["provider_code"] == "3671901", "the hospital is the clerk's, not the page's"


@pytest.mark.parametrize(
    "changes",
    [
        {"nik": 3671990101800001}, {"nik": "123"}, {"nik": "0671990101800001"}, {"kk": "x"},
        {"care": "sauna"}, {"told": "certainly"}, {"asked_at": "now"}, {"asked_at": -1},
        {"asked_at": True}, {"asked_at": 1 << 40}, {"born_on": "kemarin"}, {"diagnosis": None},
        {"list_id": 7}, {"device_no": 0}, {"nik": "٣٦٧١٩٩٥٥١٢٩٠٠٠٠١"},
        {"diagnosis": "A90\0"}, {"diagnosis": "A90\ud800"}, {"list_id": "\0"},
    ],
)  # fmt: skip
def test_a_letter_that_cannot_be_read_is_named_and_holds_up_no_other(
    changes: dict[str, object],
) -> None:
    bad: dict[str, object] = {**GOOD, **changes}
    good = {**GOOD, "letter_no": "36719011212J000006"}
    read, unread = read_requests({"requests": [bad, good]}, "3671901")  # type: ignore[dict-item]
    assert [one.request["letter_no"] for one in read] == ["36719011212J000006"]
    assert unread == [GOOD["letter_no"]]


@pytest.mark.parametrize(
    "bad", [{**GOOD, "letter_no": "9" * 19}, {**GOOD, "letter_no": "3\0"}, {}, "x", None]
)
def test_what_is_no_list_of_numbered_letters_is_refused(bad: object) -> None:
    with pytest.raises(Refused) as refused:
        read_requests({"requests": [bad]}, "3671901")  # type: ignore[dict-item]
    assert refused.value.code == "request_unreadable"
    assert "3671990101800001" not in str(refused.value)


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"a":' + b"[" * 200_000,
        b"[]",
        b"{",
        b"1",
        b"null",
        b"{" + b" " * (1 << 20) + b"}",
    ],
)
def test_another_shape_is_refused(body: bytes) -> None:
    with pytest.raises(Refused):
        read_json(body)
