//! What whoever does the signing is asked, and what it tells.
//!
//! These travel as JSON through the engine, which does not look into them. None of them can be
//! shown: they hold personal numbers, secrets and signatures.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use engine::problem::Problem;

/// The name of the service.
pub const SERVICE: &str = "bankid";

/// A question.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Asked {
    /// Begin to let somebody sign.
    Sign(Sign),
    /// How far is it?
    Collect(Order),
    /// Give it up.
    Cancel(Order),
}

/// An order that was begun.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// BankID's own name of it.
    pub orderref: String,
}

/// What is to be signed, by whom and how.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sign {
    /// The address of who wants to sign.
    pub address: String,
    /// The text that is shown and signed.
    pub visible: String,
    /// What is signed with it and not shown.
    pub invisible: Option<String>,
    /// Who must be the one to sign, as twelve digits.
    pub personalnumber: Option<String>,
    /// Whether the code must be typed, instead of a finger or face.
    pub pincode: Option<bool>,
    /// Whether a passport or identity card must be read as well.
    pub mrtd: Option<bool>,
    /// The class of card reader that must be used.
    pub cardreader: Option<String>,
    /// Certificate policies, one of which must apply.
    pub policies: Vec<String>,
}

/// An answer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Told {
    /// It has begun.
    Begun(Begun),
    /// It goes on; why nothing came of it yet.
    Pending(String),
    /// Nothing came of it; why.
    Failed(String),
    /// It is signed.
    Complete(Box<Completion>),
    /// It is given up.
    Cancelled,
    /// There is no such order, or not any more.
    Gone,
    /// Somebody lets this person sign something already.
    InProgress,
    /// BankID does not take what it was sent; what it says about it.
    Invalid(String),
}

/// What an order needs to be started.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begun {
    /// BankID's own name of it.
    pub orderref: String,
    /// Starts the app on the same device.
    pub autostarttoken: String,
    /// The part of the QR code that anybody may see.
    pub qrstarttoken: String,
    /// What proves that a QR code is new. It stays on the server.
    pub qrstartsecret: String,
}

/// What is known of a signature.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completion {
    /// Who signed, as twelve digits.
    pub personalnumber: String,
    /// The whole name.
    pub name: String,
    /// The first names.
    pub givenname: String,
    /// The last name.
    pub surname: String,
    /// The address of the device it was signed on.
    pub address: String,
    /// Since when the signer's certificate is valid.
    pub notbefore: Option<String>,
    /// Until when it is.
    pub notafter: Option<String>,
    /// The signature, in base64.
    pub signature: String,
    /// That the certificate was good when it was used, in base64.
    pub ocspresponse: String,
}

/// As the engine carries it.
pub fn json(of: &impl Serialize) -> Result<Json, Problem> {
    serde_json::to_value(of).map_err(|error| Problem::Internal(error.to_string()))
}

/// As it was before the engine carried it.
pub fn read<T: DeserializeOwned>(from: &Json) -> Result<T, Problem> {
    // The error names what was expected; the text of what came is not in it, since it may be a
    // secret.
    T::deserialize(from).map_err(|_| Problem::Internal("not a message of BankID".to_owned()))
}
