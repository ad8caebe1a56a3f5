"""Requests to a fake are not signed: that needs credentials, and takes a third of the time of a call.

The header of the signature only says who calls and where: access key and region, which is all that the engine wants.
"""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from . import parameters
from .sending import SERVICE_NAME

if TYPE_CHECKING:
    from .fake import FakeSecretsManager

SERVICE_ID = "Secrets Manager"


def signed(
    original: Callable[..., Any], fake_in_charge: "Callable[[], FakeSecretsManager | None]", is_async: bool
) -> Callable[..., Any]:
    """Stands in for `sign` of a signer."""

    def is_for_the_fake(signer: Any, request: Any, more: Any) -> bool:
        # Called with more than a request, it makes a URL for somebody else: that stays botocore's.
        if more or signer._service_id not in (SERVICE_ID, parameters.SERVICE_ID) or fake_in_charge() is None:
            return False
        return signer._service_id == SERVICE_ID or parameters.split(_Unsent(request))[1] is None

    @wraps(original)
    def sign(self: Any, operation_name: str, request: Any, *args: Any, **kwargs: Any) -> Any:
        if is_for_the_fake(self, request, args or kwargs):
            return _name_the_caller(self, request)
        return original(self, operation_name, request, *args, **kwargs)

    @wraps(original)
    async def async_sign(self: Any, operation_name: str, request: Any, *args: Any, **kwargs: Any) -> Any:
        if is_for_the_fake(self, request, args or kwargs):
            return _name_the_caller(self, request)
        return await original(self, operation_name, request, *args, **kwargs)

    return async_sign if is_async else sign


class _Unsent:
    """A request before it is prepared: its body is called `data`."""

    def __init__(self, request: Any) -> None:
        self.headers = request.headers
        self.body = request.data


def _name_the_caller(signer: Any, request: Any) -> None:
    signing = request.context.get("signing", {})
    region = signing.get("region") or signer._region_name
    access_key = _access_key(signing.get("request_credentials") or signer._credentials)
    del request.headers["Authorization"]  # assigning would add a second one
    request.headers["Authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={access_key}/00000000/{region}/{SERVICE_NAME}/aws4_request, "
        "SignedHeaders=host, Signature=none"
    )


def _access_key(credentials: Any) -> str:
    """The access key as it is known now: asking for it in the usual way may refresh it over the network."""
    if isinstance(credentials, tuple):  # frozen credentials
        return str(credentials[0])
    known = getattr(credentials, "__dict__", {})
    return str(known.get("_access_key") or known.get("access_key") or "none")
