"""Faults that `fail` injects, and the exceptions for broken connections."""

import datetime
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from ._native import Misuse

if TYPE_CHECKING:
    from types import FrameType

    from ._native import Engine

Connection = Literal["refused", "connect-timeout", "reset", "read-timeout", "truncated", "corrupt"]
Predicate = Callable[[dict[str, Any]], bool]


class FakeSecretsManagerWarning(UserWarning):
    """A warning of the fake, for example that an injected fault never occurred."""


class UnusedFaultError(AssertionError):
    """An injected fault never occurred, and the fake was created with `strict=True`."""


class CallSite(NamedTuple):
    """A line of the code that uses the package."""

    filename: str
    line: int
    module: str

    @classmethod
    def current(cls) -> "CallSite":
        """Return the line that called the package."""
        frame = sys._getframe(1)
        while _is_own(frame) and frame.f_back is not None:
            frame = frame.f_back
        return cls(frame.f_code.co_filename, frame.f_lineno, frame.f_globals.get("__name__") or "<unknown>")


def _is_own(frame: "FrameType") -> bool:
    name: str = frame.f_globals.get("__name__") or ""
    return name.partition(".")[0] == "fake_secrets_manager"


class Faults:
    """The faults of one fake."""

    def __init__(self, engine: "Engine") -> None:
        self._engine = engine
        self._predicates: dict[int, Predicate] = {}
        self._call_sites: dict[str, CallSite] = {}

    def call_site(self, fault: str) -> CallSite:
        """Return the line that injected an unused fault. If it is unknown, return the line that called the package."""
        return self._call_sites.get(fault) or CallSite.current()

    def _note_call_site(self, before: list[str]) -> None:
        for fault in Counter(self._engine.unused_faults()) - Counter(before):
            self._call_sites[fault] = CallSite.current()

    def inject(
        self,
        target: str,
        *,
        delay: float | datetime.timedelta | None,
        when: Predicate | None,
        sequence: Sequence[str | None] | None,
        **options: Any,
    ) -> int:
        """Inject a fault and return its id."""
        if when is not None and not callable(when):
            raise Misuse(
                f"fail() got when of type {type(when).__name__}; expected a function of the request, "
                'for example when=lambda request: request["SecretId"] == "app/db"'
            )
        if isinstance(sequence, str):
            raise Misuse(
                "fail() got a string as sequence; expected a list of codes and None, "
                'for example sequence=["ThrottlingException", None]'
            )
        given: dict[str, Any] = {"target": target, "sequence": None if sequence is None else list(sequence), **options}
        if delay is not None:
            seconds = delay.total_seconds() if isinstance(delay, datetime.timedelta) else delay
            if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not 0 < seconds < 1 << 22:
                raise Misuse("fail() got an invalid delay; expected seconds or a timedelta, for example delay=2.5")
            given["delay"] = round(seconds * 1000)
        given["predicate"] = True if when is not None else None
        try:
            spec = json.dumps({name: value for name, value in given.items() if value is not None})
        except (TypeError, ValueError):
            raise Misuse(
                "fail() got an argument of the wrong type; expected strings and numbers, "
                'for example fail("GetSecretValue", "ThrottlingException", times=2)'
            ) from None
        before = self._engine.unused_faults()
        fault = self._engine.inject(spec)
        self._note_call_site(before)
        if when is not None:
            self._predicates[fault] = when
        return fault

    def remove(self, fault: int) -> None:
        """Remove a fault."""
        self._engine.remove_fault(fault)
        self._predicates.pop(fault, None)

    def clear(self) -> None:
        """Remove all faults."""
        self._engine.clear_faults()
        self._predicates.clear()
        self._call_sites.clear()

    def predicates(self) -> dict[int, Predicate]:
        """Return the predicates in use, for `restore`."""
        return dict(self._predicates)

    def restore(self, predicates: dict[int, Predicate]) -> None:
        """Restore predicates, if the engine still has their faults."""
        self._predicates = dict(predicates)

    @contextmanager
    def during(self, fault: int) -> Iterator[None]:
        """Remove a fault at the end of a block."""
        try:
            yield
        finally:
            self.remove(fault)

    def matching(self, operation: str, request: Callable[[], Mapping[str, Any]]) -> list[int]:
        """Return the ids of the faults whose predicate accepts a request. Fast if no fault has a predicate."""
        if not self._predicates:
            return []
        faults = [fault for fault in self._engine.faults_with_predicate(operation) if fault in self._predicates]
        if not faults:
            return []
        given = dict(request())
        return [fault for fault in faults if self._predicates[fault](given)]

    def matching_wire(self, headers: Mapping[str, str], body: bytes) -> list[int]:
        """Do the same as `matching` for a raw request. Return an empty list if the request is malformed."""
        if not self._predicates:
            return []
        target = next((value for name, value in headers.items() if name.lower() == "x-amz-target"), "")
        service, _, operation = target.rpartition(".")
        return self.matching_body(operation, body) if service == "secretsmanager" else []

    def matching_body(self, operation: str, body: bytes) -> list[int]:
        """Do the same as `matching` for a body. Return an empty list without an operation or for a malformed body."""
        if not self._predicates or not operation:
            return []
        try:
            members = json.loads(body)
        except ValueError:
            return []
        return self.matching(operation, lambda: members) if isinstance(members, dict) else []


def botocore_error(connection: str, url: str) -> Exception | None:
    """Return the exception that botocore raises for a broken connection, or None if the body itself is broken."""
    from botocore import exceptions

    error: Exception | None = None
    if connection == "refused":
        refused = ConnectionRefusedError("injected by the fake")
        error = exceptions.EndpointConnectionError(endpoint_url=url, error=refused)
    if connection == "connect-timeout":
        error = exceptions.ConnectTimeoutError(endpoint_url=url)
    if connection in ("reset", "truncated"):  # urllib3 compares the length of a body with its Content-Length
        error = exceptions.ConnectionClosedError(endpoint_url=url)
    if connection == "read-timeout":
        error = exceptions.ReadTimeoutError(endpoint_url=url)
    return error


def builtin_error(connection: str) -> Exception | None:
    """Return the exception for a caller of the wire API, who uses no SDK."""
    message = f"connection broken by an injected fault: {connection}"
    kinds: dict[str, type[Exception]] = {
        "refused": ConnectionRefusedError,
        "connect-timeout": TimeoutError,
        "reset": ConnectionResetError,
        "read-timeout": TimeoutError,
    }
    kind = kinds.get(connection)
    return None if kind is None else kind(message)
