-- Bytes that are kept outside the database: what they are and the name they have there.
CREATE TABLE contents (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    hash TEXT NOT NULL,
    size BIGINT NOT NULL,
    name TEXT NOT NULL,
    created BIGINT NOT NULL,
    unused BIGINT,
    PRIMARY KEY (tenant, id)
){clustered};
CREATE UNIQUE INDEX contents_one_hash ON contents (tenant, hash);

CREATE TABLE folders (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    parentfolderid BIGINT,
    accountid BIGINT,
    deleted BIGINT NOT NULL DEFAULT 0,
    name_key {bytes} NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, parentfolderid) REFERENCES folders (tenant, id),
    FOREIGN KEY (tenant, accountid) REFERENCES accounts (tenant, id)
){clustered};
CREATE INDEX folders_by_name ON folders (tenant, name_key, id, deleted);
CREATE INDEX folders_by_parent ON folders (tenant, parentfolderid, name_key, id, deleted);
CREATE INDEX folders_by_account ON folders (tenant, accountid, name_key, id, deleted);

CREATE TABLE files (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    uploaded BIGINT,
    folderid BIGINT,
    content BIGINT NOT NULL,
    deleted BIGINT NOT NULL DEFAULT 0,
    name_key {bytes} NOT NULL,
    info TEXT,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, folderid) REFERENCES folders (tenant, id),
    FOREIGN KEY (tenant, content) REFERENCES contents (tenant, id)
){clustered};
CREATE INDEX files_by_name ON files (tenant, name_key, id, deleted);
CREATE INDEX files_by_folder ON files (tenant, folderid, id, deleted);
CREATE INDEX files_by_content ON files (tenant, content);

CREATE TABLE file_accounts (
    tenant BIGINT NOT NULL,
    fileid BIGINT NOT NULL,
    accountid BIGINT NOT NULL,
    PRIMARY KEY (tenant, fileid, accountid),
    FOREIGN KEY (tenant, fileid) REFERENCES files (tenant, id),
    FOREIGN KEY (tenant, accountid) REFERENCES accounts (tenant, id)
){clustered};
CREATE INDEX file_accounts_back ON file_accounts (tenant, accountid, fileid);

CREATE TABLE file_contacts (
    tenant BIGINT NOT NULL,
    fileid BIGINT NOT NULL,
    contactid BIGINT NOT NULL,
    PRIMARY KEY (tenant, fileid, contactid),
    FOREIGN KEY (tenant, fileid) REFERENCES files (tenant, id),
    FOREIGN KEY (tenant, contactid) REFERENCES contacts (tenant, id)
){clustered};
CREATE INDEX file_contacts_back ON file_contacts (tenant, contactid, fileid);

CREATE TABLE file_users (
    tenant BIGINT NOT NULL,
    fileid BIGINT NOT NULL,
    userid BIGINT NOT NULL,
    PRIMARY KEY (tenant, fileid, userid),
    FOREIGN KEY (tenant, fileid) REFERENCES files (tenant, id),
    FOREIGN KEY (tenant, userid) REFERENCES users (tenant, id)
){clustered};
CREATE INDEX file_users_back ON file_users (tenant, userid, fileid);

-- The texts of an e-mail stand last, so that the columns before them are read without them.
CREATE TABLE emails (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    sender TEXT,
    recipients TEXT,
    copies TEXT,
    subject TEXT,
    sent BIGINT NOT NULL,
    messageid TEXT,
    deleted BIGINT NOT NULL DEFAULT 0,
    body TEXT,
    text TEXT,
    PRIMARY KEY (tenant, id)
){clustered};
CREATE INDEX emails_by_date ON emails (tenant, sent, id, deleted);
CREATE INDEX emails_by_messageid ON emails (tenant, messageid) WHERE messageid IS NOT NULL;

CREATE TABLE email_accounts (
    tenant BIGINT NOT NULL,
    emailid BIGINT NOT NULL,
    accountid BIGINT NOT NULL,
    PRIMARY KEY (tenant, emailid, accountid),
    FOREIGN KEY (tenant, emailid) REFERENCES emails (tenant, id),
    FOREIGN KEY (tenant, accountid) REFERENCES accounts (tenant, id)
){clustered};
CREATE INDEX email_accounts_back ON email_accounts (tenant, accountid, emailid);

CREATE TABLE email_contacts (
    tenant BIGINT NOT NULL,
    emailid BIGINT NOT NULL,
    contactid BIGINT NOT NULL,
    PRIMARY KEY (tenant, emailid, contactid),
    FOREIGN KEY (tenant, emailid) REFERENCES emails (tenant, id),
    FOREIGN KEY (tenant, contactid) REFERENCES contacts (tenant, id)
){clustered};
CREATE INDEX email_contacts_back ON email_contacts (tenant, contactid, emailid);

-- E-mails find their account by its address. Addresses are ASCII but for rare ones, which are
-- folded for good when they are next changed.
ALTER TABLE accounts ADD COLUMN email_fold TEXT;
UPDATE accounts SET email_fold = lower(email);
CREATE INDEX accounts_like_email ON accounts (tenant, email_fold) WHERE email_fold IS NOT NULL;
