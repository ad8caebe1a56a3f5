"""The direct calls: a method for every operation that the engine lists, named as boto3 names it (typed in the stub)."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from ._native import Misuse, operations


class Operations:
    """Everything that a client of the service can do, without a client."""

    def call(self, operation: str, request: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Answers one request."""
        raise NotImplementedError


def _direct_call(operation: str) -> Callable[..., dict[str, Any]]:
    def direct_call(self: Operations, *unnamed: Any, **request: Any) -> dict[str, Any]:
        __tracebackhide__ = True
        try:
            if unnamed:
                raise Misuse(
                    f"{direct_call.__name__}() got a member without a name; expected the members by "
                    f'name, for example fake.{direct_call.__name__}(SecretId="app/db")'
                )
            return self.call(operation, request)
        finally:
            del unnamed
            request.clear()  # a traceback that shows locals shows no secret

    direct_call.__name__ = re.sub(r"\B(?=[A-Z])", "_", operation).lower()
    direct_call.__qualname__ = f"{Operations.__qualname__}.{direct_call.__name__}"
    direct_call.__doc__ = (
        f"{operation}: members of the request as keyword arguments, the response as a dict.\n\n"
        f"https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_{operation}.html"
    )
    return direct_call


for _operation in operations():
    _method = _direct_call(_operation)
    setattr(Operations, _method.__name__, _method)
