"""An in-process fake of AWS Secrets Manager for test suites.

    >>> import boto3
    >>> from fake_secrets_manager import FakeSecretsManager
    >>> with FakeSecretsManager(secrets={"app/db": "hunter2"}):
    ...     boto3.client("secretsmanager").get_secret_value(SecretId="app/db")["SecretString"]
    'hunter2'

Importing this package loads nothing else, because pytest imports it in every run if it is installed.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._native import Misuse, describe
    from .caches import clear_caches
    from .contract import rotation_contract
    from .differences import Change, Difference
    from .errors import SecretsManagerError
    from .fake import FakeSecretsManager
    from .faults import FakeSecretsManagerWarning, UnusedFaultError
    from .guard import UnansweredRequestError
    from .rotations import Event, LambdaContext, Rotation, RotationEvent, RotationFailedError, RotationStep
    from .seeds import SeedSecret, SeedVersion

    __version__: str

__all__ = [
    "Change",
    "Difference",
    "Event",
    "FakeSecretsManager",
    "FakeSecretsManagerWarning",
    "LambdaContext",
    "Misuse",
    "Rotation",
    "RotationEvent",
    "RotationFailedError",
    "RotationStep",
    "SecretsManagerError",
    "SeedSecret",
    "SeedVersion",
    "UnansweredRequestError",
    "UnusedFaultError",
    "__version__",
    "clear_caches",
    "describe",
    "rotation_contract",
]

_MODULES = {
    "Change": "differences",
    "Difference": "differences",
    "FakeSecretsManager": "fake",
    "FakeSecretsManagerWarning": "faults",
    "Misuse": "_native",
    "SecretsManagerError": "errors",
    "SeedSecret": "seeds",
    "SeedVersion": "seeds",
    "UnansweredRequestError": "guard",
    "UnusedFaultError": "faults",
    "clear_caches": "caches",
    "describe": "_native",
    "rotation_contract": "contract",
    **dict.fromkeys(
        ("Event", "LambdaContext", "Rotation", "RotationEvent", "RotationFailedError", "RotationStep"), "rotations"
    ),
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return import_module(f"{__name__}._native").version()
    if name not in _MODULES:
        raise AttributeError(
            f"module {__name__!r} has no attribute {name!r}; if you mean the pytest fixture, add it to the arguments "
            f"of the test, for example def test_login({__name__})"
        )
    found = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    hidden = {"Any", "TYPE_CHECKING", "import_module"}
    return sorted({*globals(), *__all__} - hidden)
