-- step: claims.finding_excluded_by_agreement
-- grain: one row per claim of which this is true: the agreement that holds on the day of service
--        leaves out its primary diagnosis, one of its procedures, or its group (INA-CBG, or iDRG
--        where the agreement pays by it); points in codes do not count; the first such is named
-- reads: claim_facts, providers_exclusion
-- gives: claim_id, amount_idr (taken away), facts (json, keys in order)
-- legal: exclusions of the agreement (pack)
-- code: excluded_by_agreement
-- severity: reject
SELECT f.claim_id, f.billed_idr AS amount_idr,
    (SELECT row_to_json(said) FROM (SELECT out.code, out.kind) AS said) AS facts
FROM (
    SELECT DISTINCT ON (
        x.agreement_no, of_run.primary_diagnosis, of_run.procedures, of_run.group_code
    )
        x.agreement_no, of_run.primary_diagnosis, of_run.procedures, of_run.group_code,
        x.kind, x.code
    FROM (
        SELECT
            agreement_no, primary_diagnosis, procedures,
            CASE basis WHEN 'idrg' THEN coalesce(drg_code, '-') ELSE cbg_code END AS group_code
        FROM claim_facts
        WHERE agreement_no IN (
            SELECT agreement_no FROM providers_exclusion WHERE region = %(region)s
        )
        GROUP BY agreement_no, primary_diagnosis, procedures, 4
    ) AS of_run
    JOIN providers_exclusion AS x ON x.region = %(region)s AND x.agreement_no = of_run.agreement_no
    WHERE CASE x.kind
        WHEN 'diagnosis' THEN
            starts_with(replace(of_run.primary_diagnosis, '.', ''), replace(x.code, '.', ''))
        WHEN 'procedure' THEN EXISTS (
            SELECT FROM unnest(of_run.procedures) AS done
            WHERE starts_with(
                replace(split_part(done, '+', 1), '.', ''), replace(x.code, '.', '')
            )
        )
        ELSE starts_with(of_run.group_code, x.code)
    END
    ORDER BY
        x.agreement_no, of_run.primary_diagnosis, of_run.procedures, of_run.group_code,
        array_position(ARRAY['diagnosis', 'procedure', 'group'], x.kind), x.code COLLATE "C"
) AS out
JOIN claim_facts AS f
    ON f.agreement_no = out.agreement_no AND f.primary_diagnosis = out.primary_diagnosis
    AND f.procedures = out.procedures
    AND CASE f.basis WHEN 'idrg' THEN coalesce(f.drg_code, '-') ELSE f.cbg_code END
        = out.group_code
