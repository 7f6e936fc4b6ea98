-- What users do, by user and time: key figures and challenges add it up.
CREATE INDEX activities_done ON activities (tenant, userid, date, closed, deleted);
CREATE INDEX accounts_came ON accounts (tenant, userid, created, deleted);
CREATE INDEX opportunities_ended ON opportunities (tenant, userid, enddate, deleted, statusid, value);
CREATE INDEX opportunities_open ON opportunities (tenant, userid, closed, deleted, value);
