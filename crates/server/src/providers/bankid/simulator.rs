//! A BankID that nobody needs an app for: who signs is invented, and does so after a few questions.
//! Some personal numbers, all of them kept for tests by the Swedish Tax Agency, go other ways.
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use crm::bankid::exchange::{Asked, Begun, Completion, Sign, Told};
use engine::outside::Unanswered;
use jiff::{Timestamp, ToSpan};

use super::{AWAY, Signing};

/// How long somebody has to sign.
const PATIENCE: Duration = Duration::from_secs(180);
/// How long an order is remembered.
const MEMORY: Duration = Duration::from_secs(300);
/// Most orders at a time; a program that begins them in a loop does not fill the memory.
const MOST: usize = 1000;

/// Who signs what is for anybody to sign.
const ANYBODY: &str = "198505059801";

/// The ways of orders that do not go well, by who is to sign.
const PEOPLE: &[(&str, Course)] = &[
    ("199001019802", Course::fails(USUAL, "userCancel")),
    ("199001019810", Course::fails(&["outstandingTransaction"], "expiredTransaction")),
    ("199001019828", Course::fails(&["outstandingTransaction"], "startFailed")),
    ("199001019836", Course::fails(USUAL, "certificateErr")),
    ("199001019844", Course::fails(&["outstandingTransaction"], "cancelled")),
    ("199001019851", Course::fails(USUAL, "transactionRiskBlocked")),
    ("199001019869", Course::fails(&["started"], "notSupportedByUserApp")),
    ("199001019877", Course::fails(&["userCallConfirm"], "userDeclinedCall")),
    ("199001019885", Course { refuses: true, ..Course::NEVER }),
    ("199001019893", Course { away: true, ..Course::NEVER }),
    (
        "199001019901",
        Course { hints: &["noClient", "started", "userMrtd", "userSign"], ..Course::SIGNED },
    ),
    ("199001019919", Course::NEVER),
];

const USUAL: &[&str] = &["outstandingTransaction", "userSign"];

/// What becomes of an order.
#[derive(Clone, Copy)]
struct Course {
    /// What is told first, one after the other.
    hints: &'static [&'static str],
    /// What is told then.
    end: End,
    /// Whether an order is in progress already.
    refuses: bool,
    /// Whether there is no answer at all.
    away: bool,
}

#[derive(Clone, Copy)]
enum End {
    Signed,
    Failed(&'static str),
    Never,
}

impl Course {
    const SIGNED: Self = Self { hints: USUAL, end: End::Signed, refuses: false, away: false };
    const NEVER: Self = Self { end: End::Never, ..Self::SIGNED };

    const fn fails(hints: &'static [&'static str], hint: &'static str) -> Self {
        Self { hints, end: End::Failed(hint), ..Self::SIGNED }
    }

    fn of(person: &str) -> Self {
        let known = PEOPLE.iter().find(|(number, _)| *number == person);
        known.map_or(Self::SIGNED, |(_, course)| *course)
    }
}

struct Order {
    person: String,
    address: String,
    visible: String,
    course: Course,
    begun: Instant,
    /// How often it was asked about.
    asked: usize,
}

/// The simulated BankID. It forgets its orders when the server stops.
#[derive(Default)]
pub(super) struct Simulator(Mutex<HashMap<String, Order>>);

impl Signing for Simulator {
    const NAME: &'static str = "BankID, simulated";

    async fn answer(&self, asked: Asked) -> Result<Told, Unanswered> {
        let mut orders = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match asked {
            Asked::Sign(sign) => begin(&mut orders, sign),
            Asked::Collect(order) => collect(&mut orders, &order.orderref),
            Asked::Cancel(order) => {
                orders.remove(&order.orderref);
                Ok(Told::Cancelled)
            }
        }
    }
}

fn begin(orders: &mut HashMap<String, Order>, sign: Sign) -> Result<Told, Unanswered> {
    let person = sign.personalnumber.unwrap_or_else(|| ANYBODY.to_owned());
    let course = Course::of(&person);
    if course.away {
        return Err(Unanswered::failed(AWAY, "maintenance, simulated"));
    }
    if course.refuses {
        return Ok(Told::InProgress);
    }
    orders.retain(|_, order| order.begun.elapsed() < MEMORY);
    if orders.len() >= MOST {
        return Err(Unanswered::failed(AWAY, "too many orders at a time, simulated"));
    }
    let begun = Begun {
        orderref: reference()?,
        autostarttoken: reference()?,
        qrstarttoken: reference()?,
        qrstartsecret: reference()?,
    };
    let order = Order {
        person,
        address: sign.address,
        visible: sign.visible,
        course,
        begun: Instant::now(),
        asked: 0,
    };
    orders.insert(begun.orderref.clone(), order);
    Ok(Told::Begun(begun))
}

/// Tells how far an order is. As with BankID itself, its end is told once.
fn collect(orders: &mut HashMap<String, Order>, orderref: &str) -> Result<Told, Unanswered> {
    let Some(order) = orders.get_mut(orderref).filter(|order| order.begun.elapsed() < MEMORY)
    else {
        return Ok(Told::Gone);
    };
    let hint = order.course.hints.get(order.asked);
    order.asked += 1;
    let told = match (hint, order.course.end) {
        _ if order.begun.elapsed() >= PATIENCE => Told::Failed("expiredTransaction".to_owned()),
        (Some(hint), _) => return Ok(Told::Pending((*hint).to_owned())),
        (None, End::Never) => return Ok(Told::Pending("userSign".to_owned())),
        (None, End::Failed(hint)) => Told::Failed(hint.to_owned()),
        (None, End::Signed) => Told::Complete(Box::new(signature(order)?)),
    };
    orders.remove(orderref);
    Ok(told)
}

/// A random name of the form that BankID's have.
fn reference() -> Result<String, Unanswered> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| Unanswered::failed(AWAY, error.to_string()))?;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let parts = [(0, 8), (8, 12), (12, 16), (16, 20), (20, 32)];
    Ok(parts.map(|(start, end)| &hex[start..end]).join("-"))
}

const GIVEN: [&str; 5] = ["Anna", "Erik", "Karin Maria", "Lars Olof", "Åsa"];
const FAMILY: [&str; 5] = ["Andersson", "Bergström", "Lindqvist", "Nilsson", "Öberg"];

/// What is known of a simulated signature. The same person has the same name every time.
fn signature(order: &Order) -> Result<Completion, Unanswered> {
    let digits = order.person.bytes().map(|digit| usize::from(digit.wrapping_sub(b'0')));
    let (sum, last) = digits.fold((0, 0), |(sum, _), digit| (sum + digit, digit));
    let (given, family) = (GIVEN[sum % GIVEN.len()], FAMILY[last % FAMILY.len()]);
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\
         <Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\"><Object>\
         <bidSignedData xmlns=\"http://www.bankid.com/signature/v1.0.0/types\">\
         <usrVisibleData charset=\"UTF-8\" visible=\"wysiwys\">{}</usrVisibleData>\
         </bidSignedData></Object><!-- simulated: this proves nothing --></Signature>",
        STANDARD.encode(&order.visible)
    );
    Ok(Completion {
        personalnumber: order.person.clone(),
        name: format!("{given} {family}"),
        givenname: given.to_owned(),
        surname: family.to_owned(),
        address: order.address.clone(),
        notbefore: Some(day(-365)?),
        notafter: Some(day(2 * 365)?),
        signature: STANDARD.encode(xml),
        ocspresponse: STANDARD.encode("simulated: this proves nothing"),
    })
}

/// The beginning of a day so many days from now.
fn day(days: i32) -> Result<String, Unanswered> {
    let today = jiff::tz::Offset::UTC.to_datetime(Timestamp::now()).date();
    let day = today.checked_add(days.days());
    let day = day.map_err(|error| Unanswered::failed(AWAY, error.to_string()))?;
    Ok(format!("{day}T00:00:00.000Z"))
}
