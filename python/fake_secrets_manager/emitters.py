"""The event emitter of a client whose requests a fake answers.

Sync and async clients run the same steps. The steps are a generator, which yields a value, or an awaitable of
aiobotocore, and receives its result.
"""

import inspect
import time
from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from .bodies import AsyncBody, Body

if TYPE_CHECKING:
    from .fake import FakeSecretsManager

Responses = list[tuple[Any, Any]]
Steps = Generator[Any, Any, Responses]
_SENDING = "before-send."


class Emitter:
    """Passes on every event except `before-send`."""

    __slots__ = ("_emitter", "_fake")

    def __init__(self, emitter: Any, fake: "FakeSecretsManager") -> None:
        self._emitter = emitter
        self._fake = fake

    def __getattr__(self, name: str) -> Any:
        return getattr(self._emitter, name)

    def emit(self, event_name: str, **kwargs: Any) -> Any:
        """Answer a request that is about to be sent; pass on everything else."""
        if event_name.startswith(_SENDING):
            return _run(self._send(event_name, kwargs))
        return self._heard(event_name, self._emitter.emit(event_name, **kwargs))

    def _send(self, event_name: str, kwargs: dict[str, Any]) -> Steps:
        raise NotImplementedError

    def _heard(self, _event_name: str, responses: Responses) -> Responses:
        return responses

    def _handle(self, headers: dict[str, str], body: bytes) -> Any:
        return self._fake.handle(headers, body)

    def _deliver(self, headers: dict[str, str], body: bytes) -> Any:
        return self._fake._deliver(headers, body, "sdk")

    def _wait(self, seconds: float) -> Any:
        time.sleep(seconds)

    def _answer(self, request: Any, status: int, headers: dict[str, str], body: bytes) -> tuple[Any, Any]:
        from botocore.awsrequest import AWSResponse

        return self._fake, AWSResponse(request.url, status, headers, Body(body))

    def _is_replaced(self) -> bool:
        """Whether a subclass or a test has replaced the wire API of the fake. Clients then use the replacement."""
        return _is_replaced(self._fake, "handle")


class AsyncEmitter(Emitter):
    """The same for aiobotocore: `emit` is a coroutine function, and handlers can be."""

    __slots__ = ()

    async def emit(self, event_name: str, **kwargs: Any) -> Any:
        """Answer a request that is about to be sent; pass on everything else."""
        if event_name.startswith(_SENDING):
            return await _run_async(self._send(event_name, kwargs))
        return self._heard(event_name, await self._emitter.emit(event_name, **kwargs))

    def _handle(self, headers: dict[str, str], body: bytes) -> Any:
        return self._fake.handle_async(headers, body)

    def _deliver(self, headers: dict[str, str], body: bytes) -> Any:
        return self._fake._deliver_async(headers, body, "sdk")

    def _wait(self, seconds: float) -> Any:
        import asyncio

        return asyncio.sleep(seconds)

    def _answer(self, request: Any, status: int, headers: dict[str, str], body: bytes) -> tuple[Any, Any]:
        from aiobotocore.awsrequest import AioAWSResponse

        return self._fake, AioAWSResponse(request.url, status, headers, AsyncBody(body, headers))

    def _is_replaced(self) -> bool:
        return _is_replaced(self._fake, "handle_async")


def _is_replaced(fake: "FakeSecretsManager", method: str) -> bool:
    from .fake import FakeSecretsManager

    return method in vars(fake) or getattr(type(fake), method) is not getattr(FakeSecretsManager, method)


def _run(steps: Steps) -> Responses:
    result: Any = None
    try:
        while True:
            result = steps.send(result)
    except StopIteration as end:
        responses: Responses = end.value
        return responses


async def _run_async(steps: Steps) -> Responses:
    result: Any = None
    try:
        while True:
            result = steps.send(result)
            if inspect.isawaitable(result):
                result = await result
    except StopIteration as end:
        responses: Responses = end.value
        return responses


def header_texts(request: Any) -> dict[str, str]:
    """Return the headers as text: here botocore holds their values as bytes."""
    return {name: v.decode("latin-1") if isinstance(v, bytes) else str(v) for name, v in request.headers.items()}


def is_answered(responses: Responses) -> bool:
    """Whether one of the user's handlers has answered."""
    return any(response is not None for _, response in responses)
