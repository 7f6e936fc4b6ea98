-- Quotes and orders with their rows.

CREATE TABLE quote_statuses (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    sortorder BIGINT NOT NULL,
    isdefault BIGINT NOT NULL,
    metatype TEXT,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    name_key {bytes} NOT NULL,
    PRIMARY KEY (tenant, id)
){clustered};
CREATE INDEX quote_statuses_by_sortorder ON quote_statuses (tenant, sortorder, id);
CREATE INDEX quote_statuses_by_name ON quote_statuses (tenant, name_key, id);
CREATE INDEX quote_statuses_by_isdefault ON quote_statuses (tenant, isdefault, id);
CREATE INDEX quote_statuses_by_metatype ON quote_statuses (tenant, metatype) WHERE metatype IS NOT NULL;

CREATE TABLE quotes (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    placedate BIGINT NOT NULL,
    accountid BIGINT NOT NULL,
    userid BIGINT NOT NULL,
    contactid BIGINT NOT NULL,
    statusid BIGINT NOT NULL,
    deleted BIGINT NOT NULL DEFAULT 0,
    deliverytermid BIGINT NOT NULL,
    paymenttermid BIGINT NOT NULL,
    deliverytypeid BIGINT NOT NULL,
    user2id BIGINT,
    opportunityid BIGINT,
    pricelistid BIGINT,
    price BIGINT,
    statisticsprice BIGINT,
    alternativevalue BIGINT,
    buyprice BIGINT,
    discounted BIGINT,
    currencyrate BIGINT,
    fixed BIGINT,
    currencycode TEXT,
    validtodate BIGINT,
    deliverydate BIGINT,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    alternateid TEXT,
    externalkey TEXT,
    deliveryname TEXT,
    deliverystreet TEXT,
    deliveryzip TEXT,
    deliverycity TEXT,
    deliverycountry TEXT,
    marking TEXT,
    referencecode TEXT,
    extracode TEXT,
    externalkey_key {bytes},
    externalcomment TEXT,
    internalcomment TEXT,
    search TEXT NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, accountid) REFERENCES accounts (tenant, id),
    FOREIGN KEY (tenant, userid) REFERENCES users (tenant, id),
    FOREIGN KEY (tenant, user2id) REFERENCES users (tenant, id),
    FOREIGN KEY (tenant, contactid) REFERENCES contacts (tenant, id),
    FOREIGN KEY (tenant, opportunityid) REFERENCES opportunities (tenant, id),
    FOREIGN KEY (tenant, statusid) REFERENCES quote_statuses (tenant, id),
    FOREIGN KEY (tenant, deliverytermid) REFERENCES delivery_terms (tenant, id),
    FOREIGN KEY (tenant, paymenttermid) REFERENCES payment_terms (tenant, id),
    FOREIGN KEY (tenant, deliverytypeid) REFERENCES delivery_types (tenant, id),
    FOREIGN KEY (tenant, pricelistid) REFERENCES price_lists (tenant, id)
){clustered};
CREATE INDEX quotes_in_short ON quotes (tenant, id, deleted, placedate);
CREATE INDEX quotes_by_placedate ON quotes (tenant, placedate, id, deleted);
CREATE INDEX quotes_by_deliverydate ON quotes (tenant, deliverydate, id, deleted);
CREATE INDEX quotes_by_externalkey_key ON quotes (tenant, externalkey_key, id, deleted);
CREATE INDEX quotes_by_validtodate ON quotes (tenant, validtodate, id, deleted);
CREATE INDEX quotes_by_account ON quotes (tenant, accountid, placedate, id, deleted);
CREATE INDEX quotes_by_user ON quotes (tenant, userid, placedate, id, deleted);
CREATE INDEX quotes_by_contact ON quotes (tenant, contactid, placedate, id, deleted);
CREATE INDEX quotes_by_status ON quotes (tenant, statusid, placedate, id, deleted);
CREATE INDEX quotes_by_other_user ON quotes (tenant, user2id, placedate, id, deleted) WHERE user2id IS NOT NULL;
CREATE INDEX quotes_by_opportunity ON quotes (tenant, opportunityid, placedate, id, deleted) WHERE opportunityid IS NOT NULL;
CREATE INDEX quotes_by_delivery_term ON quotes (tenant, deliverytermid, placedate, id, deleted) WHERE deliverytermid IS NOT NULL;
CREATE INDEX quotes_by_payment_term ON quotes (tenant, paymenttermid, placedate, id, deleted) WHERE paymenttermid IS NOT NULL;
CREATE INDEX quotes_by_delivery_type ON quotes (tenant, deliverytypeid, placedate, id, deleted) WHERE deliverytypeid IS NOT NULL;
CREATE INDEX quotes_by_price_list ON quotes (tenant, pricelistid, placedate, id, deleted) WHERE pricelistid IS NOT NULL;
CREATE INDEX quotes_by_externalkey ON quotes (tenant, externalkey) WHERE externalkey IS NOT NULL;
CREATE INDEX quotes_by_alternateid ON quotes (tenant, alternateid) WHERE alternateid IS NOT NULL;
{search quotes}

CREATE TABLE quote_rows (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    quoteid BIGINT NOT NULL,
    quantity BIGINT NOT NULL,
    discountspecial BIGINT NOT NULL,
    sortorder BIGINT NOT NULL,
    price BIGINT,
    currencyrate BIGINT,
    statisticsprice BIGINT,
    alternativevalue BIGINT,
    buyprice BIGINT,
    discountpercent BIGINT,
    discountamount BIGINT,
    dropped BIGINT NOT NULL,
    pricewarning BIGINT,
    totalprice BIGINT,
    totalpricestatistics BIGINT,
    totalalternativevalue BIGINT,
    pricelistid BIGINT,
    pricegroupid BIGINT,
    priceid BIGINT,
    listprice BIGINT,
    listpercent BIGINT,
    listamount BIGINT,
    sortgroupid BIGINT,
    articleid BIGINT,
    unitid BIGINT,
    fixed BIGINT,
    currencycode TEXT,
    alternateid TEXT,
    costcenter TEXT,
    externalkey TEXT,
    specification TEXT,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, quoteid) REFERENCES quotes (tenant, id),
    FOREIGN KEY (tenant, pricelistid) REFERENCES price_lists (tenant, id),
    FOREIGN KEY (tenant, pricegroupid) REFERENCES price_groups (tenant, id),
    FOREIGN KEY (tenant, sortgroupid) REFERENCES sort_groups (tenant, id),
    FOREIGN KEY (tenant, articleid) REFERENCES articles (tenant, id),
    FOREIGN KEY (tenant, unitid) REFERENCES article_units (tenant, id)
){clustered};
CREATE INDEX quote_rows_in_order ON quote_rows (tenant, quoteid, id);
CREATE INDEX quote_rows_by_pricelistid ON quote_rows (tenant, pricelistid) WHERE pricelistid IS NOT NULL;
CREATE INDEX quote_rows_by_pricegroupid ON quote_rows (tenant, pricegroupid) WHERE pricegroupid IS NOT NULL;
CREATE INDEX quote_rows_by_sortgroupid ON quote_rows (tenant, sortgroupid) WHERE sortgroupid IS NOT NULL;
CREATE INDEX quote_rows_by_articleid ON quote_rows (tenant, articleid) WHERE articleid IS NOT NULL;
CREATE INDEX quote_rows_by_unitid ON quote_rows (tenant, unitid) WHERE unitid IS NOT NULL;

CREATE TABLE quote_tags (
    tenant BIGINT NOT NULL,
    quoteid BIGINT NOT NULL,
    tagid BIGINT NOT NULL,
    PRIMARY KEY (tenant, quoteid, tagid),
    FOREIGN KEY (tenant, quoteid) REFERENCES quotes (tenant, id),
    FOREIGN KEY (tenant, tagid) REFERENCES tags (tenant, id)
){clustered};
CREATE INDEX quote_tags_back ON quote_tags (tenant, tagid, quoteid);

CREATE TABLE quote_row_tags (
    tenant BIGINT NOT NULL,
    rowid BIGINT NOT NULL,
    tagid BIGINT NOT NULL,
    PRIMARY KEY (tenant, rowid, tagid),
    FOREIGN KEY (tenant, rowid) REFERENCES quote_rows (tenant, id),
    FOREIGN KEY (tenant, tagid) REFERENCES tags (tenant, id)
){clustered};
CREATE INDEX quote_row_tags_back ON quote_row_tags (tenant, tagid, rowid);

CREATE TABLE quote_relations (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    quoteid BIGINT NOT NULL,
    otherid BIGINT NOT NULL,
    type TEXT NOT NULL,
    value TEXT,
    deleted BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, quoteid) REFERENCES quotes (tenant, id)
){clustered};
CREATE INDEX quote_relations_by_quote ON quote_relations (tenant, quoteid, type, otherid, id, deleted);
CREATE INDEX quote_relations_in_order_of_quote ON quote_relations (tenant, quoteid, id, deleted);
CREATE INDEX quote_relations_by_other ON quote_relations (tenant, type, otherid, quoteid, id, deleted);
CREATE INDEX quote_relations_in_order_of_other ON quote_relations (tenant, otherid, id, deleted);
CREATE INDEX quote_relations_in_order_of_type ON quote_relations (tenant, type, id, deleted);
CREATE INDEX quote_relations_by_value ON quote_relations (tenant, value, id, deleted) WHERE value IS NOT NULL;

CREATE TABLE orders (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    placedate BIGINT NOT NULL,
    accountid BIGINT NOT NULL,
    userid BIGINT NOT NULL,
    contactid BIGINT NOT NULL,
    statusid BIGINT NOT NULL,
    deleted BIGINT NOT NULL DEFAULT 0,
    delivered BIGINT NOT NULL,
    deliverytermid BIGINT,
    paymenttermid BIGINT,
    deliverytypeid BIGINT,
    user2id BIGINT,
    opportunityid BIGINT,
    typeid BIGINT,
    pricelistid BIGINT,
    price BIGINT,
    statisticsprice BIGINT,
    alternativevalue BIGINT,
    buyprice BIGINT,
    discounted BIGINT,
    currencyrate BIGINT,
    fixed BIGINT,
    currencycode TEXT,
    deliverydate BIGINT,
    invoicedate BIGINT,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    alternateid TEXT,
    externalkey TEXT,
    deliveryname TEXT,
    deliverystreet TEXT,
    deliveryzip TEXT,
    deliverycity TEXT,
    deliverycountry TEXT,
    invoicename TEXT,
    invoicestreet TEXT,
    invoicezip TEXT,
    invoicecity TEXT,
    invoicecountry TEXT,
    invoiceemail TEXT,
    invoicenumber TEXT,
    marking TEXT,
    referencecode TEXT,
    extracode TEXT,
    externalkey_key {bytes},
    externalcomment TEXT,
    internalcomment TEXT,
    search TEXT NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, accountid) REFERENCES accounts (tenant, id),
    FOREIGN KEY (tenant, userid) REFERENCES users (tenant, id),
    FOREIGN KEY (tenant, user2id) REFERENCES users (tenant, id),
    FOREIGN KEY (tenant, contactid) REFERENCES contacts (tenant, id),
    FOREIGN KEY (tenant, opportunityid) REFERENCES opportunities (tenant, id),
    FOREIGN KEY (tenant, statusid) REFERENCES order_statuses (tenant, id),
    FOREIGN KEY (tenant, deliverytermid) REFERENCES delivery_terms (tenant, id),
    FOREIGN KEY (tenant, paymenttermid) REFERENCES payment_terms (tenant, id),
    FOREIGN KEY (tenant, deliverytypeid) REFERENCES delivery_types (tenant, id),
    FOREIGN KEY (tenant, pricelistid) REFERENCES price_lists (tenant, id),
    FOREIGN KEY (tenant, typeid) REFERENCES order_types (tenant, id)
){clustered};
CREATE INDEX orders_in_short ON orders (tenant, id, deleted, placedate);
CREATE INDEX orders_by_placedate ON orders (tenant, placedate, id, deleted);
CREATE INDEX orders_by_deliverydate ON orders (tenant, deliverydate, id, deleted);
CREATE INDEX orders_by_externalkey_key ON orders (tenant, externalkey_key, id, deleted);
CREATE INDEX orders_in_order_of_account ON orders (tenant, accountid, id, deleted);
CREATE INDEX orders_by_account ON orders (tenant, accountid, placedate, id, deleted);
CREATE INDEX orders_by_user ON orders (tenant, userid, placedate, id, deleted);
CREATE INDEX orders_by_contact ON orders (tenant, contactid, placedate, id, deleted);
CREATE INDEX orders_by_status ON orders (tenant, statusid, placedate, id, deleted);
CREATE INDEX orders_by_other_user ON orders (tenant, user2id, placedate, id, deleted) WHERE user2id IS NOT NULL;
CREATE INDEX orders_by_opportunity ON orders (tenant, opportunityid, placedate, id, deleted) WHERE opportunityid IS NOT NULL;
CREATE INDEX orders_by_delivery_term ON orders (tenant, deliverytermid, placedate, id, deleted) WHERE deliverytermid IS NOT NULL;
CREATE INDEX orders_by_payment_term ON orders (tenant, paymenttermid, placedate, id, deleted) WHERE paymenttermid IS NOT NULL;
CREATE INDEX orders_by_delivery_type ON orders (tenant, deliverytypeid, placedate, id, deleted) WHERE deliverytypeid IS NOT NULL;
CREATE INDEX orders_by_price_list ON orders (tenant, pricelistid, placedate, id, deleted) WHERE pricelistid IS NOT NULL;
CREATE INDEX orders_by_type ON orders (tenant, typeid, placedate, id, deleted) WHERE typeid IS NOT NULL;
CREATE INDEX orders_by_externalkey ON orders (tenant, externalkey) WHERE externalkey IS NOT NULL;
CREATE INDEX orders_by_alternateid ON orders (tenant, alternateid) WHERE alternateid IS NOT NULL;
{search orders}

CREATE TABLE order_rows (
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    orderid BIGINT NOT NULL,
    accountid BIGINT,
    userid BIGINT,
    opportunityid BIGINT,
    quantity BIGINT NOT NULL,
    delivered BIGINT NOT NULL,
    discountspecial BIGINT NOT NULL,
    sortorder BIGINT NOT NULL,
    price BIGINT,
    currencyrate BIGINT,
    statisticsprice BIGINT,
    alternativevalue BIGINT,
    buyprice BIGINT,
    discountpercent BIGINT,
    discountamount BIGINT,
    noprint BIGINT NOT NULL,
    dropped BIGINT NOT NULL,
    pricewarning BIGINT,
    totalprice BIGINT,
    totalpricestatistics BIGINT,
    totalalternativevalue BIGINT,
    pricelistid BIGINT,
    pricegroupid BIGINT,
    priceid BIGINT,
    listprice BIGINT,
    listpercent BIGINT,
    listamount BIGINT,
    sortgroupid BIGINT,
    articleid BIGINT,
    unitid BIGINT,
    fixed BIGINT,
    currencycode TEXT,
    externalkey TEXT,
    specification TEXT,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, orderid) REFERENCES orders (tenant, id),
    FOREIGN KEY (tenant, accountid) REFERENCES accounts (tenant, id),
    FOREIGN KEY (tenant, userid) REFERENCES users (tenant, id),
    FOREIGN KEY (tenant, opportunityid) REFERENCES opportunities (tenant, id),
    FOREIGN KEY (tenant, pricelistid) REFERENCES price_lists (tenant, id),
    FOREIGN KEY (tenant, pricegroupid) REFERENCES price_groups (tenant, id),
    FOREIGN KEY (tenant, sortgroupid) REFERENCES sort_groups (tenant, id),
    FOREIGN KEY (tenant, articleid) REFERENCES articles (tenant, id),
    FOREIGN KEY (tenant, unitid) REFERENCES article_units (tenant, id)
){clustered};
CREATE INDEX order_rows_in_order ON order_rows (tenant, orderid, id);
CREATE INDEX order_rows_by_accountid ON order_rows (tenant, accountid) WHERE accountid IS NOT NULL;
CREATE INDEX order_rows_by_userid ON order_rows (tenant, userid) WHERE userid IS NOT NULL;
CREATE INDEX order_rows_by_opportunityid ON order_rows (tenant, opportunityid) WHERE opportunityid IS NOT NULL;
CREATE INDEX order_rows_by_pricelistid ON order_rows (tenant, pricelistid) WHERE pricelistid IS NOT NULL;
CREATE INDEX order_rows_by_pricegroupid ON order_rows (tenant, pricegroupid) WHERE pricegroupid IS NOT NULL;
CREATE INDEX order_rows_by_sortgroupid ON order_rows (tenant, sortgroupid) WHERE sortgroupid IS NOT NULL;
CREATE INDEX order_rows_by_articleid ON order_rows (tenant, articleid) WHERE articleid IS NOT NULL;
CREATE INDEX order_rows_by_unitid ON order_rows (tenant, unitid) WHERE unitid IS NOT NULL;

CREATE TABLE order_tags (
    tenant BIGINT NOT NULL,
    orderid BIGINT NOT NULL,
    tagid BIGINT NOT NULL,
    PRIMARY KEY (tenant, orderid, tagid),
    FOREIGN KEY (tenant, orderid) REFERENCES orders (tenant, id),
    FOREIGN KEY (tenant, tagid) REFERENCES tags (tenant, id)
){clustered};
CREATE INDEX order_tags_back ON order_tags (tenant, tagid, orderid);

CREATE TABLE order_row_tags (
    tenant BIGINT NOT NULL,
    rowid BIGINT NOT NULL,
    tagid BIGINT NOT NULL,
    PRIMARY KEY (tenant, rowid, tagid),
    FOREIGN KEY (tenant, rowid) REFERENCES order_rows (tenant, id),
    FOREIGN KEY (tenant, tagid) REFERENCES tags (tenant, id)
){clustered};
CREATE INDEX order_row_tags_back ON order_row_tags (tenant, tagid, rowid);

CREATE TABLE file_orders (
    tenant BIGINT NOT NULL,
    fileid BIGINT NOT NULL,
    orderid BIGINT NOT NULL,
    PRIMARY KEY (tenant, fileid, orderid),
    FOREIGN KEY (tenant, fileid) REFERENCES files (tenant, id),
    FOREIGN KEY (tenant, orderid) REFERENCES orders (tenant, id)
){clustered};
CREATE INDEX file_orders_by_order ON file_orders (tenant, orderid, fileid);

CREATE TABLE file_quotes (
    tenant BIGINT NOT NULL,
    fileid BIGINT NOT NULL,
    quoteid BIGINT NOT NULL,
    PRIMARY KEY (tenant, fileid, quoteid),
    FOREIGN KEY (tenant, fileid) REFERENCES files (tenant, id),
    FOREIGN KEY (tenant, quoteid) REFERENCES quotes (tenant, id)
){clustered};
CREATE INDEX file_quotes_by_quote ON file_quotes (tenant, quoteid, fileid);
