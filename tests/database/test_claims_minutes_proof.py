"""The proof on minutes: whoever has the paper alone can check it against the log's signed root."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from tests.office_city import MELATI, RECEIVED, Office

from multiguna.audit.actions import sequence_leaves
from multiguna.audit.rules import note as notes
from multiguna.audit.rules.merkle import leaf_hash, verify_inclusion
from multiguna.claims.actions import close_minutes, sign_minutes
from multiguna.claims.queries import minutes_card, minutes_pdf, minutes_proof
from multiguna.kernel.db import transaction
from multiguna.kernel.terms import Actor, Role

CLOSED = date(2012, 4, 30)
VERIFIER = Path(__file__).parents[2] / "tools" / "verify_audit.py"


def sequence(by: Actor, count: int) -> None:
    """Number `count` records; other tests' transactions on this server may make us wait."""
    deadline = time.monotonic() + 60
    while count > 0:
        count -= sequence_leaves(by=by, on=CLOSED)
        assert time.monotonic() < deadline


@pytest.mark.usefixtures("real_db")
def test_the_paper_proves_that_the_log_holds_it(system_actor: Actor, tmp_path: Path) -> None:
    with transaction(system_actor) as cur:
        office = Office(cur, system_actor).build()
        for _ in range(5):
            office.decide(office.claim(), "approved", RECEIVED, approved_idr=1_000_000)
    vera = Actor("vera", Role.VERIFIER, system_actor.region)
    koder = Actor("koder", Role.BILLER, system_actor.region, MELATI)
    number = close_minutes(provider_code=MELATI, month="2012-03", by=vera, on=CLOSED).minutes_no
    for by in (koder, vera):
        sign_minutes(minutes_no=number, by=by, on=CLOSED)
    sequence(system_actor, 3)
    with transaction(koder) as cur:
        card = minutes_card(cur, koder, number)
        assert card is not None
        proof = minutes_proof(cur, koder, card)
    assert proof is not None
    assert proof.body is not None
    assert json.loads(proof.body)["facts"]["content_sha256"] == card.content_hash
    assert leaf_hash(proof.body.encode()) == proof.leaf_hash
    note = notes.parse(proof.note)
    assert verify_inclusion(proof.leaf_hash, proof.leaf_index, note.size, proof.path, note.root)
    file = tmp_path / "proof.json"
    file.write_text(json.dumps(proof.to_json()))
    told = subprocess.run(
        [sys.executable, str(VERIFIER), str(file)], capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stdout + told.stderr
    assert minutes_pdf(koder, number) == minutes_pdf(vera, number)
    altered = proof.to_json() | {"body": proof.body.replace("5000000", "5000001")}
    file.write_text(json.dumps(altered))
    told = subprocess.run(
        [sys.executable, str(VERIFIER), str(file)], capture_output=True, text=True, check=False
    )
    assert told.returncode != 0
