-- Which links an account has, so that only those are looked up: a bit for each, in the order in which
-- the resource names them.
ALTER TABLE accounts ADD COLUMN marks BIGINT NOT NULL DEFAULT 0;
UPDATE accounts SET marks =
    CASE WHEN EXISTS (SELECT 1 FROM account_followers l
        WHERE l.tenant = accounts.tenant AND l.accountid = accounts.id) THEN 1 ELSE 0 END
    + CASE WHEN EXISTS (SELECT 1 FROM account_group_members l
        WHERE l.tenant = accounts.tenant AND l.accountid = accounts.id) THEN 2 ELSE 0 END
    + CASE WHEN EXISTS (SELECT 1 FROM account_tags l
        WHERE l.tenant = accounts.tenant AND l.accountid = accounts.id) THEN 4 ELSE 0 END
    + CASE WHEN EXISTS (SELECT 1 FROM file_accounts l
        WHERE l.tenant = accounts.tenant AND l.accountid = accounts.id) THEN 8 ELSE 0 END;
