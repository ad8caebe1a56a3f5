"""The commands `serve` and `exec`: start a server, and run until a signal arrives or the child process ends."""

import argparse
import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

from ._native import Misuse
from .cli import CommandError, read_file
from .fake import FakeSecretsManager
from .seed_files import source_of, without_variable
from .server import Server
from .state_file import restore_state, save_state

# Variables of a developer's shell that would send clients of a child process to another address.
_OVERRIDING_VARIABLES = (
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_ENDPOINT_URL",
    "AWS_USE_FIPS_ENDPOINT",
    "AWS_USE_DUALSTACK_ENDPOINT",
)
_LOCAL = ("localhost", "127.0.0.1")
_WATCH_SECONDS = 0.3


def serve(options: argparse.Namespace, print_environment: Callable[[dict[str, str], str], None]) -> None:
    """Serves a fake until SIGINT or SIGTERM."""
    stop = threading.Event()
    with _signals(stop), _started(options) as (fake, server):
        print_environment(server.env, options.format)
        _tell(f"serving a fake AWS Secrets Manager at {server.url}; Ctrl+C stops it")
        if options.agent_port is not None:
            _tell(f"serving the Secrets Manager Agent at {server.agent_url}")
        if options.watch:
            _watch(fake, options.seed, stop)
        while not stop.wait(1):  # on Windows, a wait without a timeout does not react to signals
            pass


def run_command(options: argparse.Namespace) -> int:
    """Runs a command whose clients reach a fake, and returns its exit status."""
    with _started(options) as (_, server):
        environment = {name: value for name, value in os.environ.items() if name not in _OVERRIDING_VARIABLES}
        for name in ("NO_PROXY", "no_proxy"):
            environment[name] = ",".join(filter(None, [environment.get(name), *_LOCAL]))
        try:
            child = subprocess.Popen(options.command, env=environment | server.env)  # noqa: S603  the user's own command
        except OSError as error:
            status = 127 if isinstance(error, FileNotFoundError) else 126
            reason = os.strerror(error.errno) if error.errno else str(error)
            raise CommandError(f"cannot run {options.command[0]!r}: {reason}", status) from None
        with _forwarding(child):
            status = child.wait()
        return 128 - status if status < 0 else status


@contextlib.contextmanager
def _started(options: argparse.Namespace) -> "Iterator[tuple[FakeSecretsManager, Server]]":
    _raise_limit()
    if getattr(options, "watch", False) and options.seed is None:
        raise CommandError("--watch without --seed; expected the file to watch, for example --seed secrets.json", 2)
    saved = options.save is not None and os.path.exists(options.save)
    with without_variable() if saved else contextlib.nullcontext():
        fake = FakeSecretsManager(
            region=options.region,
            account_id=options.account_id,
            rotation_functions="any",
            seed_file=None if saved else options.seed,
        )
    if saved:
        restore_state(fake, options.save)
    if options.host not in ("127.0.0.1", "localhost", "::1"):
        _tell(f"warning: other machines may reach the fake at {options.host}; it does not check signatures")
    server = fake.serve(
        options.port,
        options.host,
        agent_port=options.agent_port,
        agent_token=_token(options.agent_token),
        allow_hosts=options.allow_host,
    )
    try:
        yield fake, server
    finally:
        server.stop()
        if options.save is not None:
            save_state(fake, options.save)


def _token(given: str | None) -> str | None:
    """Returns the token. `file://PATH` reads it from a file, as in the real agent."""
    token = given if given is not None else os.environ.get("AWS_TOKEN")
    if token is not None and token.startswith("file://"):
        return read_file(token.removeprefix("file://"), "the token file").decode(errors="replace").strip()
    return token


def _watch(fake: FakeSecretsManager, path: str, stop: threading.Event) -> None:
    """Resets to the seed file whenever it changes. An invalid file changes nothing."""

    def stamp() -> tuple[int, int] | None:
        try:
            status = os.stat(path)
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size

    seen = stamp()
    while not stop.wait(_WATCH_SECONDS):
        found = stamp()
        if found is None or found == seen:
            continue
        seen = found
        try:
            fake._start_from(source_of(path, "seed"))
        except Misuse as misuse:
            _tell(f"{misuse}; the secrets are unchanged")
        else:
            _tell(f"reset to {path}")


@contextlib.contextmanager
def _signals(stop: threading.Event) -> Iterator[None]:
    """Ends the server on SIGINT or SIGTERM. A second signal ends the process."""

    def handle(number: int, _frame: Any) -> None:
        if stop.is_set():
            os._exit(128 + number)
        stop.set()

    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def _forwarding(child: "subprocess.Popen[bytes]") -> Iterator[None]:
    """Forwards signals to the child process, which handles them."""

    def forward(number: int, _frame: Any) -> None:
        # A terminal already sends its signals to the child process.
        if number != signal.SIGINT or not sys.stdin or not sys.stdin.isatty():
            with contextlib.suppress(OSError):
                child.send_signal(number)

    names = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2")
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {number: signal.signal(number, forward) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _raise_limit() -> None:
    """Raises the limit of file descriptors: each connection needs one, and shells often allow only 1,024."""
    try:
        import resource
    except ModuleNotFoundError:
        return  # Windows has no such limit
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 65_536 if hard == resource.RLIM_INFINITY else min(65_536, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _tell(message: str) -> None:
    print(f"fake-secrets-manager: {message}", file=sys.stderr, flush=True)  # noqa: T201
