"""Direct calls: one method for each operation of the engine, named as in boto3. The stub has the types."""

import inspect
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from ._native import Misuse, describe, operations

if TYPE_CHECKING:
    from .shapes import OperationName


class Operations:
    """All operations of the service as methods."""

    def call(self, operation: "OperationName | str", request: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Answer one request."""
        raise NotImplementedError


def _direct_call(operation: str) -> Callable[..., dict[str, Any]]:
    def direct_call(self: Operations, *unnamed: Any, **request: Any) -> dict[str, Any]:
        __tracebackhide__ = True
        try:
            if unnamed:
                raise Misuse(
                    f"{direct_call.__name__}() got a positional argument; expected the members as keyword "
                    f"arguments, for example fake.{direct_call.__name__}({_example(operation)})"
                )
            return self.call(operation, request)
        finally:
            del unnamed
            request.clear()  # keeps secrets out of tracebacks that show local variables

    # The signature of the stub. Positional arguments are accepted only to raise a helpful error.
    own, _, members = inspect.signature(direct_call).parameters.values()
    vars(direct_call)["__signature__"] = inspect.Signature([own, members], return_annotation=dict[str, Any])
    direct_call.__name__ = re.sub(r"\B(?=[A-Z])", "_", operation).lower()
    direct_call.__qualname__ = f"{Operations.__qualname__}.{direct_call.__name__}"
    direct_call.__doc__ = (
        f"{operation}: members of the request as keyword arguments, the response as a dict.\n\n"
        f"https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_{operation}.html"
    )
    return direct_call


def _example(operation: str) -> str:
    """Return a keyword argument that the operation has."""
    import json

    described = next(known for known in json.loads(describe())["operations"] if known["name"] == operation)
    members = described["input"]["members"]
    member = next((member for member in members if member["required"]), members[0] if members else None)
    if member is None:
        return ""
    values = {"string": '"app/db"', "list": '["app/db"]', "integer": "20", "long": "20", "boolean": "True"}
    return f"{member['name']}={values.get(member['shape']['type'], '...')}"


for _operation in operations():
    _method = _direct_call(_operation)
    setattr(Operations, _method.__name__, _method)
