//! What files can be connected with. The list below is all there is to it.

use engine::declare::*;

use super::FILES;
use crate::accounts::ACCOUNTS as ACCOUNT_ROWS;
use crate::activities::ACTIVITIES as ACTIVITY_ROWS;
use crate::articles::ARTICLES as ARTICLE_ROWS;
use crate::contacts::CONTACTS as CONTACT_ROWS;
use crate::leads::LEADS as LEAD_ROWS;
use crate::missions::MISSIONS as MISSION_ROWS;
use crate::objects::OBJECTS as OBJECT_ROWS;
use crate::opportunities::OPPORTUNITIES as OPPORTUNITY_ROWS;
use crate::orders::ORDERS as ORDER_ROWS;
use crate::projects::PROJECTS as PROJECT_ROWS;
use crate::quotes::QUOTES as QUOTE_ROWS;
use crate::subscriptions::SUBSCRIPTIONS as SUBSCRIPTION_ROWS;
use crate::users::USERS as USER_ROWS;

/// A kind of thing that files can be connected with.
pub(super) struct Connection {
    property: &'static str,
    filter: &'static str,
    link: &'static Link,
    /// The step that filters take through the link.
    steps: &'static [Within],
}

pub(super) static ACTIVITIES: Connection =
    with("connectedactivities", "activityid", &FILE_ACTIVITIES, &[through("file_activities")]);
pub(super) static ACCOUNTS: Connection =
    with("connectedaccounts", "accountid", &FILE_ACCOUNTS, &[through("file_accounts")]);
pub(super) static CONTACTS: Connection =
    with("connectedcontacts", "contactid", &FILE_CONTACTS, &[through("file_contacts")]);
pub(super) static OPPORTUNITIES: Connection = with(
    "connectedopportunities",
    "opportunityid",
    &FILE_OPPORTUNITIES,
    &[through("file_opportunities")],
);
pub(super) static ORDERS: Connection =
    with("connectedorders", "orderid", &FILE_ORDERS, &[through("file_orders")]);
pub(super) static LEADS: Connection =
    with("connectedleads", "leadid", &FILE_LEADS, &[through("file_leads")]);
pub(super) static QUOTES: Connection =
    with("connectedquotes", "quoteid", &FILE_QUOTES, &[through("file_quotes")]);
pub(super) static PROJECTS: Connection =
    with("connectedprojects", "projectid", &FILE_PROJECTS, &[through("file_projects")]);
pub(super) static OBJECTS: Connection =
    with("connectedobjects", "objectid", &FILE_OBJECTS, &[through("file_objects")]);
pub(super) static USERS: Connection =
    with("connectedusers", "userid", &FILE_USERS, &[through("file_users")]);
pub(super) static ARTICLES: Connection =
    with("connectedarticles", "articleid", &FILE_ARTICLES, &[through("file_articles")]);
pub(super) static MISSIONS: Connection =
    with("connectedmissions", "missionid", &FILE_MISSIONS, &[through("file_missions")]);
pub(super) static SUBSCRIPTIONS: Connection = with(
    "connectedsubscriptions",
    "subscriptionid",
    &FILE_SUBSCRIPTIONS,
    &[through("file_subscriptions")],
);

/// The activities of files.
pub(crate) static FILE_ACTIVITIES: Link = link("file_activities", "activityid", &ACTIVITY_ROWS);

/// The accounts of files.
pub(crate) static FILE_ACCOUNTS: Link = link("file_accounts", "accountid", &ACCOUNT_ROWS);

/// The contacts of files.
pub(crate) static FILE_CONTACTS: Link = link("file_contacts", "contactid", &CONTACT_ROWS);

/// The opportunities of files.
pub(crate) static FILE_OPPORTUNITIES: Link =
    link("file_opportunities", "opportunityid", &OPPORTUNITY_ROWS);

/// The orders of files.
pub(crate) static FILE_ORDERS: Link = link("file_orders", "orderid", &ORDER_ROWS);

/// The leads of files.
pub(crate) static FILE_LEADS: Link = link("file_leads", "leadid", &LEAD_ROWS);

/// The quotes of files.
pub(crate) static FILE_QUOTES: Link = link("file_quotes", "quoteid", &QUOTE_ROWS);

/// The projects of files.
pub(crate) static FILE_PROJECTS: Link = link("file_projects", "projectid", &PROJECT_ROWS);

/// The objects of files.
pub(crate) static FILE_OBJECTS: Link = link("file_objects", "objectid", &OBJECT_ROWS);

/// The users of files.
pub(crate) static FILE_USERS: Link = link("file_users", "userid", &USER_ROWS);

/// The articles of files.
pub(crate) static FILE_ARTICLES: Link = link("file_articles", "articleid", &ARTICLE_ROWS);

/// The missions of files.
pub(crate) static FILE_MISSIONS: Link = link("file_missions", "missionid", &MISSION_ROWS);

/// The subscriptions of files.
pub(crate) static FILE_SUBSCRIPTIONS: Link =
    link("file_subscriptions", "subscriptionid", &SUBSCRIPTION_ROWS);

const fn link(table: &'static str, column: &'static str, of: &'static Resource) -> Link {
    Link { table, left: "fileid", left_of: &FILES, right: column, right_of: of }
}

/// The step from a file to its connections.
const fn through(table: &'static str) -> Within {
    Within { own: "id", table, select: "fileid" }
}

const fn with(
    property: &'static str,
    filter: &'static str,
    link: &'static Link,
    steps: &'static [Within],
) -> Connection {
    Connection { property, filter, link, steps }
}

impl Connection {
    /// The list of ids of those a file is connected with.
    pub(super) const fn ids(&self) -> Property {
        linked_ids(self.property, self.link)
            .doc("Ids of those it is connected with. A list in a body replaces the one there.")
    }

    /// The files of one of them.
    pub(super) const fn filter(&self) -> Filter {
        equals(self.filter)
            .within(self.steps)
            .doc("Only files that are connected with the one of this id.")
    }
}
