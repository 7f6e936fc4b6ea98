//! Look-up lists: short, read by everybody, written by administrators.

use engine::declare::{Filter, Property, Resource, either, exactly, flag, like, text};
use engine::plan::Condition;
use engine::problem::Problem;
use engine::store::Value;
use engine::work::Work;

/// Declares a look-up list of the reference that it lets clients read only, whole and unsorted:
/// name, singular, table, section and path, the column it is sorted by, and its properties
/// besides the id. What writes it is an extension. Further fields of the resource may follow.
/// `extension` before it all says that the reference does not have the list either.
///
/// `paged` before it all declares one that the reference lets clients read page by page, create
/// and change; the list's declaration stands in the place of section and order, and the
/// properties include the id.
macro_rules! lookup {
    (extension $($rest:tt)*) => { $crate::lookup::lookup! { @read true; $($rest)* } };
    (
        paged
        $(#[$meta:meta])*
        $item:ident = $name:literal, $one:literal, $table:literal at $path:literal
        listed $list:expr;
        [$($property:expr),* $(,)?] $($field:ident: $value:expr),* $(,)?
    ) => {
        $crate::lookup::lookup! {
            @resource
            $(#[$meta])*
            $item = $name, $one, $table [$($property),*] operations: &{
                use engine::declare::{Locate, create, delete, list, read, update};
                const ID: &str = concat!($path, "/{id}");
                [
                    create($path, concat!("Create: ", $one)),
                    list($path, concat!("List: ", $one), $list),
                    update(ID, concat!("Change: ", $one), Locate::Id),
                    read(ID, concat!("Get: ", $one), Locate::Id),
                    delete(ID, concat!("Remove: ", $one), Locate::Id).extension(),
                ]
            }, $($field: $value),*
        }
    };
    (
        @read $extension:literal;
        $(#[$meta:meta])*
        $item:ident = $name:literal, $one:literal, $table:literal in $tag:literal at $path:literal
        by $sort:literal [$($property:expr),* $(,)?] $($field:ident: $value:expr),* $(,)?
    ) => {
        $crate::lookup::lookup! {
            @resource
            $(#[$meta])*
            $item = $name, $one, $table
            [engine::declare::id().doc("Its id."), $($property),*] operations: &{
                use engine::declare::{List, Locate, create, delete, list, read, sort, update};
                const LIST: List = List {
                    sorts: &[sort($sort, $sort)],
                    default_sort: concat!($sort, "_asc"),
                    sortable: false,
                    paged: false,
                    ..List::BY_NAME
                };
                const ID: &str = concat!($path, "/{id}");
                let listed = list($path, concat!("List: ", $one), LIST).tag($tag);
                [
                    if $extension { listed.extension() } else { listed },
                    create($path, concat!("Create: ", $one)).tag($tag).extension(),
                    read(ID, concat!("Get: ", $one), Locate::Id).tag($tag).extension(),
                    update(ID, concat!("Change: ", $one), Locate::Id).tag($tag).extension(),
                    delete(ID, concat!("Remove: ", $one), Locate::Id).tag($tag).extension(),
                ]
            }, $($field: $value),*
        }
    };
    (
        @resource
        $(#[$meta:meta])*
        $item:ident = $name:literal, $one:literal, $table:literal
        [$($property:expr),*] $($field:ident: $value:expr),* $(,)?
    ) => {
        $(#[$meta])*
        pub static $item: engine::declare::Resource = engine::declare::Resource {
            name: $name,
            one: $one,
            table: $table,
            shape: &[$($property),*],
            lifetime: engine::declare::Lifetime::Removed,
            writers: engine::declare::Writers::Administrators,
            $($field: $value,)*
            ..engine::declare::Resource::EMPTY
        };
    };
    ($($rest:tt)*) => { $crate::lookup::lookup! { @read false; $($rest)* } };
}
pub(crate) use lookup;

/// `name`, which there must be.
pub(crate) const fn name() -> Property {
    text("name").required().doc("Its name.")
}

/// `default`, which one row of a list is at most.
pub(crate) const fn default_one() -> Property {
    flag("default").column("isdefault").default(0).doc("1 for the default; one at most.")
}

/// `externalkey`.
pub(crate) const fn external_key() -> Property {
    text("externalkey").doc("Key in another system.")
}

/// Rows of a name, folded in `name_fold`.
pub(crate) const BY_NAME: Filter =
    like("name", "name_fold").unsearched().doc("Name; `%` stands for any text.");

/// The default, or all others.
pub(crate) const BY_DEFAULT: Filter =
    either("default").on("isdefault").doc("1: the default, 0: all others.");

/// The row of a key in another system.
pub(crate) const BY_EXTERNAL_KEY: Filter =
    exactly("externalkey", "externalkey").doc("Key in another system.");

/// The default row of a look-up list, or its first.
pub(crate) fn default_of(
    work: &mut Work<'_>,
    of: &'static Resource,
) -> Result<Option<i64>, Problem> {
    match marked(work, of)? {
        None => Ok(work.find(of, &[])?.first().copied()),
        found => Ok(found),
    }
}

/// The row of a look-up list that is marked as the default.
pub(crate) fn marked(work: &mut Work<'_>, of: &'static Resource) -> Result<Option<i64>, Problem> {
    Ok(work.find(of, &[Condition::Is("isdefault", Value::Int(1))])?.first().copied())
}
