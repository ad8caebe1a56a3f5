//! The checks of the contract of rotation functions. Each has the steps to invoke, and the conditions that must hold afterwards.
//!
//! The contract follows AWS's rotation templates and "Lambda rotation functions" in the user guide.

use super::acts::{Act, Check, Expect, Id, Token};

const CREATE: &str = "createSecret";
const SET: &str = "setSecret";
const TEST: &str = "testSecret";
const FINISH: &str = "finishSecret";

const fn succeeds(step: &'static str) -> Act {
    Act::Invoke {
        step,
        token: Token::Pending,
        id: Id::Arn,
        expect: Expect::Success,
    }
}

const fn rejects(step: &'static str, token: Token) -> Act {
    Act::Invoke {
        step,
        token,
        id: Id::Arn,
        expect: Expect::Exception,
    }
}

const fn with_id(step: &'static str, id: Id) -> Act {
    Act::Invoke {
        step,
        token: Token::Pending,
        id,
        expect: Expect::Success,
    }
}

/// One step, in which every call of the function fails.
const fn broken(step: &'static str) -> Act {
    Act::InvokeBroken { step }
}

/// Every step raises, invoked with this token.
const fn all_reject(token: Token) -> [Act; 4] {
    [
        rejects(CREATE, token),
        rejects(SET, token),
        rejects(TEST, token),
        rejects(FINISH, token),
    ]
}

/// A rotation that succeeds.
const ROTATION: &[Act] = &[
    succeeds(CREATE),
    succeeds(SET),
    succeeds(TEST),
    succeeds(FINISH),
];

/// All checks, in the order in which they run.
pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "completes_rotation",
        reason: "After finishSecret, AWSCURRENT is on the new version.",
        acts: &[&[Act::Prepare], ROTATION, &[Act::CurrentMoved]],
    },
    Check {
        name: "changes_value",
        reason: "The new version has a value that differs from the old one.",
        acts: &[&[Act::Prepare], ROTATION, &[Act::ValueChanged]],
    },
    Check {
        name: "keeps_previous_version",
        reason: "The old version keeps its value and gets AWSPREVIOUS, so that clients can fall back to it.",
        acts: &[&[Act::Prepare], ROTATION, &[Act::PreviousKept]],
    },
    Check {
        name: "create_secret_stages_pending",
        reason: "createSecret stores the new value under AWSPENDING and does not move AWSCURRENT: the new value does not work yet.",
        acts: &[&[Act::Prepare, succeeds(CREATE), Act::PendingStaged]],
    },
    Check {
        name: "create_secret_keeps_pending_value",
        reason: "Secrets Manager retries steps: a second createSecret with the same token keeps the value of the first.",
        acts: &[&[
            Act::Prepare,
            succeeds(CREATE),
            Act::RememberPending,
            succeeds(CREATE),
            Act::PendingKept,
        ]],
    },
    Check {
        name: "refuses_version_not_pending",
        reason: "A version that is not staged AWSPENDING must not be rotated: every step raises.",
        acts: &[
            &[Act::Prepare, Act::AddUnstagedVersion],
            &all_reject(Token::Unstaged),
            &[Act::CurrentUnmoved],
        ],
    },
    Check {
        name: "refuses_unknown_token",
        reason: "A ClientRequestToken without a version of the secret is a mistake or an attack: every step raises.",
        acts: &[
            &[Act::Prepare],
            &all_reject(Token::Unknown),
            &[Act::CurrentUnmoved],
        ],
    },
    Check {
        name: "refuses_rotation_not_enabled",
        reason: "A secret without rotation enabled must not be rotated: every step raises.",
        acts: &[
            &[Act::PrepareWithoutRotation],
            &all_reject(Token::Pending),
            &[Act::CurrentUnmoved],
        ],
    },
    Check {
        name: "refuses_unknown_step",
        reason: "The function raises for an unknown step: if it returns, Secrets Manager treats the step as succeeded.",
        acts: &[&[
            Act::Prepare,
            succeeds(CREATE),
            rejects("unknownStep", Token::Pending),
        ]],
    },
    Check {
        name: "set_secret_uses_pending_value",
        reason: "setSecret sets the pending value in the database or service, so it must read AWSPENDING.",
        acts: &[&[
            Act::Prepare,
            succeeds(CREATE),
            succeeds(SET),
            Act::ReadPending,
        ]],
    },
    Check {
        name: "test_secret_uses_pending_value",
        reason: "testSecret logs in with the pending value; testing AWSCURRENT proves nothing.",
        acts: &[&[
            Act::Prepare,
            succeeds(CREATE),
            succeeds(SET),
            succeeds(TEST),
            Act::ReadPending,
        ]],
    },
    Check {
        name: "finish_secret_names_the_version_it_leaves",
        reason: "finishSecret moves AWSCURRENT with UpdateSecretVersionStage, and passes the old version as RemoveFromVersionId.",
        acts: &[&[Act::Prepare], ROTATION, &[Act::NamedVersionItLeaves]],
    },
    Check {
        name: "finish_secret_is_repeatable",
        reason: "Secrets Manager retries steps: a second finishSecret raises nothing and moves nothing.",
        acts: &[
            &[Act::Prepare],
            ROTATION,
            &[succeeds(FINISH), Act::CurrentMoved, Act::PreviousKept],
        ],
    },
    Check {
        name: "recovers_after_failed_create_secret",
        reason: "After a failure in createSecret, a retry with the same token completes the rotation.",
        acts: &[
            &[Act::Prepare, broken(CREATE)],
            ROTATION,
            &[Act::CurrentMoved],
        ],
    },
    Check {
        name: "recovers_after_failed_set_secret",
        reason: "After a failure in setSecret, a retry with the same token completes the rotation.",
        acts: &[
            &[Act::Prepare, succeeds(CREATE), broken(SET)],
            ROTATION,
            &[Act::CurrentMoved],
        ],
    },
    Check {
        name: "recovers_after_failed_test_secret",
        reason: "After a failure in testSecret, a retry with the same token completes the rotation.",
        acts: &[
            &[Act::Prepare, succeeds(CREATE), succeeds(SET), broken(TEST)],
            ROTATION,
            &[Act::CurrentMoved],
        ],
    },
    Check {
        name: "recovers_after_failed_finish_secret",
        reason: "After a failure in finishSecret, a retry with the same token completes the rotation.",
        acts: &[
            &[
                Act::Prepare,
                succeeds(CREATE),
                succeeds(SET),
                succeeds(TEST),
                broken(FINISH),
            ],
            ROTATION,
            &[Act::CurrentMoved],
        ],
    },
    Check {
        name: "raises_when_calls_fail",
        reason: "A step raises if its calls fail: if it swallows the error, a rotation that never happened counts as succeeded.",
        acts: &[&[
            Act::Prepare,
            Act::InvokeBrokenStrictly { step: CREATE },
            succeeds(CREATE),
            succeeds(SET),
            succeeds(TEST),
            Act::InvokeBrokenStrictly { step: FINISH },
        ]],
    },
    Check {
        name: "accepts_partial_arn",
        reason: "SecretId can be an ARN without its suffix.",
        acts: &[&[
            Act::Prepare,
            with_id(CREATE, Id::PartialArn),
            with_id(SET, Id::PartialArn),
            with_id(TEST, Id::PartialArn),
            with_id(FINISH, Id::PartialArn),
            Act::CurrentMoved,
        ]],
    },
    Check {
        name: "hides_secret_values",
        reason: "The output of a function goes to CloudWatch Logs, which more people can read than the secret.",
        acts: &[&[Act::Prepare], ROTATION, &[Act::OutputClean]],
    },
];
