"""A region and credentials for new clients that have none, while a fake is active."""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from . import machine
from .sending import SERVICE_NAME

if TYPE_CHECKING:
    from .fake import FakeSecretsManager

_OPTIONS = (
    "region_name",
    "api_version",
    "use_ssl",
    "verify",
    "endpoint_url",
    "aws_access_key_id",
    "aws_secret_access_key",
    "aws_session_token",
    "config",
    "aws_account_id",
)


def creating(
    original: Callable[..., Any],
    fake_in_charge: "Callable[[], FakeSecretsManager | None]",
    keep_from_aws: Callable[[Any], Any],
) -> Callable[..., Any]:
    """Replace `create_client` of a session of botocore or aiobotocore.

    `keep_from_aws` gets each client of Secrets Manager that has placeholder credentials.
    """

    @wraps(original)
    def create_client(self: Any, service_name: str, *args: Any, **kwargs: Any) -> Any:
        fake = fake_in_charge()
        if fake is not None and len(args) <= len(_OPTIONS):
            options = dict(zip(_OPTIONS, args, strict=False)) | kwargs
            args, kwargs = (), _completed(self, service_name, options, fake)
        client = original(self, service_name, *args, **kwargs)
        if service_name != SERVICE_NAME or kwargs.get("aws_secret_access_key") != machine.PLACEHOLDER:
            return client
        if not inspect.iscoroutine(getattr(client, "_coro", None)):
            return keep_from_aws(client)
        client._coro = _keep_from_aws_async(client._coro, keep_from_aws)  # a context manager of aiobotocore
        return client

    return create_client


async def _keep_from_aws_async(creating_client: Any, keep_from_aws: Callable[[Any], Any]) -> Any:
    return keep_from_aws(await creating_client)


def _completed(session: Any, service_name: str, options: dict[str, Any], fake: "FakeSecretsManager") -> dict[str, Any]:
    is_ours = service_name == SERVICE_NAME
    if _names_no_region(session, options) and (
        (is_ours and fake._region_is_given) or not machine.region_is_configured(session)
    ):
        options["region_name"] = fake.region
    if _names_no_credentials(session, options) and (is_ours or not machine.has_credentials()):
        # Looking for credentials can cause a network request, and botocore keeps the result after the fake has ended.
        options["aws_access_key_id"] = machine.account_in(session) or fake.account_id
        options["aws_secret_access_key"] = machine.PLACEHOLDER
    return options


def _names_no_region(session: Any, options: dict[str, Any]) -> bool:
    configs = (options.get("config"), session.get_default_client_config())
    given = [options.get("region_name"), session.instance_variables().get("region")]
    return not any([*given, *(getattr(config, "region_name", None) for config in configs)])


def _names_no_credentials(session: Any, options: dict[str, Any]) -> bool:
    """Tell whether neither the call nor the session has credentials, as keys or as a profile."""
    given = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token")
    if any(options.get(name) is not None for name in given):
        return False
    return getattr(session, "_credentials", None) is None and not session.instance_variables().get("profile")
