-- step: claims.match_linked_persons
-- grain: one row per claim and person whom linkage found
-- reads: match_linked (temporary)
-- gives: claim_id, person_id, method; stands in the place of match_persons
-- legal: nothing is paid on a guess
SELECT claim_id, person_id, 'linkage' AS method
FROM match_linked
