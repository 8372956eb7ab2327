"""Corrections: a claim sent again with other content, from the file to the money."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from tests.database.test_claims_adjudicating import (
    RECEIVED,
    balances,
    decide,
    pack,
    rate,
    rows_of,
    siti,
)
from tests.database.test_claims_adjudicating import bill as bill_once
from tests.database.test_claims_importing import CITY, row, take_in
from tests.people import HOSPITAL, Someone, tangerang

from multiguna.claims.actions import (
    adjudicate_batch,
    correct_claim,
    file_appeal,
    import_claims,
)
from multiguna.claims.queries import claim_history, claim_list, outcome_sums
from multiguna.claims.terms import COLUMNS, Outcome
from multiguna.claims.terms.importing import ClaimsImport
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Role
from multiguna.payments.plan import statement as payments_statement
from multiguna.programme.actions import install_pack

__all__ = ["bill_once", "pack", "rate", "siti"]

CLAIMS = "SELECT claim_id, corrects, revision, los, letter_no FROM claims_claim ORDER BY claim_id"
DECISIONS = """
SELECT claim_id, version, outcome, approved_idr FROM claims_adjudication
ORDER BY claim_id, version
"""
Bill = Callable[..., int]
Again = Callable[..., ClaimsImport]


@pytest.fixture
def again(tmp_path: Path) -> Again:
    """Send the first file once more with some columns changed."""

    def send(
        by: Actor, *, name: str = "again.txt", number: int = 1, **changed: str
    ) -> ClaimsImport:
        [line] = (tmp_path / f"{number}.txt").read_text().splitlines()[1:]
        row = dict(zip(COLUMNS, line.split("\t"), strict=True)) | changed
        path = tmp_path / name
        path.write_text("\t".join(COLUMNS) + "\n" + "\t".join(row.values()) + "\n")
        return import_claims(path=path, provider_code=HOSPITAL, by=by, on=RECEIVED)

    return send


def test_a_claim_in_question_is_replaced_by_its_correction_and_then_paid(
    db: Cursor, siti: Someone, bill_once: Bill, again: Again, rate: int, system_actor: Actor
) -> None:
    batch_id = bill_once(siti, 1, LOS="9")
    assert decide(system_actor, batch_id) == {"pended": 1}
    result = again(system_actor, LOS="4")
    assert (result.imported, result.corrected, result.unchanged, result.refused) == (0, 1, 0, 0)
    first, second = rows_of(db, CLAIMS)
    assert (second["corrects"], second["revision"], second["los"]) == (first["claim_id"], 1, 4)
    assert second["letter_no"] == first["letter_no"]
    assert balances(db) == (0, rate + 5000, 0)
    decided = decide(system_actor)
    assert decided == {"approved": 1}, rows_of(db, "SELECT * FROM claims_finding")
    assert balances(db) == (0, 0, rate + 5000)
    assert [tuple(row.values()) for row in rows_of(db, DECISIONS)] == [
        (first["claim_id"], 1, "pended", 0),
        (first["claim_id"], 2, "rejected", 0),
        (second["claim_id"], 1, "approved", rate + 5000),
    ]
    [finding] = rows_of(db, "SELECT * FROM claims_finding WHERE version = 2")
    assert (finding["rule_code"], finding["facts"]) == (
        "replaced", {"corrected_by": second["claim_id"]},
    )  # fmt: skip
    [record] = rows_of(db, "SELECT * FROM audit_record WHERE kind = 'claim_replacement'")
    assert record["subject"] == f"claim:{first['claim_id']}"


def test_an_undecided_claim_is_replaced_and_its_bill_given_back(
    db: Cursor, siti: Someone, bill_once: Bill, again: Again, rate: int, system_actor: Actor
) -> None:
    bill_once(siti, 1)
    result = again(system_actor, TARIF_SD="0", TOTAL_TARIF=str(rate))
    assert result.corrected == 1
    assert balances(db) == (0, rate, 0)
    assert decide(system_actor) == {"approved": 1}
    assert balances(db) == (0, 0, rate)
    kinds = rows_of(db, "SELECT kind, billed_idr FROM ledger_entry WHERE claim_id IS NOT NULL "
                        "ORDER BY entry_no")  # fmt: skip
    assert sorted(tuple(row.values()) for row in kinds) == sorted([
        ("bill", rate + 5000), ("replace", -rate - 5000), ("rebill", rate), ("approve", -rate),
    ])  # fmt: skip


def test_a_rejected_claim_gives_back_nothing_twice(
    db: Cursor, siti: Someone, bill_once: Bill, again: Again, rate: int, system_actor: Actor
) -> None:
    batch_id = bill_once(siti, 1, INACBG="X-0-98-X")
    assert decide(system_actor, batch_id) == {"rejected": 1}
    assert again(system_actor, INACBG="K-4-17-I").corrected == 1
    assert balances(db) == (0, rate + 5000, 0)
    assert decide(system_actor) == {"approved": 1}
    assert balances(db) == (0, 0, rate + 5000)


def test_an_approved_claim_is_not_corrected_but_appealed(
    db: Cursor, siti: Someone, bill_once: Bill, again: Again, system_actor: Actor
) -> None:
    assert decide(system_actor, bill_once(siti, 1)) == {"approved": 1}
    result = again(system_actor, LOS="5")
    assert (result.corrected, result.refused) == (0, 1)
    assert [problem.code.value for problem in result.problems] == ["claim_no_reused"]
    assert "Appeal" in result.problems[0].remedy.en
    assert len(rows_of(db, CLAIMS)) == 1


def test_the_same_correction_again_and_the_old_file_again_change_nothing(
    db: Cursor, siti: Someone, bill_once: Bill, again: Again, system_actor: Actor
) -> None:
    bill_once(siti, 1, LOS="9")
    assert again(system_actor, LOS="4").corrected == 1
    same = again(system_actor, name="same.txt", LOS="4", C4="another hash")
    assert (same.corrected, same.unchanged, same.known) == (0, 1, False)
    stale = again(system_actor, name="stale.txt", LOS="9", C4="another hash")
    assert (stale.corrected, stale.unchanged) == (0, 1)
    assert again(system_actor, name="third.txt", LOS="8").corrected == 1
    assert [row["revision"] for row in rows_of(db, CLAIMS)] == [0, 1, 2]


def test_of_two_corrections_in_one_file_the_first_counts(
    db: Cursor, siti: Someone, bill_once: Bill, tmp_path: Path, system_actor: Actor
) -> None:
    bill_once(siti, 1, LOS="9")
    header, line = (tmp_path / "1.txt").read_text().splitlines()
    row = dict(zip(COLUMNS, line.split("\t"), strict=True))
    rows = [row, row | {"LOS": "4"}, row | {"LOS": "5"}, row | {"LOS": "4"}]
    path = tmp_path / "twice.txt"
    path.write_text("\n".join([header, *("\t".join(one.values()) for one in rows)]) + "\n")
    result = import_claims(path=path, provider_code=HOSPITAL, by=system_actor, on=RECEIVED)
    assert (result.corrected, result.unchanged, result.refused) == (1, 2, 1)
    assert [(p.row, p.code.value) for p in result.problems] == [(3, "claim_no_repeated")]


def test_a_biller_corrects_the_own_claim_and_the_city_decides_it(
    db: Cursor, siti: Someone, bill_once: Bill, again: Again, actor: Callable[..., Actor],
    system_actor: Actor,
) -> None:  # fmt: skip
    biller = actor(Role.BILLER, HOSPITAL, "koder")
    batch_id = bill_once(siti, 1, LOS="9")
    decide(system_actor, batch_id)
    result = again(biller, LOS="4")
    assert result.corrected == 1
    decided = adjudicate_batch(
        batch_id=result.batch_id, by=actor(Role.VERIFIER, None, "verif"), on=RECEIVED
    )
    assert decided.claims == 1
    listed, _ = claim_list(db, system_actor)
    assert [[rule.code for rule in row.rules] for row in listed] == [[], ["replaced"]]


def test_every_rupiah_is_founded_after_corrections(
    db: Cursor, siti: Someone, bill_once: Bill, again: Again, system_actor: Actor
) -> None:
    bill_once(siti, 1, LOS="9")
    again(system_actor, LOS="8", TARIF_SD="0")
    decide(system_actor)
    again(system_actor, name="third.txt", LOS="4")
    unfounded = payments_statement("unfounded")
    assert db.execute(unfounded, {"region": system_actor.region}).fetchall() == []
    decide(system_actor)
    assert db.execute(unfounded, {"region": system_actor.region}).fetchall() == []


def test_papers_and_sums_show_the_claim_that_stands(
    db: Cursor, siti: Someone, bill_once: Bill, again: Again, system_actor: Actor
) -> None:
    decide(system_actor, bill_once(siti, 1, LOS="9"))
    again(system_actor, LOS="4")
    [_, second] = rows_of(db, CLAIMS)
    values = {"region": system_actor.region, "provider_code": HOSPITAL, "on": RECEIVED}
    db.execute(payments_statement("statement_claims"), values)
    assert [row[0] for row in db.fetchall()] == [second["claim_id"]]
    assert outcome_sums(db, system_actor)[Outcome.REJECTED].claims == 0


def test_the_history_of_a_claim_is_told_from_any_revision(
    db: Cursor, siti: Someone, bill_once: Bill, again: Again, system_actor: Actor
) -> None:
    decide(system_actor, bill_once(siti, 1, LOS="9"))
    again(system_actor, LOS="8")
    again(system_actor, name="third.txt", LOS="4", DIAGLIST="E86")
    claims = [row["claim_id"] for row in rows_of(db, CLAIMS)]
    told = [claim_history(db, system_actor, int(str(number))) for number in claims]
    assert told[0] == told[1] == told[2]
    assert [(one.revision, one.outcome, one.corrected_by, one.changed) for one in told[0]] == [
        (0, "pended", claims[1], ()),
        (1, None, claims[2], ("los",)),
        (2, None, None, ("diagnoses", "los")),
    ]
    assert claim_history(db, system_actor, 0) == []


def test_an_appealed_claim_is_corrected_only_after_the_ruling(
    db: Cursor, siti: Someone, bill_once: Bill, again: Again, actor: Callable[..., Actor],
    system_actor: Actor,
) -> None:  # fmt: skip
    decide(system_actor, bill_once(siti, 1, INACBG="X-0-98-X"))
    [claim] = rows_of(db, CLAIMS)
    claim_id = int(str(claim["claim_id"]))
    biller = actor(Role.BILLER, HOSPITAL, "koder")
    file_appeal(claim_id=claim_id, grounds="Koding sudah benar", by=biller, on=RECEIVED)
    result = again(biller, INACBG="K-4-17-I")
    assert [problem.code.value for problem in result.problems] == ["claim_no_reused"]
    with pytest.raises(Refused, match="appeal_open"):
        correct_claim(
            claim_id=claim_id, changes={"INACBG": "K-4-17-I"}, by=biller, on=RECEIVED
        )  # fmt: skip


def test_a_form_brings_a_replaced_revision_back_as_little_as_an_old_file(
    db: Cursor, siti: Someone, bill_once: Bill, actor: Callable[..., Actor]
) -> None:
    biller = actor(Role.BILLER, HOSPITAL, "koder")
    bill_once(siti, 1, LOS="9")
    [first] = rows_of(db, CLAIMS)
    number = int(str(first["claim_id"]))
    second = correct_claim(claim_id=number, changes={"LOS": "4"}, by=biller, on=RECEIVED)
    assert second.claim_id is not None
    with pytest.raises(Refused, match="claim_said_before"):
        correct_claim(claim_id=second.claim_id, changes={"LOS": "9"}, by=biller, on=RECEIVED)
    assert [row["los"] for row in rows_of(db, CLAIMS)] == [9, 4]


def test_a_correction_keeps_the_first_receipt_only_of_the_same_care(
    db: Cursor, siti: Someone, bill_once: Bill, system_actor: Actor
) -> None:
    """A stay of another day is received when it comes: a claim is no ticket for later care."""
    late = RECEIVED + timedelta(days=200)
    receipts = "SELECT first_received_on FROM claims_claim WHERE claim_id = %s"
    bill_once(siti, 1, LOS="9")
    [first] = rows_of(db, CLAIMS)
    number: int | None = int(str(first["claim_id"]))
    for changes, received in (
        ({"LOS": "4"}, RECEIVED),
        ({"ADMISSION_DATE": "02/03/2012", "LOS": "3"}, late),
        ({"LOS": "5"}, late),
    ):
        assert number is not None
        filed = correct_claim(claim_id=number, changes=changes, by=system_actor, on=late)
        number = filed.claim_id
        assert db.execute(receipts, [number]).fetchone() == (received,), filed
    assert decide(system_actor, on=late) == {"rejected": 1}
    assert "past_deadline" in {row["rule_code"] for row in rows_of(
        db, "SELECT rule_code FROM claims_finding")}  # fmt: skip


def test_deciding_waits_for_a_correction_and_finds_the_claim_replaced(
    real_db: None, superuser: psycopg.Connection, system_actor: Actor, tmp_path: Path
) -> None:
    superuser.execute(CITY.encode())
    install_pack(pack=tangerang(), by=system_actor, on=RECEIVED)
    take_in(_file(tmp_path, row()), system_actor)
    [(claim_id,)] = superuser.execute("SELECT claim_id FROM claims_claim").fetchall()
    decided = threading.Thread(
        target=lambda: adjudicate_batch(batch_id=None, by=system_actor, on=RECEIVED)
    )
    with transaction(system_actor):
        correct_claim(claim_id=claim_id, changes={"LOS": "9"}, by=system_actor, on=RECEIVED)
        decided.start()
        decided.join(1)
        assert decided.is_alive(), "the run of the rules waits"
    decided.join()
    found = superuser.execute(
        "SELECT claim_id = %s, count(*) FROM claims_adjudication GROUP BY claim_id ORDER BY 2, 1",
        [claim_id],
    ).fetchall()
    assert found == [(False, 1), (True, 1)]
    [(last,)] = superuser.execute(
        "SELECT rule_code FROM claims_finding WHERE claim_id = %s", [claim_id]
    ).fetchall()
    assert last == "replaced"


def _file(folder: Path, *rows: dict[str, str]) -> Path:
    path = folder / "P.txt"
    lines = ["\t".join(COLUMNS), *("\t".join(one.values()) for one in rows)]
    path.write_text("\n".join(lines) + "\n")
    return path
