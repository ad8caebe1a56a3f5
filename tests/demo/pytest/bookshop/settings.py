"""Settings that the shop's staff may change, kept in a secret and read through Powertools parameters."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities import parameters

SECRET = "bookshop/settings"


def settings() -> dict[str, Any]:
    """Return the current settings, which Powertools caches for a minute."""
    return parameters.get_secret(SECRET, transform="json", max_age=60)


def save(**changes: Any) -> None:
    """Write the changed settings. Create the secret if it does not exist."""
    try:
        before = parameters.get_secret(SECRET, transform="json", force_fetch=True)
    except parameters.exceptions.GetParameterError:
        before = {}
    parameters.set_secret(SECRET, before | changes)
    parameters.clear_caches()


def signing_key(version: str | None = None) -> bytes:
    """The key that signs download links: a binary secret, by default its current version."""
    options = {"VersionId": version} if version else {}
    return parameters.get_secret("bookshop/signing-key", force_fetch=True, **options)
