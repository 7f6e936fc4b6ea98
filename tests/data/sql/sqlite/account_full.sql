SELECT t0.id, t0.name, t0.alt_name, t0.number, t0.phone, t0.cellphone, t0.fax, t0.email, t0.url, t0.vatno, t0.active, t0.info, t0.socialmedia_fb, t0.socialmedia_tw, t0.socialmedia_li, t2.name, t0.externalkey, t0.uservisitintervalweeks, t0.alternateuservisitintervalweeks, t0.visiting_careof, t0.visiting_name, t0.visiting_street, t0.visiting_zip, t0.visiting_city, t0.visiting_country, t0.visiting_email, t0.visiting_latitude, t0.visiting_longitude, t0.visiting_number, t0.visiting_letter, t0.delivery_careof, t0.delivery_name, t0.delivery_street, t0.delivery_zip, t0.delivery_city, t0.delivery_country, t0.delivery_email, t0.delivery_latitude, t0.delivery_longitude, t0.delivery_number, t0.delivery_letter, t0.invoice_careof, t0.invoice_name, t0.invoice_street, t0.invoice_zip, t0.invoice_city, t0.invoice_country, t0.invoice_email, t0.invoice_latitude, t0.invoice_longitude, t0.invoice_number, t0.invoice_letter, t0.postal_careof, t0.postal_name, t0.postal_street, t0.postal_zip, t0.postal_city, t0.postal_country, t0.postal_email, t0.postal_latitude, t0.postal_longitude, t0.postal_number, t0.postal_letter, t0.marks, t3.id, t3.name, t1.id, t1.name, t1.surname, t1.title, t1.email, t1.phone, t1.cellphone, t4.id, t4.name, t4.alt_name, t4.number, t4.email, t4.phone, t4.cellphone, t4.latitude, t4.longitude, t0.alternateuserid, t5.id, t5.name, t5.surname, t5.title, t5.email, t5.phone, t5.cellphone, t0.pricelistid
FROM accounts t0
LEFT JOIN users t1 ON t1.tenant = ?1
AND t1.id = t0.userid
LEFT JOIN departments t2 ON t2.tenant = ?1
AND t2.id = t1.departmentid
LEFT JOIN account_types t3 ON t3.tenant = ?1
AND t3.id = t0.typeid
LEFT JOIN accounts t4 ON t4.tenant = ?1
AND t4.id = t0.parentaccountid
AND t4.deleted = 0
LEFT JOIN users t5 ON t5.tenant = ?1
AND t5.id = t0.alternateuserid
WHERE (t0.tenant, t0.id) IN (SELECT ?1, value
FROM rarray(?2))
AND +t0.deleted = 0;
SELECT t0.id, t0.name, t0.alt_name, t0.number, t0.phone, t0.cellphone, t0.fax, t0.email, t0.url, t0.vatno, t0.active, t0.info, t0.socialmedia_fb, t0.socialmedia_tw, t0.socialmedia_li, t2.name, t0.externalkey, t0.uservisitintervalweeks, t0.alternateuservisitintervalweeks, t0.visiting_careof, t0.visiting_name, t0.visiting_street, t0.visiting_zip, t0.visiting_city, t0.visiting_country, t0.visiting_email, t0.visiting_latitude, t0.visiting_longitude, t0.visiting_number, t0.visiting_letter, t0.delivery_careof, t0.delivery_name, t0.delivery_street, t0.delivery_zip, t0.delivery_city, t0.delivery_country, t0.delivery_email, t0.delivery_latitude, t0.delivery_longitude, t0.delivery_number, t0.delivery_letter, t0.invoice_careof, t0.invoice_name, t0.invoice_street, t0.invoice_zip, t0.invoice_city, t0.invoice_country, t0.invoice_email, t0.invoice_latitude, t0.invoice_longitude, t0.invoice_number, t0.invoice_letter, t0.postal_careof, t0.postal_name, t0.postal_street, t0.postal_zip, t0.postal_city, t0.postal_country, t0.postal_email, t0.postal_latitude, t0.postal_longitude, t0.postal_number, t0.postal_letter, t0.marks, t3.id, t3.name, t1.id, t1.name, t1.surname, t1.title, t1.email, t1.phone, t1.cellphone, t4.id, t4.name, t4.alt_name, t4.number, t4.email, t4.phone, t4.cellphone, t4.latitude, t4.longitude, t0.alternateuserid, t5.id, t5.name, t5.surname, t5.title, t5.email, t5.phone, t5.cellphone, t0.pricelistid
FROM accounts t0
LEFT JOIN users t1 ON t1.tenant = ?1
AND t1.id = t0.userid
LEFT JOIN departments t2 ON t2.tenant = ?1
AND t2.id = t1.departmentid
LEFT JOIN account_types t3 ON t3.tenant = ?1
AND t3.id = t0.typeid
LEFT JOIN accounts t4 ON t4.tenant = ?1
AND t4.id = t0.parentaccountid
AND t4.deleted = 0
LEFT JOIN users t5 ON t5.tenant = ?1
AND t5.id = t0.alternateuserid
WHERE t0.tenant = ?1
AND unlikely(t0.id = ?2)
AND +t0.deleted = 0;
SELECT l.accountid, t0.id, t0.name
FROM file_accounts l JOIN files t0 ON t0.tenant = ?1
AND t0.id = l.fileid
WHERE l.tenant = ?1
AND l.accountid IN rarray(?2)
AND t0.deleted = 0
ORDER BY l.accountid, l.fileid;
SELECT l.accountid, t0.id, t0.name
FROM file_accounts l JOIN files t0 ON t0.tenant = ?1
AND t0.id = l.fileid
WHERE l.tenant = ?1
AND unlikely(l.accountid = ?2)
AND t0.deleted = 0
ORDER BY l.accountid, l.fileid;
SELECT t0.accountid, t0.id, t0.name, t0.surname, t0.email, t0.officephone, t0.cellphone, t0.primarycontact, t0.title
FROM contacts t0
WHERE t0.tenant = ?1
AND t0.accountid IN rarray(?2)
AND t0.deleted = 0
ORDER BY t0.accountid, t0.id;
SELECT t0.accountid, t0.id, t0.name, t0.surname, t0.email, t0.officephone, t0.cellphone, t0.primarycontact, t0.title
FROM contacts t0
WHERE t0.tenant = ?1
AND unlikely(t0.accountid = ?2)
AND t0.deleted = 0
ORDER BY t0.accountid, t0.id;
SELECT l.accountid, t0.id, t0.name, t0.surname, t0.title, t0.email, t0.phone, t0.cellphone
FROM account_followers l JOIN users t0 ON t0.tenant = ?1
AND t0.id = l.userid
WHERE l.tenant = ?1
AND l.accountid IN rarray(?2)
ORDER BY l.accountid, l.userid;
SELECT l.accountid, t0.id, t0.name, t0.surname, t0.title, t0.email, t0.phone, t0.cellphone
FROM account_followers l JOIN users t0 ON t0.tenant = ?1
AND t0.id = l.userid
WHERE l.tenant = ?1
AND unlikely(l.accountid = ?2)
ORDER BY l.accountid, l.userid;
SELECT l.accountid, t0.id, t0.name
FROM account_group_members l JOIN account_groups t0 ON t0.tenant = ?1
AND t0.id = l.groupid
WHERE l.tenant = ?1
AND l.accountid IN rarray(?2)
ORDER BY l.accountid, l.groupid;
SELECT l.accountid, t0.id, t0.name
FROM account_group_members l JOIN account_groups t0 ON t0.tenant = ?1
AND t0.id = l.groupid
WHERE l.tenant = ?1
AND unlikely(l.accountid = ?2)
ORDER BY l.accountid, l.groupid;
SELECT l.accountid, t0.id, t0.name, t0.type
FROM account_tags l JOIN tags t0 ON t0.tenant = ?1
AND t0.id = l.tagid
WHERE l.tenant = ?1
AND l.accountid IN rarray(?2)
ORDER BY l.accountid, l.tagid;
SELECT l.accountid, t0.id, t0.name, t0.type
FROM account_tags l JOIN tags t0 ON t0.tenant = ?1
AND t0.id = l.tagid
WHERE l.tenant = ?1
AND unlikely(l.accountid = ?2)
ORDER BY l.accountid, l.tagid;
