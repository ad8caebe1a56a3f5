"""A fake as a decorator: what it decorates runs with a fake that has just been reset, and which is active meanwhile."""

import inspect
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any

from ._native import Misuse

if TYPE_CHECKING:
    from .fake import FakeSecretsManager

_lock = threading.RLock()


def decorate(fake: "FakeSecretsManager", target: Any) -> Any:
    """A function, a coroutine function, a fixture that yields, or a class of tests."""
    if inspect.isclass(target):
        return _decorate_class(fake, target)
    if not callable(target):
        raise Misuse(
            f"a fake was called with a value of type {type(target).__name__}; expected a function or a class "
            "to decorate, for example @FakeSecretsManager()"
        )
    if inspect.isasyncgenfunction(target):
        return _decorate_async_generator(fake, target)
    if inspect.isgeneratorfunction(target):
        return _decorate_generator(fake, target)
    if inspect.iscoroutinefunction(target):
        return _decorate_coroutine(fake, target)
    return _decorate_function(fake, target)


@contextmanager
def _fresh(fake: "FakeSecretsManager") -> Iterator[None]:
    """Calls within calls, and in several threads, share the fake: the first one starts it, the last one stops it."""
    with _lock:
        if fake._decorated_calls == 0:
            fake.reset()
            fake.start()
        fake._decorated_calls += 1
    try:
        yield
    finally:
        with _lock:
            fake._decorated_calls -= 1
            if fake._decorated_calls == 0:
                fake.stop()


def _decorate_function(fake: "FakeSecretsManager", function: Any) -> Any:
    @wraps(function)
    def decorated(*args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        with _fresh(fake):
            return function(*args, **kwargs)

    return decorated


def _decorate_coroutine(fake: "FakeSecretsManager", function: Any) -> Any:
    @wraps(function)
    async def decorated(*args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        with _fresh(fake):
            return await function(*args, **kwargs)

    return decorated


def _decorate_generator(fake: "FakeSecretsManager", function: Any) -> Any:
    @wraps(function)
    def decorated(*args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        with _fresh(fake):
            return (yield from function(*args, **kwargs))

    return decorated


def _decorate_async_generator(fake: "FakeSecretsManager", function: Any) -> Any:
    @wraps(function)
    async def decorated(*args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        with _fresh(fake):
            async for value in function(*args, **kwargs):
                yield value

    return decorated


def _decorate_class(fake: "FakeSecretsManager", cls: Any) -> Any:
    if hasattr(cls, "run") and hasattr(cls, "debug"):  # a unittest.TestCase: run() is setUp, the test and tearDown
        cls.run = _decorate_function(fake, cls.run)
        return cls
    _wrap_pytest_hooks(fake, cls)
    return cls


def _wrap_pytest_hooks(fake: "FakeSecretsManager", cls: Any) -> None:
    """pytest calls setup_method before each test of a class and teardown_method after it, if setup_method went well."""
    setup, teardown = getattr(cls, "setup_method", None), getattr(cls, "teardown_method", None)

    def setup_method(self: Any, method: Any = None) -> None:
        with ExitStack() as stack:
            stack.enter_context(_fresh(fake))
            _call_hook(setup, self, method)
            self._leave_fake_secrets_manager = stack.pop_all().close  # unless setup_method failed

    def teardown_method(self: Any, method: Any = None) -> None:
        try:
            _call_hook(teardown, self, method)
        finally:
            self._leave_fake_secrets_manager()

    cls.setup_method, cls.teardown_method = setup_method, teardown_method


def _call_hook(hook: Any, test: Any, method: Any) -> None:
    if hook is None:
        return
    takes_method = len(inspect.signature(hook).parameters) > 1
    hook(test, method) if takes_method else hook(test)
