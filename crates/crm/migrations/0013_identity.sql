ALTER TABLE tokens ADD COLUMN scopes TEXT;
ALTER TABLE tokens ADD COLUMN clientid BIGINT;
ALTER TABLE tokens ADD COLUMN grantid BIGINT;
ALTER TABLE tokens ADD COLUMN lastused BIGINT;
CREATE INDEX tokens_by_client ON tokens (tenant, clientid) WHERE clientid IS NOT NULL;
CREATE INDEX tokens_by_grant ON tokens (tenant, grantid) WHERE grantid IS NOT NULL;
CREATE INDEX tokens_by_end ON tokens (tenant, expires) WHERE expires IS NOT NULL;

CREATE TABLE clients (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    identifier TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key {bytes} NOT NULL,
    kind TEXT NOT NULL,
    userid BIGINT,
    redirects TEXT,
    grants TEXT,
    scopes TEXT NOT NULL,
    introspects BIGINT NOT NULL,
    active BIGINT NOT NULL,
    secret_hash TEXT,
    rotated BIGINT,
    former_hash TEXT,
    former_until BIGINT,
    lastused BIGINT,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, userid) REFERENCES users (tenant, id)
){clustered};
CREATE UNIQUE INDEX clients_one_identifier ON clients (tenant, identifier);
CREATE INDEX clients_by_name ON clients (tenant, name_key, id);
CREATE INDEX clients_by_user ON clients (tenant, userid) WHERE userid IS NOT NULL;

CREATE TABLE consents (
    tenant BIGINT NOT NULL,
    id BIGINT NOT NULL,
    userid BIGINT NOT NULL,
    clientid BIGINT NOT NULL,
    scopes TEXT NOT NULL,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, userid) REFERENCES users (tenant, id),
    FOREIGN KEY (tenant, clientid) REFERENCES clients (tenant, id)
){clustered};
CREATE UNIQUE INDEX consents_one ON consents (tenant, userid, clientid);
CREATE INDEX consents_by_client ON consents (tenant, clientid);

CREATE TABLE grants (
    tenant BIGINT NOT NULL,
    id BIGINT NOT NULL,
    clientid BIGINT NOT NULL,
    userid BIGINT NOT NULL,
    scopes TEXT NOT NULL,
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    revoked BIGINT,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, clientid) REFERENCES clients (tenant, id),
    FOREIGN KEY (tenant, userid) REFERENCES users (tenant, id)
){clustered};
CREATE INDEX grants_by_client ON grants (tenant, clientid);
CREATE INDEX grants_by_user ON grants (tenant, userid);
CREATE INDEX grants_by_end ON grants (tenant, expires);

CREATE TABLE authorization_codes (
    tenant BIGINT NOT NULL,
    id BIGINT NOT NULL,
    grantid BIGINT NOT NULL,
    hash TEXT NOT NULL,
    redirect TEXT,
    challenge TEXT NOT NULL,
    expires BIGINT NOT NULL,
    used BIGINT,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, grantid) REFERENCES grants (tenant, id)
){clustered};
CREATE UNIQUE INDEX authorization_codes_one_hash ON authorization_codes (tenant, hash);
CREATE INDEX authorization_codes_by_grant ON authorization_codes (tenant, grantid);
CREATE INDEX authorization_codes_by_end ON authorization_codes (tenant, expires);

CREATE TABLE refresh_tokens (
    tenant BIGINT NOT NULL,
    id BIGINT NOT NULL,
    grantid BIGINT NOT NULL,
    hash TEXT NOT NULL,
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    used BIGINT,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, grantid) REFERENCES grants (tenant, id)
){clustered};
CREATE UNIQUE INDEX refresh_tokens_one_hash ON refresh_tokens (tenant, hash);
CREATE INDEX refresh_tokens_by_grant ON refresh_tokens (tenant, grantid);
CREATE INDEX refresh_tokens_by_end ON refresh_tokens (tenant, expires);

CREATE TABLE credentials (
    tenant BIGINT NOT NULL,
    id BIGINT NOT NULL,
    userid BIGINT NOT NULL,
    password TEXT,
    password_set BIGINT,
    totp TEXT,
    totp_pending TEXT,
    totp_step BIGINT,
    recovery TEXT,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, userid) REFERENCES users (tenant, id)
){clustered};
CREATE UNIQUE INDEX credentials_one ON credentials (tenant, userid);

CREATE TABLE sign_ins (
    tenant BIGINT NOT NULL,
    id BIGINT NOT NULL,
    userid BIGINT NOT NULL,
    hash TEXT NOT NULL,
    proved BIGINT NOT NULL,
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    ended BIGINT,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, userid) REFERENCES users (tenant, id)
){clustered};
CREATE UNIQUE INDEX sign_ins_one_hash ON sign_ins (tenant, hash);
CREATE INDEX sign_ins_by_user ON sign_ins (tenant, userid);
CREATE INDEX sign_ins_by_end ON sign_ins (tenant, expires);
