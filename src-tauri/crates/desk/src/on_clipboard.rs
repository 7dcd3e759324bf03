//! The clipboard, as the desk remembers it: which secret of ours is on it, and until when.

use std::time::Duration;

use crate::clipboard::{Gone, Held};
use crate::wire::{ClipboardState, ClipboardWord};

/// What is on the clipboard of ours.
#[derive(Default)]
pub(crate) struct OnClipboard {
    holding: Option<Holding>,
    last: Option<Gone>,
    copies: u64,
    /// The newest copy that is over.
    over: u64,
}

struct Holding {
    secret: Box<dyn Held>,
    copy: u64,
    ends_at: Option<Duration>,
}

impl OnClipboard {
    /// The number of the next copy: what an older one still has to say is not listened to any more.
    pub(crate) fn next_copy(&mut self) -> u64 {
        self.copies += 1;
        self.copies
    }

    /// Lets go of what is held, to be cleared or dropped without the state's lock.
    pub(crate) fn take(&mut self) -> Option<Box<dyn Held>> {
        self.holding.take().map(|holding| holding.secret)
    }

    /// A secret was put there. `Err` gives it back if it is over already, or a newer copy was begun.
    pub(crate) fn holds(
        &mut self,
        copy: u64,
        secret: Box<dyn Held>,
        ends_at: Option<Duration>,
    ) -> Result<(), Box<dyn Held>> {
        if copy != self.copies || copy == self.over {
            return Err(secret);
        }
        self.last = None;
        self.holding = Some(Holding {
            secret,
            copy,
            ends_at,
        });
        Ok(())
    }

    /// A copy is no longer there. Whether that is news.
    pub(crate) fn gone(&mut self, copy: u64, how: Gone) -> bool {
        if copy != self.copies {
            return false;
        }
        self.over = copy;
        self.holding = self.holding.take().filter(|holding| holding.copy != copy);
        self.last.replace(how) != Some(how)
    }

    /// The present copy was cleared by us. Whether that is news.
    pub(crate) fn gone_now(&mut self, how: Gone) -> bool {
        self.gone(self.copies, how)
    }

    /// Puts off the clearing of what is held, if it is to be cleared at all.
    pub(crate) fn extend(&mut self, by: Duration) {
        if let Some(holding) = &mut self.holding
            && let Some(end) = &mut holding.ends_at
        {
            holding.secret.extend(by);
            *end = end.saturating_add(by);
        }
    }

    /// For the screen.
    pub(crate) fn state(&self, elapsed: Duration) -> ClipboardState {
        let (state, clears_in_seconds) = match (&self.holding, self.last) {
            (Some(holding), _) => {
                let left = holding.ends_at.map(|end| end.saturating_sub(elapsed));
                // Rounded up: "0:00" would be said of something that is still there.
                let seconds =
                    left.map(|left| u32::try_from(left.as_millis().div_ceil(1000)).unwrap_or(u32::MAX));
                (ClipboardWord::Holding, seconds)
            }
            (None, Some(Gone::Cleared)) => (ClipboardWord::Cleared, None),
            (None, Some(Gone::Replaced)) => (ClipboardWord::LeftAlone, None),
            (None, Some(Gone::Unknown)) => (ClipboardWord::MayRemain, None),
            (None, None) => (ClipboardWord::Untouched, None),
        };
        ClipboardState {
            state,
            clears_in_seconds,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Nothing;

    impl Held for Nothing {
        fn extend(&self, _by: Duration) {}
        fn clear(&self) -> Gone {
            Gone::Cleared
        }
    }

    fn s(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn state(state: ClipboardWord, clears_in_seconds: Option<u32>) -> ClipboardState {
        ClipboardState {
            state,
            clears_in_seconds,
        }
    }

    #[test]
    fn the_countdown_is_rounded_up_and_grows_with_each_extension() {
        let mut clipboard = OnClipboard::default();
        assert_eq!(clipboard.state(s(0)), state(ClipboardWord::Untouched, None));
        let copy = clipboard.next_copy();
        assert!(clipboard.holds(copy, Box::new(Nothing), Some(s(60))).is_ok());
        assert_eq!(
            clipboard.state(Duration::from_millis(59_001)),
            state(ClipboardWord::Holding, Some(1))
        );
        clipboard.extend(s(60));
        assert_eq!(clipboard.state(s(50)), state(ClipboardWord::Holding, Some(70)));
    }

    #[test]
    fn a_copy_that_was_replaced_before_it_was_noted_is_not_said_to_be_held() {
        let mut clipboard = OnClipboard::default();
        let copy = clipboard.next_copy();
        assert!(clipboard.gone(copy, Gone::Replaced));
        assert!(clipboard.holds(copy, Box::new(Nothing), None).is_err());
        assert_eq!(clipboard.state(s(0)), state(ClipboardWord::LeftAlone, None));
    }

    #[test]
    fn a_copy_whose_keeper_was_killed_is_not_said_to_be_cleared_where_the_system_keeps_the_text() {
        let mut clipboard = OnClipboard::default();
        let copy = clipboard.next_copy();
        assert!(clipboard.holds(copy, Box::new(Nothing), Some(s(60))).is_ok());
        assert!(clipboard.gone(copy, Gone::Unknown));
        assert_eq!(clipboard.state(s(1)), state(ClipboardWord::MayRemain, None));
        let keeps_the_text = cfg!(any(windows, target_os = "macos"));
        assert_eq!(Gone::KEEPER_KILLED == Gone::Unknown, keeps_the_text);
    }

    #[test]
    fn what_becomes_of_an_older_copy_is_no_news() {
        let mut clipboard = OnClipboard::default();
        let old = clipboard.next_copy();
        assert!(clipboard.holds(old, Box::new(Nothing), Some(s(60))).is_ok());
        let new = clipboard.next_copy();
        assert!(
            !clipboard.gone(old, Gone::Replaced),
            "our own newer copy replaced it"
        );
        assert!(clipboard.holds(new, Box::new(Nothing), None).is_ok());
        assert_eq!(clipboard.state(s(0)), state(ClipboardWord::Holding, None));
    }
}
