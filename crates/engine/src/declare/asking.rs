//! Operations that ask a service outside before they answer.

use crate::problem::Problem;
use crate::work::{Input, Work};
use serde_json::Value as Json;

/// What an operation asks outside, and what becomes of the answer.
///
/// Each step is a transaction of its own, and none is open while the service is asked. So anything
/// can have happened between two steps, and the process may end between them: `settle`, or the
/// operation itself, looks at the database again, and what was begun outside and never written down
/// must be harmless or found by asking again. Whoever may call the operation causes its steps; they
/// write on the server's account, so an operation that only reads stays one.
pub struct Asking {
    /// The name of the service.
    pub to: &'static str,
    /// Says what to ask, if anything. It only reads.
    pub ask: fn(&mut Work<'_>, &Input) -> Result<Option<Json>, Problem>,
    /// Writes down that this is being asked, under the tenant's lock. Where it answers false,
    /// somebody else asks already, and the operation goes on without.
    pub claim: Option<Step<bool>>,
    /// Writes down the answer, under the tenant's lock, even if the caller has gone meanwhile. Special
    /// operations and reports find it in [`Input::heard`] as well.
    pub settle: Option<Step<()>>,
}

/// What is done with a question or an answer.
pub type Step<T> = fn(&mut Work<'_>, &Input, &Json) -> Result<T, Problem>;

impl std::fmt::Debug for Asking {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Asking").field("to", &self.to).finish_non_exhaustive()
    }
}
