"""The Secrets Manager Agent and the Lambda extension on localhost:2773, for code that runs in this process.

A connection to that port is redirected to a server of the fake on a free port. So the port itself is not used, test
runs can be parallel, and every HTTP library that uses Python's sockets works.
"""

import errno
import os
import socket
import threading
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Any

from ._native import Misuse
from .environment import Variables
from .machine import is_account_id

if TYPE_CHECKING:
    from typing_extensions import Self

    from .server import Server

DEFAULT_PORT = 2773
HIGHEST_PORT = 65_535
PORT_VARIABLE = "PARAMETERS_SECRETS_EXTENSION_HTTP_PORT"
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_ANY_TOKEN = "fake-secrets-manager"  # noqa: S105  any text is a valid token, unless the test sets one
_DUMMY_KEYS = ("test", "testing", "fake", "dummy")

_lock = threading.RLock()
_entered: list["Agent"] = []  # the innermost last


def default_port() -> int:
    """Return the port of the environment variable, or 2773 if a server of this package has set the variable."""
    from .server import is_port_of_server

    given = os.environ.get(PORT_VARIABLE) or str(DEFAULT_PORT)
    port = int(given) if given.isascii() and given.isdecimal() and len(given) < 6 else 0
    if not 1 <= port <= HIGHEST_PORT:
        raise Misuse(f"{PORT_VARIABLE} is {given!r}; expected a number from 1 to {HIGHEST_PORT}, for example 2773")
    return DEFAULT_PORT if is_port_of_server(port) else port


class Agent:
    """The result of `fake.agent()`: inside its `with` block, the fake answers `http://localhost:2773`.

    with fake.agent():
        requests.get("http://localhost:2773/secretsmanager/get?secretId=app/db", headers=headers)
    """

    def __init__(self, serve: "Callable[[], Server]", port: int, token: str | None) -> None:
        self._serve = serve
        self._port = port
        self._port_variable = Variables({PORT_VARIABLE: str(port)})
        self._token_variable = Variables({"AWS_SESSION_TOKEN": token or _ANY_TOKEN})
        self._server: Server | None = None

    @property
    def port(self) -> int:
        """The port that clients use."""
        return self._port

    @property
    def url(self) -> str:
        """The address for clients in this process: `http://localhost:2773`."""
        return f"http://localhost:{self._port}"

    def __enter__(self) -> "Self":
        with _lock:
            self._server = self._serve()
            if not _entered:
                _install()
            _entered.append(self)
        self._port_variable.set_missing()
        if _is_placeholder(os.environ.get("AWS_ACCESS_KEY_ID")):
            self._token_variable.set_missing()
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        self._port_variable.restore()
        self._token_variable.restore()
        with _lock:
            _entered.remove(self)
            if not _entered:
                _uninstall()
        if self._server is not None:
            self._server.stop()
            self._server = None

    def _address(self) -> tuple[str, int] | None:
        port = self._server._server.agent_port if self._server else None
        return None if port is None else ("127.0.0.1", port)

    def __repr__(self) -> str:
        return f"<Agent of a FakeSecretsManager at {self.url}>"


def _is_placeholder(access_key: str | None) -> bool:
    """Tell whether an access key is missing or a dummy. A session token would make a developer's own key invalid."""
    return access_key is None or is_account_id(access_key) or access_key in _DUMMY_KEYS


def _redirected(original: Callable[..., Any], returns_errors: bool) -> Callable[..., Any]:
    def connect(self: socket.socket, address: Any) -> Any:
        target = _target(address)
        if target is None:
            return original(self, address)
        if self.family != socket.AF_INET:  # clients try the addresses of localhost in turn
            if returns_errors:
                return errno.ECONNREFUSED
            raise ConnectionRefusedError(errno.ECONNREFUSED, os.strerror(errno.ECONNREFUSED))
        return original(self, target)

    return connect


def _target(address: Any) -> tuple[str, int] | None:
    if not isinstance(address, tuple) or len(address) < 2 or address[0] not in _LOOPBACK:
        return None
    for agent in reversed(_entered):
        if agent.port == address[1]:
            return agent._address()
    return None


_METHODS = ("connect", "connect_ex")
_replaced: dict[str, tuple[Any, Any]] = {}  # the replacement of a method, and the previous attribute of the class


def _install() -> None:
    for name in _METHODS:
        stand_in = _redirected(getattr(socket.socket, name), returns_errors=name == "connect_ex")
        _replaced[name] = (stand_in, vars(socket.socket).get(name))
        setattr(socket.socket, name, stand_in)


def _uninstall() -> None:
    """Remove the replacements, unless another library has wrapped them. Without an agent, they change nothing."""
    for name, (stand_in, before) in _replaced.items():
        if vars(socket.socket).get(name) is not stand_in:
            continue
        if before is None:
            delattr(socket.socket, name)
        else:
            setattr(socket.socket, name, before)
    _replaced.clear()
