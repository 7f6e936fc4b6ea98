//! A mask put on a model: which fields, in which order.

use super::{Mask, MaskError};
use crate::text::nearest;

/// What a mask is put on: the fields of an answer, by index in their declared order.
///
/// Implemented by small handles on a declaration, hence `Copy`.
pub trait Model: Copy {
    /// How many fields there are.
    fn len(self) -> usize;

    /// The public name of a field.
    fn name(&self, index: usize) -> &str;

    /// What a field holds.
    fn child(self, index: usize) -> Child<Self>;

    /// Whether there are no fields at all.
    fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The field of that exact name.
    fn find(&self, name: &str) -> Option<usize> {
        (0..self.len()).find(|index| self.name(*index) == name)
    }
}

/// What a field of a [`Model`] holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Child<M> {
    /// One plain value: takes no braces at all.
    Scalar,
    /// A list of plain values: takes empty braces only.
    Scalars,
    /// Any JSON value, or a list of such: braces narrow the value.
    Raw,
    /// An object, or a list (of lists) of objects.
    Nested(M),
}

/// The fields that a mask leaves, in the order they are written out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// The fields; none of them twice.
    pub fields: Vec<Selected>,
}

/// One field that a mask leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selected {
    /// The field's index in its model.
    pub index: usize,
    /// What of a [`Child::Nested`] is left; `None` means the whole of it.
    pub inner: Option<Selection>,
    /// What of a [`Child::Raw`] is left, see [`super::filter_value`]; `None` means the whole.
    pub value: Option<Mask>,
}

impl Selected {
    fn whole(index: usize) -> Self {
        Self { index, inner: None, value: None }
    }
}

/// Puts a mask on a model. `None` means that everything is wanted.
///
/// Unknown names are left out without a word; [`unknown_names`] tells them.
///
/// # Errors
/// [`MaskError::Inconsistent`] when a field with nothing inside has braces.
pub fn select<M: Model>(mask: Option<&Mask>, model: M) -> Result<Option<Selection>, MaskError> {
    mask.map(|mask| select_level(mask, model)).transpose()
}

/// Recursive; the depth of a mask is limited where it is read.
fn select_level<M: Model>(mask: &Mask, model: M) -> Result<Selection, MaskError> {
    let mut fields = Vec::with_capacity(model.len());
    let mut named = vec![false; model.len()];
    for (name, braces) in mask.named() {
        let Some(index) = model.find(name) else {
            continue;
        };
        named[index] = true;
        fields.push(select_field(index, braces, model.child(index))?);
    }
    if mask.has_rest() {
        let rest = (0..model.len()).filter(|index| !named[*index]);
        fields.extend(rest.map(Selected::whole));
    }
    Ok(Selection { fields })
}

fn select_field<M: Model>(
    index: usize,
    braces: Option<&Mask>,
    child: Child<M>,
) -> Result<Selected, MaskError> {
    let whole = Selected::whole(index);
    let Some(inside) = braces else {
        return Ok(whole);
    };
    match child {
        Child::Scalar => Err(MaskError::Inconsistent),
        // Empty braces ask for the whole, not for nothing.
        _ if inside.is_empty() => Ok(whole),
        Child::Scalars => Err(MaskError::Inconsistent),
        Child::Raw => Ok(Selected { value: Some(inside.clone()), ..whole }),
        Child::Nested(model) => Ok(Selected { inner: Some(select_level(inside, model)?), ..whole }),
    }
}

/// A name in a mask that its model does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownName {
    /// The dotted path of the name, as in `items.owner.nmae`.
    pub path: String,
    /// The dotted path of what was probably meant.
    pub suggestion: Option<String>,
}

/// The names in a mask that are unknown to the model, in the order they were written.
///
/// At most 20 are told: a longer list helps nobody, and hostile masks stay cheap.
pub fn unknown_names<M: Model>(mask: &Mask, model: M) -> Vec<UnknownName> {
    let mut found = Vec::new();
    collect_unknown(mask, model, "", &mut found);
    found
}

const MAX_UNKNOWN: usize = 20;

fn collect_unknown<M: Model>(mask: &Mask, model: M, prefix: &str, found: &mut Vec<UnknownName>) {
    for (name, braces) in mask.named() {
        if found.len() >= MAX_UNKNOWN {
            return;
        }
        let Some(index) = model.find(name) else {
            let known = (0..model.len()).map(|index| model.name(index));
            let suggestion = nearest(name, known).map(|known| format!("{prefix}{known}"));
            found.push(UnknownName { path: format!("{prefix}{name}"), suggestion });
            continue;
        };
        if let (Some(inside), Child::Nested(child)) = (braces, model.child(index)) {
            collect_unknown(inside, child, &format!("{prefix}{name}."), found);
        }
    }
}
