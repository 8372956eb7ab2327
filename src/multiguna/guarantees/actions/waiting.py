"""The queue of requests that wait for budget, served when there is money again."""

from __future__ import annotations

from datetime import date

from multiguna.coverage.terms import Care, Papers
from multiguna.guarantees.actions.issuing import issue_guarantee
from multiguna.guarantees.queries import estimate_for
from multiguna.guarantees.rules import letters as rules
from multiguna.guarantees.terms import GuaranteeAnswer, Outcome, Request
from multiguna.kernel.db import transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor
from multiguna.programme.queries import pack_in_force

WAITING = """
SELECT w.letter_no, w.request, w.queued_on, p.provider_class
FROM guarantees_waiting w
JOIN providers_provider p ON p.region = w.region AND p.provider_code = w.provider_code
WHERE w.region = %s ORDER BY w.queued_on, w.recorded_at, w.letter_no
"""
ROOM = """
SELECT available_idr - arrears_idr FROM ledger_account
WHERE region = %s AND fiscal_year = %s AND care = %s
"""


def issue_waiting(*, by: Actor, on: date) -> int:
    """Serve the waiting requests whose line has money again, oldest first; how many were issued.

    A request is asked about only while its line has room for its estimate, so that waiting leaves
    no records. It leaves the queue when it is issued, when the answer is now a no, when its number
    went to another request, and when the letter it asks for would have run out. Each is a
    transaction of its own.
    """
    pack = pack_in_force(by)
    with transaction(by) as cursor:
        waiting = cursor.execute(WAITING, [by.region]).fetchall()
    issued = 0
    for letter_no, request, queued_on, provider_class in waiting:
        care = Care(request["care"])
        _, until = rules.letter_period(pack, care=care, emergency=False, on=queued_on)
        with transaction(by) as cursor:
            if on < until:
                estimate = estimate_for(
                    cursor, by, pack, care=care, provider_code=request["provider_code"],
                    provider_class=provider_class, diagnosis=request["diagnosis"], on=on,
                )  # fmt: skip
                room = cursor.execute(ROOM, [by.region, on.year, care]).fetchone()
                if room is None or room[0] < estimate.mean_idr:
                    continue
                answer = _ask_again(request, by, on)
                if answer is not None and answer.outcome is Outcome.QUEUED:
                    continue
                issued += answer is not None and answer.outcome is Outcome.ISSUED
            cursor.execute(
                "DELETE FROM guarantees_waiting WHERE region = %s AND letter_no = %s",
                [by.region, letter_no],
            )
    return issued


def _ask_again(request: Request, by: Actor, on: date) -> GuaranteeAnswer | None:
    """The answer now; None when the number went to another request meanwhile."""
    born_on = request["born_on"]
    try:
        return issue_guarantee(
            letter_no=request["letter_no"], nik=request["nik"], kk=request["kk"],
            provider_code=request["provider_code"], care=Care(request["care"]),
            diagnosis=request["diagnosis"], emergency=request["emergency"],
            born_on=date.fromisoformat(born_on) if born_on else None,
            papers=Papers(**request["papers"]), by=by, on=on,
        )  # fmt: skip
    except Refused as refused:
        if refused.code != "letter_no_reused":
            raise
        return None
