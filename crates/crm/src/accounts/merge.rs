//! Merging two accounts.

use engine::declare::Special;
use engine::plan::Condition;
use engine::problem::{Errors, Problem};
use engine::store::Value;
use engine::work::{Input, Outcome, Work};

use super::ACCOUNTS;
use crate::contacts::CONTACTS;
use crate::dynamic_fields;
use crate::missions::take_results;
use crate::quotes;

/// `POST /accounts/{target}/merge/{source}`.
pub(super) const MERGE: Special =
    Special { run: merge, writes: true, body: &[], answers: true, status: 200 };

const PARENT: &str = "parentaccountid";

fn merge(work: &mut Work<'_>, input: &Input) -> Result<Outcome, Problem> {
    let (target, source) = (input.id("target")?, input.id("source")?);
    if target == source {
        let text = "An account cannot be merged into itself.";
        return Err(Problem::Invalid(Errors::one("source", text)));
    }
    untangle(work, target, source)?;
    keep_primary(work, target, source)?;
    take_results(work, target, source)?;
    work.merge(&ACCOUNTS, source, target)?;
    dynamic_fields::merge(work, target, source)?;
    quotes::merged(work, source, target)?;
    Ok(Outcome::Row(target))
}

/// Where one of the two stands below the other, the merged account would come to stand below
/// itself. The lower one gives up its place first.
fn untangle(work: &mut Work<'_>, target: i64, source: i64) -> Result<(), Problem> {
    let parent = |work: &mut Work<'_>, id| work.value(&ACCOUNTS, id, PARENT);
    let by_id = |id| [Condition::Is("id", Value::Int(id))];
    if let Some(Value::Int(above)) = parent(work, source)?
        && work.leads_to(&ACCOUNTS, PARENT, above, target)?
    {
        work.set(&ACCOUNTS, &[(PARENT, Value::Null)], &by_id(source))?;
    }
    if let Some(Value::Int(above)) = parent(work, target)?
        && work.leads_to(&ACCOUNTS, PARENT, above, source)?
    {
        let next = parent(work, source)?.unwrap_or(Value::Null);
        work.set(&ACCOUNTS, &[(PARENT, next)], &by_id(target))?;
    }
    Ok(())
}

/// The target's primary contact stays the only one.
fn keep_primary(work: &mut Work<'_>, target: i64, source: i64) -> Result<(), Problem> {
    let primary = |account: i64| {
        [
            Condition::Is("accountid", Value::Int(account)),
            Condition::Is("primarycontact", Value::Int(1)),
        ]
    };
    if !work.find(&CONTACTS, &primary(target))?.is_empty() {
        work.set(&CONTACTS, &[("primarycontact", Value::Int(0))], &primary(source))?;
    }
    Ok(())
}
