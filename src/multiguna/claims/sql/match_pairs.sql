-- step: claims.match_pairs
-- grain: one row per claim, person, letter (or none) and method
-- reads: unmatched, match_persons, match_letters, guarantees_letter, one_person
-- gives: claim_id, person_id, letter_no, born_on, method
-- legal: a number that is the same, written otherwise, is that letter's; a person found by a
--        damaged number is named without a letter too, where none fits
SELECT u.claim_id, coalesce(one.person_id, l.person_id) AS person_id, l.letter_no, l.born_on,
    'letter_written' AS method
FROM unmatched AS u
JOIN guarantees_letter AS l
    ON l.region = %(region)s AND l.letter_no = u.number AND l.provider_code = u.provider_code
LEFT JOIN one_person AS one ON one.own_id = l.person_id
WHERE u.letter_no IS NULL
UNION ALL
SELECT claim_id, person_id, letter_no, born_on, 'letter_digits'
FROM match_letters
WHERE by_number
UNION ALL
SELECT m.claim_id, m.person_id, l.letter_no, l.born_on, m.method
FROM match_persons AS m
LEFT JOIN match_letters AS l
    ON l.claim_id = m.claim_id AND l.person_id = m.person_id AND NOT l.by_number
WHERE l.letter_no IS NOT NULL OR m.method <> 'person_letter'
