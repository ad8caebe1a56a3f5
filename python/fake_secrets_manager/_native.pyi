"""The engine, as src/lib.rs makes it. The package around it is what users see."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, final

__all__ = [
    "Drive",
    "Engine",
    "Misuse",
    "Refusal",
    "Request",
    "Server",
    "State",
    "describe",
    "format_environment",
    "is_endpoint",
    "join_parameters",
    "nearest",
    "operations",
    "split_parameters",
    "version",
]

class Misuse(TypeError):
    """The fake itself was used wrongly: what was given, what is expected, an example."""

class Refusal(Exception):
    """The service refused: code, message, status, request id, situation."""

    args: tuple[str, str | None, int, str, str]

@final
class Engine:
    """One fake of AWS Secrets Manager. Who needs the time takes it as `now`, in milliseconds since the epoch."""

    def __new__(
        cls,
        seed: int,
        now: int,
        *,
        region: str | None = None,
        account_id: str | None = None,
        secrets: Mapping[str, Any] | None = None,
        rotation_functions: str | None = None,
        rotation_steps: str | None = None,
    ) -> Engine: ...
    @property
    def initial_seed(self) -> int: ...
    @property
    def region(self) -> str: ...
    @property
    def account_id(self) -> str: ...
    def handle(
        self,
        headers: Sequence[tuple[str, str]],
        body: bytes | bytearray,
        now: int,
        *,
        within: int | None = None,
        patient: bool = True,
    ) -> tuple[int, dict[str, str], bytes, int | None] | None: ...
    def respond(
        self, request: Request, now: int, patient: bool = True
    ) -> tuple[int, list[tuple[str, str]], bytes, tuple[str, int | None] | None, int | None] | None: ...
    def start_from(self, json: bytes, now: int) -> None: ...
    def configure_agent(self, token: str | None, ttl_seconds: int) -> None: ...
    def environment(self, url: str, agent_port: int | None = None) -> dict[str, str]: ...
    def call(
        self,
        operation: str,
        request: Mapping[str, Any],
        now: int,
        *,
        region: str | None = None,
        account_id: str | None = None,
        within: int | None = None,
        patient: bool = True,
    ) -> tuple[dict[str, Any] | None, int | None] | None: ...
    def seed(
        self,
        secrets: Mapping[str, Any],
        now: int,
        *,
        replace: bool = False,
        region: str | None = None,
        account_id: str | None = None,
    ) -> None: ...
    def check_caller(self, region: str | None = None, account_id: str | None = None) -> None: ...
    def take_hints(self) -> list[str]: ...
    def forget_hints(self) -> None: ...
    def state(self) -> State: ...
    def return_to(self, state: State) -> None: ...
    def unfreeze(self) -> None: ...
    def peek(self, operation: str, request: Mapping[str, Any], now: int) -> dict[str, Any] | None: ...
    def snapshot(self) -> bytes: ...
    def restore(self, document: bytes) -> None: ...
    def rotation_functions(self) -> list[str]: ...
    def reset(self, now: int) -> None: ...
    def kms_key(self, key_id: str, state: str, denied: Sequence[str]) -> None: ...
    def fail(self, target: str, code: str | None, message: str | None, times: int) -> None: ...
    def now(self, now: int, within: int | None = None) -> datetime: ...
    def add_rotation_function(self, function: str) -> str: ...
    def queued_runs(self) -> list[int]: ...
    def rotations(self, since: int) -> dict[str, Any]: ...

@final
class Drive:
    """One caller's piece of work on rotations. Its end, or its garbage collection, ends it in the engine."""

    @staticmethod
    def of_run(engine: Engine, run: int, within: int | None, now: int) -> Drive: ...
    @staticmethod
    def catch_up(engine: Engine, within: int | None, now: int) -> Drive: ...
    @staticmethod
    def advance(engine: Engine, milliseconds: int, within: int | None, now: int) -> Drive: ...
    @staticmethod
    def freeze(engine: Engine, at: int | None, within: int | None, now: int) -> Drive: ...
    @staticmethod
    def queue(engine: Engine, until: str | None, within: int | None, now: int) -> Drive: ...
    def next(self, now: int, patient: bool) -> dict[str, Any] | Literal[False] | None: ...
    def complete(self, invocation: int, failure: tuple[str, str] | None, now: int) -> None: ...
    def end(self) -> dict[str, Any]: ...
    def moved(self, now: int) -> tuple[int, list[tuple[str, str]], bytes]: ...

@final
class State:
    """A state of an engine."""

@final
class Request:
    """A request of HTTP that the engine answers with `respond`."""

    def __new__(
        cls, method: str, target: str, headers: Sequence[tuple[str, str]], body: bytes, agent: bool = False
    ) -> Request: ...

@final
class Server:
    """A server that runs until `stop`."""

    def __new__(
        cls,
        engine: Engine,
        now: Callable[[], int],
        finish: Callable[[Any, Request], tuple[int, Sequence[tuple[str, str]], bytes]],
        host: str,
        port: int,
        agent_port: int | None = None,
    ) -> Server: ...
    @property
    def port(self) -> int: ...
    @property
    def agent_port(self) -> int | None: ...
    def stop(self) -> None: ...

def format_environment(variables: Sequence[tuple[str, str]], format: str) -> str: ...
def split_parameters(headers: Sequence[tuple[str, str]], body: bytes) -> tuple[bytes | None, bytes | None]: ...
def join_parameters(one: bytes, other: bytes) -> bytes: ...
def is_endpoint(host: str) -> bool: ...
def nearest(given: str, valid: Sequence[str]) -> str | None: ...
def version() -> str: ...
def operations() -> list[str]: ...
def describe() -> str:
    """The contract of all operations, as JSON text: their members, types and limits, and all refusals."""
