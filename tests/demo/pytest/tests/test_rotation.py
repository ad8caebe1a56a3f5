"""The shop's rotation function, run by the service in its four steps, by hand and by schedule."""

from datetime import datetime, timezone

import boto3
import pytest

from bookshop import rotation
from bookshop.database import load_database
from bookshop.servers import DatabaseServer, LoginFailed

SECRET = "bookshop/database"
VALUE = '{"host": "db.internal", "user": "shop", "password": "first-password"}'


@pytest.fixture
def server(monkeypatch):
    server = DatabaseServer()
    monkeypatch.setattr(rotation, "server", server)
    return server


@pytest.fixture
def function(fake_secrets_manager, server):
    fake_secrets_manager.freeze(datetime(2026, 1, 1, tzinfo=timezone.utc))  # a Thursday
    fake_secrets_manager.create_secret(Name=SECRET, SecretString=VALUE)
    return fake_secrets_manager.on_rotate("rotate-bookshop", rotation.handler)


def test_gives_the_shop_a_new_password(fake_secrets_manager, function, server):
    boto3.client("secretsmanager").rotate_secret(SecretId=SECRET, RotationLambdaARN=function)

    password = load_database(SECRET).password
    assert password != "first-password"
    server.log_in({"user": "shop", "password": password})
    assert load_database(SECRET, VersionStage="AWSPREVIOUS").password == "first-password"


def test_keeps_the_old_password_if_the_new_one_does_not_work(fake_secrets_manager, function, server, monkeypatch):
    monkeypatch.setattr(server, "change_password", lambda login, password: None)  # the server forgets it
    fake_secrets_manager.rotate_secret(SecretId=SECRET, RotationLambdaARN=function)

    [failed] = fake_secrets_manager.rotations
    assert (failed.outcome, failed.steps[-1].step) == ("failed", "testSecret")
    assert isinstance(failed.exception, LoginFailed)
    assert load_database(SECRET).password == "first-password"


def test_a_failed_rotation_is_retried_by_its_schedule(fake_secrets_manager, function):
    fake_secrets_manager.fail("setSecret")
    rules = {"AutomaticallyAfterDays": 1}
    fake_secrets_manager.rotate_secret(SecretId=SECRET, RotationLambdaARN=function, RotationRules=rules)
    assert load_database(SECRET).password == "first-password"

    fake_secrets_manager.advance(days=2)

    first, second = fake_secrets_manager.rotations
    assert (first.outcome, second.outcome) == ("failed", "succeeded")
    assert first.token == second.token


def test_rotates_by_its_schedule(fake_secrets_manager, function):
    fake_secrets_manager.rotate_secret(
        SecretId=SECRET,
        RotationLambdaARN=function,
        RotationRules={"ScheduleExpression": "cron(0 4 ? * SUN *)", "Duration": "2h"},
        RotateImmediately=False,
    )

    happened = fake_secrets_manager.advance(weeks=4)

    assert [event.event for event in happened] == ["RotationSucceeded"] * 4
    assert {event.at.strftime("%A") for event in happened} == {"Sunday"}


@pytest.mark.fake_secrets_manager(rotation_steps="queue")
def test_the_new_password_waits_as_awspending(fake_secrets_manager, function, server):
    fake_secrets_manager.rotate_secret(SecretId=SECRET, RotationLambdaARN=function)

    fake_secrets_manager.run_rotations(until="setSecret")

    pending = load_database(SECRET, VersionStage="AWSPENDING").password
    assert server.passwords["shop"] == "first-password" != pending

    fake_secrets_manager.run_rotations()

    assert server.passwords["shop"] == pending == load_database(SECRET).password
