"""Recorded requests: operation, origin, caller and response."""

import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, overload

from .faults import Connection

if TYPE_CHECKING:
    from ._native import Engine
    from .shapes import ErrorCode, OperationName

Origin = Literal["sdk", "direct", "wire", "rotation step"]

_SHOWN = 30  # the number of requests in a repr, which must be short enough for an assertion message
_REPORTED = 100  # the number of requests in the report of a failed test


@dataclass(frozen=True)
class Request:
    """One request and its response. SecretString, SecretBinary and RotationToken are redacted unless revealed."""

    index: int
    """The number of the request since the last `clear` or `reset`, from 0."""
    operation: str | None
    """None for a request without a valid operation."""
    secret: str | None
    """The name of the requested secret."""
    at: datetime.datetime
    """The fake's time."""
    account_id: str
    region: str
    caller: str
    """The access key id, or the account id of a direct call."""
    origin: Origin
    request: Any = field(repr=False)
    response: dict[str, Any] | None = field(default=None, repr=False)
    """None if the request failed."""
    code: str | None = None
    """The error code."""
    message: str | None = None
    status: int = 200
    situation: str | None = None
    """The name of the error in FIDELITY.md and `describe()`."""
    connection: Connection | None = None
    """How an injected fault broke the connection. With "refused" and "connect-timeout", the operation did not run."""

    @property
    def succeeded(self) -> bool:
        """Whether the request succeeded."""
        return self.code is None

    def __str__(self) -> str:
        what = " ".join(part for part in (self.operation or "(unknown operation)", self.secret) if part)
        outcome = self.code or "succeeded"
        if self.connection in ("refused", "connect-timeout"):
            outcome = f"not received ({self.connection})"
        elif self.connection is not None:
            outcome += f", response lost ({self.connection})"
        return f"{self.index}. {what} in {self.region} ({self.origin}): {outcome}"


class Requests:
    """The recorded requests of a fake, oldest first.

        fake.requests.count                                  # all
        fake.requests("GetSecretValue", secret="app/db")     # some
        fake.requests[-1].request                            # the newest

    The fake keeps the newest 10,000 requests, or fewer if they exceed 14 MiB in total. `dropped` counts the others.
    """

    def __init__(self, engine: "Engine", **filters: Any) -> None:
        self._engine = engine
        self._filters = {name: value for name, value in filters.items() if value is not None}

    def __call__(
        self,
        operation: "OperationName | str | None" = None,
        *,
        secret: str | None = None,
        outcome: 'Literal["succeeded", "failed"] | ErrorCode | str | None' = None,
        origin: Origin | None = None,
        reveal: bool | None = None,
    ) -> "Requests":
        """Select requests.

        Args:
            operation: The name of an operation, such as "GetSecretValue".
            secret: The name or ARN of the requested secret.
            outcome: "succeeded", "failed", or an error code.
            origin: "sdk", "direct", "wire" or "rotation step".
            reveal: Show SecretString, SecretBinary and RotationToken.

        Raises:
            Misuse: Unknown operation, outcome or origin.
        """
        given = {"operation": operation, "secret": secret, "outcome": outcome, "origin": origin, "reveal": reveal}
        selected = Requests(self._engine, **{**self._filters, **{k: v for k, v in given.items() if v is not None}})
        selected._records()  # a misspelled name is an error here, not at the assertion
        return selected

    __call__.__qualname__ = "requests"  # how callers write it, for Python's own errors

    @property
    def count(self) -> int:
        """The number of requests."""
        return len(self)

    @property
    def dropped(self) -> int:
        """The number of older requests that were dropped."""
        return self._engine.dropped_requests()

    def clear(self) -> None:
        """Delete all recorded requests, including those that the filter does not select."""
        self._engine.clear_requests()

    def _records(self) -> list[Request]:
        return [Request(**record) for record in self._engine.requests(json.dumps(self._filters))]

    def __len__(self) -> int:
        return len(self._records())

    def __iter__(self) -> Iterator[Request]:
        return iter(self._records())

    @overload
    def __getitem__(self, index: int) -> Request: ...
    @overload
    def __getitem__(self, index: slice) -> list[Request]: ...
    def __getitem__(self, index: int | slice) -> Request | list[Request]:
        return self._records()[index]

    def __repr__(self) -> str:
        records = self._records()
        filters = ", ".join(
            f"{name}={value!r}" for name, value in self._filters.items() if name not in ("reveal", "after")
        )
        lines = [f"<{len(records)} request{'' if len(records) == 1 else 's'}{f' with {filters}' if filters else ''}"]
        if not records and self._filters:
            others = Requests(self._engine)._records()
            lines[0] += f"; {len(others)} in all"
            records = others
        lines += [f"  {record}" for record in records[-_SHOWN:]]
        if len(records) > _SHOWN:
            lines.insert(1, f"  … {len(records) - _SHOWN} earlier")
        if self.dropped:
            lines.append(f"  ({self.dropped} older requests are no longer kept)")
        return "\n".join(lines) + ">"


def report(engine: "Engine", after: int) -> list[str]:
    """Return the requests after a number of events and requests, one line each, without values."""
    records = Requests(engine, after=after)._records()
    lines = [str(record) for record in records[-_REPORTED:]]
    return [f"… {len(records) - _REPORTED} earlier", *lines] if len(records) > _REPORTED else lines
