"""The Lambda function that gives the shop's database user a new password, in the four steps of a rotation."""

from __future__ import annotations

import json
import os
from typing import Any

import boto3

from bookshop.servers import DatabaseServer

server = DatabaseServer()


def handler(event: dict[str, str], context: Any) -> None:
    client = boto3.client("secretsmanager", endpoint_url=os.environ.get("SECRETS_MANAGER_ENDPOINT"))
    secret_id, token = event["SecretId"], event["ClientRequestToken"]
    pending = {"SecretId": secret_id, "VersionId": token, "VersionStage": "AWSPENDING"}

    def login(**version: str) -> dict[str, str]:
        return json.loads(client.get_secret_value(**version)["SecretString"])

    if event["Step"] == "createSecret":
        current = login(SecretId=secret_id)
        try:
            client.get_secret_value(**pending)  # made by an earlier try
        except client.exceptions.ResourceNotFoundException:
            password = client.get_random_password(ExcludePunctuation=True)["RandomPassword"]
            client.put_secret_value(
                SecretId=secret_id,
                ClientRequestToken=token,
                SecretString=json.dumps(current | {"password": password}),
                VersionStages=["AWSPENDING"],
            )
    elif event["Step"] == "setSecret":
        if not server.knows(login(**pending)):  # set by an earlier try
            server.change_password(login(SecretId=secret_id), login(**pending)["password"])
    elif event["Step"] == "testSecret":
        server.log_in(login(**pending))
    elif event["Step"] == "finishSecret":
        current_version = client.get_secret_value(SecretId=secret_id)["VersionId"]
        client.update_secret_version_stage(
            SecretId=secret_id, VersionStage="AWSCURRENT", MoveToVersionId=token, RemoveFromVersionId=current_version
        )
        client.update_secret_version_stage(SecretId=secret_id, VersionStage="AWSPENDING", RemoveFromVersionId=token)
