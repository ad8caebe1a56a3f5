"""The engine, as src/lib.rs makes it. The package around it is what users see."""

from collections.abc import Mapping, Sequence
from typing import Any, final

__all__ = ["Engine", "Misuse", "Refusal", "describe", "operations"]

class Misuse(TypeError):
    """The fake itself was used wrongly: what was given, what is expected, an example."""

class Refusal(Exception):
    """The service said no: code, message, status, request id."""

    args: tuple[str, str | None, int, str]

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
        any_rotation_function: bool = False,
    ) -> Engine: ...
    @property
    def region(self) -> str: ...
    @property
    def account_id(self) -> str: ...
    def handle(
        self, headers: Sequence[tuple[str, str]], body: bytes | bytearray, now: int
    ) -> tuple[int, dict[str, str], bytes]: ...
    def call(
        self,
        operation: str,
        request: Mapping[str, Any],
        now: int,
        *,
        region: str | None = None,
        account_id: str | None = None,
    ) -> dict[str, Any] | None: ...
    def seed(self, secrets: Mapping[str, Any], now: int) -> None: ...
    def reset(self, now: int) -> None: ...
    def kms_key(self, key_id: str, state: str, denied: Sequence[str]) -> None: ...
    def fail(self, operation: str, code: str, message: str | None, times: int) -> None: ...
    def advance(self, milliseconds: int) -> None: ...
    def freeze(self, at: int | None, now: int) -> None: ...

def operations() -> list[str]: ...
def describe() -> str:
    """The contract of all operations, as JSON text: their members, types and limits."""
