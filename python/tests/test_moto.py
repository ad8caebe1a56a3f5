"""`fake_secrets_manager.moto` in the styles of people who use moto, one after the other."""

import base64
import json
import sys
import types
import unittest

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws as motos_own

from fake_secrets_manager import interception
from fake_secrets_manager.moto import mock_aws, mock_secretsmanager

REGION = "us-west-2"


def client(**options):
    return boto3.client("secretsmanager", region_name=REGION, **options)


class Settings:
    """Code under test that keeps a client."""

    def __init__(self, sm=None):
        self.sm = sm or client()

    def password(self, name="app/db"):
        return json.loads(self.sm.get_secret_value(SecretId=name)["SecretString"])["password"]


@mock_aws
def test_bare_decorator():
    client().create_secret(Name="app/db", SecretString='{"password": "hunter2"}')
    assert Settings().password() == "hunter2"


@mock_aws
def test_each_decorated_test_begins_empty():
    assert client().list_secrets()["SecretList"] == []


@mock_aws()
def test_called_decorator():
    assert (
        client().create_secret(Name="java-util-test-password", SecretString="foosecret")["ARN"].startswith("arn:aws:")
    )


@mock_aws(config={"core": {"mock_credentials": True}})
def test_decorator_with_a_config():
    client().create_secret(Name="a", SecretString="x")
    assert client().get_secret_value(SecretId="a")["SecretString"] == "x"


@mock_secretsmanager
def test_bare_deprecated_decorator():
    client().create_secret(Name="a", SecretString="x")
    assert client().get_secret_value(SecretId="a")["VersionStages"] == ["AWSCURRENT"]


@mock_secretsmanager()
def test_called_deprecated_decorator():
    client().create_secret(Name="a", SecretBinary=b"\x00\x01")
    assert client().get_secret_value(SecretId="a")["SecretBinary"] == b"\x00\x01"


def test_context_manager():
    with mock_aws():
        client().create_secret(Name="a", SecretString="x")
        assert client().get_secret_value(SecretId="a")["SecretString"] == "x"


def test_deprecated_context_manager():
    with mock_secretsmanager():
        assert client().list_secrets()["SecretList"] == []


def test_start_and_stop():
    mock = mock_aws()
    mock.start()
    try:
        client().create_secret(Name="a", SecretString="x")
    finally:
        mock.stop()
    with mock_aws():
        assert client().list_secrets()["SecretList"] == []


def test_two_starts_and_stops():
    mock = mock_aws()
    mock.start()
    mock.start()
    client().create_secret(Name="a")
    mock.stop()
    assert client().describe_secret(SecretId="a")["Name"] == "a"
    mock.stop()
    with pytest.raises(RuntimeError, match="was not started"):
        mock.stop()


@mock_aws
async def test_coroutine_function():
    client().create_secret(Name="a", SecretString="x")
    assert client().get_secret_value(SecretId="a")["SecretString"] == "x"


@pytest.fixture
def aws():
    with mock_aws():
        yield


@pytest.fixture
def secretsmanager(aws):
    return client()


@pytest.fixture
def stored(secretsmanager):
    return secretsmanager.create_secret(Name="app/db", SecretString='{"password": "hunter2"}')["ARN"]


def test_fixtures_on_fixtures(secretsmanager, stored):
    assert Settings(secretsmanager).password(stored) == "hunter2"


@mock_aws
def test_a_decorator_inside_a_fixture_shares_its_state(stored):
    assert Settings().password() == "hunter2"


def test_a_context_inside_a_fixture_shares_its_state(stored):
    with mock_aws():
        assert Settings().password() == "hunter2"
    assert Settings().password() == "hunter2"


@pytest.fixture
@mock_aws
def decorated_fixture():
    sm = client()
    sm.create_secret(Name="a", SecretString="x")
    yield sm
    sm.delete_secret(SecretId="a", ForceDeleteWithoutRecovery=True)


def test_decorated_yielding_fixture(decorated_fixture):
    assert decorated_fixture.get_secret_value(SecretId="a")["SecretString"] == "x"


@mock_aws()
@pytest.mark.parametrize("name", ["a", "b/c", "d_e+f=g.h@i-j"])
def test_parametrized(name):
    client().create_secret(Name=name, SecretString="x")
    assert client().describe_secret(SecretId=name)["Name"] == name


@mock_aws
class TestPlainClass:
    def test_one(self):
        client().create_secret(Name="a")

    def test_two_begins_empty(self):
        client().create_secret(Name="a")


@mock_aws
class TestPlainClassWithSetup:
    def setup_method(self, method):
        self.sm = client()
        self.sm.create_secret(Name="app/db", SecretString="x")

    def test_set_up(self):
        assert self.sm.get_secret_value(SecretId="app/db")["SecretString"] == "x"

    def test_set_up_again(self):
        self.sm.put_secret_value(SecretId="app/db", SecretString="y")


@mock_aws
class TestPlainClassWithClassSetup:
    @classmethod
    def setup_class(cls):
        client().create_secret(Name="shared", SecretString="x")

    def test_reads(self):
        assert client().get_secret_value(SecretId="shared")["SecretString"] == "x"
        client().delete_secret(SecretId="shared", ForceDeleteWithoutRecovery=True)

    def test_reads_again(self):
        assert client().get_secret_value(SecretId="shared")["SecretString"] == "x"


@mock_aws
class TestCase(unittest.TestCase):
    def setUp(self):
        self.sm = client()
        self.sm.create_secret(Name="app/db", SecretString='{"password": "hunter2"}')

    def test_reads(self):
        assert Settings(self.sm).password() == "hunter2"

    def test_starts_like_the_other(self):
        assert len(self.sm.list_secrets()["SecretList"]) == 1


class TestCaseWithStart(unittest.TestCase):
    def setUp(self):
        self.mock = mock_aws()
        self.mock.start()
        self.addCleanup(self.mock.stop)
        client().create_secret(Name="a", SecretString="x")

    def test_reads(self):
        assert client().get_secret_value(SecretId="a")["SecretString"] == "x"


class TestCaseWithDecoratedMethods(unittest.TestCase):
    @mock_aws
    def test_one(self):
        client().create_secret(Name="a")

    @mock_secretsmanager
    def test_two(self):
        client().create_secret(Name="a")


@mock_aws
class TestCaseWithClassSetup(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        client().create_secret(Name="shared", SecretString="x")

    def test_reads(self):
        assert client().get_secret_value(SecretId="shared")["SecretString"] == "x"

    def test_reads_again(self):
        assert client().get_secret_value(SecretId="shared")["SecretString"] == "x"


class TestAsyncCase(unittest.IsolatedAsyncioTestCase):
    @mock_aws
    async def test_reads(self):
        client().create_secret(Name="a", SecretString="x")
        assert client().get_secret_value(SecretId="a")["SecretString"] == "x"


@mock_aws
def test_moto_answers_other_services():
    s3 = boto3.client("s3", region_name="us-east-1")
    s3.create_bucket(Bucket="bucket")
    s3.put_object(Bucket="bucket", Key="key", Body=b"body")
    client().create_secret(Name="a", SecretString=s3.get_object(Bucket="bucket", Key="key")["Body"].read().decode())
    assert client().get_secret_value(SecretId="a")["SecretString"] == "body"


@mock_aws
def test_resources_of_other_services():
    table = boto3.resource("dynamodb", region_name=REGION).create_table(
        TableName="t",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    table.put_item(Item={"id": client().create_secret(Name="a")["ARN"]})
    assert table.scan()["Count"] == 1


@mock_aws
def test_the_account_is_that_of_sts():
    account = boto3.client("sts", region_name=REGION).get_caller_identity()["Account"]
    assert f":{account}:" in client().create_secret(Name="a")["ARN"]


@mock_aws
def test_an_account_by_an_assumed_role():
    role = boto3.client("sts", region_name=REGION).assume_role(
        RoleArn="arn:aws:iam::111122223333:role/other", RoleSessionName="session"
    )["Credentials"]
    other = client(
        aws_access_key_id=role["AccessKeyId"],
        aws_secret_access_key=role["SecretAccessKey"],
        aws_session_token=role["SessionToken"],
    )
    assert ":111122223333:" in other.create_secret(Name="a")["ARN"]
    assert client().list_secrets()["SecretList"] == []


def test_an_account_by_the_environment(monkeypatch):
    monkeypatch.setenv("MOTO_ACCOUNT_ID", "444455556666")
    with mock_aws():
        assert ":444455556666:" in client().create_secret(Name="a")["ARN"]


def test_a_client_made_before():
    sm = client(aws_access_key_id="testing", aws_secret_access_key="testing")
    with mock_aws():
        sm.create_secret(Name="a", SecretString="x")
        assert sm.get_secret_value(SecretId="a")["SecretString"] == "x"


def test_a_session():
    with mock_aws():
        session = boto3.session.Session(
            aws_access_key_id="testing", aws_secret_access_key="testing", region_name="eu-west-1"
        )
        assert ":eu-west-1:" in session.client("secretsmanager").create_secret(Name="a")["ARN"]


def test_the_region_in_the_environment(monkeypatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    with mock_aws():
        boto3.client("secretsmanager").create_secret(Name="a", SecretString="x")
        assert client().list_secrets()["SecretList"] == []


def test_inside_motos_own_mock():
    with motos_own():
        boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="bucket")
        with mock_aws():
            client().create_secret(Name="a", SecretString="x")
            assert client().get_secret_value(SecretId="a")["SecretString"] == "x"
            assert len(boto3.client("s3", region_name="us-east-1").list_buckets()["Buckets"]) == 1


@mock_aws
def test_a_missing_secret():
    with pytest.raises(ClientError) as caught:
        client().get_secret_value(SecretId="i-dont-exist")
    assert caught.value.response["Error"]["Code"] == "ResourceNotFoundException"


@mock_aws
def test_a_missing_secret_by_the_exception_of_the_client():
    sm = client()
    with pytest.raises(sm.exceptions.ResourceNotFoundException):
        sm.get_secret_value(SecretId="i-dont-exist")


@mock_aws
def test_a_secret_that_exists():
    client().create_secret(Name="a")
    with pytest.raises(client().exceptions.ResourceExistsException):
        client().create_secret(Name="a")


@mock_aws
def test_deletion_and_restoration():
    sm = client()
    sm.create_secret(Name="a", SecretString="x")
    sm.delete_secret(SecretId="a", RecoveryWindowInDays=7)
    with pytest.raises(ClientError, match="marked for deletion"):
        sm.get_secret_value(SecretId="a")
    sm.restore_secret(SecretId="a")
    assert sm.get_secret_value(SecretId="a")["SecretString"] == "x"


@mock_aws
def test_filters_and_pages():
    sm = client()
    for name in ("app/a", "app/b", "other"):
        sm.create_secret(Name=name, Tags=[{"Key": "team", "Value": name[:3]}])
    pages = sm.get_paginator("list_secrets").paginate(Filters=[{"Key": "name", "Values": ["app/"]}])
    assert sorted(secret["Name"] for page in pages for secret in page["SecretList"]) == ["app/a", "app/b"]


@mock_aws
def test_versions_and_stages():
    sm = client()
    first = sm.create_secret(Name="a", SecretString="1")["VersionId"]
    second = sm.put_secret_value(SecretId="a", SecretString="2", VersionStages=["AWSCURRENT"])["VersionId"]
    stages = sm.describe_secret(SecretId="a")["VersionIdsToStages"]
    assert stages == {first: ["AWSPREVIOUS"], second: ["AWSCURRENT"]}


@mock_aws
def test_a_random_password():
    password = client().get_random_password(PasswordLength=50, ExcludePunctuation=True)["RandomPassword"]
    assert len(password) == 50
    assert password.isalnum()


@mock_aws
def test_rotation_with_a_missing_function():
    sm = client()
    sm.create_secret(Name="a", SecretString="x")
    arn = f"arn:aws:lambda:{REGION}:123456789012:function:rotate"
    sm.rotate_secret(SecretId="a", RotationLambdaARN=arn, RotationRules={"AutomaticallyAfterDays": 30})
    assert sm.describe_secret(SecretId="a")["RotationEnabled"] is True


def test_the_controls_of_the_fake():
    with mock_aws() as mock:
        mock.fake.seed({"a": "x"}, region=REGION)
        mock.fake.fail("GetSecretValue", "InternalServiceError", times=10)
        with pytest.raises(ClientError):
            client().get_secret_value(SecretId="a")


@mock_aws
def test_binary_values_that_are_encoded_by_the_user():
    client().create_secret(Name="a", SecretBinary=base64.b64encode(b"key"))
    assert base64.b64decode(client().get_secret_value(SecretId="a")["SecretBinary"]) == b"key"


def test_the_caller_of_an_assumed_role_is_its_access_key():
    with mock_aws() as mock:
        arn = "arn:aws:iam::111122223333:role/reader"
        role = boto3.client("sts", region_name=REGION).assume_role(RoleArn=arn, RoleSessionName="session")
        key = role["Credentials"]["AccessKeyId"]
        reader = client(aws_access_key_id=key, aws_secret_access_key="b", aws_session_token="c")
        mock.fake.fail("ListSecrets", "AccessDeniedException", caller=key)
        with pytest.raises(ClientError, match="AccessDeniedException"):
            reader.list_secrets()
        assert client().list_secrets()["SecretList"] == []
        request = mock.fake.requests[0]
        assert (request.caller, request.account_id) == (key, "111122223333")


@pytest.mark.parametrize("installed", [None, types.ModuleType("moto")], ids=["without moto", "moto 4"])
def test_without_moto(monkeypatch, installed):
    monkeypatch.setitem(sys.modules, "moto", installed)
    with pytest.raises(ImportError, match=r"moto, .* is not installed .*, for example `pip install "):
        mock_aws().start()
    assert interception.active() == []
    with mock_secretsmanager():
        client().create_secret(Name="a")


def test_a_decorated_function_keeps_its_name_and_its_result():
    @mock_aws
    def make(name, *, value):
        """Make a secret."""
        return client().create_secret(Name=name, SecretString=value)["Name"]

    assert (make.__name__, make.__doc__, make("a", value="x")) == ("make", "Make a secret.", "a")


def test_an_error_in_a_decorated_function_stops_the_mock():
    @mock_aws
    def broken():
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        broken()
    with mock_aws():
        assert client().list_secrets()["SecretList"] == []
