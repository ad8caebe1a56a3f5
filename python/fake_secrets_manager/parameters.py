"""References to secrets in Parameter Store, for clients of `ssm`.

The fake answers references; all other names go to whoever answered before. The engine knows which names are references
and how two answers become one.
"""

import inspect
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ._native import Misuse, join_parameters, split_parameters
from .bodies import AsyncBody, Body

if TYPE_CHECKING:
    from .fake import FakeSecretsManager

SERVICE_NAME = "ssm"
SERVICE_ID = "SSM"
_DUMMY = "Credential=fake-secrets-manager/"
_AWS = (".amazonaws.com", ".amazonaws.com.cn", ".api.aws")

Responses = list[tuple[Any, Any]]


class ParameterEmitter:
    """The event emitter of a client of Parameter Store."""

    __slots__ = ("_emitter", "_fake")

    def __init__(self, emitter: Any, fake: "FakeSecretsManager") -> None:
        self._emitter = emitter
        self._fake = fake

    def __getattr__(self, name: str) -> Any:
        return getattr(self._emitter, name)

    def emit(self, event_name: str, **kwargs: Any) -> Any:
        """Answers the references of a request that is about to be sent, and passes on everything else."""
        from botocore.awsrequest import AWSResponse

        if not event_name.startswith("before-send."):
            return self._emitter.emit(event_name, **kwargs)
        request = kwargs["request"]
        references, others = split(request)
        if references is None:
            responses = self._emitter.emit(event_name, **kwargs)
            _require_answer(request, responses)
            return responses
        status, headers, body = self._fake.handle(header_texts(request), references)
        if others is not None and status == 200:
            request.body = others
            responses = self._emitter.emit(event_name, **kwargs)
            rest = _first(responses)
            _require_join(rest)
            if rest.status_code != 200:
                return responses
            body = join_parameters(body, rest.content)
        return [(self._fake, AWSResponse(request.url, status, headers, Body(body)))]


class AsyncParameterEmitter(ParameterEmitter):
    """The same for aiobotocore, where `emit` is a coroutine function."""

    __slots__ = ()

    async def emit(self, event_name: str, **kwargs: Any) -> Any:
        """Answers the references of a request that is about to be sent, and passes on everything else."""
        from aiobotocore.awsrequest import AioAWSResponse

        if not event_name.startswith("before-send."):
            return await self._emitter.emit(event_name, **kwargs)
        request = kwargs["request"]
        references, others = split(request)
        if references is None:
            responses = await self._emitter.emit(event_name, **kwargs)
            _require_answer(request, responses)
            return responses
        status, headers, body = await self._fake.handle_async(header_texts(request), references)
        if others is not None and status == 200:
            request.body = others
            responses = await self._emitter.emit(event_name, **kwargs)
            rest = _first(responses)
            _require_join(rest)
            if rest.status_code != 200:
                return responses
            content = rest.content
            body = join_parameters(body, await content if inspect.isawaitable(content) else content)
        return [(self._fake, AioAWSResponse(request.url, status, headers, AsyncBody(body)))]


def split(request: Any) -> tuple[bytes | None, bytes | None]:
    """The body for the names that the fake answers, and the body for the others."""
    body = getattr(request, "body", None) or b""
    if isinstance(body, str):
        body = body.encode()
    if not isinstance(body, bytes | bytearray):
        return None, b""
    return split_parameters(list(header_texts(request).items()), bytes(body))


def header_texts(request: Any) -> dict[str, str]:
    """At this point botocore holds the values of headers as bytes."""
    return {name: v.decode("latin-1") if isinstance(v, bytes) else str(v) for name, v in request.headers.items()}


def _first(responses: Responses) -> Any:
    return next((response for _, response in responses if response is not None), None)


def _require_join(rest: Any) -> None:
    if rest is None:
        raise Misuse(
            "GetParameters got references to secrets and other names, which no mock in this process answers; expected "
            "names under /aws/reference/secretsmanager/ alone, or a mock of Parameter Store, such as moto's mock_aws"
        )


def _require_answer(request: Any, responses: Responses) -> None:
    """Refuses a request that would reach AWS with the dummy credentials that the fake provides."""
    if _first(responses) is not None or not (urlsplit(request.url).hostname or "").endswith(_AWS):
        return
    if _DUMMY in header_texts(request).get("Authorization", ""):
        raise Misuse(
            "a request to Parameter Store would leave this process; the fake answers GetParameter and GetParameters of "
            "names under /aws/reference/secretsmanager/, expected a mock of Parameter Store for the others, "
            "such as moto's mock_aws"
        )
