-- Organisations. Everything else belongs to one of them; its key comes first in every key.
CREATE TABLE tenants (
    id BIGINT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    created BIGINT NOT NULL,
    revoked BIGINT
);

-- The last id given to a row of each table of a tenant.
CREATE TABLE counters (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    name TEXT NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (tenant, name)
){clustered};

CREATE TABLE tags (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    type TEXT,
    name_key {bytes} NOT NULL,
    PRIMARY KEY (tenant, id)
){clustered};
CREATE INDEX tags_by_name ON tags (tenant, name_key, id);

CREATE TABLE roles (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT,
    name_key {bytes},
    PRIMARY KEY (tenant, id)
){clustered};
CREATE INDEX roles_by_name ON roles (tenant, name_key, id);
CREATE UNIQUE INDEX roles_one_name ON roles (tenant, name);

-- Departments and users refer to each other; the references between them are checked by the
-- server, in the transaction that writes them.
CREATE TABLE departments (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT,
    parentid BIGINT,
    managerid BIGINT,
    name_key {bytes},
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, parentid) REFERENCES departments (tenant, id)
){clustered};
CREATE INDEX departments_by_name ON departments (tenant, name_key, id);
CREATE INDEX departments_by_parent ON departments (tenant, parentid, name_key, id);
CREATE INDEX departments_by_manager ON departments (tenant, managerid, name_key, id);

-- Pictures stand last, so that the columns before them are read without them.
CREATE TABLE users (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    surname TEXT NOT NULL,
    title TEXT,
    email TEXT,
    phone TEXT,
    cellphone TEXT,
    active BIGINT NOT NULL,
    departmentid BIGINT,
    language TEXT,
    lastactive BIGINT,
    startpage BIGINT,
    code TEXT,
    name_key {bytes} NOT NULL,
    surname_key {bytes} NOT NULL,
    email_fold TEXT,
    search TEXT NOT NULL,
    mail_email TEXT,
    mail_name TEXT,
    mail_username TEXT,
    mail_password TEXT,
    mail_port TEXT,
    mail_authtype BIGINT,
    mail_incoming TEXT,
    mail_smtp TEXT,
    mail_type BIGINT,
    licenceadmin BIGINT,
    elevatedaccount BIGINT,
    salescoach BIGINT,
    crmversion BIGINT,
    mail_signature TEXT,
    presentation TEXT,
    avatar_b64 TEXT,
    photo_b64 TEXT,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, departmentid) REFERENCES departments (tenant, id)
){clustered};
CREATE INDEX users_by_name ON users (tenant, name_key, id, active);
CREATE INDEX users_by_surname ON users (tenant, surname_key, id, active);
CREATE INDEX users_by_active ON users (tenant, active, id);
CREATE INDEX users_by_department ON users (tenant, departmentid);
CREATE INDEX users_by_code ON users (tenant, code);
CREATE UNIQUE INDEX users_one_email ON users (tenant, email_fold);
{search users}

CREATE TABLE user_settings (
    tenant BIGINT NOT NULL,
    id BIGINT NOT NULL,
    userid BIGINT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, userid, key),
    FOREIGN KEY (tenant, userid) REFERENCES users (tenant, id)
){clustered};
CREATE INDEX user_settings_by_user ON user_settings (tenant, userid, id);

CREATE TABLE user_departments (
    tenant BIGINT NOT NULL,
    userid BIGINT NOT NULL,
    departmentid BIGINT NOT NULL,
    PRIMARY KEY (tenant, userid, departmentid),
    FOREIGN KEY (tenant, userid) REFERENCES users (tenant, id),
    FOREIGN KEY (tenant, departmentid) REFERENCES departments (tenant, id)
){clustered};
CREATE INDEX user_departments_back ON user_departments (tenant, departmentid, userid);

CREATE TABLE user_roles (
    tenant BIGINT NOT NULL,
    userid BIGINT NOT NULL,
    roleid BIGINT NOT NULL,
    PRIMARY KEY (tenant, userid, roleid),
    FOREIGN KEY (tenant, userid) REFERENCES users (tenant, id),
    FOREIGN KEY (tenant, roleid) REFERENCES roles (tenant, id)
){clustered};
CREATE INDEX user_roles_back ON user_roles (tenant, roleid, userid);

CREATE TABLE user_tags (
    tenant BIGINT NOT NULL,
    userid BIGINT NOT NULL,
    tagid BIGINT NOT NULL,
    PRIMARY KEY (tenant, userid, tagid),
    FOREIGN KEY (tenant, userid) REFERENCES users (tenant, id),
    FOREIGN KEY (tenant, tagid) REFERENCES tags (tenant, id)
){clustered};
CREATE INDEX user_tags_back ON user_tags (tenant, tagid, userid);

CREATE TABLE user_budgets (
    tenant BIGINT NOT NULL,
    id BIGINT NOT NULL,
    userid BIGINT NOT NULL,
    year BIGINT NOT NULL,
    month BIGINT NOT NULL,
    budget BIGINT,
    pipeline BIGINT,
    period BIGINT NOT NULL,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, userid, year, month),
    FOREIGN KEY (tenant, userid) REFERENCES users (tenant, id)
){clustered};
CREATE INDEX user_budgets_by_period ON user_budgets (tenant, period, id, userid);

-- A token names its tenant, so it is looked up by its hash alone.
CREATE TABLE tokens (
    tenant BIGINT NOT NULL,
    id BIGINT NOT NULL,
    userid BIGINT NOT NULL,
    name TEXT,
    hash TEXT NOT NULL,
    expires BIGINT,
    created BIGINT NOT NULL,
    revoked BIGINT,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, userid) REFERENCES users (tenant, id)
){clustered};
CREATE UNIQUE INDEX tokens_one_hash ON tokens (hash);
CREATE INDEX tokens_by_user ON tokens (tenant, userid);

CREATE TABLE account_types (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    defaulttab TEXT,
    sortorder BIGINT NOT NULL,
    isdefault BIGINT NOT NULL,
    turnover_from BIGINT,
    turnover_to BIGINT,
    turnoverpotential_from BIGINT,
    turnoverpotential_to BIGINT,
    turnover_volume1from BIGINT,
    turnover_volume1to BIGINT,
    turnover_volume2from BIGINT,
    turnover_volume2to BIGINT,
    turnoverpotential_volume1from BIGINT,
    turnoverpotential_volume1to BIGINT,
    turnoverpotential_volume2from BIGINT,
    turnoverpotential_volume2to BIGINT,
    typeiscustomer BIGINT NOT NULL,
    typeisprospect BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
){clustered};
CREATE INDEX account_types_by_sortorder ON account_types (tenant, sortorder, id);

CREATE TABLE account_groups (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    name_key {bytes} NOT NULL,
    search TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
){clustered};
CREATE INDEX account_groups_by_name ON account_groups (tenant, name_key, id);
{search account_groups}

CREATE TABLE accounts (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    alt_name TEXT,
    typeid BIGINT NOT NULL,
    number TEXT,
    userid BIGINT NOT NULL,
    phone TEXT,
    cellphone TEXT,
    fax TEXT,
    email TEXT,
    url TEXT,
    vatno TEXT,
    active BIGINT NOT NULL,
    deleted BIGINT NOT NULL DEFAULT 0,
    merged_into BIGINT,
    socialmedia_fb TEXT,
    socialmedia_tw TEXT,
    socialmedia_li TEXT,
    externalkey TEXT,
    uservisitintervalweeks BIGINT,
    alternateuservisitintervalweeks BIGINT,
    parentaccountid BIGINT,
    alternateuserid BIGINT,
    latitude TEXT,
    longitude TEXT,
    visiting_careof TEXT,
    visiting_name TEXT,
    visiting_street TEXT,
    visiting_zip TEXT,
    visiting_city TEXT,
    visiting_country TEXT,
    visiting_email TEXT,
    visiting_latitude TEXT,
    visiting_longitude TEXT,
    visiting_number TEXT,
    visiting_letter TEXT,
    delivery_careof TEXT,
    delivery_name TEXT,
    delivery_street TEXT,
    delivery_zip TEXT,
    delivery_city TEXT,
    delivery_country TEXT,
    delivery_email TEXT,
    delivery_latitude TEXT,
    delivery_longitude TEXT,
    delivery_number TEXT,
    delivery_letter TEXT,
    invoice_careof TEXT,
    invoice_name TEXT,
    invoice_street TEXT,
    invoice_zip TEXT,
    invoice_city TEXT,
    invoice_country TEXT,
    invoice_email TEXT,
    invoice_latitude TEXT,
    invoice_longitude TEXT,
    invoice_number TEXT,
    invoice_letter TEXT,
    postal_careof TEXT,
    postal_name TEXT,
    postal_street TEXT,
    postal_zip TEXT,
    postal_city TEXT,
    postal_country TEXT,
    postal_email TEXT,
    postal_latitude TEXT,
    postal_longitude TEXT,
    postal_number TEXT,
    postal_letter TEXT,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    info TEXT,
    name_fold TEXT NOT NULL,
    name_key {bytes} NOT NULL,
    number_key {bytes},
    phone_fold TEXT,
    cellphone_fold TEXT,
    vatno_fold TEXT,
    postal_street_fold TEXT,
    postal_city_fold TEXT,
    visiting_city_fold TEXT,
    delivery_city_fold TEXT,
    invoice_city_fold TEXT,
    postal_parity BIGINT,
    postal_key {bytes},
    search TEXT NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, typeid) REFERENCES account_types (tenant, id),
    FOREIGN KEY (tenant, userid) REFERENCES users (tenant, id),
    FOREIGN KEY (tenant, alternateuserid) REFERENCES users (tenant, id),
    FOREIGN KEY (tenant, parentaccountid) REFERENCES accounts (tenant, id),
    FOREIGN KEY (tenant, merged_into) REFERENCES accounts (tenant, id)
){clustered};
-- What lists look at most, in a tenth of the row: rows found in other ways are filtered, sorted and
-- named from here.
CREATE INDEX accounts_in_short ON accounts (tenant, id, deleted, active, name_key, name{searched});
CREATE INDEX accounts_by_name ON accounts (tenant, name_key, id, deleted, active);
CREATE INDEX accounts_by_number ON accounts (tenant, number_key, id, deleted, active);
CREATE INDEX accounts_by_user ON accounts (tenant, userid, id, deleted, active);
CREATE INDEX accounts_by_type ON accounts (tenant, typeid, id, deleted, active);
CREATE INDEX accounts_by_house ON accounts (tenant, postal_key, id, deleted, active);
CREATE INDEX accounts_by_side ON accounts (tenant, postal_parity, postal_key, id, deleted, active);
CREATE INDEX accounts_like_name ON accounts (tenant, name_fold, name_key, id, deleted, active);
CREATE INDEX accounts_like_number ON accounts (tenant, number) WHERE number IS NOT NULL;
CREATE INDEX accounts_like_phone ON accounts (tenant, phone_fold) WHERE phone_fold IS NOT NULL;
CREATE INDEX accounts_like_cellphone ON accounts (tenant, cellphone_fold) WHERE cellphone_fold IS NOT NULL;
CREATE INDEX accounts_like_vatno ON accounts (tenant, vatno_fold) WHERE vatno_fold IS NOT NULL;
CREATE INDEX accounts_like_street ON accounts (tenant, postal_street_fold) WHERE postal_street_fold IS NOT NULL;
CREATE INDEX accounts_like_postal ON accounts (tenant, postal_city_fold, name_key, id, deleted, active) WHERE postal_city_fold IS NOT NULL;
CREATE INDEX accounts_like_visiting ON accounts (tenant, visiting_city_fold, name_key, id, deleted, active) WHERE visiting_city_fold IS NOT NULL;
CREATE INDEX accounts_like_delivery ON accounts (tenant, delivery_city_fold, name_key, id, deleted, active) WHERE delivery_city_fold IS NOT NULL;
CREATE INDEX accounts_like_invoice ON accounts (tenant, invoice_city_fold, name_key, id, deleted, active) WHERE invoice_city_fold IS NOT NULL;
CREATE INDEX accounts_by_externalkey ON accounts (tenant, externalkey) WHERE externalkey IS NOT NULL;
CREATE INDEX accounts_by_parent ON accounts (tenant, parentaccountid) WHERE parentaccountid IS NOT NULL;
CREATE INDEX accounts_by_alternate ON accounts (tenant, alternateuserid) WHERE alternateuserid IS NOT NULL;
CREATE INDEX accounts_by_merge ON accounts (tenant, merged_into) WHERE merged_into IS NOT NULL;
{search accounts}

-- Places of accounts; id = account * 8 + address.
CREATE TABLE account_points (
    tenant BIGINT NOT NULL,
    id BIGINT NOT NULL,
    ownerid BIGINT NOT NULL,
    kind TEXT NOT NULL,
    latitude TEXT NOT NULL,
    longitude TEXT NOT NULL,
    band BIGINT NOT NULL,
    east {real} NOT NULL,
    x {real} NOT NULL,
    y {real} NOT NULL,
    z {real} NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, ownerid) REFERENCES accounts (tenant, id)
){clustered};
CREATE INDEX account_points_by_place ON account_points (tenant, band, east, x, y, z, ownerid);

CREATE TABLE account_group_members (
    tenant BIGINT NOT NULL,
    accountid BIGINT NOT NULL,
    groupid BIGINT NOT NULL,
    PRIMARY KEY (tenant, accountid, groupid),
    FOREIGN KEY (tenant, accountid) REFERENCES accounts (tenant, id),
    FOREIGN KEY (tenant, groupid) REFERENCES account_groups (tenant, id)
){clustered};
CREATE INDEX account_group_members_back ON account_group_members (tenant, groupid, accountid);

CREATE TABLE account_followers (
    tenant BIGINT NOT NULL,
    accountid BIGINT NOT NULL,
    userid BIGINT NOT NULL,
    PRIMARY KEY (tenant, accountid, userid),
    FOREIGN KEY (tenant, accountid) REFERENCES accounts (tenant, id),
    FOREIGN KEY (tenant, userid) REFERENCES users (tenant, id)
){clustered};
CREATE INDEX account_followers_back ON account_followers (tenant, userid, accountid);

CREATE TABLE account_tags (
    tenant BIGINT NOT NULL,
    accountid BIGINT NOT NULL,
    tagid BIGINT NOT NULL,
    PRIMARY KEY (tenant, accountid, tagid),
    FOREIGN KEY (tenant, accountid) REFERENCES accounts (tenant, id),
    FOREIGN KEY (tenant, tagid) REFERENCES tags (tenant, id)
){clustered};
CREATE INDEX account_tags_back ON account_tags (tenant, tagid, accountid);

CREATE TABLE account_budgets (
    tenant BIGINT NOT NULL,
    id BIGINT NOT NULL,
    accountid BIGINT NOT NULL,
    year BIGINT NOT NULL,
    month BIGINT NOT NULL,
    budget BIGINT,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, accountid, year, month),
    FOREIGN KEY (tenant, accountid) REFERENCES accounts (tenant, id)
){clustered};

CREATE TABLE contacts (
    tenant BIGINT NOT NULL,
    id BIGINT NOT NULL,
    accountid BIGINT NOT NULL,
    name TEXT NOT NULL,
    surname TEXT NOT NULL,
    function TEXT,
    department TEXT,
    email TEXT,
    officephone TEXT,
    cellphone TEXT,
    title TEXT,
    street TEXT,
    city TEXT,
    zip TEXT,
    primarycontact BIGINT NOT NULL,
    active BIGINT NOT NULL,
    deleted BIGINT NOT NULL DEFAULT 0,
    socialmedia_fb TEXT,
    socialmedia_tw TEXT,
    socialmedia_li TEXT,
    idnumber TEXT,
    externalkey TEXT,
    superiorid BIGINT,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    name_fold TEXT NOT NULL,
    name_key {bytes} NOT NULL,
    surname_fold TEXT NOT NULL,
    surname_key {bytes} NOT NULL,
    email_fold TEXT,
    email_key {bytes},
    officephone_fold TEXT,
    cellphone_fold TEXT,
    title_fold TEXT,
    city_fold TEXT,
    search TEXT NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, accountid) REFERENCES accounts (tenant, id),
    FOREIGN KEY (tenant, superiorid) REFERENCES contacts (tenant, id)
){clustered};
CREATE INDEX contacts_in_short ON contacts (tenant, id, deleted, active, name_key, name, surname{searched});
CREATE INDEX contacts_by_account ON contacts (tenant, accountid, id, deleted, name_key);
CREATE INDEX contacts_by_name ON contacts (tenant, name_key, id, deleted, active, primarycontact);
CREATE INDEX contacts_by_surname ON contacts (tenant, surname_key, id, deleted, active, primarycontact);
CREATE INDEX contacts_by_email ON contacts (tenant, email_key, id, deleted, active, primarycontact);
CREATE INDEX contacts_by_primary ON contacts (tenant, primarycontact, id, deleted, active);
CREATE INDEX contacts_like_name ON contacts (tenant, name_fold, name_key, id, deleted);
CREATE INDEX contacts_like_surname ON contacts (tenant, surname_fold, name_key, id, deleted);
CREATE INDEX contacts_like_email ON contacts (tenant, email_fold) WHERE email_fold IS NOT NULL;
CREATE INDEX contacts_like_officephone ON contacts (tenant, officephone_fold) WHERE officephone_fold IS NOT NULL;
CREATE INDEX contacts_like_cellphone ON contacts (tenant, cellphone_fold) WHERE cellphone_fold IS NOT NULL;
CREATE INDEX contacts_like_title ON contacts (tenant, title_fold) WHERE title_fold IS NOT NULL;
CREATE INDEX contacts_like_city ON contacts (tenant, city_fold, name_key, id, deleted) WHERE city_fold IS NOT NULL;
CREATE INDEX contacts_by_externalkey ON contacts (tenant, externalkey) WHERE externalkey IS NOT NULL;
CREATE INDEX contacts_by_superior ON contacts (tenant, superiorid) WHERE superiorid IS NOT NULL;
{search contacts}

CREATE TABLE contact_followers (
    tenant BIGINT NOT NULL,
    contactid BIGINT NOT NULL,
    userid BIGINT NOT NULL,
    PRIMARY KEY (tenant, contactid, userid),
    FOREIGN KEY (tenant, contactid) REFERENCES contacts (tenant, id),
    FOREIGN KEY (tenant, userid) REFERENCES users (tenant, id)
){clustered};
CREATE INDEX contact_followers_back ON contact_followers (tenant, userid, contactid);

CREATE TABLE contact_tags (
    tenant BIGINT NOT NULL,
    contactid BIGINT NOT NULL,
    tagid BIGINT NOT NULL,
    PRIMARY KEY (tenant, contactid, tagid),
    FOREIGN KEY (tenant, contactid) REFERENCES contacts (tenant, id),
    FOREIGN KEY (tenant, tagid) REFERENCES tags (tenant, id)
){clustered};
CREATE INDEX contact_tags_back ON contact_tags (tenant, tagid, contactid);
