//! What goes over the wire to BankID and back.
use serde::{Deserialize, Serialize};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SignRequest {
    pub(super) end_user_ip: String,
    pub(super) user_visible_data: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) user_non_visible_data: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) requirement: Option<Requirement>,
}

#[derive(Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Requirement {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) personal_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) pin_code: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) mrtd: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) card_reader: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) certificate_policies: Vec<String>,
}

impl Requirement {
    /// What is required, if anything is.
    pub(super) fn some(self) -> Option<Self> {
        (self != Self::default()).then_some(self)
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OrderRef {
    pub(super) order_ref: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Started {
    pub(super) order_ref: String,
    pub(super) auto_start_token: String,
    pub(super) qr_start_token: String,
    pub(super) qr_start_secret: String,
}

#[derive(Deserialize)]
pub(super) struct Collected {
    pub(super) status: String,
    #[serde(rename = "hintCode")]
    pub(super) hint: Option<String>,
    #[serde(rename = "completionData")]
    pub(super) completion: Option<CompletionData>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CompletionData {
    pub(super) user: User,
    pub(super) device: Device,
    pub(super) bank_id_issue_date: Option<String>,
    pub(super) signature: String,
    pub(super) ocsp_response: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct User {
    pub(super) personal_number: String,
    pub(super) name: String,
    pub(super) given_name: String,
    pub(super) surname: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Device {
    pub(super) ip_address: String,
}

#[derive(Default, Deserialize)]
pub(super) struct Error {
    /// The status it came with.
    #[serde(skip)]
    pub(super) status: u16,
    #[serde(rename = "errorCode", default)]
    pub(super) code: String,
    #[serde(default)]
    pub(super) details: String,
}
