"""Rotation: runs the handlers of a test, and keeps the exceptions that they raised.

The engine decides what runs and in which order, and keeps the log. This module invokes the handlers, without holding
the engine's lock. The driver is a generator, so that the same code serves async callers (aiobotocore) and sync callers.
It yields the awaitable that a handler returned, or None to wait for another thread or task.
"""

import contextvars
import datetime
import inspect
import logging
import sys
import threading
import uuid
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypedDict, TypeVar, cast

from . import interception
from ._native import Drive, Engine, Misuse

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from .fake import FakeSecretsManager

Result = TypeVar("Result")
Answer = TypeVar("Answer", bound=tuple[Any, ...])
Driving = Generator["Awaitable[Any] | None", Any, Result]
Begin = Callable[[Engine, "int | None", int], Drive]
StepName = Literal["createSecret", "setSecret", "testSecret", "finishSecret"]
StagingLabels = dict[str, list[str]]  # by version id, as VersionIdsToStages has them

logger = logging.getLogger("fake_secrets_manager")

# How long a caller waits for another thread or task that makes no progress. After that it is answered from the current
# state, because it may be a thread that a handler has started and waits for.
_WAIT_LIMIT_SECONDS = 2.0
_PAUSE_SECONDS = 0.005
_never_set = threading.Event()


class RotationEvent(TypedDict):
    """The event of a rotation function, as AWS sends it."""

    Step: StepName
    SecretId: str
    ClientRequestToken: str
    RotationToken: str


RotationHandler = Callable[[Any, Any], Any]  # a RotationEvent and a context; a coroutine function as well


class RotationFailedError(Exception):
    """A rotation failed, and `raise_rotation_failures` is set.

    The message contains the `error` of the rotation. `__cause__` is the exception of its handler.
    """

    def __init__(self, rotation: "Rotation") -> None:
        where = f" in {rotation.steps[-1].step}" if rotation.steps else ""
        error = f": {rotation.error}" if rotation.error else ""
        super().__init__(f"the rotation of {rotation.secret_id} failed{where}{error}")
        self.rotation = rotation


class InjectedFailureError(Exception):
    """A step failed because the test called `fail`."""


@dataclass
class RotationStep:
    """One invocation of a rotation function."""

    step: StepName
    started: datetime.datetime
    labels_before: StagingLabels
    outcome: Literal["running", "succeeded", "failed"] = "running"
    ended: datetime.datetime | None = None
    labels_after: StagingLabels = field(default_factory=dict)
    error: str | None = None
    """Type and message of the handler's exception. Secret values are redacted."""
    exception: BaseException | None = field(default=None, repr=False)  # its own message may hold a value


@dataclass
class Rotation:
    """One rotation of a secret, or with `kind="test"` the test of a configuration (`RotateImmediately=False`)."""

    secret_id: str
    token: str
    function: str
    kind: Literal["rotation", "test"]
    started: datetime.datetime
    outcome: Literal["running", "succeeded", "failed", "abandoned"] = "running"
    ended: datetime.datetime | None = None
    steps: list[RotationStep] = field(default_factory=list)
    note: str | None = None
    """A remark on the outcome, for example that the function did not move AWSCURRENT."""

    @property
    def error(self) -> str | None:
        """The `error` of the last step: type and message of the handler's exception. Secret values are redacted."""
        return self.steps[-1].error if self.steps else None

    @property
    def exception(self) -> BaseException | None:
        """The exception of the last step."""
        return self.steps[-1].exception if self.steps else None


@dataclass(frozen=True)
class Event:
    """An event that occurred as time passed. `event` is the name that CloudTrail uses."""

    at: datetime.datetime
    event: Literal["RotationSucceeded", "RotationFailed", "RotationAbandoned", "EndSecretVersionDelete"]
    secret_id: str


@dataclass(frozen=True)
class LambdaContext:
    """The second argument of a handler: the context of the Lambda invocation."""

    function_name: str
    invoked_function_arn: str
    aws_request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    function_version: str = "$LATEST"
    memory_limit_in_mb: int = 128

    @property
    def log_group_name(self) -> str:
        """The CloudWatch log group of the function."""
        return f"/aws/lambda/{self.function_name}"

    def get_remaining_time_in_millis(self) -> int:
        """Return Lambda's longest timeout, 15 minutes. The fake sets no limit."""
        return 900_000


@dataclass(frozen=True)
class _Inside:
    """The invocation whose handler makes the current call, and the invocation around it."""

    rotations: "Rotations"
    invocation: int
    outer: "_Inside | None"


_inside: contextvars.ContextVar[_Inside | None] = contextvars.ContextVar("fake_secrets_manager_inside", default=None)


class Rotations:
    """The handlers of one fake, and its log of rotations."""

    def __init__(
        self, fake: "FakeSecretsManager", engine: Engine, now: Callable[[], int], raise_failures: bool
    ) -> None:
        self._fake = fake
        self._engine = engine
        self._now = now
        self._raise_failures = raise_failures
        self._handlers: dict[str, RotationHandler] = {}
        self._lock = threading.RLock()  # protects the objects of the log; never held while a handler runs
        self._log: dict[int, Rotation] = {}
        self._version = 0
        self._raised: dict[tuple[int, int], BaseException] = {}
        self._progress = 0

    @property
    def log(self) -> list[Rotation]:
        """The newest 10,000 rotations since the last reset, in the order of their start."""
        with self._lock:
            self._read_log()
            return [self._log[number] for number in sorted(self._log)]

    def forget(self) -> None:
        """Clears the log after the engine was reset or its state replaced. Handlers stay registered."""
        with self._lock:
            for rotation in self._log.values():
                if rotation.outcome == "running":
                    rotation.outcome = "abandoned"
            self._log.clear()
            self._raised.clear()
            self._version = 0
        self._progress += 1

    @property
    def handlers(self) -> dict[str, RotationHandler]:
        """The registered handlers, by the ARN or type of their function."""
        return self._handlers

    def add(self, function: str, handler: RotationHandler) -> str:
        """Registers a handler."""
        try:
            inspect.signature(handler).bind({}, None)
        except (TypeError, ValueError):
            raise Misuse(
                f"on_rotate() got a handler of type {type(handler).__name__} that does not take event and context; "
                "expected the handler of a Lambda function, for example def handler(event, context)"
            ) from None
        # Add the handler before the engine knows the function: another thread may rotate with it immediately.
        with self._lock:
            known_as = self._engine.add_rotation_function(function)
            self._handlers[known_as] = handler
        return known_as

    def inside(self) -> int | None:
        """Returns the id of the invocation whose handler makes the current call, if this fake runs it."""
        inside = _inside.get()
        while inside is not None and inside.rotations is not self:
            inside = inside.outer
        return inside.invocation if inside else None

    def answer(self, answer: Answer | None, ask: Callable[[bool], Answer | None]) -> Answer:
        """Finishes a call. None means that due events must run first; the last item is a rotation that it started.

        `ask` repeats the request; with False, the engine answers it immediately.
        """
        return _finish(self._answered(answer, ask))

    async def answer_async(self, answer: Answer | None, ask: Callable[[bool], Answer | None]) -> Answer:
        """Does the same as `answer`, for an async caller."""
        return await _finish_async(self._answered(answer, ask))

    def advance(self, milliseconds: int) -> list[Event]:
        """Advances the clock and returns the events that occurred."""
        return self.process(lambda engine, within, now: Drive.advance(engine, milliseconds, within, now))[1]

    def freeze(self, at: int | None) -> None:
        """Stops the clock and processes all due events."""
        self.process(lambda engine, within, now: Drive.freeze(engine, at, within, now))

    def catch_up(self) -> None:
        """Processes all due events."""
        self.process(Drive.catch_up)

    def process(self, begin: Begin) -> tuple[Drive, list[Event]]:
        """Runs a drive to its end. Returns the drive and the events that occurred."""
        drive, report = _finish(self._drive(begin))
        self._raise(report)
        return drive, [Event(**event) for event in report["events"]]

    def run_queued(self, until: StepName | None) -> list[RotationStep]:
        """Runs queued rotations up to a step or to their end, and returns the steps that ended."""
        _, report = _finish(self._drive(lambda engine, within, now: Drive.queue(engine, until, within, now)))
        self._raise(report)
        with self._lock:
            self._read_log()
            return [self._log[number].steps[place] for number, place in report["steps"] if number in self._log]

    def _answered(self, answer: Answer | None, ask: Callable[[bool], Answer | None]) -> Driving[Answer]:
        while answer is None:
            _, report = yield from self._drive(Drive.catch_up)
            self._raise(report)
            # A caller that could not wait is answered immediately.
            answer = ask(not report["gave_up"])
        if answer[-1] is not None:
            run = answer[-1]
            _, report = yield from self._drive(lambda engine, within, now: Drive.of_run(engine, run, within, now))
            self._raise(report)
        return answer

    def _drive(self, begin: Begin) -> Driving[tuple[Drive, dict[str, Any]]]:
        waits, idle, seen = True, 0.0, self._progress
        around, inside = _inside.get(), None
        drive = begin(self._engine, self.inside(), self._now())
        try:
            while (invocation := drive.next(self._now(), waits)) is not None:
                if invocation is not False:
                    inside = _Inside(self, invocation["id"], around)
                    yield from self._invoke(drive, invocation, inside)
                    continue
                if self._progress != seen:
                    idle, seen = 0.0, self._progress
                # A drive further up this stack, or on this thread's loop, cannot continue while this one blocks.
                can_wait = yield None
                idle += _PAUSE_SECONDS
                waits = idle < _WAIT_LIMIT_SECONDS and (can_wait or drive.is_alone_on_thread())
        finally:
            report = drive.end()
            _leave(inside)  # again, in case an interrupt came before the first
            self._progress += 1
        report["gave_up"] = not waits
        self._tell(report)
        return drive, report

    def _invoke(self, drive: Drive, invocation: dict[str, Any], inside: _Inside) -> Driving[None]:
        failure: tuple[str, str] | None = None
        function = invocation["function"]
        context = LambdaContext(function.rpartition(":")[2], function)
        try:
            _inside.set(inside)
            with interception.in_charge(self._fake):
                handler = self._handlers.get(function)
                if handler is None:
                    raise Misuse(
                        f"the rotation function {function} has no handler; expected on_rotate() for each of "
                        'missing_handlers, for example fake.on_rotate("rotate", handler)'
                    )
                returned = handler(invocation["event"], context)
                if inspect.isawaitable(returned):
                    yield returned
        except BaseException as error:  # raised by the function, pytest or Ctrl+C
            self._raised[invocation["entry"], invocation["place"]] = error
            failure = type(error).__name__, _message_of(error)
            if not isinstance(error, Exception):
                raise
        finally:
            _leave(inside)
            drive.complete(invocation["id"], failure, self._now())
            self._progress += 1
            if self._log or len(self._raised) > 1_000:
                with self._lock:
                    self._read_log()

    def _tell(self, report: dict[str, Any]) -> None:
        for warning in report["warnings"]:
            if not (warning["is_failure"] and self._raise_failures):
                logger.warning("%s", warning["text"])
        if self._log:
            with self._lock:
                self._read_log()

    def _raise(self, report: dict[str, Any]) -> None:
        if not self._raise_failures or not report["failed"]:
            return
        with self._lock:
            self._read_log()
            rotation = self._log.get(report["failed"][0])
        if rotation is not None:
            raise RotationFailedError(rotation) from rotation.exception

    def _read_log(self) -> None:
        """Brings the objects up to date with the engine's log."""
        changes = self._engine.rotations(self._version)
        for entry in changes["entries"]:
            self._update(entry)
        for number in [number for number in self._log if number < changes["first"]]:
            del self._log[number]
        for key in [key for key in self._raised if key[0] < changes["first"]]:
            del self._raised[key]
        # Last, because an interrupt can come at any time: the next call then reads the changes again.
        self._version = changes["version"]

    def _update(self, entry: dict[str, Any]) -> None:
        number = entry["number"]
        rotation = self._log.get(number)
        if rotation is None:
            names = ("secret_id", "token", "function", "kind", "started")
            rotation = self._log[number] = Rotation(**{name: entry[name] for name in names})
        rotation.outcome, rotation.ended, rotation.note = entry["outcome"], entry["ended"], entry["note"]
        for place, found in enumerate(entry["steps"]):
            if place == len(rotation.steps):
                rotation.steps.append(RotationStep(found["step"], found["started"], found["labels_before"]))
            step = rotation.steps[place]
            step.outcome, step.ended, step.labels_after = found["outcome"], found["ended"], found["labels_after"] or {}
            error = found["error"]
            if error is not None and step.error is None:
                if error["kind"] == "InjectedFailure":
                    step.exception = InjectedFailureError(error["message"])
                else:
                    step.exception = self._raised.get((number, place))
                step.error = f"{error['kind']}: {error['message']}" if error["message"] else error["kind"]
                self._raised.pop((number, place), None)


def _message_of(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # noqa: BLE001  the class is the user's
        return ""


def _leave(inside: _Inside | None) -> None:
    """Ends an invocation, unless a generator was closed in another context."""
    if inside is not None and _inside.get() is inside:
        _inside.set(inside.outer)


def _finish(driving: Driving[Result]) -> Result:
    """Runs a drive to its end for a sync caller."""
    try:
        awaited = next(driving)
        while True:
            try:
                result = _pause() if awaited is None else _wait_for(awaited)
            except BaseException as error:  # noqa: BLE001  the generator decides
                awaited = driving.throw(error)
            else:
                awaited = driving.send(result)
    except StopIteration as stop:
        return cast("Result", stop.value)


async def _finish_async(driving: Driving[Result]) -> Result:
    """Runs a drive to its end for an async caller."""
    try:
        awaited = next(driving)
        while True:
            try:
                result = await (_pause_async() if awaited is None else awaited)
            except BaseException as error:  # noqa: BLE001  the generator decides
                awaited = driving.throw(error)
            else:
                awaited = driving.send(result)
    except StopIteration as stop:
        return cast("Result", stop.value)


def _pause() -> bool:
    _never_set.wait(_PAUSE_SECONDS)  # time.sleep may be mocked
    return False


async def _pause_async() -> bool:
    """Yields to the other tasks of the loop."""
    if _library() == "trio":
        await sys.modules["trio"].sleep(_PAUSE_SECONDS)
    else:
        import asyncio

        await asyncio.sleep(_PAUSE_SECONDS)
    return True


def _library() -> str | None:
    """Returns the async library that runs in this thread. Its module is imported if it runs."""
    sniffio, trio = sys.modules.get("sniffio"), sys.modules.get("trio")
    if sniffio is not None:
        try:
            return cast("str", sniffio.current_async_library())
        except sniffio.AsyncLibraryNotFoundError:
            pass
    if trio is not None:
        try:
            trio.lowlevel.current_task()
        except RuntimeError:
            pass
        else:
            return "trio"
    import asyncio  # the import takes longer than this whole package, and most handlers need no loop

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return None
    return "asyncio"


def _wait_for(awaited: "Awaitable[Any]") -> Any:
    """Awaits on a new event loop, in another thread if a loop already runs in this one."""
    library = _library()

    async def wait() -> Any:
        return await awaited

    def run() -> Any:
        if library == "trio":
            return sys.modules["trio"].run(wait)
        import asyncio

        return asyncio.run(wait())

    if library is None:
        return run()
    outcome: dict[str, Any] = {}

    def run_in_thread() -> None:
        try:
            outcome["result"] = run()
        except BaseException as error:  # noqa: BLE001  raised in the thread that waits
            outcome["error"] = error

    # sniffio's variable names the library of this thread, which would be wrong in the other thread.
    context = contextvars.copy_context()
    thread = threading.Thread(target=context.run, args=(run_in_thread,), daemon=True)
    thread.start()
    thread.join()
    if "error" in outcome:
        raise outcome["error"]
    return outcome["result"]
