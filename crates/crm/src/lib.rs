//! The CRM: what exists, one file per resource, in the order of the reference page.

mod account_budgets;
mod account_groups;
mod account_types;
mod accounts;
mod activities;
mod addons;
mod articles;
mod audit;
pub mod bankid;
pub mod calendar;
mod challenges;
mod contacts;
mod contracts;
mod currencies;
pub mod demo;
mod departments;
mod documents;
mod dynamic_fields;
mod emails;
mod files;
pub mod identity;
mod kpis;
mod lead_activities;
mod leads;
mod lookup;
mod me;
mod metrics;
mod missions;
mod objects;
mod opportunities;
mod orders;
mod parts;
pub mod person_number;
pub mod phones;
mod price_lists;
mod pricing;
mod projects;
mod quotes;
mod roles;
mod rows;
pub mod services;
mod settings;
mod subscriptions;
mod tags;
mod templates;
mod terms;
mod user_budgets;
mod users;

use engine::content::CONTENTS;
use engine::declare::Resource;
use engine::openapi::About;
use engine::store::migrate::Migration;

pub use account_budgets::ACCOUNT_BUDGETS;
pub use account_groups::{ACCOUNT_GROUPS, MEMBERS as ACCOUNT_GROUP_MEMBERS};
pub use account_types::ACCOUNT_TYPES;
pub use accounts::{ACCOUNTS, FOLLOWERS as ACCOUNT_FOLLOWERS};
pub use activities::{
    ACTIVITIES, ACTIVITY_ANSWERS, ACTIVITY_PRIORITIES, ACTIVITY_PROGRESSION, ACTIVITY_QUESTIONS,
    ACTIVITY_TYPES, CONTACT_ATTEMPTS, FOLLOWERS as ACTIVITY_FOLLOWERS,
};
pub use addons::{ADDON_PARAMETERS, ADDONS};
pub use articles::{
    ARTICLE_GROUP_PAGES, ARTICLE_GROUPS, ARTICLE_UNITS, ARTICLES, BRANDS, BUDGET_GROUPS,
    DISCOUNT_GROUPS, MATERIALS, SERVICE_LEVELS, VOLUME_GROUPS, WAREHOUSE_STATUSES, WAREHOUSES,
};
pub use audit::AUDIT;
pub use bankid::{BANKID, BANKID_RELATIONS};
pub use challenges::{CHALLENGE_TYPES, CHALLENGES};
pub use contacts::{CONTACTS, FOLLOWERS as CONTACT_FOLLOWERS};
pub use contracts::{CONTRACT_OBJECTS, CONTRACT_REMINDERS, CONTRACTS};
pub use currencies::CURRENCIES;
pub use departments::DEPARTMENTS;
pub use dynamic_fields::{FIELD_GROUPS, FIELD_OPTIONS, FIELD_VALUES, FIELDS};
pub use emails::EMAILS;
pub use files::{FILES, FOLDERS};
pub use identity::clients::CLIENTS;
pub use identity::credentials::CREDENTIALS;
pub use identity::grants::{CODES, CONSENTS, GRANTS, REFRESH_TOKENS};
pub use identity::sign_ins::SIGN_INS;
pub use identity::tokens::TOKENS;
pub use lead_activities::LEAD_ACTIVITIES;
pub use leads::{LEAD_ACTIVITY_TYPES, LEAD_SOURCES, LEAD_STATUSES, LEADS};
pub use me::ME;
pub use missions::{
    CONNECTED_ACTIVITIES, LISTED_MISSIONS, MISSION_CONNECTIONS, MISSION_TYPES, MISSIONS,
};
pub use objects::{OBJECT_CATEGORIES, OBJECT_RELATIONS, OBJECTS};
pub use opportunities::{
    FOLLOWERS as OPPORTUNITY_FOLLOWERS, LOST_REASONS, OPPORTUNITIES, OPPORTUNITY_ESTIMATES,
    OPPORTUNITY_PROGRESSION, OPPORTUNITY_SOURCES, OPPORTUNITY_STATES, OPPORTUNITY_STATUSES,
    OPPORTUNITY_TYPES, WIN_REASONS,
};
pub use orders::{ORDER_ROWS, ORDERS};
pub use phones::{PHONE_BRANDS, PHONE_COLOURS, PHONE_MODELS, PHONE_SIZES, PHONE_VARIANTS};
pub use price_lists::{PRICE_GROUPS, PRICE_LISTS, PRICES};
pub use projects::{PROJECT_TYPES, PROJECTS};
pub use quotes::{QUOTE_RELATIONS, QUOTE_ROWS, QUOTE_STATUSES, QUOTES};
pub use roles::ROLES;
pub use services::CREDIT_CHECKS;
pub use settings::{SETTING_HEADLINES, SETTINGS};
pub use subscriptions::{SUBSCRIPTION_ITEMS, SUBSCRIPTIONS};
pub use tags::TAGS;
pub use templates::{TEMPLATE_CATEGORIES, TEMPLATE_LANGUAGES, TEMPLATES};
pub use terms::{
    DELIVERY_TERMS, DELIVERY_TYPES, ORDER_STATUSES, ORDER_TYPES, PAYMENT_TERMS, SORT_GROUPS,
};
pub use user_budgets::USER_BUDGETS;
pub use users::{GRANTED as USER_ROLES, USERS};

/// Everything that is served, in the order of the reference page.
pub static RESOURCES: &[&Resource] = &[
    &ACCOUNTS,
    &ACCOUNT_GROUPS,
    &ACCOUNT_TYPES,
    &ACCOUNT_BUDGETS,
    &ACTIVITIES,
    &ACTIVITY_TYPES,
    &ACTIVITY_QUESTIONS,
    &ACTIVITY_PROGRESSION,
    &ACTIVITY_PRIORITIES,
    &CONTACT_ATTEMPTS,
    &ACTIVITY_ANSWERS,
    &ARTICLE_GROUPS,
    &ARTICLE_GROUP_PAGES,
    &ARTICLES,
    &BRANDS,
    &BUDGET_GROUPS,
    &DISCOUNT_GROUPS,
    &MATERIALS,
    &SERVICE_LEVELS,
    &VOLUME_GROUPS,
    &WAREHOUSES,
    &WAREHOUSE_STATUSES,
    &ARTICLE_UNITS,
    &CHALLENGE_TYPES,
    &CHALLENGES,
    &CONTACTS,
    &DELIVERY_TERMS,
    &DELIVERY_TYPES,
    &FIELDS,
    &FIELD_GROUPS,
    &FIELD_OPTIONS,
    &FIELD_VALUES,
    &FILES,
    &FOLDERS,
    &LEAD_ACTIVITIES,
    &LEAD_ACTIVITY_TYPES,
    &LEADS,
    &LEAD_SOURCES,
    &OPPORTUNITIES,
    &OPPORTUNITY_ESTIMATES,
    &LOST_REASONS,
    &OPPORTUNITY_PROGRESSION,
    &OPPORTUNITY_SOURCES,
    &OPPORTUNITY_STATUSES,
    &OPPORTUNITY_TYPES,
    &WIN_REASONS,
    &OPPORTUNITY_STATES,
    &ORDERS,
    &ORDER_ROWS,
    &ORDER_TYPES,
    &PAYMENT_TERMS,
    &PRICE_LISTS,
    &PRICE_GROUPS,
    &PRICES,
    &CREDIT_CHECKS,
    &PHONE_BRANDS,
    &PHONE_MODELS,
    &PHONE_COLOURS,
    &PHONE_SIZES,
    &PHONE_VARIANTS,
    &USERS,
    &ME,
    &ROLES,
    &DEPARTMENTS,
    &USER_BUDGETS,
    &ORDER_STATUSES,
    &CONTRACTS,
    &CONTRACT_OBJECTS,
    &CONTRACT_REMINDERS,
    &OBJECTS,
    &OBJECT_CATEGORIES,
    &OBJECT_RELATIONS,
    &QUOTES,
    &QUOTE_ROWS,
    &QUOTE_RELATIONS,
    &QUOTE_STATUSES,
    &EMAILS,
    &SORT_GROUPS,
    &TEMPLATES,
    &TEMPLATE_CATEGORIES,
    &TEMPLATE_LANGUAGES,
    &SUBSCRIPTIONS,
    &SUBSCRIPTION_ITEMS,
    &PROJECTS,
    &PROJECT_TYPES,
    &LEAD_STATUSES,
    &MISSIONS,
    &LISTED_MISSIONS,
    &MISSION_TYPES,
    &MISSION_CONNECTIONS,
    &CONNECTED_ACTIVITIES,
    &SETTINGS,
    &SETTING_HEADLINES,
    &ADDONS,
    &ADDON_PARAMETERS,
    &BANKID,
    &BANKID_RELATIONS,
    &CURRENCIES,
    &TAGS,
    &TOKENS,
    &AUDIT,
    &CLIENTS,
    &GRANTS,
    &CODES,
    &REFRESH_TOKENS,
    &CONSENTS,
    &CREDENTIALS,
    &SIGN_INS,
    &CONTENTS,
];

/// The database's history.
pub const MIGRATIONS: &[Migration] = &[
    Migration::new(1, "foundation", include_str!("../migrations/0001_foundation.sql"))
        .large(&["users", "accounts", "contacts"]),
    Migration::new(2, "sales", include_str!("../migrations/0002_sales.sql"))
        .large(&["opportunities", "leads"]),
    Migration::new(3, "files", include_str!("../migrations/0003_files.sql")),
    Migration::new(4, "fields", include_str!("../migrations/0004_fields.sql")),
    Migration::new(5, "challenges", include_str!("../migrations/0005_challenges.sql")),
    Migration::new(6, "catalogue", include_str!("../migrations/0006_catalogue.sql"))
        .large(&["articles"]),
    Migration::new(7, "orders", include_str!("../migrations/0007_orders.sql"))
        .large(&["quotes", "orders"]),
    Migration::new(8, "contracts", include_str!("../migrations/0008_contracts.sql")).large(&[
        "objects",
        "contracts",
        "templates",
        "subscriptions",
    ]),
    Migration::new(9, "missions", include_str!("../migrations/0009_missions.sql")),
    Migration::new(10, "file_links", include_str!("../migrations/0010_file_links.sql")),
    Migration::new(11, "bankid", include_str!("../migrations/0011_bankid.sql"))
        .large(&["bankid_signatures"]),
    Migration::new(12, "services", include_str!("../migrations/0012_services.sql")),
    Migration::new(13, "identity", include_str!("../migrations/0013_identity.sql")),
    Migration::new(14, "audit", include_str!("../migrations/0014_audit.sql")),
    Migration::new(15, "base_currency", include_str!("../migrations/0015_base_currency.sql")),
    Migration::new(16, "activity_filters", include_str!("../migrations/0016_activity_filters.sql")),
    Migration::new(17, "nearer_bands", include_str!("../migrations/0017_nearer_bands.sql")),
    Migration::new(
        18,
        "contacts_of_accounts",
        include_str!("../migrations/0018_contacts_of_accounts.sql"),
    ),
    Migration::new(19, "marks", include_str!("../migrations/0019_marks.sql")),
];

/// What the reference says of the API.
pub const ABOUT: About = About { title: "Stratus", version: "0.3.73" };
