//! As whom this program runs, as Windows tells it.

use super::Surroundings;
use super::calls::identity::{Sid, is_packaged};
use crate::identity::Identity;

pub(super) fn of_this_program(around: &Surroundings) -> Identity {
    Identity {
        account: around.account().to_owned(),
        is_packaged: is_packaged(),
        is_another: Sid::of_the_shell().and_then(|shell| Some(shell != Sid::of_this_process().ok()?)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_program_knows_its_own_account() {
        let own = Sid::of_this_process().unwrap();
        assert_eq!(own, Sid::of_this_process().unwrap());
    }
}
