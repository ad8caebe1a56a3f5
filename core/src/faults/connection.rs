//! Broken connections and delays.

use crate::saved::saved;

/// How the connection breaks.
///
/// Where the service never saw the request (`Refused`, `ConnectTimeout`), the operation does not run. In all other cases it runs and only
/// the answer is lost, which is what a retry with the same ClientRequestToken is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Connection {
    /// Nothing listens at the endpoint.
    #[default]
    Refused,
    /// The connection cannot be made in time.
    ConnectTimeout,
    /// The connection is closed before the answer arrives.
    Reset,
    /// The answer does not arrive in time.
    ReadTimeout,
    /// The body ends before its Content-Length.
    Truncated,
    /// The body is not JSON.
    Corrupt,
}

saved! { enum Connection { Refused: "refused", ConnectTimeout: "connect-timeout", Reset: "reset", ReadTimeout: "read-timeout", Truncated: "truncated", Corrupt: "corrupt" } }

impl Connection {
    /// The name that the control takes.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::ConnectTimeout => "connect-timeout",
            Self::Reset => "reset",
            Self::ReadTimeout => "read-timeout",
            Self::Truncated => "truncated",
            Self::Corrupt => "corrupt",
        }
    }

    /// The way of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        const ALL: [Connection; 6] = [
            Connection::Refused,
            Connection::ConnectTimeout,
            Connection::Reset,
            Connection::ReadTimeout,
            Connection::Truncated,
            Connection::Corrupt,
        ];
        ALL.into_iter().find(|connection| connection.name() == name)
    }

    /// Whether the service gets to see the request.
    pub(crate) const fn lets_the_request_through(self) -> bool {
        !matches!(self, Self::Refused | Self::ConnectTimeout)
    }
}

/// Which clock a delay passes on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Clock {
    /// The fake's: the call returns at once and the fake's time has moved on.
    #[default]
    Fake,
    /// The real one: the host waits.
    Real,
}

saved! { enum Clock { Fake: "fake", Real: "real" } }

impl Clock {
    /// The clock of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "fake" => Some(Self::Fake),
            "real" => Some(Self::Real),
            _ => None,
        }
    }
}

/// How long the service takes to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Delay {
    /// In milliseconds.
    pub milliseconds: u32,
    /// On which clock.
    pub clock: Clock,
}

saved! { struct Delay { milliseconds: "milliseconds", clock: "clock" } }
