-- step: payments.new_orders
-- grain: one row per payment order about to be made
-- reads: payments_chosen (what payable_claims and order_numbers chose, kept for the transaction)
-- gives: order_no, provider_code, claims_idr, claim_count, claims_sha256 (over `claim:version:amount`
--   lines in claim order), accounts (account and amount pairs), pack_hashes
-- legal: design section 7: the record of a payment approval holds the facts it rests on
SELECT
    by_account.order_no,
    by_account.provider_code,
    sum(by_account.amount_idr)::bigint AS claims_idr,
    sum(by_account.claim_count)::integer AS claim_count,
    (
        SELECT
            encode(
                sha256(
                    convert_to(
                        string_agg(
                            format('%%s:%%s:%%s', c.claim_id, c.version, c.amount_idr),
                            E'\n' ORDER BY c.claim_id
                        ),
                        'UTF8'
                    )
                ),
                'hex'
            )
        FROM payments_chosen AS c
        WHERE c.order_no = by_account.order_no
    ) AS claims_sha256,
    jsonb_object_agg(by_account.account_id, by_account.amount_idr) AS accounts,
    (
        SELECT array_agg(DISTINCT c.pack_hash ORDER BY c.pack_hash)
        FROM payments_chosen AS c
        WHERE c.order_no = by_account.order_no
    ) AS pack_hashes
FROM (
    SELECT
        order_no,
        provider_code,
        account_id,
        sum(amount_idr) AS amount_idr,
        count(*) AS claim_count
    FROM payments_chosen
    GROUP BY order_no, provider_code, account_id
) AS by_account
GROUP BY by_account.order_no, by_account.provider_code
ORDER BY by_account.order_no
