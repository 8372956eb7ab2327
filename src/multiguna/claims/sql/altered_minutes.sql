-- step: claims.altered_minutes
-- grain: one row per minutes whose claims no longer give the hash that was recorded
-- reads: claims_minutes, claims_minutes_claim, claims_claim, claims_adjudication
-- gives: minutes_no
-- legal: none; what `doctor` looks for. The hash is taken over the decisions themselves
SELECT m.minutes_no
FROM claims_minutes AS m
LEFT JOIN (
    SELECT
        f.minutes_no,
        sha256(convert_to(string_agg(
            concat_ws(
                E'\t', f.claim_id, c.claim_no, a.version, a.outcome, a.billed_idr, a.approved_idr,
                a.record_id
            ), E'\n' ORDER BY f.claim_id
        ), 'UTF8')) AS content_hash
    FROM claims_minutes_claim AS f
    JOIN claims_claim AS c ON c.region = %(region)s AND c.claim_id = f.claim_id
    JOIN claims_adjudication AS a ON a.region = %(region)s
        AND a.claim_id = f.claim_id AND a.version = f.version
    WHERE f.region = %(region)s
    GROUP BY f.minutes_no
) AS now ON now.minutes_no = m.minutes_no
WHERE m.region = %(region)s AND now.content_hash IS DISTINCT FROM m.content_hash
ORDER BY m.minutes_no
