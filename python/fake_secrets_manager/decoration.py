"""A fake as a decorator: it is reset and activated for each call of the decorated function."""

import inspect
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from typing import Any, Protocol

from ._native import Misuse

# The attribute by which pytest's hook recognises a decorated fixture.
FAKE_OF_DECORATION = "_fake_secrets_manager"

_lock = threading.RLock()


class Decoration:
    """The decorated functions of one fake that are running."""

    def __init__(self) -> None:
        self.tests = 0
        self.classes = 0
        # The state after `setUpClass` or `setup_class`, with which each test of the class starts.
        self.start_of_tests: Any = None
        # The unused faults of that state.
        self.unused: Counter[str] = Counter()


class Decorator(Protocol):
    """A fake, or a mock of `moto.py` that contains one."""

    _decoration: Decoration

    def start(self) -> Any:
        """Start to answer clients."""

    def stop(self) -> Any:
        """Stop answering clients."""

    def _restart(self) -> None: ...

    def _unused(self) -> Counter[str]: ...

    def _report_unused(self, before: Counter[str] | None = None) -> None: ...

    def _state(self) -> Any: ...

    def _return_to(self, state: Any) -> None: ...


def decorate(fake: Decorator, target: Any) -> Any:
    """Decorate a function, a coroutine function, a fixture, or a class of tests."""
    if inspect.isclass(target):
        return _decorate_class(fake, target)
    if hasattr(target, "_fixture_function"):  # @pytest.fixture below the decorator
        target._fixture_function = decorate(fake, target._fixture_function)
        return target
    if not callable(target):
        raise Misuse(
            f"a fake was called with a value of type {type(target).__name__}; expected a function or a class "
            "to decorate, for example @FakeSecretsManager()"
        )
    if getattr(target, "is_hypothesis_test", False):  # the fake is reset before each example
        target.hypothesis.inner_test = decorate(fake, target.hypothesis.inner_test)
        return target
    decorated = _decorate_by_kind(fake, target)
    setattr(decorated, FAKE_OF_DECORATION, fake)
    return decorated


def _decorate_by_kind(fake: Decorator, target: Any) -> Any:
    if inspect.isasyncgenfunction(target):
        return _decorate_async_generator(fake, target)
    if inspect.isgeneratorfunction(target):
        return _decorate_generator(fake, target)
    if inspect.iscoroutinefunction(target):
        return _decorate_coroutine(fake, target)
    return _decorate_function(fake, target)


@contextmanager
def fresh(fake: Decorator) -> Iterator[None]:
    """Run a test. Nested and concurrent calls share the fake: the first call starts it, the last one stops it."""
    __tracebackhide__ = True
    state = fake._decoration
    with _lock:
        if state.tests == 0:
            _begin(fake)
        state.tests += 1
    try:
        yield
        if state.tests == 1:
            fake._report_unused(state.unused)
    finally:
        with _lock:
            state.tests -= 1
            _stop_when_idle(fake)


def _begin(fake: Decorator) -> None:
    state = fake._decoration
    if state.start_of_tests is not None:
        fake._return_to(state.start_of_tests)
    elif state.classes == 0:
        fake._restart()
    if state.classes == 0:
        fake.start()


def _stop_when_idle(fake: Decorator) -> None:
    if fake._decoration.tests == 0 and fake._decoration.classes == 0:
        fake.stop()


def _enter_class(fake: Decorator) -> None:
    with _lock:
        if fake._decoration.tests == 0:
            _begin(fake)
        fake._decoration.classes += 1


def _leave_class(fake: Decorator) -> None:
    with _lock:
        fake._decoration.classes -= 1
        fake._decoration.start_of_tests = None
        fake._decoration.unused.clear()
        _stop_when_idle(fake)


def _decorate_function(fake: Decorator, function: Any) -> Any:
    @wraps(function)
    def decorated(*args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        with fresh(fake):
            return function(*args, **kwargs)

    return decorated


def _decorate_coroutine(fake: Decorator, function: Any) -> Any:
    @wraps(function)
    async def decorated(*args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        with fresh(fake):
            return await function(*args, **kwargs)

    return decorated


def _decorate_generator(fake: Decorator, function: Any) -> Any:
    @wraps(function)
    def decorated(*args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        with fresh(fake):
            return (yield from function(*args, **kwargs))

    return decorated


def _decorate_async_generator(fake: Decorator, function: Any) -> Any:
    @wraps(function)
    async def decorated(*args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        with fresh(fake):
            async for value in function(*args, **kwargs):
                yield value

    return decorated


def _decorate_class(fake: Decorator, cls: Any) -> Any:
    """Wrap the hooks that a test runner calls around the tests of a class. Subclasses are wrapped when created."""
    is_test_case = hasattr(cls, "run") and hasattr(cls, "debug")
    if is_test_case:  # run() is setUp, the test and tearDown
        cls.run = _decorate_function(fake, cls.run)
    else:
        for hook in ("setup_method", "teardown_method"):
            setattr(cls, hook, _METHOD_HOOKS[hook](fake, getattr(cls, hook, None)))
    _wrap_class_hooks(fake, cls)
    _wrap_subclasses(fake, cls, is_test_case)
    return cls


def _wrap_subclasses(fake: Decorator, cls: Any, is_test_case: bool) -> None:
    own = vars(cls).get("__init_subclass__")

    def __init_subclass__(subclass: Any, **kwargs: Any) -> None:  # noqa: N807  it stands in for one
        if own is None:
            super(cls, subclass).__init_subclass__(**kwargs)
        else:
            own.__get__(None, subclass)(**kwargs)
        if not is_test_case:
            for hook in _METHOD_HOOKS.keys() & vars(subclass).keys():
                setattr(subclass, hook, _METHOD_HOOKS[hook](fake, vars(subclass)[hook]))
        _wrap_class_hooks(fake, subclass)

    cls.__init_subclass__ = classmethod(__init_subclass__)  # type: ignore[arg-type]


def _setup_method(fake: Decorator, hook: Any) -> Any:
    """Return a setup_method that starts the fake. pytest calls teardown_method only if setup_method succeeds."""

    def setup_method(self: Any, method: Any = None) -> None:
        if hasattr(self, "_leave_fake_secrets_manager"):  # called by the setup_method of a subclass
            _call_hook(hook, self, method)
            return
        with ExitStack() as stack:
            stack.enter_context(fresh(fake))
            self._leave_fake_secrets_manager = stack.close
            try:
                _call_hook(hook, self, method)
            except BaseException:
                del self._leave_fake_secrets_manager
                raise
            self._leave_fake_secrets_manager = stack.pop_all().close

    return setup_method


def _teardown_method(_fake: Decorator, hook: Any) -> Any:
    def teardown_method(self: Any, method: Any = None) -> None:
        leave = vars(self).pop("_leave_fake_secrets_manager", None)
        try:
            _call_hook(hook, self, method)
        finally:
            if leave is not None:
                leave()

    return teardown_method


_METHOD_HOOKS: dict[str, Callable[[Decorator, Any], Any]] = {
    "setup_method": _setup_method,
    "teardown_method": _teardown_method,
}


def _call_hook(hook: Any, test: Any, method: Any) -> None:
    if hook is None:
        return
    bound = hook.__get__(test, type(test))
    takes_method = len(inspect.signature(bound).parameters) > 0
    bound(method) if takes_method else bound()


def _wrap_class_hooks(fake: Decorator, cls: Any) -> None:
    """Keep the fake active from the set-up of a class, if it has one, to its tear-down."""
    for setup, teardown in (("setUpClass", "tearDownClass"), ("setup_class", "teardown_class")):
        if not _is_defined(cls, setup):
            continue
        if setup in vars(cls) or not _is_wrapped(cls, setup):
            setattr(cls, setup, _wrapped_class_setup(fake, inspect.getattr_static(cls, setup)))
        own_teardown = inspect.getattr_static(cls, teardown, None)
        if teardown in vars(cls) or not _is_wrapped(cls, teardown):
            setattr(cls, teardown, _wrapped_class_teardown(fake, own_teardown))


def _is_defined(cls: Any, hook: str) -> bool:
    """Tell whether a class or one of its bases, other than unittest's own, has the hook."""
    return any(hook in vars(base) for base in cls.__mro__ if not base.__module__.startswith("unittest."))


def _is_wrapped(cls: Any, hook: str) -> bool:
    found = inspect.getattr_static(cls, hook, None)
    return hasattr(getattr(found, "__func__", found), FAKE_OF_DECORATION)


def _wrapped_class_setup(fake: Decorator, hook: Any) -> Any:
    def setup(cls: Any) -> None:
        if "_fake_secrets_manager_entered" in vars(cls):  # called by the hook of a subclass
            _call_class_hook(hook, cls)
            return
        _enter_class(fake)
        cls._fake_secrets_manager_entered = True
        try:
            _call_class_hook(hook, cls)
        except BaseException:
            del cls._fake_secrets_manager_entered
            _leave_class(fake)
            raise
        fake._decoration.start_of_tests = fake._state()
        fake._decoration.unused = fake._unused()

    setattr(setup, FAKE_OF_DECORATION, fake)
    return classmethod(setup)


def _wrapped_class_teardown(fake: Decorator, hook: Any) -> Any:
    def teardown(cls: Any) -> None:
        entered = "_fake_secrets_manager_entered" in vars(cls)
        if entered:
            del cls._fake_secrets_manager_entered
        try:
            if hook is not None:
                _call_class_hook(hook, cls)
        finally:
            if entered:
                _leave_class(fake)

    setattr(teardown, FAKE_OF_DECORATION, fake)
    return classmethod(teardown)


def _call_class_hook(hook: Any, cls: Any) -> None:
    bound = hook.__get__(None, cls)
    takes_class = len(inspect.signature(bound).parameters) > 0
    bound(cls) if takes_class else bound()
