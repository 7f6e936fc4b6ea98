//! Tokens: what a client shows to be let in. They are managed from the command line.

use engine::declare::*;

use crate::users::USERS;

/// Tokens. Only a hash of each is stored.
pub static TOKENS: Resource = Resource {
    name: "tokens",
    one: "token",
    table: "tokens",
    shape: &[
        id().doc("The token's id."),
        reference("userid", &USERS).required().doc("Whose it is."),
        text("name").doc("What it is for."),
        text("hash").required().hidden().doc("Hash of its text."),
        integer("expires").doc("When it ends, in milliseconds since 1970; never when null."),
        instant("created").doc("When it was made."),
        integer("revoked").assigned().doc("When it was revoked."),
    ],
    unique: &[Unique { columns: &["hash"], property: "hash" }],
    writers: Writers::Administrators,
    audited: true,
    ..Resource::EMPTY
};
