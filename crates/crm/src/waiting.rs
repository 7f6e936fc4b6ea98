//! Filters by things that later resources bring. Their form is checked; as nothing of the kind
//! exists yet, nothing matches.

use engine::declare::{Filter, ParamType, waits, waits_when};
use engine::problem::Errors;
use engine::request::{NOT_WHOLE, Params, whole};

/// `dynamicfield_id`: a field's id, paired by position with a value.
pub(crate) const DYNAMIC_FIELD_ID: Filter =
    waits_when("dynamicfield_id", ParamType::Integers, "dynamicfields", paired)
        .doc("Id of a dynamic field. Repeat it together with `dynamicfield_val`.");

/// `dynamicfield_val`: the value the field of the same position must have.
pub(crate) const DYNAMIC_FIELD_VALUE: Filter =
    waits_when("dynamicfield_val", ParamType::Texts, "dynamicfields", paired)
        .doc("Value of the dynamic field at the same position; `%` stands for any text.");

fn paired(params: &Params, errors: &mut Errors) -> bool {
    if params.all("dynamicfield_id").any(|id| whole(id).is_none()) {
        errors.add("dynamicfield_id", NOT_WHOLE);
    }
    let (ids, values) =
        (params.all("dynamicfield_id").count(), params.all("dynamicfield_val").count());
    if ids != values {
        let text = format!("{ids} fields are paired with {values} values; give as many of each.");
        errors.add("dynamicfield_val", text);
    }
    true
}

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

/// `missionresult`, in effect together with `missionids`.
pub(crate) const MISSIONS_RESULT: Filter =
    waits_when("missionresult", ParamType::Integer, "missions", |params, _| {
        params.get("missionids").is_some()
    })
    .allow(&[0, 1])
    .doc("Only those whose connection with one of the missions has this result.");

/// `missionids`.
pub(crate) const MISSION_IDS: Filter =
    waits_when("missionids", ParamType::Text, "missions", |params, errors| {
        params.integers("missionids", errors);
        true
    })
    .doc("Connected with one of these missions.");
