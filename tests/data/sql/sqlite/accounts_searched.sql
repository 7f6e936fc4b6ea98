-- first page
SELECT t.id, t.name_key
FROM accounts t
WHERE t.tenant = ?1
AND t.active = ?2
AND (t.name_fold IS NOT NULL
AND t.name_fold >= ?3
AND t.name_fold < ?4
AND t.name_fold LIKE ?5 ESCAPE '\')
AND (t.id IN (SELECT rowid & 1099511627775
FROM accounts_search
WHERE accounts_search MATCH ?6
AND rowid BETWEEN ?1 << 40
AND (?1 << 40) | 1099511627775 UNION ALL SELECT id
FROM accounts_search_changed
WHERE tenant = ?1)
AND instr(t.search, ?7) > 0)
AND t.deleted = ?8
ORDER BY +t.name_key, t.id
LIMIT ?9;

-- next page
SELECT t.id, t.name_key
FROM accounts t
WHERE t.tenant = ?1
AND t.active = ?2
AND (t.name_fold IS NOT NULL
AND t.name_fold >= ?3
AND t.name_fold < ?4
AND t.name_fold LIKE ?5 ESCAPE '\')
AND (t.id IN (SELECT rowid & 1099511627775
FROM accounts_search
WHERE accounts_search MATCH ?6
AND rowid BETWEEN ?1 << 40
AND (?1 << 40) | 1099511627775 UNION ALL SELECT id
FROM accounts_search_changed
WHERE tenant = ?1)
AND instr(t.search, ?7) > 0)
AND t.deleted = ?8
ORDER BY +t.name_key, t.id
LIMIT ?9 OFFSET ?10;

-- page near the end
SELECT t.id, t.name_key
FROM accounts t
WHERE t.tenant = ?1
AND t.active = ?2
AND (t.name_fold IS NOT NULL
AND t.name_fold >= ?3
AND t.name_fold < ?4
AND t.name_fold LIKE ?5 ESCAPE '\')
AND (t.id IN (SELECT rowid & 1099511627775
FROM accounts_search
WHERE accounts_search MATCH ?6
AND rowid BETWEEN ?1 << 40
AND (?1 << 40) | 1099511627775 UNION ALL SELECT id
FROM accounts_search_changed
WHERE tenant = ?1)
AND instr(t.search, ?7) > 0)
AND t.deleted = ?8
ORDER BY +t.name_key DESC, t.id DESC
LIMIT ?9 OFFSET ?10;

-- page after a known one
SELECT t.id, t.name_key
FROM accounts t
WHERE t.tenant = ?1
AND t.active = ?2
AND (t.name_fold IS NOT NULL
AND t.name_fold >= ?3
AND t.name_fold < ?4
AND t.name_fold LIKE ?5 ESCAPE '\')
AND (t.id IN (SELECT rowid & 1099511627775
FROM accounts_search
WHERE accounts_search MATCH ?6
AND rowid BETWEEN ?1 << 40
AND (?1 << 40) | 1099511627775 UNION ALL SELECT id
FROM accounts_search_changed
WHERE tenant = ?1)
AND instr(t.search, ?7) > 0)
AND t.deleted = ?8
AND (t.name_key, t.id) >= (?9, ?10)
ORDER BY +t.name_key, t.id
LIMIT ?11 OFFSET ?12;

-- count
SELECT count(*)
FROM accounts t
WHERE t.tenant = ?1
AND t.active = ?2
AND (t.name_fold IS NOT NULL
AND t.name_fold >= ?3
AND t.name_fold < ?4
AND t.name_fold LIKE ?5 ESCAPE '\')
AND (t.id IN (SELECT rowid & 1099511627775
FROM accounts_search
WHERE accounts_search MATCH ?6
AND rowid BETWEEN ?1 << 40
AND (?1 << 40) | 1099511627775 UNION ALL SELECT id
FROM accounts_search_changed
WHERE tenant = ?1)
AND instr(t.search, ?7) > 0)
AND t.deleted = ?8;

