-- Objects, contracts about them, templates of documents, and subscriptions.

CREATE TABLE object_categories (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    type TEXT NOT NULL,
    name TEXT,
    sort BIGINT NOT NULL,
    isdefault BIGINT NOT NULL,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    name_fold TEXT,
    name_key {bytes},
    PRIMARY KEY (tenant, id)
){clustered};
CREATE INDEX object_categories_by_sort ON object_categories (tenant, sort, id);
CREATE INDEX object_categories_by_name ON object_categories (tenant, name_key, id);
CREATE INDEX object_categories_by_type ON object_categories (tenant, type, isdefault, sort, id);
CREATE INDEX object_categories_by_default ON object_categories (tenant, isdefault, sort, id);
CREATE INDEX object_categories_like_name ON object_categories (tenant, name_fold, sort, id);

CREATE TABLE objects (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT,
    serialnumber TEXT,
    manufacturerid BIGINT NOT NULL,
    modelgroupid BIGINT,
    url TEXT,
    image1 TEXT,
    image2 TEXT,
    image3 TEXT,
    externalkey TEXT,
    deleted BIGINT NOT NULL DEFAULT 0,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    name_fold TEXT,
    serialnumber_fold TEXT,
    description TEXT,
    search TEXT NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, manufacturerid) REFERENCES accounts (tenant, id),
    FOREIGN KEY (tenant, modelgroupid) REFERENCES object_categories (tenant, id)
){clustered};
CREATE INDEX objects_in_short ON objects (tenant, id, deleted);
CREATE INDEX objects_by_manufacturer ON objects (tenant, manufacturerid, id, deleted);
CREATE INDEX objects_by_model_group ON objects (tenant, modelgroupid, id, deleted);
CREATE INDEX objects_by_externalkey ON objects (tenant, externalkey, id, deleted) WHERE externalkey IS NOT NULL;
CREATE INDEX objects_like_name ON objects (tenant, name_fold, id, deleted);
CREATE INDEX objects_like_serialnumber ON objects (tenant, serialnumber_fold, id, deleted);
{search objects}

CREATE TABLE object_tags (
    tenant BIGINT NOT NULL,
    objectid BIGINT NOT NULL,
    tagid BIGINT NOT NULL,
    PRIMARY KEY (tenant, objectid, tagid),
    FOREIGN KEY (tenant, objectid) REFERENCES objects (tenant, id),
    FOREIGN KEY (tenant, tagid) REFERENCES tags (tenant, id)
){clustered};
CREATE INDEX object_tags_back ON object_tags (tenant, tagid, objectid);

CREATE TABLE contracts (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    number TEXT,
    number2 TEXT,
    statusid BIGINT,
    start BIGINT NOT NULL,
    end_at BIGINT NOT NULL,
    installdate BIGINT,
    value BIGINT,
    financed BIGINT NOT NULL,
    financeaccountid BIGINT,
    typeid BIGINT,
    contactid BIGINT NOT NULL,
    responsibleid BIGINT,
    responsibleserviceid BIGINT,
    reminderdays BIGINT,
    externalkey TEXT,
    deleted BIGINT NOT NULL DEFAULT 0,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    number_fold TEXT,
    description TEXT,
    search TEXT NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, statusid) REFERENCES object_categories (tenant, id),
    FOREIGN KEY (tenant, financeaccountid) REFERENCES accounts (tenant, id),
    FOREIGN KEY (tenant, typeid) REFERENCES object_categories (tenant, id),
    FOREIGN KEY (tenant, contactid) REFERENCES contacts (tenant, id),
    FOREIGN KEY (tenant, responsibleid) REFERENCES users (tenant, id),
    FOREIGN KEY (tenant, responsibleserviceid) REFERENCES users (tenant, id)
){clustered};
CREATE INDEX contracts_in_short ON contracts (tenant, id, deleted);
CREATE INDEX contracts_by_contact ON contracts (tenant, contactid, id, deleted);
CREATE INDEX contracts_by_status ON contracts (tenant, statusid, id, deleted);
CREATE INDEX contracts_by_type ON contracts (tenant, typeid, id, deleted);
CREATE INDEX contracts_by_responsible ON contracts (tenant, responsibleid, id, deleted);
CREATE INDEX contracts_by_responsible_service ON contracts (tenant, responsibleserviceid, id, deleted);
CREATE INDEX contracts_by_finance_account ON contracts (tenant, financeaccountid, id, deleted);
CREATE INDEX contracts_by_externalkey ON contracts (tenant, externalkey, id, deleted) WHERE externalkey IS NOT NULL;
CREATE INDEX contracts_like_number ON contracts (tenant, number_fold, id, deleted);
{search contracts}

CREATE TABLE contract_objects (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    contract_id BIGINT NOT NULL,
    object_id BIGINT NOT NULL,
    location TEXT,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    location_fold TEXT,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, contract_id) REFERENCES contracts (tenant, id),
    FOREIGN KEY (tenant, object_id) REFERENCES objects (tenant, id)
){clustered};
CREATE UNIQUE INDEX contract_objects_one ON contract_objects (tenant, contract_id, object_id);
CREATE INDEX contract_objects_by_contract ON contract_objects (tenant, contract_id, created, id, object_id);
CREATE INDEX contract_objects_by_object ON contract_objects (tenant, object_id, created, id, contract_id);
CREATE INDEX contract_objects_like_location ON contract_objects (tenant, location_fold, created, id);

CREATE TABLE contract_reminders (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    contract_id BIGINT NOT NULL,
    activity_id BIGINT NOT NULL,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, contract_id) REFERENCES contracts (tenant, id),
    FOREIGN KEY (tenant, activity_id) REFERENCES activities (tenant, id)
){clustered};
CREATE UNIQUE INDEX contract_reminders_one ON contract_reminders (tenant, contract_id, activity_id);
CREATE INDEX contract_reminders_by_contract ON contract_reminders (tenant, contract_id, activity_id, id);
CREATE INDEX contract_reminders_by_activity ON contract_reminders (tenant, activity_id, contract_id);

CREATE TABLE template_languages (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    sort BIGINT NOT NULL,
    name_fold TEXT NOT NULL,
    name_key {bytes} NOT NULL,
    PRIMARY KEY (tenant, id)
){clustered};
CREATE INDEX template_languages_by_sort ON template_languages (tenant, sort, id);
CREATE INDEX template_languages_by_name ON template_languages (tenant, name_key, id);
CREATE INDEX template_languages_like_name ON template_languages (tenant, name_fold, sort, id);

CREATE TABLE template_categories (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    sort BIGINT NOT NULL,
    name_fold TEXT NOT NULL,
    name_key {bytes} NOT NULL,
    PRIMARY KEY (tenant, id)
){clustered};
CREATE INDEX template_categories_by_sort ON template_categories (tenant, sort, id);
CREATE INDEX template_categories_by_name ON template_categories (tenant, name_key, id);
CREATE INDEX template_categories_like_name ON template_categories (tenant, name_fold, sort, id);

-- What a template says stands last, so that the columns before it are read without it.
CREATE TABLE templates (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    resource TEXT NOT NULL,
    url TEXT,
    active BIGINT NOT NULL,
    deleted BIGINT NOT NULL DEFAULT 0,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    name_fold TEXT NOT NULL,
    name_key {bytes} NOT NULL,
    description TEXT,
    html TEXT,
    PRIMARY KEY (tenant, id)
){clustered};
CREATE INDEX templates_in_short ON templates (tenant, id, deleted, active, resource);
CREATE INDEX templates_by_name ON templates (tenant, name_key, id, deleted);
CREATE INDEX templates_like_name ON templates (tenant, name_fold, id, deleted);
CREATE INDEX templates_by_resource ON templates (tenant, resource, id, deleted);

CREATE TABLE template_in_languages (
    tenant BIGINT NOT NULL,
    templateid BIGINT NOT NULL,
    languageid BIGINT NOT NULL,
    PRIMARY KEY (tenant, templateid, languageid),
    FOREIGN KEY (tenant, templateid) REFERENCES templates (tenant, id),
    FOREIGN KEY (tenant, languageid) REFERENCES template_languages (tenant, id)
){clustered};
CREATE INDEX template_in_languages_back ON template_in_languages (tenant, languageid, templateid);

CREATE TABLE template_in_categories (
    tenant BIGINT NOT NULL,
    templateid BIGINT NOT NULL,
    categoryid BIGINT NOT NULL,
    PRIMARY KEY (tenant, templateid, categoryid),
    FOREIGN KEY (tenant, templateid) REFERENCES templates (tenant, id),
    FOREIGN KEY (tenant, categoryid) REFERENCES template_categories (tenant, id)
){clustered};
CREATE INDEX template_in_categories_back ON template_in_categories (tenant, categoryid, templateid);

CREATE TABLE template_tags (
    tenant BIGINT NOT NULL,
    templateid BIGINT NOT NULL,
    tagid BIGINT NOT NULL,
    PRIMARY KEY (tenant, templateid, tagid),
    FOREIGN KEY (tenant, templateid) REFERENCES templates (tenant, id),
    FOREIGN KEY (tenant, tagid) REFERENCES tags (tenant, id)
){clustered};
CREATE INDEX template_tags_back ON template_tags (tenant, tagid, templateid);

CREATE TABLE subscriptions (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    active BIGINT NOT NULL,
    name TEXT,
    startdate BIGINT,
    orderstartdate BIGINT,
    typeid BIGINT,
    statusid BIGINT,
    intervalid BIGINT,
    periodid BIGINT,
    nextperiodid BIGINT,
    renewalperiodid BIGINT,
    renewalid BIGINT,
    advanceid BIGINT,
    parentid BIGINT,
    userid BIGINT,
    contactid BIGINT,
    sort BIGINT NOT NULL,
    externalkey TEXT,
    deleted BIGINT NOT NULL DEFAULT 0,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    name_fold TEXT,
    name_key {bytes},
    note TEXT,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, parentid) REFERENCES subscriptions (tenant, id),
    FOREIGN KEY (tenant, userid) REFERENCES users (tenant, id),
    FOREIGN KEY (tenant, contactid) REFERENCES contacts (tenant, id)
){clustered};
CREATE INDEX subscriptions_by_sort ON subscriptions (tenant, sort, id, deleted);
CREATE INDEX subscriptions_by_name ON subscriptions (tenant, name_key, id, deleted);
CREATE INDEX subscriptions_like_name ON subscriptions (tenant, name_fold, sort, id, deleted);
CREATE INDEX subscriptions_by_parent ON subscriptions (tenant, parentid) WHERE parentid IS NOT NULL;
CREATE INDEX subscriptions_by_user ON subscriptions (tenant, userid) WHERE userid IS NOT NULL;
CREATE INDEX subscriptions_by_contact ON subscriptions (tenant, contactid) WHERE contactid IS NOT NULL;

-- Of the columns of the kinds one is set: the one whose kind the row is of.
CREATE TABLE object_relations (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    kind BIGINT NOT NULL,
    object_id BIGINT NOT NULL,
    accountid BIGINT,
    contactid BIGINT,
    userid BIGINT,
    activityid BIGINT,
    opportunityid BIGINT,
    leadid BIGINT,
    projectid BIGINT,
    subscriptionid BIGINT,
    otherobjectid BIGINT,
    orderid BIGINT,
    quoteid BIGINT,
    articleid BIGINT,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, object_id) REFERENCES objects (tenant, id),
    FOREIGN KEY (tenant, accountid) REFERENCES accounts (tenant, id),
    FOREIGN KEY (tenant, contactid) REFERENCES contacts (tenant, id),
    FOREIGN KEY (tenant, userid) REFERENCES users (tenant, id),
    FOREIGN KEY (tenant, activityid) REFERENCES activities (tenant, id),
    FOREIGN KEY (tenant, opportunityid) REFERENCES opportunities (tenant, id),
    FOREIGN KEY (tenant, leadid) REFERENCES leads (tenant, id),
    FOREIGN KEY (tenant, projectid) REFERENCES projects (tenant, id),
    FOREIGN KEY (tenant, subscriptionid) REFERENCES subscriptions (tenant, id),
    FOREIGN KEY (tenant, otherobjectid) REFERENCES objects (tenant, id),
    FOREIGN KEY (tenant, orderid) REFERENCES orders (tenant, id),
    FOREIGN KEY (tenant, quoteid) REFERENCES quotes (tenant, id),
    FOREIGN KEY (tenant, articleid) REFERENCES articles (tenant, id)
){clustered};
CREATE INDEX object_relations_by_object ON object_relations (tenant, object_id, kind, id, accountid, contactid, activityid, opportunityid, leadid, subscriptionid, otherobjectid, articleid, quoteid, orderid);
CREATE UNIQUE INDEX object_relations_one_account ON object_relations (tenant, object_id, kind, accountid);
CREATE UNIQUE INDEX object_relations_one_contact ON object_relations (tenant, object_id, kind, contactid);
CREATE UNIQUE INDEX object_relations_one_user ON object_relations (tenant, object_id, kind, userid);
CREATE UNIQUE INDEX object_relations_one_activity ON object_relations (tenant, object_id, kind, activityid);
CREATE UNIQUE INDEX object_relations_one_opportunity ON object_relations (tenant, object_id, kind, opportunityid);
CREATE UNIQUE INDEX object_relations_one_lead ON object_relations (tenant, object_id, kind, leadid);
CREATE UNIQUE INDEX object_relations_one_project ON object_relations (tenant, object_id, kind, projectid);
CREATE UNIQUE INDEX object_relations_one_subscription ON object_relations (tenant, object_id, kind, subscriptionid);
CREATE UNIQUE INDEX object_relations_one_otherobject ON object_relations (tenant, object_id, kind, otherobjectid);
CREATE UNIQUE INDEX object_relations_one_order ON object_relations (tenant, object_id, kind, orderid);
CREATE UNIQUE INDEX object_relations_one_quote ON object_relations (tenant, object_id, kind, quoteid);
CREATE UNIQUE INDEX object_relations_one_article ON object_relations (tenant, object_id, kind, articleid);
CREATE INDEX object_relations_by_account ON object_relations (tenant, accountid) WHERE accountid IS NOT NULL;
CREATE INDEX object_relations_by_contact ON object_relations (tenant, contactid) WHERE contactid IS NOT NULL;
CREATE INDEX object_relations_by_user ON object_relations (tenant, userid) WHERE userid IS NOT NULL;
CREATE INDEX object_relations_by_activity ON object_relations (tenant, activityid) WHERE activityid IS NOT NULL;
CREATE INDEX object_relations_by_opportunity ON object_relations (tenant, opportunityid) WHERE opportunityid IS NOT NULL;
CREATE INDEX object_relations_by_lead ON object_relations (tenant, leadid) WHERE leadid IS NOT NULL;
CREATE INDEX object_relations_by_project ON object_relations (tenant, projectid) WHERE projectid IS NOT NULL;
CREATE INDEX object_relations_by_subscription ON object_relations (tenant, subscriptionid) WHERE subscriptionid IS NOT NULL;
CREATE INDEX object_relations_by_otherobject ON object_relations (tenant, otherobjectid) WHERE otherobjectid IS NOT NULL;
CREATE INDEX object_relations_by_order ON object_relations (tenant, orderid) WHERE orderid IS NOT NULL;
CREATE INDEX object_relations_by_quote ON object_relations (tenant, quoteid) WHERE quoteid IS NOT NULL;
CREATE INDEX object_relations_by_article ON object_relations (tenant, articleid) WHERE articleid IS NOT NULL;

CREATE TABLE file_objects (
    tenant BIGINT NOT NULL,
    fileid BIGINT NOT NULL,
    objectid BIGINT NOT NULL,
    PRIMARY KEY (tenant, fileid, objectid),
    FOREIGN KEY (tenant, fileid) REFERENCES files (tenant, id),
    FOREIGN KEY (tenant, objectid) REFERENCES objects (tenant, id)
){clustered};
CREATE INDEX file_objects_back ON file_objects (tenant, objectid, fileid);

CREATE TABLE file_subscriptions (
    tenant BIGINT NOT NULL,
    fileid BIGINT NOT NULL,
    subscriptionid BIGINT NOT NULL,
    PRIMARY KEY (tenant, fileid, subscriptionid),
    FOREIGN KEY (tenant, fileid) REFERENCES files (tenant, id),
    FOREIGN KEY (tenant, subscriptionid) REFERENCES subscriptions (tenant, id)
){clustered};
CREATE INDEX file_subscriptions_back ON file_subscriptions (tenant, subscriptionid, fileid);
