"""Bodies of answers, as botocore and aiobotocore read them."""

from typing import Any


class Body:
    """What an answer is read from, in place of a connection."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, *_args: Any, **_kwargs: Any) -> list[bytes]:
        """All of it in one piece."""
        return [self._body]


class AsyncBody(Body):
    """The same for aiobotocore."""

    async def read(self) -> bytes:
        """All of it."""
        return self._body
