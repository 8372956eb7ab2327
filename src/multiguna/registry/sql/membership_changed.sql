-- step: registry.membership_changed
-- grain: one row per person whose other payer changes
-- reads: membership_news (temporary), registry_person
-- gives: person_id, other_payer
-- legal: who is an active member of JKN has another payer (UU 24/2011)
SELECT n.person_id, n.other_payer
FROM membership_news AS n
JOIN registry_person AS p ON p.region = %(region)s AND p.person_id = n.person_id
WHERE p.other_payer IS DISTINCT FROM n.other_payer
