"""What a region still lacks: judged from facts, with evidence, a next step, and what blocks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.people import tangerang

from multiguna.kernel.terms import Role, Text
from multiguna.ledger.terms import LineStock
from multiguna.planning.rules.readiness.asking import failing_scenarios, pack_facts, uncosted_care
from multiguna.planning.rules.readiness.judging import judge_readiness
from multiguna.planning.terms.readiness import (
    FileFacts,
    HospitalFacts,
    Item,
    ItemCode,
    MoneyFacts,
    Note,
    PackFacts,
    PeopleFacts,
    PracticeFacts,
    ReadinessFacts,
    RunningFacts,
    StaffFacts,
    State,
)
from multiguna.planning.terms.readiness_items import KINDS
from multiguna.programme.terms import Mode

ON = date(2026, 3, 10)
YESTERDAY = ON - timedelta(days=1)
SERVICES = ("inpatient", "outpatient", "emergency")
STAGE = Text("Seluruh warga", "Every resident")
RSUD = HospitalFacts(
    "3671901", "RSUD Contoh", "C", SERVICES, None, codes=200, rated=200, has_programme=True,
    clerks=1, billers=1, issued=True, sent=True,
)  # fmt: skip
PACK = PackFacts(
    "badung", "1.0", date(2026, 1, 2), "Dinkes Badung", STAGE, checked_on=date(2026, 1, 2),
    wants_payer=True, scenarios=3, villages=62,
)  # fmt: skip
NEW = FileFacts(YESTERDAY, 600_000, 0, 4)
EMPTY = ReadinessFacts("51.03", "Kabupaten Badung", ON)


def line(care: str, **amounts: int) -> LineStock:
    return LineStock(f"2026/{care}", care, STAGE, "", care, "queue", **amounts)


READY = ReadinessFacts(
    "51.03", "Kabupaten Badung", ON, PACK,
    PeopleFacts(540_000, 0, 0, 549_000, "BPS", NEW, NEW),
    (RSUD,),
    {
        Role.VERIFIER: StaffFacts(2, 2), Role.TREASURER: StaffFacts(4, 4),
        Role.AUDITOR: StaffFacts(1, 1), Role.PLANNER: StaffFacts(1, 1),
        Role.ADMINISTRATOR: StaffFacts(1, 1),
    },
    MoneyFacts(
        2026,
        (line("inpatient", appropriation_idr=8_000, released_idr=4_000),
         line("outpatient", appropriation_idr=2_000, released_idr=1_000)),
        800, 9_500,
    ),
    RunningFacts(6, (), True, YESTERDAY, 12, YESTERDAY, (), 2, ON),
    PracticeFacts(1, 1),
    {ItemCode.BACKUP: Note(ItemCode.BACKUP, "Dipulihkan di mesin cadangan", YESTERDAY, "rara")},
)  # fmt: skip


def item(facts: ReadinessFacts, code: ItemCode) -> Item:
    """How one item stands."""
    [found] = [one for one in judge_readiness(facts).items if one.code is code]
    return found


def at(**hospital: object) -> ReadinessFacts:
    """A ready region whose only hospital is otherwise."""
    return replace(READY, hospitals=(replace(RSUD, **hospital),))  # type: ignore[arg-type]


def with_people(**people: object) -> ReadinessFacts:
    """A ready region whose registry is otherwise."""
    return replace(READY, people=replace(READY.people, **people))  # type: ignore[arg-type]


def with_pack(**pack: object) -> ReadinessFacts:
    """A ready region whose pack is otherwise."""
    return replace(READY, pack=replace(PACK, **pack))  # type: ignore[arg-type]


def with_money(**money: object) -> ReadinessFacts:
    """A ready region whose budget is otherwise."""
    return replace(READY, money=replace(READY.money, **money))  # type: ignore[arg-type]


def running(**facts: object) -> ReadinessFacts:
    """A ready region whose system is otherwise."""
    return replace(READY, running=replace(READY.running, **facts))  # type: ignore[arg-type]


def test_every_item_is_judged_once_in_the_order_of_the_list() -> None:
    for facts in (EMPTY, READY):
        assert [one.code for one in judge_readiness(facts).items] == list(ItemCode)
    assert list(KINDS) == list(ItemCode)
    for kind in KINDS.values():
        assert kind.title.id and kind.title.en and kind.standard


def test_a_region_with_nothing_cannot_open_and_is_told_what_to_do() -> None:
    found = judge_readiness(EMPTY)
    assert not found.can_open
    assert [one.code.value for one in found.blocking] == [
        "pack", "scenarios", "stage", "residents", "agreements", "budget_lines", "appropriation",
        "estimates", "desk_accounts", "verifiers", "letters", "practice_desk",
    ]  # fmt: skip
    silent = [one.code for one in found.items if one.next_step is None]
    assert silent == [ItemCode.JKN_STATUS, ItemCode.OFFLINE_LISTS], "what nobody asked for"


def test_a_ready_region_has_nothing_left_to_do() -> None:
    found = judge_readiness(READY)
    assert found.can_open
    assert found.count(State.READY) == len(found.items)
    assert {one.next_step for one in found.items} == {None}
    assert {one.command for one in found.items} == {""}


def test_badung_has_the_budget_and_still_cannot_open() -> None:
    found = judge_readiness(replace(EMPTY, pack=PACK, money=READY.money))
    states = {one.code: one.state for one in found.items}
    assert states[ItemCode.APPROPRIATION] is states[ItemCode.BUDGET_ENOUGH] is State.READY
    assert not found.can_open
    assert {ItemCode.RESIDENTS, ItemCode.AGREEMENTS, ItemCode.DESK_ACCOUNTS} <= {
        one.code for one in found.blocking
    }


CHANGES = [
    (with_pack(signed_by=None), ItemCode.SIGNATURE, State.MISSING, "tanpa tanda tangan"),
    (with_pack(scenarios=0), ItemCode.SCENARIOS, State.PARTLY, "tidak memuat"),
    (with_pack(failing=("Bayi Siti dijamin",)), ItemCode.SCENARIOS, State.MISSING, "Bayi Siti"),
    (with_pack(stage=None), ItemCode.STAGE, State.MISSING, "10 Mar 2026"),
    (with_pack(checked_on=date(2024, 1, 1)), ItemCode.LAW, State.PARTLY, "1 Jan 2024"),
    (with_pack(checked_on=None), ItemCode.LAW, State.MISSING, "Tidak ada tahap"),
    (with_people(residents=0), ItemCode.RESIDENTS, State.MISSING, "kosong"),
    (with_people(residents=400_000), ItemCode.RESIDENTS, State.PARTLY, "72 %"),
    (with_people(file=None), ItemCode.REGISTRY_AGE, State.MISSING, "Belum ada berkas"),
    (with_people(file=replace(NEW, on=date(2026, 1, 1))), ItemCode.REGISTRY_AGE, State.PARTLY,
     "68 hari"),
    (with_people(file=replace(NEW, refused=9)), ItemCode.REGISTRY_ROWS, State.PARTLY, "ditolak: 9"),
    (with_people(empty=2), ItemCode.VILLAGES, State.PARTLY, "tanpa penduduk: 2"),
    (with_people(outside=5), ItemCode.VILLAGES, State.PARTLY, "luar daftar: 5"),
    (with_pack(villages=0), ItemCode.VILLAGES, State.MISSING, "tidak memuat"),
    (with_people(jkn=None), ItemCode.JKN_STATUS, State.MISSING, "dua kali"),
    (with_people(jkn=replace(NEW, on=date(2026, 2, 1))), ItemCode.JKN_STATUS, State.PARTLY,
     "37 hari"),
    (with_pack(wants_payer=False), ItemCode.JKN_STATUS, State.NOT_NEEDED, "tidak menanyakan"),
    (replace(READY, hospitals=()), ItemCode.AGREEMENTS, State.MISSING, "Tidak ada rumah sakit"),
    (at(services=("inpatient",)), ItemCode.SERVICES, State.PARTLY, "gawat darurat 0"),
    (at(until=date(2026, 4, 1)), ItemCode.AGREEMENT_ENDS, State.PARTLY, "1 Apr 2026"),
    (at(until=date(2026, 12, 31)), ItemCode.AGREEMENT_ENDS, State.READY, "60 hari"),
    (at(rated=0), ItemCode.TARIFFS, State.MISSING, "semua klaim akan ditunda"),
    (at(rated=150), ItemCode.TARIFFS, State.PARTLY, "75 %"),
    (at(has_programme=False), ItemCode.PAYERS, State.MISSING, "Tidak ada rumah sakit"),
    (at(unmapped=3), ItemCode.PAYERS, State.PARTLY, "dipetakan: 3"),
    (with_money(lines=READY.money.lines[:1]), ItemCode.BUDGET_LINES, State.MISSING, "rawat jalan"),
    (with_money(lines=(line("inpatient"), line("outpatient"))), ItemCode.APPROPRIATION,
     State.MISSING, "2026"),
    (with_money(lines=(READY.money.lines[0], line("outpatient"))), ItemCode.APPROPRIATION,
     State.PARTLY, "rawat jalan"),
    (with_money(lines=(line("inpatient", appropriation_idr=1),)), ItemCode.RELEASE, State.MISSING,
     "tidak dapat dibayar"),
    (with_money(month_idr=5_001), ItemCode.RELEASE, State.PARTLY, "tersisa"),
    (with_money(month_idr=5_000), ItemCode.RELEASE, State.READY, "tersisa"),
    (with_pack(uncosted=("inpatient B",)), ItemCode.ESTIMATES, State.MISSING, "inpatient B"),
    (with_money(chance_bp=7_999), ItemCode.BUDGET_ENOUGH, State.PARTLY, "79 %"),
    (with_money(chance_bp=None), ItemCode.BUDGET_ENOUGH, State.MISSING, "Belum dapat"),
    (at(clerks=0), ItemCode.DESK_ACCOUNTS, State.MISSING, "RSUD Contoh"),
    (at(billers=0), ItemCode.BILLER_ACCOUNTS, State.MISSING, "0 dari 1"),
    (replace(READY, staff={**READY.staff, Role.VERIFIER: StaffFacts(1, 1)}), ItemCode.VERIFIERS,
     State.PARTLY, "Akun: 1; perlu: 2"),
    (replace(READY, staff={**READY.staff, Role.TREASURER: StaffFacts(3, 3)}), ItemCode.TREASURERS,
     State.PARTLY, "Akun: 3; perlu: 4"),
    (replace(READY, staff={**READY.staff, Role.PLANNER: StaffFacts(1, 0)}), ItemCode.SECOND_FACTOR,
     State.PARTLY, "8 dari 9"),
    (replace(READY, staff={Role.VERIFIER: StaffFacts(2, 0)}), ItemCode.SECOND_FACTOR,
     State.MISSING, "0 dari 2"),
    (replace(READY, staff={Role.AUDITOR: StaffFacts(1, 1)}), ItemCode.CITY_ACCOUNTS, State.PARTLY,
     "perencana, administrator"),
    (running(broken=("card.typ",)), ItemCode.LETTERS, State.MISSING, "card.typ"),
    (running(letter_key=False), ItemCode.LETTER_KEY, State.MISSING, "belum dibuat"),
    (running(checkpoint_on=None), ItemCode.CHECKPOINT, State.MISSING, "belum pernah"),
    (running(unhealthy=("audit log",)), ItemCode.DOCTOR, State.MISSING, "audit log"),
    (running(unhealthy=None), ItemCode.DOCTOR, State.PARTLY, "Tidak diperiksa"),
    (running(watched_on=None), ItemCode.WORKER, State.MISSING, "belum pernah"),
    (running(watched_on=date(2026, 3, 8)), ItemCode.WORKER, State.PARTLY, "8 Mar 2026"),
    (running(devices=0), ItemCode.OFFLINE_LISTS, State.NOT_NEEDED, "Tidak ada loket"),
    (running(listed_on=None), ItemCode.OFFLINE_LISTS, State.MISSING, "terdaftar: 2"),
    (running(listed_on=date(2026, 3, 8)), ItemCode.OFFLINE_LISTS, State.PARTLY, "8 Mar 2026"),
    (replace(READY, notes={}), ItemCode.BACKUP, State.MISSING, "Tidak ada catatan"),
    (at(issued=False), ItemCode.PRACTICE_DESK, State.MISSING, "0 dari 1"),
    (at(sent=False), ItemCode.PRACTICE_BILLING, State.MISSING, "0 dari 1"),
    (replace(READY, practice=PracticeFacts(0, 1)), ItemCode.PRACTICE_VERIFYING, State.MISSING,
     "Belum pernah"),
    (replace(READY, practice=PracticeFacts(1, 0)), ItemCode.PRACTICE_PAYING, State.MISSING,
     "Belum pernah"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "code", "state", "said"), CHANGES, ids=[f"{c[1]} {c[2]} {c[3]}" for c in CHANGES]
)
def test_each_item_says_what_is_wrong_with_it(
    facts: ReadinessFacts, code: ItemCode, state: State, said: str
) -> None:
    found = item(facts, code)
    assert found.state is state
    assert said in found.evidence.id.replace("\u00a0", " ")
    assert found.evidence.en
    assert (found.next_step is None) == (state in (State.READY, State.NOT_NEEDED))


def test_every_item_but_the_pack_can_be_found_wanting_above() -> None:
    assert {change[1] for change in CHANGES} == set(ItemCode) - {ItemCode.PACK}


def test_what_is_partly_there_does_not_keep_the_desk_closed() -> None:
    other = replace(RSUD, provider_code="3671902", name="RS Dua", clerks=0)
    assert judge_readiness(replace(READY, hospitals=(RSUD, other))).can_open
    assert not judge_readiness(replace(READY, hospitals=(other,))).can_open


def test_a_note_counts_only_for_what_the_data_cannot_show() -> None:
    def note(code: ItemCode) -> dict[ItemCode, Note]:
        return {code: Note(code, "Dilatih 2 Maret", YESTERDAY, "rara")}

    trained = item(replace(at(issued=False), notes=note(ItemCode.PRACTICE_DESK)),
                   ItemCode.PRACTICE_DESK)  # fmt: skip
    assert trained.state is State.READY
    assert trained.note is not None
    said = trained.evidence.en.replace("\u00a0", " ")
    assert said == "Hospitals: 0 of 1. Noted 9 Mar 2026 by rara."
    assert (trained.next_step, trained.command) == (None, "")
    planned = note(ItemCode.BUDGET_ENOUGH)
    assert item(replace(EMPTY, notes=planned), ItemCode.BUDGET_ENOUGH).state is State.READY
    short = replace(with_money(chance_bp=6_000), notes=planned)
    assert item(short, ItemCode.BUDGET_ENOUGH).state is State.PARTLY, "the books know better"
    claimed = item(replace(EMPTY, notes=note(ItemCode.RESIDENTS)), ItemCode.RESIDENTS)
    assert claimed.state is State.MISSING, "the registry is empty whatever somebody writes"
    assert claimed.note is not None


def test_the_scenarios_of_a_real_pack_come_out_and_a_false_one_is_named() -> None:
    pack = tangerang()
    assert failing_scenarios(pack) == ()
    first = pack.scenarios[0]
    wrong = replace(first, expect="covered" if first.expect == "not_covered" else "not_covered")
    assert failing_scenarios(replace(pack, scenarios=(wrong, *pack.scenarios[1:]))) == (
        first.situation,
    )


def test_a_pack_says_what_has_no_estimate_and_whom_jkn_pays() -> None:
    pack = tangerang()
    on = date(2012, 3, 1)
    assert uncosted_care(pack, (RSUD,), on) == ()
    bare = replace(pack, estimates=tuple(e for e in pack.estimates if e.care == "inpatient"))
    assert uncosted_care(bare, (RSUD,), on) == ("outpatient C",)
    now = pack_facts(pack, (RSUD,), installed_on=on, signed_by=None, on=on)
    assert (now.wants_payer, now.stage_until) == (False, date(2016, 1, 1))
    gap = next(stage for stage in pack.stages if stage.mode is Mode.GAP)
    later = pack_facts(pack, (RSUD,), installed_on=on, signed_by=None, on=gap.starts)
    assert (later.wants_payer, later.stage) == (True, gap.title)
    before = pack_facts(pack, (), installed_on=on, signed_by=None, on=date(2007, 1, 1))
    assert (before.stage, before.checked_on) == (None, None)
