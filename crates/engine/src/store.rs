//! Stand-in for the store while it is written elsewhere.
use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

#[derive(Clone, Debug)]
pub enum StoreError {
    Busy(String),
    Unavailable(String),
    Other(String),
}
impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}
#[derive(Clone)]
pub struct DatabaseUrl;
impl FromStr for DatabaseUrl {
    type Err = StoreError;
    fn from_str(text: &str) -> Result<Self, StoreError> {
        if text.starts_with("sqlite:") || text.starts_with("postgres://") {
            return Ok(Self);
        }
        Err(StoreError::Other("no such scheme".into()))
    }
}
#[derive(Default, Clone)]
pub struct StoreOptions {
    pub threads: Option<usize>,
    pub rest: (),
}
#[derive(Default)]
pub struct StoreGauges {
    pub connections: u64,
    pub busy: u64,
    pub queued: u64,
    pub transactions: u64,
    pub statements: u64,
    pub retries: u64,
}
pub trait Tx {
    fn query(&mut self, sql: &str, params: &[Infallible]) -> Result<(), StoreError>;
}
struct Nothing;
impl Tx for Nothing {
    fn query(&mut self, _: &str, _: &[Infallible]) -> Result<(), StoreError> {
        Ok(())
    }
}
#[derive(Clone)]
pub struct Store;
impl Store {
    pub fn open(_: &DatabaseUrl, _: &StoreOptions) -> Result<Self, StoreError> {
        Ok(Self)
    }
    pub async fn read<T, E, F>(&self, mut f: F) -> Result<T, E>
    where
        F: FnMut(&mut dyn Tx) -> Result<T, E> + Send + 'static,
    {
        f(&mut Nothing)
    }
    pub fn gauges(&self) -> StoreGauges {
        StoreGauges::default()
    }
    pub async fn shutdown(&self) {}
}
pub mod migrate {
    use super::{Store, StoreError};
    #[derive(Clone)]
    pub struct Migration;
    pub struct Applied {
        pub number: u32,
        pub name: String,
    }
    pub fn migrate(_: &Store, _: &[Migration]) -> Result<Vec<Applied>, StoreError> {
        Ok(Vec::new())
    }
    pub fn pending(_: &Store, _: &[Migration]) -> Result<Vec<Migration>, StoreError> {
        Ok(Vec::new())
    }
}
