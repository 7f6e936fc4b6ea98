//! A mask put on a value, for fields that may hold any JSON.

use serde_json::{Map, Value};

use super::{Mask, MaskError};

/// What a mask leaves of a stored value.
///
/// Objects keep the members named, in the mask's order; lists are narrowed item by item; `null`
/// stays. In a list of raw values this is called for each item. A text has no members: it leaves
/// `{}`, unless a name occurs in it, which is taken for a misunderstanding.
///
/// # Errors
/// [`MaskError::NotAnObject`] when the mask asks for members of something that has none.
pub fn filter_value(value: &Value, mask: &Mask) -> Result<Value, MaskError> {
    if value.is_null() || mask.is_empty() {
        return Ok(value.clone());
    }
    narrow(value, mask)
}

/// Recursive; both the mask and the stored value were limited in depth when they were read.
fn narrow(value: &Value, mask: &Mask) -> Result<Value, MaskError> {
    match value {
        Value::Array(items) => items.iter().map(|item| narrow(item, mask)).collect(),
        Value::Object(members) => narrow_object(members, mask).map(Value::Object),
        // Inside a value, unlike on a field, empty braces leave nothing.
        _ if mask.is_empty() => Ok(Value::Object(Map::new())),
        Value::String(text) if is_silent_on(mask, text) => Ok(Value::Object(Map::new())),
        _ => Err(MaskError::NotAnObject),
    }
}

fn narrow_object(
    members: &Map<String, Value>,
    mask: &Mask,
) -> Result<Map<String, Value>, MaskError> {
    let mut left = Map::new();
    for (name, braces) in mask.named() {
        let kept = match (members.get(name), braces) {
            (None, _) | (Some(Value::Null), Some(_)) => continue,
            (Some(member), None) => member.clone(),
            (Some(member), Some(inside)) => narrow(member, inside)?,
        };
        left.insert(name.to_owned(), kept);
    }
    if mask.has_rest() {
        for (name, member) in members {
            // A null member whose braces dropped it comes back with the rest.
            if !left.contains_key(name) {
                left.insert(name.clone(), member.clone());
            }
        }
    }
    Ok(left)
}

/// Whether nothing that the mask names could be meant for this text.
fn is_silent_on(mask: &Mask, text: &str) -> bool {
    !mask.has_rest() && mask.named().all(|(name, braces)| braces.is_none() && !text.contains(name))
}
