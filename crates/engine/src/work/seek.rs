//! Filters that look something up before rows are found.

use super::{Problem, Work};
use crate::declare::{List, Resource, Test};
use crate::plan::Condition;
use crate::problem::Errors;
use crate::request::Params;

impl Work<'_> {
    /// What must hold of the rows of a list by those of its filters that look something up.
    pub fn seek(
        &mut self,
        resource: &Resource,
        list: &List,
        params: &Params,
    ) -> Result<Vec<Condition>, Problem> {
        let mut errors = Errors::default();
        let mut found = Vec::new();
        for filter in list.filters {
            if let Test::Sought(sought) = filter.test
                && params.get(filter.name).is_some()
            {
                found.extend((sought.find)(self, resource, params, &mut errors)?);
            }
        }
        errors.into_result()?;
        Ok(found)
    }
}
