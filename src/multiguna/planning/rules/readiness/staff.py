"""Whether everybody who must act has an account, and enough of them for four eyes."""

from __future__ import annotations

from collections.abc import Iterator

from multiguna.kernel.terms import Role, Text
from multiguna.planning.rules.readiness.items import missing, named, partly, ready, say
from multiguna.planning.terms.readiness import (
    TREASURERS_MIN,
    VERIFIERS_MIN,
    HospitalFacts,
    Item,
    ItemCode,
    ReadinessFacts,
)

CITY_ROLES = {
    Role.AUDITOR: Text("auditor", "auditor"),
    Role.PLANNER: Text("perencana", "planner"),
    Role.ADMINISTRATOR: Text("administrator", "administrator"),
}
ADD = "multiguna user add NAME --name FULLNAME --role {}"


def staff_items(facts: ReadinessFacts) -> Iterator[Item]:
    """The accounts of hospitals and of the city, and the second factors of the latter."""
    clerks = [one for one in facts.hospitals if not one.clerks]
    billers = [one for one in facts.hospitals if not one.billers]
    yield _at_hospitals(ItemCode.DESK_ACCOUNTS, facts.hospitals, clerks, Role.DESK_CLERK)
    yield _at_hospitals(ItemCode.BILLER_ACCOUNTS, facts.hospitals, billers, Role.BILLER)
    yield _enough(facts, ItemCode.VERIFIERS, Role.VERIFIER, VERIFIERS_MIN)
    yield _enough(facts, ItemCode.TREASURERS, Role.TREASURER, TREASURERS_MIN)
    yield _city(facts)
    yield _second_factors(facts)


def _at_hospitals(
    code: ItemCode, hospitals: tuple[HospitalFacts, ...], without: list[HospitalFacts], role: Role
) -> Item:
    command = f"{ADD.format(role)} --provider CODE"
    step = Text("Buka akun untuk tiap rumah sakit.", "Open an account for each hospital.")
    if not hospitals:
        return missing(
            code,
            Text("Belum ada rumah sakit dengan perjanjian.", "No hospital has an agreement yet."),
            step, command,
        )  # fmt: skip
    if not without:
        return ready(
            code,
            say("Ada di semua rumah sakit ({n}).", "There is one at every hospital ({n}).",
                n=len(hospitals)),
        )  # fmt: skip
    evidence = say("Ada di {n} dari {all} rumah sakit; belum: {names}.",
                   "There is one at {n} of {all} hospitals; none yet: {names}.",
                   n=len(hospitals) - len(without), all=len(hospitals),
                   names=named([one.name for one in without]))  # fmt: skip
    command = f"{ADD.format(role)} --provider {without[0].provider_code}"
    if len(without) == len(hospitals):
        return missing(code, evidence, step, command)
    return partly(code, evidence, step, command)


def _enough(facts: ReadinessFacts, code: ItemCode, role: Role, needed: int) -> Item:
    known = facts.staff.get(role)
    accounts = known.accounts if known else 0
    evidence = say("Akun: {n}; perlu: {needed}.", "Accounts: {n}; needed: {needed}.",
                   n=accounts, needed=needed)  # fmt: skip
    if accounts >= needed:
        return ready(code, evidence)
    step = say("Buka akun lagi: {n}.", "Open more accounts: {n}.", n=needed - accounts)
    found = partly if accounts else missing
    return found(code, evidence, step, ADD.format(role))


def _city(facts: ReadinessFacts) -> Item:
    lacking = [role for role in CITY_ROLES if role not in facts.staff]
    if not lacking:
        return ready(
            ItemCode.CITY_ACCOUNTS,
            Text("Ketiganya punya akun.", "All three have an account."),
        )
    names = [CITY_ROLES[role] for role in lacking]
    which = Text(", ".join(name.id for name in names), ", ".join(name.en for name in names))
    found = missing if len(lacking) == len(CITY_ROLES) else partly
    return found(
        ItemCode.CITY_ACCOUNTS,
        say("Belum ada: {which}.", "None yet: {which}.", which=which),
        Text("Buka akunnya.", "Open the accounts."),
        ADD.format(lacking[0]),
    )


def _second_factors(facts: ReadinessFacts) -> Item:
    city = [one for role, one in facts.staff.items() if role is not Role.SYSTEM]
    accounts, second = sum(o.accounts for o in city), sum(o.second_factors for o in city)
    evidence = say("Akun kota dengan faktor kedua: {n} dari {all}.",
                   "City accounts with a second factor: {n} of {all}.",
                   n=second, all=accounts)  # fmt: skip
    if accounts and second == accounts:
        return ready(ItemCode.SECOND_FACTOR, evidence)
    found = partly if second else missing
    return found(
        ItemCode.SECOND_FACTOR,
        evidence,
        Text("Minta tiap petugas kota masuk sekali dan memasang aplikasi autentikator.",
             "Ask every city officer to log in once and set up an authenticator."),
    )  # fmt: skip
