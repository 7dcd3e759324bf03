//! Where a scanner's settings file usually lies, and whose home a path leads into.

use std::path::{Component, Path, PathBuf};

use crate::Machine;

impl Machine {
    /// Where the scanner's settings file usually lies: in the account's documents. `None` without a home.
    #[must_use]
    pub fn usual_settings_file(&self) -> Option<PathBuf> {
        let documents = self.around.documents()?;
        Some(
            ["Tycho Data", "Osprey", "appsettings.ini"]
                .iter()
                .fold(documents, |path, part| path.join(part)),
        )
    }

    /// The name of the other account whose home folder `path` leads into, if it does.
    #[must_use]
    pub fn other_profile(&self, path: &Path) -> Option<String> {
        let home = self.around.home_folder()?;
        other_profile(&home, path)
    }
}

/// Homes lie side by side: what is beside ours is another's.
fn other_profile(home: &Path, path: &Path) -> Option<String> {
    let homes = home.parent().filter(|homes| homes.file_name().is_some())?;
    let rest = path
        .strip_prefix(homes)
        .ok()
        .filter(|_| !path.starts_with(home))?;
    match (rest.components().next()?, rest.components().nth(1)) {
        (Component::Normal(name), Some(_)) if !name.eq_ignore_ascii_case("Public") => {
            Some(name.to_string_lossy().into_owned())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_folder_beside_the_own_home_is_another_account_s() {
        let of = |home: &str, path: &str| other_profile(Path::new(home), Path::new(path));
        assert_eq!(of("/home/ann", "/home/bob/x.ini"), Some("bob".to_owned()));
        assert_eq!(of("/home/ann", "/home/ann/x.ini"), None);
        assert_eq!(of("/home/ann", "/srv/x.ini"), None);
        assert_eq!(of("/root", "/srv/x.ini"), None);
        assert_eq!(of("/home/ann", "/home/Public/x.ini"), None);
    }
}
