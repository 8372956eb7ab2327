-- step: registry.membership_kept
-- grain: one row per row of the status file that says something new of its person
-- reads: membership_staged, membership_news (temporary), registry_person
-- gives: nothing; keeps the rows
-- legal: what a status file said stays answerable
INSERT INTO registry_membership (region, import_no, row_no, person_id, card_no, segment, active,
    valid_from, valid_until)
SELECT %(region)s, %(import_no)s, s.row_no, p.person_id, lpad(s.no_kartu, 13, '0'), s.segmen,
       s.status = 'AKTIF', s.sejak, s.sampai
FROM membership_staged AS s
JOIN registry_person AS p ON p.region = %(region)s AND p.nik = s.nik
JOIN membership_news AS n ON n.person_id = p.person_id AND n.told
