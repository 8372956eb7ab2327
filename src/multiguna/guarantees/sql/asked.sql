-- step: guarantees.asked
-- grain: one row: all that a request for a letter is judged by
-- reads: holder (coverage's facts of the card), agreement (the hospital's), learned_cells,
--        guarantees_letter, providers_provider, ledger_account
-- gives: the columns of holder, known, two numbers for decision records, the hospital's class,
--        agreed, the budget line (of a closed year: the one that took it over) and learned cells
-- legal: a letter needs coverage, an agreement and a budget line (design, section 6)
SELECT h.*,
       EXISTS (SELECT FROM guarantees_letter l
               WHERE l.region = %(region)s AND l.letter_no = %(letter_no)s) AS known,
       nextval('audit_record_seq') AS coverage_no, nextval('audit_record_seq') AS guarantee_no,
       p.provider_class, agreement.agreed,
       a.account_id, a.policy, a.appropriation_idr, a.arrears_idr,
       a.committed_idr + a.billed_idr + a.obligations_idr + a.ordered_idr + a.paid_idr AS used_idr,
       named.closed_on,
       (SELECT json_agg(to_json(c)) FROM learned_cells c) AS cells
FROM holder h
CROSS JOIN agreement
LEFT JOIN providers_provider p
    ON p.region = %(region)s AND p.provider_code = %(provider_code)s
LEFT JOIN ledger_account named
    ON named.region = %(region)s AND named.fiscal_year = %(year)s AND named.care = %(care)s
LEFT JOIN ledger_account a
    ON a.region = %(region)s AND a.account_id = coalesce(named.carried_to, named.account_id)
