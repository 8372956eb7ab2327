-- step: planning.living_claims
-- grain: one row per covered visit of the lived year
-- reads: living_visits, living_offers (temporary), regimes, registry_person and providers_rate (as
--        they stand in temporary tables)
-- gives: the columns of claims_run: a sound claim on a letter of its own, in the class that the
--        patient may have and billed at what is agreed for it on the day; urgent care has an
--        emergency's letter
-- legal: what a claim is, is said in claims.run_claims; what is wrong in real claims is not invented
SELECT
    v.claim_id, 1::smallint AS version, o.provider_code, ''::text AS account_id, v.person_id,
    o.care, greatest(o.care_class, g.entitled_class) AS care_class, v.admission AS admission_date,
    v.discharge AS discharge_date, v.admission AS service_date, v.discharge AS received_on,
    CASE WHEN p.died_on = v.discharge THEN 4 ELSE 1 END::smallint AS discharge_status,
    'nik'::text AS id_type, p.nik::text AS id_value, p.birth_date, p.sex,
    'R69'::text AS primary_diagnosis, '{}'::text[] AS procedures, o.cbg_code,
    NULL::text AS drg_code, v.discharge - v.admission + 1 AS los,
    coalesce(r.amount_idr, o.rate_idr) AS billed_idr,
    coalesce(r.amount_idr, o.rate_idr) AS charge_idr,
    coalesce(r.amount_idr, o.rate_idr) AS charges_idr, %(payor_id)s::text AS payor_id,
    %(payor_name)s::text AS payor_name, 'V' || v.claim_id AS letter_no, o.care AS letter_care,
    v.admission AS letter_from, v.admission + 1 AS letter_until, NULL::date AS born_on,
    'billed'::text AS letter_end, v.emergency = 1 AS letter_emergency,
    NULL::text AS letter_village_code, false AS candidates, false AS letter_candidates,
    false AS confirmed, NULL::bigint AS corrects
FROM (
    SELECT
        claim_id, person_id, offer_no, emergency, date '0001-01-01' + (admission - 1) AS admission,
        date '0001-01-01' + (discharge - 1) AS discharge
    FROM living_visits
) AS v
JOIN living_offers AS o ON o.offer_no = v.offer_no
JOIN registry_person AS p ON p.person_id = v.person_id
JOIN regimes AS g ON v.admission >= g.valid_from AND v.admission < g.valid_until
LEFT JOIN providers_rate AS r
    ON r.provider_code = o.provider_code AND r.code_system = 'inacbg' AND r.code = o.cbg_code
    AND r.care_class = greatest(o.care_class, g.entitled_class) AND v.admission >= r.valid_from
    AND v.admission < coalesce(r.valid_until, 'infinity')
