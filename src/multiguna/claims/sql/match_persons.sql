-- step: claims.match_persons
-- grain: one row per claim, person and method
-- reads: unmatched, registry_person, registry_membership, one_person
-- gives: claim_id, person_id, method: person_letter (whom its numbers name), nik_digits (a NIK with
--        one digit wrong or two neighbours changed, where birth and sex agree with that person's and
--        not with those of the person it names), card (JKN)
-- legal: identity follows the civil registry (domain, 1.1); twin of claims.rules.matching
SELECT u.claim_id, u.person_id, 'person_letter' AS method
FROM unmatched AS u
WHERE u.person_id IS NOT NULL
UNION
SELECT u.claim_id, coalesce(one.person_id, p.person_id), 'nik_digits'
FROM unmatched AS u
CROSS JOIN LATERAL (
    SELECT u.nik + (digit - u.nik / place %% 10) * place AS nik
    FROM (SELECT ('1' || repeat('0', n))::bigint AS place FROM generate_series(0, 15) AS n) AS at
    CROSS JOIN generate_series(0, 9) AS digit
    UNION ALL
    SELECT u.nik + (u.nik / place %% 10 - u.nik / place / 10 %% 10) * 9 * place
    FROM (SELECT ('1' || repeat('0', n))::bigint AS place FROM generate_series(0, 14) AS n) AS at
) AS slip
JOIN registry_person AS p
    ON p.region = %(region)s AND p.nik = slip.nik
    AND p.birth_date = u.birth_date AND p.sex = u.sex
LEFT JOIN one_person AS one ON one.own_id = p.person_id
LEFT JOIN registry_person AS named ON named.region = %(region)s AND named.person_id = u.person_id
WHERE slip.nik <> u.nik
  AND (named.birth_date, named.sex) IS DISTINCT FROM (u.birth_date, u.sex)
UNION
SELECT u.claim_id, coalesce(one.person_id, m.person_id), 'card'
FROM unmatched AS u
JOIN registry_membership AS m ON m.region = %(region)s AND m.card_no = u.card_no
LEFT JOIN one_person AS one ON one.own_id = m.person_id
WHERE NOT EXISTS (
    SELECT FROM registry_membership AS later
    WHERE later.region = %(region)s AND later.person_id = m.person_id
      AND later.import_no > m.import_no
)
