"""The guard: while a fake is active, it blocks requests to AWS Secrets Manager that the fake does not answer.

The fake answers clients of boto3 and aiobotocore. The guard blocks requests of all others (a bare botocore endpoint,
urllib3, requests, httpx, aiohttp, `http.client`) just before they leave the process. After a fake has ended, it blocks
requests of clients that have placeholder credentials. If pytest's settings say so, it blocks all requests while no fake
is active.
"""

import http.client
import socket
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from ._native import Misuse, is_endpoint

Method = Callable[..., Any]
# Returns why the current request must not reach AWS, or None if it may.
Reason = Callable[[], str | None]

BYPASSES_THE_FAKE = (
    "would reach AWS while a fake is active; expected a client of boto3 or aiobotocore, which the fake answers, for "
    'example boto3.client("secretsmanager"). For another HTTP client, use the URL of '
    "`with fake.serve() as server:`, server.url, or with httpx the transport fake.httpx_transport(). "
    "To allow such requests, use FakeSecretsManager(allow_requests_to_aws=True)"
)
NO_FAKE_IS_ACTIVE = (
    "would reach AWS, because no fake is active, and pytest's setting fake_secrets_manager_guard forbids it; "
    "expected a fake, for example the fixture: def test_login(fake_secrets_manager)"
)
OUTLIVES_THE_FAKE = (
    "would reach AWS with placeholder credentials: its client was created while a fake was active, and now no fake is "
    "active; expected a call before the fake ends, for example from a client that the test creates, or a fake that "
    "lasts as long as the client, such as the fixture fake_secrets_manager_session"
)


class UnansweredRequestError(Misuse):
    """A request was about to reach AWS Secrets Manager: it bypassed an active fake, or its client outlived the fake."""


def guards(why_not: Reason) -> Iterator[tuple[Any, str, Method]]:
    """Yield an owner, the name of its function, and the replacement of the function."""
    yield http.client.HTTPConnection, "putrequest", _putrequest(http.client.HTTPConnection.putrequest, why_not)
    yield http.client.HTTPConnection, "set_tunnel", _set_tunnel(http.client.HTTPConnection.set_tunnel, why_not)
    yield socket, "getaddrinfo", _getaddrinfo(socket.getaddrinfo, why_not)


def sending(original: Method, why_not: Reason) -> Method:
    """Replace `send` of an HTTP session of botocore or aiobotocore."""

    @wraps(original)
    def send(self: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
        _check(request, why_not())
        return original(self, request, *args, **kwargs)

    return send


def keep_from_aws(client: Any, why_not: Reason) -> Any:
    """Check the requests of one client that are about to leave the process. Returns the client."""
    session = getattr(getattr(client, "_endpoint", None), "http_session", None)
    if session is None:
        return client  # a stub of a test

    def send(request: Any) -> Any:
        _check(request, why_not())
        return type(session).send(session, request)  # not the bound method: a fake replaces and restores it

    session.send = send
    return client


def _check(request: Any, reason: str | None) -> None:
    if reason is None:
        return
    parts = urlsplit(request.url)
    if is_endpoint(parts.netloc):
        target = request.headers.get("X-Amz-Target", b"")
        target = target.decode("latin-1") if isinstance(target, bytes) else str(target)
        operation = f" ({target.rpartition('.')[2]})" if target else ""
        _refuse(f"{request.method} {parts.scheme}://{parts.netloc}{parts.path}{operation}", reason)


def _putrequest(original: Method, why_not: Reason) -> Method:
    @wraps(original)
    def putrequest(self: Any, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        host = getattr(self, "_tunnel_host", None) or self.host
        if (reason := why_not()) and is_endpoint(str(host)):
            _refuse(f"{method} https://{host}{url.partition('?')[0]}", reason)
        return original(self, method, url, *args, **kwargs)

    return putrequest


def _set_tunnel(original: Method, why_not: Reason) -> Method:
    @wraps(original)
    def set_tunnel(self: Any, host: str, *args: Any, **kwargs: Any) -> Any:
        if (reason := why_not()) and is_endpoint(str(host)):
            _refuse(f"a connection through a proxy to {host}", reason)
        return original(self, host, *args, **kwargs)

    return set_tunnel


def _getaddrinfo(original: Method, why_not: Reason) -> Method:
    @wraps(original)
    def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host is not None and (reason := why_not()):
            name = host.decode("latin-1") if isinstance(host, bytes) else str(host)
            if is_endpoint(name):
                _refuse(f"a connection to {name}", reason)
        return original(host, *args, **kwargs)

    return getaddrinfo


def _refuse(request: str, reason: str) -> None:
    raise UnansweredRequestError(f"{request} {reason}")
