"""Claims of a hospital here for another region's residents: filed there, noted here."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from multiguna.audit.actions import record_decision
from multiguna.claims.actions.importing import import_claims
from multiguna.claims.terms.importing import ClaimsImport
from multiguna.kernel.db import transaction
from multiguna.kernel.intake import Progress
from multiguna.kernel.terms import Actor
from multiguna.providers.queries import guest_actor

FILED = """
SELECT claim_id, claim_no, discharge_date, billed_idr, corrects FROM claims_claim
WHERE region = %s AND batch_id = %s AND provider_code = %s ORDER BY claim_id
"""
NOTED = """
INSERT INTO claims_guest (region, home_region, claim_id, provider_code, claim_no, discharge_date,
    billed_idr, corrects, filed_on, filed_by)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
"""


def import_for_guests(
    *,
    home_region: str,
    path: Path,
    by: Actor,
    on: date,
    format: str = "eklaim",
    report_to: Path | None = None,
    progress: Progress | None = None,
) -> ClaimsImport:
    """Take a file of `by`'s hospital in at the patients' region, which adjudicates and answers it.

    What was filed is noted here too, number and amount and nothing of a patient, so that this
    region knows by itself what the other one's statement must come to. The same file again changes
    nothing there and completes the note here. Refuses what `guest_actor` and `import_claims` do.
    """
    guest, _ = guest_actor(by, home_region, on=on)
    assert guest.provider_code is not None
    taken = import_claims(
        path=path, provider_code=guest.provider_code, by=guest, on=on, format=format,
        report_to=report_to, progress=progress,
    )  # fmt: skip
    with transaction(guest) as cursor:
        key = [home_region, taken.batch_id, guest.provider_code]
        filed = cursor.execute(FILED, key).fetchall()
    with transaction(by) as cursor:
        noted = 0
        for claim_id, claim_no, discharged, billed_idr, corrects in filed:
            cursor.execute(
                NOTED,
                [by.region, home_region, claim_id, guest.provider_code, claim_no, discharged,
                 billed_idr, corrects, on, by.name],
            )  # fmt: skip
            noted += cursor.rowcount
        if noted:
            record_decision(
                cursor,
                kind="guest_claims",
                subject=f"provider:{guest.provider_code}",
                facts={"home_region": home_region, "batch_id": taken.batch_id, "claims": noted},
                outcome="filed",
                reasons=[],
                pack=None,
                by=by,
                on=on,
            )
    return taken
