"""Note what was paid and not owed; the hospital's next order takes it off."""

from __future__ import annotations

from datetime import date

from multiguna.audit.actions import record_decision
from multiguna.kernel.db import transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.money import rupiah
from multiguna.kernel.roles import require
from multiguna.kernel.terms import Actor, Role, Text
from multiguna.payments import plan
from multiguna.payments.queries import recovery
from multiguna.payments.terms import Recovery


def record_overpayment(
    *, claim_id: int, amount_idr: int, reason: str, by: Actor, on: date
) -> Recovery:
    """Record that an amount paid for a claim was not owed; the hospital's next orders take it off.

    No entry is posted now: the order that takes it posts `recover` entries (ordered −X; when it is
    paid ordered +X, paid −X), a part of it when the order is smaller. Writes a decision record.
    The same amount, reason and day again has no effect.

    Refuses `role_not_allowed` (a verifier or a treasurer records it), `reason_missing`,
    `claim_not_paid` and `recovery_too_large` (more than was paid less what is recovered already).
    """
    require(by, Role.VERIFIER, Role.TREASURER)
    reason = reason.strip()
    if not reason:
        raise Refused(
            "reason_missing",
            Text(
                id="Tulis alasannya; alasan itu masuk ke catatan dan rincian pembayaran.",
                en="Write the reason; it goes on record and on the remittance.",
            ),
        )
    with transaction(by) as cur:
        cur.execute(plan.LOCK, [by.region])
        values: dict[str, object] = {"region": by.region, "claim_id": claim_id}
        again = cur.execute(plan.SAME_RECOVERY, [by.region, claim_id, amount_idr, reason, on])
        known = again.fetchone()
        if known is not None:
            return recovery(cur, by, known[0])
        paid = cur.execute(plan.statement("recoverable"), values).fetchone()
        if paid is None:
            raise Refused(
                "claim_not_paid",
                Text(
                    id="Klaim itu belum dibayar; tidak ada yang dapat ditarik kembali.",
                    en="That claim is not paid; there is nothing to recover.",
                ),
                claim_id=claim_id,
            )
        provider_code, most_idr = paid
        _check_amount(claim_id, amount_idr, most_idr)
        record_id = record_decision(
            cur,
            kind="payment_recovery",
            subject=f"claim:{claim_id}",
            facts={"amount_idr": amount_idr, "recoverable_idr": most_idr, "reason": reason},
            outcome="recover",
            reasons=[],
            pack=None,
            by=by,
            on=on,
        )
        row = [by.region, claim_id, provider_code, amount_idr, reason, record_id, on, by.name]
        made = cur.execute(plan.INSERT_RECOVERY, row).fetchone()
        assert made is not None
        return recovery(cur, by, made[0])


def _check_amount(claim_id: int, amount_idr: int, most_idr: int) -> None:
    if not 0 < amount_idr <= most_idr:
        raise Refused(
            "recovery_too_large",
            Text(
                id=f"Yang dapat ditarik kembali dari klaim ini paling banyak {rupiah(most_idr)}, "
                "dan lebih dari nol.",
                en=f"At most {rupiah(most_idr)} can be recovered from this claim, and more than "
                "zero.",
            ),
            claim_id=claim_id,
            most_idr=most_idr,
        )
