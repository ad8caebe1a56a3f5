"""The scenario through AWS's new SDK for Python, which is asynchronous and uses aiohttp."""

import asyncio
import json
import time
import uuid

from aws_sdk_secrets_manager import models
from aws_sdk_secrets_manager.client import AsyncSecretsManagerClient
from aws_sdk_secrets_manager.config import AsyncSecretsManagerConfig
from smithy_core.exceptions import CallError

VALUE = "pass wörd ☃ 🔑"


async def refused(call):
    try:
        await call
    except CallError as error:
        return {"code": type(error).__name__, "message": error.message}
    raise SystemExit("expected an error")


async def main():
    client = AsyncSecretsManagerClient(config=await AsyncSecretsManagerConfig.resolve())
    elsewhere = AsyncSecretsManagerClient(config=await AsyncSecretsManagerConfig.resolve(region="eu-west-1"))
    other = AsyncSecretsManagerClient(
        config=await AsyncSecretsManagerConfig.resolve(
            aws_access_key_id="210987654321", aws_secret_access_key="x", aws_session_token=None
        )
    )

    def create(client, name, value="x", **members):
        token = str(uuid.uuid4())  # this SDK does not fill in idempotency tokens yet
        return client.create_secret(
            models.CreateSecretInput(name=name, secret_string=value, client_request_token=token, **members)
        )

    def get(client, name):
        return client.get_secret_value(models.GetSecretValueInput(secret_id=name))

    created = await create(client, "app/db", VALUE, tags=[models.Tag(key="team", value="a b")])
    await create(client, "app/key", None, secret_binary=b"\x00\x01\xff")
    for number in (1, 2, 3):
        await create(client, f"page/{number}")
    got = await get(client, "app/db")
    names, token = [], None
    while True:
        page = await client.list_secrets(
            models.ListSecretsInput(
                filters=[models.Filter(key="name", values=["page/"])], sort_order="asc", max_results=2, next_token=token
            )
        )
        names += [secret.name for secret in page.secret_list]
        token = page.next_token
        if token is None:
            break
    described = await client.describe_secret(models.DescribeSecretInput(secret_id="app/db"))
    print(
        json.dumps(
            {
                "created": created.arn,
                "value": got.secret_string,
                "stages": got.version_stages,
                "binary": list((await get(client, "app/key")).secret_binary),
                "createdIsRecent": abs(got.created_date.timestamp() - time.time()) < 300,
                "tags": {tag.key: tag.value for tag in described.tags},
                "names": names,
                "missing": await refused(get(client, "no/such")),
                "exists": await refused(create(client, "app/db")),
                "invalid": await refused(create(client, "no spaces")),
                "otherRegion": await refused(get(elsewhere, "app/db")),
                "otherAccount": (await create(other, "app/db")).arn,
            }
        )
    )


asyncio.run(main())
