-- What happened to things that rights depend on. Rows are only added, and removed by age.
CREATE TABLE audit (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    event TEXT NOT NULL,
    kind TEXT NOT NULL,
    subjectid BIGINT,
    properties TEXT,
    userid BIGINT,
    address TEXT,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, userid) REFERENCES users (tenant, id)
){clustered};
CREATE INDEX audit_by_time ON audit (tenant, at, id);
CREATE INDEX audit_by_user ON audit (tenant, userid, at, id);
CREATE INDEX audit_by_event ON audit (tenant, event, at, id);
CREATE INDEX audit_by_kind ON audit (tenant, kind, at, id);
CREATE INDEX audit_by_subject ON audit (tenant, subjectid, at, id);
