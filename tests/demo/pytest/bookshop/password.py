"""Manual changes of the database password: store it as pending, try it, promote it, roll back."""

from __future__ import annotations

import json
from collections.abc import Callable

from bookshop.database import Database, client, load_database

Login = Callable[[Database], None]


def change_password(secret_id: str, log_in: Login) -> str:
    """Change the password to one that `log_in` has accepted. Return the new version's id."""
    current = json.loads(client.get_secret_value(SecretId=secret_id)["SecretString"])
    password = client.get_random_password(PasswordLength=24, ExcludeCharacters="'\"/@\\")
    pending = client.put_secret_value(
        SecretId=secret_id,
        SecretString=json.dumps(current | {"password": password["RandomPassword"]}),
        VersionStages=["AWSPENDING"],
    )["VersionId"]
    try:
        log_in(load_database(secret_id, VersionStage="AWSPENDING"))
    except Exception:
        move_label(secret_id, "AWSPENDING", away_from=pending)
        raise
    move_label(secret_id, "AWSCURRENT", to=pending, away_from=holder(secret_id, "AWSCURRENT"))
    move_label(secret_id, "AWSPENDING", away_from=pending)
    return pending


def roll_back(secret_id: str) -> str:
    """Make the previous version the current one again. Return its id."""
    previous = holder(secret_id, "AWSPREVIOUS")
    move_label(secret_id, "AWSCURRENT", to=previous, away_from=holder(secret_id, "AWSCURRENT"))
    return previous


def holder(secret_id: str, label: str) -> str:
    """The id of the version that has the staging label."""
    versions = client.describe_secret(SecretId=secret_id)["VersionIdsToStages"]
    return next(version for version, labels in versions.items() if label in labels)


def move_label(secret_id: str, label: str, *, to: str | None = None, away_from: str) -> None:
    target = {"MoveToVersionId": to} if to else {}
    client.update_secret_version_stage(SecretId=secret_id, VersionStage=label, RemoveFromVersionId=away_from, **target)
