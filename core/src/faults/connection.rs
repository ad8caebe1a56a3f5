//! Broken connections and delays.

use crate::saved::saved;

/// How the connection breaks.
///
/// With `Refused` and `ConnectTimeout`, the request does not reach the service and the operation does not run. In all other cases, the
/// operation runs and only the response is lost. A retry with the same ClientRequestToken is then safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Connection {
    /// Nothing listens at the endpoint.
    #[default]
    Refused,
    /// The connection is not established in time.
    ConnectTimeout,
    /// The connection is closed before the response arrives.
    Reset,
    /// The response does not arrive in time.
    ReadTimeout,
    /// The body ends before its Content-Length.
    Truncated,
    /// The body is not JSON.
    Corrupt,
}

saved! { enum Connection { Refused: "refused", ConnectTimeout: "connect-timeout", Reset: "reset", ReadTimeout: "read-timeout", Truncated: "truncated", Corrupt: "corrupt" } }

impl Connection {
    /// The name that `fail` uses.
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

    /// Parses a name.
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

    /// Whether the request reaches the service.
    pub(crate) const fn reaches_the_service(self) -> bool {
        !matches!(self, Self::Refused | Self::ConnectTimeout)
    }
}

/// The clock of a delay.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Clock {
    /// The fake's clock: the call returns immediately, and the fake's time has advanced.
    #[default]
    Fake,
    /// The real clock: the host waits.
    Real,
}

saved! { enum Clock { Fake: "fake", Real: "real" } }

impl Clock {
    /// Parses the name of a clock.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "fake" => Some(Self::Fake),
            "real" => Some(Self::Real),
            _ => None,
        }
    }
}

/// The delay of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Delay {
    /// In milliseconds.
    pub milliseconds: u32,
    /// The clock of the delay.
    pub clock: Clock,
}

saved! { struct Delay { milliseconds: "milliseconds", clock: "clock" } }
