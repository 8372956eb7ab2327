"""Two implementations, one truth: SQL and Python decide random small cities alike."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.claims_city import ALL_RULES, DRGS, LATER, PAYERS, TOPUPS, City, Claim, a_city, is_run
from tests.claims_rows import decided_before, has_letter, has_person, insert

from multiguna.claims import plan
from multiguna.claims.actions.adjudicating import write_decisions
from multiguna.claims.rules.adjudicating import adjudicate, is_stopped
from multiguna.claims.rules.rates import agreed_rates
from multiguna.claims.rules.regimes import regime_on, regimes
from multiguna.claims.terms import (
    ClaimContext,
    ClaimDecision,
    LetterFacts,
    OtherClaim,
    Outcome,
    PersonFacts,
)
from multiguna.coverage.rules import coverage_stage, decide_coverage
from multiguna.coverage.terms import CoverageFacts, CoverageRequest
from multiguna.kernel.db import Cursor, connection


def expected(city: City) -> dict[int, ClaimDecision]:
    """What the plain rules decide about every claim of the run."""
    alone = {one.facts.claim_id: context_of(city, one) for one in city.claims}
    stopped = {
        one.facts.claim_id for one in city.claims
        if is_run(one) and is_stopped(one.facts, alone[one.facts.claim_id])
    }  # fmt: skip
    run = sorted(
        (one for one in city.claims if is_run(one)),
        key=lambda one: (one.facts.service_date, one.facts.claim_id),
    )
    used: Counter[object] = Counter()
    for one in city.claims:
        if not is_run(one) and one.past == "approved":
            used[year_of(one)] += one.approved_idr
            used[month_of(one)] += one.approved_idr
            used[household_of(city, one)] += one.approved_idr
    decided = {}
    for one in run:
        context = replace(
            alone[one.facts.claim_id], used_idr=used[year_of(one)],
            month_used_idr=used[month_of(one)],
            household_used_idr=used[household_of(city, one)], others=others_of(city, one, stopped),
        )  # fmt: skip
        decision = adjudicate(one.facts, context)
        used[year_of(one)] += decision.payable_idr
        used[month_of(one)] += decision.month_payable_idr
        used[household_of(city, one)] += decision.household_payable_idr
        decided[one.facts.claim_id] = decision
    return decided


def year_of(one: Claim) -> object:
    """Whose ceiling of the year a claim counts against."""
    return one.facts.person_id, one.facts.service_date.year


def month_of(one: Claim) -> object:
    """Whose ceiling of the month a claim counts against."""
    return one.facts.provider_code, f"{one.facts.service_date:%Y-%m}"


def household_of(city: City, one: Claim) -> object:
    """Whose family card's ceiling of the year a claim counts against."""
    on = one.facts.service_date
    card = next((p.card_on(on) for p in city.people if p.person_id == one.facts.person_id), None)
    return "card", card, on.year


def context_of(city: City, one: Claim) -> ClaimContext:
    """The facts beside a claim but the patient's other claims, gathered by plain look-ups."""
    claim, letter = one.facts, one.letter
    on = claim.service_date
    person = next((p for p in city.people if p.person_id == claim.person_id), None)
    stage = coverage_stage(city.pack, on)
    born_on = letter.born_on if letter else None
    known = CoverageFacts(
        person.person_id, 1, person.birth_date, person.died_on, (person.resident,)
    ) if person else None  # fmt: skip
    coverage = decide_coverage(known, stage, CoverageRequest(on=on, newborn_born_on=born_on))
    own = [a for a in city.agreements if a.provider_code == claim.provider_code]
    agreed = next((a.facts for a in own if a.period.holds(on)), None)
    regime = regime_on(regimes(city.pack), on)
    rates = agreed_rates(
        claim, regime, agreed.basis if agreed else "inacbg", TOPUPS,
        lambda system, code, care: city.rate(claim.provider_code, system, code, care, on),
    )  # fmt: skip
    return ClaimContext(
        regime=regime,
        covered=coverage.covered if person else False,
        coverage_reason=coverage.reason.value if person else "not_registered",
        payer=PAYERS[claim.provider_code, *one.payor],
        letter=LetterFacts(letter.care, letter.valid_from, letter.valid_until, letter.end,
                           letter.born_on, letter.emergency) if letter else None,
        person=PersonFacts(person.nik, person.birth_date, person.sex, person.died_on,
                           (str(int(person.nik) + 10**13),))
        if person else None,
        agreement=agreed,
        claimed_rate_idr=rates.claimed_idr, payable_rate_idr=rates.payable_idr,
        topup_rates_idr=rates.topups_idr, package_idr=rates.package_idr, rate_code=rates.code,
        candidates=has_person(city, one), letter_candidates=has_letter(city, one),
        confirmed=one.found == "confirmed", decided_before=decided_before(one),
    )  # fmt: skip


def newborn(one: Claim) -> str | None:
    """The letter that says which of the mother's newborns a claim is for."""
    return one.letter.letter_no if one.letter and one.letter.born_on else None


def others_of(city: City, one: Claim, stopped: set[int]) -> tuple[OtherClaim, ...]:
    """The patient's other claims that count: neither rejected before nor stopped now."""
    return tuple(
        OtherClaim(o.claim_id, o.provider_code, o.care, o.admission_date, o.discharge_date,
                   o.cbg_code, o.letter_no, owed=other.past == "approved")
        for other in city.claims for o in [other.facts]
        if o.person_id == one.facts.person_id is not None and o.claim_id != one.facts.claim_id
        and newborn(other) == newborn(one)
        and other.past != "rejected" and o.claim_id not in stopped
    )  # fmt: skip


Said = dict[int, tuple[object, ...]]


def in_python(city: City) -> Said:
    """The plain decisions in the form of the comparison."""
    return {
        claim_id: (
            d.outcome.value, d.approved_idr, d.reduced_idr, d.rejected_idr, d.pended_idr,
            d.line_approved_idr,
            [(f.rule_code, f.severity.value, f.amount_idr, dict(f.facts)) for f in d.findings],
        )
        for claim_id, d in expected(city).items()
    }  # fmt: skip


def in_sql(cursor: Cursor, city: City) -> Said:
    """What the statement decides, read from the tables it wrote."""
    values: dict[str, object] = {
        "region": "36.71", "batch_id": 1, "by": "test", "on": LATER, "not_from": None,
        "pack_hash": "h",
        **plan.adjudication_parameters(city.pack),
    }  # fmt: skip
    write_decisions(cursor, values)
    rows = cursor.execute(
        """SELECT a.claim_id, a.outcome, a.approved_idr, a.reduced_idr, a.rejected_idr,
            a.pended_idr,
            (SELECT array_agg(l.approved_idr ORDER BY l.line_no) FROM claims_line_result l
             WHERE l.claim_id = a.claim_id AND l.version = a.version),
            d.said,
            (SELECT count(*) FROM claims_finding f
             WHERE f.claim_id = a.claim_id AND f.version = a.version)
        FROM claims_adjudication a JOIN claims_decided d USING (claim_id, version)"""
    ).fetchall()
    decided: Said = {}
    for claim_id, *amounts, lines, said, findings in rows:
        listed = [(f["rule_code"], f["severity"], f["amount_idr"], f["facts"]) for f in said or []]
        assert len(listed) == findings
        decided[claim_id] = (*amounts, tuple(lines), listed)
    return decided


@settings(
    max_examples=200, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(seed=st.integers(0, 2**32), claims=st.integers(0, 24))
@example(seed=1, claims=24)
def test_sql_and_python_decide_alike(db: Cursor, seed: int, claims: int) -> None:
    city = a_city(seed, claims)
    with connection().transaction(force_rollback=True):
        insert(db, city)
        decided = in_sql(db, city)
    assert decided == in_python(city)


def test_the_random_cities_meet_every_rule() -> None:
    """The sweep above is worth something only if each rule has something to find in it."""
    seen = Counter(
        finding.rule_code
        for seed in range(200)
        for decision in expected(a_city(seed, 20)).values()
        for finding in decision.findings
    )
    assert {code for code in ALL_RULES if seen[code] >= 10} == set(ALL_RULES)
    assert {d.outcome for seed in range(20) for d in expected(a_city(seed, 20)).values()} == set(
        Outcome
    )


def test_the_random_cities_meet_the_cases_within_a_rule() -> None:
    """What a rule says by case, and who counts beside whom, occurs too."""
    seen: Counter[str] = Counter()
    for city in (a_city(seed, 20) for seed in range(400)):
        claims = {one.facts.claim_id: one for one in city.claims}
        decided = expected(city)
        for claim_id, decision in decided.items():
            one = claims[claim_id]
            own = next((p for p in city.people if p.person_id == one.facts.person_id), None)
            on = one.facts.service_date
            for finding in decision.findings:
                facts = finding.facts
                seen[f"{finding.rule_code} {finding.severity}"] += 1
                seen[f"{finding.rule_code} {facts.get('letter')}"] += 1
                seen[f"{finding.rule_code} topup"] += any(
                    x != "cbg" for x in facts.get("lines", ())
                )
                hours = one.facts.days == 1 and finding.rule_code == "overlapping_stay"
                seen["overlapping_stay hours"] += hours
                seen[f"{finding.rule_code} {facts.get('kind')}"] += 1
                seen[f"{finding.rule_code} by drg"] += facts.get("code") in DRGS
                seen[f"{finding.rule_code} of two fees"] += ", " in str(facts.get("code"))
                seen[f"{finding.rule_code} rounded"] += (
                    facts.get("payable_idr", 0) * facts.get("share_bp", 0) % 10_000 != 0
                )
                seen[f"{finding.rule_code} by the card of before"] += own is not None and (
                    own.moved is not None and own.card_on(on) != own.card
                )
                seen[f"{finding.rule_code} by another"] += any(
                    household_of(city, x) == household_of(city, one)
                    and x.facts.person_id != one.facts.person_id and x.facts.service_date < on
                    and decided[x.facts.claim_id].approved_idr > 0
                    for x in city.claims if is_run(x)
                )  # fmt: skip
                seen[f"{finding.rule_code} of a question"] += decision.outcome is Outcome.PENDED
            letter = one.letter
            codes = {finding.rule_code for finding in decision.findings}
            if letter and letter.emergency and "outside_letter" not in codes:
                seen["emergency care"] += letter.care != one.facts.care
                seen["emergency before"] += on < letter.valid_from
            differs = own is not None and one.facts.sex not in (None, own.sex)
            seen["confirmed"] += one.found == "confirmed" and differs and not (
                letter and letter.born_on)  # fmt: skip
            seen["found"] += one.found == "person" and own is None
            seen["under a twin's number"] += one.twin
            seen["twins"] += any(
                newborn(one) and newborn(x) not in (None, newborn(one)) and letter is not None
                and letter.is_like(x.letter) for x in city.claims
            )  # fmt: skip
    wanted = """not_covered pend, not_covered reject, other_payer pend, other_payer reject,
        no_guarantee settled, no_guarantee released, no_guarantee used, rate_unknown topup,
        no_guarantee candidates, confirmed, found, under a twin's number,
        rate_above_agreement topup, overlapping_stay hours, emergency care, emergency before,
        twins, excluded_by_agreement diagnosis, excluded_by_agreement procedure,
        excluded_by_agreement group, grouper_error by drg, rate_unknown by drg,
        rate_unknown of two fees, above_package of a question, hospital_ceiling of a question,
        annual_ceiling of a question, household_ceiling of a question, copayment of a question,
        copayment rounded, household_ceiling by the card of before, household_ceiling by another"""
    assert [case for case in wanted.replace("\n", " ").split(",") if seen[case.strip()] < 10] == []


def test_the_four_amounts_add_up_and_so_do_the_lines() -> None:
    for seed in range(100):
        city = a_city(seed, 20)
        billed = {one.facts.claim_id: one.facts.billed_idr for one in city.claims}
        for claim_id, d in expected(city).items():
            parts = (d.approved_idr, d.reduced_idr, d.rejected_idr, d.pended_idr)
            assert sum(parts) == billed[claim_id]
            assert min(parts) >= 0
            assert sum(d.line_approved_idr) == d.approved_idr
