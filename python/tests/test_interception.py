"""The fake answers all clients of boto3, and the rest of botocore works as before."""

import datetime
import os
import subprocess
import threading
from types import SimpleNamespace
from unittest import mock

import boto3
import pytest
from botocore import UNSIGNED
from botocore.awsrequest import AWSResponse
from botocore.client import Config
from botocore.credentials import RefreshableCredentials
from botocore.endpoint import Endpoint
from botocore.exceptions import ClientError, EndpointConnectionError, ParamValidationError
from botocore.session import Session
from botocore.signers import RequestSigner
from botocore.stub import Stubber

from fake_secrets_manager import FakeSecretsManager, Misuse, UnansweredRequestError, interception

ONCE = Config(retries={"total_max_attempts": 1}, connect_timeout=0.2, read_timeout=0.2)
UNREACHABLE = "http://127.0.0.1:9"


@pytest.fixture
def fake():
    with FakeSecretsManager(secrets={"app/db": "hunter2"}) as fake:
        yield fake


def make_client(**options):
    return boto3.client("secretsmanager", **{"region_name": "us-east-1", **options})


def read(client):
    return client.get_secret_value(SecretId="app/db")["SecretString"]


def test_a_client_made_without_any_configuration(fake):
    assert read(boto3.client("secretsmanager")) == "hunter2"


def test_a_client_made_before_the_fake():
    client = make_client(aws_access_key_id="AKIA", aws_secret_access_key="x")
    with FakeSecretsManager(secrets={"app/db": "hunter2"}):
        assert read(client) == "hunter2"


def test_a_client_made_before_the_fake_without_credentials(monkeypatch):
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    client = make_client()
    with FakeSecretsManager(secrets={"app/db": "hunter2"}):
        assert read(client) == "hunter2"


def test_a_client_is_not_intercepted_after_the_fake():
    client = make_client(endpoint_url=UNREACHABLE, config=ONCE, aws_access_key_id="a", aws_secret_access_key="b")
    with FakeSecretsManager(secrets={"app/db": "hunter2"}):
        assert read(client) == "hunter2"
    with pytest.raises(Exception, match="Could not connect to the endpoint"):
        read(client)


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"endpoint_url": "http://localhost:4566"}, id="endpoint_url"),
        pytest.param({"use_ssl": False}, id="http"),
        pytest.param({"config": Config(signature_version=UNSIGNED)}, id="unsigned"),
        pytest.param({"config": Config(proxies={"https": UNREACHABLE})}, id="proxy"),
        pytest.param({"config": Config(use_fips_endpoint=True)}, id="fips"),
        pytest.param({"config": Config(use_dualstack_endpoint=True)}, id="dualstack"),
        pytest.param({"config": Config(parameter_validation=False)}, id="no validation"),
    ],
)
def test_a_client_with_options(fake, options):
    assert read(make_client(**options)) == "hunter2"


def test_the_response_is_parsed_by_botocore(fake):
    response = make_client().get_secret_value(SecretId="app/db")
    assert isinstance(response["CreatedDate"], datetime.datetime)
    assert response["CreatedDate"].tzinfo is not None
    metadata = response["ResponseMetadata"]
    assert metadata["HTTPStatusCode"] == 200
    assert metadata["RetryAttempts"] == 0
    assert metadata["RequestId"] == metadata["HTTPHeaders"]["x-amzn-requestid"]


def test_bytes(fake):
    client = make_client()
    client.create_secret(Name="app/key", SecretBinary=b"\x00\xff")
    assert client.get_secret_value(SecretId="app/key")["SecretBinary"] == b"\x00\xff"


def test_an_error_is_the_modelled_exception(fake):
    client = make_client()
    with pytest.raises(client.exceptions.ResourceNotFoundException) as caught:
        client.get_secret_value(SecretId="gone")
    assert caught.value.response["Error"] == {
        "Code": "ResourceNotFoundException",
        "Message": "Secrets Manager can't find the specified secret.",
    }
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert caught.value.response["ResponseMetadata"]["RetryAttempts"] == 0


def test_parameters_are_validated_by_botocore(fake):
    with pytest.raises(ParamValidationError):
        make_client().get_secret_value(SecretID="app/db")


def test_paginators(fake):
    client = make_client()
    names = [f"page/{index}" for index in range(5)]
    for name in names:
        client.create_secret(Name=name)
    pages = client.get_paginator("list_secrets").paginate(PaginationConfig={"PageSize": 2})
    assert {secret["Name"] for page in pages for secret in page["SecretList"]} == {"app/db", *names}


def test_stubber_takes_precedence(fake):
    client = make_client()
    with Stubber(client) as stubber:
        stubber.add_response("get_secret_value", {"SecretString": "stubbed"}, {"SecretId": "app/db"})
        assert read(client) == "stubbed"
    assert read(client) == "hunter2"


def test_event_hooks_run(fake):
    client, seen = make_client(), []
    events = ["before-call", "request-created", "before-send", "response-received", "after-call"]
    for event in events:
        client.meta.events.register(
            f"{event}.secrets-manager.GetSecretValue", lambda event_name, **_: seen.append(event_name)
        )
    assert read(client) == "hunter2"
    assert [name.partition(".")[0] for name in seen] == [
        "before-call",
        "request-created",
        "before-send",
        "response-received",
        "after-call",
    ]


def test_the_users_own_before_send_handler_takes_precedence(fake):
    class Raw:
        def stream(self):
            return [b'{"SecretString": "own"}']

    client = make_client()
    client.meta.events.register(
        "before-send.secrets-manager.GetSecretValue", lambda request, **_: AWSResponse(request.url, 200, {}, Raw())
    )
    assert read(client) == "own"


@pytest.mark.parametrize("mode", ["legacy", "standard", "adaptive"])
def test_a_throttled_request_is_retried_immediately(fake, mode, monkeypatch):
    client = make_client(config=Config(retries={"max_attempts": 4, "mode": mode}))
    answers = [b'{"__type":"ThrottlingException","message":"Rate exceeded"}'] * 3
    handle = fake.handle
    monkeypatch.setattr(fake, "handle", lambda *args: (400, {}, answers.pop()) if answers else handle(*args))
    slept = []
    monkeypatch.setattr("botocore.endpoint.time.sleep", slept.append)
    response = client.get_secret_value(SecretId="app/db")
    assert response["SecretString"] == "hunter2"
    assert response["ResponseMetadata"]["RetryAttempts"] == 3
    assert slept == [0, 0, 0]


def test_presigned_urls_are_left_to_botocore(fake):
    client = make_client(aws_access_key_id="AKIA", aws_secret_access_key="x")
    url = client.generate_presigned_url("get_secret_value", {"SecretId": "app/db"})
    assert "X-Amz-Signature=" in url


def test_other_services_are_not_affected(fake):
    client = boto3.client("sts", endpoint_url=UNREACHABLE, config=ONCE)
    with pytest.raises(Exception, match="Could not connect to the endpoint"):
        client.get_caller_identity()


def test_other_services_are_signed(fake):
    client, headers = boto3.client("sts", endpoint_url=UNREACHABLE, config=ONCE), []
    client.meta.events.register(
        "before-send.sts.*", lambda request, **_: headers.append(request.headers["Authorization"])
    )
    with pytest.raises(Exception, match="Could not connect to the endpoint"):
        client.get_caller_identity()
    assert b"Signature=none" not in headers[0]


def test_regions_are_isolated(fake):
    make_client(region_name="eu-west-1").create_secret(Name="app/db", SecretString="europe")
    assert read(make_client(region_name="eu-west-1")) == "europe"
    assert read(make_client()) == "hunter2"


def test_an_access_key_of_12_digits_is_the_account(fake):
    client = make_client(aws_access_key_id="210987654321", aws_secret_access_key="x")
    assert ":210987654321:" in client.create_secret(Name="app/db")["ARN"]
    assert ":123456789012:" in make_client().describe_secret(SecretId="app/db")["ARN"]


def test_credentials_are_not_refreshed(fake):
    def refresh():
        raise AssertionError("the network was asked for credentials")

    session = Session()
    session._credentials = RefreshableCredentials(
        "210987654321", "x", "token", datetime.datetime.now(datetime.timezone.utc), refresh, "sso"
    )
    client = session.create_client("secretsmanager", region_name="us-east-1")
    assert ":210987654321:" in client.create_secret(Name="mine")["ARN"]


def test_the_innermost_fake_answers(fake):
    client = make_client()
    with FakeSecretsManager(secrets={"app/db": "inner"}):
        assert read(client) == "inner"
    assert read(client) == "hunter2"


def test_fakes_may_stop_in_any_order():
    client = make_client()
    outer = FakeSecretsManager(secrets={"app/db": "outer"}).start()
    inner = FakeSecretsManager(secrets={"app/db": "inner"}).start()
    outer.stop()
    assert read(client) == "inner"
    inner.stop()
    assert "AWS_DEFAULT_REGION" not in os.environ


def test_the_last_fake_restores_everything():
    def state():
        methods = [Endpoint._do_get_response, Endpoint._needs_retry, Endpoint.__init__, RequestSigner.sign]
        return methods, dict(os.environ)

    before = state()
    with FakeSecretsManager(), FakeSecretsManager(region="eu-west-1"):
        assert state() != before
    assert state() == before


def test_wrappers_of_other_libraries_stay(monkeypatch):
    client = make_client()
    fake = FakeSecretsManager(secrets={"app/db": "hunter2"}).start()
    ours, calls = Endpoint._do_get_response, []
    theirs = lambda *args: (calls.append(1), ours(*args))[1]  # noqa: E731
    monkeypatch.setattr(Endpoint, "_do_get_response", theirs)
    assert read(client) == "hunter2"
    fake.stop()
    assert Endpoint._do_get_response is theirs
    with FakeSecretsManager(secrets={"app/db": "again"}):
        assert read(client) == "again"
    assert len(calls) == 2


@pytest.mark.parametrize("options", [{}, {"autospec": True}])
def test_a_fake_starts_while_popen_is_mocked(options):
    with mock.patch("subprocess.Popen", **options), FakeSecretsManager(secrets={"app/db": "hunter2"}):
        assert read(make_client()) == "hunter2"
    with FakeSecretsManager(secrets={"app/db": "again"}):
        assert read(make_client()) == "again"


@pytest.mark.parametrize("start", [lambda: FakeSecretsManager().start(), interception.require_fake])
@pytest.mark.parametrize("error", [AttributeError, KeyboardInterrupt])
def test_a_start_that_fails_changes_nothing(monkeypatch, start, error):
    before = subprocess.Popen.__init__, Endpoint._do_get_response
    with monkeypatch.context() as patch:
        patch.setattr(interception, "signed", mock.Mock(side_effect=error))
        with pytest.raises(error):
            start()
    assert (subprocess.Popen.__init__, Endpoint._do_get_response) == before
    with FakeSecretsManager(secrets={"app/db": "hunter2"}):
        assert read(make_client()) == "hunter2"
    assert (subprocess.Popen.__init__, Endpoint._do_get_response) == before


def test_the_environment_of_the_user_is_not_changed(monkeypatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "ap-south-1")
    monkeypatch.setenv("AWS_PROFILE", "mine")
    with FakeSecretsManager(region="eu-west-1"):
        assert os.environ["AWS_DEFAULT_REGION"] == "ap-south-1"
        assert "AWS_ACCESS_KEY_ID" not in os.environ


def test_the_default_region_is_that_of_the_innermost_fake():
    with FakeSecretsManager(region="eu-west-1"):
        with FakeSecretsManager(region="eu-central-1"):
            assert boto3.client("secretsmanager").meta.region_name == "eu-central-1"
        assert boto3.client("secretsmanager").meta.region_name == "eu-west-1"


def test_a_client_of_a_fake_belongs_to_it(fake):
    other = FakeSecretsManager(secrets={"app/db": "other"})
    client = other.client()
    assert read(client) == "other"
    assert read(make_client()) == "hunter2"
    with FakeSecretsManager():
        assert read(client) == "other"


def test_a_client_of_a_fake_changes_nothing_global():
    before = Endpoint._do_get_response, dict(os.environ)
    fake = FakeSecretsManager(secrets={"app/db": "hunter2"})
    client = fake.client(config=Config(retries={"max_attempts": 0}))
    assert read(client) == "hunter2"
    assert (Endpoint._do_get_response, dict(os.environ)) == before


def test_a_client_of_a_fake_needs_no_configuration(monkeypatch, tmp_path):
    (tmp_path / "config").write_text("this is [not a configuration")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_PROFILE", "missing")
    assert FakeSecretsManager(secrets={"app/db": "hunter2"}).client().describe_secret(SecretId="app/db")


def test_a_client_of_a_fake_in_another_region_and_account():
    fake = FakeSecretsManager(region="eu-west-1")
    assert ":eu-west-1:123456789012:" in fake.client().create_secret(Name="a")["ARN"]
    elsewhere = fake.client(region="us-west-2", account_id="210987654321")
    assert ":us-west-2:210987654321:" in elsewhere.create_secret(Name="a")["ARN"]


def test_an_existing_client_can_be_attached(fake):
    client = make_client()
    other = FakeSecretsManager(secrets={"app/db": "other"})
    restore = other.intercept(client)
    assert read(client) == "other"
    restore()
    assert read(client) == "hunter2"


def test_a_client_attached_twice_is_detached_in_order(fake):
    client = make_client()
    restore_first = FakeSecretsManager(secrets={"app/db": "first"}).intercept(client)
    restore_second = FakeSecretsManager(secrets={"app/db": "second"}).intercept(client)
    assert read(client) == "second"
    restore_second()
    assert read(client) == "first"
    restore_first()
    restore_first()
    assert read(client) == "hunter2"


@pytest.mark.parametrize("service", ["sts", "s3"])
def test_a_client_of_another_service_cannot_be_attached(fake, service):
    with pytest.raises(Misuse, match=rf"intercept\(\) got a {service.upper()}; expected a client of Secrets Manager"):
        fake.intercept(boto3.client(service, region_name="us-east-1"))


def test_an_attached_client_retries_immediately(monkeypatch):
    fake = FakeSecretsManager(secrets={"app/db": "hunter2"})
    slept = []
    monkeypatch.setattr("botocore.endpoint.time.sleep", slept.append)
    monkeypatch.setattr(fake, "handle", lambda *_: (500, {}, b'{"__type":"InternalServiceError"}'))
    with pytest.raises(ClientError, match="InternalServiceError"):
        read(fake.client())
    assert slept
    assert set(slept) == {0}


def test_eight_threads(fake):
    client = make_client()
    failures = []

    def work(number):
        try:
            for index in range(20):
                name = f"thread/{number}/{index}"
                client.create_secret(Name=name, SecretString=name)
                assert client.get_secret_value(SecretId=name)["SecretString"] == name
                assert fake.get_secret_value(SecretId=name)["SecretString"] == name
        except BaseException as error:  # noqa: BLE001  shown by the test below
            failures.append(error)

    threads = [threading.Thread(target=work, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert failures == []
    assert len(fake.list_secrets(MaxResults=100)["SecretList"]) == 100


def test_botocore_uses_the_protocol_of_the_fake():
    """This test fails if a future botocore chooses another protocol."""
    service_model = make_client().meta.service_model
    assert getattr(service_model, "resolved_protocol", service_model.metadata["protocol"]) == "json"


@pytest.mark.parametrize("options", [{}, {"config": ONCE}])
def test_a_client_with_placeholder_credentials_does_not_reach_aws_after_the_fake(monkeypatch, options):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "of-the-machine")
    with FakeSecretsManager(secrets={"app/db": "hunter2"}):
        client = make_client(**options)
        assert read(client) == "hunter2"
    with pytest.raises(UnansweredRequestError, match=r"\(GetSecretValue\) .* created while a fake was active, and"):
        read(client)
    with FakeSecretsManager(secrets={"app/db": "hunter3"}):
        assert read(client) == "hunter3"


def test_a_client_with_placeholder_credentials_reaches_other_endpoints_after_the_fake():
    with FakeSecretsManager():
        client = make_client(endpoint_url=UNREACHABLE, config=ONCE)
    with pytest.raises(EndpointConnectionError):
        read(client)


@pytest.mark.parametrize("attributes", [{}, {"_endpoint": None}, {"_endpoint": SimpleNamespace()}])
def test_a_stub_of_create_client_still_returns_its_client(monkeypatch, attributes):
    client = SimpleNamespace(**attributes)
    monkeypatch.setattr(Session, "create_client", lambda *_arguments, **_options: client)
    with FakeSecretsManager():
        assert boto3.client("secretsmanager") is client
