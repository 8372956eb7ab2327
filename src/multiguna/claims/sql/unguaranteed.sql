-- step: claims.unguaranteed
-- grain: one row per claim without a letter that is good for it
-- reads: claim_facts
-- gives: claim_id, regime_no, letter (none, candidates, released or settled), severity: a question
--        where a letter was found that may be its own, until a verifier decides
-- legal: nothing is spent without a guarantee letter (design, I3)
SELECT
    claim_id, regime_no,
    CASE WHEN letter_no IS NULL AND letter_candidates THEN 'candidates'
        ELSE coalesce(letter_end, 'none') END AS letter,
    CASE WHEN letter_no IS NULL AND letter_candidates THEN 'pend' ELSE 'reject' END AS severity
FROM claim_facts
WHERE letter_no IS NULL OR letter_end IN ('released', 'settled')
