//! The parts of a check: its actions and conditions.

pub(super) const UNKNOWN: &str = "00000000-0000-4000-8000-00000000dead";
pub(super) const UNSTAGED: &str = "00000000-0000-4000-8000-0000000000aa";
pub(super) const INITIAL: &str = "00000000-0000-4000-8000-000000000001";
pub(super) const PENDING: &str = "00000000-0000-4000-8000-000000000002";
pub(super) const ROTATION_TOKEN: &str = "00000000-0000-4000-8000-0000000000ff";

/// One check of the contract.
pub(super) struct Check {
    pub(super) name: &'static str,
    /// The reason for the check.
    pub(super) reason: &'static str,
    /// In groups, which run one after the other.
    pub(super) acts: &'static [&'static [Act]],
}

impl Check {
    /// The act in this place.
    pub(super) fn act(&self, place: usize) -> Option<&'static Act> {
        self.acts.iter().copied().flatten().nth(place)
    }
}

/// The next action of a check.
pub(super) enum Act {
    /// Creates a secret whose rotation has just begun: AWSPENDING without a value.
    Prepare,
    /// Creates a secret without rotation, with a version that has AWSPENDING.
    PrepareWithoutRotation,
    /// Adds a version without AWSPENDING.
    AddUnstagedVersion,
    Invoke {
        step: &'static str,
        token: Token,
        id: Id,
        expect: Expect,
    },
    /// Every call of the function fails during this step. It may raise or not.
    InvokeBroken {
        step: &'static str,
    },
    /// The same, but a function that made a call must raise.
    InvokeBrokenStrictly {
        step: &'static str,
    },
    RememberPending,
    PendingKept,
    PendingStaged,
    CurrentMoved,
    CurrentUnmoved,
    ValueChanged,
    PreviousKept,
    ReadPending,
    NamedVersionItLeaves,
    OutputClean,
}

#[derive(Clone, Copy)]
pub(super) enum Token {
    Pending,
    Unstaged,
    Unknown,
}

#[derive(Clone, Copy)]
pub(super) enum Id {
    Arn,
    PartialArn,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Expect {
    Success,
    Exception,
}
