//! What was told and what was read, in a file of its own: it is no part of what a backup must bring back.

use std::collections::BTreeMap;
use std::fs::{self, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::due::{self, Life};
use crate::files;

/// What was told is kept so long after an end: a clock that was ahead for a while has nothing told twice.
const KEPT: SignedDuration = SignedDuration::from_hours(24 * 31);
/// After something was told nothing is told for so long: of many tokens that were made one after the other the person
/// hears together.
const PAUSE: SignedDuration = SignedDuration::from_hours(1);
/// So often it is tried, so long after one another, to be the only program that tells.
const TRIES: u32 = 10;
const STEP: Duration = Duration::from_millis(20);

/// The file.
pub(super) fn file_in(data: &Path) -> PathBuf {
    data.join("reminders.json")
}

/// Makes sure that no other program tells, until the answer is dropped; `None`: another one does just now.
pub(super) fn alone(file: &Path) -> Option<Alone> {
    let lock = file
        .parent()
        .map_or(Ok(()), files::private_folder)
        .and_then(|()| files::private_file(&file.with_extension("lock")));
    let lock = match lock {
        Ok(lock) => lock,
        Err(error) => {
            tracing::warn!(%error, "other programs cannot be kept from telling the same");
            return Some(Alone(None));
        }
    };
    for nth in 0..TRIES {
        match lock.try_lock() {
            Ok(()) => return Some(Alone(Some(lock))),
            // A file system without locks: rather told twice than never.
            Err(TryLockError::Error(_)) => return Some(Alone(None)),
            Err(TryLockError::WouldBlock) if nth + 1 < TRIES => thread::sleep(STEP),
            Err(TryLockError::WouldBlock) => {}
        }
    }
    None
}

/// Nobody else tells while this lives.
pub(super) struct Alone(
    #[expect(dead_code, reason = "the lock lasts as long as the file is open")] Option<fs::File>,
);

/// The newest reminder of each token, by the token's id.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Told {
    told: BTreeMap<String, Entry>,
    /// When the last of them was told.
    #[serde(default)]
    last: Option<Timestamp>,
    /// Whether the file says something else.
    #[serde(skip)]
    changed: bool,
}

/// One reminder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    /// The end that it was about, RFC 3339. A token that is regenerated has another.
    ends_at: String,
    /// So many days before.
    days: u32,
    /// Whether the person has read it in the window.
    read: bool,
}

impl Told {
    /// Reads the file. Where it is damaged everything is told once more, which is better than never.
    pub(super) fn load(file: &Path) -> Self {
        let text = match fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Self::default(),
            Err(error) => {
                tracing::warn!(%error, "what was told of ends cannot be read");
                return Self::default();
            }
        };
        serde_json::from_str(&text).unwrap_or_else(|error| {
            tracing::warn!(%error, "what was told of ends is damaged");
            Self::default()
        })
    }

    /// Writes the file, if there is news for it. Where that fails it is still known until the program ends.
    pub(super) fn save(&mut self, file: &Path) {
        if !std::mem::take(&mut self.changed) {
            return;
        }
        if let Err(error) = files::replace_json(file, self) {
            tracing::warn!(?error, "what was told of ends cannot be written down");
            self.changed = true;
        }
    }

    /// Until when nothing is told, because something was; `None` where it may be.
    pub(super) fn pauses(&self, now: Timestamp) -> Option<Timestamp> {
        let last = self.last.filter(|last| *last <= now)?;
        last.checked_add(PAUSE).ok().filter(|end| now < *end)
    }

    /// Tells what is due of a token at `now`. Answers whether that is news.
    pub(super) fn tell(&mut self, id: &str, life: Life, days: &[u32], now: Timestamp) -> bool {
        let ends_at = life.ends_at.to_string();
        let known = self.told.get(id).filter(|entry| entry.ends_at == ends_at);
        let (entry, is_news) = match (due::reached(life, days, now), known) {
            // The clock was ahead when that was told. What is due by now was told with it.
            (due, Some(known)) if due::is_early(life.ends_at, known.days, now) => (
                due.map(|days| Entry {
                    days,
                    ..known.clone()
                }),
                false,
            ),
            (Some(days), known) if known.is_none_or(|known| days < known.days) => {
                let read = false;
                (Some(Entry { ends_at, days, read }), true)
            }
            _ => return false,
        };
        match entry {
            Some(entry) => self.told.insert(id.to_owned(), entry),
            None => self.told.remove(id),
        };
        if is_news {
            self.last = Some(now);
        }
        self.changed = true;
        is_news
    }

    /// So many days before this end was told last, if that was not read yet.
    pub(super) fn unread(&self, id: &str, life: Life) -> Option<u32> {
        self.told
            .get(id)
            .filter(|entry| !entry.read && entry.ends_at == life.ends_at.to_string())
            .map(|entry| entry.days)
    }

    /// The person has read everything.
    pub(super) fn read_all(&mut self) {
        for entry in self.told.values_mut().filter(|entry| !entry.read) {
            entry.read = true;
            self.changed = true;
        }
    }

    /// Drops what ended long before `now`.
    pub(super) fn forget_ended(&mut self, now: Timestamp) {
        let before = self.told.len();
        self.told.retain(|_, entry| {
            let end = entry.ends_at.parse::<Timestamp>();
            end.is_ok_and(|end| end.saturating_add(KEPT).unwrap_or(Timestamp::MAX) > now)
        });
        self.changed |= self.told.len() != before;
    }

    /// Whether the file says something else still: it could not be written.
    pub(super) fn is_unsaved(&self) -> bool {
        self.changed
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DAY: i64 = 86_400;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + second).unwrap()
    }

    fn life(seconds: i64) -> Life {
        Life {
            issued_at: at(0),
            ends_at: at(seconds),
        }
    }

    /// As after a restart of the program.
    fn restarted(mut told: Told, file: &Path) -> Told {
        told.save(file);
        Told::load(file)
    }

    #[test]
    fn a_regenerated_token_is_told_of_anew_and_the_old_end_no_more() {
        let mut told = Told::default();
        let days = [30, 7, 1];
        assert!(told.tell("a", life(90 * DAY), &days, at(85 * DAY)));
        let longer = Life {
            issued_at: at(85 * DAY),
            ends_at: at(175 * DAY),
        };
        assert_eq!(told.unread("a", longer), None, "that end was not told yet");
        assert!(!told.tell("a", longer, &days, at(86 * DAY)));
        assert!(told.tell("a", longer, &days, at(145 * DAY)));
        assert_eq!(told.unread("a", longer), Some(30));
        told.read_all();
        assert_eq!(told.unread("a", longer), None);
        assert!(
            told.tell("a", longer, &days, at(168 * DAY)),
            "what is read is told again when the next hour comes"
        );
        assert_eq!(told.unread("a", longer), Some(7));
    }

    #[test]
    fn what_a_clock_told_that_was_ahead_is_told_again_at_its_own_hour() {
        let (mut told, days) = (Told::default(), [30, 7, 1]);
        let life = life(90 * DAY);
        assert!(told.tell("a", life, &days, at(60 * DAY)));
        assert!(told.tell("a", life, &days, at(89 * DAY)), "the clock is ahead");
        assert!(!told.tell("a", life, &days, at(61 * DAY)), "30 was told before");
        assert_eq!(told.unread("a", life), Some(30));
        assert!(told.tell("a", life, &days, at(83 * DAY)));
        assert!(!told.tell("a", life, &days, at(50 * DAY)), "nothing is due yet");
        assert_eq!(told.unread("a", life), None);
        assert!(told.tell("a", life, &days, at(60 * DAY)));
        told.forget_ended(at(100 * DAY));
        assert_eq!(told.unread("a", life), Some(30), "the clock may be ahead now");
        told.forget_ended(at(200 * DAY));
        assert_eq!(
            told,
            Told {
                last: told.last,
                changed: true,
                ..Told::default()
            }
        );
    }

    #[test]
    fn after_something_was_told_there_is_a_pause_unless_the_clock_was_set_back() {
        let mut told = Told::default();
        assert_eq!(told.pauses(at(0)), None);
        assert!(told.tell("a", life(90 * DAY), &[7], at(85 * DAY)));
        assert_eq!(told.pauses(at(85 * DAY)), Some(at(85 * DAY + 3_600)));
        assert_eq!(told.pauses(at(85 * DAY + 3_600)), None);
        assert_eq!(told.pauses(at(84 * DAY)), None);
    }

    #[test]
    fn of_two_programs_one_tells_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let file = file_in(folder.path());
        let first = alone(&file).unwrap();
        assert!(alone(&file).is_none());
        drop(first);
        assert!(alone(&file).is_some());
    }

    #[test]
    fn a_damaged_file_is_as_none_and_is_written_anew() {
        let folder = tempfile::tempdir().unwrap();
        let file = file_in(folder.path());
        for text in ["", "{", "[]", r#"{"told":{"a":{"days":-1}}}"#] {
            fs::write(&file, text).unwrap();
            assert_eq!(Told::load(&file), Told::default(), "{text}");
        }
        let mut told = Told::load(&file);
        assert!(told.tell("a", life(90 * DAY), &[7], at(85 * DAY)));
        assert_eq!(restarted(told, &file).unread("a", life(90 * DAY)), Some(7));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn each_reminder_is_told_once_however_often_it_is_looked_and_restarted(
            whole in 2 * DAY..500 * DAY,
            days in proptest::collection::btree_set(1_u32..=365, 1..=4),
            looks in proptest::collection::vec((0_i64..20 * DAY, any::<bool>(), any::<bool>()), 1..60),
        ) {
            let folder = tempfile::tempdir().unwrap();
            let file = file_in(folder.path());
            let days: Vec<u32> = days.into_iter().collect();
            let life = life(whole);
            let (mut told, mut second, mut heard) = (Told::default(), 0, Vec::new());
            for (pause, restart, read) in looks {
                second += pause;
                if told.tell("a", life, &days, at(second)) {
                    heard.push(told.unread("a", life).unwrap());
                }
                if read {
                    told.read_all();
                }
                told.forget_ended(at(second));
                if restart {
                    told = restarted(told, &file);
                }
                prop_assert!(!told.tell("a", life, &days, at(second)), "the same hour brings nothing new");
                if second < whole {
                    prop_assert_eq!(
                        heard.last().copied(),
                        due::reached(life, &days, at(second)),
                        "whatever is due by now was told"
                    );
                }
            }
            prop_assert!(heard.is_sorted_by(|a, b| a > b), "fewer days each time: {:?}", heard);
        }
    }
}
