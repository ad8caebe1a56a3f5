"""A server for a fake: other processes and other languages share the state of the test."""

import atexit
import contextlib
import json
import os
import threading
import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Any, cast

from . import _native, hints
from ._native import Misuse, Request, TransportFault
from .environment import Variables

if TYPE_CHECKING:
    from typing_extensions import Self

    from .rotations import Rotations

Answer = tuple[int, list[tuple[str, str]], bytes, tuple[str, int | None] | None, TransportFault, int | None]
Finished = tuple[int, list[tuple[str, str]], bytes, TransportFault]

_running: "weakref.WeakSet[Server]" = weakref.WeakSet()
_lock = threading.Lock()


class Server:
    """The result of `fake.serve()`: a server that runs until `stop()` or the end of its `with` block.

    with fake.serve() as server:
        subprocess.run(["my-program"], check=True)

    Inside the block, `os.environ` contains `server.env`, so that child processes reach the fake. Those of
    `multiprocessing` do too, if they are started with spawn or forkserver. Without `with`, pass
    `env=os.environ | server.env` yourself.
    """

    def __init__(
        self,
        host_of_engine: "Host",
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        agent_port: int | None = None,
        settings: "Settings",
    ) -> None:
        self._engine = host_of_engine.engine
        self._settings = settings
        self._running_settings = host_of_engine.settings
        finish = host_of_engine.finish_for_client
        try:
            self._server = _native.Server(self._engine, host_of_engine.now, finish, host, port, agent_port)
        except OSError as error:
            ports = f"port {port}" if agent_port is None else f"ports {port} and {agent_port}"
            raise OSError(
                error.errno,
                f"cannot listen on {host}, {ports}: {os.strerror(error.errno) if error.errno else error}; "
                "expected an address of this machine and a free port, for example port 0 for any free one",
            ) from None
        with _lock:
            self._running_settings.append(self._settings)
        self._host = host
        self._variables = Variables(self.env)
        with _lock:
            _running.add(self)

    @property
    def port(self) -> int:
        """The port that the server listens on."""
        return self._server.port

    @property
    def url(self) -> str:
        """The address of the server, for `endpoint_url`: `http://127.0.0.1:8080`."""
        return f"http://{_reachable(self._host)}:{self.port}"

    @property
    def agent_url(self) -> str:
        """The address of the Secrets Manager Agent and the Lambda extension. It has its own port with `agent_port`."""
        return f"http://{_reachable(self._host)}:{self._server.agent_port or self.port}"

    @property
    def env(self) -> dict[str, str]:
        """The environment variables with which clients in other processes reach the server."""
        return self._engine.environment(self.url, self._server.agent_port)

    def stop(self) -> None:
        """Stop listening, and wait up to five seconds for requests in progress. Idempotent."""
        self._server.stop()
        with _lock:
            _running.discard(self)
            if any(settings is self._settings for settings in self._running_settings):
                self._running_settings[:] = [
                    settings for settings in self._running_settings if settings is not self._settings
                ]
                _apply(self._engine, self._running_settings)

    def __enter__(self) -> "Self":
        self._variables.set()
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        self._variables.restore()
        self.stop()

    def __repr__(self) -> str:
        return f"<Server of a FakeSecretsManager at {self.url}>"


def require_port(option: str, number: object, example: str, highest: int = 65_535, lowest: int = 0) -> None:
    """Reject anything except a number from `lowest` to `highest`."""
    if not isinstance(number, int) or isinstance(number, bool) or not lowest <= number <= highest:
        given = number if isinstance(number, int) else f"of type {type(number).__name__}"
        raise Misuse(f"{option} is {given}; expected a number from {lowest} to {highest}, {example}")


def serve(
    host_of_engine: "Host",
    *,
    host: str,
    port: int,
    agent_port: int | None,
    agent_token: str | None,
    agent_ttl: int,
    allow_hosts: Sequence[str],
) -> Server:
    """Checks the options of `fake.serve` and starts the server."""
    example = 'for example fake.serve(port=8080, host="127.0.0.1")'
    if not isinstance(host, str):
        raise Misuse(f"host is of type {type(host).__name__}; expected an address of this machine, {example}")
    require_port("port", port, example)
    require_port("agent_port", 0 if agent_port is None else agent_port, example)
    require_port("agent_ttl", agent_ttl, example, 3_600)
    if agent_token is not None and not isinstance(agent_token, str):
        raise Misuse(f"agent_token is of type {type(agent_token).__name__}; expected text, {example}")
    if isinstance(allow_hosts, str) or not all(isinstance(name, str) for name in allow_hosts):
        raise Misuse(
            f"allow_hosts is of type {type(allow_hosts).__name__}; expected a list of host names, "
            'for example fake.serve(allow_hosts=["secrets.example.com"])'
        )
    settings = Settings(tuple(allow_hosts), agent_token, agent_ttl)
    with _lock:
        former = list(host_of_engine.settings)
        _apply(host_of_engine.engine, [*former, settings])
    try:
        return Server(host_of_engine, host=host, port=port, agent_port=agent_port, settings=settings)
    except BaseException:
        with _lock:
            _apply(host_of_engine.engine, host_of_engine.settings)
        raise


@dataclass(frozen=True)
class Settings:
    """The options of one listener that its engine holds."""

    allow_hosts: tuple[str, ...] = ()
    agent_token: str | None = field(default=None, repr=False)
    agent_ttl: int = 300


def _apply(engine: _native.Engine, listeners: Sequence[Settings]) -> None:
    """Use the agent's settings of the newest listener, and the host names of all listeners."""
    engine.allow_hosts([name for settings in listeners for name in settings.allow_hosts])
    newest = listeners[-1] if listeners else Settings()
    engine.configure_agent(newest.agent_token, newest.agent_ttl)


@dataclass(frozen=True)
class Host:
    """The parts of a fake that a server needs."""

    engine: _native.Engine
    rotations: "Callable[[], Rotations]"
    now: Callable[[], int]
    matching: Callable[[str, bytes], list[int]]
    """Returns the faults whose predicate accepts a request for an operation."""
    settings: list[Settings]
    """The settings of the servers that run."""
    tell_events: Callable[[], None]
    forget: Callable[[], None]
    """Called after the engine was reset."""

    def respond(self, request: Request) -> Finished:
        """Answer a request as a server would."""
        return self._finish(None, request)

    def finish_for_client(self, answer: Answer | None, request: Request) -> Finished:
        """Finish a request for which Python code must run. An exception of a predicate or listener is a response."""
        try:
            return self._finish(answer, request)
        except BaseException as error:  # noqa: BLE001  raised by code of the test, or pytest
            text = f"the fake failed to answer: {_message_of(error)}"
            body = json.dumps({"error": text}, ensure_ascii=False, separators=(",", ":")) + "\n"
            content = body.encode(errors="backslashreplace")
            return 500, [("content-type", "application/json")], content, TransportFault()

    def _finish(self, answer: Answer | None, request: Request) -> Finished:
        finished = self._answered(answer, request)
        hints.tell(self.engine.take_hints())
        self.tell_events()
        return finished

    def _answered(self, answer: Answer | None, request: Request) -> Finished:
        from .rotations import RotationFailedError

        answered = [answer]

        def ask(waits: bool = True) -> Any:
            _native.set_source("wire", self.matching(request.operation, request.body))
            answered[0] = self.engine.respond(request, self.now(), waits)
            return answered[0]

        # Rotation failures are raised only to callers in this process. A client of the service is not told.
        with contextlib.suppress(RotationFailedError):
            if answer is None:
                answer = ask()
            if answer is None or answer[-1] is not None:
                self.rotations().answer(answer, ask)
        last = answered[0] or ask(False)
        follow_up, at = last[3] or (None, None)
        if follow_up == "reset":
            self.forget()
        elif follow_up is not None:
            return self._moved(follow_up, at)
        return cast("Finished", (*last[:3], last[4]))

    def _moved(self, how: str, at: int | None) -> Finished:
        from .rotations import RotationFailedError

        drives: list[_native.Drive] = []

        def begin(engine: _native.Engine, within: int | None, now: int) -> _native.Drive:
            begun = (
                _native.Drive.advance(engine, at or 0, within, now)
                if how == "advance"
                else _native.Drive.freeze(engine, at, within, now)
            )
            drives.append(begun)
            return begun

        with contextlib.suppress(RotationFailedError):
            self.rotations().process(begin)
        return *drives[0].moved(self.now()), TransportFault()


def _message_of(error: BaseException) -> str:
    try:
        return str(error) or type(error).__name__
    except Exception:  # noqa: BLE001  the class is the user's
        return type(error).__name__


def _reachable(host: str) -> str:
    """Return the address at which this machine reaches a server that listens on `host`."""
    if host in ("", "0.0.0.0"):  # noqa: S104  compared, not bound
        return "127.0.0.1"
    if host == "::":
        return "[::1]"
    return f"[{host}]" if ":" in host else host


def is_port_of_server(port: int) -> bool:
    """Return whether a server of this process listens on a port."""
    with _lock:
        return any(port in (server.port, server._server.agent_port) for server in _running)


def server_of(engine: _native.Engine) -> Server | None:
    """Return a server that runs for a fake."""
    with _lock:
        return next((server for server in _running if server._engine is engine), None)


@atexit.register
def _stop_all() -> None:
    """Stop all servers: their threads must not outlive the interpreter."""
    with _lock:
        servers = list(_running)
    for server in servers:
        server.stop()
