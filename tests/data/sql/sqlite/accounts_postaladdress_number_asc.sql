-- first page
SELECT t.id, t.postal_key
FROM accounts t
WHERE t.tenant = ?1
AND t.active = ?2
AND t.deleted = ?3
AND t.postal_key IS NOT NULL
ORDER BY t.postal_key, t.id
LIMIT ?4;

-- next page
SELECT t.id, t.postal_key
FROM accounts t
WHERE t.tenant = ?1
AND t.active = ?2
AND t.deleted = ?3
AND t.postal_key IS NOT NULL
ORDER BY t.postal_key, t.id
LIMIT ?4 OFFSET ?5;

-- page near the end
SELECT t.id, t.postal_key
FROM accounts t
WHERE t.tenant = ?1
AND t.active = ?2
AND t.deleted = ?3
AND t.postal_key IS NOT NULL
ORDER BY t.postal_key DESC, t.id DESC
LIMIT ?4 OFFSET ?5;

-- page after a known one
SELECT t.id, t.postal_key
FROM accounts t
WHERE t.tenant = ?1
AND t.active = ?2
AND t.deleted = ?3
AND t.postal_key IS NOT NULL
AND (t.postal_key, t.id) >= (?4, ?5)
ORDER BY t.postal_key, t.id
LIMIT ?6 OFFSET ?7;

-- count
SELECT count(*)
FROM accounts t
WHERE t.tenant = ?1
AND t.active = ?2
AND t.deleted = ?3
AND t.postal_key IS NOT NULL;

-- first page
SELECT t.id, t.postal_key
FROM accounts t
WHERE t.tenant = ?1
AND t.active = ?2
AND t.deleted = ?3
AND t.postal_key IS NULL
ORDER BY t.postal_key, t.id
LIMIT ?4;

-- next page
SELECT t.id, t.postal_key
FROM accounts t
WHERE t.tenant = ?1
AND t.active = ?2
AND t.deleted = ?3
AND t.postal_key IS NULL
ORDER BY t.postal_key, t.id
LIMIT ?4 OFFSET ?5;

-- page near the end
SELECT t.id, t.postal_key
FROM accounts t
WHERE t.tenant = ?1
AND t.active = ?2
AND t.deleted = ?3
AND t.postal_key IS NULL
ORDER BY t.postal_key DESC, t.id DESC
LIMIT ?4 OFFSET ?5;

-- page after a known one
SELECT t.id, t.postal_key
FROM accounts t
WHERE t.tenant = ?1
AND t.active = ?2
AND t.deleted = ?3
AND t.postal_key IS NULL
AND t.id >= ?4
ORDER BY t.postal_key, t.id
LIMIT ?5 OFFSET ?6;

-- count
SELECT count(*)
FROM accounts t
WHERE t.tenant = ?1
AND t.active = ?2
AND t.deleted = ?3
AND t.postal_key IS NULL;

