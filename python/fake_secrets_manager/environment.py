"""Environment variables for other programs while a fake is active.

`os.environ` does not change, so a test or library that saves and restores it cannot restore variables of a fake.
"""

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from typing import Any

# The AWS CLI, boto3 and other SDKs read this variable. The host name explains why the request fails.
CHILD_VARIABLE = "AWS_ENDPOINT_URL_SECRETS_MANAGER"
BLOCKING_ENDPOINT = "http://fake-secrets-manager.invalid"
_ENDPOINT_OF_ALL_SERVICES = "AWS_ENDPOINT_URL"


_lock = threading.Lock()
_is_keeping = False  # whether child processes must not reach AWS now


def block_child_processes() -> None:
    """Make child processes fail instead of reaching AWS."""
    global _is_keeping
    with _lock:
        _is_keeping = True
        _set_child_variable()


def unblock_child_processes() -> None:
    """Undo `block_child_processes`."""
    global _is_keeping
    with _lock:
        _is_keeping = False
        value = os.environ.get(CHILD_VARIABLE)
        if value is None:
            os.unsetenv(CHILD_VARIABLE)
        else:
            os.putenv(CHILD_VARIABLE, value)


def _set_child_variable() -> None:
    if CHILD_VARIABLE not in os.environ:
        os.putenv(CHILD_VARIABLE, BLOCKING_ENDPOINT)


# The position of `env` in `Popen(args, bufsize, executable, stdin, stdout, stderr, preexec_fn, close_fds, shell, cwd,
# env, ...)`.
_POSITION_OF_ENV = 10


def popen_that_blocks(original: Callable[..., None], why_not: Callable[[], str | None]) -> Callable[..., None]:
    """Replace `Popen.__init__`. A child process that gets its own environment does not reach AWS either.

    `why_not` returns why requests must not reach AWS, or None if they may.
    """

    @wraps(original)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807  it stands in for one
        blocks = why_not() is not None
        if blocks and len(args) > _POSITION_OF_ENV:
            args = (*args[:_POSITION_OF_ENV], _blocked(args[_POSITION_OF_ENV]), *args[_POSITION_OF_ENV + 1 :])
        elif blocks and "env" in kwargs:
            kwargs["env"] = _blocked(kwargs["env"])
        original(self, *args, **kwargs)

    return __init__


def _blocked(given: Any) -> Any:
    """Return the environment of a child process with an endpoint. An endpoint that the test has chosen stays."""
    if not isinstance(given, Mapping):
        return given  # None: the process inherits the variable
    names = {os.fsdecode(name): value for name, value in given.items()}
    chosen = names.get(_ENDPOINT_OF_ALL_SERVICES)
    if CHILD_VARIABLE in names or (chosen and os.fsdecode(chosen) != os.environ.get(_ENDPOINT_OF_ALL_SERVICES)):
        return given
    return {**given, CHILD_VARIABLE: BLOCKING_ENDPOINT}


_users = 0  # rotation functions that run now and for which the variable is ours
_value = ""


@contextmanager
def of_a_rotation_function(region: str) -> Iterator[None]:
    """Set the endpoint variable that AWS's rotation templates read, if it is missing."""
    global _users, _value
    name = "SECRETS_MANAGER_ENDPOINT"
    with _lock:
        ours = _users > 0 or name not in os.environ
        if ours:
            if _users == 0:
                os.environ[name] = _value = f"https://secretsmanager.{region}.amazonaws.com"
            _users += 1
    try:
        yield
    finally:
        if ours:
            with _lock:
                _users -= 1
                if _users == 0 and os.environ.get(name) == _value:
                    del os.environ[name]


# Variables to restore: the name, the value that the block set, and the value before.
_left: list[tuple[str, str, str | None]] = []


def restore_leftovers() -> None:
    """Restore the variables of ended blocks that have the values of the blocks.

    A variable that something else set inside the block keeps that value. An undo after the block, such as that of
    pytest's monkeypatch, restores the value of the block: call this again afterwards.

    Removing a variable from `os.environ` also removes the value that only child processes see, so this sets it again.
    """
    for entry in list(_left):
        name, value, before = entry
        if os.environ.get(name) != value:
            continue
        _left.remove(entry)
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before
    with _lock:
        if _is_keeping:
            _set_child_variable()


def forget_leftovers() -> None:
    """Forget the variables that something else has changed permanently."""
    _left.clear()


class Variables:
    """Environment variables for a block. At its end, a variable that something else changed meanwhile stays changed."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = dict(variables)
        self._before: dict[str, str | None] = {}

    def set(self) -> None:
        """Set all variables."""
        for name, value in self._variables.items():
            self._before[name] = os.environ.get(name)
            os.environ[name] = value

    def set_missing(self) -> None:
        """Set the variables that are missing."""
        for name, value in self._variables.items():
            if name not in os.environ:
                self._before[name] = None
                os.environ[name] = value

    def restore(self) -> None:
        """Restore the previous values."""
        for name, value in self._before.items():
            _left.append((name, self._variables[name], value))
        self._before.clear()
        restore_leftovers()
