-- step: planning.ready_practice
-- grain: one row
-- reads: claims_adjudication, payments_order; binds region, on
-- gives: verdicts (decisions that a person made, not the rules alone), orders (payment orders made)
-- legal: none; that verifiers and treasurers have done their work once
SELECT
    (
        SELECT count(*)
        FROM claims_adjudication AS a
        WHERE a.region = %(region)s AND a.basis <> 'rules' AND a.decided_on <= %(on)s
    ) AS verdicts,
    (
        SELECT count(*)
        FROM payments_order AS o
        WHERE o.region = %(region)s AND o.created_on <= %(on)s
    ) AS orders
