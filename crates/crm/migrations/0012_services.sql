-- Telephones to choose from, and who asked for credit checks.

CREATE TABLE phone_brands (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    name_fold TEXT NOT NULL,
    name_key {bytes} NOT NULL,
    PRIMARY KEY (tenant, id)
){clustered};
CREATE UNIQUE INDEX phone_brands_named ON phone_brands (tenant, name_fold);
CREATE INDEX phone_brands_by_name ON phone_brands (tenant, name_key, id);

CREATE TABLE phone_models (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    brandid BIGINT NOT NULL,
    name TEXT NOT NULL,
    name_fold TEXT NOT NULL,
    name_key {bytes} NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, brandid) REFERENCES phone_brands (tenant, id)
){clustered};
CREATE UNIQUE INDEX phone_models_named ON phone_models (tenant, brandid, name_fold);
CREATE INDEX phone_models_by_name ON phone_models (tenant, name_key, id);
CREATE INDEX phone_models_by_brand ON phone_models (tenant, brandid, name_key, id);

CREATE TABLE phone_colours (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    sortorder BIGINT NOT NULL,
    name_fold TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
){clustered};
CREATE UNIQUE INDEX phone_colours_named ON phone_colours (tenant, name_fold);
CREATE INDEX phone_colours_by_sortorder ON phone_colours (tenant, sortorder, id);

CREATE TABLE phone_sizes (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    sortorder BIGINT NOT NULL,
    name_fold TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
){clustered};
CREATE UNIQUE INDEX phone_sizes_named ON phone_sizes (tenant, name_fold);
CREATE INDEX phone_sizes_by_sortorder ON phone_sizes (tenant, sortorder, id);

CREATE TABLE phone_variants (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    modelid BIGINT NOT NULL,
    colourid BIGINT,
    sizeid BIGINT,
    name TEXT NOT NULL,
    description TEXT,
    price BIGINT,
    name_fold TEXT NOT NULL,
    name_key {bytes} NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, modelid) REFERENCES phone_models (tenant, id),
    FOREIGN KEY (tenant, colourid) REFERENCES phone_colours (tenant, id),
    FOREIGN KEY (tenant, sizeid) REFERENCES phone_sizes (tenant, id)
){clustered};
CREATE UNIQUE INDEX phone_variants_named ON phone_variants (tenant, modelid, name_fold);
CREATE INDEX phone_variants_by_model ON phone_variants (tenant, modelid, name_key, id, colourid, sizeid);
CREATE INDEX phone_variants_by_colour ON phone_variants (tenant, colourid, name_key, id) WHERE colourid IS NOT NULL;
CREATE INDEX phone_variants_by_size ON phone_variants (tenant, sizeid, name_key, id) WHERE sizeid IS NOT NULL;

CREATE TABLE credit_checks (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    userid BIGINT,
    checkdate BIGINT,
    status TEXT,
    correlationid TEXT,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, userid) REFERENCES users (tenant, id)
){clustered};
CREATE INDEX credit_checks_by_checkdate ON credit_checks (tenant, checkdate, id);
CREATE INDEX credit_checks_by_user ON credit_checks (tenant, userid, id) WHERE userid IS NOT NULL;
