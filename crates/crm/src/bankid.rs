//! Signing with BankID: requests, what came of them, and what they are about.
//!
//! Both sections of the reference that have it lead to the same requests. Who does the signing is
//! asked by way of [`exchange`].

mod begin;
mod change;
pub mod exchange;
mod follow;
mod message;
mod qr;
mod relations;

use engine::declare::*;
use engine::problem::{Errors, Problem};
use engine::store::Value;
use engine::work::{Input, Record, Work};

pub use relations::BANKID_RELATIONS;

use crate::users::USERS;

/// Not signed yet.
const PENDING: &str = "pending";
/// Signed.
const COMPLETE: &str = "complete";
/// Nothing came of it.
const FAILED: &str = "failed";
/// Given up by who asked for it.
const CANCELLED: &str = "cancelled";

/// Requests to sign.
pub static BANKID: Resource = Resource {
    name: "bankid",
    one: "signing request",
    table: "bankid_signatures",
    shape: SHAPE,
    unique: &[Unique { columns: &["nonce"], property: "nonce" }],
    operations: &[
        special("/bankid", "Begin a signing request", begin::BEGIN).asking(&begin::BEGUN),
        special("/bankid/{id}", "Change or cancel a signing request", change::CHANGE)
            .by(Method::Put)
            .asking(&change::CHANGING),
        read("/bankid/{id}", "Get a signing request", Locate::Id).asking(&follow::FOLLOWED),
        report("/bankid/{id}/qr", "Get the QR code of the moment", qr::QR)
            .refuses(&[409])
            .extension(),
        old(special("/services/bankid", "Begin a signing request", begin::BEGIN))
            .asking(&begin::BEGUN),
        old(special("/services/bankid/{id}", "Cancel a signing request", change::CANCEL))
            .by(Method::Delete)
            .asking(&change::CANCELLING),
        old(read("/services/bankid/{id}", "Get a signing request", Locate::Id))
            .asking(&follow::FOLLOWED),
    ],
    ..Resource::EMPTY
};

/// An operation as it was called before.
const fn old(operation: Operation) -> Operation {
    operation.tag("services").deprecated()
}

static SHAPE: Shape = &[
    id().doc("The request's id."),
    filled("message", &message::MESSAGE, 0, Type::Text { max: 255, lines: false })
        .doc("What to tell who signs, in the language of who asks: Swedish or English."),
    text("status").assigned().doc("`pending`, `complete`, `failed` or `cancelled`."),
    text("orderref").assigned().doc("BankID's own name of the request."),
    scalar(
        "personalnumber",
        Scalar {
            ty: Type::Text { max: 12, lines: false },
            from: &["personalnumber", "signer_personalnumber"],
            compute: |numbers| match numbers {
                [Value::Text(asked), _] => asked.as_str().into(),
                [_, Value::Text(signed)] => signed.as_str().into(),
                _ => serde_json::Value::Null,
            },
        },
    )
    .doc("Who is to sign; when that was left open, who signed."),
    text("autostarttoken").assigned().doc("Starts the BankID app on the same device."),
    text("hintcode").assigned().doc("BankID's hint at what goes on, or why nothing came of it."),
    object("completiondata", COMPLETION).doc("What is known of the signature, once there is one."),
    kept("personalnumber").doc("Who is to sign."),
    kept("qrstarttoken").doc("The part of the QR code that anybody may see."),
    kept("qrstartsecret").doc("The secret of the QR code."),
    instant("begun").assigned().hidden().doc("When BankID took it."),
    instant("collected").assigned().hidden().doc("When BankID was last asked about it."),
    instant("created").assigned().hidden().doc("When it was made."),
    instant("updated").assigned().hidden().doc("When it was last changed."),
    reference("userid", &USERS).assigned().doc("Who asked for it."),
    kept("nonce").doc("Tells it from others, in the words of who asked for it."),
    truth("pincode").assigned().hidden().doc("Whether the code must be typed."),
    truth("mrtd").assigned().hidden().doc("Whether a passport must be read."),
    kept("cardreader").doc("The class of card reader."),
    texts("policies").assigned().hidden().doc("Certificate policies."),
    long_text("visible").assigned().hidden().doc("What is shown and signed."),
    long_text("invisible").assigned().hidden().doc("What is signed and not shown."),
];

/// What is stored and not answered.
const fn kept(name: &'static str) -> Property {
    text(name).assigned().hidden()
}

const COMPLETION: Shape = &[
    object(
        "user",
        &[
            said("personalnumber", "signer_personalnumber").doc("Personal number, twelve digits."),
            said("name", "signer_name").doc("Whole name."),
            said("givenname", "signer_givenname").doc("First names."),
            said("surname", "signer_surname").doc("Family name."),
        ],
    )
    .doc("Who signed."),
    object("device", &[said("ipaddress", "device_ipaddress").doc("Its address.")])
        .doc("What it was signed on."),
    object(
        "cert",
        &[
            said("notbefore", "cert_notbefore").doc("Since when it is valid."),
            said("notafter", "cert_notafter").doc("Until when it is valid."),
        ],
    )
    .doc("The signer's certificate."),
    long_text("signature").assigned().doc("The signature, XML in base64."),
    long_text("ocspresponse").assigned().doc("That the certificate was good, in base64."),
];

/// What BankID says of a signature.
const fn said(name: &'static str, column: &'static str) -> Property {
    text(name).column(column).assigned()
}

/// The request that a path names.
fn wanted(work: &mut Work<'_>, input: &Input) -> Result<Record, Problem> {
    let id = input.id("id")?;
    match work.load(&BANKID, id)? {
        Some(row) => Ok(row),
        None => Err(work.missing(&BANKID, id)?),
    }
}

/// Says that a request has come to its end.
fn over(row: &Record) -> Problem {
    let status = row.text("status").unwrap_or_default();
    Problem::Conflict(Errors::one("status", format!("The signing request is {status} already.")))
}
