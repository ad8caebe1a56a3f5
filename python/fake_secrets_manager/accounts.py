"""Credentials of assumed roles. They select the account of the role."""

from collections.abc import Callable
from functools import wraps
from typing import Any

_MOST_ROLES = 1_000
_accounts: dict[str, str] = {}


def recording_roles(original: Callable[..., Any], is_async: bool) -> Callable[..., Any]:
    """Replace `_do_get_response` of an endpoint, and record the account of the credentials that STS returns."""

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
