"""Sending: methods of an endpoint run on a view of it whose event emitter answers the `before-send` event.

Everything else stays botocore's: parsing, modelled exceptions, retries, event hooks, Stubber.
"""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from . import parameters
from .emitters import AsyncEmitter, Emitter, Responses, Steps, header_texts, is_answered

if TYPE_CHECKING:
    from .fake import FakeSecretsManager

SERVICE_NAME = "secretsmanager"


def answered(
    original: Callable[..., Any], fake_in_charge: "Callable[[], FakeSecretsManager | None]", is_async: bool
) -> Callable[..., Any]:
    """Replace a method of an endpoint whose second argument is the operation's model."""
    emitters: dict[str, Callable[..., Any]] = {
        SERVICE_NAME: AsyncSecretsEmitter if is_async else SecretsEmitter,
        parameters.SERVICE_NAME: parameters.AsyncParameterEmitter if is_async else parameters.ParameterEmitter,
    }

    @wraps(original)
    def method(self: Any, first: Any, operation_model: Any, *args: Any, **kwargs: Any) -> Any:
        # Select by the name of the service, not by host: endpoint_url, FIPS and proxies make no difference.
        emitter_type = emitters.get(operation_model.service_model.service_name)
        if emitter_type is not None and not isinstance(self, _EndpointView):
            fake = fake_in_charge()
            if fake is not None:
                self = _EndpointView(self, emitter_type(self._event_emitter, fake))
        return original(self, first, operation_model, *args, **kwargs)

    return method


class _EndpointView:
    """An endpoint with another event emitter. A view already belongs to a fake, so other fakes ignore it."""

    __slots__ = ("_endpoint", "_event_emitter")

    def __init__(self, endpoint: Any, event_emitter: Emitter) -> None:
        self._endpoint = endpoint
        self._event_emitter = event_emitter

    def __getattr__(self, name: str) -> Any:
        return getattr(self._endpoint, name)


class SecretsEmitter(Emitter):
    """The event emitter of a Secrets Manager client. It passes requests to the fake, and retries do not wait."""

    __slots__ = ()

    def _heard(self, event_name: str, responses: Responses) -> Responses:
        return _at_once(responses) if event_name.startswith("needs-retry.") else responses

    def _send(self, event_name: str, kwargs: dict[str, Any]) -> Steps:
        request = kwargs["request"]
        responses: Responses = []
        for handler in _handlers(self._emitter, event_name):
            responses.append((handler, (yield handler(event_name=event_name, **kwargs))))
        if is_answered(responses):
            return responses
        headers, body = header_texts(request), request.body or b""
        if self._is_replaced():
            answer = yield self._handle(headers, body)
            return [*responses, self._answer(request, *answer)]
        *answer, (delay, connection) = yield self._deliver(headers, body)
        if delay is not None:
            yield self._wait(delay / 1000)
        _break(connection, request.url)
        return [*responses, self._answer(request, *answer)]


class AsyncSecretsEmitter(AsyncEmitter, SecretsEmitter):
    """The same for aiobotocore."""

    __slots__ = ()


def _break(connection: str | None, url: str) -> None:
    """Raise botocore's exception for a connection that a fault breaks."""
    if connection is not None:
        from .faults import botocore_error

        error = botocore_error(connection, url)
        if error is not None:
            raise error


def _handlers(emitter: Any, event_name: str) -> list[Any]:
    """Return the handlers of an event that should run.

    This leaves out moto's handler, which would answer the request itself while `mock_aws` is active, and the rate
    limiter of adaptive retries, which would wait.
    """
    hierarchical = getattr(emitter, "_emitter", emitter)
    handlers = hierarchical._handlers.prefix_search(event_name)
    return [handler for handler in handlers if not _is_excluded(type(getattr(handler, "__self__", handler)).__module__)]


def _is_excluded(module: str) -> bool:
    return module.startswith("moto.") or module.endswith("botocore.retries.adaptive")


def _at_once(responses: Responses) -> Responses:
    """Return the results of the retry handlers, with each delay set to 0."""
    return [(handler, delay if delay is None or delay is False else 0) for handler, delay in responses]
