-- first page
SELECT t.id, t.userid
FROM accounts t
WHERE t.tenant = $1
AND t.active = $2
AND t.deleted = $3
ORDER BY t.userid, t.id
LIMIT $4;

-- next page
SELECT t.id, t.userid
FROM accounts t
WHERE t.tenant = $1
AND t.active = $2
AND t.deleted = $3
ORDER BY t.userid, t.id
LIMIT $4 OFFSET $5;

-- page near the end
SELECT t.id, t.userid
FROM accounts t
WHERE t.tenant = $1
AND t.active = $2
AND t.deleted = $3
ORDER BY t.userid DESC, t.id DESC
LIMIT $4 OFFSET $5;

-- page after a known one
SELECT t.id, t.userid
FROM accounts t
WHERE t.tenant = $1
AND t.active = $2
AND t.deleted = $3
AND (t.userid, t.id) >= ($4, $5)
ORDER BY t.userid, t.id
LIMIT $6 OFFSET $7;

-- count
SELECT count(*)
FROM accounts t
WHERE t.tenant = $1
AND t.active = $2
AND t.deleted = $3;

