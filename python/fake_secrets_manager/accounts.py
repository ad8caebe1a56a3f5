"""Credentials of assumed roles: the account of the role is the account of the caller."""

from collections.abc import Callable
from functools import wraps
from typing import Any

_MOST_ROLES = 1_000
_accounts: dict[str, str] = {}


def noting_roles(original: Callable[..., Any], is_async: bool) -> Callable[..., Any]:
    """Stand in for `_do_get_response` of an endpoint, and remember whose credentials STS gives out, real or mocked."""

    @wraps(original)
    def method(self: Any, request: Any, operation_model: Any, *args: Any, **kwargs: Any) -> Any:
        answer = original(self, request, operation_model, *args, **kwargs)
        if operation_model.service_model.service_name == "sts":
            return _noted_async(answer) if is_async else _noted(answer)
        return answer

    return method


def account_of_role(access_key: str) -> str | None:
    """Return the account of the role whose credentials have this access key."""
    return _accounts.get(access_key)


def forget_roles() -> None:
    """Forget all roles."""
    _accounts.clear()


async def _noted_async(answer: Any) -> Any:
    return _noted(await answer)


def _noted(answer: Any) -> Any:
    success, _error = answer
    response = success[1] if success else {}
    access_key = response.get("Credentials", {}).get("AccessKeyId")
    parts = response.get("AssumedRoleUser", {}).get("Arn", "").split(":")
    if access_key and len(parts) > 4 and len(_accounts) < _MOST_ROLES:
        _accounts[access_key] = parts[4]
    return answer
