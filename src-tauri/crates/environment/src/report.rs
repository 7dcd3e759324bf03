//! What was done and how it went.

/// The steps of one piece of work, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// The steps.
    pub steps: Vec<Step>,
}

impl Report {
    /// Whether no step failed.
    #[must_use]
    pub fn worked(&self) -> bool {
        self.steps.iter().all(|step| step.state != StepState::Failed)
    }

    pub(crate) fn push(&mut self, kind: StepKind, subject: impl Into<String>, outcome: Outcome) {
        let (state, detail) = match outcome {
            Outcome::Done => (StepState::Done, None),
            Outcome::Skipped(detail) => (StepState::Skipped, Some(detail)),
            Outcome::Failed(detail) => (StepState::Failed, Some(detail)),
        };
        self.steps.push(Step {
            kind,
            subject: subject.into(),
            state,
            detail,
        });
    }
}

/// How a step went, with its explanation where it needs one.
pub(crate) enum Outcome {
    Done,
    Skipped(String),
    Failed(String),
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What was done.
    pub kind: StepKind,
    /// What it was done to: a path, a shell, a registry key.
    pub subject: String,
    /// How it went.
    pub state: StepState,
    /// Plain English, where it did not go well. Never the value.
    pub detail: Option<String>,
}

/// What a step did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepKind {
    /// A file or registry value was written.
    Wrote,
    /// A file, block or registry value was taken away.
    Removed,
    /// What was written was read again.
    ReadBack,
    /// A program was started afresh and asked.
    FreshProcess,
    /// The running user manager was told or asked.
    UserManager,
    /// Running programs were told that variables changed.
    Notified,
}

impl StepKind {
    /// The step as a word: `wrote`, `removed`, `read_back`, `fresh_process`, `user_manager`, `notified`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Wrote => "wrote",
            Self::Removed => "removed",
            Self::ReadBack => "read_back",
            Self::FreshProcess => "fresh_process",
            Self::UserManager => "user_manager",
            Self::Notified => "notified",
        }
    }
}

/// How a step went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    /// Done.
    Done,
    /// Not needed or not possible here; `detail` says which.
    Skipped,
    /// It failed; `detail` says why.
    Failed,
}
