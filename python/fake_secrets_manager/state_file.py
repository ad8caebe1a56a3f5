"""The state of a fake in a file: `serve --save` and `--state`."""

import contextlib
import os

from ._native import Misuse
from .cli import CommandError, read_file
from .fake import FakeSecretsManager


def restore_state(fake: FakeSecretsManager, path: str) -> None:
    """Replaces the state of a fake with that of a file."""
    try:
        fake.restore(read_file(path, "the state file"))
    except Misuse as misuse:
        raise CommandError(f"the state file {path!r}: {misuse}") from None


def save_state(fake: FakeSecretsManager, path: str) -> None:
    """Writes the state atomically: to a temporary file that then replaces the state file."""
    beside = f"{path}.{os.getpid()}.part"
    try:
        with open(beside, "wb") as file:
            file.write(fake._engine.snapshot())
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            os.unlink(beside)
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise CommandError(
            f"cannot save the state to {path!r}: {reason}; expected a file in a writable folder"
        ) from None
