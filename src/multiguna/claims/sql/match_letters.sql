-- step: claims.match_letters
-- grain: one row per claim and free letter of its hospital for its care and day, of a person of
--        match_persons, or whose number slips by one character and whose person has the claim's
--        birth and, where it is said, sex (a newborn is known by birth alone; left out without
--        %(slips)s)
-- reads: unmatched, match_persons, guarantees_letter, guarantees_resolution, registry_person,
--        one_person, standing
-- gives: claim_id, letter_no, person_id, born_on, by_number (else by person)
-- legal: a letter pays one claim (design, I3): free is one neither released nor settled, on which
--        no other claim stands; no letter of the pack holds longer than %(longest_days)s days
SELECT
    near.claim_id, near.letter_no, coalesce(one.person_id, near.person_id) AS person_id,
    near.born_on, near.by_number
FROM (
    SELECT u.claim_id, l.letter_no, l.person_id, l.born_on, false AS by_number
    FROM (
        SELECT claim_id, person_id FROM match_persons
        UNION
        SELECT m.claim_id, same.own_id
        FROM match_persons AS m
        JOIN one_person AS same ON same.person_id = m.person_id
    ) AS m
    JOIN unmatched AS u ON u.claim_id = m.claim_id
    JOIN guarantees_letter AS l
        ON l.region = %(region)s AND l.person_id = m.person_id
        AND l.provider_code = u.provider_code
    WHERE (l.emergency OR l.care = u.care)
      AND u.service_date < l.valid_until
      AND u.service_date >= l.valid_from
          - CASE WHEN l.emergency THEN %(care_first_days)s::integer ELSE 0 END
    UNION ALL
    SELECT alike.claim_id, alike.letter_no, alike.person_id, alike.born_on, true
    FROM (
        SELECT u.claim_id, u.number, l.letter_no, l.person_id, l.born_on
        FROM unmatched AS u
        JOIN guarantees_letter AS l
            ON l.region = %(region)s AND l.provider_code = u.provider_code
            AND l.issued_on >= u.service_date - %(longest_days)s::integer
            AND l.issued_on <= u.service_date + %(longest_days)s::integer
            AND (l.emergency OR l.care = u.care)
            AND u.service_date < l.valid_until
            AND u.service_date >= l.valid_from
                - CASE WHEN l.emergency THEN %(care_first_days)s::integer ELSE 0 END
        JOIN registry_person AS p ON p.region = %(region)s AND p.person_id = l.person_id
        WHERE %(slips)s
          AND u.birth_date = coalesce(l.born_on, p.birth_date)
          AND (l.born_on IS NOT NULL OR u.sex IS NULL OR u.sex = p.sex)
          AND u.number <> l.letter_no
          AND abs(length(u.number) - length(l.letter_no)) <= 1
        OFFSET 0 -- the few that are alike first, then their numbers
    ) AS alike
    WHERE EXISTS (
        SELECT FROM generate_series(1, length(alike.letter_no) + 1) AS n
        WHERE left(alike.number, n - 1) = left(alike.letter_no, n - 1)
          AND CASE length(alike.number) - length(alike.letter_no)
              WHEN -1 THEN substr(alike.number, n) = substr(alike.letter_no, n + 1)
              WHEN 1 THEN substr(alike.number, n + 1) = substr(alike.letter_no, n)
              ELSE substr(alike.number, n + 1) = substr(alike.letter_no, n + 1)
                  OR (
                      substr(alike.number, n, 2) = reverse(substr(alike.letter_no, n, 2))
                      AND substr(alike.number, n + 2) = substr(alike.letter_no, n + 2)
                  )
          END
    )
) AS near
LEFT JOIN one_person AS one ON one.own_id = near.person_id
LEFT JOIN guarantees_resolution AS ended
    ON ended.region = %(region)s AND ended.letter_no = near.letter_no
WHERE (ended.kind IS NULL OR ended.kind NOT IN ('released', 'settled'))
  AND NOT EXISTS (
      SELECT FROM standing AS s
      WHERE s.letter_no = near.letter_no AND s.claim_id <> near.claim_id
  )
