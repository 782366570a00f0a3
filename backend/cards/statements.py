"""The statements of the card's page: one for the whole day, a small one for its version.

Parameters are `:name`. `LISTED(cell)` is spelled for each database: the ids of a comma-separated cell, one a row.
"""

from __future__ import annotations

VERSION = """
SELECT c.id, c.home_id, h.version FROM card c JOIN home h ON h.id = c.home_id
WHERE c.token_hash = :hash AND c.revoked_at IS NULL
  AND EXISTS (SELECT 1 FROM recipient r WHERE r.home_id = h.id AND r.revision > 0
              AND (r.ended_on IS NULL OR r.ended_on >= :today))
  AND NOT EXISTS (SELECT 1 FROM recipient r WHERE r.home_id = h.id AND r.revision > 0 AND r.protected)
"""
"""A tag can be made up, so a 304 is given only where the page would be shown."""

_HALL = """
SELECT c.id, c.home_id, h.version, r.id, r.language, r.card_detail, r.card_consent_on, r.protected, r.ended_on,
       u.name, u.phone,
       EXISTS (SELECT 1 FROM execution e WHERE e.recipient_id = r.id AND e.date < :today), h.source, r.key_worker_id
FROM card c JOIN home h ON h.id = c.home_id
JOIN recipient r ON r.home_id = h.id AND r.revision > 0
JOIN unit u ON u.id = r.unit_id
WHERE c.token_hash = :hash AND c.revoked_at IS NULL
ORDER BY r.id
"""
"""Where the card hangs: a row for each who lives there."""

_DAY = """
SELECT v.id, v.recipient_id, v.date, v.window_start_at, v.window_end_at, v.duration_minutes, v.cancelled,
       v.service_ids, v.status, v.started_at, v.ended_at, v.expected_at,
       c.became_at, c.from_number, o.window_start_at, o.window_end_at, o.duration_minutes, o.cancelled,
       o.service_ids, o.worker_ids, v.date > :today
FROM visit v
LEFT JOIN visit_change c ON c.visit_id = v.id AND c.became_at >= :midnight
     AND NOT EXISTS (SELECT 1 FROM import_run i WHERE i.id = c.run_id AND i.undone_at IS NOT NULL)
LEFT JOIN visit_revision o ON o.visit_id = c.visit_id AND o.number = c.from_number
WHERE v.id IN (
  SELECT t.id FROM visit t
  WHERE t.recipient_id IN (SELECT c3 FROM hall) AND t.revision > 0 AND t.date >= :yesterday AND t.date <= :today
    AND (t.date = :today OR t.status = 'in_progress' OR (t.status = 'planned' AND t.window_end_at >= :midnight))
  UNION ALL
  SELECT m.id FROM visit m JOIN visit_change n ON n.visit_id = m.id AND n.became_at >= :midnight
  JOIN visit_revision b ON b.visit_id = m.id AND b.number = n.from_number AND b.date = :today
  WHERE m.recipient_id IN (SELECT c3 FROM hall) AND m.revision > 1 AND m.date > :today
    AND m.status IN ('planned', 'cancelled'))
ORDER BY v.window_start_at, v.id, c.id
"""
"""A row a visit, or one for each of its changes of the day; and what was moved away from the day since it began."""

PLANNED, LEFT, HERE, SERVICE, EARLIER = range(5)

MANY = 101
"""No more meetings than these are counted: beyond, they are many."""

_MET = f"""(SELECT count(*) FROM (SELECT 1 FROM execution e WHERE e.recipient_id = whose.recipient_id
         AND e.worker_id = w.id AND e.check_in_at < before_at LIMIT {MANY}) met),
       (SELECT max(e.check_in_at) FROM execution e WHERE e.recipient_id = whose.recipient_id
         AND e.worker_id = w.id AND e.check_in_at < before_at),
       (SELECT max(f.id) FROM worker_photo f WHERE f.worker_id = w.id AND f.removed_at IS NULL)"""  # noqa: S608
"""How often somebody was here before this visit, when last, and her picture. By an index alone: see `execution`."""

_NAMED = f"""
SELECT p.visit_id, {PLANNED}, w.id, w.shown_name, w.title,
       {_MET.replace("whose", "v").replace("before_at", "COALESCE(v.started_at, :now)")}
FROM visit_worker p JOIN visit v ON v.id = p.visit_id JOIN worker w ON w.id = p.worker_id
WHERE p.visit_id IN (SELECT c0 FROM day)
UNION ALL
SELECT x.visit_id, CASE WHEN x.check_out_at IS NULL THEN {HERE} ELSE {LEFT} END, w.id, w.shown_name, w.title,
       {_MET.replace("whose", "x").replace("before_at", "x.check_in_at")}
FROM execution x JOIN worker w ON w.id = x.worker_id
WHERE x.visit_id IN (SELECT c0 FROM day)
UNION ALL
SELECT 0, {SERVICE}, s.id, s.category, s.public_label, 0, NULL, NULL FROM service s
WHERE s.id IN (LISTED(c7) UNION LISTED(c18))
UNION ALL
SELECT 0, {EARLIER}, w.id, w.shown_name, w.title, 0, NULL, NULL FROM worker w WHERE w.id IN (LISTED(c19))
ORDER BY 1, 2, 3
"""  # noqa: S608 - only our own numbers
"""Everybody and everything that the day's visits name: who is planned, who came, what for, who was planned before."""

WHOLE_DAY = (("hall", 14, _HALL), ("day", 21, _DAY), ("named", 8, _NAMED))
"""Name, number of columns and text of each part; a part may read the columns c0, c1, … of those before it."""

_PERSON = """
SELECT 0, r.home_id, h.version, r.id, r.language, r.card_detail, r.card_consent_on, r.protected, r.ended_on,
       u.name, u.phone,
       EXISTS (SELECT 1 FROM execution e WHERE e.recipient_id = r.id AND e.date < :today), h.source, r.key_worker_id
FROM recipient r JOIN home h ON h.id = r.home_id JOIN unit u ON u.id = r.unit_id
WHERE r.id = :person AND r.revision > 0
"""
"""As the hall, of one person alone."""

_SERVICES = """
SELECT s.id, s.category, s.public_label, s.name, s.name_fi, s.name_en, s.relatives_see FROM service s
WHERE s.id IN (LISTED(c7) UNION LISTED(c18))
"""

PERSONS_DAY = (("hall", 14, _PERSON), ("day", 21, _DAY), ("named", 8, _NAMED), ("services", 7, _SERVICES))
"""The same day as one person's paired device shows it, with all that a service is called."""
