"""The part of the fake that answers requests: direct calls, and the wire API."""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from . import hints, interception
from ._native import Engine, Misuse, ServiceError, set_source, take_transport_fault
from .clock import now
from .faults import builtin_error
from .memory import Memory
from .operations import Operations

if TYPE_CHECKING:
    from .fake import FakeSecretsManager
    from .rotations import Rotations
    from .shapes import OperationName

_OK = 200

Body = bytes | bytearray | str
WireAnswer = tuple[int, dict[str, str], bytes, int | None]


TransportFault = tuple[int | None, str | None]  # milliseconds of delay, and how the connection breaks
Delivered = tuple[int, dict[str, str], bytes, TransportFault]


class Delivery(Memory, Operations):
    """The part of `FakeSecretsManager` that answers requests."""

    _engine: Engine
    _raise_rotation_failures: bool

    @cached_property
    def _rotations(self) -> "Rotations":
        from .rotations import Rotations  # imported late: the import is slow, and most tests do not rotate

        return Rotations(cast("FakeSecretsManager", self), self._engine, now, self._raise_rotation_failures)

    def call(
        self,
        operation: "OperationName | str",
        request: Mapping[str, Any] | None = None,
        *,
        region: str | None = None,
        account_id: str | None = None,
    ) -> dict[str, Any]:
        """Call an operation by name: `fake.call("GetSecretValue", {"SecretId": "app/db"})`."""
        __tracebackhide__ = True
        try:
            asked = {} if request is None else request

            def ask(waits: bool = True) -> tuple[dict[str, Any] | None, int | None] | None:
                set_source(self._origin("direct"), self._matching(operation, asked))
                return self._engine.call(
                    operation,
                    asked,
                    now(),
                    region=region,
                    account_id=account_id,
                    within=self._inside(),
                    waits=waits,
                )

            answer = ask()
            if answer is None or answer[1] is not None:
                answer = self._rotations.answer(answer, ask)
            self._tell_events()
            return answer[0] or {}  # some responses of the service are empty, which boto3 returns as a dict
        except ServiceError as error:
            from .errors import service_error

            self._tell_hints()
            self._tell_events()
            raise service_error(operation, *error.args) from None
        except Misuse as misuse:
            from .errors import InvalidParametersError

            raise InvalidParametersError(f"{misuse}{_about_the_place(operation, asked)}") from None
        finally:
            request = asked = {}

    def handle(self, headers: Mapping[str, str], body: Body) -> tuple[int, dict[str, str], bytes]:
        """Answer a raw request of the wire API. Returns status, headers and body."""
        __tracebackhide__ = True
        try:
            return self._unbroken(self._deliver(headers, body, "wire"))
        finally:
            body = b""

    async def handle_async(self, headers: Mapping[str, str], body: Body) -> tuple[int, dict[str, str], bytes]:
        """Answer a raw request from a coroutine. Async rotation functions run on the caller's event loop."""
        __tracebackhide__ = True
        try:
            return self._unbroken(await self._deliver_async(headers, body, "wire"))
        finally:
            body = b""

    @staticmethod
    def _unbroken(delivered: Delivered) -> tuple[int, dict[str, str], bytes]:
        status, headers, body, (_, connection) = delivered
        if connection is not None and (error := builtin_error(connection)) is not None:
            raise error
        return status, headers, body

    def _deliver(self, headers: Mapping[str, str], body: Body, origin: str) -> Delivered:
        """Answer a request; return the effect of a fault on the response as the last item."""
        __tracebackhide__ = True
        request = _WireRequest(self, headers, body, origin)
        del body
        answer = request.ask()
        if answer is None or answer[3] is not None:
            answer = self._rotations.answer(answer, request.ask)
        return self._delivered(answer, request)

    async def _deliver_async(self, headers: Mapping[str, str], body: Body, origin: str) -> Delivered:
        __tracebackhide__ = True
        request = _WireRequest(self, headers, body, origin)
        del body
        answer = request.ask()
        if answer is None or answer[3] is not None:
            answer = await self._rotations.answer_async(answer, request.ask)
        return self._delivered(answer, request)

    def _delivered(self, answer: WireAnswer, request: "_WireRequest") -> Delivered:
        status, headers, body, _ = answer
        if status != _OK:
            self._tell_hints()
        self._tell_events()
        return status, headers, body, request.transport_fault

    def _origin(self, origin: str) -> str:
        return "rotation step" if interception.is_running(self) else origin

    def _inside(self) -> int | None:
        """Return the id of the invocation whose handler makes the current call."""
        rotations: Rotations | None = vars(self).get("_rotations")
        return rotations.inside() if rotations else None

    def _tell_hints(self) -> None:
        hints.tell(self._engine.take_hints())


def _about_the_place(operation: str, request: Any) -> str:
    """Return a hint for a request that contains the region or the account, which are not members."""
    if not isinstance(request, Mapping) or not {"region", "account_id"} & request.keys():
        return ""
    return (
        "; to call another region or account, use call() with region or account_id, "
        f'for example fake.call("{operation}", {{...}}, region="eu-west-1")'
    )


class _WireRequest:
    """A request to the engine. Its repr does not show the body, which may contain a secret."""

    __slots__ = ("_body", "_fake", "_headers", "_origin", "transport_fault")

    def __init__(self, fake: Delivery, headers: Mapping[str, str], body: Body, origin: str) -> None:
        self._fake, self._headers, self._body, self._origin = fake, headers, body, origin
        self.transport_fault: TransportFault = (None, None)

    def ask(self, waits: bool = True) -> WireAnswer | None:
        """Ask the engine. None means that due events must be processed first."""
        __tracebackhide__ = True
        fake, body = self._fake, self._body
        try:
            if isinstance(body, str):
                body = body.encode(errors="surrogatepass")
            lines = list(self._headers.items())
        except (AttributeError, TypeError):
            raise self._unusable() from None
        matching = fake._matching_wire(self._headers, body)  # the test sees an exception that its predicate raises
        try:
            set_source(fake._origin(self._origin), matching)
            answer = fake._engine.handle(lines, body, now(), within=fake._inside(), waits=waits)
        except (AttributeError, TypeError):
            raise self._unusable() from None
        finally:
            del body
        if answer is not None:  # an earlier attempt did not use the fault
            self.transport_fault = take_transport_fault()
        return answer

    def _unusable(self) -> Misuse:
        return Misuse(
            f"handle() got headers of type {type(self._headers).__name__} and a body of type "
            f"{type(self._body).__name__}; expected a dict of strings and bytes, "
            'for example handle({"X-Amz-Target": "..."}, b"{}")'
        )
