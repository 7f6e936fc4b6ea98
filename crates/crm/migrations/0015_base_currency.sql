-- The settings name the base currency. Where they named one and no other was the base, it becomes it.
UPDATE currencies SET isbase = 1
WHERE rate = 1000000
    AND code = (SELECT s.currency FROM settings s WHERE s.tenant = currencies.tenant)
    AND NOT EXISTS (
        SELECT 1 FROM currencies b WHERE b.tenant = currencies.tenant AND b.isbase = 1
    );
UPDATE settings SET currency = (
    SELECT c.code FROM currencies c WHERE c.tenant = settings.tenant AND c.isbase = 1
)
WHERE EXISTS (SELECT 1 FROM currencies c WHERE c.tenant = settings.tenant AND c.isbase = 1);
INSERT INTO settings (tenant, id, currency)
SELECT c.tenant, 1, c.code FROM currencies c
WHERE c.isbase = 1 AND NOT EXISTS (SELECT 1 FROM settings s WHERE s.tenant = c.tenant);
INSERT INTO counters (tenant, name, last)
SELECT s.tenant, 'settings', 1 FROM settings s
WHERE NOT EXISTS (SELECT 1 FROM counters c WHERE c.tenant = s.tenant AND c.name = 'settings');
