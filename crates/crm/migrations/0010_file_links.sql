CREATE TABLE file_activities (
    tenant BIGINT NOT NULL,
    fileid BIGINT NOT NULL,
    activityid BIGINT NOT NULL,
    PRIMARY KEY (tenant, fileid, activityid),
    FOREIGN KEY (tenant, fileid) REFERENCES files (tenant, id),
    FOREIGN KEY (tenant, activityid) REFERENCES activities (tenant, id)
){clustered};
CREATE INDEX file_activities_back ON file_activities (tenant, activityid, fileid);

CREATE TABLE file_opportunities (
    tenant BIGINT NOT NULL,
    fileid BIGINT NOT NULL,
    opportunityid BIGINT NOT NULL,
    PRIMARY KEY (tenant, fileid, opportunityid),
    FOREIGN KEY (tenant, fileid) REFERENCES files (tenant, id),
    FOREIGN KEY (tenant, opportunityid) REFERENCES opportunities (tenant, id)
){clustered};
CREATE INDEX file_opportunities_back ON file_opportunities (tenant, opportunityid, fileid);

CREATE TABLE file_leads (
    tenant BIGINT NOT NULL,
    fileid BIGINT NOT NULL,
    leadid BIGINT NOT NULL,
    PRIMARY KEY (tenant, fileid, leadid),
    FOREIGN KEY (tenant, fileid) REFERENCES files (tenant, id),
    FOREIGN KEY (tenant, leadid) REFERENCES leads (tenant, id)
){clustered};
CREATE INDEX file_leads_back ON file_leads (tenant, leadid, fileid);

CREATE TABLE file_projects (
    tenant BIGINT NOT NULL,
    fileid BIGINT NOT NULL,
    projectid BIGINT NOT NULL,
    PRIMARY KEY (tenant, fileid, projectid),
    FOREIGN KEY (tenant, fileid) REFERENCES files (tenant, id),
    FOREIGN KEY (tenant, projectid) REFERENCES projects (tenant, id)
){clustered};
CREATE INDEX file_projects_back ON file_projects (tenant, projectid, fileid);

CREATE TABLE file_missions (
    tenant BIGINT NOT NULL,
    fileid BIGINT NOT NULL,
    missionid BIGINT NOT NULL,
    PRIMARY KEY (tenant, fileid, missionid),
    FOREIGN KEY (tenant, fileid) REFERENCES files (tenant, id),
    FOREIGN KEY (tenant, missionid) REFERENCES missions (tenant, id)
){clustered};
CREATE INDEX file_missions_back ON file_missions (tenant, missionid, fileid);
