"""Requests to a fake are not signed: signing needs credentials, and takes a third of the time of a call.

The signature header contains only what the engine reads: the access key, the region, and in place of the date the
account, if it is known. The events that botocore emits before it signs a request are still emitted.
"""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from . import parameters
from .accounts import account_of_role
from .machine import is_account_id
from .sending import SERVICE_NAME

if TYPE_CHECKING:
    from .fake import FakeSecretsManager

SERVICE_ID = "Secrets Manager"


def signed(
    original: Callable[..., Any], fake_in_charge: "Callable[[], FakeSecretsManager | None]", is_async: bool
) -> Callable[..., Any]:
    """Replace `sign` of a signer."""

    def is_for_the_fake(signer: Any, request: Any, more: Any) -> bool:
        # With more arguments than a request, the call presigns a URL, which stays botocore's task.
        if more or signer._service_id not in (SERVICE_ID, parameters.SERVICE_ID) or fake_in_charge() is None:
            return False
        if signer._service_id == SERVICE_ID:
            return True
        references, others = parameters.split(_UnpreparedRequest(request))
        # Without credentials, botocore could not sign the names that are not references, which a mock may answer.
        return others is None or (references is not None and signer._credentials is None)

    @wraps(original)
    def sign(self: Any, operation_name: str, request: Any, *args: Any, **kwargs: Any) -> Any:
        if not is_for_the_fake(self, request, args or kwargs):
            return original(self, operation_name, request, *args, **kwargs)
        version = self._choose_signer(operation_name, "standard", request.context)
        self._event_emitter.emit(_before_sign(self, operation_name), **_details(self, operation_name, request, version))
        return _name_the_caller(self, request)

    @wraps(original)
    async def async_sign(self: Any, operation_name: str, request: Any, *args: Any, **kwargs: Any) -> Any:
        if not is_for_the_fake(self, request, args or kwargs):
            return await original(self, operation_name, request, *args, **kwargs)
        version = await self._choose_signer(operation_name, "standard", request.context)
        details = _details(self, operation_name, request, version)
        await self._event_emitter.emit(_before_sign(self, operation_name), **details)
        return _name_the_caller(self, request)

    return async_sign if is_async else sign


class _UnpreparedRequest:
    """A request before it is prepared. Its body is the attribute `data`."""

    def __init__(self, request: Any) -> None:
        self.headers = request.headers
        self.body = request.data


def _before_sign(signer: Any, operation_name: str) -> str:
    return f"before-sign.{signer._service_id.hyphenize()}.{operation_name}"


def _details(signer: Any, operation_name: str, request: Any, signature_version: Any) -> dict[str, Any]:
    return {
        "request": request,
        "signing_name": signer._signing_name,
        "region_name": signer._region_name,
        "signature_version": signature_version,
        "request_signer": signer,
        "operation_name": operation_name,
    }


def _name_the_caller(signer: Any, request: Any) -> None:
    signing = request.context.get("signing", {})
    region = signing.get("region") or signer._region_name
    credentials = signing.get("request_credentials") or signer._credentials
    access_key = _access_key(credentials)
    account = account_of_role(access_key) or _explicit_account(credentials, access_key) or "00000000"
    del request.headers["Authorization"]  # assigning would add a second one
    request.headers["Authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={access_key}/{account}/{region}/{SERVICE_NAME}/aws4_request, "
        "SignedHeaders=host, Signature=none"
    )


def _explicit_account(credentials: Any, access_key: str) -> str | None:
    """Return the account of the credentials: `aws_account_id` in newer versions of botocore."""
    if is_account_id(access_key) or getattr(credentials, "method", None) != "explicit":
        return None
    return getattr(credentials, "account_id", None)


def _access_key(credentials: Any) -> str:
    """Return the current access key without a refresh, which could cause a network request."""
    if isinstance(credentials, tuple):  # frozen credentials
        return str(credentials[0])
    known = getattr(credentials, "__dict__", {})
    return str(known.get("_access_key") or known.get("access_key") or "none")
