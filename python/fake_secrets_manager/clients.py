"""Clients that belong to one fake."""

import os
import threading
from functools import cache
from typing import Any

from .sending import SERVICE_NAME

_lock = threading.Lock()


def make_client(region: str, account_id: str, options: dict[str, Any]) -> Any:
    """A client of botocore's that reads nothing of the machine's configuration and credentials."""
    options = {
        "region_name": region,
        "aws_access_key_id": account_id,  # the engine takes a key of 12 digits for the account's id
        "aws_secret_access_key": "fake-secrets-manager",
    } | options
    with _lock:  # making a client is not thread-safe, using it is
        return _session().create_client(SERVICE_NAME, **options)


@cache
def _session() -> Any:
    """One for all: loading the service's model takes most of the time of making a client."""
    try:
        from botocore.session import Session
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            "fake.client() makes a client of boto3, which is not installed; expected boto3 or botocore, for example "
            '`pip install boto3`; direct calls need neither: fake.get_secret_value(SecretId="app/db")',
            name=error.name,
        ) from None
    nowhere = {"profile": (None, None, None, None), "config_file": (None, None, os.devnull, None)}
    return Session(session_vars=nowhere)
