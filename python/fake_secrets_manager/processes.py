"""A copy of the active fake for each process that `multiprocessing` starts without fork.

A forked process has a copy of all memory. With the start methods spawn and forkserver, a new process has only its
pickled `Process` object, which inherits the configuration of the current process. An entry there brings the copy.
"""

import logging
import os
import pickle
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from . import environment

if TYPE_CHECKING:
    from .fake import FakeSecretsManager

_ENTRY = "fake_secrets_manager"
_log = logging.getLogger("fake_secrets_manager")


class _Copy:
    """An entry that becomes, in the new process, a started copy of the fake."""

    def __init__(self, fake_in_charge: "Callable[[], FakeSecretsManager | None]") -> None:
        self._fake_in_charge = fake_in_charge

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[bytes | None]]:
        return _start, (_pickled(self._fake_in_charge()),)


def start_copying(fake_in_charge: "Callable[[], FakeSecretsManager | None]") -> None:
    """Give each new process a copy of the fake that is in charge when the process starts."""
    _configuration()[_ENTRY] = _Copy(fake_in_charge)


def stop_copying() -> None:
    """Undo `start_copying`."""
    _configuration().pop(_ENTRY, None)


def _configuration() -> dict[str, Any]:
    from multiprocessing import process  # most programs have imported it: boto3 does

    configuration: dict[str, Any] = getattr(process.current_process(), "_config", {})
    return configuration


def _pickled(fake: "FakeSecretsManager | None") -> bytes | None:
    if fake is None or _is_served():
        return None
    try:
        return pickle.dumps(fake)
    except Exception as error:  # noqa: BLE001  raised by attributes of a subclass
        _log.warning(
            "a new process has no copy of the fake, because the fake cannot be pickled: %s; use `with fake.serve():`",
            error,
        )
        return None


def _is_served() -> bool:
    """Whether the environment leads the new process to a server of this process."""
    url = os.environ.get(environment.CHILD_VARIABLE)
    if url is None:
        return False
    from .server import is_url_of_server

    return is_url_of_server(url)


def _start(pickled: bytes | None) -> object:
    """Start the copy. The result is the entry of the new process, for the processes that it starts itself."""
    if pickled is None:
        return None
    fake: FakeSecretsManager = pickle.loads(pickled)  # noqa: S301  from the parent process
    fake.start()
    return _configuration().get(_ENTRY)
