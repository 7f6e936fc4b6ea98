//! Shapes that several resources answer others in.

use engine::declare::{
    Property, Shape, decimal, degrees, distance, empty, flag, id, integer, object, one, text,
};

use crate::users::USERS;

/// From 0 to 100 per cent, with at most four decimals.
pub(crate) const fn percent(name: &'static str) -> Property {
    decimal(name, 4).units(0, 1_000_000)
}

/// Id and name.
pub(crate) const ID_NAME: Shape = &[id().doc("Its id."), text("name").doc("Its name.")];

/// Id, name and place in lists.
pub(crate) const NAME_PLACE: Shape = &[
    id().doc("Its id."),
    text("name").doc("Its name."),
    integer("sortorder").doc("Place in lists."),
];

/// Where something came from.
pub(crate) const SOURCE: Shape = &[
    id().doc("The source's id."),
    text("name").doc("Its name."),
    flag("default").column("isdefault").doc("1 for the one that is the default."),
];

/// A user in short.
pub(crate) const USER_BRIEF: Shape = &[
    id().doc("The user's id."),
    text("name").doc("First name."),
    text("surname").doc("Family name."),
    text("title").doc("Title."),
    text("email").doc("E-mail address."),
    text("phone").doc("Telephone."),
    text("cellphone").doc("Mobile telephone."),
];

/// An account in short. Its coordinates are those of the visiting address, else of the first
/// other address that has any.
pub(crate) const ACCOUNT_BRIEF: Shape = &[
    id().doc("The account's id."),
    text("name").doc("Name."),
    text("alt_name").doc("Other name."),
    text("number").doc("Customer number."),
    text("email").doc("E-mail address."),
    text("phone").doc("Telephone."),
    text("cellphone").doc("Mobile telephone."),
    object(
        "coordinates",
        &[
            degrees("latitude", 90).doc("Degrees north."),
            degrees("longitude", 180).doc("Degrees east."),
            distance("distance", "latitude", "longitude")
                .doc("Kilometres from the point asked for with `nearto`, else null."),
        ],
    )
    .doc("Where the account is."),
];

/// A contact as its account answers it.
pub(crate) const CONTACT_BRIEF: Shape = &[
    id().doc("The contact's id."),
    text("name").doc("First name."),
    text("surname").doc("Family name."),
    text("email").doc("E-mail address."),
    text("phone").column("officephone").doc("Office telephone."),
    text("cellphone").doc("Mobile telephone."),
    flag("primary").column("primarycontact").doc("Whether it is the account's primary contact."),
    text("title").doc("Title."),
];

/// A contact whom something is with.
pub(crate) const PRIMARY_CONTACT: Shape = &[
    id().doc("The contact's id."),
    text("name").doc("First name."),
    text("surname").doc("Family name."),
    text("email").doc("E-mail address."),
    text("phone").column("officephone").doc("Office telephone."),
    text("cellphone").doc("Mobile telephone."),
    text("title").doc("Title."),
];

/// A contact as those below it answer it.
pub(crate) const SUPERIOR: Shape = &[
    id().doc("The contact's id."),
    text("name").doc("First name."),
    text("surname").doc("Family name."),
    text("title").doc("Title."),
    text("email").doc("E-mail address."),
    text("officephone").doc("Office telephone."),
    text("cellphone").doc("Mobile telephone."),
    empty("number").doc("Documented; a contact has no number, so it is always null."),
];

/// A tag.
pub(crate) const TAG: Shape = &[
    id().doc("The tag's id."),
    text("name").doc("What it says."),
    text("type").doc("What it is for, such as `company`."),
];

/// A role.
pub(crate) const ROLE: Shape = &[id().doc("The role's id."), text("name").doc("Its name.")];

const fn manager() -> Property {
    one("manager", "managerid", &USERS, USER_BRIEF).doc("Who leads the department.")
}

/// The topmost department that is answered with a user.
static DEPARTMENT_TOP: Shape = &[
    id().doc("The department's id."),
    text("name").doc("Its name."),
    integer("parentid").assigned().doc("Id of the department above."),
    manager(),
];

/// A department as its children answer it.
pub(crate) static DEPARTMENT_PARENT: Shape = DEPARTMENT_TOP;

const fn above(shape: Shape) -> Property {
    one("parentdepartment", "parentid", &crate::departments::DEPARTMENTS, shape)
        .doc("The department above.")
}

static DEPARTMENT_THIRD: Shape = &[
    id().doc("The department's id."),
    text("name").doc("Its name."),
    above(DEPARTMENT_TOP),
    manager(),
];

static DEPARTMENT_SECOND: Shape = &[
    id().doc("The department's id."),
    text("name").doc("Its name."),
    above(DEPARTMENT_THIRD),
    manager(),
];

/// A user's department, with the three above it.
pub(crate) static USER_DEPARTMENT: Shape = &[
    id().doc("The department's id."),
    text("name").doc("Its name."),
    above(DEPARTMENT_SECOND),
    manager(),
];
