"""The part of the fake for recorded requests, events, injected faults and the check of rotation functions."""

import datetime
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, overload

from ._native import Engine, Misuse
from .faults import Connection, FakeSecretsManagerWarning, Faults, Predicate, UnusedFaultError

if TYPE_CHECKING:
    from .events import Event, Events
    from .requests import Requests
    from .rotation_check import CheckResult
    from .rotations import RotationHandler, StepName
    from .shapes import ErrorCode, OperationName

Delay = float | datetime.timedelta

_reading = threading.Lock()


class Memory:
    """The part of `FakeSecretsManager` that records requests and events, and injects faults."""

    _engine: Engine
    _strict: bool

    @property
    def requests(self) -> "Requests":
        """The recorded requests, oldest first.

            assert fake.requests("GetSecretValue", secret="app/db").count == 1

        Secret values are redacted unless you pass `reveal=True`. `reset` deletes the records.
        """
        from .requests import Requests

        return Requests(self._engine)

    @property
    def events(self) -> "Events":
        """The events, oldest first, in EventBridge format: `fake.events("RotationFailed")`."""
        from .events import Events

        return Events(self._engine)

    def on_event(self, listener: "Callable[[Event], Any]") -> Callable[[], None]:
        """Call a function with each new event, for example the handler of an EventBridge rule.

        The events of a request through `serve` or `agent` arrive before its response, in a thread of the server.

        Returns:
            A function that removes the listener.
        """
        from .options import a_kind_of

        if not callable(listener):
            raise Misuse(
                f"on_event() got {a_kind_of(listener)}; expected a function of one event, "
                "for example on_event(lambda event: handler(event, None))"
            )
        if not self._listeners:
            self._events_told = self._engine.event_count()
        self._listeners.append(listener)
        self._engine.set_has_listeners(True)

        def end() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)
                self._engine.set_has_listeners(bool(self._listeners))

        return end

    @cached_property
    def _listeners(self) -> "list[Callable[[Event], Any]]":
        return []

    _events_told = 0

    def _tell_events(self) -> None:
        """Call the listeners with each new event."""
        if "_listeners" not in vars(self) or not self._listeners:
            return
        for event in self._new_events():
            for listener in list(self._listeners):
                listener(event)

    def _new_events(self) -> "list[Event]":
        """Return the events that no thread has read before."""
        import json

        with _reading:
            filter_text = json.dumps({"after": self._events_told})
            while True:
                count = self._engine.event_count()
                events = self._engine.events(filter_text)
                if count == self._engine.event_count():  # otherwise another thread has added events meanwhile
                    self._events_told = count
                    return events

    @cached_property
    def _faults(self) -> Faults:
        return Faults(self._engine)

    def _matching(self, operation: str, request: Any) -> list[int]:
        return self._faults.matching(operation, lambda: request) if "_faults" in vars(self) else []

    def _matching_wire(self, headers: Any, body: Any) -> list[int]:
        return self._faults.matching_wire(headers, body) if "_faults" in vars(self) else []

    def _matching_body(self, operation: str, body: bytes) -> list[int]:
        return self._faults.matching_body(operation, body) if "_faults" in vars(self) else []

    @overload
    def fail(self, target: "StepName", *, times: int = 1) -> None: ...
    @overload
    def fail(
        self,
        target: 'Literal["*"] | OperationName | str',
        code: "ErrorCode | str | None" = None,
        message: str | None = None,
        times: int | None = None,
        *,
        secret: str | None = None,
        account_id: str | None = None,
        region: str | None = None,
        caller: str | None = None,
        nth: int | None = None,
        sequence: "Sequence[ErrorCode | str | None] | None" = None,
        probability: float | None = None,
        when: Predicate | None = None,
        delay: Delay | None = None,
        clock: Literal["fake", "real"] | None = None,
        connection: Connection | None = None,
    ) -> None: ...
    def fail(
        self,
        target: 'Literal["*"] | OperationName | StepName | str',
        code: "ErrorCode | str | None" = None,
        message: str | None = None,
        times: int | None = None,
        **options: Any,
    ) -> None:
        """Inject a fault: make calls to an operation (or `"*"`, all operations) or a step of a rotation fail.

            fake.fail("GetSecretValue", "ThrottlingException", times=2)
            fake.fail("*", connection="reset", secret="app/db")
            fake.fail("GetSecretValue", sequence=["ThrottlingException", None, "InternalServiceError"])
            fake.fail("PutSecretValue", delay=3)
            fake.fail("testSecret", times=2)

        Each request counts, including botocore's retries. A failed request changes nothing, with one exception: if
        the connection breaks after the request was sent ("reset", "read-timeout", "truncated", "corrupt"), the
        operation runs and only its response is lost. `reset` removes all faults.

        Args:
            target: The name of an operation, `"*"`, or a step such as `"testSecret"`.
            code: A code that the API declares for the operation, or a common code of AWS: AccessDeniedException,
                ExpiredTokenException, IncompleteSignature, InternalFailure, InternalServiceError,
                InvalidSignatureException, RequestExpired, ServiceUnavailable, ThrottlingException,
                UnrecognizedClientException.
            message: The message of the error. By default, the service's own message.
            times: How often the fault, or the whole sequence, occurs. By default once, or always with `probability`.
            secret: Only calls for this secret, by name or ARN.
            account_id: Only calls for this account.
            region: Only calls in this region.
            caller: Only calls signed with this access key id.
            nth: The first call that fails: with `nth=3, times=2`, the third and fourth selected calls fail.
            sequence: The results of the next calls, in order: error codes, or None for success.
            probability: The chance, above 0 and up to 1, that a selected call fails. The fake's seed decides.
            when: A function of the request, a dict. Only calls for which it returns True fail. It is not called for
                requests without an operation or members of Secrets Manager: malformed requests, and those of the
                Secrets Manager Agent, Parameter Store references and the control API of a server.
            delay: How long the response takes: seconds or a timedelta.
            clock: The clock of the delay: "fake" (the default, so that tests do not wait) or "real".
            connection: How the connection breaks: "refused", "connect-timeout", "reset", "read-timeout", "truncated"
                or "corrupt". botocore raises its own exception for it.

        Raises:
            Misuse: The target, code or an option is unknown, or options contradict each other.
        """
        self._inject(target, code, message, times, options)

    def failing(
        self,
        target: 'Literal["*"] | OperationName | str',
        code: "ErrorCode | str | None" = None,
        message: str | None = None,
        times: int | None = None,
        **options: Any,
    ) -> AbstractContextManager[None]:
        """Inject a fault for a block: `with fake.failing("GetSecretValue", "ThrottlingException"):`.

        The arguments are those of `fail`, except that the target is not a step of a rotation. By default, the fault
        occurs until the end of the block.
        """
        if "_" not in target and target[:1].islower():
            raise Misuse(
                f'failing() got the step {target!r}; expected an operation or "*", for example '
                f'failing("GetSecretValue", "ThrottlingException"). To make a step fail, use fake.fail("{target}")'
            )
        many = (1 << 32) - 1 if times is None and "probability" not in options else times
        return self._faults.during(self._inject(target, code, message, many, options))

    def _inject(
        self, target: str, code: str | None, message: str | None, times: int | None, options: dict[str, Any]
    ) -> int:
        from .options import a_kind_of, did_you_mean

        example = 'fail("GetSecretValue", "ThrottlingException", times=2)'
        if isinstance(message, int):
            raise Misuse(
                f"fail() got a number as its message; expected text, and `times` as a keyword, for example {example}"
            )
        for name, text in (("target", target), ("code", code), ("message", message)):
            if not isinstance(text, str) and (name == "target" or text is not None):
                raise Misuse(f"fail() got {a_kind_of(text)} as its {name}; expected text, for example {example}")
        if times is not None and (isinstance(times, bool) or not isinstance(times, int)):
            raise Misuse(f"times is of type {type(times).__name__}; expected int, for example times=1")
        if times is not None and not 0 < times < 1 << 32:
            raise Misuse(f"times is {times}; expected a number of at least 1, for example {example}")
        known = {"secret", "account_id", "region", "caller", "nth", "sequence", "probability", "when", "delay"}
        known |= {"clock", "connection", "code", "message", "times"}
        for name in options:
            if name not in known:
                raise Misuse(
                    f"fail() got an unknown option {name!r}{did_you_mean(name, sorted(known))}; "
                    f"expected one of {', '.join(sorted(known))}, for example {example}"
                )
        given = {"delay": None, "when": None, "sequence": None, **options}
        return self._faults.inject(target, code=code, message=message, times=times, **given)

    def clear_faults(self) -> None:
        """Remove all faults that `fail` and `failing` injected."""
        self._faults.clear()
        self._told.clear()

    @property
    def unused_faults(self) -> list[str]:
        """The injected faults that have not occurred, each as a call of `fail`."""
        return self._engine.unused_faults()

    @cached_property
    def _told(self) -> Counter[str]:
        """The unused faults that were reported already."""
        return Counter()

    def _unused(self) -> Counter[str]:
        """The faults that have not occurred. Fast if no fault was injected."""
        return Counter(self.unused_faults) if "_faults" in vars(self) else Counter()

    def _report_unused(self, before: Counter[str] | None = None) -> None:
        """Report injected faults that never occurred, each once: as a warning, or in a strict fake as an error.

        `before` contains the faults that were unused before the test. They are not reported.
        """
        __tracebackhide__ = True
        unused = self._unused() - (before or Counter()) - self._told
        if not unused:
            return
        self._told.update(unused)
        text = f"injected faults never occurred: {'; '.join(f'fake.{fault}' for fault in unused.elements())}"
        if self._strict:
            raise UnusedFaultError(text)
        import warnings

        site = self._faults.call_site(next(iter(unused)))
        warnings.warn_explicit(text, FakeSecretsManagerWarning, site.filename, site.line, site.module)

    def check_rotation(self, handler: "RotationHandler", *, secret: Any = None) -> "list[CheckResult]":
        """Check a rotation function against the contract of AWS's templates and documentation.

        The function runs on a separate fake. The checks cover retries, tokens, failures at each step, and secret values
        in printed or logged text.

        Args:
            handler: The handler of the Lambda function, sync or async.
            secret: The initial value of secrets, for functions that expect a certain structure.

        Returns:
            The results of all checks, with the reason for each check.

        Raises:
            RotationCheckError: A check failed. `results` has the results of all checks.
        """
        from .rotation_check import RotationCheckError, require_handler, run_checks

        require_handler(handler, "check_rotation")
        results = run_checks(handler, secret, region=self._engine.region, account_id=self._engine.account_id)
        if any(not result.passed for result in results):
            raise RotationCheckError(results)
        return results
