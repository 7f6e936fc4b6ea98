//! The token's own user.

use engine::declare::*;

use crate::parts::USER_DEPARTMENT;
use crate::users::{DERIVED, MEMBERS, SEARCH, SETTINGS, UNIQUE, no_blank_email};

/// Settings of the user's mailbox; they live in the user's row.
const EMAIL_SETTINGS: Shape = &[
    id().ignored().doc("The user's id."),
    text("email").column("mail_email").doc("Address that mail is sent from."),
    text("name").column("mail_name").doc("Name that mail is sent under."),
    text("username").column("mail_username").doc("User name at the mail servers."),
    text("password").column("mail_password").secret().doc("Can be set; always answered null."),
    text("port").column("mail_port").doc("Port of the mail server."),
    integer("authtype").column("mail_authtype").doc("How to sign in to the mail server."),
    text("incominserver")
        .also(&["incomingserver"])
        .column("mail_incoming")
        .doc("Server of incoming mail."),
    text("smtpserver").column("mail_smtp").doc("Server of outgoing mail."),
    integer("userid").column("id").ignored().doc("The user's id."),
    long_text("signature").column("mail_signature").doc("Text below mail."),
    integer("defaultemailtype").column("mail_type").doc("How mail is written by default."),
];

/// What the user is entitled to; only the server's operator changes it.
const PROPERTIES: Shape = &[
    integer("userid").column("id").ignored().doc("The user's id."),
    flag("licenceadmin").ignored().doc("Whether the user administers licences."),
    flag("elevatedaccount").ignored().doc("Whether the account is elevated."),
    flag("salescoach").ignored().doc("Whether the user is a sales coach."),
    integer("crmversion").ignored().doc("Version of the program the user works with."),
];

/// The token's own user. Nobody raises their own rights here.
pub static ME: Resource = Resource {
    name: "me",
    one: "user",
    table: "users",
    shape: &[
        flag("active").ignored().doc("1 while the user may sign in."),
        text("cellphone").required().doc("Mobile telephone."),
        integer("customerid").column("tenant").ignored().doc("The organisation's id."),
        linked("departments", &MEMBERS, USER_DEPARTMENT)
            .ignored()
            .doc("Departments, each with the three above it."),
        text("email").doc("E-mail address; no two users share one."),
        object("emailsettings", EMAIL_SETTINGS).doc("Settings of the user's mailbox."),
        id().ignored().doc("The user's id."),
        text("language").max(35).doc("Language, such as `sv`."),
        instant("lastactive").ignored().doc("When the user was last active."),
        text("name").required().doc("First name."),
        text("phone").doc("Telephone."),
        long_text("presentation").doc("Some words about the user."),
        object("properties", PROPERTIES).ignored().doc("What the user is entitled to."),
        entries("settings", &SETTINGS)
            .doc("Settings: named keys are set, the others stay, a null value removes."),
        integer("startpage").doc("Deprecated: the page shown first."),
        text("surname").required().doc("Family name."),
        text("title").required().doc("Title."),
        picture("avatar_b64").doc("Small PNG or JPEG picture in base64, at most 5 MiB."),
        picture("photo_b64").doc("PNG or JPEG picture in base64, at most 5 MiB."),
    ],
    derived: DERIVED,
    search: SEARCH,
    unique: UNIQUE,
    audited: true,
    rules: Rules { check: Some(no_blank_email), after: None, hidden: None },
    operations: &[
        update("/users/me", "Change the token's own user", Locate::Me).tag("users"),
        read("/users/me", "Get the token's own user", Locate::Me).tag("users"),
    ],
    ..Resource::EMPTY
};
