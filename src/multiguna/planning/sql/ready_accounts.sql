-- step: planning.ready_accounts
-- grain: one row per role and hospital (null for the city's own roles) with open accounts
-- reads: accounts_user; binds region
-- gives: role, provider_code, accounts, second_factors (accounts with an authenticator)
-- legal: segregation of duties; the city's roles log in with a second factor
SELECT
    u.role,
    u.provider_code,
    count(*) AS accounts,
    count(*) FILTER (WHERE u.totp_secret <> '') AS second_factors
FROM accounts_user AS u
WHERE u.region = %(region)s AND u.is_active
GROUP BY u.role, u.provider_code
