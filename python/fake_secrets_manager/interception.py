"""Clients of the service are answered by a fake, whenever and however they were made.

While a fake is active, a few methods of botocore's and aiobotocore's classes are replaced; what stands in for them is
in sending.py and signing.py. Clients of all other services pass through untouched.
"""

import inspect
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from types import MethodType
from typing import TYPE_CHECKING, Any

from .environment import Environment
from .sending import answered
from .signing import signed

if TYPE_CHECKING:
    from .fake import FakeSecretsManager

Method = Callable[..., Any]

_lock = threading.RLock()
# A module-level stack and no ContextVar: threads and event loops that the code under test starts see it too.
_active: list["FakeSecretsManager"] = []
# The exception: what a rotation function does reaches the fake that runs it, whichever is the innermost.
_running: ContextVar["FakeSecretsManager | None"] = ContextVar("fake_secrets_manager_running", default=None)
_environment = Environment()
_replaced: list[tuple[type, str, Method, Method]] = []


def activate(fake: "FakeSecretsManager") -> bool:
    """From now on this fake answers all clients of the process; False where it already did."""
    with _lock:
        if any(other is fake for other in _active):
            return False
        if not _active:
            _install()
        _active.append(fake)
        _environment.provide(fake.region)
        return True


def deactivate(fake: "FakeSecretsManager") -> bool:
    """The fake that was active before answers again, or AWS; False where this fake was not active."""
    with _lock:
        if not any(other is fake for other in _active):
            return False
        _active[:] = [other for other in _active if other is not fake]
        if _active:
            _environment.provide(_active[-1].region)
        else:
            _environment.withdraw()
            _uninstall()
        return True


def attach(client: Any, fake: "FakeSecretsManager") -> Callable[[], None]:
    """From now on this fake answers this one client; call the result to undo it."""
    endpoint, signer = client._endpoint, client._request_signer
    is_async = inspect.iscoroutinefunction(type(signer).sign)
    places = ((endpoint, "_do_get_response", answered), (endpoint, "_needs_retry", answered), (signer, "sign", signed))
    before = [(vars(owner), name, vars(owner).get(name)) for owner, name, _ in places]
    for owner, name, stand_in in places:
        method = stand_in(getattr(type(owner), name), lambda: fake, is_async)
        setattr(owner, name, MethodType(method, owner))

    def detach() -> None:
        for attributes, name, attribute in before:
            attributes.pop(name, None)
            if attribute is not None:  # of another fake to which the client was attached before
                attributes[name] = attribute

    return detach


@contextmanager
def in_charge(fake: "FakeSecretsManager") -> Iterator[None]:
    """Meanwhile this fake answers whatever is called from here, and is active in any case."""
    activated = activate(fake)
    before = _running.get()
    _running.set(fake)
    try:
        yield
    finally:
        _running.set(before)
        if activated:
            deactivate(fake)


def _innermost() -> "FakeSecretsManager | None":
    running = _running.get()
    if running is not None:
        return running
    active = _active[-1:]
    return active[0] if active else None


def _install() -> None:
    try:
        from botocore.endpoint import Endpoint
        from botocore.signers import RequestSigner
    except ModuleNotFoundError:
        return  # no botocore, no clients
    _replace(Endpoint, "_do_get_response", answered(Endpoint._do_get_response, _innermost, is_async=False))
    _replace(Endpoint, "_needs_retry", answered(Endpoint._needs_retry, _innermost, is_async=False))
    _replace(RequestSigner, "sign", signed(RequestSigner.sign, _innermost, is_async=False))
    _replace(Endpoint, "__init__", _noticing_aiobotocore(Endpoint.__init__))
    _install_for_aiobotocore()


def _install_for_aiobotocore() -> None:
    """Does nothing unless aiobotocore is imported already: importing it takes longer than the rest of this package."""
    endpoint, signers = sys.modules.get("aiobotocore.endpoint"), sys.modules.get("aiobotocore.signers")
    if endpoint is None or signers is None or any(owner is endpoint.AioEndpoint for owner, *_ in _replaced):
        return
    aio_endpoint, aio_signer = endpoint.AioEndpoint, signers.AioRequestSigner
    _replace(aio_endpoint, "_do_get_response", answered(aio_endpoint._do_get_response, _innermost, is_async=True))
    _replace(aio_endpoint, "_needs_retry", answered(aio_endpoint._needs_retry, _innermost, is_async=True))
    _replace(aio_signer, "sign", signed(aio_signer.sign, _innermost, is_async=True))


def _noticing_aiobotocore(original: Method) -> Method:
    """`Endpoint.__init__`, through which the first client of an aiobotocore imported later comes too."""

    @wraps(original)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807  it stands in for one
        original(self, *args, **kwargs)
        with _lock:
            if _active:
                _install_for_aiobotocore()

    return __init__


def _replace(owner: type, name: str, replacement: Method) -> None:
    _replaced.append((owner, name, getattr(owner, name), replacement))
    setattr(owner, name, replacement)


def _uninstall() -> None:
    for owner, name, original, replacement in reversed(_replaced):
        # Somebody else may have wrapped ours meanwhile: then it stays below theirs and lets everything pass.
        if vars(owner).get(name) is replacement:
            setattr(owner, name, original)
    _replaced.clear()
