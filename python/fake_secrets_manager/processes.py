"""What each process has that `multiprocessing` starts without fork: a copy of the active fake, or its server.

A forked process has a copy of all memory. With the start methods spawn and forkserver, a new process has only its
pickled `Process` object, which inherits the configuration of the current process. An entry there brings the copy, or
the environment variables that lead to the server: a forkserver has an environment of its own.
"""

import logging
import os
import pickle
import sys
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

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[dict[str, str], bytes | None]]:
        fake = self._fake_in_charge()
        variables = {} if fake is None else _variables_of_server(fake)
        return _start, (variables, None if variables else _pickled(fake))


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
    if fake is None:
        return None
    try:
        return pickle.dumps(fake)
    except Exception as error:  # noqa: BLE001  raised by attributes of a subclass
        _log.warning(
            "a new process has no copy of the fake, because the fake cannot be pickled: %s; use `with fake.serve():`",
            error,
        )
        return None


def _variables_of_server(fake: "FakeSecretsManager") -> dict[str, str]:
    """The variables that lead to a server of the fake; empty without one."""
    if "fake_secrets_manager.server" not in sys.modules:
        return {}
    from .server import server_of

    server = server_of(fake._engine)
    return {} if server is None else server.env


def _start(variables: dict[str, str], pickled: bytes | None) -> object:
    """Start the copy. The result is the entry of the new process, for the processes that it starts itself."""
    os.environ.update(variables)
    if not variables and pickled is not None:
        try:
            fake: FakeSecretsManager = pickle.loads(pickled)  # noqa: S301  from the parent process
        except Exception as error:  # noqa: BLE001  for example a subclass in a module that is not found here
            _log.warning("this process has no copy of the fake, because the copy cannot be unpickled: %s", error)
        else:
            fake.start()
            return _configuration().get(_ENTRY)
    if not variables:  # requests must not reach AWS
        os.environ.setdefault(environment.CHILD_VARIABLE, environment.BLOCKING_ENDPOINT)
    return None
