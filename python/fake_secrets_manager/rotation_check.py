"""A check for rotation functions against the contract that AWS's templates and documentation state."""

import contextlib
import inspect
import io
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import interception
from ._native import Misuse, RotationChecker
from .clock import now

if TYPE_CHECKING:
    from .rotations import RotationHandler


@dataclass(frozen=True)
class CheckResult:
    """The result of one check of the contract."""

    check: str
    """The name of the check, for example `create_secret_keeps_pending_value`."""
    reason: str
    """The reason for the check."""
    failure: str | None
    """What the check observed if it failed; None if it passed."""

    @property
    def passed(self) -> bool:
        """Whether the function passes this check."""
        return self.failure is None

    def __str__(self) -> str:
        return f"{self.check}: passed" if self.passed else f"{self.check}: {self.failure}. Expected: {self.reason}"


class RotationCheckError(AssertionError):
    """A rotation function breaks its contract. `results` has the results of all checks."""

    def __init__(self, results: list[CheckResult]) -> None:
        failed = [result for result in results if not result.passed]
        lines = "\n".join(f"  {result}" for result in failed)
        super().__init__(f"the rotation function fails {len(failed)} of {len(results)} checks:\n{lines}")
        self.results = results


class _Output(logging.Handler):
    """Collects everything that a function prints and logs."""

    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.text = io.StringIO()

    def emit(self, record: logging.LogRecord) -> None:
        self.text.write(self.format(record) + "\n")


DEFAULT_SECRET = {"username": "app", "password": "initial-password"}


def require_handler(handler: object, method: str) -> None:
    """Reject a value that is not the handler of a rotation function."""
    if not callable(handler):
        raise Misuse(
            f"{method}() got a {type(handler).__name__}; expected the handler of a rotation function, "
            f"for example {method}(lambda_handler)"
        )


def run_checks(
    handler: "RotationHandler", secret: Any, *, region: str | None, account_id: str | None, only: str | None = None
) -> list[CheckResult]:
    """Run all checks, or one of them, on a handler. The checks use a separate fake."""
    from .fake import FakeSecretsManager
    from .rotations import LambdaContext
    from .seed_files import without_variable

    with without_variable():
        fake = FakeSecretsManager(region=region, account_id=account_id, rotation_functions="any")
    engine, checker = fake._engine, RotationChecker(DEFAULT_SECRET if secret is None else secret, only)
    arn = f"arn:aws:lambda:{fake.region}:{fake.account_id}:function:checked"
    with interception.in_charge(fake):
        while (event := checker.next(engine, now())) is not None:
            output, raised = _Output(), None
            with _captured(output):
                try:
                    given = handler(event, LambdaContext("checked", arn))
                    if inspect.isawaitable(given):
                        _wait_for(given)
                except Exception as error:  # noqa: BLE001  the checks examine the exception
                    raised = type(error).__name__
            checker.complete(engine, raised, output.text.getvalue())
    return [CheckResult(*finding) for finding in checker.findings()]


def _wait_for(awaitable: Any) -> None:
    """Await on a new event loop in a new thread, because the current thread may already run a loop."""
    import asyncio
    import contextvars
    import threading

    async def wait() -> None:
        await awaitable

    context, errors = contextvars.copy_context(), list[BaseException]()

    def run() -> None:
        try:
            context.run(asyncio.run, wait())
        except BaseException as error:  # noqa: BLE001  raised again below
            errors.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join()
    for error in errors:
        raise error


@contextlib.contextmanager
def _captured(output: _Output) -> Any:
    root = logging.getLogger()
    level = root.level
    root.addHandler(output)
    root.setLevel(min(level, logging.DEBUG) or logging.DEBUG)
    # botocore logs request bodies at DEBUG. The function is not responsible for that.
    sdk = [logging.getLogger(name) for name in ("botocore", "boto3", "urllib3")]
    levels = [logger.level for logger in sdk]
    for logger in sdk:
        logger.setLevel(logging.WARNING)
    try:
        with contextlib.redirect_stdout(output.text), contextlib.redirect_stderr(output.text):
            yield
    finally:
        for logger, before in zip(sdk, levels, strict=True):
            logger.setLevel(before)
        root.setLevel(level)
        root.removeHandler(output)
