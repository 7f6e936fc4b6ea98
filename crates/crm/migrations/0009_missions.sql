CREATE TABLE mission_types (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
){clustered};

CREATE TABLE missions (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT,
    active BIGINT NOT NULL,
    startdate BIGINT,
    enddate BIGINT,
    userid BIGINT,
    typeid BIGINT,
    result BIGINT NOT NULL,
    deleted BIGINT NOT NULL DEFAULT 0,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    pdf TEXT,
    video TEXT,
    name_key {bytes},
    description TEXT,
    script TEXT,
    terms TEXT,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, userid) REFERENCES users (tenant, id),
    FOREIGN KEY (tenant, typeid) REFERENCES mission_types (tenant, id)
){clustered};
CREATE INDEX missions_in_order ON missions (tenant, active, id, deleted);
CREATE INDEX missions_by_end ON missions (tenant, active, enddate, id, deleted, startdate);
CREATE INDEX missions_by_start ON missions (tenant, active, startdate, id, deleted, enddate);
CREATE INDEX missions_by_name ON missions (tenant, active, name_key, id, deleted);
CREATE INDEX missions_by_user ON missions (tenant, userid, active, enddate, id, deleted);
CREATE INDEX missions_by_type ON missions (tenant, typeid, active, enddate, id, deleted);

-- One of the columns of ids is set, as the kind says. What is copied from activities narrows and
-- orders their list.
CREATE TABLE mission_connections (
    tenant BIGINT NOT NULL,
    id BIGINT NOT NULL,
    missionid BIGINT NOT NULL,
    kind BIGINT NOT NULL,
    accountid BIGINT,
    activityid BIGINT,
    userid BIGINT,
    articleid BIGINT,
    orderid BIGINT,
    result BIGINT NOT NULL,
    activity_start BIGINT,
    activity_stop BIGINT,
    activity_typeid BIGINT,
    activity_userid BIGINT,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, missionid) REFERENCES missions (tenant, id),
    FOREIGN KEY (tenant, accountid) REFERENCES accounts (tenant, id),
    FOREIGN KEY (tenant, activityid) REFERENCES activities (tenant, id),
    FOREIGN KEY (tenant, userid) REFERENCES users (tenant, id),
    FOREIGN KEY (tenant, articleid) REFERENCES articles (tenant, id),
    FOREIGN KEY (tenant, orderid) REFERENCES orders (tenant, id)
){clustered};
CREATE UNIQUE INDEX mission_connections_one_account ON mission_connections (tenant, missionid, accountid) WHERE accountid IS NOT NULL;
CREATE UNIQUE INDEX mission_connections_one_activity ON mission_connections (tenant, missionid, activityid) WHERE activityid IS NOT NULL;
CREATE UNIQUE INDEX mission_connections_one_user ON mission_connections (tenant, missionid, userid) WHERE userid IS NOT NULL;
CREATE UNIQUE INDEX mission_connections_one_article ON mission_connections (tenant, missionid, articleid) WHERE articleid IS NOT NULL;
CREATE UNIQUE INDEX mission_connections_one_order ON mission_connections (tenant, missionid, orderid) WHERE orderid IS NOT NULL;
CREATE INDEX mission_connections_in_order ON mission_connections (tenant, missionid, created, id, result, accountid, activityid, articleid, orderid);
CREATE INDEX mission_connections_by_kind ON mission_connections (tenant, missionid, kind, created, id, result, accountid, activityid, articleid, orderid, activity_typeid, activity_userid);
CREATE INDEX mission_connections_by_start ON mission_connections (tenant, missionid, kind, activity_start, id, result, activityid, activity_typeid, activity_userid);
CREATE INDEX mission_connections_by_stop ON mission_connections (tenant, missionid, kind, activity_stop, id, result, activityid, activity_typeid, activity_userid);
CREATE INDEX mission_connections_of_account ON mission_connections (tenant, accountid, missionid, result) WHERE accountid IS NOT NULL;
CREATE INDEX mission_connections_of_activity ON mission_connections (tenant, activityid, missionid) WHERE activityid IS NOT NULL;
CREATE INDEX mission_connections_of_user ON mission_connections (tenant, userid, missionid) WHERE userid IS NOT NULL;
CREATE INDEX mission_connections_of_article ON mission_connections (tenant, articleid, missionid, result) WHERE articleid IS NOT NULL;
CREATE INDEX mission_connections_of_order ON mission_connections (tenant, orderid, missionid, result) WHERE orderid IS NOT NULL;

-- A user's budgets in order, without reading those of all others.
CREATE INDEX user_budgets_of_user ON user_budgets (tenant, userid, period, id);

-- One row a tenant, from the first time it is written.
CREATE TABLE settings (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    currency TEXT,
    portal_name TEXT,
    portal_street TEXT,
    portal_zip TEXT,
    portal_city TEXT,
    portal_country TEXT,
    portal_phone TEXT,
    portal_fax TEXT,
    portal_email TEXT,
    portal_plusgiro TEXT,
    portal_bankgiro TEXT,
    portal_vatnumber TEXT,
    portal_vatregnumber TEXT,
    portal_url TEXT,
    portal_iban TEXT,
    portal_swift TEXT,
    portal_seat TEXT,
    sales_defaultinterest BIGINT,
    type_assigned BIGINT,
    type_knock BIGINT,
    type_note BIGINT,
    type_return BIGINT,
    type_notavailable BIGINT,
    type_rejected BIGINT,
    type_erpaccepted BIGINT,
    type_erpdeclined BIGINT,
    porting_group BIGINT,
    porting_name BIGINT,
    porting_number BIGINT,
    porting_phone BIGINT,
    fieldsales_filter BIGINT,
    fieldsales_erpurl TEXT,
    fieldsales_signaturefields TEXT,
    fieldsales_terms TEXT,
    consent_logofileid BIGINT,
    consent_fromemail TEXT,
    consent_fromname TEXT,
    consent_user TEXT,
    consent_port TEXT,
    consent_server TEXT,
    consent_body TEXT,
    consent_password TEXT,
    consent_auth BIGINT,
    consent_userid BIGINT,
    consent_type BIGINT,
    PRIMARY KEY (tenant, id),
    CHECK (id = 1),
    FOREIGN KEY (tenant, type_assigned) REFERENCES activity_types (tenant, id),
    FOREIGN KEY (tenant, type_knock) REFERENCES activity_types (tenant, id),
    FOREIGN KEY (tenant, type_note) REFERENCES activity_types (tenant, id),
    FOREIGN KEY (tenant, type_return) REFERENCES activity_types (tenant, id),
    FOREIGN KEY (tenant, type_notavailable) REFERENCES activity_types (tenant, id),
    FOREIGN KEY (tenant, type_rejected) REFERENCES activity_types (tenant, id),
    FOREIGN KEY (tenant, type_erpaccepted) REFERENCES activity_types (tenant, id),
    FOREIGN KEY (tenant, type_erpdeclined) REFERENCES activity_types (tenant, id),
    FOREIGN KEY (tenant, consent_logofileid) REFERENCES files (tenant, id),
    FOREIGN KEY (tenant, consent_userid) REFERENCES users (tenant, id)
){clustered};

CREATE TABLE setting_headlines (
    tenant BIGINT NOT NULL,
    id BIGINT NOT NULL,
    settingid BIGINT NOT NULL,
    title TEXT,
    body TEXT,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, settingid) REFERENCES settings (tenant, id)
){clustered};
CREATE INDEX setting_headlines_of_settings ON setting_headlines (tenant, settingid, id);

CREATE TABLE addons (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    title TEXT NOT NULL,
    url TEXT,
    internalname TEXT NOT NULL,
    sort BIGINT NOT NULL,
    enabled BIGINT NOT NULL,
    title_key {bytes} NOT NULL,
    internalname_key {bytes} NOT NULL,
    PRIMARY KEY (tenant, id)
){clustered};
CREATE INDEX addons_by_sort ON addons (tenant, sort, id);
CREATE INDEX addons_by_title ON addons (tenant, title_key, id);
CREATE INDEX addons_in_order_of_name ON addons (tenant, internalname_key, id);
CREATE UNIQUE INDEX addons_one_name ON addons (tenant, internalname);

CREATE TABLE addon_parameters (
    tenant BIGINT NOT NULL,
    id BIGINT NOT NULL,
    addonid BIGINT NOT NULL,
    name TEXT NOT NULL,
    value TEXT,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, addonid) REFERENCES addons (tenant, id)
){clustered};
CREATE UNIQUE INDEX addon_parameters_one_name ON addon_parameters (tenant, addonid, name);
