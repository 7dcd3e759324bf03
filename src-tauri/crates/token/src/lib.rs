//! What a token is: its text form, how one is minted and recognised, what is kept of it, how long it
//! lives, what it may be called and what it may do.
//!
//! Everything here is pure: no file, no clock, no randomness of its own. The hour and the generator are
//! handed in.
//!
//! ```
//! use rand::{SeedableRng, rngs::StdRng};
//! use token::{Digest, Gate, GateKey, mint, parse};
//!
//! let mut rng = StdRng::seed_from_u64(7);
//! let gate = Gate::new(GateKey::generate(&mut rng));
//! let minted = mint(&gate, &mut rng);
//! let kept = Digest::of(&minted.secret(), &mut rng); // all that is ever stored of the secret
//!
//! let presented = parse(minted.expose(), &gate)?;
//! assert_eq!(presented.id(), minted.id());
//! assert!(kept.verifies(&presented.secret()));
//! # Ok::<(), token::ParseError>(())
//! ```

mod base62;
mod description;
mod digest;
mod gate;
mod group;
mod id;
mod life;
mod limits;
mod name;
mod piece;
mod scope;
mod status;
mod text;

pub use description::Description;
pub use digest::{Cost, Digest, DigestError, Workspace};
pub use gate::{Fingerprint, Gate, GateKey, Print};
pub use group::{Group, Groups, UnknownGroup};
pub use id::{NotAnId, TokenId};
pub use life::{Days, DaysError, Expiry, Grace, Policy, PolicyError, UnknownGrace};
pub use limits::{Limits, Network, Networks, NotALimit, Per, Rate, Uses};
pub use name::{NameError, TokenName, fold, gives_away};
pub use piece::{Piece, pieces};
pub use scope::{Scope, ScopeError, Scopes};
pub use status::{Status, status};
pub use text::{PREFIX, ParseError, Presented, TEXT_LENGTH, TokenSecret, TokenText, mint, parse, recognise};
