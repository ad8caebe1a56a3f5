"""The fake together with other test doubles: moto, frozen time, stubs."""

import datetime

import boto3
import freezegun
import moto
import pytest
import responses
import time_machine

from fake_secrets_manager import FakeSecretsManager

NEW_YEAR = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)


def read(**options):
    return boto3.client("secretsmanager", **options).get_secret_value(SecretId="app/db")["SecretString"]


def use_s3():
    s3 = boto3.client("s3", region_name="us-east-1")
    s3.create_bucket(Bucket="motos")
    return [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]


@pytest.fixture
def fake():
    return FakeSecretsManager(secrets={"app/db": "hunter2"})


@pytest.fixture
def credentials(monkeypatch):
    """What moto's documentation tells its users to set."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")


def test_inside_mock_aws(fake):
    with moto.mock_aws(), fake:
        assert read(region_name="us-east-1") == "hunter2"
        assert use_s3() == ["motos"]


def test_mock_aws_inside(fake):
    with fake, moto.mock_aws():
        assert read(region_name="us-east-1") == "hunter2"
        assert use_s3() == ["motos"]


def test_decorators_in_either_order(fake):
    @fake
    @moto.mock_aws
    def ours_above():
        return read(region_name="us-east-1"), use_s3()

    @moto.mock_aws
    @fake
    def ours_below():
        return read(region_name="us-east-1"), use_s3()

    assert ours_above() == ours_below() == ("hunter2", ["motos"])


def test_moto_stores_nothing_while_a_fake_is_active(fake, credentials):
    with moto.mock_aws():
        with fake:
            boto3.client("secretsmanager").create_secret(Name="ours")
        assert boto3.client("secretsmanager").list_secrets()["SecretList"] == []


def test_moto_answers_before_and_after(fake, credentials):
    with moto.mock_aws():
        client = boto3.client("secretsmanager")
        client.create_secret(Name="app/db", SecretString="motos")
        with fake:
            assert read() == "hunter2"
        assert read() == "motos"


def test_a_client_of_a_fake_inside_mock_aws(fake, credentials):
    with moto.mock_aws():
        boto3.client("secretsmanager").create_secret(Name="app/db", SecretString="motos")
        assert fake.client().get_secret_value(SecretId="app/db")["SecretString"] == "hunter2"
        assert read() == "motos"


def test_the_users_own_handlers_run_next_to_moto(fake):
    with moto.mock_aws(), fake:
        client, seen = boto3.client("secretsmanager", region_name="us-east-1"), []
        client.meta.events.register("before-send.secrets-manager", lambda **kwargs: seen.append(kwargs["event_name"]))
        client.list_secrets()
        assert seen == ["before-send.secrets-manager.ListSecrets"]


def test_responses(fake):
    with responses.RequestsMock(), fake:
        assert read() == "hunter2"


def test_freezegun_moves_the_fake(fake):
    with freezegun.freeze_time("2026-01-01") as frozen, fake:
        fake.create_secret(Name="a")
        frozen.tick(datetime.timedelta(days=1))
        fake.create_secret(Name="b")
        created = [fake.describe_secret(SecretId=name)["CreatedDate"] for name in "ab"]
        through_boto3 = boto3.client("secretsmanager").describe_secret(SecretId="a")["CreatedDate"]
    assert created == [NEW_YEAR, NEW_YEAR + datetime.timedelta(days=1)]
    assert through_boto3 == NEW_YEAR


def test_dates_are_plain_datetimes_after_freezegun(fake):
    with freezegun.freeze_time("2026-01-01"):
        fake.create_secret(Name="a")
        fake.describe_secret(SecretId="a")
    assert type(fake.describe_secret(SecretId="a")["CreatedDate"]) is datetime.datetime


def test_time_machine_moves_the_fake(fake):
    with time_machine.travel(NEW_YEAR, tick=False) as traveller, fake:
        fake.create_secret(Name="a")
        traveller.shift(datetime.timedelta(days=1))
        fake.create_secret(Name="b")
        created = [fake.describe_secret(SecretId=name)["CreatedDate"] for name in "ab"]
    assert created == [NEW_YEAR, NEW_YEAR + datetime.timedelta(days=1)]


def test_a_patched_clock_moves_the_fake(fake, monkeypatch):
    monkeypatch.setattr("time.time", lambda: NEW_YEAR.timestamp() + 0.123)
    fake.create_secret(Name="a")
    assert fake.describe_secret(SecretId="a")["CreatedDate"] == NEW_YEAR + datetime.timedelta(milliseconds=123)
