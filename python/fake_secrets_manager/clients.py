"""Clients that belong to one fake."""

import os
import threading
from functools import cache
from typing import Any

from .sending import SERVICE_NAME

_lock = threading.Lock()


def make_client(region: str, account_id: str, options: dict[str, Any]) -> Any:
    """Return a botocore client that does not read the machine's configuration or credentials."""
    options = {
        "region_name": region,
        "aws_access_key_id": account_id,  # the engine uses a 12-digit key as the account id
        "aws_secret_access_key": "fake-secrets-manager",
    } | options
    with _lock:  # creating a client is not thread-safe; using one is
        return _session().create_client(SERVICE_NAME, **options)


@cache
def _session() -> Any:
    """Return one shared session: loading the service's model takes most of the time of creating a client."""
    try:
        from botocore.session import Session
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            "fake.client() needs boto3 or botocore, and neither is installed; expected one of them, for example "
            '`pip install boto3`; direct calls need neither: fake.get_secret_value(SecretId="app/db")',
            name=error.name,
        ) from None
    nowhere = {"profile": (None, None, None, None), "config_file": (None, None, os.devnull, None)}
    return Session(session_vars=nowhere)
