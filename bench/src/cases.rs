//! What is measured.
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::http::write_request;
use crate::random::Random;
use crate::sample::Sample;

/// Accounts on a page.
pub(crate) const PAGE: u64 = 50;

/// The page far behind.
const FAR: u64 = 2000;

/// The mask of the masked page.
pub(crate) const MASK: &str = "items{id,name}";

/// The first pages, of which one is asked for at random.
const FIRST_PAGES: u64 = 20;

/// Missions of the demo that are worked on; one account in twelve is in the first.
const MISSIONS: u64 = 3;

/// A kind of request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    Account,
    Page,
    Masked,
    Name,
    Owner,
    DynamicField,
    FullText,
    FarPage,
    AnyPage,
    Near,
    Mission,
    Activity,
    Create,
    Update,
    Orders,
    Resolve,
    Order,
}

/// All of them; those that change the data come last.
pub(crate) const ALL: [Case; 17] = [
    Case::Account,
    Case::Page,
    Case::Masked,
    Case::Name,
    Case::Owner,
    Case::DynamicField,
    Case::FullText,
    Case::FarPage,
    Case::AnyPage,
    Case::Near,
    Case::Mission,
    Case::Activity,
    Case::Orders,
    Case::Resolve,
    Case::Create,
    Case::Update,
    Case::Order,
];

impl Case {
    /// The name for `--only`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Page => "page",
            Self::Masked => "masked",
            Self::Name => "name",
            Self::Owner => "userid",
            Self::DynamicField => "dynamicfield",
            Self::FullText => "fulltext",
            Self::FarPage => "page-2000",
            Self::AnyPage => "any-page",
            Self::Near => "nearto",
            Self::Mission => "mission",
            Self::Activity => "activity",
            Self::Create => "create",
            Self::Update => "update",
            Self::Orders => "orders",
            Self::Resolve => "resolve",
            Self::Order => "create-order",
        }
    }

    /// What it is, for people to read.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Account => "one account",
            Self::Page => "page of 50 accounts, everything",
            Self::Masked => "the same, `X-Fields: items{id,name}`",
            Self::Name => "page of 50, `name=abc%`",
            Self::Owner => "page of 50, `userid`",
            Self::DynamicField => "page of 50, `dynamicfield_id`",
            Self::FullText => "page of 50, `fulltext`",
            Self::FarPage => "page 2000",
            Self::AnyPage => "any page, at random",
            Self::Near => "page of 50, `nearto`",
            Self::Mission => "page of 50, `missionid`",
            Self::Activity => "page of 50, `activity`",
            Self::Create => "create an account",
            Self::Update => "update an account",
            Self::Orders => "page of 50 orders with rows",
            Self::Resolve => "resolve a price",
            Self::Order => "create an order of 20 rows",
        }
    }

    /// Whether it finds a share of the data, or pages further away, and so more where there is more.
    pub(crate) fn grows(self) -> bool {
        matches!(
            self,
            Self::Owner | Self::DynamicField | Self::Mission | Self::Activity | Self::AnyPage
        )
    }

    /// Whether it changes the data.
    pub(crate) fn writes(self) -> bool {
        matches!(self, Self::Create | Self::Update | Self::Order)
    }

    /// The status of success.
    pub(crate) fn status(self) -> u16 {
        if matches!(self, Self::Create | Self::Order) { 201 } else { 200 }
    }

    fn method(self) -> &'static str {
        match self {
            Self::Create | Self::Resolve | Self::Order => "POST",
            Self::Update => "PUT",
            _ => "GET",
        }
    }

    /// The mask it asks with.
    pub(crate) fn mask(self) -> Option<&'static str> {
        (self == Self::Masked).then_some(MASK)
    }

    /// A path with its query string; another one each time, where that is possible.
    pub(crate) fn path(self, sample: &Sample, random: &mut Random) -> String {
        let page = |page: u64| format!("/accounts?per_page={PAGE}&page={page}");
        match self {
            Self::Account | Self::Update => format!("/accounts/{}", sample.account(random)),
            Self::Page | Self::Masked => page(1 + random.below(FIRST_PAGES)),
            // Inactive accounts too: the active ones of 100,000 end before.
            Self::FarPage => format!("{}&active=2", page(FAR)),
            Self::AnyPage => page(1 + random.below(sample.total.div_ceil(PAGE))),
            Self::Name => format!("{}&{}", page(1), sample.beginning(random)),
            Self::Owner => format!("{}&{}", page(1), sample.owner(random)),
            Self::DynamicField => format!("{}&{}", page(1), sample.field(random)),
            Self::FullText => format!("{}&{}", page(1), sample.words(random)),
            Self::Near => format!("{}&{}", page(1), sample.circle(random)),
            Self::Mission => format!("{}&missionid={}", page(1), 1 + random.below(MISSIONS)),
            Self::Activity => format!("{}&{}", page(1), sample.activity(random)),
            Self::Create => "/accounts".to_owned(),
            Self::Orders => {
                let page = 1 + random.below(sample.orders.div_ceil(PAGE).clamp(1, FIRST_PAGES));
                format!("/orders?per_page={PAGE}&page={page}")
            }
            Self::Resolve => "/pricelists/resolve".to_owned(),
            Self::Order => "/orders".to_owned(),
        }
    }

    /// Writes a request. `headers` are whole lines that each request has.
    pub(crate) fn request(
        self,
        out: &mut Vec<u8>,
        sample: &Sample,
        random: &mut Random,
        headers: &str,
    ) {
        let body = match self {
            Self::Create => Some(sample.new_account(random)),
            Self::Resolve => Some(sample.price(random)),
            Self::Order => Some(sample.new_order(random)),
            Self::Update => Some(format!(r#"{{"phone":"+4670{:07}"}}"#, random.below(10_000_000))),
            _ => None,
        };
        let path = self.path(sample, random);
        write_request(out, self.method(), &path, headers, body.as_deref());
    }
}

/// What is left as it is in a query string.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Text in a query string.
pub(crate) fn escape(text: &str) -> String {
    utf8_percent_encode(text, PLAIN).to_string()
}
