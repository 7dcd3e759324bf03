//! A full disk: what must be possible is.
#![allow(clippy::print_stderr, reason = "a test that is skipped says why")]

use std::fs;

use store::Store;
use token::Expiry;

use crate::{Bench, sunday};

#[test]
fn a_store_keeps_space_for_a_full_disk_and_fills_it_up_again() {
    let mut bench = Bench::new();
    bench.active("token", Expiry::Never);
    let reserve = bench.data().join("reserve");
    assert_eq!(fs::metadata(&reserve).unwrap().len(), 1024 * 1024);
    fs::remove_file(&reserve).unwrap();
    drop(Store::open(&bench.data(), sunday()).unwrap());
    assert_eq!(fs::metadata(&reserve).unwrap().len(), 1024 * 1024);
}

#[cfg(target_os = "linux")]
mod full {
    use std::fs::File;
    use std::io::Write as _;
    use std::path::{Path, PathBuf};
    use std::process::{Command, Stdio};

    use store::{Error, Event, NewSecret, Obstacle};
    use token::{Status, TokenId};

    use super::*;
    use crate::{by_ann, draw_id, new_secret, new_token};

    /// A file system of 4 MiB, taken away with it.
    struct SmallDisk(PathBuf);

    impl SmallDisk {
        /// `None`, with a word why, where this account may not mount.
        fn mount(folder: &Path) -> Option<Self> {
            let place = folder.join("disk");
            fs::create_dir(&place).unwrap();
            let mounted = Command::new("mount")
                .args(["-t", "tmpfs", "-o", "size=4m,mode=0700", "none"])
                .arg(&place)
                .stderr(Stdio::null())
                .status()
                .is_ok_and(|status| status.success());
            if !mounted {
                eprintln!("SKIPPED because this account may not mount a small disk");
            }
            mounted.then_some(Self(place))
        }

        /// Fills it to the last byte.
        fn fill(&self) {
            let mut ballast = File::options()
                .create(true)
                .append(true)
                .open(self.0.join("ballast"))
                .unwrap();
            for piece in [65_536, 4_096, 1] {
                while ballast.write_all(&vec![7; piece]).is_ok() {}
            }
        }
    }

    impl Drop for SmallDisk {
        fn drop(&mut self) {
            // What is left of it is seen by whoever looks at the mounts.
            let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
        }
    }

    fn make(store: &mut Store, seed: u64) -> Result<TokenId, Error> {
        let new = new_token(draw_id(seed), &format!("token {seed}"));
        let secret: NewSecret = new_secret(draw_id(seed + 1_000), Expiry::Never);
        store.change(&by_ann(sunday()), |change| {
            change
                .record(Event::named("token.created").about(new.id, "token"))?
                .add_token(&new, &secret)
        })?;
        Ok(new.id)
    }

    fn revoke(store: &mut Store, id: &TokenId) -> Result<(), Error> {
        store.change_in_need(&by_ann(sunday()), |change| {
            change.record(Event::named("token.revoked"))?.revoke(id)
        })
    }

    /// Makes tokens until the disk is full.
    fn make_until_full(store: &mut Store, seed: u64) -> Error {
        (0..2_000)
            .find_map(|more| make(store, seed + more).err())
            .expect("4 MiB are not endless")
    }

    #[test]
    fn on_a_full_disk_nothing_is_made_and_everything_can_be_revoked_and_it_recovers_by_itself() {
        let folder = tempfile::tempdir().unwrap();
        let Some(disk) = SmallDisk::mount(folder.path()) else {
            return;
        };
        let data = disk.0.join("data");
        let mut store = Store::open(&data, sunday()).unwrap();
        let ids: Vec<_> = (1..=4).map(|seed| make(&mut store, seed).unwrap()).collect();
        disk.fill();
        let full = make_until_full(&mut store, 10_000);
        assert!(
            matches!(
                full,
                Error::Unavailable {
                    obstacle: Obstacle::DiskFull,
                    ..
                }
            ),
            "{full:?}"
        );
        let count = store.read().tokens().unwrap().len();
        revoke(&mut store, &ids[0]).unwrap();
        assert!(
            make_until_full(&mut store, 20_000)
                .to_string()
                .contains("the disk is full")
        );
        revoke(&mut store, &ids[1]).unwrap();

        // Closed and opened: beside the file lies no log, and there is no room for one but the reserve.
        drop(store);
        disk.fill();
        let mut store = Store::open(&data, sunday()).unwrap();
        revoke(&mut store, &ids[2]).unwrap();
        let revoked = |store: &Store| {
            let all = store.read().tokens().unwrap();
            all.iter()
                .filter(|record| record.status(sunday()) == Status::Revoked)
                .count()
        };
        assert_eq!(revoked(&store), 3);
        assert!(store.read().tokens().unwrap().len() >= count, "nothing was lost");
        store.check_whole().unwrap();

        fs::remove_file(disk.0.join("ballast")).unwrap();
        make(&mut store, 50_000).unwrap();
        drop(store);
        let store = Store::open(&data, sunday()).unwrap();
        assert_eq!(revoked(&store), 3);
        assert_eq!(fs::metadata(data.join("reserve")).unwrap().len(), 1024 * 1024);
    }
}
