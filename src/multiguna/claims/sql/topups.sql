-- step: claims.topups
-- grain: one row per claim with a top-up that has no agreed rate, or is above it; where a package is
--        agreed its price covers the top-ups too
-- reads: claims_run (temporary), claim_facts, packages, claims_line, providers_rate
-- gives: claim_id, unknown_kinds (lines without a rate; null: none), cut_kinds, billed_idr and
--        rate_idr (lines above their rate), cut_idr, cuts (json: line number to rupiah)
-- legal: a top-up (special CMG) is paid as agreed in the pack, in the class that is paid
SELECT
    claim_id,
    array_agg(kind ORDER BY line_no) FILTER (WHERE rate_idr IS NULL) AS unknown_kinds,
    array_agg(kind ORDER BY line_no) FILTER (WHERE rate_idr IS NOT NULL) AS cut_kinds,
    coalesce(sum(billed_idr) FILTER (WHERE rate_idr IS NOT NULL), 0)::bigint AS billed_idr,
    coalesce(sum(rate_idr), 0)::bigint AS rate_idr,
    coalesce(sum(billed_idr - rate_idr), 0)::bigint AS cut_idr,
    jsonb_object_agg(line_no, billed_idr - rate_idr) FILTER (WHERE rate_idr IS NOT NULL) AS cuts
FROM (
    SELECT l.claim_id, l.line_no, l.kind, l.billed_idr, r.amount_idr AS rate_idr
    FROM claims_run AS run
    JOIN claims_line AS l ON l.region = %(region)s AND l.claim_id = run.claim_id
    JOIN claim_facts AS f ON f.claim_id = run.claim_id
    LEFT JOIN providers_rate AS r
        ON r.region = %(region)s
        AND r.provider_code = f.provider_code AND r.code_system = 'special' AND r.code = l.code
        AND r.care_class = greatest(f.care_class, f.entitled_class)
        AND f.service_date >= r.valid_from
        AND f.service_date < coalesce(r.valid_until, 'infinity')
    WHERE l.kind <> 'cbg'
      AND NOT EXISTS (SELECT FROM packages AS k WHERE k.claim_id = l.claim_id)
) AS topup
WHERE rate_idr IS NULL OR billed_idr > rate_idr
GROUP BY claim_id
