//! The token store: one SQLite file in a folder that nobody else can open.
//!
//! [`Store::open`] makes folder and file, refuses what is not ours, newer or damaged, and brings an older
//! file up to date. [`Store::read`] lends the questions. A change is made inside [`Store::change`] and
//! only after its audit row was written:
//!
//! ```
//! # let folder = tempfile::tempdir()?;
//! # let now = jiff::Timestamp::UNIX_EPOCH;
//! use store::{By, Event, Source, Store};
//! use token::Policy;
//!
//! let mut store = Store::open(folder.path(), now)?;
//! let by = By { actor: "ann@plant7".into(), source: Source::Terminal, at: now };
//! store.change(&by, |change| {
//!     let event = Event::named("policy.changed").fact("max_days", 90);
//!     change.record(event)?.set_policy(&Policy::new(90, false).expect("90 is in range"))
//! })?;
//! assert_eq!(store.read().audit(5)?[0].event, "policy.changed");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! No secret of a token is ever here: of each only an Argon2id digest, its public id and the last four
//! characters of its tag. The one key is in a file beside the store's: it chains the audit trail, so that
//! [`Read::check_audit`] tells what was meddled with. Instants are whole seconds.

mod bell;
mod chain;
mod change;
mod column;
mod connection;
mod copies;
mod error;
mod folder;
mod header;
mod lock;
mod mark;
mod migration;
mod read;
mod reader;
mod reserve;
mod restore;
mod store;
mod table;
mod usage;

pub use bell::{Heard, LATEST};
pub use chain::{Checked, Damage, Extent, Pin, Tampering};
pub use change::{By, Change, Event, Recorded, Source};
pub use error::{Error, Obstacle};
pub use migration::SCHEMA_VERSION;
pub use read::{Changes, Read};
pub use reader::Reader;
pub use restore::{GoodCopy, Restored};
pub use store::{FILE_NAME, Store};
pub use table::audit::{AuditFilter, AuditPage, AuditRow};
pub use table::checkouts::Checkout;
pub use table::finishing::Finishing;
pub use table::personal::Personal;
pub use table::placements::Placement;
pub use table::resources::{Resource, Rotation};
pub use table::secrets::{NewSecret, Pending, Secret, SecretState, StoredDigest, Verifiable};
pub use table::tokens::{NewToken, Record, Retiring};
pub use table::under_way::UnderWay;
pub use table::users::{Holding, Owned, User};
pub use usage::{EXPOSED, Presented, Refusals, Refused, Request, SecretUse, USAGE_FILE_NAME, Usage, Used};
