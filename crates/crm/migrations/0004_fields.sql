-- Fields that a tenant adds to its things, and what they hold.
CREATE TABLE field_groups (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    name_key {bytes} NOT NULL,
    PRIMARY KEY (tenant, id)
){clustered};
CREATE INDEX field_groups_by_name ON field_groups (tenant, name_key, id);

CREATE TABLE fields (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    type BIGINT NOT NULL,
    sortorder BIGINT NOT NULL,
    size BIGINT,
    help TEXT,
    required BIGINT NOT NULL,
    inoverview BIGINT NOT NULL,
    visible BIGINT NOT NULL,
    readonly BIGINT NOT NULL,
    groupid BIGINT,
    deleted BIGINT NOT NULL DEFAULT 0,
    name_fold TEXT NOT NULL,
    name_key {bytes} NOT NULL,
    group_key {bytes},
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, groupid) REFERENCES field_groups (tenant, id)
){clustered};
CREATE INDEX fields_by_place ON fields (tenant, sortorder, id, deleted);
CREATE INDEX fields_by_name ON fields (tenant, name_key, id, deleted);
CREATE INDEX fields_by_group_name ON fields (tenant, group_key, id, deleted);
CREATE INDEX fields_by_group ON fields (tenant, groupid, id);
CREATE INDEX fields_by_kind ON fields (tenant, kind, sortorder, id, deleted);
CREATE INDEX fields_by_type ON fields (tenant, type, sortorder, id, deleted);
CREATE INDEX fields_like_name ON fields (tenant, name_fold);

-- Each option lies in one of two lists of its field: those that are chosen to begin with, and the
-- others.
CREATE TABLE field_options (
    tenant BIGINT NOT NULL,
    id BIGINT NOT NULL,
    fieldid BIGINT NOT NULL,
    label TEXT NOT NULL,
    sortorder BIGINT NOT NULL,
    preset BIGINT NOT NULL,
    deleted BIGINT NOT NULL DEFAULT 0,
    label_fold TEXT NOT NULL,
    presetof BIGINT,
    otherof BIGINT,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, fieldid) REFERENCES fields (tenant, id)
){clustered};
CREATE INDEX field_options_by_field ON field_options (tenant, fieldid, sortorder, id);
CREATE UNIQUE INDEX field_options_one_label ON field_options (tenant, fieldid, label_fold);
CREATE INDEX field_options_by_preset ON field_options (tenant, presetof, sortorder, id);
CREATE INDEX field_options_by_other ON field_options (tenant, otherof, sortorder, id);

-- One row for each value, and for each chosen option. What a value is compared by stands in an
-- index of its own kind, with the thing it belongs to behind it.
CREATE TABLE field_values (
    tenant BIGINT NOT NULL,
    id BIGINT NOT NULL,
    fieldid BIGINT NOT NULL,
    resourceid BIGINT NOT NULL,
    number BIGINT,
    optionid BIGINT,
    line TEXT,
    line_fold TEXT,
    lines_start TEXT,
    lines TEXT,
    lines_fold TEXT,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, fieldid) REFERENCES fields (tenant, id),
    FOREIGN KEY (tenant, optionid) REFERENCES field_options (tenant, id)
){clustered};
CREATE INDEX field_values_by_thing ON field_values (tenant, resourceid, fieldid);
CREATE INDEX field_values_by_number ON field_values (tenant, fieldid, number, resourceid)
    WHERE number IS NOT NULL;
CREATE INDEX field_values_by_option ON field_values (tenant, fieldid, optionid, resourceid)
    WHERE optionid IS NOT NULL;
CREATE INDEX field_values_by_line ON field_values (tenant, fieldid, line_fold, resourceid)
    WHERE line_fold IS NOT NULL;
CREATE INDEX field_values_by_lines ON field_values (tenant, fieldid, lines_start, resourceid)
    WHERE lines_start IS NOT NULL;
