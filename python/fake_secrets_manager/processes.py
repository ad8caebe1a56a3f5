"""Gives processes that `multiprocessing` starts without fork a copy of the active fake, or access to its server.

A forked process has a copy of all memory. With the start methods spawn and forkserver, a new process gets only its
pickled `Process` object, which inherits the configuration of the current process. An entry in this configuration
contains the copy, or the environment variables that point to the server. Setting the variables in the current process
is not enough, because a forkserver keeps its own environment.
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
    """An entry of the configuration. Unpickling it in a new process starts a copy of the fake there."""

    def __init__(self, fake_in_charge: "Callable[[], FakeSecretsManager | None]") -> None:
        self._fake_in_charge = fake_in_charge

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[dict[str, str], bytes | None]]:
        fake = self._fake_in_charge()
        variables = {} if fake is None else _variables_of_server(fake)
        return _start, (variables, None if variables else _pickled(fake))


def start_copying(fake_in_charge: "Callable[[], FakeSecretsManager | None]") -> None:
    """Give each new process a copy of the fake that is active when the process starts."""
    _configuration()[_ENTRY] = _Copy(fake_in_charge)


def stop_copying() -> None:
    """Undo `start_copying`."""
    _configuration().pop(_ENTRY, None)


def _configuration() -> dict[str, Any]:
    from multiprocessing import process  # already imported in most programs, for example by boto3

    configuration: dict[str, Any] = getattr(process.current_process(), "_config", {})
    return configuration


def _pickled(fake: "FakeSecretsManager | None") -> bytes | None:
    if fake is None:
        return None
    try:
        return pickle.dumps(fake)
    except Exception as error:  # noqa: BLE001  attributes of a subclass may raise any error
        _log.warning(
            "a new process gets no copy of the fake, because the fake cannot be pickled: %s; use `with fake.serve():`",
            error,
        )
        return None


def _variables_of_server(fake: "FakeSecretsManager") -> dict[str, str]:
    """Return the environment variables that point to the fake's server, or an empty dict if no server runs."""
    if "fake_secrets_manager.server" not in sys.modules:
        return {}
    from .server import server_of

    server = server_of(fake._engine)
    return {} if server is None else server.env


def _start(variables: dict[str, str], pickled: bytes | None) -> object:
    """Start the copy. Return the entry for processes that the new process starts itself."""
    os.environ.update(variables)
    if not variables and pickled is not None:
        try:
            fake: FakeSecretsManager = pickle.loads(pickled)  # noqa: S301  from the parent process
        except Exception as error:  # noqa: BLE001  for example, the module of a subclass is not found here
            _log.warning("this process has no copy of the fake, because the copy cannot be unpickled: %s", error)
        else:
            fake.start()
            return _configuration().get(_ENTRY)
    if not variables:  # requests must not reach AWS
        os.environ.setdefault(environment.CHILD_VARIABLE, environment.BLOCKING_ENDPOINT)
    return None
