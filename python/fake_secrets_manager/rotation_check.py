"""A check for rotation functions against the contract that AWS's templates and documentation state."""

import contextlib
import inspect
import io
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import interception

if TYPE_CHECKING:
    from .fake import FakeSecretsManager
    from .rotations import RotationHandler


@dataclass(frozen=True)
class CheckResult:
    """How one clause of the contract ended."""

    check: str
    """The name of the clause, for example `create_secret_keeps_pending_value`."""
    reason: str
    """Why the clause is there."""
    failure: str | None
    """What was seen where the check failed; None where it passed."""

    @property
    def passed(self) -> bool:
        """Whether the function keeps this clause."""
        return self.failure is None

    def __str__(self) -> str:
        return f"{self.check}: passed" if self.passed else f"{self.check}: {self.failure}. {self.reason}"


class RotationCheckError(AssertionError):
    """A rotation function breaks its contract. `results` has all checks."""

    def __init__(self, results: list[CheckResult]) -> None:
        failed = [result for result in results if not result.passed]
        lines = "\n".join(f"  {result}" for result in failed)
        super().__init__(f"the rotation function fails {len(failed)} of {len(results)} checks:\n{lines}")
        self.results = results


class _Output(logging.Handler):
    """Everything that a function prints and logs."""

    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.text = io.StringIO()

    def emit(self, record: logging.LogRecord) -> None:
        self.text.write(self.format(record) + "\n")


def run_checks(fake: "FakeSecretsManager", handler: "RotationHandler", secret: Any) -> list[CheckResult]:
    """Run a handler through all checks, on a fake that is used for nothing else."""
    from .rotations import LambdaContext

    engine = fake._engine
    engine.begin_rotation_check(secret)
    arn = f"arn:aws:lambda:{fake.region}:{fake.account_id}:function:checked"
    with interception.in_charge(fake):
        while (event := engine.next_check_invocation(fake._host_time())) is not None:
            output, raised = _Output(), None
            with _captured(output):
                try:
                    given = handler(event, LambdaContext("checked", arn))
                    if inspect.isawaitable(given):
                        from .rotations import wait_for

                        wait_for(given)
                except Exception as error:  # noqa: BLE001  whatever it raises is what the checks are about
                    raised = f"{type(error).__name__}"
            engine.complete_check_invocation(raised, output.text.getvalue())
    return [CheckResult(*finding) for finding in engine.rotation_check_findings()]


@contextlib.contextmanager
def _captured(output: _Output) -> Any:
    root = logging.getLogger()
    level = root.level
    root.addHandler(output)
    root.setLevel(min(level, logging.DEBUG) or logging.DEBUG)
    # botocore logs the bodies of requests at DEBUG, which is not the function's doing.
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
