"""Rotation: the functions of a test, run step by step with nothing of the engine's held, and the log of what they did.

What is to run, and in which order, the engine says. Driving is a generator, so that one piece of code serves callers
who can await (aiobotocore) and callers who cannot: it yields what a handler gives to be awaited.
"""

import contextvars
import datetime
import inspect
import threading
import uuid
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypedDict, TypeVar, cast

from . import interception
from ._native import Engine, Misuse

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from .fake import FakeSecretsManager

Result = TypeVar("Result")
Answer = TypeVar("Answer", bound=tuple[Any, ...])
Driving = Generator["Awaitable[Any]", Any, Result]
StepName = Literal["createSecret", "setSecret", "testSecret", "finishSecret"]
StagingLabels = dict[str, list[str]]  # by version id, as VersionIdsToStages has them


class RotationEvent(TypedDict):
    """What a rotation function is invoked with, as AWS sends it."""

    Step: StepName
    SecretId: str
    ClientRequestToken: str
    RotationToken: str


RotationHandler = Callable[[Any, Any], Any]  # a RotationEvent and a context; a coroutine function as well


class RotationFailedError(Exception):
    """A rotation failed, and `raise_rotation_failures` is set. `__cause__` is what its function raised."""

    def __init__(self, rotation: "Rotation") -> None:
        super().__init__(f"the rotation of {rotation.secret_id} failed in {rotation.steps[-1].step}")
        self.rotation = rotation


class InjectedFailureError(Exception):
    """A step failed because the test asked for it with `fail`."""


@dataclass
class RotationStep:
    """One invocation of a rotation function."""

    step: StepName
    started: datetime.datetime
    labels_before: StagingLabels
    outcome: Literal["running", "succeeded", "failed"] = "running"
    ended: datetime.datetime | None = None
    labels_after: StagingLabels = field(default_factory=dict)
    exception: BaseException | None = field(default=None, repr=False)  # what its message holds is the user's


@dataclass
class Rotation:
    """One rotation of a secret, or with `kind="test"` the test of a configuration (RotateImmediately false)."""

    secret_id: str
    token: str
    function: str
    kind: Literal["rotation", "test"]
    started: datetime.datetime
    outcome: Literal["running", "succeeded", "failed", "abandoned"] = "running"
    ended: datetime.datetime | None = None
    steps: list[RotationStep] = field(default_factory=list)

    @property
    def exception(self) -> BaseException | None:
        """What its last step raised."""
        return self.steps[-1].exception if self.steps else None


@dataclass(frozen=True)
class Happening:
    """Something that happened by itself as time passed; `event` is named as CloudTrail names it."""

    at: datetime.datetime
    event: Literal["RotationSucceeded", "RotationFailed", "RotationAbandoned", "EndSecretVersionDelete"]
    secret_id: str


@dataclass(frozen=True)
class LambdaContext:
    """The second argument of a handler: what Lambda tells about an invocation."""

    function_name: str
    invoked_function_arn: str
    aws_request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    function_version: str = "$LATEST"
    memory_limit_in_mb: int = 128

    @property
    def log_group_name(self) -> str:
        """Where Lambda would write the log."""
        return f"/aws/lambda/{self.function_name}"

    def get_remaining_time_in_millis(self) -> int:
        """The longest that Lambda lets a function run; the fake sets no limit."""
        return 900_000


class Rotations:
    """The rotation functions of one fake, and what became of them."""

    def __init__(
        self, fake: "FakeSecretsManager", engine: Engine, now: Callable[[], int], raise_failures: bool
    ) -> None:
        self._fake = fake
        self._engine = engine
        self._now = now
        self._raise_failures = raise_failures
        self._handlers: dict[str, RotationHandler] = {}
        self._log: dict[int, Rotation] = {}

    @property
    def log(self) -> list[Rotation]:
        """All rotations since the last reset, in the order in which they began."""
        return list(self._log.values())

    def forget(self) -> None:
        """Empties the log; functions stay."""
        self._log.clear()

    @property
    def handlers(self) -> dict[str, RotationHandler]:
        """The registered handlers, by the ARN or type of their function."""
        return self._handlers

    def add(self, function: str, handler: RotationHandler) -> str:
        """Makes a function known."""
        try:
            inspect.signature(handler).bind({}, None)
        except (TypeError, ValueError):
            raise Misuse(
                f"on_rotate() got a handler of type {type(handler).__name__} that does not take event and context; "
                "expected the handler of a Lambda function, for example def handler(event, context)"
            ) from None
        known_as = self._engine.add_rotation_function(function)
        self._handlers[known_as] = handler
        return known_as

    def answer(self, answer: Answer | None, ask: Callable[[], Answer | None]) -> Answer:
        """What the engine has answered, with all that comes before and after it.

        It waits for what time has brought (None), and its last item is the run of a rotation that it has started.
        """
        return _finish(self._answered(answer, ask))

    async def answer_async(self, answer: Answer | None, ask: Callable[[], Answer | None]) -> Answer:
        """The same for a caller who can await."""
        return await _finish_async(self._answered(answer, ask))

    def catch_up(self) -> None:
        """Lets happen what time has brought, the rotations among it to their end."""
        _finish(self._catching_up())

    def run_queued(self, until: StepName | None) -> list[RotationStep]:
        """Runs what waits, each rotation up to a step or to its end; gives the steps that ran."""
        return _finish(self._running_queued(until))

    def happenings(self) -> list[Happening]:
        """What has happened by itself since this was last asked."""
        return [Happening(**happening) for happening in self._engine.take_happenings()]

    def _answered(self, answer: Answer | None, ask: Callable[[], Answer | None]) -> Driving[Answer]:
        while answer is None:
            yield from self._catching_up()
            answer = ask()
        if answer[-1] is not None:
            _raise_first([(yield from self._drive(answer[-1], None))])
        return answer

    def _catching_up(self) -> Driving[None]:
        failures: list[RotationFailedError | None] = []
        try:
            while (run := self._engine.come_due(self._now())) is not None:
                failures.append((yield from self._drive(run, None)))
                if self._engine.next_step(run) is not None:  # another thread is at it, and sees to nothing else
                    self._engine.stop_catching_up()
        except BaseException:
            self._engine.stop_catching_up()
            raise
        _raise_first(failures)

    def _running_queued(self, until: StepName | None) -> Driving[list[RotationStep]]:
        before = {run: len(rotation.steps) for run, rotation in self._log.items()}
        failures: list[RotationFailedError | None] = []
        for run in self._engine.queued_runs(until):
            failures.append((yield from self._drive(run, until)))
        _raise_first(failures)
        return [step for run, rotation in self._log.items() for step in rotation.steps[before.get(run, 0) :]]

    def _drive(self, run: int, until: StepName | None) -> Driving[RotationFailedError | None]:
        """Runs the steps of a run; gives the error that is to be raised in the end."""
        while until is None or self._engine.next_step(run) != until:
            turn = self._engine.begin_step(run, self._now())
            if turn is None:
                return None
            if "outcome" in turn:
                if run in self._log:
                    self._log[run].outcome, self._log[run].ended = turn["outcome"], turn["ended"]
                return None
            rotation = self._rotation(run, turn)
            failure = yield from self._run_step(run, rotation, turn)
            if rotation.outcome != "running":
                return failure if self._raise_failures else None
        return None

    def _rotation(self, run: int, turn: dict[str, Any]) -> Rotation:
        if run not in self._log:
            event = turn["event"]
            self._log[run] = Rotation(
                secret_id=event["SecretId"],
                token=event["ClientRequestToken"],
                function=turn["function"],
                kind=turn["kind"],
                started=turn["started"],
            )
        return self._log[run]

    def _run_step(self, run: int, rotation: Rotation, turn: dict[str, Any]) -> Driving[RotationFailedError | None]:
        step = RotationStep(turn["event"]["Step"], turn["started"], turn["labels"])
        rotation.steps.append(step)
        try:
            if turn["fails"] is not None:
                raise InjectedFailureError(turn["fails"])
            yield from self._invoke(turn)
        except Exception as error:  # noqa: BLE001  whatever a function raises ends its rotation
            step.exception = error
        except BaseException as error:  # of pytest, of the keyboard: ends the rotation, and goes on
            step.exception = error
            raise
        finally:
            step.outcome = "failed" if step.exception else "succeeded"
            end = self._engine.end_step(run, step.exception is not None, self._now())
            if end is None:  # the fake was reset meanwhile
                rotation.outcome, rotation.ended = "abandoned", None
            else:
                step.ended, step.labels_after = end["ended"], end["labels"]
                if end["outcome"]:
                    rotation.outcome, rotation.ended = end["outcome"], end["ended"]
        if step.exception is None:
            return None
        failure = RotationFailedError(rotation)
        failure.__cause__ = step.exception
        return failure

    def _invoke(self, turn: dict[str, Any]) -> Driving[None]:
        name = turn["function"].rpartition(":")[2]
        context = LambdaContext(name, turn["function"])
        with interception.in_charge(self._fake):
            given = self._handlers[turn["function"]](turn["event"], context)
            if inspect.isawaitable(given):
                yield given


def _raise_first(failures: list[RotationFailedError | None]) -> None:
    for failure in filter(None, failures):
        raise failure


def _finish(driving: Driving[Result]) -> Result:
    """Drives to the end for a caller who cannot await."""
    try:
        awaited = next(driving)
        while True:
            try:
                result = _wait_for(awaited)
            except BaseException as error:  # noqa: BLE001  the generator decides
                awaited = driving.throw(error)
            else:
                awaited = driving.send(result)
    except StopIteration as stop:
        return cast("Result", stop.value)


async def _finish_async(driving: Driving[Result]) -> Result:
    """Drives to the end for a caller who can await."""
    try:
        awaited = next(driving)
        while True:
            try:
                result = await awaited
            except BaseException as error:  # noqa: BLE001  the generator decides
                awaited = driving.throw(error)
            else:
                awaited = driving.send(result)
    except StopIteration as stop:
        return cast("Result", stop.value)


def _wait_for(awaited: "Awaitable[Any]") -> Any:
    """Awaits on an event loop of its own; where one runs in this thread already, in another thread."""
    import asyncio  # takes longer than all of this package, and most handlers need no loop

    async def wait() -> Any:
        return await awaited

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(wait())
    outcome: dict[str, Any] = {}

    def run() -> None:
        try:
            outcome["result"] = asyncio.run(wait())
        except BaseException as error:  # noqa: BLE001  raised in the thread that waits
            outcome["error"] = error

    thread = threading.Thread(target=contextvars.copy_context().run, args=(run,), daemon=True)
    thread.start()
    thread.join()
    if "error" in outcome:
        raise outcome["error"]
    return outcome["result"]
