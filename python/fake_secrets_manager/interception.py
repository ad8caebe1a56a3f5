"""Interception of all clients of the service, whenever and however they were created.

While a fake is active, a few methods of botocore's and aiobotocore's classes are replaced. The replacements are in
sending.py, signing.py, session.py and guard.py. They do not affect clients of other services.
"""

import inspect
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import wraps
from types import MethodType
from typing import TYPE_CHECKING, Any

from . import environment, guard, processes
from .accounts import forget_roles, recording_roles
from .sending import answered
from .session import creating
from .signing import signed

if TYPE_CHECKING:
    from .fake import FakeSecretsManager

Method = Callable[..., Any]

# The fakes that a test started, or gave a client: what a report of the test's failure is about.
used: "weakref.WeakSet[FakeSecretsManager]" = weakref.WeakSet()


def note_use(fake: "FakeSecretsManager") -> None:
    """Add a fake to `used`. During a test of pytest, the plugin keeps it until the report of the test."""
    used.add(fake)
    plugin = sys.modules.get(f"{__package__}.pytest_plugin")
    if plugin is not None:
        plugin.keep(fake)


_lock = threading.RLock()
# All active fakes of the process, the innermost last. Threads and event loops that the code under test starts use it.
_active: list["FakeSecretsManager"] = []
# The fakes that were started in this context. A thread or task that enters its own fake uses that fake.
_entered: ContextVar[tuple["FakeSecretsManager", ...]] = ContextVar("fake_secrets_manager_entered", default=())
# The fake that runs the current rotation function. It takes precedence over the innermost fake.
_running: ContextVar["FakeSecretsManager | None"] = ContextVar("fake_secrets_manager_running", default=None)
_replaced: list[tuple[Any, str, Method | None, Method]] = []
_fake_is_required = False  # whether requests fail while no fake is active


def activate(fake: "FakeSecretsManager") -> bool:
    """Make this fake answer all clients of the process. Return False if it already did."""
    with _lock:
        if is_active(fake):
            return False
        if not _active:
            if not _replaced:
                _install()
            processes.start_copying(_innermost)
        _active.append(fake)
        _entered.set((*filter(is_active, _entered.get()), fake))
        _block_child_processes()
        return True


def deactivate(fake: "FakeSecretsManager") -> bool:
    """Stop this fake: the previously active fake, or AWS, answers again. Return False if it was not active."""
    with _lock:
        if not is_active(fake):
            return False
        _active[:] = [other for other in _active if other is not fake]
        _entered.set(tuple(filter(is_active, _entered.get())))
        _block_child_processes()
        if not _active:
            processes.stop_copying()
            if not _fake_is_required:
                _uninstall()
            forget_roles()
        return True


def require_fake() -> Callable[[], None]:
    """Block requests to Secrets Manager while no fake is active. Call the result to undo it."""
    global _fake_is_required
    with _lock:
        if not _replaced:
            _install()
        _fake_is_required = True
        _block_child_processes()

    def undo() -> None:
        global _fake_is_required
        with _lock:
            _fake_is_required = False
            _block_child_processes()
            if not _active:
                _uninstall()

    return undo


def active() -> list["FakeSecretsManager"]:
    """Return the fakes that are active, the innermost last."""
    return list(_active)


def is_active(fake: "FakeSecretsManager") -> bool:
    """Tell whether a fake answers the clients of the process."""
    return any(other is fake for other in _active)


def attach(client: Any, fake: "FakeSecretsManager") -> Callable[[], None]:
    """Make this fake answer one client. Call the result to undo it."""
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
            if attribute is not None:  # of another fake that answered this client before
                attributes[name] = attribute

    return detach


@contextmanager
def in_charge(fake: "FakeSecretsManager") -> Iterator[None]:
    """Make this fake answer all calls in this context. It is active in the block even if it was not before."""
    activated = activate(fake)
    token = _running.set(fake)
    try:
        with environment.of_a_rotation_function(fake.region):
            yield
    finally:
        with suppress(ValueError):  # a generator was closed in another context, which is not affected
            _running.reset(token)
        if activated:
            deactivate(fake)


def is_running(fake: object) -> bool:
    """Whether a rotation function of this fake made the current call."""
    return _running.get() is fake


def _innermost() -> "FakeSecretsManager | None":
    running = _running.get()
    if running is not None:
        return running
    for fake in reversed(_entered.get()):
        if is_active(fake):
            return fake
    innermost = _active[-1:]
    return innermost[0] if innermost else None


def _why_not() -> str | None:
    """Return why a request that no fake has answered must not reach AWS, or None if it may."""
    fake = _innermost()
    if fake is None:
        return guard.NO_FAKE_IS_ACTIVE if _fake_is_required else None
    return None if fake._allows_requests_to_aws else guard.BYPASSES_THE_FAKE


def _block_child_processes() -> None:
    """Make child processes fail instead of reaching AWS, by the same rule as requests of this process."""
    if _why_not() is None:
        environment.unblock_child_processes()
    else:
        environment.block_child_processes()


def _why_not_with_placeholders() -> str | None:
    """Return why a request of a client with placeholder credentials must not reach AWS, or None if it may."""
    return guard.OUTLIVES_THE_FAKE if _innermost() is None else None


def _keep_from_aws(client: Any) -> Any:
    return guard.keep_from_aws(client, _why_not_with_placeholders)


def _install() -> None:
    """Replace all methods. If an error or an interrupt occurs, replace none."""
    try:
        _replace_methods()
    except BaseException:
        _uninstall()
        raise


def _replace_methods() -> None:
    for owner, name, replacement in guard.guards(_why_not):
        _replace(owner, name, replacement)
    popen: Any = subprocess.Popen
    if isinstance(popen, type):  # a mock starts no process
        _replace(popen, "__init__", environment.popen_that_blocks(_original(popen, "__init__"), _why_not))
    try:
        from botocore.endpoint import Endpoint
        from botocore.httpsession import URLLib3Session
        from botocore.session import Session
        from botocore.signers import RequestSigner
    except ModuleNotFoundError:
        return  # without botocore there are no clients
    get_response = answered(_original(Endpoint, "_do_get_response"), _innermost, is_async=False)
    _replace(Endpoint, "_do_get_response", recording_roles(get_response, is_async=False))
    _replace(Endpoint, "_needs_retry", answered(_original(Endpoint, "_needs_retry"), _innermost, is_async=False))
    _replace(RequestSigner, "sign", signed(_original(RequestSigner, "sign"), _innermost, is_async=False))
    _replace(Session, "create_client", creating(_original(Session, "create_client"), _innermost, _keep_from_aws))
    _replace(URLLib3Session, "send", guard.sending(_original(URLLib3Session, "send"), _why_not))
    _replace(Session, "__init__", _watching_for_aiobotocore(_original(Session, "__init__")))
    _install_for_aiobotocore()


def _install_for_aiobotocore() -> None:
    """Patch aiobotocore, unless it has not been imported: importing it takes longer than this whole package."""
    names = ("endpoint", "signers", "session", "httpsession")
    modules = [sys.modules.get(f"aiobotocore.{name}") for name in names]
    if None in modules or any(owner is modules[0].AioEndpoint for owner, *_ in _replaced):  # type: ignore[union-attr]
        return
    endpoint, signers, session, httpsession = modules
    aio_endpoint, aio_signer = endpoint.AioEndpoint, signers.AioRequestSigner  # type: ignore[union-attr]
    aio_session, aio_http = session.AioSession, httpsession.AIOHTTPSession  # type: ignore[union-attr]
    get_response = answered(_original(aio_endpoint, "_do_get_response"), _innermost, is_async=True)
    _replace(aio_endpoint, "_do_get_response", recording_roles(get_response, is_async=True))
    _replace(aio_endpoint, "_needs_retry", answered(_original(aio_endpoint, "_needs_retry"), _innermost, is_async=True))
    _replace(aio_signer, "sign", signed(_original(aio_signer, "sign"), _innermost, is_async=True))
    _replace(
        aio_session, "create_client", creating(_original(aio_session, "create_client"), _innermost, _keep_from_aws)
    )
    _replace(aio_http, "send", guard.sending(_original(aio_http, "send"), _why_not))


def _watching_for_aiobotocore(original: Method) -> Method:
    """Replace `Session.__init__`. It also runs for the first session of aiobotocore, if that is imported later."""

    @wraps(original)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807  it stands in for one
        original(self, *args, **kwargs)
        with _lock:
            if _replaced:
                _install_for_aiobotocore()

    return __init__


def _original(owner: Any, name: str) -> Method:
    """Return the current method without a fake's leftover replacement, which a removed spy can restore."""
    method: Method = getattr(owner, name)
    while (below := getattr(method, "_fake_secrets_manager_original", None)) is not None:
        method = below
    return method


def _replace(owner: Any, name: str, replacement: Method) -> None:
    original = _original(owner, name)
    replacement._fake_secrets_manager_original = original  # type: ignore[attr-defined]
    inherited = name not in vars(owner)
    _replaced.append((owner, name, None if inherited else original, replacement))
    setattr(owner, name, replacement)


def _uninstall() -> None:
    for owner, name, original, replacement in reversed(_replaced):
        # Another library may have wrapped our method. Then ours stays inside theirs and passes every call on.
        if vars(owner).get(name) is not replacement:
            continue
        if original is None:
            delattr(owner, name)
        else:
            setattr(owner, name, original)
    _replaced.clear()
