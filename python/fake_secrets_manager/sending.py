"""The moment of sending: methods of an endpoint run on a view of it, in whose events the fake has the last word.

Everything around that moment stays botocore's: parsing, modelled exceptions, retries, event hooks, Stubber.
"""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from . import parameters
from .bodies import AsyncBody, Body

if TYPE_CHECKING:
    from .fake import FakeSecretsManager

SERVICE_NAME = "secretsmanager"

Responses = list[tuple[Any, Any]]


def answered(
    original: Callable[..., Any], fake_in_charge: "Callable[[], FakeSecretsManager | None]", is_async: bool
) -> Callable[..., Any]:
    """Stands in for a method of an endpoint whose second argument is the operation's model."""
    emitters: dict[str, Callable[..., Any]] = {
        SERVICE_NAME: _AsyncEmitter if is_async else _Emitter,
        parameters.SERVICE_NAME: parameters.AsyncParameterEmitter if is_async else parameters.ParameterEmitter,
    }

    @wraps(original)
    def method(self: Any, first: Any, operation_model: Any, *args: Any, **kwargs: Any) -> Any:
        # By the name of the service, not by host: endpoint_url, FIPS and proxies make no difference.
        emitter_type = emitters.get(operation_model.service_model.service_name)
        if emitter_type is not None and not isinstance(self, _EndpointView):
            fake = fake_in_charge()
            if fake is not None:
                self = _EndpointView(self, emitter_type(self._event_emitter, fake))
        return original(self, first, operation_model, *args, **kwargs)

    return method


class _EndpointView:
    """An endpoint with another event emitter. A view is some fake's already: no other fake looks at it again."""

    __slots__ = ("_endpoint", "_event_emitter")

    def __init__(self, endpoint: Any, event_emitter: "_Emitter | parameters.ParameterEmitter") -> None:
        self._endpoint = endpoint
        self._event_emitter = event_emitter

    def __getattr__(self, name: str) -> Any:
        return getattr(self._endpoint, name)


class _Emitter:
    """A client's event emitter, through which requests reach the fake and no retry waits."""

    __slots__ = ("_emitter", "_fake")

    def __init__(self, emitter: Any, fake: "FakeSecretsManager") -> None:
        self._emitter = emitter
        self._fake = fake

    def __getattr__(self, name: str) -> Any:
        return getattr(self._emitter, name)

    def emit(self, event_name: str, **kwargs: Any) -> Any:
        if event_name.startswith("before-send."):
            return self._send(_ask(_handlers(self._emitter, event_name), event_name, kwargs), kwargs["request"])
        responses = self._emitter.emit(event_name, **kwargs)
        return _at_once(responses) if event_name.startswith("needs-retry.") else responses

    def _send(self, responses: Responses, request: Any) -> Responses:
        from botocore.awsrequest import AWSResponse

        if _is_answered(responses):
            return responses
        status, headers, body = self._fake.handle(parameters.header_texts(request), request.body or b"")
        return [*responses, (self._fake, AWSResponse(request.url, status, headers, Body(body)))]


class _AsyncEmitter(_Emitter):
    """The same for aiobotocore, where `emit` is a coroutine function and handlers may be."""

    __slots__ = ()

    async def emit(self, event_name: str, **kwargs: Any) -> Any:
        if event_name.startswith("before-send."):
            responses = _ask(_handlers(self._emitter, event_name), event_name, kwargs)
            responses = [(handler, await r if inspect.isawaitable(r) else r) for handler, r in responses]
            return await self._send_async(responses, kwargs["request"])
        responses = await self._emitter.emit(event_name, **kwargs)
        return _at_once(responses) if event_name.startswith("needs-retry.") else responses

    async def _send_async(self, responses: Responses, request: Any) -> Responses:
        from aiobotocore.awsrequest import AioAWSResponse

        if _is_answered(responses):
            return responses
        status, headers, body = await self._fake.handle_async(parameters.header_texts(request), request.body or b"")
        return [*responses, (self._fake, AioAWSResponse(request.url, status, headers, AsyncBody(body)))]


def _is_answered(responses: Responses) -> bool:
    """Whether a handler of the user's own has answered."""
    return any(response is not None for _, response in responses)


def _handlers(emitter: Any, event_name: str) -> list[Any]:
    """The handlers of an event that the user wants to run.

    moto's would answer by itself while a mock_aws is active, and the rate limiter of adaptive retries would wait.
    """
    hierarchical = getattr(emitter, "_emitter", emitter)
    handlers = hierarchical._handlers.prefix_search(event_name)
    return [handler for handler in handlers if not _is_left_out(type(getattr(handler, "__self__", handler)).__module__)]


def _is_left_out(module: str) -> bool:
    return module.startswith("moto.") or module.endswith("botocore.retries.adaptive")


def _ask(handlers: list[Any], event_name: str, kwargs: dict[str, Any]) -> Responses:
    return [(handler, handler(event_name=event_name, **kwargs)) for handler in handlers]


def _at_once(responses: Responses) -> Responses:
    """What the retry handlers said, every delay made 0."""
    return [(handler, delay if delay is None or delay is False else 0) for handler, delay in responses]
