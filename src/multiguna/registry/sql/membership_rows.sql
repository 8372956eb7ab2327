-- step: registry.membership_rows
-- grain: one row per person whom the status file names
-- reads: membership_staged (temporary), registry_person
-- gives: person_id, row_count, other_payer (all active periods), and said, the rows as one text
-- legal: who is an active member of JKN has another payer (UU 24/2011)
SELECT
    p.person_id, count(*) AS row_count,
    coalesce(
        range_agg(daterange(s.sejak, s.sampai)) FILTER (WHERE s.status = 'AKTIF'), '{}'
    ) AS other_payer,
    string_agg(
        concat_ws(
            ' ', lpad(s.no_kartu, 13, '0'), s.segmen, s.status = 'AKTIF', s.sejak,
            coalesce(s.sampai::text, '-')
        ),
        ',' ORDER BY lpad(s.no_kartu, 13, '0'), s.segmen, s.status = 'AKTIF', s.sejak, s.sampai
    ) AS said
FROM membership_staged AS s
JOIN registry_person AS p ON p.region = %(region)s AND p.nik = s.nik
GROUP BY p.person_id
