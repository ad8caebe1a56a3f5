"""A transport for httpx, which is an optional dependency."""

import asyncio
import time
from typing import TYPE_CHECKING

import httpx

from ._native import Request

if TYPE_CHECKING:
    from .server import Host

_ERRORS: dict[str, type[httpx.TransportError]] = {
    "refused": httpx.ConnectError,
    "connect-timeout": httpx.ConnectTimeout,
    "reset": httpx.ReadError,
    "read-timeout": httpx.ReadTimeout,
    "truncated": httpx.RemoteProtocolError,
}


class HttpxTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """The result of `fake.httpx_transport()`."""

    def __init__(self, host: "Host") -> None:
        self._host = host

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of `httpx.Client`."""
        response, delay = self._answer(request, request.read())
        time.sleep(delay)
        return response

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of `httpx.AsyncClient`."""
        response, delay = self._answer(request, await request.aread())
        if delay:
            await asyncio.sleep(delay)
        return response

    def _answer(self, request: httpx.Request, body: bytes) -> tuple[httpx.Response, float]:
        # The Host header is left out: the request stays in the process, so the host does not matter.
        headers = [(name, value) for name, value in request.headers.items() if name.lower() != "host"]
        target = request.url.raw_path.decode("ascii")
        asked = Request(request.method, target, headers, body)
        status, headers, content, transport_fault = self._host.respond(asked)
        error = _ERRORS.get(transport_fault.connection or "")
        if error is not None:
            raise error(f"injected by the fake: {transport_fault.connection}", request=request)
        response = httpx.Response(status, headers=headers, content=content, request=request)
        return response, (transport_fault.delay or 0) / 1000

    def __repr__(self) -> str:
        return "<HttpxTransport of a FakeSecretsManager>"
