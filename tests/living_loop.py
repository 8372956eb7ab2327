"""A lived year once more, one claim after the other, by the plain rules alone.

Same people, offers, needs and seed as `live_year`; coverage by decide_coverage, every claim by
`adjudicate`, ceilings by counting. No database.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from multiguna.claims.rules.adjudicating import adjudicate, is_stopped
from multiguna.claims.rules.rates import agreed_rates
from multiguna.claims.rules.regimes import regime_on, regimes
from multiguna.claims.terms import (
    AgreementFacts,
    ClaimContext,
    ClaimDecision,
    ClaimFacts,
    LetterFacts,
    OtherClaim,
    PersonFacts,
)
from multiguna.coverage.rules import coverage_stage, decide_coverage
from multiguna.coverage.terms import CoverageDecision, CoverageFacts, CoverageRequest
from multiguna.coverage.terms.population import NEVER, Spells
from multiguna.planning.rules import living
from multiguna.planning.terms.living import LivingNeeds, Offer, Residents
from multiguna.planning.terms.profile import RegionProfile
from multiguna.programme.terms import Pack, Period


@dataclass
class Lived:
    """What the loop counted."""

    visits: int = 0
    turned_away: Counter[str] = field(default_factory=Counter)
    decided: list[tuple[ClaimFacts, ClaimDecision]] = field(default_factory=list)

    def total(self, amount: str) -> int:
        return sum(getattr(decision, amount) for _, decision in self.decided)

    def findings(self) -> Counter[str]:
        return Counter(f.rule_code for _, d in self.decided for f in d.findings)

    def persons(self, rule: str) -> int:
        return len({
            claim.person_id for claim, d in self.decided
            if any(f.rule_code == rule for f in d.findings)
        })  # fmt: skip


class Loop:
    """One pack and one city; `live` goes through the year."""

    def __init__(self, pack: Pack, people: Residents, offers: tuple[Offer, ...]) -> None:
        self.pack, self.people, self.offers = pack, people, offers
        self.law = regimes(pack)
        pairs = zip(people.person_ids.tolist(), people.households.tolist(), strict=True)
        self.households: dict[int | None, int] = dict(pairs)
        self.rates = defaultdict(list)
        for row in pack.rates:
            key = (row.provider_code, row.code_system, row.code, row.care_class)
            self.rates[key].append(row)

    def live(self, needs: LivingNeeds, year: int, *, seed: int) -> Lived:
        visits = living.a_year_of_visits(self.people, self.offers, needs, year, seed=seed)
        lived, claims = Lived(len(visits)), []
        columns = (visits.rows, visits.offers, visits.admission, visits.discharge, visits.emergency)
        for row, offer, admission, discharge, emergency in zip(*columns, strict=True):
            on = date.fromordinal(int(admission))
            covered = self.covered(int(row), on)
            if not covered.covered:
                lived.turned_away[covered.reason] += 1
                continue
            until = date.fromordinal(int(discharge))
            facts = self.claim(len(claims) + 1, int(row), self.offers[offer], on, until)
            claims.append((facts, self.context(facts, int(row), covered, bool(emergency))))
        self.decide(lived, claims)
        return lived

    def decide(self, lived: Lived, claims: list[tuple[ClaimFacts, ClaimContext]]) -> None:
        by_person: dict[int | None, list[ClaimFacts]] = defaultdict(list)
        for claim, context in claims:
            if not is_stopped(claim, context):
                by_person[claim.person_id].append(claim)
        used: Counter[object] = Counter()
        for claim, context in claims:  # in order of day, then number
            month = claim.provider_code, f"{claim.service_date:%Y-%m}"
            others = tuple(
                OtherClaim(o.claim_id, o.provider_code, o.care, o.admission_date,
                           o.discharge_date, o.cbg_code, o.letter_no)
                for o in by_person[claim.person_id] if o.claim_id != claim.claim_id
            )  # fmt: skip
            card = "household", self.households[claim.person_id]
            decision = adjudicate(claim, replace(
                context, others=others, used_idr=used[claim.person_id], month_used_idr=used[month],
                household_used_idr=used[card],
            ))  # fmt: skip
            used[claim.person_id] += decision.payable_idr
            used[card] += decision.household_payable_idr
            used[month] += decision.month_payable_idr
            lived.decided.append((claim, decision))

    def covered(self, row: int, on: date) -> CoverageDecision:
        facts, whose = self.people.facts, int(self.people.person_ids[row])
        died = int(facts.died[row])
        known = CoverageFacts(
            whose, 1, date.fromordinal(int(facts.birth[row])),
            None if died == NEVER else date.fromordinal(died),
            *(_periods(s, row) for s in (facts.residency, facts.poor, facts.near_poor,
                                         facts.other_payer)),
        )  # fmt: skip
        return decide_coverage(known, coverage_stage(self.pack, on), CoverageRequest(on))

    def rate(self, provider: str, system: str, code: str, care_class: int, on: date) -> int | None:
        for row in self.rates[provider, system, code, care_class]:
            if Period(row.starts, row.until).holds(on):
                return row.amount_idr
        return None

    def claim(self, number: int, row: int, offer: Offer, on: date, until: date) -> ClaimFacts:
        entitled = regime_on(self.law, on).entitled_class
        assert entitled is not None
        ward = max(entitled, offer.care_class)
        agreed = self.rate(offer.provider_code, "inacbg", offer.cbg_code, ward, on)
        billed, whose = agreed or offer.rate_idr, int(self.people.person_ids[row])
        died = int(self.people.facts.died[row]) == until.toordinal()
        return ClaimFacts(
            claim_id=number, provider_code=offer.provider_code, care=offer.care,
            care_class=ward, admission_date=on, discharge_date=until, received_on=until,
            primary_diagnosis="R69", cbg_code=offer.cbg_code, billed_idr=billed,
            charge_idr=billed, charges=(billed,), lines=(("cbg", billed),),
            los=(until - on).days + 1, discharge_status=4 if died else 1, id_type="nik",
            id_value=str(whose), birth_date=date.fromordinal(int(self.people.facts.birth[row])),
            sex=int(self.people.sex[row]), letter_no=f"V{number}", person_id=whose,
        )  # fmt: skip

    def context(
        self, claim: ClaimFacts, row: int, covered: CoverageDecision, emergency: bool
    ) -> ClaimContext:
        on, regime = claim.service_date, regime_on(self.law, claim.service_date)
        agreed = next(
            AgreementFacts(
                a.agreement_no, a.services, a.claim_deadline_days, a.basis, a.lesser_of,
                a.claim_ceiling_idr, a.month_ceiling_idr,
                tuple((x.kind, x.code) for x in self.pack.exclusions
                      if x.agreement_no == a.agreement_no),
            )
            for a in self.pack.agreements
            if a.provider_code == claim.provider_code and Period(a.starts, a.until).holds(on)
        )  # fmt: skip
        rates = agreed_rates(
            claim, regime, agreed.basis, {},
            lambda system, code, care: self.rate(claim.provider_code, system, code, care, on),
        )  # fmt: skip
        died = int(self.people.facts.died[row])
        assert claim.birth_date is not None
        assert claim.sex is not None
        return ClaimContext(
            regime=regime, covered=covered.covered, coverage_reason=covered.reason.value,
            payer="programme", letter=LetterFacts(claim.care, on, date.fromordinal(
                on.toordinal() + 1), "billed", None, emergency),
            person=PersonFacts(claim.id_value, claim.birth_date, claim.sex,
                               None if died == NEVER else date.fromordinal(died)),
            agreement=agreed, claimed_rate_idr=rates.claimed_idr,
            payable_rate_idr=rates.payable_idr, topup_rates_idr=rates.topups_idr,
            package_idr=rates.package_idr, rate_code=rates.code,
        )  # fmt: skip


def loop_year(
    pack: Pack, year: int, needs: LivingNeeds, size: int, profile: RegionProfile | None, seed: int
) -> Lived:
    """The whole year of an invented city by the plain rules."""
    people = living.a_city(size, year, profile, seed=seed)
    return Loop(pack, people, living.offers_of(pack, year)).live(needs, year, seed=seed)


def _periods(spells: Spells, row: int) -> tuple[Period, ...]:
    more = np.flatnonzero(spells.more_rows == row)
    bounds = [(int(spells.starts[row]), int(spells.untils[row]))]
    bounds += [(int(spells.more_starts[n]), int(spells.more_untils[n])) for n in more]
    return tuple(
        Period(date.fromordinal(a), None if b == NEVER else date.fromordinal(b))
        for a, b in bounds
        if a != NEVER
    )
