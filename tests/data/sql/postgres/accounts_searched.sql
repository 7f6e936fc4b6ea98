-- first page
SELECT t.id, t.name_key
FROM accounts t
WHERE t.tenant = $1
AND t.active = $2
AND (t.name_fold IS NOT NULL
AND t.name_fold >= $3
AND t.name_fold < $4
AND t.name_fold LIKE $5)
AND (t.search LIKE $6)
AND t.deleted = $7
ORDER BY t.name_key, t.id
LIMIT $8;

-- next page
SELECT t.id, t.name_key
FROM accounts t
WHERE t.tenant = $1
AND t.active = $2
AND (t.name_fold IS NOT NULL
AND t.name_fold >= $3
AND t.name_fold < $4
AND t.name_fold LIKE $5)
AND (t.search LIKE $6)
AND t.deleted = $7
ORDER BY t.name_key, t.id
LIMIT $8 OFFSET $9;

-- page near the end
SELECT t.id, t.name_key
FROM accounts t
WHERE t.tenant = $1
AND t.active = $2
AND (t.name_fold IS NOT NULL
AND t.name_fold >= $3
AND t.name_fold < $4
AND t.name_fold LIKE $5)
AND (t.search LIKE $6)
AND t.deleted = $7
ORDER BY t.name_key DESC, t.id DESC
LIMIT $8 OFFSET $9;

-- page after a known one
SELECT t.id, t.name_key
FROM accounts t
WHERE t.tenant = $1
AND t.active = $2
AND (t.name_fold IS NOT NULL
AND t.name_fold >= $3
AND t.name_fold < $4
AND t.name_fold LIKE $5)
AND (t.search LIKE $6)
AND t.deleted = $7
AND (t.name_key, t.id) >= ($8, $9)
ORDER BY t.name_key, t.id
LIMIT $10 OFFSET $11;

-- count
SELECT count(*)
FROM accounts t
WHERE t.tenant = $1
AND t.active = $2
AND (t.name_fold IS NOT NULL
AND t.name_fold >= $3
AND t.name_fold < $4
AND t.name_fold LIKE $5)
AND (t.search LIKE $6)
AND t.deleted = $7;

