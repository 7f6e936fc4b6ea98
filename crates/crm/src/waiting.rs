//! Filters by things that later resources bring. Their form is checked; as nothing of the kind
//! exists yet, nothing matches.

use engine::declare::{Filter, ParamType, waits, waits_when};

/// `missionid`.
pub(crate) const MISSION: Filter = waits("missionid", ParamType::Integer, "missions")
    .doc("Only those connected with this mission.");

/// `missionresult`, in effect together with `missionid`.
pub(crate) const MISSION_RESULT: Filter =
    waits_when("missionresult", ParamType::Integer, "missions", |params, _| {
        params.get("missionid").is_some()
    })
    .allow(&[0, 1])
    .doc("Only those whose connection with the mission has this result.");

/// `missionids`.
pub(crate) const MISSION_IDS: Filter =
    waits_when("missionids", ParamType::Text, "missions", |params, errors| {
        params.integers("missionids", errors);
        true
    })
    .doc("Connected with one of these missions.");
