"""The SQL of claims: taking in a file, and deciding a batch in one statement."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from psycopg.types.json import Jsonb

from multiguna.claims.rules.adjudicating import RULE_FUNCTIONS, STAND_ALONE
from multiguna.claims.rules.ceilings import CAPS
from multiguna.claims.rules.eklaim_copy import STAGED
from multiguna.claims.rules.regimes import regimes
from multiguna.claims.terms.plausibility import PLAUSIBLE
from multiguna.coverage.plan import coverage_steps, stage_parameters
from multiguna.kernel import sqlplan
from multiguna.kernel.db import Cursor
from multiguna.kernel.sqlplan import Step
from multiguna.programme.terms import Pack

CREATE_STAGING = """
CREATE TEMPORARY TABLE claims_staging (
    row_no integer, content_hash bytea, drg jsonb, raw jsonb, claim_no text, mrn text,
    patient_name text, id_type text, id_value text, birth_date date, sex smallint, care text,
    care_class smallint, admission_date date, discharge_date date, discharge_status smallint,
    diagnoses text[], procedures text[], cbg_code text, cbg_description text, los integer,
    icu_los integer, birth_weight integer, charge_idr bigint, charges bigint[], billed_idr bigint,
    payor_id text, payor_name text, doctor text, tariff_class_code text, cbg_version text,
    grouper_version text, line_kinds text[], line_codes text[], line_amounts bigint[]
) ON COMMIT DROP
"""
CREATE_REFUSED = """
CREATE TEMPORARY TABLE claims_refused (row_no integer, cells text[], problems jsonb) ON COMMIT DROP
"""
COPY_STAGING = f"COPY claims_staging ({STAGED}) FROM STDIN"
ANALYZE_STAGING = """
ANALYZE claims_staging (row_no, claim_no, admission_date, discharge_date, care, id_type, id_value)
"""
"""What rows are joined by; looking at all columns of a wide row takes ten times as long."""
COPY_REFUSED = "COPY claims_refused (row_no, cells, problems) FROM STDIN"

IMPORT_TABLES = (
    "claims_staging", "claims_refused", "claims_verdict", "claims_match", "billed_letters",
    "claims_replaced",
)  # fmt: skip


def statement(name: str = "adjudicate") -> str:
    """One of the statements in `sql/` that stands alone, or the one that decides a batch."""
    return adjudication() if name == "adjudicate" else _load(name).select


LEFT_OVER = """
SELECT relname FROM pg_class WHERE relnamespace = pg_my_temp_schema() AND relname = ANY (%s)
"""


def drop_temporary(cursor: Cursor, *tables: str) -> None:
    """Drop the temporary tables that an earlier act of this transaction left.

    Where there are none nothing is dropped: with every DROP the driver forgets what it planned.
    """
    for (table,) in cursor.execute(LEFT_OVER, [list(tables)]).fetchall():
        cursor.execute(f"DROP TABLE pg_temp.{table}")


def create_staging(cursor: Cursor) -> None:
    """Make the empty temporary tables that a file is copied into: what was read, what was not."""
    drop_temporary(cursor, *IMPORT_TABLES)
    cursor.execute(CREATE_STAGING)
    cursor.execute(CREATE_REFUSED)


def materialise(cursor: Cursor, table: str, step: str, values: dict[str, object]) -> None:
    """Put what a step gives into a temporary table of this transaction, with statistics."""
    cursor.execute(f"CREATE TEMPORARY TABLE {table} ON COMMIT DROP AS {statement(step)}", values)
    cursor.execute(f"ANALYZE {table}")


PREPARED = 500
"""Statements that a session keeps planned."""
RUN_TABLES = ("claims_chosen", "claims_run", "claims_decided")
CREATE_CHOSEN = """
CREATE TEMPORARY TABLE IF NOT EXISTS claims_chosen (
    claim_id bigint, version smallint, outcome text, approved_idr bigint
) ON COMMIT DELETE ROWS
"""
CREATE_DECIDED = """
CREATE TEMPORARY TABLE IF NOT EXISTS claims_decided (
    record_id bigint, claim_id bigint, version smallint, provider_code text, account_id text,
    care text, village_code text, outcome text, billed_idr bigint, approved_idr bigint,
    reduced_idr bigint, rejected_idr bigint, pended_idr bigint, stage_code text,
    cbg_cut_idr bigint, topup_cuts jsonb, lines_idr bigint, said json, reasons json,
    person_id bigint, letter_no text, agreement_no text, payer text, coverage_reason text,
    claimed_rate_idr bigint, payable_rate_idr bigint, service_date date, received_on date
) ON COMMIT DELETE ROWS
"""
RECORD = """INSERT INTO audit_record (region, record_id, kind, subject, body, leaf_hash, actor)
SELECT %(region)s, record_id, kind, subject, body, leaf_hash, actor FROM sealed"""
INTO_DECIDED = """INSERT INTO claims_decided
SELECT nextval('audit_record_seq'), in_order.*
FROM (SELECT * FROM decided ORDER BY claim_id) AS in_order"""
"""In the order of the claims, so that every index that the results go into grows at its end."""
FACTS = (
    "regimes", "active_rules", "plausible", "agreements", "payers", "packages", "fees",
    "line_sums", "asked",
)  # fmt: skip


def adjudication_parameters(pack: Pack) -> dict[str, object]:
    """What the deciding statement binds: the pack's law by periods, and plausibility."""
    periods = [
        {
            **asdict(regime),
            "regime_no": number,
            "valid_from": regime.starts.isoformat() if regime.starts else None,
            "valid_until": regime.until.isoformat() if regime.until else None,
            "starts": None,
            "until": None,
        }
        for number, regime in enumerate(regimes(pack))
    ]
    plausible = [asdict(one) for one in PLAUSIBLE.values()]
    parameters: dict[str, object] = {"regimes": Jsonb(periods), "plausible": Jsonb(plausible)}
    # Days begin by the region's clock. No zone of Indonesia has changed its own since 1988.
    parameters["midnight_2000"] = datetime(2000, 1, 1, tzinfo=ZoneInfo(pack.timezone))
    return {**parameters, **stage_parameters(pack)}


@cache
def adjudication() -> str:
    """The one statement that decides every claim of `claims_run` into `claims_decided`.

    Its steps in order: the law, facts about the claims, the rules that look at one claim alone,
    the claims that these reject, the rules that look at a patient's other claims, the findings
    that the stage asks for, caps and ceilings on what is left, the verdict, the decision.
    """
    return sqlplan.join(_deciding(), INTO_DECIDED)


@cache
def trying() -> str:
    """The same statement for a look only: no number of a decision record is taken."""
    return sqlplan.join(_deciding(), "INSERT INTO claims_decided\nSELECT 0, decided.* FROM decided")


def _deciding() -> list[Step]:
    alone = [_load(f"finding_{code}") for code in RULE_FUNCTIONS if code in STAND_ALONE]
    beside = [_load(f"finding_{code}") for code in RULE_FUNCTIONS if code not in STAND_ALONE]
    caps = [_load(f"finding_{code}") for code in CAPS]
    return [
        *map(_load, FACTS),
        *coverage_steps(),
        *_whom(),
        *map(_load, ("claim_facts", "topups", "history", "unguaranteed")),
        *alone,
        _listed("findings_alone", alone),
        *map(_load, ("stopped", "siblings")),
        *beside,
        _listed("findings_beside", beside),
        *map(_load, ("findings", "weighed", "month_used", "household_claims")),
        *caps,
        _listed("ceiling_findings", caps),
        _load("verdicts"),
        _load("decided"),
    ]


def _listed(name: str, rules: list[Step]) -> Step:
    """The findings of several rules with code, severity and place, where the stage lists them."""
    union = "\nUNION ALL\n".join(
        f"SELECT claim_id, '{rule.header['code']}' AS rule_code, "
        f"{_severity(rule)} AS severity, amount_idr, facts FROM {rule.name}"
        for rule in rules
    )
    header = {
        "step": f"claims.{name}",
        "grain": "one row per claim and rule that found something",
        "reads": ", ".join([*(rule.name for rule in rules), "claim_facts", "active_rules"]),
        "gives": "claim_id, rule_code, severity, amount_idr, facts, position",
        "legal": "the pack; a stage picks and orders its rules",
    }
    select = f"""SELECT of_claim.claim_id, of_claim.rule_code, of_claim.severity,
    of_claim.amount_idr, of_claim.facts, active.position
FROM (
    SELECT found.*, f.regime_no
    FROM (
{union}
    ) AS found
    JOIN claim_facts AS f ON f.claim_id = found.claim_id
    OFFSET 0 -- the few findings first, not every claim with every rule
) AS of_claim
JOIN active_rules AS active
    ON active.regime_no = of_claim.regime_no AND active.rule_code = of_claim.rule_code"""
    return Step(name, header, select)


def _severity(rule: Step) -> str:
    """The severity in the header, or the step's own column where it is one or another by case."""
    severity = rule.header["severity"]
    return "severity" if "," in severity else f"'{severity}'"


def _whom() -> list[Step]:
    """Whom claims are about, as decided, and who is one person."""
    return [_load("matched"), sqlplan.load("registry", "one_person")]


def _load(name: str) -> Step:
    return sqlplan.load("claims", name)


@cache
def recording() -> str:
    """The statement that writes the decision records of `claims_decided`."""
    return sqlplan.join([_load("decision"), sqlplan.load("audit", "sealed")], RECORD)


@cache
def replacing() -> str:
    """The statement that writes the records of the claims that a file corrects."""
    said = replace(_load("import_replaced_records"), name="decision")
    return sqlplan.join([said, sqlplan.load("audit", "sealed")], RECORD)


@cache
def choice(name: str) -> str:
    """The statement that puts the claims to decide into `claims_chosen`: one of `chosen_*`, without
    those of the decider's own files. A look only (`TO_TRY`) is anybody's."""
    if name == TO_TRY:
        columns = "claim_id, version, outcome, approved_idr"
        return f"INSERT INTO claims_chosen ({columns})\n{_load(name).select}"
    select = "INSERT INTO claims_chosen (claim_id, version)\nSELECT claim_id, version FROM not_own"
    return sqlplan.join(_not_own(name), select)


TO_TRY = "chosen_to_try"


def _not_own(wanted: str) -> list[Step]:
    """What a step wants, and of that what somebody else took in (four eyes)."""
    return [replace(_load(wanted), name="wanted"), _load("not_own")]


@cache
def run() -> str:
    """The statement that gathers the chosen claims, with their letters, in `claims_run`."""
    return f"INSERT INTO claims_run\n{_gathered()}"


def _gathered() -> str:
    return sqlplan.join([*_whom(), _load("open_candidates")], _load("run_claims").select)


def create_run(cursor: Cursor) -> None:
    """Make the empty temporary tables of a run, or empty those that this session has.

    They stay as long as the session, so that what was planned over them is planned once; the
    driver must not forget it among the statements of taking in and posting.
    """
    cursor.connection.prepared_max = max(cursor.connection.prepared_max or 0, PREPARED)
    cursor.execute(CREATE_CHOSEN)
    cursor.execute(
        "CREATE TEMPORARY TABLE IF NOT EXISTS claims_run ON COMMIT DELETE ROWS AS "
        f"{_gathered()} WITH NO DATA",
        {"region": ""},
    )
    cursor.execute(CREATE_DECIDED)
    for table in RUN_TABLES:
        cursor.execute(f"DELETE FROM pg_temp.{table}")


def with_latest(final: str) -> str:
    """A statement over the decisions that hold."""
    return sqlplan.join([_load("latest_decisions")], final)


def _matching(persons: str) -> list[Step]:
    """Claims of which nobody decided whom they are about, persons found by a step, and letters."""
    found = _load(persons)
    return [
        _load("latest_decisions"),
        sqlplan.load("registry", "one_person"),
        _load("unmatched"),
        Step("match_persons", found.header, found.select),
        *map(_load, ("standing", "match_letters", "match_pairs")),
    ]


@cache
def unmatched(select: str) -> str:
    """A statement over the claims of which nobody decided whom they are about."""
    return sqlplan.join(_matching("match_persons")[:3], select)


@cache
def match(*, linked: bool) -> str:
    """The statement that puts whom claims may be about into `match_found`: by their numbers, or
    (linked) those that linkage put into `match_linked`."""
    persons = "match_linked_persons" if linked else "match_persons"
    select = sqlplan.join(_matching(persons), _load("match_found").select)
    return f"CREATE TEMPORARY TABLE match_found ON COMMIT DROP AS {select}"


@cache
def match_recording() -> str:
    """The statement that writes the decision records of `match_decided`."""
    said = replace(_load("match_decision"), name="decision")
    return sqlplan.join([said, sqlplan.load("audit", "sealed")], RECORD)


@cache
def match_safe() -> str:
    """The statement that puts into `match_decided` what needs nobody's decision."""
    return unmatched(f"INSERT INTO match_decided\n{_load('match_safe').select}")


@cache
def match_sure() -> str:
    """The statement that puts the sure ones among open claims into `match_decided`."""
    steps = map(_load, ("latest_decisions", "open_candidates", "standing"))
    select = """INSERT INTO match_decided
SELECT nextval('audit_record_seq'), claim_id, seq, provider_code, 'match', 'verifier', method,
    person_id, letter_no, %(reason)s
FROM not_own ORDER BY claim_id"""
    return sqlplan.join([*steps, *_not_own("match_sure")], select)


@cache
def bulk() -> str:
    """The statement that says of each claim asked for whether it may be approved at once."""
    return sqlplan.join(_not_own("review_asked"), _load("review_bulk").select)


@cache
def with_standing(final: str) -> str:
    """A statement over the claims that stand on a letter."""
    return sqlplan.join([_load("standing")], final)


def with_candidates(final: str) -> str:
    """A statement over the decisions that hold, and claims for which somebody was found."""
    return sqlplan.join([_load("latest_decisions"), _load("open_candidates")], final)
