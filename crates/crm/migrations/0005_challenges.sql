-- What users do, by user and time: key figures and challenges add it up.
CREATE INDEX activities_done ON activities (tenant, userid, date, closed, deleted);
CREATE INDEX accounts_came ON accounts (tenant, userid, created, deleted);
CREATE INDEX opportunities_ended ON opportunities (tenant, userid, enddate, deleted, statusid, value);
CREATE INDEX opportunities_open ON opportunities (tenant, userid, closed, deleted, value);

CREATE TABLE challenge_types (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    metric TEXT,
    days BIGINT NOT NULL,
    name_key {bytes} NOT NULL,
    PRIMARY KEY (tenant, id)
){clustered};

-- An ended challenge has its scores for good, and a winner and loser unless it was a tie.
CREATE TABLE challenges (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    challengerid BIGINT,
    challengedid BIGINT NOT NULL,
    typeid BIGINT,
    metric TEXT,
    startdate BIGINT NOT NULL,
    stopdate BIGINT,
    begins BIGINT,
    ends BIGINT,
    active BIGINT NOT NULL,
    accepted BIGINT,
    declined BIGINT,
    challenger_score BIGINT,
    challenged_score BIGINT,
    winnerid BIGINT,
    loserid BIGINT,
    deleted BIGINT NOT NULL DEFAULT 0,
    created BIGINT NOT NULL,
    type_key {bytes},
    challenger_key {bytes},
    challenged_key {bytes} NOT NULL,
    winner_key {bytes},
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, challengerid) REFERENCES users (tenant, id),
    FOREIGN KEY (tenant, challengedid) REFERENCES users (tenant, id),
    FOREIGN KEY (tenant, typeid) REFERENCES challenge_types (tenant, id),
    FOREIGN KEY (tenant, winnerid) REFERENCES users (tenant, id),
    FOREIGN KEY (tenant, loserid) REFERENCES users (tenant, id)
){clustered};
-- The columns at the end let each status be told from the index alone.
CREATE INDEX challenges_due ON challenges (tenant, active, ends, deleted);
CREATE INDEX challenges_by_active ON challenges (tenant, active, id, deleted, accepted, challengerid, challengedid);
CREATE INDEX challenges_by_type_key ON challenges (tenant, type_key, id, deleted, active);
CREATE INDEX challenges_by_winner_key ON challenges (tenant, winner_key, id, deleted, active);
CREATE INDEX challenges_by_challenger_key ON challenges (tenant, challenger_key, id, deleted, active);
CREATE INDEX challenges_by_challenged_key ON challenges (tenant, challenged_key, id, deleted, active);
CREATE INDEX challenges_by_challenger ON challenges (tenant, challengerid, active, id, deleted, accepted, challengedid, winnerid);
CREATE INDEX challenges_by_challenged ON challenges (tenant, challengedid, active, id, deleted, accepted, challengerid, winnerid);
CREATE INDEX challenges_by_type ON challenges (tenant, typeid, active, id, deleted, accepted, challengerid, challengedid);
CREATE INDEX challenges_by_winner ON challenges (tenant, winnerid, active, id, deleted, accepted, challengerid, challengedid, stopdate) WHERE winnerid IS NOT NULL;
CREATE INDEX challenges_by_loser ON challenges (tenant, loserid, active, id, deleted) WHERE loserid IS NOT NULL;
CREATE INDEX challenges_by_start ON challenges (tenant, startdate, id, deleted, active, accepted, challengerid, challengedid);
CREATE INDEX challenges_by_stop ON challenges (tenant, stopdate, id, deleted, active, accepted, challengerid, challengedid);
