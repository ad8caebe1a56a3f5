"""The fake answers clients of aiobotocore as it answers those of boto3."""

import asyncio
import contextlib
import subprocess
import sys

import pytest
from aiobotocore.endpoint import AioEndpoint
from aiobotocore.session import AioSession
from aiobotocore.signers import AioRequestSigner
from botocore.client import Config

from fake_secrets_manager import FakeSecretsManager, UnansweredRequestError, interception

pytestmark = pytest.mark.aio

UNREACHABLE = "http://127.0.0.1:9"


@pytest.fixture
def fake():
    with FakeSecretsManager(secrets={"app/db": "hunter2"}) as fake:
        yield fake


@contextlib.asynccontextmanager
async def make_client(**options):
    async with AioSession().create_client("secretsmanager", **{"region_name": "us-east-1", **options}) as client:
        yield client


async def read(client):
    return (await client.get_secret_value(SecretId="app/db"))["SecretString"]


async def test_a_client_made_within(fake):
    async with make_client() as client:
        response = await client.get_secret_value(SecretId="app/db")
        assert response["SecretString"] == "hunter2"
        assert response["ResponseMetadata"]["HTTPStatusCode"] == 200


async def test_a_client_made_before_without_credentials(monkeypatch):
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    async with make_client() as client:
        with FakeSecretsManager(secrets={"app/db": "hunter2"}):
            assert await read(client) == "hunter2"


async def test_a_client_is_not_intercepted_afterwards():
    config = Config(retries={"total_max_attempts": 1}, connect_timeout=0.2)
    options = {"endpoint_url": UNREACHABLE, "aws_access_key_id": "a", "aws_secret_access_key": "b", "config": config}
    async with make_client(**options) as client:
        with FakeSecretsManager(secrets={"app/db": "hunter2"}):
            assert await read(client) == "hunter2"
        with pytest.raises(Exception, match="Could not connect to the endpoint"):
            await read(client)


async def test_a_client_with_placeholder_credentials_does_not_reach_aws_afterwards():
    with FakeSecretsManager(secrets={"app/db": "hunter2"}):
        async with AioSession().create_client("secretsmanager", region_name="us-east-1") as client:
            assert await read(client) == "hunter2"
            fake, *_ = interception.active()
            fake.stop()
            with pytest.raises(UnansweredRequestError, match="created while a fake was active, and now no fake"):
                await read(client)
            fake.start()


async def test_an_error_is_the_modelled_exception(fake):
    async with make_client() as client:
        with pytest.raises(client.exceptions.ResourceNotFoundException) as caught:
            await client.get_secret_value(SecretId="gone")
    assert caught.value.response["Error"]["Message"] == "Secrets Manager can't find the specified secret."


async def test_bytes_and_paginators(fake):
    async with make_client() as client:
        await client.create_secret(Name="app/key", SecretBinary=b"\x00\xff")
        assert (await client.get_secret_value(SecretId="app/key"))["SecretBinary"] == b"\x00\xff"
        pages = client.get_paginator("list_secrets").paginate(PaginationConfig={"PageSize": 1})
        assert {secret["Name"] async for page in pages for secret in page["SecretList"]} == {"app/db", "app/key"}


@pytest.mark.parametrize("mode", ["legacy", "standard", "adaptive"])
async def test_a_throttled_request_is_retried_immediately(fake, mode, monkeypatch):
    answers = [b'{"__type":"ThrottlingException","message":"Rate exceeded"}'] * 3
    handle = fake.handle_async

    async def throttled(*args):
        return (400, {}, answers.pop()) if answers else await handle(*args)

    monkeypatch.setattr(fake, "handle_async", throttled)
    async with make_client(config=Config(retries={"max_attempts": 4, "mode": mode})) as client:
        response = await asyncio.wait_for(client.get_secret_value(SecretId="app/db"), timeout=5)
    assert response["SecretString"] == "hunter2"
    assert response["ResponseMetadata"]["RetryAttempts"] == 3


async def test_sync_and_async_handlers_run(fake):
    seen = []

    async def handler(event_name, **_):
        seen.append(event_name)

    async with make_client() as client:
        client.meta.events.register("before-send.secrets-manager.GetSecretValue", handler)
        client.meta.events.register("before-send.secrets-manager", lambda event_name, **_: seen.append(event_name))
        assert await read(client) == "hunter2"
    assert seen == ["before-send.secrets-manager.GetSecretValue"] * 2


async def test_region_and_account(fake):
    async with make_client(
        region_name="eu-west-1", aws_access_key_id="210987654321", aws_secret_access_key="x"
    ) as client:
        assert ":eu-west-1:210987654321:" in (await client.create_secret(Name="a"))["ARN"]


async def test_an_attached_client():
    fake = FakeSecretsManager(secrets={"app/db": "attached"})
    async with make_client() as client:
        with FakeSecretsManager(secrets={"app/db": "active"}):
            restore = fake.intercept(client)
            assert await read(client) == "attached"
            restore()
            assert await read(client) == "active"


async def test_other_services_are_not_affected(fake):
    config = Config(retries={"total_max_attempts": 1}, connect_timeout=0.2)
    async with AioSession().create_client(
        "sts", region_name="us-east-1", endpoint_url=UNREACHABLE, config=config
    ) as client:
        with pytest.raises(Exception, match="Could not connect to the endpoint"):
            await client.get_caller_identity()


async def test_concurrent_calls(fake):
    async with make_client() as client:
        await asyncio.gather(*(client.create_secret(Name=f"n{index}") for index in range(50)))
        assert len((await client.list_secrets(MaxResults=100))["SecretList"]) == 51


async def test_presigned_urls_are_left_to_botocore(fake):
    async with make_client(aws_access_key_id="AKIA", aws_secret_access_key="x") as client:
        assert "X-Amz-Signature=" in await client.generate_presigned_url("get_secret_value", {"SecretId": "app/db"})


def test_the_last_fake_restores_everything():
    def methods():
        return AioEndpoint._do_get_response, AioEndpoint._needs_retry, AioRequestSigner.sign

    before = methods()
    with FakeSecretsManager():
        assert all(now is not then for now, then in zip(methods(), before, strict=True))
    assert methods() == before


def test_aiobotocore_imported_after_the_fake_has_started(tmp_path):
    code = """
import asyncio, sys
from fake_secrets_manager import FakeSecretsManager, UnansweredRequestError, interception

with FakeSecretsManager(secrets={"app/db": "hunter2"}):
    assert "aiobotocore" not in sys.modules
    from aiobotocore.session import AioSession

    async def read():
        async with AioSession().create_client("secretsmanager") as client:
            return (await client.get_secret_value(SecretId="app/db"))["SecretString"]

    print(asyncio.run(read()))
"""
    command = [sys.executable, "-c", code]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True)
    assert run.stdout == "hunter2\n"
