"""Deciding claims end to end: decisions, lines, findings, records and the ledger in one step."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.people import DAY, HOSPITAL, Someone, install, make_person, tangerang

from multiguna.claims.actions import adjudicate_batch, import_claims
from multiguna.claims.queries import claim_detail, claim_list, outcome_sums
from multiguna.claims.terms import COLUMNS, Outcome
from multiguna.coverage.terms import Care
from multiguna.guarantees.actions import issue_guarantee
from multiguna.kernel.db import Cursor, dicts
from multiguna.kernel.terms import Actor
from multiguna.programme.actions import install_pack
from multiguna.programme.terms import Pack

ADMITTED, DISCHARGED, RECEIVED = date(2012, 3, 1), date(2012, 3, 4), date(2012, 4, 5)
GROUP = "K-4-17-I"
Bill = Callable[..., int]


@pytest.fixture
def pack(db: Cursor, system_actor: Actor) -> Pack:
    """The pack of Kota Tangerang with a budget for 2012 and a rate for a top-up."""
    pack = tangerang()
    topup = replace(pack.rates[0], provider_code=HOSPITAL, code="YY-02", code_system="special",
                    care_class=3, starts=DAY,
                    until=None, amount_idr=5000)  # fmt: skip
    pack = replace(pack, rates=(*pack.rates, topup))
    return install(system_actor, pack, budget={"RI": 10**12, "RJ": 10**12})


@pytest.fixture
def rate(pack: Pack) -> int:
    """The agreed class 3 rate of the group at the hospital."""
    return next(
        row.amount_idr
        for row in pack.rates
        if (row.provider_code, row.code, row.care_class) == (HOSPITAL, GROUP, 3)
        and row.starts <= ADMITTED
        and (row.until is None or row.until > ADMITTED)
    )


@pytest.fixture
def siti(db: Cursor, pack: Pack) -> Someone:
    """A resident woman of 32 years."""
    return make_person(db, born=date(1980, 2, 29), sex=2, resident="{[1980-02-29,)}")


@pytest.fixture
def bill(tmp_path: Path, rate: int, system_actor: Actor) -> Bill:
    """Issue a letter for somebody, bill it as e-Klaim does, and give the batch's number."""

    def send(
        person: Someone,
        number: int,
        *,
        letter: bool = True,
        born_on: date | None = None,
        by: Actor = system_actor,
        **changed: str,
    ) -> int:
        letter_no = f"{HOSPITAL}0312J{number:06}"
        if letter:
            answer = issue_guarantee(
                letter_no=letter_no, nik=person.nik, kk=person.kk, provider_code=HOSPITAL,
                care=Care.INPATIENT, born_on=born_on, by=system_actor, on=ADMITTED,
            )  # fmt: skip
            assert answer.letter is not None
        row = dict.fromkeys(COLUMNS, "0") | {
            "KODE_RS": HOSPITAL, "KELAS_RAWAT": "3", "PTD": "1", "SEX": "2",
            "ADMISSION_DATE": f"{ADMITTED:%d/%m/%Y}", "DISCHARGE_DATE": f"{DISCHARGED:%d/%m/%Y}",
            "BIRTH_DATE": "29/02/1980", "DISCHARGE_STATUS": "1", "DIAGLIST": "A09",
            "PROCLIST": "-", "INACBG": GROUP, "TARIF_INACBG": str(rate), "SD": "YY-02",
            "TARIF_SD": "5000", "TOTAL_TARIF": str(rate + 5000), "LOS": "4",
            "NAMA_PASIEN": "SITI CONTOH", "MRN": f"{number}", "SEP": letter_no,
            "NOKARTU": str(person.nik), "PAYOR_ID": "5;JAMKESDA", "CODER_ID": "-",
        } | changed  # fmt: skip
        path = tmp_path / f"{number}.txt"
        path.write_text("\t".join(COLUMNS) + "\n" + "\t".join(row.values()) + "\n")
        result = import_claims(path=path, provider_code=HOSPITAL, by=by, on=RECEIVED)
        assert result.imported == 1, result.problems
        return result.batch_id

    return send


def decide(by: Actor, batch_id: int | None = None, on: date = RECEIVED) -> dict[str, int]:
    """Decide, and give how many claims had each outcome."""
    result = adjudicate_batch(batch_id=batch_id, by=by, on=on)
    return {
        outcome.value: part.claims for outcome, part in result.by_outcome.items() if part.claims
    }


def rows_of(cursor: Cursor, query: str) -> list[dict[str, object]]:
    cursor.execute(query)
    return dicts(cursor)


def balances(cursor: Cursor) -> tuple[object, ...]:
    [row] = rows_of(
        cursor,
        "SELECT committed_idr, billed_idr, obligations_idr FROM ledger_account "
        "WHERE account_id = '2012/RI'",
    )
    return tuple(row.values())


def test_a_sound_claim_is_approved_and_becomes_an_obligation(
    db: Cursor, siti: Someone, bill: Bill, rate: int, system_actor: Actor
) -> None:
    batch_id = bill(siti, 1)
    assert balances(db) == (0, rate + 5000, 0)
    assert decide(system_actor, batch_id) == {"approved": 1}
    assert balances(db) == (0, 0, rate + 5000)
    [decision] = rows_of(db, "SELECT * FROM claims_adjudication")
    assert (decision["version"], decision["stage_code"]) == (1, "universal-2012")
    lines = rows_of(db, "SELECT line_no, approved_idr FROM claims_line_result ORDER BY line_no")
    assert [tuple(line.values()) for line in lines] == [(1, rate), (2, 5000)]


def test_every_decision_has_its_record_and_names_nobody(
    db: Cursor, siti: Someone, bill: Bill, system_actor: Actor
) -> None:
    decide(system_actor, bill(siti, 1, TARIF_INACBG="9999999", TOTAL_TARIF="10004999"))
    [decision] = rows_of(db, "SELECT record_id, pack_hash FROM claims_adjudication")
    [record] = rows_of(db, "SELECT * FROM audit_record WHERE kind = 'claim_adjudication'")
    assert record["record_id"] == decision["record_id"]
    text = str(record["body"])
    body = json.loads(text)
    assert text == json.dumps(body, sort_keys=True, separators=(",", ":"))
    assert body["reasons"] == ["rate_above_agreement"]
    assert body["outcome"] == "reduced"
    assert body["pack"] == {"hash": decision["pack_hash"], "stage": "universal-2012"}
    assert body["facts"]["person_id"] == siti.person_id
    assert str(siti.nik) not in text
    assert "SITI" not in text


def test_a_rate_above_the_agreement_is_cut_on_the_groups_line(
    db: Cursor, siti: Someone, bill: Bill, rate: int, system_actor: Actor
) -> None:
    more = {"TARIF_INACBG": str(rate + 700), "TOTAL_TARIF": str(rate + 5700)}
    assert decide(system_actor, bill(siti, 1, **more)) == {"reduced": 1}
    assert balances(db) == (0, 0, rate + 5000)
    [finding] = rows_of(db, "SELECT rule_code, severity, amount_idr, facts FROM claims_finding")
    assert finding == {
        "rule_code": "rate_above_agreement", "severity": "reduce", "amount_idr": 700,
        "facts": {"billed_idr": rate + 700, "lines": ["cbg"], "rate_idr": rate},
    }  # fmt: skip


def test_a_top_up_is_cut_to_its_rate_on_its_own_line(
    db: Cursor, siti: Someone, bill: Bill, rate: int, system_actor: Actor
) -> None:
    more = {"TARIF_SD": "900000000", "TOTAL_TARIF": str(rate + 900_000_000)}
    assert decide(system_actor, bill(siti, 1, **more)) == {"reduced": 1}
    lines = rows_of(db, "SELECT line_no, approved_idr FROM claims_line_result ORDER BY line_no")
    assert [tuple(line.values()) for line in lines] == [(1, rate), (2, 5000)]
    assert balances(db) == (0, 0, rate + 5000)


def test_a_top_up_without_an_agreed_rate_is_asked_about(
    db: Cursor, siti: Someone, bill: Bill, system_actor: Actor
) -> None:
    assert decide(system_actor, bill(siti, 1, SD="-")) == {"pended": 1}
    [finding] = rows_of(db, "SELECT rule_code, facts FROM claims_finding")
    assert finding == {
        "rule_code": "rate_unknown",
        "facts": {"care_class": 3, "code": GROUP, "lines": ["sd"]},
    }


def test_a_rejected_claim_leaves_the_budget_free(
    db: Cursor, siti: Someone, bill: Bill, system_actor: Actor
) -> None:
    assert decide(system_actor, bill(siti, 1, PAYOR_ID="3;JKN")) == {"rejected": 1}
    assert balances(db) == (0, 0, 0)
    [line] = rows_of(db, "SELECT approved_idr FROM claims_line_result WHERE line_no = 1")
    assert line["approved_idr"] == 0


def test_a_payer_that_no_list_knows_is_asked_about(
    db: Cursor, siti: Someone, bill: Bill, system_actor: Actor
) -> None:
    assert decide(system_actor, bill(siti, 1, PAYOR_ID="999;ENTAH")) == {"pended": 1}
    [finding] = rows_of(db, "SELECT rule_code, severity, facts FROM claims_finding")
    assert tuple(finding.values()) == ("other_payer", "pend", {"payer": "unknown"})


def test_a_question_keeps_the_bill_until_it_is_answered(
    db: Cursor, siti: Someone, bill: Bill, pack: Pack, rate: int, system_actor: Actor
) -> None:
    batch_id = bill(siti, 1, LOS="9")
    assert decide(system_actor, batch_id) == {"pended": 1}
    assert balances(db) == (0, rate + 5000, 0)
    assert decide(system_actor) == {}  # without a batch only what was never decided
    lenient = replace(
        pack,
        version="1.1",
        stages=tuple(
            replace(stage, rules=tuple(code for code in stage.rules if code != "los_mismatch"))
            for stage in pack.stages
        ),
    )
    install_pack(pack=lenient, by=system_actor, on=RECEIVED)
    assert decide(system_actor, batch_id, RECEIVED + timedelta(days=9)) == {"approved": 1}
    assert balances(db) == (0, 0, rate + 5000)
    versions = rows_of(db, "SELECT version, outcome FROM claims_adjudication ORDER BY version")
    assert [tuple(row.values()) for row in versions] == [(1, "pended"), (2, "approved")]
    assert outcome_sums(db, system_actor)[Outcome.PENDED].claims == 0


def test_a_decided_batch_decided_again_changes_nothing(
    db: Cursor, siti: Someone, bill: Bill, system_actor: Actor
) -> None:
    batch_id = bill(siti, 1)
    decide(system_actor, batch_id)
    before = balances(db)
    assert decide(system_actor, batch_id) == {}
    assert balances(db) == before
    assert len(rows_of(db, "SELECT * FROM claims_adjudication")) == 1


def test_a_claim_is_compared_with_earlier_batches(
    db: Cursor, siti: Someone, bill: Bill, system_actor: Actor
) -> None:
    decide(system_actor, bill(siti, 1))
    assert decide(system_actor, bill(siti, 2)) == {"rejected": 1}
    [first] = rows_of(db, "SELECT min(claim_id) AS claim_id FROM claims_claim")
    [finding] = rows_of(db, "SELECT rule_code, facts FROM claims_finding")
    assert finding == {"rule_code": "duplicate_claim",
                       "facts": {"earlier_claim": first["claim_id"]}}  # fmt: skip


def test_the_same_care_may_be_billed_again_once_the_first_claim_is_rejected(
    db: Cursor, siti: Someone, bill: Bill, system_actor: Actor
) -> None:
    assert decide(system_actor, bill(siti, 1, PAYOR_ID="3;JKN")) == {"rejected": 1}
    assert decide(system_actor, bill(siti, 2)) == {"approved": 1}


def test_the_day_of_service_picks_the_law(
    db: Cursor, bill: Bill, pack: Pack, system_actor: Actor
) -> None:
    newcomer = make_person(db, born=date(1980, 2, 29), sex=2, resident="{[2012-02-20,)}")
    assert decide(system_actor, bill(newcomer, 1)) == {"approved": 1}
    in_2016 = {"ADMISSION_DATE": "01/03/2016", "DISCHARGE_DATE": "04/03/2016"}
    batch_id = bill(newcomer, 2, letter=False, **in_2016)
    assert decide(system_actor, batch_id) == {"rejected": 1}
    [row] = rows_of(db, "SELECT stage_code FROM claims_adjudication WHERE outcome = 'rejected'")
    assert row["stage_code"] == "gap-2016"


def test_a_page_lists_claims_and_finds_them_again(
    db: Cursor, siti: Someone, bill: Bill, actor: Callable[..., Actor], system_actor: Actor
) -> None:
    bill(siti, 1, PAYOR_ID="3;JKN")
    decide(system_actor)
    batch_id = bill(siti, 2)
    rows, total = claim_list(db, system_actor, on=RECEIVED)
    assert (total, [row.outcome for row in rows]) == (2, [None, Outcome.REJECTED])
    assert rows[0].decide_by == RECEIVED + timedelta(days=15)
    assert [rule.code for rule in rows[1].rules] == ["other_payer"]
    for wanted, found in (
        ({"outcome": "rejected"}, 1), ({"outcome": "undecided"}, 1), ({"outcome": "pended"}, 0),
        ({"rule_code": "other_payer"}, 1), ({"rule_code": "readmission"}, 0),
        ({"batch_id": batch_id}, 1), ({"search": f"{HOSPITAL}0312j"}, 2),
        ({"search": f"{HOSPITAL}0312J000002"}, 1), ({"search": "%"}, 0),
        ({"provider_code": "3671902"}, 0), ({"page": 2, "page_size": 1}, 2), ({"page": 9}, 2),
    ):  # fmt: skip
        assert claim_list(db, system_actor, **wanted)[1] == found, wanted  # type: ignore[arg-type]
    reads = rows_of(db, "SELECT DISTINCT purpose, person_id FROM audit_access "
                        "WHERE purpose = 'claim_list'")  # fmt: skip
    assert reads == [{"purpose": "claim_list", "person_id": siti.person_id}]


def test_a_claim_in_full_says_what_was_found_and_what_to_do(
    db: Cursor, siti: Someone, bill: Bill, rate: int, system_actor: Actor
) -> None:
    bill(siti, 1, LOS="9", KAMAR_AKOMODASI="100")
    decide(system_actor)
    [row], _ = claim_list(db, system_actor)
    claim = claim_detail(db, system_actor, row.claim_id)
    assert claim is not None
    assert claim.decision is not None
    assert claim.decision.outcome is Outcome.PENDED
    assert claim.letter is not None
    assert claim.charges == (("KAMAR_AKOMODASI", 100),)
    assert [(line.kind, line.billed_idr, line.approved_idr) for line in claim.lines] == [
        ("cbg", rate, 0), ("sd", 5000, 0),
    ]  # fmt: skip
    details = {finding.rule.code: finding.detail.en for finding in claim.findings}
    assert details == {
        "los_mismatch": "LOS says 9, the dates say 4 days.",
        "charges_mismatch": "They sum to Rp 100, not Rp 0.",
    }
    assert all(finding.rule.remedy.id for finding in claim.findings)
    assert claim_detail(db, system_actor, row.claim_id + 1) is None
