"""Claims from a web form: one claim of a clinic without e-Klaim, or the correction of a claim.

A form is judged by the rules of a file's row, staged as a file of one row, and kept by its hash.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from hashlib import sha256

from multiguna.claims import plan
from multiguna.claims.actions.correcting import hold_correctable
from multiguna.claims.actions.files import keep_original
from multiguna.claims.actions.importing import begin, check_own
from multiguna.claims.actions.landing import Arrival
from multiguna.claims.actions.reporting import Report
from multiguna.claims.queries.filing import claim_form
from multiguna.claims.rules.eklaim import JudgedRow
from multiguna.claims.rules.eklaim_copy import content_hash, staged_line
from multiguna.claims.rules.filing import judge_changes, judge_form
from multiguna.claims.terms.importing import ClaimsImport
from multiguna.claims.terms.owncsv import FiledClaim, FiledResult
from multiguna.kernel import canonical
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.roles import require
from multiguna.kernel.terms import Actor, Role

FORM, NAME = "form", "formulir"
LANDED = """
SELECT claim_id FROM claims_claim
WHERE region = %s AND provider_code = %s AND claim_no = %s AND admission_date = %s
  AND discharge_date = %s AND content_hash = %s
ORDER BY revision DESC LIMIT 1
"""


def file_claim(*, form: FiledClaim, by: Actor, on: date) -> FiledResult:
    """Take in one claim from a web form, received `on` a day; the same form again has no effect.

    It is judged like a row of the own format; with a problem that refuses it, nothing is stored.
    A claim that is known is corrected or refused as in a file. Refuses `provider_unknown`,
    `provider_mismatch`, `account_missing` and everybody but billers and verifiers.
    """
    require(by, Role.BILLER, Role.VERIFIER)
    check_own(form.provider_code, by)
    judged = judge_form(form)
    if judged.claim is None:
        return FiledResult(None, tuple(judged.problems))
    body: canonical.Json = {
        "filed": dict(sorted(form.values.items())), "provider_code": form.provider_code,
    }  # fmt: skip
    with transaction(by) as cursor:
        return _Form(judged, form.provider_code, body).land(cursor, by=by, on=on)


def correct_claim(*, claim_id: int, changes: Mapping[str, str], by: Actor, on: date) -> FiledResult:
    """Replace a claim that is undecided, in question or rejected by one with other content.

    `changes` are texts by e-Klaim's column names (as `claim_form` gives them); all else stays, also
    top-ups and what is kept raw. Number and dates may change as well. The same content, and the
    same correction again, change nothing. Refuses `claim_unknown`, `claim_replaced` (corrected
    before), `claim_approved` (appeal instead), `appeal_open`, `claim_no_taken` (number and dates
    of another claim), and as `file_claim`.
    """
    require(by, Role.BILLER, Role.VERIFIER)
    body: canonical.Json = {"changes": dict(sorted(changes.items())), "corrects": claim_id}
    with transaction(by) as cursor:
        stored = claim_form(cursor, by, claim_id)
        judged = judge_changes(stored, changes)
        if judged.claim is None:
            return FiledResult(None, tuple(judged.problems))
        if content_hash(judged.claim) == stored.content_hash:
            return FiledResult(claim_id, tuple(judged.problems))
        form = _Form(judged, stored.provider_code, body, corrects=claim_id)
        return form.land(cursor, by=by, on=on)


class _Form:
    """One judged claim from a form, and what was typed as it is kept."""

    def __init__(
        self,
        judged: JudgedRow,
        provider_code: str,
        body: canonical.Json,
        corrects: int | None = None,
    ) -> None:
        assert judged.claim is not None
        self._claim, self._problems = judged.claim, judged.problems
        self._provider_code, self._corrects = provider_code, corrects
        self._data = canonical.dumps(body).encode()

    def land(self, cursor: Cursor, *, by: Actor, on: date) -> FiledResult:
        """Take it in as a batch of its own; a form that was sent before has no effect."""
        file_hash = sha256(self._data).hexdigest()
        taken = begin(cursor, self._provider_code, file_hash, by)
        if taken is None:
            if self._corrects is not None:
                hold_correctable(cursor, self._corrects, self._claim, by=by)
            taken = self._take_in(cursor, file_hash, by=by, on=on)
            keep_original(file_hash, io.BytesIO(self._data))
        claim = self._claim
        found = cursor.execute(
            LANDED,
            [by.region, self._provider_code, claim.claim_no, claim.admission_date,
             claim.discharge_date, content_hash(claim)],
        ).fetchone()  # fmt: skip
        problems = taken.problems or tuple(self._problems)
        return FiledResult(None if found is None else found[0], problems, taken)

    def _take_in(self, cursor: Cursor, file_hash: str, *, by: Actor, on: date) -> ClaimsImport:
        with Report(None) as report:
            report.add(self._problems)
            plan.create_staging(cursor)
            with cursor.copy(plan.COPY_STAGING) as copy:
                copy.write(staged_line(self._claim))
            cursor.execute(plan.ANALYZE_STAGING)
            arrival = Arrival(
                provider_code=self._provider_code, file_hash=file_hash, file_name=NAME, format=FORM,
                columns=None, rows=1, report=report, corrects=self._corrects,
            )  # fmt: skip
            return arrival.take_in(cursor, by=by, on=on)
