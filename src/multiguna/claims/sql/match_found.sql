-- step: claims.match_found
-- grain: one row per claim, person and letter (or none): the best method that found them
-- reads: match_pairs, unmatched, registry_person
-- gives: claim_id, person_id, letter_no, method, score_bp (the method's, less what speaks against
--        it), agreed (json: birth_date, name and sex, each exact, differs or unknown)
-- legal: nothing is paid on a guess; the score orders what a verifier looks at
SELECT DISTINCT ON (told.claim_id, told.person_id, told.letter_no)
    told.claim_id, told.person_id, told.letter_no, told.method,
    (
        (%(bases)s::jsonb ->> told.method)::integer
        - CASE told.birth_date WHEN 'differs' THEN (%(against)s::jsonb ->> 'birth_date')::integer
            ELSE 0 END
        - CASE told.name WHEN 'differs' THEN (%(against)s::jsonb ->> 'name')::integer ELSE 0 END
        - CASE told.sex WHEN 'differs' THEN (%(against)s::jsonb ->> 'sex')::integer ELSE 0 END
    ) AS score_bp,
    jsonb_build_object(
        'birth_date', told.birth_date, 'name', told.name, 'sex', told.sex
    ) AS agreed
FROM (
    SELECT
        pair.claim_id, pair.person_id, pair.letter_no, pair.method,
        CASE WHEN u.birth_date IS NULL THEN 'unknown'
            WHEN u.birth_date = coalesce(pair.born_on, p.birth_date) THEN 'exact'
            ELSE 'differs' END AS birth_date,
        CASE WHEN u.name = '' OR pair.born_on IS NOT NULL THEN 'unknown'
            WHEN u.name = trim(regexp_replace(regexp_replace(
                regexp_replace(upper(p.name), '[^A-Z]+', ' ', 'g'), %(titles)s, ' ', 'g'
            ), ' +', ' ', 'g')) THEN 'exact'
            ELSE 'differs' END AS name,
        CASE WHEN u.sex IS NULL OR pair.born_on IS NOT NULL THEN 'unknown'
            WHEN u.sex = p.sex THEN 'exact'
            ELSE 'differs' END AS sex
    FROM match_pairs AS pair
    JOIN unmatched AS u ON u.claim_id = pair.claim_id
    JOIN registry_person AS p ON p.region = %(region)s AND p.person_id = pair.person_id
) AS told
ORDER BY told.claim_id, told.person_id, told.letter_no, score_bp DESC, told.method
