-- What an account says of its contacts is read from the index alone: their rows lie all over the
-- file. The condition holds for every row. It is there so that only who asks for an account's
-- contacts can use the index: a planner without statistics would take it to walk a tenant's.
DROP INDEX contacts_by_account;
CREATE INDEX contacts_by_account ON contacts (tenant, accountid, id, deleted, name_key{with name, surname, email, officephone, cellphone, primarycontact, title}) WHERE accountid IS NOT NULL;
