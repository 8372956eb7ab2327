"""Decisions by people: a verifier decides line by line, and above an amount two of them do."""

from __future__ import annotations

from datetime import date

from multiguna.claims.actions.opining import end_stale_proposal, propose
from multiguna.claims.actions.versions import hold_claim, write_decision
from multiguna.claims.rules import reviewing as rules
from multiguna.claims.terms.deciding import Outcome
from multiguna.claims.terms.reviewing import Basis, LineDecision, Reviewed
from multiguna.kernel.db import transaction
from multiguna.kernel.roles import require_person
from multiguna.kernel.terms import Actor, Role
from multiguna.programme.queries import pack_in_force
from multiguna.programme.rules.choosing import number_or_none


def decide(
    *,
    claim_id: int,
    expected_version: int,
    lines: tuple[LineDecision, ...] = (),
    outcome: Outcome | None = None,
    reason: str,
    by: Actor,
    on: date,
) -> Reviewed:
    """A verifier decides a claim, line by line; lines that are not named are worth
    what the rules' cuts leave of them (all that is billed where none cuts); more than that needs a
    reason on the line.

    `expected_version` is the version of the decision that the verifier looked at, 0 for none: of
    two verifiers who look at the same one, one decides and the other is refused. Writes the next
    version with its lines, the finding `verifier` where something is taken off, a decision record,
    and the ledger's `approve` entry of exactly the difference (from a question or an undecided
    claim: billed −bill, obligations +approved). A bill above the pack's `second_opinion_idr` is
    only proposed; it is decided when another verifier confirms.

    Refuses everybody but verifiers (`role_not_allowed`), what `rules.reviewing` refuses (amounts,
    four eyes, `decided_meanwhile`, …), `proposal_waiting` and `claim_unknown`.
    """
    require_person(by, Role.VERIFIER)
    reason = rules.checked_reason(reason)
    with transaction(by) as cursor:
        claim = hold_claim(cursor, by, claim_id)
        rules.check_open(claim, by=by, expected_version=expected_version, on=on)
        weighed = rules.weigh(
            claim.billed_idr, claim.lines, outcome, rules.checked_lines(lines), reason
        )
        end_stale_proposal(cursor, claim, by, on)
        pack = pack_in_force(by)
        if rules.needs_second(claim.billed_idr, number_or_none(pack, "second_opinion_idr", on)):
            return propose(cursor, claim, weighed, reason, by, on)
        version, record_id = write_decision(
            cursor, claim, weighed, basis=Basis.VERIFIER, reason=reason, beside={}, by=by, on=on
        )
        return Reviewed(claim_id, weighed.outcome, weighed.approved_idr, version, None, record_id)
