-- Requests to sign with BankID, and what BankID told of them. Long texts stand last, so that the
-- columns before them are read without them.
CREATE TABLE bankid_signatures (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    status TEXT,
    hintcode TEXT,
    orderref TEXT,
    autostarttoken TEXT,
    qrstarttoken TEXT,
    qrstartsecret TEXT,
    begun BIGINT,
    collected BIGINT,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    userid BIGINT,
    nonce TEXT,
    personalnumber TEXT,
    pincode BIGINT,
    mrtd BIGINT,
    cardreader TEXT,
    policies TEXT,
    signer_personalnumber TEXT,
    signer_name TEXT,
    signer_givenname TEXT,
    signer_surname TEXT,
    device_ipaddress TEXT,
    cert_notbefore TEXT,
    cert_notafter TEXT,
    visible TEXT,
    invisible TEXT,
    signature TEXT,
    ocspresponse TEXT,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, userid) REFERENCES users (tenant, id)
){clustered};
CREATE UNIQUE INDEX bankid_signatures_one_nonce ON bankid_signatures (tenant, nonce) WHERE nonce IS NOT NULL;

CREATE TABLE bankid_relations (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    signature BIGINT NOT NULL,
    type TEXT NOT NULL,
    otherid BIGINT NOT NULL,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, signature) REFERENCES bankid_signatures (tenant, id),
    FOREIGN KEY (tenant, otherid) REFERENCES orders (tenant, id)
){clustered};
CREATE UNIQUE INDEX bankid_relations_once ON bankid_relations (tenant, signature, type, otherid);
CREATE INDEX bankid_relations_by_signature ON bankid_relations (tenant, signature, id);
CREATE INDEX bankid_relations_by_other ON bankid_relations (tenant, otherid, id);
CREATE INDEX bankid_relations_by_type ON bankid_relations (tenant, type, id);
