"""Recorded requests, faults, events, eventual consistency, and the check of rotation functions."""

import datetime
import logging
import time
from pathlib import Path

import boto3
import botocore.exceptions
import pytest
from botocore.config import Config

from fake_secrets_manager import FakeSecretsManager, FakeSecretsManagerWarning, Misuse, UnusedFaultError, interception
from fake_secrets_manager.rotation_check import RotationCheckError


@pytest.fixture
def fake():
    with FakeSecretsManager(region="us-east-1", secrets={"app/db": "hunter2", "app/other": "x"}) as fake:
        yield fake


@pytest.fixture
def client(fake):
    return boto3.client("secretsmanager", config=Config(retries={"total_max_attempts": 3, "mode": "standard"}))


def test_requests_are_recorded_with_their_origin_and_redacted(fake, client):
    client.get_secret_value(SecretId="app/db")
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.get_secret_value(SecretId="nope")
    fake.put_secret_value(SecretId="app/db", SecretString="new password")
    fake.handle({"X-Amz-Target": "secretsmanager.ListSecrets"}, b"{}")

    assert fake.requests.count == 4
    assert [(r.operation, r.origin, r.code) for r in fake.requests] == [
        ("GetSecretValue", "sdk", None),
        ("GetSecretValue", "sdk", "ResourceNotFoundException"),
        ("PutSecretValue", "direct", None),
        ("ListSecrets", "wire", None),
    ]
    assert fake.requests("GetSecretValue", secret="app/db").count == 1
    assert fake.requests(outcome="failed")[-1].situation == "SecretNotFound"
    assert fake.requests("PutSecretValue", reveal=True)[0].request["SecretString"] == "new password"
    assert isinstance(fake.requests[0].at, datetime.datetime)
    shown = repr(fake.requests) + "".join(repr(r) + repr(r.request) for r in fake.requests)
    assert "hunter2" not in shown
    assert "new password" not in shown
    assert "GetSecretValue nope in us-east-1 (sdk): ResourceNotFoundException" in repr(fake.requests)
    with pytest.raises(Misuse, match='did you mean "GetSecretValue"'):
        fake.requests("GetSecretValu")
    fake.requests.clear()
    assert not fake.requests


def test_a_request_of_a_rotation_function_has_its_origin(fake, client):
    arn = fake.on_rotate("rotate", lambda event, _context: client.describe_secret(SecretId=event["SecretId"]))
    client.rotate_secret(SecretId="app/db", RotationLambdaARN=arn)
    assert fake.requests(origin="rotation step").count == 4


def test_faults_follow_a_sequence_and_are_retried(fake, client):
    fake.fail("GetSecretValue", sequence=["ThrottlingException", None, "InternalServiceError"])
    assert client.get_secret_value(SecretId="app/db")["SecretString"] == "hunter2"
    assert client.get_secret_value(SecretId="app/db")["SecretString"] == "hunter2"
    codes = [request.code for request in fake.requests("GetSecretValue")]
    assert codes == ["ThrottlingException", None, "InternalServiceError", None]


def test_faults_select_calls(fake, client):
    fake.fail("*", "ExpiredTokenException", secret="app/other")
    client.get_secret_value(SecretId="app/db")
    with pytest.raises(botocore.exceptions.ClientError, match="ExpiredTokenException"):
        client.get_secret_value(SecretId="app/other")

    fake.fail("GetSecretValue", "ResourceNotFoundException", when=lambda request: "VersionStage" in request)
    client.get_secret_value(SecretId="app/db")
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.get_secret_value(SecretId="app/db", VersionStage="AWSCURRENT")

    fake.fail("DescribeSecret", "InternalServiceError", nth=2)
    fake.describe_secret(SecretId="app/db")
    with pytest.raises(botocore.exceptions.ClientError):
        fake.describe_secret(SecretId="app/db")


@pytest.mark.parametrize(
    ("connection", "error"),
    [
        ("refused", botocore.exceptions.EndpointConnectionError),
        ("reset", botocore.exceptions.ConnectionClosedError),
        ("connect-timeout", botocore.exceptions.ConnectTimeoutError),
        ("read-timeout", botocore.exceptions.ReadTimeoutError),
        ("truncated", botocore.exceptions.ConnectionClosedError),
        ("corrupt", UnicodeDecodeError),
    ],
)
def test_broken_connections_raise_botocores_exceptions_after_retries(fake, client, connection, error):
    fake.fail("ListSecrets", connection=connection, times=3)
    started = time.monotonic()
    with pytest.raises(error):
        client.list_secrets()
    assert time.monotonic() - started < 5
    fake.clear_faults()
    client.list_secrets()


def test_a_retry_after_a_lost_response_stores_one_version(fake, client):
    fake.fail("PutSecretValue", connection="read-timeout")
    client.put_secret_value(SecretId="app/db", SecretString="new")
    assert fake.requests("PutSecretValue").count == 2
    assert len(client.list_secret_version_ids(SecretId="app/db")["Versions"]) == 2


def test_a_delay_uses_the_chosen_clock(fake, client):
    fake.freeze("2026-01-01")
    fake.fail("GetSecretValue", delay=30)
    client.get_secret_value(SecretId="app/db")
    assert fake.now() == datetime.datetime(2026, 1, 1, 0, 0, 30, tzinfo=datetime.timezone.utc)
    fake.fail("GetSecretValue", delay=0.05, clock="real")
    started = time.monotonic()
    client.get_secret_value(SecretId="app/db")
    assert time.monotonic() - started >= 0.05


def test_failing_ends_with_its_block_and_clear_faults_ends_all(fake):
    with fake.failing("GetSecretValue", "ThrottlingException"):
        for _ in range(3):
            with pytest.raises(botocore.exceptions.ClientError, match="Rate exceeded"):
                fake.get_secret_value(SecretId="app/db")
    assert fake.get_secret_value(SecretId="app/db")["SecretString"] == "hunter2"
    fake.fail("GetSecretValue", "ThrottlingException", secret="nope")
    assert fake.unused_faults == ['fail("GetSecretValue", "ThrottlingException", secret "nope")']
    fake.clear_faults()
    assert fake.unused_faults == []


def test_an_unused_fault_causes_a_warning_at_its_call_of_fail():
    fake = FakeSecretsManager()
    fake.fail("ListSecrets", "ThrottlingException")
    fake.fail("testSecret")
    with pytest.warns(FakeSecretsManagerWarning) as warned, fake:
        pass
    [warning] = warned
    assert str(warning.message) == (
        'injected faults never occurred: fake.fail("ListSecrets", "ThrottlingException"); fake.fail("testSecret")'
    )
    assert warning.filename == __file__
    assert Path(__file__).read_text().splitlines()[warning.lineno - 1].strip() == (
        'fake.fail("ListSecrets", "ThrottlingException")'
    )
    with pytest.raises(UnusedFaultError, match="never occurred"), FakeSecretsManager(strict=True) as fake:
        fake.fail("ListSecrets", "ThrottlingException")


def test_a_warning_that_is_an_error_leaves_no_fake_active():
    with pytest.raises(FakeSecretsManagerWarning), FakeSecretsManager(secrets={"a": "x"}) as fake:
        fake.fail("ListSecrets", "ThrottlingException")
    assert interception.active() == []
    fake.fail("ListSecrets", "InternalServiceError")
    fake.delete_secret(SecretId="a")
    with pytest.raises(FakeSecretsManagerWarning):
        fake.reset()
    assert ("a" in fake, fake.unused_faults) == (True, [])


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (("GetSecretValeu", "ThrottlingException"), {}, 'did you mean "GetSecretValue"'),
        (("GetSecretValue", "TrottlingException"), {}, 'did you mean "ThrottlingException"'),
        (("GetSecretValue", "ThrottlingException"), {"secrt": "x"}, "did you mean 'secret'"),
        (("GetSecretValue",), {}, "without an effect"),
        (("GetSecretValue",), {"sequence": "x"}, "a list of codes and None"),
        (("GetSecretValue", "ThrottlingException"), {"when": True}, "a function of the request"),
        (("GetSecretValue", "ThrottlingException"), {"delay": -1}, "an invalid delay"),
        (("GetSecretValue", "ThrottlingException"), {"probability": 2.0}, "a number above 0 and up to 1"),
    ],
)
def test_mistakes_are_misuse(fake, arguments, options, message):
    with pytest.raises(Misuse, match=message):
        fake.fail(*arguments, **options)
    assert fake.unused_faults == []


def test_events_arrive_as_eventbridge_delivers_them(fake):
    heard = []
    end = fake.on_event(lambda event: heard.append(event["detail-type"]))
    fake.put_secret_value(SecretId="app/db", SecretString="new")
    assert heard == ["Secret Label Updated", "AWS API Call via CloudTrail"]
    end()
    fake.list_secrets()
    assert len(heard) == 2
    assert fake.events("SecretLabelUpdated", secret="app/db")[0]["detail"]["labelUpdated"] == "AWSCURRENT"
    assert fake.events.count == 3
    assert "hunter2" not in repr(list(fake.events))


def test_changes_arrive_later_with_eventual_consistency():
    fake = FakeSecretsManager(consistency="eventual", secrets={"a": "x"}, seed=1)
    fake.freeze("2026-01-01")
    fake.delete_secret(SecretId="a", ForceDeleteWithoutRecovery=True)
    assert "DeletedDate" in fake.describe_secret(SecretId="a")
    with pytest.raises(botocore.exceptions.ClientError, match="already scheduled for deletion"):
        fake.create_secret(Name="a", SecretString="y")
    fake.settle()
    fake.create_secret(Name="a", SecretString="y")


@pytest.mark.parametrize("arrive", [lambda fake: fake.settle(), lambda fake: fake.advance(seconds=1)])
def test_rotate_secret_responds_before_its_steps_with_eventual_consistency(arrive):
    fake = FakeSecretsManager(consistency="eventual", secrets={"a": "x"}, seed=1)
    fake.freeze("2026-01-01")
    steps = []
    arn = fake.on_rotate("rotate", lambda event, _context: steps.append(event["Step"]))
    token = fake.rotate_secret(SecretId="a", RotationLambdaARN=arn)["VersionId"]
    assert fake.describe_secret(SecretId="a")["VersionIdsToStages"][token] == ["AWSPENDING"]
    assert (steps, fake.rotations) == ([], [])
    arrive(fake)
    assert steps == ["createSecret", "setSecret", "testSecret", "finishSecret"]
    assert [rotation.outcome for rotation in fake.rotations] == ["succeeded"]


def test_a_failure_of_a_step_that_never_ran_is_unused():
    fake = FakeSecretsManager(secrets={"a": "x"})
    fake.fail("testSecret")
    assert fake.unused_faults == ['fail("testSecret")']
    fake.clear_faults()
    assert fake.unused_faults == []


def template(event, _context):
    """AWS's rotation template, with steps that read the pending value."""
    client = boto3.client("secretsmanager", region_name="us-east-1")
    arn, token, step = event["SecretId"], event["ClientRequestToken"], event["Step"]
    metadata = client.describe_secret(SecretId=arn)
    if not metadata.get("RotationEnabled"):
        raise ValueError("rotation is not enabled")
    versions = metadata["VersionIdsToStages"]
    if token not in versions:
        raise ValueError("unknown token")
    if "AWSCURRENT" in versions[token]:
        return
    if "AWSPENDING" not in versions[token]:
        raise ValueError("not staged AWSPENDING")
    if step == "createSecret":
        try:
            client.get_secret_value(SecretId=arn, VersionId=token, VersionStage="AWSPENDING")
        except client.exceptions.ResourceNotFoundException:
            password = client.get_random_password()["RandomPassword"]
            client.put_secret_value(
                SecretId=arn, ClientRequestToken=token, SecretString=password, VersionStages=["AWSPENDING"]
            )
    elif step in ("setSecret", "testSecret"):
        client.get_secret_value(SecretId=arn, VersionStage="AWSPENDING")
    elif step == "finishSecret":
        current = next(version for version, stages in versions.items() if "AWSCURRENT" in stages)
        client.update_secret_version_stage(
            SecretId=arn, VersionStage="AWSCURRENT", MoveToVersionId=token, RemoveFromVersionId=current
        )
    else:
        raise ValueError("unknown step")


def test_check_rotation_passes_the_template(fake):
    results = fake.check_rotation(template)
    assert len(results) == 20
    assert all(result.passed for result in results)


def test_check_rotation_catches_a_function_that_prints_the_value(fake):
    def leaky(event, context):
        template(event, context)
        value = boto3.client("secretsmanager", region_name="us-east-1").get_secret_value(SecretId=event["SecretId"])
        logging.getLogger("rotation").info("now %s", value["SecretString"])

    with pytest.raises(RotationCheckError, match="fails 1 of 20 checks") as failure:
        fake.check_rotation(leaky)
    assert [result.check for result in failure.value.results if not result.passed] == ["hides_secret_values"]
    assert "initial-password" not in str(failure.value)
