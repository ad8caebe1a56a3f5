"""Where the database is and who logs in: one secret, read through boto3."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import boto3
from botocore.exceptions import ClientError

# Created at import, as in Lambda functions, before any test starts a fake.
client = boto3.client("secretsmanager", region_name="us-east-1")


class NotConfigured(Exception):
    """The shop cannot start. The message names the missing secret."""


@dataclass(frozen=True)
class Database:
    host: str
    user: str
    password: str = field(repr=False)
    port: int = 5432

    @property
    def dsn(self) -> str:
        return f"postgresql://{self.user}@{self.host}:{self.port}/shop"


def load_database(secret_id: str, **version: str) -> Database:
    """Return the database that the secret describes. `version` may contain a VersionStage or a VersionId."""
    try:
        answer = client.get_secret_value(SecretId=secret_id, **version)
    except client.exceptions.ResourceNotFoundException as error:
        raise NotConfigured(f"create the secret {secret_id} first") from error
    except ClientError as error:
        code = error.response["Error"]["Code"]
        raise NotConfigured(f"the secret {secret_id} cannot be read: {code}") from error
    return Database(**json.loads(answer["SecretString"]))
