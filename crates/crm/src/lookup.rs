//! Look-up lists: short, read whole by everybody, written by administrators. The reference reads
//! them only, so whatever writes them is an extension.

use engine::declare::Resource;
use engine::plan::Condition;
use engine::problem::Problem;
use engine::store::Value;
use engine::work::Work;

/// Declares a look-up list: name, singular, table, section and path, the column it is sorted by,
/// and its properties besides the id. Further fields of the resource may follow. `extension`
/// before it all says that the reference does not have the list either.
macro_rules! lookup {
    (extension $($rest:tt)*) => { $crate::lookup::lookup! { @declare true; $($rest)* } };
    (
        @declare $extension:literal;
        $(#[$meta:meta])*
        $item:ident = $name:literal, $one:literal, $table:literal in $tag:literal at $path:literal
        by $sort:literal [$($property:expr),* $(,)?] $($field:ident: $value:expr),* $(,)?
    ) => {
        $(#[$meta])*
        pub static $item: engine::declare::Resource = engine::declare::Resource {
            name: $name,
            one: $one,
            table: $table,
            shape: &[engine::declare::id().doc("Its id."), $($property),*],
            lifetime: engine::declare::Lifetime::Removed,
            writers: engine::declare::Writers::Administrators,
            operations: &{
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
            },
            $($field: $value,)*
            ..engine::declare::Resource::EMPTY
        };
    };
    ($($rest:tt)*) => { $crate::lookup::lookup! { @declare false; $($rest)* } };
}
pub(crate) use lookup;

/// The default row of a look-up list, or its first.
pub(crate) fn default_of(
    work: &mut Work<'_>,
    of: &'static Resource,
) -> Result<Option<i64>, Problem> {
    let default = work.find(of, &[Condition::Is("isdefault", Value::Int(1))])?;
    if let Some(id) = default.first() {
        return Ok(Some(*id));
    }
    Ok(work.find(of, &[])?.first().copied())
}
