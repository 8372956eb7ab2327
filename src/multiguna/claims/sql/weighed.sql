-- step: claims.weighed
-- grain: one row per claim of the run that is not rejected, where a cap applies to it or it may use up
--        a ceiling of its hospital's month, or of its person's or household's year
-- reads: claim_facts, findings, active_rules, agreements, regimes
-- gives: claim_id, person_id, provider_code, service_date, pended, package_idr, claim_ceiling_idr,
--        month_ceiling_idr, annual_ceiling_idr, household_ceiling_idr, copayment_bp (each null
--        where none holds or the stage does not ask), charge_idr, payable_idr (what rates and
--        class leave), after_package_idr, after_charge_idr, after_copayment_idr and
--        after_ceiling_idr (what each cap leaves, one after the other)
-- legal: caps take only from what would be paid, each from what the one before it leaves; what
--        care is worth first, then the patient's share of it, then what the region pays at most
SELECT *, least(after_copayment_idr, claim_ceiling_idr) AS after_ceiling_idr
FROM (
    SELECT
        *, least(payable_idr, package_idr) AS after_package_idr,
        least(payable_idr, package_idr, most_charge_idr) AS after_charge_idr,
        least(payable_idr, package_idr, most_charge_idr) - coalesce(
            -- rounded half up as kernel.money does it, and never too large for a bigint
            least(payable_idr, package_idr, most_charge_idr) / 10000 * copayment_bp
            + (mod(least(payable_idr, package_idr, most_charge_idr), 10000) * copayment_bp + 5000)
            / 10000,
            0
        ) AS after_copayment_idr
    FROM (
        SELECT
            f.claim_id, f.person_id, f.provider_code, f.service_date, f.charge_idr,
            asks.copayment_bp, coalesce(found.pended, false) AS pended,
            greatest(0, least(f.billed_idr, f.lines_idr - coalesce(found.cut_idr, 0)))
                AS payable_idr,
            CASE WHEN asks.package THEN f.package_idr END AS package_idr,
            CASE WHEN asks.charge AND f.lesser_of THEN f.charge_idr END AS most_charge_idr,
            CASE WHEN asks.claim THEN f.claim_ceiling_idr END AS claim_ceiling_idr,
            CASE WHEN asks.month THEN f.month_ceiling_idr END AS month_ceiling_idr,
            CASE WHEN asks.year AND f.person_id IS NOT NULL THEN f.annual_ceiling_idr END
                AS annual_ceiling_idr,
            CASE WHEN f.person_id IS NOT NULL THEN asks.household_ceiling_idr END
                AS household_ceiling_idr
        FROM claim_facts AS f
        JOIN (
            SELECT
                a.regime_no, bool_or(a.rule_code = 'above_package') AS package,
                bool_or(a.rule_code = 'above_charge') AS charge,
                bool_or(a.rule_code = 'agreement_ceiling') AS claim,
                bool_or(a.rule_code = 'hospital_ceiling') AS month,
                bool_or(a.rule_code = 'annual_ceiling') AS year,
                max(g.copayment_bp) FILTER (WHERE a.rule_code = 'copayment') AS copayment_bp,
                max(g.household_ceiling_idr) FILTER (WHERE a.rule_code = 'household_ceiling')
                    AS household_ceiling_idr
            FROM active_rules AS a
            JOIN regimes AS g ON g.regime_no = a.regime_no
            GROUP BY a.regime_no
        ) AS asks ON asks.regime_no = f.regime_no
        LEFT JOIN (
            SELECT
                claim_id, bool_or(severity = 'reject') AS rejected,
                bool_or(severity = 'pend') AS pended,
                sum(amount_idr) FILTER (WHERE severity = 'reduce')::bigint AS cut_idr
            FROM findings
            GROUP BY claim_id
        ) AS found ON found.claim_id = f.claim_id
        WHERE found.rejected IS NOT TRUE
          AND (
              f.package_idr IS NOT NULL OR f.lesser_of OR f.claim_ceiling_idr IS NOT NULL
              OR asks.copayment_bp IS NOT NULL
              OR f.provider_code IN (
                  SELECT provider_code FROM agreements WHERE month_ceiling_idr IS NOT NULL
              )
              OR EXISTS (
                  SELECT FROM regimes
                  WHERE annual_ceiling_idr IS NOT NULL OR household_ceiling_idr IS NOT NULL
              )
          )
    ) AS capped
) AS shared
