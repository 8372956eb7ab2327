"""Which agreed rates hold for a claim: by INA-CBG, by iDRG, by fees, or one package's price.

The twin of `sql/packages.sql`, `sql/fees.sql` and of the rates in `sql/claim_facts.sql`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from multiguna.claims.rules.cells import procedure_count
from multiguna.claims.terms.deciding import AgreedRates, ClaimFacts, Regime

Lookup = Callable[[str, str, int], int | None]
"""The rate of a code system, code and class at the claim's hospital on its day of service."""


def agreed_rates(
    claim: ClaimFacts, regime: Regime, basis: str, topups: Mapping[str, str], rate: Lookup
) -> AgreedRates:
    """The rates of a claim under an agreement of this basis; `topups`: codes by kind of line.

    >>> from datetime import date
    >>> claim = ClaimFacts(1, "3671901", "outpatient", 3, date(2012, 1, 1), date(2012, 1, 1),
    ...     date(2012, 2, 1), "A09", "Q-5-44-0", 150, 0, (), (), procedures=("86.22+2", "99.04"))
    >>> fees = {"86.22": 40_000, "99.04": 25_000}
    >>> def rate(system: str, code: str, care_class: int) -> int | None:
    ...     return fees.get(code) if system == "fee" else None
    >>> agreed_rates(claim, Regime(None, None, "s", ()), "fee", {}, rate).claimed_idr
    105000
    """
    paid_class = max(claim.care_class, regime.entitled_class or claim.care_class)
    packages = [
        price
        for code in claim.procedures
        if (price := rate("package", procedure_count(code)[0], paid_class)) is not None
    ]
    if packages:
        return AgreedRates(_code(claim, basis, paid_class, rate), None, None, {}, max(packages))
    known = {kind: rate("special", code, paid_class) for kind, code in topups.items()}
    return AgreedRates(
        code=_code(claim, basis, paid_class, rate),
        claimed_idr=_rate(claim, basis, claim.care_class, rate),
        payable_idr=_rate(claim, basis, paid_class, rate),
        topups_idr={kind: amount for kind, amount in known.items() if amount is not None},
    )


def _rate(claim: ClaimFacts, basis: str, care_class: int, rate: Lookup) -> int | None:
    """The rate of the group, or the fees of all procedures; None where one is unknown."""
    if basis != "fee":
        code = claim.drg_code if basis == "idrg" else claim.cbg_code
        return None if code is None else rate(basis, code, care_class)
    total = 0
    for code, times in map(procedure_count, claim.procedures):
        fee = rate("fee", code, care_class)
        if fee is None:
            return None
        total += times * fee
    return total if claim.procedures else None


def _code(claim: ClaimFacts, basis: str, care_class: int, rate: Lookup) -> str:
    """What the rate is looked up by; under a fee schedule the procedures that have no fee."""
    if basis == "inacbg":
        return claim.cbg_code
    if basis == "idrg":
        return claim.drg_code or "-"
    codes = {procedure_count(code)[0] for code in claim.procedures}
    return ", ".join(sorted(c for c in codes if rate("fee", c, care_class) is None)) or "-"
