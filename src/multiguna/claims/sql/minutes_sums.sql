-- step: claims.minutes_sums
-- grain: one row
-- reads: claims_minuted (temporary)
-- gives: how many settled claims there are, what they bill and what is approved, the claims left
--        open, and the hash over the settled ones in order (rules/minutes.py is the twin)
-- legal: the minutes' record holds this hash, so that no claim of them can be changed unseen
SELECT
    count(*) FILTER (WHERE is_settled) AS claims,
    coalesce(sum(billed_idr) FILTER (WHERE is_settled), 0)::bigint AS billed_idr,
    coalesce(sum(approved_idr) FILTER (WHERE is_settled), 0)::bigint AS approved_idr,
    count(*) FILTER (WHERE is_settled IS NOT TRUE) AS open_claims,
    coalesce(sum(billed_idr) FILTER (WHERE is_settled IS NOT TRUE), 0)::bigint AS open_idr,
    sha256(convert_to(coalesce(string_agg(
        concat_ws(
            E'\t', claim_id, claim_no, version, outcome, billed_idr, approved_idr, record_id
        ), E'\n' ORDER BY claim_id
    ) FILTER (WHERE is_settled), ''), 'UTF8')) AS content_hash
FROM claims_minuted
