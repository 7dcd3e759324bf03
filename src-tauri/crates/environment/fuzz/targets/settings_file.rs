//! What of the crate's module of this name is pure.

#[path = "../../src/settings_file/diff.rs"]
mod diff;
#[path = "../../src/settings_file/key.rs"]
mod key;
#[path = "../../src/settings_file/lines.rs"]
mod lines;
#[path = "../../src/settings_file/notice.rs"]
mod notice;
#[path = "../../src/settings_file/patch.rs"]
mod patch;
#[path = "../../src/settings_file/planning.rs"]
mod planning;
#[path = "../../src/settings_file/readers.rs"]
mod readers;
#[path = "../../src/settings_file/recipe.rs"]
mod recipe;
#[path = "../../src/settings_file/spelling.rs"]
mod spelling;
#[path = "../../src/settings_file/text.rs"]
mod text;

pub use key::Key;
pub use notice::Notice;
pub use patch::{Refusal, Section, Wish, plan};
pub(crate) use recipe::Given;
pub use text::Encoding;
