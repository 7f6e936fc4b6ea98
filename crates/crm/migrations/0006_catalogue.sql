-- What is sold, on what terms, and what it costs.

CREATE TABLE article_groups (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT,
    externalkey TEXT,
    sortorder BIGINT NOT NULL,
    name_fold TEXT,
    name_key {bytes},
    PRIMARY KEY (tenant, id)
){clustered};
CREATE INDEX article_groups_by_name ON article_groups (tenant, name_key, id);
CREATE INDEX article_groups_like_name ON article_groups (tenant, name_fold, name_key, id);
CREATE INDEX article_groups_by_sortorder ON article_groups (tenant, sortorder, id);
CREATE INDEX article_groups_by_externalkey ON article_groups (tenant, externalkey) WHERE externalkey IS NOT NULL;

CREATE TABLE article_units (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT,
    externalkey TEXT,
    name_fold TEXT,
    name_key {bytes},
    PRIMARY KEY (tenant, id)
){clustered};
CREATE INDEX article_units_by_name ON article_units (tenant, name_key, id);
CREATE INDEX article_units_like_name ON article_units (tenant, name_fold, name_key, id);
CREATE INDEX article_units_by_externalkey ON article_units (tenant, externalkey) WHERE externalkey IS NOT NULL;

CREATE TABLE delivery_terms (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    isdefault BIGINT NOT NULL,
    externalkey TEXT NOT NULL,
    name_fold TEXT NOT NULL,
    name_key {bytes} NOT NULL,
    PRIMARY KEY (tenant, id)
){clustered};
CREATE INDEX delivery_terms_by_name ON delivery_terms (tenant, name_key, id);
CREATE INDEX delivery_terms_like_name ON delivery_terms (tenant, name_fold, name_key, id);
CREATE INDEX delivery_terms_by_isdefault ON delivery_terms (tenant, isdefault, id);
CREATE INDEX delivery_terms_by_externalkey ON delivery_terms (tenant, externalkey);

CREATE TABLE delivery_types (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    isdefault BIGINT NOT NULL,
    name_fold TEXT NOT NULL,
    name_key {bytes} NOT NULL,
    PRIMARY KEY (tenant, id)
){clustered};
CREATE INDEX delivery_types_by_name ON delivery_types (tenant, name_key, id);
CREATE INDEX delivery_types_like_name ON delivery_types (tenant, name_fold, name_key, id);
CREATE INDEX delivery_types_by_isdefault ON delivery_types (tenant, isdefault, id);

CREATE TABLE payment_terms (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    isdefault BIGINT NOT NULL,
    externalkey TEXT NOT NULL,
    days BIGINT NOT NULL,
    name_fold TEXT NOT NULL,
    name_key {bytes} NOT NULL,
    PRIMARY KEY (tenant, id)
){clustered};
CREATE INDEX payment_terms_by_name ON payment_terms (tenant, name_key, id);
CREATE INDEX payment_terms_like_name ON payment_terms (tenant, name_fold, name_key, id);
CREATE INDEX payment_terms_by_isdefault ON payment_terms (tenant, isdefault, id);
CREATE INDEX payment_terms_by_days ON payment_terms (tenant, days, id);
CREATE INDEX payment_terms_by_externalkey ON payment_terms (tenant, externalkey);

CREATE TABLE order_types (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    isdefault BIGINT NOT NULL,
    sortorder BIGINT NOT NULL,
    name_fold TEXT NOT NULL,
    name_key {bytes} NOT NULL,
    PRIMARY KEY (tenant, id)
){clustered};
CREATE INDEX order_types_by_name ON order_types (tenant, name_key, id);
CREATE INDEX order_types_like_name ON order_types (tenant, name_fold, name_key, id);
CREATE INDEX order_types_by_isdefault ON order_types (tenant, isdefault, id);
CREATE INDEX order_types_by_sortorder ON order_types (tenant, sortorder, id);

CREATE TABLE order_statuses (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    isdefault BIGINT NOT NULL,
    step BIGINT NOT NULL,
    name_fold TEXT NOT NULL,
    name_key {bytes} NOT NULL,
    PRIMARY KEY (tenant, id)
){clustered};
CREATE INDEX order_statuses_by_name ON order_statuses (tenant, name_key, id);
CREATE INDEX order_statuses_like_name ON order_statuses (tenant, name_fold, name_key, id);
CREATE INDEX order_statuses_by_isdefault ON order_statuses (tenant, isdefault, id);
CREATE INDEX order_statuses_by_step ON order_statuses (tenant, step, id);

CREATE TABLE sort_groups (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    sortorder BIGINT NOT NULL,
    externalkey TEXT,
    name_fold TEXT NOT NULL,
    name_key {bytes} NOT NULL,
    PRIMARY KEY (tenant, id)
){clustered};
CREATE INDEX sort_groups_by_name ON sort_groups (tenant, name_key, id);
CREATE INDEX sort_groups_like_name ON sort_groups (tenant, name_fold, name_key, id);
CREATE INDEX sort_groups_by_sortorder ON sort_groups (tenant, sortorder, id);

CREATE TABLE article_brands (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    name_key {bytes} NOT NULL,
    PRIMARY KEY (tenant, id)
){clustered};
CREATE INDEX article_brands_by_name ON article_brands (tenant, name_key, id);

CREATE TABLE article_budget_groups (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    name_key {bytes} NOT NULL,
    PRIMARY KEY (tenant, id)
){clustered};
CREATE INDEX article_budget_groups_by_name ON article_budget_groups (tenant, name_key, id);

CREATE TABLE article_discount_groups (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    name_key {bytes} NOT NULL,
    PRIMARY KEY (tenant, id)
){clustered};
CREATE INDEX article_discount_groups_by_name ON article_discount_groups (tenant, name_key, id);

CREATE TABLE article_materials (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    name_key {bytes} NOT NULL,
    PRIMARY KEY (tenant, id)
){clustered};
CREATE INDEX article_materials_by_name ON article_materials (tenant, name_key, id);

CREATE TABLE article_service_levels (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    name_key {bytes} NOT NULL,
    PRIMARY KEY (tenant, id)
){clustered};
CREATE INDEX article_service_levels_by_name ON article_service_levels (tenant, name_key, id);

CREATE TABLE article_volume_groups (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    name_key {bytes} NOT NULL,
    PRIMARY KEY (tenant, id)
){clustered};
CREATE INDEX article_volume_groups_by_name ON article_volume_groups (tenant, name_key, id);

CREATE TABLE warehouses (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    name_key {bytes} NOT NULL,
    PRIMARY KEY (tenant, id)
){clustered};
CREATE INDEX warehouses_by_name ON warehouses (tenant, name_key, id);

CREATE TABLE warehouse_statuses (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    name_key {bytes} NOT NULL,
    PRIMARY KEY (tenant, id)
){clustered};
CREATE INDEX warehouse_statuses_by_name ON warehouse_statuses (tenant, name_key, id);

CREATE TABLE articles (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    number TEXT,
    price BIGINT NOT NULL,
    active BIGINT NOT NULL,
    deleted BIGINT NOT NULL DEFAULT 0,
    unitid BIGINT,
    groupid BIGINT,
    brandid BIGINT,
    materialid BIGINT,
    servicelevelid BIGINT,
    warehouseid BIGINT,
    warehousestatusid BIGINT,
    volumegroupid BIGINT,
    discountgroupid BIGINT,
    budgetgroupid BIGINT,
    businessareaid BIGINT,
    accountid BIGINT,
    buyprice BIGINT,
    commision BIGINT,
    vat BIGINT NOT NULL,
    discount BIGINT,
    area BIGINT,
    volume BIGINT,
    stockbalance BIGINT,
    stockbalancewarningtreshold BIGINT,
    lowstock BIGINT,
    incampaign BIGINT NOT NULL,
    sortorder BIGINT NOT NULL,
    externalkey TEXT,
    suppliername TEXT,
    supplierarticlenumber TEXT,
    imageurl TEXT,
    url1 TEXT,
    url2 TEXT,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    name_key {bytes} NOT NULL,
    number_key {bytes},
    suppliername_key {bytes},
    supplierarticlenumber_key {bytes},
    externalkey_key {bytes},
    description TEXT NOT NULL,
    presentation TEXT,
    search TEXT NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, unitid) REFERENCES article_units (tenant, id),
    FOREIGN KEY (tenant, groupid) REFERENCES article_groups (tenant, id),
    FOREIGN KEY (tenant, brandid) REFERENCES article_brands (tenant, id),
    FOREIGN KEY (tenant, materialid) REFERENCES article_materials (tenant, id),
    FOREIGN KEY (tenant, servicelevelid) REFERENCES article_service_levels (tenant, id),
    FOREIGN KEY (tenant, warehouseid) REFERENCES warehouses (tenant, id),
    FOREIGN KEY (tenant, warehousestatusid) REFERENCES warehouse_statuses (tenant, id),
    FOREIGN KEY (tenant, volumegroupid) REFERENCES article_volume_groups (tenant, id),
    FOREIGN KEY (tenant, discountgroupid) REFERENCES article_discount_groups (tenant, id),
    FOREIGN KEY (tenant, budgetgroupid) REFERENCES article_budget_groups (tenant, id),
    FOREIGN KEY (tenant, accountid) REFERENCES accounts (tenant, id)
){clustered};
CREATE INDEX articles_in_short ON articles (tenant, id, deleted, active, number_key, name_key, sortorder);
CREATE INDEX articles_by_number_key ON articles (tenant, number_key, id, deleted, active);
CREATE INDEX articles_by_name ON articles (tenant, name_key, id, deleted, active);
CREATE INDEX articles_by_suppliername ON articles (tenant, suppliername_key, id, deleted, active);
CREATE INDEX articles_by_supplierarticlenumber_key ON articles (tenant, supplierarticlenumber_key, id, deleted, active);
CREATE INDEX articles_by_externalkey_key ON articles (tenant, externalkey_key, id, deleted, active);
CREATE INDEX articles_by_sortorder ON articles (tenant, sortorder, id, deleted, active);
CREATE INDEX articles_by_number ON articles (tenant, number) WHERE number IS NOT NULL;
CREATE INDEX articles_by_supplierarticlenumber ON articles (tenant, supplierarticlenumber) WHERE supplierarticlenumber IS NOT NULL;
CREATE INDEX articles_by_externalkey ON articles (tenant, externalkey) WHERE externalkey IS NOT NULL;
CREATE INDEX articles_by_unit ON articles (tenant, unitid, number_key, id, deleted) WHERE unitid IS NOT NULL;
CREATE INDEX articles_by_group ON articles (tenant, groupid, number_key, id, deleted) WHERE groupid IS NOT NULL;
CREATE INDEX articles_by_brand ON articles (tenant, brandid, number_key, id, deleted) WHERE brandid IS NOT NULL;
CREATE INDEX articles_by_material ON articles (tenant, materialid, number_key, id, deleted) WHERE materialid IS NOT NULL;
CREATE INDEX articles_by_servicelevel ON articles (tenant, servicelevelid, number_key, id, deleted) WHERE servicelevelid IS NOT NULL;
CREATE INDEX articles_by_warehouse ON articles (tenant, warehouseid, number_key, id, deleted) WHERE warehouseid IS NOT NULL;
CREATE INDEX articles_by_warehousestatus ON articles (tenant, warehousestatusid, number_key, id, deleted) WHERE warehousestatusid IS NOT NULL;
CREATE INDEX articles_by_volumegroup ON articles (tenant, volumegroupid, number_key, id, deleted) WHERE volumegroupid IS NOT NULL;
CREATE INDEX articles_by_discountgroup ON articles (tenant, discountgroupid, number_key, id, deleted) WHERE discountgroupid IS NOT NULL;
CREATE INDEX articles_by_budgetgroup ON articles (tenant, budgetgroupid, number_key, id, deleted) WHERE budgetgroupid IS NOT NULL;
CREATE INDEX articles_by_businessarea ON articles (tenant, businessareaid, number_key, id, deleted) WHERE businessareaid IS NOT NULL;
CREATE INDEX articles_by_account ON articles (tenant, accountid, number_key, id, deleted) WHERE accountid IS NOT NULL;
CREATE INDEX articles_by_lowstock ON articles (tenant, lowstock, number_key, id, deleted);
{search articles}

CREATE TABLE article_tags (
    tenant BIGINT NOT NULL,
    articleid BIGINT NOT NULL,
    tagid BIGINT NOT NULL,
    PRIMARY KEY (tenant, articleid, tagid),
    FOREIGN KEY (tenant, articleid) REFERENCES articles (tenant, id),
    FOREIGN KEY (tenant, tagid) REFERENCES tags (tenant, id)
){clustered};
CREATE INDEX article_tags_by_tag ON article_tags (tenant, tagid, articleid);

CREATE TABLE file_articles (
    tenant BIGINT NOT NULL,
    fileid BIGINT NOT NULL,
    articleid BIGINT NOT NULL,
    PRIMARY KEY (tenant, fileid, articleid),
    FOREIGN KEY (tenant, fileid) REFERENCES files (tenant, id),
    FOREIGN KEY (tenant, articleid) REFERENCES articles (tenant, id)
){clustered};
CREATE INDEX file_articles_by_article ON file_articles (tenant, articleid, fileid);

CREATE TABLE currencies (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    decimals BIGINT NOT NULL,
    rate BIGINT NOT NULL,
    isbase BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
){clustered};
CREATE UNIQUE INDEX currencies_by_code ON currencies (tenant, code);
CREATE INDEX currencies_by_base ON currencies (tenant, isbase);

CREATE TABLE price_groups (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    unitid BIGINT NOT NULL,
    lowest BIGINT NOT NULL,
    highest BIGINT NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, unitid) REFERENCES article_units (tenant, id)
){clustered};
CREATE INDEX price_groups_by_unit ON price_groups (tenant, unitid, lowest, highest, id);
CREATE INDEX price_groups_in_order_of_unit ON price_groups (tenant, unitid, id);
CREATE INDEX price_groups_by_lowest ON price_groups (tenant, lowest, id, highest, unitid);

CREATE TABLE price_lists (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT,
    active BIGINT NOT NULL,
    start BIGINT NOT NULL,
    stop BIGINT NOT NULL,
    firstday BIGINT,
    lastday BIGINT,
    isdefault BIGINT NOT NULL,
    strict BIGINT NOT NULL,
    deleted BIGINT NOT NULL DEFAULT 0,
    externalkey TEXT,
    currencyid BIGINT,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    name_key {bytes},
    description TEXT,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, currencyid) REFERENCES currencies (tenant, id)
){clustered};
CREATE INDEX price_lists_by_start ON price_lists (tenant, start, id, deleted, active);
CREATE INDEX price_lists_by_name ON price_lists (tenant, name_key, id, deleted);
CREATE INDEX price_lists_by_active ON price_lists (tenant, active, id, deleted);
CREATE INDEX price_lists_by_default ON price_lists (tenant, isdefault, start, id, deleted);
CREATE INDEX price_lists_by_strict ON price_lists (tenant, strict, start, id, deleted);
CREATE INDEX price_lists_by_firstday ON price_lists (tenant, firstday, id, deleted, lastday);
CREATE INDEX price_lists_by_lastday ON price_lists (tenant, lastday, id, deleted, firstday);
CREATE INDEX price_lists_by_externalkey ON price_lists (tenant, externalkey) WHERE externalkey IS NOT NULL;
CREATE INDEX price_lists_by_currency ON price_lists (tenant, currencyid, start, id, deleted) WHERE currencyid IS NOT NULL;

CREATE TABLE prices (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    pricelistid BIGINT NOT NULL,
    articleid BIGINT NOT NULL,
    pricegroupid BIGINT,
    groupkey BIGINT,
    price BIGINT NOT NULL,
    discountpercent BIGINT NOT NULL,
    discountamount BIGINT NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, pricelistid) REFERENCES price_lists (tenant, id),
    FOREIGN KEY (tenant, articleid) REFERENCES articles (tenant, id),
    FOREIGN KEY (tenant, pricegroupid) REFERENCES price_groups (tenant, id)
){clustered};
CREATE UNIQUE INDEX prices_by_key ON prices (tenant, pricelistid, articleid, groupkey);
CREATE INDEX prices_in_order_of_list ON prices (tenant, pricelistid, id);
CREATE INDEX prices_by_article ON prices (tenant, articleid, pricelistid);
CREATE INDEX prices_by_group ON prices (tenant, pricegroupid) WHERE pricegroupid IS NOT NULL;

-- The price list of an account. Price lists are hidden, never removed.
ALTER TABLE accounts ADD COLUMN pricelistid BIGINT;
CREATE INDEX accounts_by_pricelist ON accounts (tenant, pricelistid) WHERE pricelistid IS NOT NULL;
