"""Direct calls, raw requests, the clock, and messages about misuse."""

import datetime
import json
import pickle
from contextlib import nullcontext

import pytest
from botocore.exceptions import ClientError

from fake_secrets_manager import FakeSecretsManager, FakeSecretsManagerWarning, Misuse, SecretsManagerError
from fake_secrets_manager._native import operations

NEW_YEAR = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)
TOKEN = "11111111-1111-4111-8111-111111111111"


@pytest.fixture
def fake():
    return FakeSecretsManager(seed=1)


CREATE = {"X-Amz-Target": "secretsmanager.CreateSecret"}


class TestDirectCalls:
    def test_a_secret_is_created_and_read(self, fake):
        created = fake.create_secret(Name="app/db", SecretString="hunter2", ClientRequestToken=TOKEN)
        read = fake.get_secret_value(SecretId="app/db")
        assert read.pop("CreatedDate").tzinfo is datetime.timezone.utc
        assert read == {**created, "SecretString": "hunter2", "VersionStages": ["AWSCURRENT"]}
        assert read["VersionId"] == TOKEN

    def test_by_the_name_of_the_operation(self, fake):
        fake.call("CreateSecret", {"Name": "app/db", "SecretString": "hunter2"})
        assert fake.call("GetSecretValue", {"SecretId": "app/db"})["SecretString"] == "hunter2"
        assert fake.call("ListSecrets")["SecretList"][0]["Name"] == "app/db"

    def test_every_operation_has_a_method(self, fake):
        assert len(operations()) == 26
        missing = [name for name in operations() if not hasattr(fake, "".join(_snake_case(name)))]
        assert missing == []
        assert "API_ListSecretVersionIds.html" in fake.list_secret_version_ids.__doc__

    def test_the_types_are_those_of_boto3(self, fake):
        client = fake.client()
        fake.freeze(NEW_YEAR + datetime.timedelta(milliseconds=123))
        fake.create_secret(
            Name="app/key", SecretBinary=b"\x00\xff", Tags=[{"Key": "a", "Value": "b"}], Description="about"
        )
        for direct, through_boto3, request in (
            (fake.get_secret_value, client.get_secret_value, {"SecretId": "app/key"}),
            (fake.describe_secret, client.describe_secret, {"SecretId": "app/key"}),
            (fake.list_secrets, client.list_secrets, {}),
            (fake.list_secret_version_ids, client.list_secret_version_ids, {"SecretId": "app/key"}),
            (fake.untag_resource, client.untag_resource, {"SecretId": "app/key", "TagKeys": ["none"]}),
        ):
            expected = through_boto3(**request)
            del expected["ResponseMetadata"]
            answer = direct(**request)
            assert answer == expected
            assert _types(answer) == _types(expected)

    @pytest.mark.parametrize("value", [b"\x00\xff", bytearray(b"\x00\xff")])
    def test_bytes(self, fake, value):
        fake.create_secret(Name="app/key", SecretBinary=value)
        assert fake.get_secret_value(SecretId="app/key")["SecretBinary"] == b"\x00\xff"

    def test_tuples_are_lists_and_none_is_absent(self, fake):
        fake.create_secret(Name="a", SecretString="b", Description=None, Tags=({"Key": "k", "Value": "v"},))
        assert fake.describe_secret(SecretId="a")["Tags"] == [{"Key": "k", "Value": "v"}]

    def test_another_region_and_account(self, fake):
        arn = fake.call("CreateSecret", {"Name": "a"}, region="eu-west-1", account_id="210987654321")["ARN"]
        assert arn.startswith("arn:aws:secretsmanager:eu-west-1:210987654321:secret:a-")
        assert fake.list_secrets()["SecretList"] == []


class TestErrors:
    def test_an_error_is_a_client_error(self, fake):
        with pytest.raises(ClientError) as caught:
            fake.get_secret_value(SecretId="gone")
        error = caught.value
        assert isinstance(error, SecretsManagerError)
        assert error.code == error.response["Error"]["Code"] == "ResourceNotFoundException"
        assert error.message == error.response["Error"]["Message"] == "Secrets Manager can't find the specified secret."
        assert error.operation_name == "GetSecretValue"
        assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 400
        assert str(error) == (
            "An error occurred (ResourceNotFoundException) when calling the GetSecretValue operation: "
            "Secrets Manager can't find the specified secret."
        )

    def test_an_error_is_the_same_through_boto3(self, fake):
        with pytest.raises(ClientError) as through_boto3:
            fake.client().get_secret_value(SecretId="gone")
        with pytest.raises(ClientError) as direct:
            fake.get_secret_value(SecretId="gone")
        assert direct.value.response["Error"] == through_boto3.value.response["Error"]
        assert str(direct.value) == str(through_boto3.value)

    def test_an_error_can_be_sent_between_processes(self, fake):
        with pytest.raises(SecretsManagerError) as caught:
            fake.get_secret_value(SecretId="gone")
        again = pickle.loads(pickle.dumps(caught.value))
        assert isinstance(again, SecretsManagerError)
        assert (type(again).__name__, again.response, str(again)) == (
            "ResourceNotFoundException",
            caught.value.response,
            str(caught.value),
        )

    def test_a_failed_request_changes_nothing(self, fake):
        fake.create_secret(Name="app/db", SecretString="hunter2")
        before = fake.describe_secret(SecretId="app/db")
        with pytest.raises(SecretsManagerError):
            fake.put_secret_value(SecretId="app/db")
        assert fake.describe_secret(SecretId="app/db") == before


class TestTheWire:
    @pytest.mark.parametrize("kind", [str.encode, bytearray, str], ids=["bytes", "bytearray", "text"])
    def test_a_raw_request(self, fake, kind):
        text = json.dumps({"Name": "a", "SecretString": "b", "ClientRequestToken": TOKEN})
        body = bytearray(text.encode()) if kind is bytearray else kind(text)
        status, headers, answer = fake.handle(CREATE, body)
        assert status == 200
        assert headers["Content-Type"] == "application/x-amz-json-1.1"
        assert isinstance(answer, bytes)
        assert json.loads(answer)["VersionId"] == TOKEN

    def test_header_names_are_case_insensitive(self, fake):
        headers = {"x-amz-TARGET": "secretsmanager.ListSecrets"}
        assert fake.handle(headers, b"{}")[2] == b'{"SecretList":[]}'

    def test_region_and_account_are_in_the_signature(self, fake):
        signature = (
            "AWS4-HMAC-SHA256 Credential=210987654321/20260101/eu-west-1/secretsmanager/aws4_request, Signature=0"
        )
        body = json.dumps({"Name": "a", "ClientRequestToken": TOKEN})
        answer = json.loads(fake.handle({**CREATE, "Authorization": signature}, body)[2])
        assert answer["ARN"].startswith("arn:aws:secretsmanager:eu-west-1:210987654321:")

    @pytest.mark.parametrize(
        "body", [b"", b"{", b"[]", b"null", b"\xff\xfe", "\ud800", b'{"a":' * 5000, b" " * 10_000_000, b'{"Name":7}']
    )
    def test_any_body_gets_a_response(self, fake, body):
        status, _, answer = fake.handle(CREATE, body)
        assert status == 400
        assert json.loads(answer)["__type"]
        assert fake.list_secrets()["SecretList"] == []


class TestControls:
    def test_reset_restores_the_initial_state(self):
        fake = FakeSecretsManager(secrets={"app/db": "hunter2"}, seed=1)
        before = fake.get_secret_value(SecretId="app/db")
        fake.advance(days=3)
        fake.put_secret_value(SecretId="app/db", SecretString="changed")
        fake.create_secret(Name="more")
        fake.reset()
        after = fake.get_secret_value(SecretId="app/db")
        assert len(fake.list_secrets()["SecretList"]) == 1
        assert before.pop("CreatedDate") <= after.pop("CreatedDate") < before_tomorrow()
        assert after == before

    def test_the_same_seed_gives_the_same_responses(self):
        def answers():
            fake = FakeSecretsManager(seed=7)
            fake.freeze(NEW_YEAR)
            return fake.create_secret(Name="a", SecretString="b"), fake.get_random_password()

        assert answers() == answers()

    def test_without_a_seed_responses_differ(self):
        assert FakeSecretsManager().get_random_password() != FakeSecretsManager().get_random_password()

    def test_the_largest_seed(self):
        assert FakeSecretsManager(seed=2**64 - 1).get_random_password()

    def test_secrets_of_all_kinds(self, fake):
        fake.seed({"text": "hunter2", "bytes": b"\x00", "login": {"user": "a", "port": 5432, "tls": True, "x": None}})
        assert fake.get_secret_value(SecretId="text")["SecretString"] == "hunter2"
        assert fake.get_secret_value(SecretId="bytes")["SecretBinary"] == b"\x00"
        login = json.loads(fake.get_secret_value(SecretId="login")["SecretString"])
        assert login == {"user": "a", "port": 5432, "tls": True, "x": None}

    def test_region_and_account_options_are_the_defaults_of_calls(self):
        fake = FakeSecretsManager(region="eu-west-1", account_id="210987654321")
        assert (fake.region, fake.account_id) == ("eu-west-1", "210987654321")
        assert ":eu-west-1:210987654321:" in fake.create_secret(Name="a")["ARN"]

    def test_freeze_and_advance(self, fake):
        fake.freeze(NEW_YEAR)
        fake.create_secret(Name="a")
        fake.advance(days=1, milliseconds=5)
        fake.create_secret(Name="b")
        fake.advance(datetime.timedelta(hours=1))
        fake.create_secret(Name="c")
        created = [fake.describe_secret(SecretId=name)["CreatedDate"] for name in "abc"]
        day = datetime.timedelta(days=1, milliseconds=5)
        assert created == [NEW_YEAR, NEW_YEAR + day, NEW_YEAR + day + datetime.timedelta(hours=1)]

    def test_freeze_at_the_current_time(self, fake):
        fake.freeze()
        fake.create_secret(Name="a")
        fake.create_secret(Name="b")
        a, b = (fake.describe_secret(SecretId=name)["CreatedDate"] for name in "ab")
        assert a == b

    def test_freeze_in_another_time_zone(self, fake):
        fake.freeze(datetime.datetime(2026, 1, 1, 2, tzinfo=datetime.timezone(datetime.timedelta(hours=2))))
        fake.create_secret(Name="a")
        assert fake.describe_secret(SecretId="a")["CreatedDate"] == NEW_YEAR

    def test_rotation_functions_any_accepts_any_function(self):
        function = "arn:aws:lambda:us-east-1:123456789012:function:rotate"
        for options, accepted in (({}, False), ({"rotation_functions": "any"}, True)):
            fake = FakeSecretsManager(**options)
            for _ in range(2):  # as before after a reset
                fake.create_secret(Name="a", SecretString="b")
                with nullcontext() if accepted else pytest.raises(SecretsManagerError):
                    fake.rotate_secret(SecretId="a", RotationLambdaARN=function)
                fake.reset()

    def test_a_kms_key_keeps_its_state_until_a_reset(self, fake):
        fake.create_secret(Name="a", SecretString="b", KmsKeyId="alias/app")
        fake.kms_key("alias/app", denied=["Decrypt"])
        with pytest.raises(SecretsManagerError, match="Access to KMS is not allowed"):
            fake.get_secret_value(SecretId="a")
        fake.kms_key("alias/app")
        assert fake.get_secret_value(SecretId="a")["SecretString"] == "b"
        fake.kms_key("alias/app", "missing")
        with pytest.raises(SecretsManagerError, match=r"Alias .* is not found"):
            fake.create_secret(Name="c", KmsKeyId="alias/app")
        fake.reset()
        fake.create_secret(Name="c", KmsKeyId="alias/app")

    def test_calls_fail_the_given_number_of_times_until_a_reset(self, fake):
        fake.fail("ListSecrets", "ThrottlingException", times=2)
        for _ in range(2):
            with pytest.raises(SecretsManagerError) as caught:
                fake.list_secrets()
            assert (caught.value.code, caught.value.message) == ("ThrottlingException", "Rate exceeded")
        assert fake.list_secrets() == {"SecretList": []}
        fake.fail("ListSecrets", "InternalServiceError", "Not today.")
        with pytest.raises(SecretsManagerError, match=r"Not today\."):
            fake.list_secrets()
        fake.fail("ListSecrets", "InternalServiceError", times=7)
        with pytest.warns(FakeSecretsManagerWarning, match="never occurred"):
            fake.reset()
        assert fake.list_secrets() == {"SecretList": []}

    def test_faults_do_not_affect_seeding(self, fake):
        fake.fail("CreateSecret", "AccessDeniedException")
        fake.kms_key("alias/aws/secretsmanager", "disabled")
        fake.seed({"a": "b"})
        with pytest.raises(SecretsManagerError, match="is not authorized to perform: secretsmanager:CreateSecret"):
            fake.create_secret(Name="c")
        with pytest.raises(SecretsManagerError, match="can't decrypt the secret value"):
            fake.get_secret_value(SecretId="a")

    def test_a_secret_is_deleted_at_the_end_of_its_window(self, fake):
        fake.create_secret(Name="a")
        fake.delete_secret(SecretId="a", RecoveryWindowInDays=7)
        fake.advance(days=8)
        with pytest.raises(SecretsManagerError, match="can't find the specified secret"):
            fake.describe_secret(SecretId="a")


class Opaque:
    def __repr__(self):
        return "hunter2"


ITSELF = []
ITSELF.append(ITSELF)


class TestMisuse:
    @pytest.mark.parametrize(
        ("misuse", "says"),
        [
            (
                lambda: FakeSecretsManager(regoin="eu-west-1"),
                "FakeSecretsManager got an unknown option 'regoin' (did you mean 'region'?); expected region, "
                "account_id, seed, secrets, seed_file, rotation_functions, rotation_steps, raise_rotation_failures, "
                "allow_requests_to_aws, consistency, strict, clear_caches "
                "as keyword arguments, for example "
                'FakeSecretsManager(region="eu-west-1", secrets={"app/db": "hunter2"})',
            ),
            (lambda: FakeSecretsManager({"a": "b"}), "got a positional argument of type dict"),
            (lambda: FakeSecretsManager(len), "decorates len without parentheses; expected a call, for example @Fake"),
            (
                lambda: FakeSecretsManager(account_id=123456789012),
                'account_id is of type int; expected str, for example account_id="123456789012"',
            ),
            (lambda: FakeSecretsManager(account_id="12"), 'invalid account id "12"; expected twelve digits'),
            (lambda: FakeSecretsManager(region=7), "region is of type int; expected str"),
            (lambda: FakeSecretsManager(region="the moon"), 'invalid region "the moon"; expected'),
            (lambda: FakeSecretsManager(seed="1"), "seed is of type str; expected int, for example seed=1"),
            (lambda: FakeSecretsManager(seed=True), "seed is of type bool"),
            (lambda: FakeSecretsManager(seed=-1), "seed is -1; expected a number from 0 to 2**64 - 1"),
            (lambda: FakeSecretsManager(seed=2**64), "expected a number from 0 to 2**64 - 1"),
            (
                lambda: FakeSecretsManager(secrets=["hunter2"]),
                'secrets is of type list; expected dict, for example secrets={"app/db": "hunter2"}',
            ),
            (lambda: FakeSecretsManager(secrets={"a": 1}), 'the value of secret "a" is a number; quote it'),
            (lambda: FakeSecretsManager(secrets={"a": Opaque()}), "secrets.a is of type test_fake.Opaque; expected"),
            (lambda: FakeSecretsManager(secrets={1: "b"}), "secrets has a key that is not text; expected"),
            (lambda: FakeSecretsManager(secrets={"not a name": "b"}), 'the secret "not a name" is rejected'),
            (
                lambda: FakeSecretsManager(rotation_functions="all"),
                'rotation_functions is \'all\'; expected "any", for example rotation_functions="any"',
            ),
            (
                lambda: FakeSecretsManager(rotation_functions=True),
                "rotation_functions is of type bool; expected str, for example",
            ),
            (lambda: FakeSecretsManager().seed(None), "secrets is None; expected dict"),
            (
                lambda: FakeSecretsManager().stop(),
                "stop() was called on a fake that is not active; expected one stop()",
            ),
            (
                lambda: FakeSecretsManager().advance(),
                "advance() got nothing; expected a timedelta or keyword arguments",
            ),
            (lambda: FakeSecretsManager().advance(7), "advance() got an int; expected"),
            (
                lambda: FakeSecretsManager().advance(fortnights=1),
                "advance() got an unknown unit 'fortnights'; expected",
            ),
            (
                lambda: FakeSecretsManager().advance(datetime.timedelta(1), days=1),
                "advance() got a timedelta and days; expected",
            ),
            (
                lambda: FakeSecretsManager().kms_key("app"),
                'invalid KMS key "app"; expected the ARN, the id or an alias',
            ),
            (
                lambda: FakeSecretsManager().kms_key("alias/a", "broken"),
                'unknown KMS key state "broken"; expected enabled',
            ),
            (
                lambda: FakeSecretsManager().kms_key("alias/a", denied=["Sign"]),
                'unknown KMS action "Sign"; expected',
            ),
            (lambda: FakeSecretsManager().kms_key("alias/a", denied="Decrypt"), "kms_key() got a str; expected a list"),
            (
                lambda: FakeSecretsManager().kms_key("alias/a", denied=[1]),
                "kms_key() got an int; expected a list of strings",
            ),
            (lambda: FakeSecretsManager().kms_key(None), "kms_key() got None; expected strings"),
            (
                lambda: FakeSecretsManager().fail("get_secret_value", "X"),
                'unknown target "get_secret_value" (did you mean "GetSecretValue"?)',
            ),
            (
                lambda: FakeSecretsManager().fail("ListSecrets", "DecryptionFailure"),
                'invalid code "DecryptionFailure" for ListSecrets, which declares InvalidParameterException, '
                "InvalidRequestException, InvalidNextTokenException, InternalServiceError; expected one of these",
            ),
            (
                lambda: FakeSecretsManager().fail("GetSecretValue", "DecryptionFailure"),
                "DecryptionFailure without a message, although the service has several messages for this code",
            ),
            (lambda: FakeSecretsManager().fail("ListSecrets", "ThrottlingException", times=0), "times is 0; expected"),
            (
                lambda: FakeSecretsManager().fail("ListSecrets", "ThrottlingException", times="2"),
                "times is of type str; expected int",
            ),
            (
                lambda: FakeSecretsManager().fail("ListSecrets", "ThrottlingException", 2),
                "fail() got a number as its message; expected",
            ),
            (
                lambda: FakeSecretsManager().freeze("new year"),
                "freeze() got text that is not a date; expected a datetime with",
            ),
            (lambda: FakeSecretsManager().advance(days=-1), "advance() got a negative duration; expected"),
            (
                lambda: FakeSecretsManager().advance(days=1e12),
                "advance() got more days than a timedelta can hold; expected",
            ),
            (
                lambda: FakeSecretsManager(raise_rotation_failures="no"),
                "raise_rotation_failures is of type str; expected bool",
            ),
            (lambda: FakeSecretsManager().client("secretsmanager"), 'invalid region "secretsmanager"; expected'),
            (lambda: FakeSecretsManager().client("Frankfurt"), 'invalid region "Frankfurt"; expected'),
            (lambda: FakeSecretsManager().get_secret_value("app/db"), "got a positional argument; expected"),
            (lambda: FakeSecretsManager().create_secret(Name=1), "a number for the member Name; expected text"),
            (
                lambda: FakeSecretsManager(secrets={"a": {"b": float("nan")}}),
                "it contains NaN, an infinite number, or itself",
            ),
            (
                lambda: FakeSecretsManager().freeze(datetime.datetime(2026, 1, 1)),
                "freeze() got a datetime without a time zone; expected",
            ),
            (lambda: FakeSecretsManager().call("getSecret"), 'unknown operation "getSecret"; expected'),
            (lambda: FakeSecretsManager().call("ListSecrets", region="the moon"), 'invalid region "the moon"'),
            (lambda: FakeSecretsManager().call("ListSecrets", account_id="1"), 'invalid account id "1"'),
            (
                lambda: FakeSecretsManager().tag_resource(SecretId="a", Tags=[{}, {"Key": NEW_YEAR}]),
                "request.Tags[1].Key is of type datetime.datetime; expected None, bool, int, float, str, bytes, "
                'bytearray, or a list, tuple or dict of them, for example {"Name": "app/db"}',
            ),
            (lambda: FakeSecretsManager().create_secret(Name={"a"}), "request.Name is of type set; expected"),
            (lambda: FakeSecretsManager().create_secret(Name=2**63), "request.Name is a whole number of more than 64"),
            (
                lambda: FakeSecretsManager().create_secret(Name="\ud800"),
                "request.Name is text with an unpaired surrogate",
            ),
            (lambda: FakeSecretsManager().create_secret(Name=ITSELF), "is nested more than 100 levels deep; expected"),
            (
                lambda: FakeSecretsManager().handle(None, b""),
                "handle() got headers of type NoneType and a body of type",
            ),
            (lambda: FakeSecretsManager().handle({"a": 1}, b""), "handle() got headers of type dict"),
            (lambda: FakeSecretsManager().handle({}, {"Name": "a"}), "and a body of type dict; expected"),
            (
                lambda: FakeSecretsManager().intercept("client"),
                "intercept() got a str; expected a client of Secrets Manager",
            ),
            (lambda: FakeSecretsManager()(7), "a fake was called with a value of type int; expected a function"),
        ],
    )
    def test_misuse_states_an_example(self, misuse, says):
        with pytest.raises(Misuse) as caught:
            misuse()
        assert says in str(caught.value)
        assert "; expected " in str(caught.value)
        assert "for example " in str(caught.value)
        assert isinstance(caught.value, TypeError)

    def test_rejects_a_second_start(self):
        with FakeSecretsManager() as fake:
            with pytest.raises(Misuse, match=r"start\(\) was called on an active fake"):
                fake.start()
            assert fake.client()

    def test_rejects_a_second_stop(self):
        fake = FakeSecretsManager().start()
        fake.stop()
        with pytest.raises(Misuse, match=r"stop\(\) was called on a fake that is not active"):
            fake.stop()

    def test_a_fake_can_start_again(self):
        fake = FakeSecretsManager()
        for _ in range(2):
            with fake:
                pass

    def test_an_unknown_name_in_the_package(self):
        import fake_secrets_manager

        with pytest.raises(AttributeError, match="no attribute 'FakeSecretManager'"):
            _ = fake_secrets_manager.FakeSecretManager
        assert "FakeSecretsManager" in dir(fake_secrets_manager)


def _snake_case(name):
    for index, letter in enumerate(name):
        yield f"_{letter.lower()}" if letter.isupper() and index else letter.lower()


def _types(value):
    if isinstance(value, dict):
        return {name: _types(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_types(item) for item in value]
    return type(value)


def before_tomorrow():
    return datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=1)
