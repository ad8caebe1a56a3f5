"""The guard: while a fake is active, it blocks requests to AWS Secrets Manager that the fake does not answer.

The fake answers clients of boto3 and aiobotocore. The guard blocks requests of all others (a bare botocore endpoint,
urllib3, requests, httpx, aiohttp, `http.client`) just before they leave the process.
"""

import http.client
import socket
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from ._native import Misuse, is_endpoint

Method = Callable[..., Any]


class UnansweredRequestError(Misuse):
    """A request to AWS Secrets Manager was about to bypass an active fake."""


def guards(is_on: Callable[[], bool]) -> Iterator[tuple[Any, str, Method]]:
    """Yield an owner, the name of its function, and the replacement of the function."""
    yield http.client.HTTPConnection, "putrequest", _putrequest(http.client.HTTPConnection.putrequest, is_on)
    yield http.client.HTTPConnection, "set_tunnel", _set_tunnel(http.client.HTTPConnection.set_tunnel, is_on)
    yield socket, "getaddrinfo", _getaddrinfo(socket.getaddrinfo, is_on)


def sending(original: Method, is_on: Callable[[], bool]) -> Method:
    """Replace `send` of an HTTP session of botocore or aiobotocore."""

    @wraps(original)
    def send(self: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
        if is_on():
            parts = urlsplit(request.url)
            if is_endpoint(parts.netloc):
                target = request.headers.get("X-Amz-Target", b"")
                target = target.decode("latin-1") if isinstance(target, bytes) else str(target)
                _refuse(f"{request.method} {parts.scheme}://{parts.netloc}{parts.path}", target.rpartition(".")[2])
        return original(self, request, *args, **kwargs)

    return send


def _putrequest(original: Method, is_on: Callable[[], bool]) -> Method:
    @wraps(original)
    def putrequest(self: Any, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        host = getattr(self, "_tunnel_host", None) or self.host
        if is_on() and is_endpoint(str(host)):
            _refuse(f"{method} https://{host}{url.partition('?')[0]}")
        return original(self, method, url, *args, **kwargs)

    return putrequest


def _set_tunnel(original: Method, is_on: Callable[[], bool]) -> Method:
    @wraps(original)
    def set_tunnel(self: Any, host: str, *args: Any, **kwargs: Any) -> Any:
        if is_on() and is_endpoint(str(host)):
            _refuse(f"a connection through a proxy to {host}")
        return original(self, host, *args, **kwargs)

    return set_tunnel


def _getaddrinfo(original: Method, is_on: Callable[[], bool]) -> Method:
    @wraps(original)
    def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        if is_on() and host is not None:
            name = host.decode("latin-1") if isinstance(host, bytes) else str(host)
            if is_endpoint(name):
                _refuse(f"a connection to {name}")
        return original(host, *args, **kwargs)

    return getaddrinfo


def _refuse(request: str, operation: str = "") -> None:
    named = f"{request} ({operation})" if operation else request
    raise UnansweredRequestError(
        f"{named} would reach AWS while a fake is active; expected a client of boto3 or aiobotocore, which the "
        'fake answers, for example boto3.client("secretsmanager"). For another HTTP client, start '
        "`python -m fake_secrets_manager serve --port 4566` and use the URL http://127.0.0.1:4566. "
        "To allow such requests, use FakeSecretsManager(allow_requests_to_aws=True)"
    )
