-- Places are indexed by bands of 0.01 degrees of latitude, a tenth of what they were: what lies
-- near is read out of a strip that is 1.1 km high. One store casts towards zero and the other to
-- the nearest number: less one where that is too much, both are the floor.
DROP INDEX account_points_by_place;
UPDATE account_points SET band = CAST(CAST(latitude AS {real}) / 0.01 AS BIGINT)
    - CASE WHEN CAST(latitude AS {real}) / 0.01 < CAST(CAST(latitude AS {real}) / 0.01 AS BIGINT)
      THEN 1 ELSE 0 END;
CREATE INDEX account_points_by_place ON account_points (tenant, band, east, x, y, z, ownerid);
