//! Many who want the one thing that there is.

use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};

use desk::wire::{AppError, CheckIn, CheckOut};
use desk::{Desk, Source};

use crate::TestDesk;

/// So many programs share the racers.
const PROGRAMS: usize = 4;

/// Has `racers` ask for an exclusive resource at once, `races` times, and looks each time whether exactly one has it.
/// Whoever has it gives it back before the next race.
///
/// # Panics
/// When nobody wins a race, or more than one, or somebody is refused for another reason than that it is out.
pub fn race(test: &TestDesk, wish: &CheckOut, racers: usize, races: usize) {
    let programs: Vec<TestDesk> = (0..PROGRAMS).map(|_| test.beside(Source::Terminal)).collect();
    let line = Barrier::new(racers);
    let (winners, back) = (AtomicUsize::new(0), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for racer in 0..racers {
            let desk = &programs[racer % PROGRAMS].desk;
            let (line, winners, back) = (&line, &winners, &back);
            scope.spawn(move || {
                for race in 1..=races {
                    line.wait();
                    let won = won(desk, wish);
                    winners.fetch_add(usize::from(won.is_some()), Ordering::SeqCst);
                    line.wait();
                    assert_eq!(winners.load(Ordering::SeqCst), race, "one winner each time");
                    if let Some(given) = won {
                        assert_eq!(desk.check_in(&given), Ok(()), "the winner can give it back");
                        back.fetch_add(1, Ordering::SeqCst);
                    }
                    line.wait();
                }
            });
        }
    });
    assert_eq!(back.into_inner(), races, "each winner gave it back");
}

fn won(desk: &Desk, wish: &CheckOut) -> Option<CheckIn> {
    match desk.check_out(wish) {
        Ok(given) => Some(CheckIn {
            id: given.id.clone(),
            resource: None,
        }),
        Err(AppError::ResourceOut { .. }) => None,
        #[allow(clippy::panic, reason = "a test's racer may fail by panic")]
        Err(other) => panic!("{other:?}"),
    }
}
