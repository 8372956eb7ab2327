-- step: claims.unguaranteed
-- grain: one row per claim without a letter that is good for it
-- reads: claim_facts
-- gives: claim_id, regime_no, letter (none, released or settled)
-- legal: nothing is spent without a guarantee letter (design, I3)
SELECT claim_id, regime_no, coalesce(letter_end, 'none') AS letter
FROM claim_facts
WHERE letter_no IS NULL OR letter_end IN ('released', 'settled')
