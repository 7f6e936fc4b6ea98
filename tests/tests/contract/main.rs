//! The documented API as data, compared with what the declarations make of it.

mod compare;
mod document;
mod facts;
mod ledger;
mod slips;
