-- step: claims.minutes_cards
-- grain: one row per minutes, the newest first
-- reads: claims_minutes, claims_minutes_signature, providers_provider
-- gives: the columns of minutes, and the signatures as a list
-- legal: none; what a list shows
SELECT
    m.minutes_no, m.provider_code, h.name, m.month, m.seq, m.closed_on, m.closed_by, m.claims,
    m.billed_idr, m.approved_idr, m.open_claims, m.open_idr, encode(m.content_hash, 'hex'),
    m.record_id,
    ARRAY(
        SELECT jsonb_build_array(s.party, s.signed_by, s.signed_on, s.record_id)
        FROM claims_minutes_signature AS s
        WHERE s.region = %(region)s AND s.minutes_no = m.minutes_no ORDER BY s.party
    ) AS signatures,
    m.record_body
FROM claims_minutes AS m
JOIN providers_provider AS h ON h.region = %(region)s AND h.provider_code = m.provider_code
WHERE m.region = %(region)s
  AND (%(minutes_no)s::text IS NULL OR m.minutes_no = %(minutes_no)s)
  AND (%(provider_code)s::text IS NULL OR m.provider_code = %(provider_code)s)
  AND (%(month)s::text IS NULL OR m.month = %(month)s)
ORDER BY m.month DESC, m.provider_code, m.seq DESC
LIMIT %(limit)s
