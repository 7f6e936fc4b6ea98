SELECT t0.id, t0.name
FROM accounts t0
WHERE t0.tenant = ?1
AND t0.id IN rarray(?2)
AND t0.deleted = 0;
SELECT t0.id, t0.name
FROM accounts t0
WHERE t0.tenant = ?1
AND unlikely(t0.id = ?2)
AND t0.deleted = 0;
