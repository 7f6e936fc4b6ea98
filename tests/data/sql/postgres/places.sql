-- first page
SELECT p.id, t.name_key
FROM accounts t JOIN account_points p ON p.tenant = $1
AND p.id >= t.id * 8
AND p.id < t.id * 8 + 8
WHERE t.tenant = $1
AND t.active = $2
AND t.id IN (SELECT n.ownerid
FROM account_points n
WHERE n.tenant = $1
AND n.band = ANY($3::bigint[])
AND ((n.east >= $4
AND n.east <= $5))
AND (n.x - $6) * (n.x - $7) + (n.y - $8) * (n.y - $9) + (n.z - $10) * (n.z - $11) <= $12)
AND t.deleted = $13
ORDER BY t.name_key, t.id, p.id
LIMIT $14;

-- next page
SELECT p.id, t.name_key
FROM accounts t JOIN account_points p ON p.tenant = $1
AND p.id >= t.id * 8
AND p.id < t.id * 8 + 8
WHERE t.tenant = $1
AND t.active = $2
AND t.id IN (SELECT n.ownerid
FROM account_points n
WHERE n.tenant = $1
AND n.band = ANY($3::bigint[])
AND ((n.east >= $4
AND n.east <= $5))
AND (n.x - $6) * (n.x - $7) + (n.y - $8) * (n.y - $9) + (n.z - $10) * (n.z - $11) <= $12)
AND t.deleted = $13
ORDER BY t.name_key, t.id, p.id
LIMIT $14 OFFSET $15;

-- page near the end
SELECT p.id, t.name_key
FROM accounts t JOIN account_points p ON p.tenant = $1
AND p.id >= t.id * 8
AND p.id < t.id * 8 + 8
WHERE t.tenant = $1
AND t.active = $2
AND t.id IN (SELECT n.ownerid
FROM account_points n
WHERE n.tenant = $1
AND n.band = ANY($3::bigint[])
AND ((n.east >= $4
AND n.east <= $5))
AND (n.x - $6) * (n.x - $7) + (n.y - $8) * (n.y - $9) + (n.z - $10) * (n.z - $11) <= $12)
AND t.deleted = $13
ORDER BY t.name_key DESC, t.id DESC, p.id DESC
LIMIT $14 OFFSET $15;

-- page after a known one
SELECT p.id, t.name_key
FROM accounts t JOIN account_points p ON p.tenant = $1
AND p.id >= t.id * 8
AND p.id < t.id * 8 + 8
WHERE t.tenant = $1
AND t.active = $2
AND t.id IN (SELECT n.ownerid
FROM account_points n
WHERE n.tenant = $1
AND n.band = ANY($3::bigint[])
AND ((n.east >= $4
AND n.east <= $5))
AND (n.x - $6) * (n.x - $7) + (n.y - $8) * (n.y - $9) + (n.z - $10) * (n.z - $11) <= $12)
AND t.deleted = $13
AND (t.name_key, p.id) >= ($14, $15)
ORDER BY t.name_key, t.id, p.id
LIMIT $16 OFFSET $17;

-- count
SELECT count(*)
FROM accounts t JOIN account_points p ON p.tenant = $1
AND p.id >= t.id * 8
AND p.id < t.id * 8 + 8
WHERE t.tenant = $1
AND t.active = $2
AND t.id IN (SELECT n.ownerid
FROM account_points n
WHERE n.tenant = $1
AND n.band = ANY($3::bigint[])
AND ((n.east >= $4
AND n.east <= $5))
AND (n.x - $6) * (n.x - $7) + (n.y - $8) * (n.y - $9) + (n.z - $10) * (n.z - $11) <= $12)
AND t.deleted = $13;

SELECT t0.id, t0.ownerid, t0.kind, t0.latitude, t0.longitude
FROM account_points t0
WHERE t0.tenant = $1
AND t0.id = ANY($2::bigint[]);
SELECT t0.id, t0.ownerid, t0.kind, t0.latitude, t0.longitude
FROM account_points t0
WHERE t0.tenant = $1
AND t0.id = $2;
