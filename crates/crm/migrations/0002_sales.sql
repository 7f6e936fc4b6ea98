-- Look-up lists of activities, opportunities, leads and projects.

CREATE TABLE activity_types (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT,
    value BIGINT,
    icon BIGINT,
    sortorder BIGINT NOT NULL,
    isdefault BIGINT NOT NULL,
    quick BIGINT NOT NULL,
    defaultdescription TEXT,
    defaultresult TEXT,
    userfollowups BIGINT,
    alternateuserfollowups BIGINT,
    PRIMARY KEY (tenant, id)
){clustered};
CREATE INDEX activity_types_by_sortorder ON activity_types (tenant, sortorder, id);

CREATE TABLE activity_questions (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    question TEXT NOT NULL,
    activitytypeid BIGINT NOT NULL,
    sortorder BIGINT NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, activitytypeid) REFERENCES activity_types (tenant, id)
){clustered};
CREATE INDEX activity_questions_by_sortorder ON activity_questions (tenant, sortorder, id);
CREATE INDEX activity_questions_by_type ON activity_questions (tenant, activitytypeid);

CREATE TABLE activity_progression_states (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
){clustered};

CREATE TABLE activity_priorities (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    description TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
){clustered};

CREATE TABLE opportunity_estimates (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    description TEXT NOT NULL,
    sortorder BIGINT NOT NULL,
    value TEXT,
    visible BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
){clustered};
CREATE INDEX opportunity_estimates_by_sortorder ON opportunity_estimates (tenant, sortorder, id);

CREATE TABLE opportunity_lost_reasons (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    sortorder BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
){clustered};
CREATE INDEX opportunity_lost_reasons_by_sortorder ON opportunity_lost_reasons (tenant, sortorder, id);

CREATE TABLE opportunity_progression_states (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
){clustered};

CREATE TABLE opportunity_sources (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    isdefault BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
){clustered};

CREATE TABLE opportunity_types (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    isdefault BIGINT NOT NULL,
    name TEXT NOT NULL,
    sortorder BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
){clustered};
CREATE INDEX opportunity_types_by_sortorder ON opportunity_types (tenant, sortorder, id);

CREATE TABLE opportunity_statuses (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    color TEXT,
    description TEXT,
    name TEXT NOT NULL,
    lost BIGINT NOT NULL,
    opportunitytypeid BIGINT NOT NULL,
    sortorder BIGINT NOT NULL,
    sortorderplug BIGINT NOT NULL,
    won BIGINT NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, opportunitytypeid) REFERENCES opportunity_types (tenant, id)
){clustered};
CREATE INDEX opportunity_statuses_by_sortorder ON opportunity_statuses (tenant, sortorder, id);
CREATE INDEX opportunity_statuses_by_type ON opportunity_statuses (tenant, opportunitytypeid, id);

CREATE TABLE opportunity_win_reasons (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    sortorder BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
){clustered};
CREATE INDEX opportunity_win_reasons_by_sortorder ON opportunity_win_reasons (tenant, sortorder, id);

CREATE TABLE opportunity_states (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    state TEXT NOT NULL,
    sortorder BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
){clustered};
CREATE INDEX opportunity_states_by_sortorder ON opportunity_states (tenant, sortorder, id);

CREATE TABLE lead_statuses (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    sortorder BIGINT NOT NULL,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    name_fold TEXT NOT NULL,
    name_key {bytes} NOT NULL,
    PRIMARY KEY (tenant, id)
){clustered};
CREATE INDEX lead_statuses_by_sortorder ON lead_statuses (tenant, sortorder, id);
CREATE INDEX lead_statuses_by_name ON lead_statuses (tenant, name_key, id);
CREATE INDEX lead_statuses_like_name ON lead_statuses (tenant, name_fold, sortorder, id);

CREATE TABLE lead_sources (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    isdefault BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
){clustered};

CREATE TABLE lead_activity_types (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
){clustered};

CREATE TABLE project_types (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
){clustered};

CREATE TABLE opportunities (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    accountid BIGINT NOT NULL,
    altaccountid BIGINT,
    contactid BIGINT NOT NULL,
    userid BIGINT NOT NULL,
    typeid BIGINT NOT NULL,
    statusid BIGINT NOT NULL,
    closed BIGINT NOT NULL,
    deleted BIGINT NOT NULL DEFAULT 0,
    estimatedenddate BIGINT NOT NULL,
    enddate BIGINT,
    value BIGINT,
    altvalue BIGINT,
    altvaluelabel TEXT,
    title TEXT NOT NULL,
    phone TEXT,
    estimateid BIGINT,
    lostreasonid BIGINT,
    winreasonid BIGINT,
    progressionstateid BIGINT,
    sourceid BIGINT,
    stateid BIGINT,
    businessareaid BIGINT,
    reguserid BIGINT,
    changeuserid BIGINT,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    account_key {bytes} NOT NULL,
    description_start TEXT NOT NULL,
    description TEXT NOT NULL,
    result TEXT,
    description_fold TEXT NOT NULL,
    search TEXT NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, accountid) REFERENCES accounts (tenant, id),
    FOREIGN KEY (tenant, altaccountid) REFERENCES accounts (tenant, id),
    FOREIGN KEY (tenant, contactid) REFERENCES contacts (tenant, id),
    FOREIGN KEY (tenant, userid) REFERENCES users (tenant, id),
    FOREIGN KEY (tenant, typeid) REFERENCES opportunity_types (tenant, id),
    FOREIGN KEY (tenant, statusid) REFERENCES opportunity_statuses (tenant, id),
    FOREIGN KEY (tenant, estimateid) REFERENCES opportunity_estimates (tenant, id),
    FOREIGN KEY (tenant, lostreasonid) REFERENCES opportunity_lost_reasons (tenant, id),
    FOREIGN KEY (tenant, winreasonid) REFERENCES opportunity_win_reasons (tenant, id),
    FOREIGN KEY (tenant, progressionstateid) REFERENCES opportunity_progression_states (tenant, id),
    FOREIGN KEY (tenant, sourceid) REFERENCES opportunity_sources (tenant, id),
    FOREIGN KEY (tenant, stateid) REFERENCES opportunity_states (tenant, id),
    FOREIGN KEY (tenant, reguserid) REFERENCES users (tenant, id),
    FOREIGN KEY (tenant, changeuserid) REFERENCES users (tenant, id)
){clustered};
CREATE INDEX opportunities_in_short ON opportunities (tenant, id, deleted, closed, estimatedenddate, account_key, userid);
CREATE INDEX opportunities_by_date ON opportunities (tenant, estimatedenddate, id, deleted, closed);
CREATE INDEX opportunities_by_account_key ON opportunities (tenant, account_key, id, deleted, closed);
CREATE INDEX opportunities_by_user ON opportunities (tenant, userid, estimatedenddate, id, deleted);
CREATE INDEX opportunities_in_order_of_user ON opportunities (tenant, userid, id, deleted);
CREATE INDEX opportunities_by_account ON opportunities (tenant, accountid, estimatedenddate, id, deleted);
CREATE INDEX opportunities_by_contact ON opportunities (tenant, contactid, estimatedenddate, id, deleted);
CREATE INDEX opportunities_by_status ON opportunities (tenant, statusid, estimatedenddate, id, deleted);
CREATE INDEX opportunities_by_type ON opportunities (tenant, typeid, estimatedenddate, id, deleted);
CREATE INDEX opportunities_like_description ON opportunities (tenant, description_start, estimatedenddate, id, deleted);
CREATE INDEX opportunities_by_end ON opportunities (tenant, enddate, estimatedenddate, id, deleted) WHERE enddate IS NOT NULL;
CREATE INDEX opportunities_by_other_account ON opportunities (tenant, altaccountid, estimatedenddate, id, deleted) WHERE altaccountid IS NOT NULL;
CREATE INDEX opportunities_by_estimate ON opportunities (tenant, estimateid, estimatedenddate, id, deleted) WHERE estimateid IS NOT NULL;
CREATE INDEX opportunities_by_lost_reason ON opportunities (tenant, lostreasonid, estimatedenddate, id, deleted) WHERE lostreasonid IS NOT NULL;
CREATE INDEX opportunities_by_win_reason ON opportunities (tenant, winreasonid, estimatedenddate, id, deleted) WHERE winreasonid IS NOT NULL;
CREATE INDEX opportunities_by_progression ON opportunities (tenant, progressionstateid, estimatedenddate, id, deleted) WHERE progressionstateid IS NOT NULL;
CREATE INDEX opportunities_by_source ON opportunities (tenant, sourceid, estimatedenddate, id, deleted) WHERE sourceid IS NOT NULL;
CREATE INDEX opportunities_by_state ON opportunities (tenant, stateid, estimatedenddate, id, deleted) WHERE stateid IS NOT NULL;
{search opportunities}

CREATE TABLE opportunity_followers (
    tenant BIGINT NOT NULL,
    opportunityid BIGINT NOT NULL,
    userid BIGINT NOT NULL,
    PRIMARY KEY (tenant, opportunityid, userid),
    FOREIGN KEY (tenant, opportunityid) REFERENCES opportunities (tenant, id),
    FOREIGN KEY (tenant, userid) REFERENCES users (tenant, id)
){clustered};
CREATE INDEX opportunity_followers_back ON opportunity_followers (tenant, userid, opportunityid);

CREATE TABLE opportunity_tags (
    tenant BIGINT NOT NULL,
    opportunityid BIGINT NOT NULL,
    tagid BIGINT NOT NULL,
    PRIMARY KEY (tenant, opportunityid, tagid),
    FOREIGN KEY (tenant, opportunityid) REFERENCES opportunities (tenant, id),
    FOREIGN KEY (tenant, tagid) REFERENCES tags (tenant, id)
){clustered};
CREATE INDEX opportunity_tags_back ON opportunity_tags (tenant, tagid, opportunityid);

CREATE TABLE leads (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    title TEXT,
    contacttitle TEXT,
    contactname TEXT,
    contactsurname TEXT,
    contactcompany TEXT,
    contactstreet TEXT,
    contactcity TEXT,
    contactzip TEXT,
    contactphone TEXT,
    contactcellphone TEXT,
    contactemail TEXT,
    contactvatno TEXT,
    value BIGINT,
    rating BIGINT,
    userid BIGINT,
    sourceid BIGINT,
    statusid BIGINT,
    convertedaccountid BIGINT,
    convertedcontactid BIGINT,
    convertedopportunityid BIGINT,
    converted BIGINT,
    deleted BIGINT NOT NULL DEFAULT 0,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    description TEXT,
    search TEXT NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, userid) REFERENCES users (tenant, id),
    FOREIGN KEY (tenant, sourceid) REFERENCES lead_sources (tenant, id),
    FOREIGN KEY (tenant, statusid) REFERENCES lead_statuses (tenant, id),
    FOREIGN KEY (tenant, convertedaccountid) REFERENCES accounts (tenant, id),
    FOREIGN KEY (tenant, convertedcontactid) REFERENCES contacts (tenant, id),
    FOREIGN KEY (tenant, convertedopportunityid) REFERENCES opportunities (tenant, id)
){clustered};
CREATE INDEX leads_in_short ON leads (tenant, id, deleted, created, value, statusid, sourceid, userid);
CREATE INDEX leads_by_age ON leads (tenant, created, id, deleted);
CREATE INDEX leads_by_status ON leads (tenant, statusid, created, id, deleted);
CREATE INDEX leads_in_order_of_status ON leads (tenant, statusid, id, deleted);
CREATE INDEX leads_by_source ON leads (tenant, sourceid, created, id, deleted);
CREATE INDEX leads_in_order_of_source ON leads (tenant, sourceid, id, deleted);
CREATE INDEX leads_by_user ON leads (tenant, userid, created, id, deleted);
CREATE INDEX leads_in_order_of_user ON leads (tenant, userid, id, deleted);
CREATE INDEX leads_by_value ON leads (tenant, value, id, deleted);
CREATE INDEX leads_by_rating ON leads (tenant, rating, created, id, deleted);
CREATE INDEX leads_by_converted_account ON leads (tenant, convertedaccountid) WHERE convertedaccountid IS NOT NULL;
{search leads}

CREATE TABLE lead_tags (
    tenant BIGINT NOT NULL,
    leadid BIGINT NOT NULL,
    tagid BIGINT NOT NULL,
    PRIMARY KEY (tenant, leadid, tagid),
    FOREIGN KEY (tenant, leadid) REFERENCES leads (tenant, id),
    FOREIGN KEY (tenant, tagid) REFERENCES tags (tenant, id)
){clustered};
CREATE INDEX lead_tags_back ON lead_tags (tenant, tagid, leadid);

CREATE TABLE lead_activities (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    leadid BIGINT,
    typeid BIGINT,
    userid BIGINT,
    followup BIGINT,
    done BIGINT NOT NULL,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    comment_start TEXT NOT NULL,
    comment TEXT NOT NULL,
    comment_fold TEXT NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, leadid) REFERENCES leads (tenant, id),
    FOREIGN KEY (tenant, typeid) REFERENCES lead_activity_types (tenant, id),
    FOREIGN KEY (tenant, userid) REFERENCES users (tenant, id)
){clustered};
CREATE INDEX lead_activities_by_lead ON lead_activities (tenant, leadid, done, id);
CREATE INDEX lead_activities_by_type ON lead_activities (tenant, typeid, done, id);
CREATE INDEX lead_activities_by_user ON lead_activities (tenant, userid, done, id);
CREATE INDEX lead_activities_by_followup ON lead_activities (tenant, followup, id, done);
CREATE INDEX lead_activities_by_created ON lead_activities (tenant, created, id);
CREATE INDEX lead_activities_by_done ON lead_activities (tenant, done, id);
CREATE INDEX lead_activities_like_comment ON lead_activities (tenant, comment_start, done, id);

CREATE TABLE projects (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    typeid BIGINT,
    number TEXT,
    accountid BIGINT,
    name_key {bytes} NOT NULL,
    number_key {bytes},
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, typeid) REFERENCES project_types (tenant, id),
    FOREIGN KEY (tenant, accountid) REFERENCES accounts (tenant, id)
){clustered};
CREATE INDEX projects_by_name ON projects (tenant, name_key, id);
CREATE INDEX projects_by_number ON projects (tenant, number_key, id);
CREATE INDEX projects_by_account ON projects (tenant, accountid, name_key, id);
CREATE INDEX projects_by_type ON projects (tenant, typeid);

CREATE TABLE activities (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    accountid BIGINT NOT NULL,
    closed BIGINT NOT NULL,
    deleted BIGINT NOT NULL DEFAULT 0,
    date BIGINT,
    starttime BIGINT,
    stoptime BIGINT,
    start BIGINT,
    stop BIGINT,
    moment BIGINT,
    userid BIGINT NOT NULL,
    typeid BIGINT NOT NULL,
    primarycontactid BIGINT,
    priorityid BIGINT,
    progressionstateid BIGINT,
    opportunityid BIGINT,
    extrasexternalid BIGINT,
    reminder_text TEXT,
    reminder_min BIGINT,
    reminder_done BIGINT NOT NULL,
    externalkey TEXT,
    location TEXT NOT NULL,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    account_key {bytes} NOT NULL,
    location_fold TEXT NOT NULL,
    description_start TEXT NOT NULL,
    description TEXT NOT NULL,
    result TEXT NOT NULL,
    description_fold TEXT NOT NULL,
    search TEXT NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, accountid) REFERENCES accounts (tenant, id),
    FOREIGN KEY (tenant, userid) REFERENCES users (tenant, id),
    FOREIGN KEY (tenant, typeid) REFERENCES activity_types (tenant, id),
    FOREIGN KEY (tenant, primarycontactid) REFERENCES contacts (tenant, id),
    FOREIGN KEY (tenant, priorityid) REFERENCES activity_priorities (tenant, id),
    FOREIGN KEY (tenant, progressionstateid) REFERENCES activity_progression_states (tenant, id),
    FOREIGN KEY (tenant, opportunityid) REFERENCES opportunities (tenant, id)
){clustered};
CREATE INDEX activities_in_short ON activities (tenant, id, deleted, closed, moment, account_key, userid);
CREATE INDEX activities_by_moment ON activities (tenant, moment, id, deleted, closed);
CREATE INDEX activities_by_account_key ON activities (tenant, account_key, id, deleted, closed);
CREATE INDEX activities_by_user ON activities (tenant, userid, moment, id, deleted, accountid);
CREATE INDEX activities_in_order_of_user ON activities (tenant, userid, id, deleted);
CREATE INDEX activities_by_account ON activities (tenant, accountid, moment, id, deleted);
CREATE INDEX activities_by_date ON activities (tenant, date, moment, id, deleted, accountid);
CREATE INDEX activities_by_type ON activities (tenant, typeid, moment, id, deleted, accountid);
-- Which accounts have an activity such as this.
CREATE INDEX activities_of_accounts ON activities (tenant, deleted, closed, userid, typeid, accountid);
CREATE INDEX activities_of_accounts_by_user ON activities (tenant, deleted, userid, typeid, accountid);
CREATE INDEX activities_like_location ON activities (tenant, location_fold, moment, id, deleted);
CREATE INDEX activities_like_description ON activities (tenant, description_start, moment, id, deleted);
CREATE INDEX activities_by_contact ON activities (tenant, primarycontactid, moment, id, deleted, accountid) WHERE primarycontactid IS NOT NULL;
CREATE INDEX activities_by_opportunity ON activities (tenant, opportunityid, moment, id, deleted, accountid) WHERE opportunityid IS NOT NULL;
CREATE INDEX activities_by_progression ON activities (tenant, progressionstateid, moment, id, deleted, accountid) WHERE progressionstateid IS NOT NULL;
CREATE INDEX activities_by_priority ON activities (tenant, priorityid, moment, id, deleted) WHERE priorityid IS NOT NULL;
CREATE INDEX activities_by_externalkey ON activities (tenant, externalkey, moment, id, deleted) WHERE externalkey IS NOT NULL;
{search activities}

CREATE TABLE activity_followers (
    tenant BIGINT NOT NULL,
    activityid BIGINT NOT NULL,
    userid BIGINT NOT NULL,
    PRIMARY KEY (tenant, activityid, userid),
    FOREIGN KEY (tenant, activityid) REFERENCES activities (tenant, id),
    FOREIGN KEY (tenant, userid) REFERENCES users (tenant, id)
){clustered};
CREATE INDEX activity_followers_back ON activity_followers (tenant, userid, activityid);

CREATE TABLE activity_users (
    tenant BIGINT NOT NULL,
    activityid BIGINT NOT NULL,
    userid BIGINT NOT NULL,
    PRIMARY KEY (tenant, activityid, userid),
    FOREIGN KEY (tenant, activityid) REFERENCES activities (tenant, id),
    FOREIGN KEY (tenant, userid) REFERENCES users (tenant, id)
){clustered};
CREATE INDEX activity_users_back ON activity_users (tenant, userid, activityid);

CREATE TABLE activity_contacts (
    tenant BIGINT NOT NULL,
    activityid BIGINT NOT NULL,
    contactid BIGINT NOT NULL,
    PRIMARY KEY (tenant, activityid, contactid),
    FOREIGN KEY (tenant, activityid) REFERENCES activities (tenant, id),
    FOREIGN KEY (tenant, contactid) REFERENCES contacts (tenant, id)
){clustered};
CREATE INDEX activity_contacts_back ON activity_contacts (tenant, contactid, activityid);

CREATE TABLE activity_tags (
    tenant BIGINT NOT NULL,
    activityid BIGINT NOT NULL,
    tagid BIGINT NOT NULL,
    PRIMARY KEY (tenant, activityid, tagid),
    FOREIGN KEY (tenant, activityid) REFERENCES activities (tenant, id),
    FOREIGN KEY (tenant, tagid) REFERENCES tags (tenant, id)
){clustered};
CREATE INDEX activity_tags_back ON activity_tags (tenant, tagid, activityid);

CREATE TABLE activity_attempts (
    tenant BIGINT NOT NULL,
    id BIGINT NOT NULL,
    activityid BIGINT NOT NULL,
    note TEXT,
    at BIGINT,
    userid BIGINT,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, activityid) REFERENCES activities (tenant, id),
    FOREIGN KEY (tenant, userid) REFERENCES users (tenant, id)
){clustered};
CREATE INDEX activity_attempts_by_activity ON activity_attempts (tenant, activityid, id);

CREATE TABLE activity_answers (
    tenant BIGINT NOT NULL,
    id BIGINT NOT NULL,
    activityid BIGINT NOT NULL,
    questionid BIGINT NOT NULL,
    answer TEXT,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, activityid, questionid),
    FOREIGN KEY (tenant, activityid) REFERENCES activities (tenant, id),
    FOREIGN KEY (tenant, questionid) REFERENCES activity_questions (tenant, id)
){clustered};
