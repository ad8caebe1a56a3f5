"""The developer's machine: the region and credentials of its clients, and placeholders for missing ones."""

import os
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

DEFAULT_REGION = "us-east-1"
PLACEHOLDER = "fake-secrets-manager"  # used where botocore requires a secret access key

# Sources of credentials. If one of these exists, clients of other services use the machine's credentials.
_SOURCES_OF_CREDENTIALS = (
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
)


def region_of_clients() -> str:
    """Return the region of a client that is created without one, or us-east-1.

    boto3's order: the default session, AWS_DEFAULT_REGION, the profile. Then AWS_REGION, which boto3 does not read.
    """
    default_session = getattr(sys.modules.get("boto3"), "DEFAULT_SESSION", None)
    return (
        (default_session and _region_of_session(default_session._session))
        or os.environ.get("AWS_DEFAULT_REGION")
        or _region_of_profile()
        or os.environ.get("AWS_REGION")
        or DEFAULT_REGION
    )


def region_is_configured(session: Any) -> bool:
    """Return whether a botocore session finds a region without the fake."""
    return bool(_region_of_session(session) or os.environ.get("AWS_DEFAULT_REGION") or _region_of_profile())


def has_credentials() -> bool:
    """Tell whether clients can find credentials on this machine without a network request."""
    return any(os.environ.get(name) for name in _SOURCES_OF_CREDENTIALS) or bool(_existing_files())


def account_in(session: Any) -> str | None:
    """Return the access key of the machine's configuration if it is an account id."""
    key = os.environ.get("AWS_ACCESS_KEY_ID")
    if not key and _existing_files():
        profile = session.get_scoped_config() if _has_profile(session) else {}
        key = profile.get("aws_access_key_id")
    return key if key and is_account_id(key) else None


def is_account_id(access_key: str) -> bool:
    """Tell whether an access key is the id of an account."""
    return len(access_key) == 12 and access_key.isascii() and access_key.isdigit()


def _region_of_session(session: Any) -> str | None:
    """Return the region that was set explicitly: `boto3.setup_default_session(region_name=...)`."""
    region: str | None = session.instance_variables().get("region")
    return region


def _has_profile(session: Any) -> bool:
    profile = session.profile or "default"
    return profile in session.full_config.get("profiles", {})


def _region_of_profile() -> str | None:
    files = _existing_files()
    profile = os.environ.get("AWS_DEFAULT_PROFILE") or os.environ.get("AWS_PROFILE")
    return _read_region(profile, files, tuple(Path(file).stat().st_mtime_ns for file in files)) if files else None


@cache
def _read_region(profile: str | None, _files: tuple[str, ...], _changed: tuple[int, ...]) -> str | None:
    """Read the region with botocore. A machine with an invalid configuration has no region."""
    try:
        from botocore.exceptions import BotoCoreError
        from botocore.session import Session
    except ModuleNotFoundError:
        return None
    try:
        config: Mapping[str, Any] = Session(profile=profile).get_scoped_config()
    except BotoCoreError:
        return None
    region = config.get("region")
    return region if isinstance(region, str) else None


def _files() -> tuple[str, str]:
    return (
        os.path.expanduser(os.environ.get("AWS_CONFIG_FILE") or "~/.aws/config"),
        os.path.expanduser(os.environ.get("AWS_SHARED_CREDENTIALS_FILE") or "~/.aws/credentials"),
    )


def _existing_files() -> tuple[str, ...]:
    return tuple(file for file in _files() if os.path.isfile(file))
