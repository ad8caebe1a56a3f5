"""Environment variables for other programs while a fake is active.

`os.environ` does not change, so a test or library that saves and restores it cannot restore variables of a fake.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# The AWS CLI, boto3 and other SDKs read this variable. The host name explains why the request fails.
_CHILD_VARIABLE = "AWS_ENDPOINT_URL_SECRETS_MANAGER"
_CHILD_ENDPOINT = "http://fake-secrets-manager.invalid"


def keep_children_from_aws() -> None:
    """Make child processes fail instead of reaching AWS: they do not share the fake."""
    if _CHILD_VARIABLE not in os.environ:
        os.putenv(_CHILD_VARIABLE, _CHILD_ENDPOINT)


def leave_children_alone() -> None:
    """Undo `keep_children_from_aws`."""
    value = os.environ.get(_CHILD_VARIABLE)
    if value is None:
        os.unsetenv(_CHILD_VARIABLE)
    else:
        os.putenv(_CHILD_VARIABLE, value)


_lock = threading.Lock()
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
