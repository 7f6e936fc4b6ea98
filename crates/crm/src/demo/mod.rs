//! Demo data: a Swedish sales company and the accounts it works with.
//!
//! Everything is a pure function of a seed, a number of accounts and a reference date: no clock,
//! no files, no randomness from outside, and the same bytes on every platform. Each account is made
//! on its own, in any order and on any thread, so a million of them need no memory.
//!
//! Records are bodies of the documented API ([`Fields`]), ready to be sent or loaded. References
//! to users, types, groups and tags are filled in from [`Refs`], which the loader completes as it
//! goes: tags, roles, users, departments, types and groups, then accounts. What only the loader
//! can know – the id of a parent account, of an account's contacts – stands beside the body.
//!
//! Nobody is meant: telephone numbers come from the ranges kept free for fiction, mail and web
//! addresses from reserved domains, personal numbers from birth numbers never given. Organisation
//! numbers are well formed and may by chance be somebody's.

mod account;
mod address;
mod agreements;
mod ascii;
mod body;
mod campaigns;
mod catalogue;
mod company;
mod contact;
mod contests;
mod field_values;
pub(crate) mod inhabitant;
mod layouts;
mod lists;
pub mod load;
mod load_catalogue;
mod load_contracts;
mod load_missions;
mod load_sales;
mod load_signatures;
mod load_trade;
mod names;
mod numbers;
pub mod papers;
mod pipeline;
mod places;
mod rng;
mod staff;
mod streets;
mod trade;
mod words;

#[cfg(test)]
mod tests;

use jiff::civil::Date;

pub use body::{Body, Fields};
use company::Towns;

/// A set of demo data.
pub struct Demo {
    seed: u64,
    accounts: u64,
    today: Date,
    towns: Towns,
}

/// Ids given to the records loaded so far, in the order of the lists of [`Demo`].
///
/// A reference to a record that is not there yet is left out of the body.
#[derive(Clone, Copy, Debug, Default)]
pub struct Refs<'a> {
    /// Ids of [`Demo::roles`].
    pub roles: &'a [i64],
    /// Ids of [`Demo::users`].
    pub users: &'a [i64],
    /// Ids of [`Demo::department`], one after the other.
    pub departments: &'a [i64],
    /// Ids of [`Demo::account_types`].
    pub account_types: &'a [i64],
    /// Ids of [`Demo::account_groups`].
    pub account_groups: &'a [i64],
    /// Ids of [`Demo::tags`].
    pub tags: &'a [i64],
}

/// An account and what belongs to it.
#[derive(Clone, Debug)]
pub struct DemoAccount {
    /// Body of `POST /accounts`, without `parentaccountid`.
    pub body: Fields,
    /// Its people; the first, if any, is the primary contact.
    pub contacts: Vec<DemoContact>,
    /// Users who follow it, as indexes into [`Demo::users`].
    pub followers: Vec<usize>,
    /// Number of the account it belongs to, always smaller than its own.
    pub parent: Option<u64>,
    /// Its budget, by month; empty for most.
    pub budgets: Vec<MonthBudget>,
}

/// A person who works at an account.
#[derive(Clone, Debug)]
pub struct DemoContact {
    /// Body of `POST /contacts`, without `accountid` and `superiorid`.
    pub body: Fields,
    /// The contact of the same account who is their superior, as an earlier index.
    pub superior: Option<usize>,
}

/// What an account is to buy in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthBudget {
    /// The year.
    pub year: i16,
    /// The month, 1–12.
    pub month: i8,
    /// Whole kronor.
    pub budget: i64,
}

/// What a seller is to sell in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UserBudget {
    /// Index into [`Demo::users`].
    pub user: usize,
    /// The year.
    pub year: i16,
    /// The month, 1–12.
    pub month: i8,
    /// Whole kronor.
    pub budget: i64,
    /// Expected from open opportunities, in whole kronor.
    pub pipeline: i64,
}

impl Demo {
    /// The data of `seed`, with this many accounts, seen from `today`: budgets are those of its
    /// year, and ages and years in notes are counted back from it.
    #[must_use]
    pub fn new(seed: u64, accounts: u64, today: Date) -> Self {
        Self { seed, accounts, today, towns: Towns::new() }
    }

    /// The day the data is seen from.
    #[must_use]
    pub const fn today(&self) -> Date {
        self.today
    }

    /// The number of accounts.
    #[must_use]
    pub const fn accounts(&self) -> u64 {
        self.accounts
    }

    /// Bodies of the roles; the first two are `Administrator` and `Read only`.
    #[must_use]
    pub fn roles(&self) -> Vec<Fields> {
        staff::roles()
    }

    /// Bodies of the users. They name their role, and their department where departments are
    /// loaded first; otherwise the departments name their users.
    #[must_use]
    pub fn users(&self, refs: &Refs<'_>) -> Vec<Fields> {
        staff::users(self.seed, refs)
    }

    /// The number of departments.
    #[must_use]
    pub const fn departments(&self) -> usize {
        staff::DEPARTMENT_COUNT
    }

    /// Body of department `index`, with its parent (an earlier department), manager and users;
    /// `None` past the last.
    #[must_use]
    pub fn department(&self, index: usize, refs: &Refs<'_>) -> Option<Fields> {
        (index < staff::DEPARTMENT_COUNT).then(|| staff::department(index, refs))
    }

    /// A year's budget of everybody who sells, month by month.
    #[must_use]
    pub fn user_budgets(&self) -> Vec<UserBudget> {
        staff::budgets(self.seed, self.today)
    }

    /// Bodies of the account types.
    #[must_use]
    pub fn account_types(&self) -> Vec<Fields> {
        lists::account_types()
    }

    /// Bodies of the account groups: industries.
    #[must_use]
    pub fn account_groups(&self) -> Vec<Fields> {
        lists::account_groups()
    }

    /// Bodies of the tags.
    #[must_use]
    pub fn tags(&self) -> Vec<Fields> {
        lists::tags()
    }

    /// Account `n`, counted from 0. Takes the same few microseconds whatever `n` is; numbers from
    /// [`Demo::accounts`] on work too.
    #[must_use]
    pub fn account(&self, n: u64, refs: &Refs<'_>) -> DemoAccount {
        account::account(self.seed, n, &self.towns, refs, self.today)
    }

    /// The parts that account `n` has in missions with its activities.
    fn parts(&self, n: u64, activities: &[pipeline::Activity]) -> Vec<campaigns::Part> {
        campaigns::parts(self.seed, n, activities, engine::clock::days(self.today))
    }

    /// When account `n` came, in milliseconds since 1970: more lately than long ago.
    fn since(&self, n: u64) -> i64 {
        let mut rng = rng::Rng::new(self.seed, n, rng::Stream::Since);
        let day = engine::clock::days(self.today) - 1 - rng.low(2_000) as i64;
        (day * engine::clock::DAY + rng.between(7 * 60, 16 * 60)) * 60_000
    }

    /// What goes on at account `n`, which has so many contacts.
    fn business(&self, n: u64, contacts: usize) -> pipeline::Business {
        pipeline::business(self.seed, n, contacts, &self.towns, self.today)
    }

    /// What is quoted to and ordered by account `n`, out of so many articles.
    fn deals(
        &self,
        n: u64,
        contacts: usize,
        opportunity: bool,
        articles: usize,
    ) -> Vec<trade::Deal> {
        trade::deals(self.seed, n, contacts, opportunity, articles, self.today)
    }

    /// The contract of account `n`, which has so many contacts.
    fn agreement(&self, n: u64, contacts: usize) -> Option<agreements::Agreement> {
        agreements::agreement(self.seed, n, contacts, self.today)
    }
}
