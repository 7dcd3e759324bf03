//! Why a program did not replace a password.

use desk::wire::RotationProblem;

use super::{Words, words};
use crate::plain::plain;

/// What happened to the password of a resource, and what to do next.
pub(crate) fn of_rotation(resource: &str, problem: RotationProblem) -> Words {
    let resource = plain(resource);
    words(
        format!(
            "The password of “{resource}” was not replaced: {}. The old one stays in use.",
            of_problem(problem)
        ),
        format!("Put the program right and try again: “tokendesk resources rotate {resource}”."),
    )
}

/// The problem alone.
pub(crate) fn of_problem(problem: RotationProblem) -> String {
    match problem {
        RotationProblem::NotStarted => {
            "its program is gone, can’t be run or may be changed by others".to_owned()
        }
        RotationProblem::Failed { code } => format!("its program ended with exit code {code}"),
        RotationProblem::Killed => "its program was killed, and nobody knows how far it had come".to_owned(),
        RotationProblem::TimedOut => format!(
            "its program did not end within {} seconds, and nobody knows how far it had come",
            desk::ROTATION_LIMIT.as_secs()
        ),
    }
}
