-- step: claims.finding_identity_mismatch
-- grain: one row per claim of which this is true: NIK, birth date or sex on the claim is not the
--        registered person's; a newborn on the mother's letter has the mother's NIK and the birth
--        date on the letter; what the claim leaves open is not compared, nor anything once a
--        verifier has decided whom the claim is about
-- reads: claim_facts, one_person, registry_person (a NIK of one who is the same person is right)
-- gives: claim_id, amount_idr (taken away), facts (json, keys in order)
-- legal: identity follows the civil registry (domain, 1.1)
-- code: identity_mismatch
-- severity: pend
SELECT f.claim_id, 0::bigint AS amount_idr,
    (
        SELECT row_to_json(said)
        FROM (
            SELECT
                coalesce(f.birth_date <> coalesce(f.born_on, f.person_birth_date), false)
                    AS birth_date,
                f.id_type = 'nik' AND f.id_value <> f.person_nik::text AND same.nik IS NULL
                    AS nik,
                f.born_on IS NULL AND coalesce(f.sex <> f.person_sex, false) AS sex
        ) AS said
    ) AS facts
FROM claim_facts AS f
LEFT JOIN (
    SELECT one.person_id, p.nik
    FROM one_person AS one
    JOIN registry_person AS p ON p.region = %(region)s AND p.person_id = one.own_id
) AS same ON same.person_id = f.person_id AND same.nik::text = f.id_value
WHERE f.person_nik IS NOT NULL
  AND NOT f.confirmed
  AND (
      f.birth_date <> coalesce(f.born_on, f.person_birth_date)
      OR (f.id_type = 'nik' AND f.id_value <> f.person_nik::text AND same.nik IS NULL)
      OR (f.born_on IS NULL AND f.sex <> f.person_sex)
  )
