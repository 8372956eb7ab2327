-- step: claims.claim_facts
-- grain: one row per claim of the run
-- reads: claims_run (temporary), regimes, registry_person, agreements, payers, providers_rate,
--        packages, fees, line_sums, coverage_decided
-- gives: all that the rules look at: the claim, its letter (whether care and days fit it; an
--        emergency's letter fits any care, and care that began before it within the hours for
--        the papers), person, agreement, payer, rates, sums and coverage, and the numbers of
--        the law on its day of service; rate_code is what the agreed rate was looked up by, and a
--        package's price stands in for every other rate
-- legal: every rule names its own source
SELECT
    c.claim_id, c.version, c.provider_code, c.account_id, c.person_id, c.care, c.care_class,
    c.admission_date, c.discharge_date, c.service_date, c.received_on, c.discharge_status,
    c.id_type, c.id_value, c.birth_date, c.sex, c.primary_diagnosis, c.procedures, c.cbg_code,
    c.drg_code, c.los,
    c.billed_idr, c.charge_idr, c.charges_idr, c.letter_no, c.born_on, c.letter_end,
    c.candidates, c.letter_candidates, c.confirmed,
    c.letter_care = c.care OR c.letter_emergency AS letter_care_fits,
    c.service_date < c.letter_until
    AND c.service_date
        >= c.letter_from - CASE WHEN c.letter_emergency THEN g.care_first_days ELSE 0 END
        AS letter_days_fit,
    coalesce(c.letter_village_code, p.village_code) AS village_code,
    g.regime_no, g.stage_code, g.entitled_class, g.readmission_days, g.severity_los_min,
    g.annual_ceiling_idr, g.auto_approve_max_idr,
    coalesce(a.deadline_days, g.deadline_days) AS deadline_days,
    p.nik AS person_nik, p.birth_date AS person_birth_date, p.sex AS person_sex, p.died_on,
    a.agreement_no, coalesce(a.basis, 'inacbg') AS basis, a.lesser_of, a.claim_ceiling_idr,
    a.month_ceiling_idr,
    CASE c.care WHEN 'inpatient' THEN a.inpatient ELSE a.outpatient END
    OR (a.emergency AND coalesce(c.letter_emergency, false)) AS agreed,
    y.payer, k.package_idr,
    CASE a.basis WHEN 'idrg' THEN coalesce(c.drg_code, '-')
        WHEN 'fee' THEN coalesce(e.unknown_codes, '-') ELSE c.cbg_code END AS rate_code,
    CASE WHEN k.package_idr IS NOT NULL THEN NULL
        WHEN a.basis = 'fee' THEN e.claimed_idr
        ELSE claimed.amount_idr END AS claimed_rate_idr,
    CASE WHEN k.package_idr IS NOT NULL THEN NULL
        WHEN a.basis = 'fee' THEN e.payable_idr
        WHEN c.care_class < g.entitled_class THEN entitled.amount_idr
        ELSE claimed.amount_idr END AS payable_rate_idr,
    s.cbg_idr, s.lines_idr, coalesce(v.covered, false) AS covered,
    coalesce(v.reason, 'not_registered') AS coverage_reason
FROM claims_run AS c
JOIN regimes AS g ON c.service_date >= g.valid_from AND c.service_date < g.valid_until
LEFT JOIN registry_person AS p ON p.region = %(region)s AND p.person_id = c.person_id
LEFT JOIN agreements AS a
    ON a.provider_code = c.provider_code
    AND c.service_date >= a.valid_from AND c.service_date < a.valid_until
LEFT JOIN payers AS y
    ON y.provider_code = c.provider_code AND y.payor_id = c.payor_id
    AND y.payor_name = c.payor_name
LEFT JOIN providers_rate AS claimed
    ON claimed.region = %(region)s AND claimed.provider_code = c.provider_code
    AND claimed.code = CASE a.basis WHEN 'idrg' THEN c.drg_code ELSE c.cbg_code END
    AND claimed.code_system = coalesce(a.basis, 'inacbg')
    AND claimed.care_class = c.care_class AND c.service_date >= claimed.valid_from
    AND c.service_date < coalesce(claimed.valid_until, 'infinity')
LEFT JOIN providers_rate AS entitled
    ON entitled.region = %(region)s AND c.care_class < g.entitled_class
    AND entitled.provider_code = c.provider_code
    AND entitled.code = CASE a.basis WHEN 'idrg' THEN c.drg_code ELSE c.cbg_code END
    AND entitled.code_system = coalesce(a.basis, 'inacbg')
    AND entitled.care_class = g.entitled_class AND c.service_date >= entitled.valid_from
    AND c.service_date < coalesce(entitled.valid_until, 'infinity')
LEFT JOIN packages AS k ON k.claim_id = c.claim_id
LEFT JOIN fees AS e ON e.claim_id = c.claim_id
LEFT JOIN line_sums AS s ON s.claim_id = c.claim_id
LEFT JOIN coverage_decided AS v ON v.ask_id = c.claim_id
