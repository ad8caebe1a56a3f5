"""References to secrets in Parameter Store, for clients of `ssm`.

The fake answers references. Requests for all other names go to the previous handler. The engine splits a request and
joins two responses.
"""

from typing import Any
from urllib.parse import urlsplit

from ._native import Misuse, join_parameters, split_parameters
from .emitters import AsyncEmitter, Emitter, Responses, Steps, header_texts

SERVICE_NAME = "ssm"
SERVICE_ID = "SSM"
_DUMMY = "Credential=fake-secrets-manager/"
_AWS = (".amazonaws.com", ".amazonaws.com.cn", ".api.aws")


class ParameterEmitter(Emitter):
    """The event emitter of a client of Parameter Store."""

    __slots__ = ()

    def _send(self, event_name: str, kwargs: dict[str, Any]) -> Steps:
        request = kwargs["request"]
        references, others = split(request)
        if references is None:
            responses = yield self._emitter.emit(event_name, **kwargs)
            _require_answer(request, responses)
            return responses  # type: ignore[no-any-return]
        status, headers, body = yield self._handle(header_texts(request), references)
        if others is not None and status == 200:
            request.body = others
            responses = yield self._emitter.emit(event_name, **kwargs)
            rest = _first(responses)
            _require_join(rest)
            if rest.status_code != 200:
                return responses  # type: ignore[no-any-return]
            body = join_parameters(body, (yield rest.content))
        return [self._answer(request, status, headers, body)]


class AsyncParameterEmitter(AsyncEmitter, ParameterEmitter):
    """The same for aiobotocore."""

    __slots__ = ()


def split(request: Any) -> tuple[bytes | None, bytes | None]:
    """Return the body for the names that the fake answers, and the body for the others."""
    body = getattr(request, "body", None) or b""
    if isinstance(body, str):
        body = body.encode()
    if not isinstance(body, bytes | bytearray):
        return None, b""
    return split_parameters(list(header_texts(request).items()), bytes(body))


def _first(responses: Responses) -> Any:
    return next((response for _, response in responses if response is not None), None)


def _require_join(rest: Any) -> None:
    if rest is None:
        raise Misuse(
            "GetParameters got references to secrets and other names, and no mock answers the other names; expected "
            "only names under /aws/reference/secretsmanager/, or a mock of Parameter Store, such as moto's mock_aws"
        )


def _require_answer(request: Any, responses: Responses) -> None:
    """Reject a request that would reach AWS with the placeholder credentials of the fake."""
    if _first(responses) is not None or not (urlsplit(request.url).hostname or "").endswith(_AWS):
        return
    if _DUMMY in header_texts(request).get("Authorization", ""):
        raise Misuse(
            "a request to Parameter Store would reach AWS: the fake answers GetParameter and GetParameters only for "
            "names under /aws/reference/secretsmanager/; expected a mock of Parameter Store for other requests, "
            "such as moto's mock_aws"
        )
