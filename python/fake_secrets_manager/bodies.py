"""Response bodies, as botocore and aiobotocore read them."""

from typing import Any


class Body:
    """A response body that is read in place of a connection."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, *_args: Any, **_kwargs: Any) -> list[bytes]:
        """Return the whole body as one chunk."""
        return [self._body]


class AsyncBody(Body):
    """The same for aiobotocore. Versions such as 2.5 read the headers from the body, where aiohttp has them."""

    def __init__(self, body: bytes, headers: dict[str, str]) -> None:
        super().__init__(body)
        self.raw_headers = [(name.encode(), value.encode()) for name, value in headers.items()]

    async def read(self) -> bytes:
        """Return the whole body."""
        return self._body
