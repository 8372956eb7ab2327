-- step: claims.import_matches
-- grain: one row per new or corrected claim of the file, in the file's order
-- reads: claims_staging, claims_verdict (temporary), claims_claim, guarantees_letter,
--        registry_person, ledger_account
-- gives: claim_id, row_no, letter_no, person_id, account_id, village_code, corrects (the claim that
--        it replaces), revision, first_received_on (of a correction: from when its deadline counts)
-- legal: a claim stands on its letter (number in SEP), else on the NIK; the letter's budget line
--        pays, else that of the claim it corrects, else the line of the year of care, else that of
--        the day of receipt; a correction keeps the day on which the same care was first claimed:
--        the same admission, not to come on that day, of the same person, on the same letter, or,
--        where neither was known, of the same birth; other care is received when it comes
SELECT
    nextval('claims_claim_seq') AS claim_id,
    s.row_no,
    l.letter_no,
    coalesce(l.person_id, p.person_id) AS person_id,
    coalesce(
        l.account_id, CASE WHEN c.care = s.care THEN c.account_id END, of_care.account_id,
        of_receipt.account_id
    ) AS account_id,
    coalesce(l.village_code, p.village_code) AS village_code,
    s.corrects,
    coalesce(c.revision + 1, 0)::smallint AS revision,
    CASE
        WHEN c.claim_id IS NULL THEN NULL
        WHEN c.admission_date = s.admission_date
            AND s.admission_date <= coalesce(c.first_received_on, c.received_on)
            AND (
                c.person_id = coalesce(l.person_id, p.person_id)
                OR c.letter_no = l.letter_no
                OR (c.person_id IS NULL AND c.letter_no IS NULL AND c.birth_date = s.birth_date)
            ) THEN coalesce(c.first_received_on, c.received_on)
        ELSE %(on)s::date
    END AS first_received_on
FROM (
    SELECT
        row_no, claim_no, care, admission_date, birth_date,
        extract(year FROM admission_date)::integer AS care_year,
        CASE WHEN id_type = 'nik' THEN id_value::bigint END AS nik,
        CASE WHEN verdict = 'corrected' THEN corrects END AS corrects
    FROM claims_staging JOIN claims_verdict USING (row_no)
    WHERE verdict IN ('new', 'corrected')
    ORDER BY row_no
) AS s
LEFT JOIN claims_claim AS c
    ON c.region = %(region)s AND c.claim_id = s.corrects
LEFT JOIN guarantees_letter AS l
    ON l.region = %(region)s AND l.letter_no = s.claim_no AND l.provider_code = %(provider_code)s
LEFT JOIN registry_person AS p
    ON p.region = %(region)s AND p.nik = s.nik
LEFT JOIN ledger_account AS of_care
    ON of_care.region = %(region)s AND of_care.fiscal_year = s.care_year AND of_care.care = s.care
LEFT JOIN ledger_account AS of_receipt
    ON of_receipt.region = %(region)s
    AND of_receipt.fiscal_year = extract(year FROM %(on)s::date)::integer
    AND of_receipt.care = s.care
ORDER BY s.row_no
