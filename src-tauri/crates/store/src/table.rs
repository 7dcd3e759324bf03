//! One file per table: its SQL, its row type and its queries. Reading takes a connection, writing is
//! only reached through [`crate::Recorded`].

pub(crate) mod audit;
pub(crate) mod checkouts;
pub(crate) mod finishing;
pub(crate) mod meta;
pub(crate) mod personal;
pub(crate) mod placements;
pub(crate) mod policy;
pub(crate) mod resources;
pub(crate) mod secrets;
pub(crate) mod tokens;
pub(crate) mod under_way;
pub(crate) mod users;
