"""A drop-in replacement for moto's `mock_aws`.

The fake answers requests to Secrets Manager, and moto answers requests to all other services. `mock_secretsmanager`
mocks only Secrets Manager, and does not need moto.

    from fake_secrets_manager.moto import mock_aws

    @mock_aws
    def test_password():
        boto3.client("secretsmanager", "us-east-1").create_secret(Name="app/db", SecretString="hunter2")

As with moto, nested mocks share their state, and the outermost one starts empty.
"""

import os
import threading
from collections import Counter
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar, overload

from .decoration import Decoration, decorate
from .fake import FakeSecretsManager

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["MockAWS", "mock_aws", "mock_secretsmanager"]

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

_lock = threading.RLock()
_running: list["MockAWS"] = []
_fakes: list[FakeSecretsManager] = []  # at most one, which all running mocks share


class MockAWS:
    """A mock of AWS: a context manager, a decorator of functions and classes, or `start()` and `stop()`."""

    def __init__(self, config: Any = None, *, other_services: bool = True) -> None:
        self._config = config
        self._other_services = other_services
        self._moto: list[Any] = []
        self._decoration = Decoration()

    @property
    def fake(self) -> FakeSecretsManager:
        """The fake that answers Secrets Manager: its clock, its faults and its rotation functions."""
        if not _fakes:
            self._renew()
        return _fakes[0]

    def start(self, reset: bool = True) -> None:
        """Start to answer the clients of boto3. The outermost mock starts empty."""
        moto = self._other_mock() if self._other_services else None
        with _lock:
            if not _running:
                if reset or not _fakes:
                    self._renew()
                self.fake.start()
            _running.append(self)
        if moto is not None:
            moto.start(reset=reset)
            self._moto.append(moto)

    def stop(self, remove_data: bool = True) -> None:
        """Undo one `start()`."""
        if self._moto:
            self._moto.pop().stop()
        with _lock:
            if self not in _running:
                raise RuntimeError("stop() was called on a mock that was not started; expected start() first")
            _running.remove(self)
            if not _running:
                self.fake.stop()
                if remove_data:
                    _fakes.clear()

    def reset(self) -> None:
        """Empty the mock, unless another one around it is running."""
        with _lock:
            if not _running:
                _fakes.clear()

    def __enter__(self) -> "Self":
        self.start()
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        self.stop()

    def __call__(self, func: Decorated, reset: bool = True, remove_data: bool = True) -> Decorated:
        """Decorate a function, a coroutine function, a fixture, or a class of tests."""
        decorated: Decorated = decorate(self, func)
        return decorated

    def _renew(self) -> None:
        account_id = os.environ.get("MOTO_ACCOUNT_ID")  # as moto reads it
        _fakes[:] = [FakeSecretsManager(account_id=account_id, rotation_functions="any")]

    def _other_mock(self) -> Any:
        """Return moto's mock, which answers all other services."""
        try:
            from moto import mock_aws as moto_mock_aws
        except ImportError as error:
            if error.name != "moto":
                raise
            raise ImportError(
                "mock_aws() mocks all services of AWS, but moto, which answers all except Secrets Manager, is not "
                'installed in version 5 or newer; expected moto, for example `pip install "moto[all]>=5"`, or '
                "mock_secretsmanager(), which mocks only Secrets Manager",
                name="moto",
            ) from None
        return moto_mock_aws(config=self._config) if self._config is not None else moto_mock_aws()

    def _restart(self) -> None:
        self.reset()

    def _unused(self) -> Counter[str]:
        return self.fake._unused()

    def _report_unused(self, before: Counter[str] | None = None) -> None:
        self.fake._report_unused(before)

    def _state(self) -> Any:
        return self.fake._state()

    def _return_to(self, state: Any) -> None:
        self.fake._return_to(state)


@overload
def mock_aws(func: Decorated) -> Decorated: ...
@overload
def mock_aws(func: None = None, config: Any = None) -> MockAWS: ...
def mock_aws(func: Any = None, config: Any = None) -> Any:
    """Mock AWS as moto's function of this name does."""
    mock = MockAWS(config)
    return mock if func is None else mock(func)


@overload
def mock_secretsmanager(func: Decorated) -> Decorated: ...
@overload
def mock_secretsmanager(func: None = None) -> MockAWS: ...
def mock_secretsmanager(func: Any = None) -> Any:
    """Mock only Secrets Manager, as moto's function of this name did before version 5."""
    mock = MockAWS(other_services=False)
    return mock if func is None else mock(func)
