//! The two libraries that a Rust developer would take instead, used as their own pages show. Their rows lie in
//! memory, which no service could leave them in: it would not hear of a revocation. So they are faster here than
//! they would be.

use std::collections::HashMap;
use std::path::Path;

use api_keys_simplified::{ApiKeyManagerV0, Environment, ExposeSecret as _, KeyStatus, SecureString};
use prefixed_api_key::rand::rngs::OsRng;
use prefixed_api_key::sha2::Sha256;
use prefixed_api_key::{PrefixedApiKey, PrefixedApiKeyController};

use crate::plain_server::Check;

/// Making one takes an Argon2 run of theirs.
const SIMPLIFIED: usize = 40;
const PREFIX: &str = "bench";

fn controller() -> PrefixedApiKeyController<OsRng, Sha256> {
    PrefixedApiKeyController::configure()
        .prefix(PREFIX.to_owned())
        .seam_defaults()
        .finalize()
        .unwrap()
}

fn manager() -> ApiKeyManagerV0 {
    ApiKeyManagerV0::init_default_config(PREFIX).unwrap()
}

/// Makes keys and their rows; the keys.
pub(crate) fn fill_prefixed(folder: &Path, count: usize) -> Vec<String> {
    let controller = controller();
    let mut rows = String::new();
    let keys = (0..count)
        .map(|_| {
            let (key, hash) = controller.generate_key_and_hash();
            rows.push_str(&format!("{} {hash}\n", key.short_token()));
            key.to_string()
        })
        .collect();
    std::fs::write(folder.join("prefixed"), rows).unwrap();
    keys
}

/// Makes keys and their rows; the keys.
pub(crate) fn fill_simplified(folder: &Path) -> Vec<String> {
    let manager = manager();
    let mut rows = String::new();
    let keys = (0..SIMPLIFIED)
        .map(|_| {
            let key = manager.generate(Environment::production()).unwrap();
            let id = manager.extract_key_id(key.key());
            rows.push_str(&format!("{id} {}\n", key.expose_hash().hash()));
            key.key().expose_secret().to_owned()
        })
        .collect();
    std::fs::write(folder.join("simplified"), rows).unwrap();
    keys
}

fn rows(file: &Path) -> HashMap<String, String> {
    let text = std::fs::read_to_string(file).unwrap();
    let pairs = text.lines().filter_map(|line| line.split_once(' '));
    pairs.map(|(id, hash)| (id.to_owned(), hash.to_owned())).collect()
}

/// `prefixed-api-key`: SHA-256.
pub(crate) struct Prefixed {
    controller: PrefixedApiKeyController<OsRng, Sha256>,
    rows: HashMap<String, String>,
}

impl Prefixed {
    pub(crate) fn read(folder: &Path) -> Self {
        Self {
            controller: controller(),
            rows: rows(&folder.join("prefixed")),
        }
    }
}

impl Check for Prefixed {
    fn is_good(&self, token: &str) -> bool {
        let Ok(key) = PrefixedApiKey::from_string(token) else {
            return false;
        };
        let row = self.rows.get(key.short_token());
        row.is_some_and(|hash| self.controller.check_hash(&key, hash))
    }
}

/// `api-keys-simplified`: Argon2id, with an unkeyed checksum before it.
pub(crate) struct Simplified {
    manager: ApiKeyManagerV0,
    rows: HashMap<String, String>,
}

impl Simplified {
    pub(crate) fn read(folder: &Path) -> Self {
        Self {
            manager: manager(),
            rows: rows(&folder.join("simplified")),
        }
    }
}

impl Check for Simplified {
    fn is_good(&self, token: &str) -> bool {
        let key = SecureString::from(token.to_owned());
        let row = self.rows.get(&self.manager.extract_key_id(&key));
        row.is_some_and(|hash| matches!(self.manager.verify(&key, hash), Ok(KeyStatus::Valid)))
    }
}
