-- Accounts are asked one by one whether they have an activity of some kind: the index answers alone.
DROP INDEX activities_by_account;
CREATE INDEX activities_by_account ON activities (tenant, accountid, moment, id, deleted, closed, userid, typeid);
