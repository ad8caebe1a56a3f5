"""`seed`, the read-only view of secrets, the clock, and the version."""

import datetime
import importlib.metadata

import boto3
import pytest
from freezegun import freeze_time

import fake_secrets_manager
from fake_secrets_manager import FakeSecretsManager, Misuse, SeedSecret, SeedVersion

NEW_YEAR = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)


@pytest.fixture
def fake():
    return FakeSecretsManager(region="us-east-1", secrets={"app/db": "hunter2"})


def test_structures_become_the_json_of_python(fake):
    fake.seed({"a": {"é": [1, 1.0, 1e16, None, True], "big": 2**80, 1: "key"}, "b": [1, 2], "c": ()})
    assert fake["a"].value == '{"é":[1,1.0,1e+16,null,true],"big":1208925819614629174706176,"1":"key"}'
    assert (fake["b"].value, fake["c"].value) == ("[1,2]", "[]")


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (5432, "is a number; quote it"),
        (True, "is a boolean; quote it"),
        (None, "is None; expected text"),
        ({"a": float("inf")}, "is not valid JSON: it contains NaN, an infinite number, or itself"),
        ({"a": {1}}, "is not valid JSON: Object of type set is not JSON serializable"),
        ({"$secret": {"valu": "x"}}, 'unknown member "valu" (did you mean "value"?)'),
        ({"$secrets": {"value": "x"}}, "has only the key '$secrets' (did you mean '$secret'?)"),
        ({"$ref": "x"}, None),
        (SeedSecret("x", versions=[SeedVersion("y")]), None),
        (SeedSecret(versions=[SeedVersion("y")]), "has versions, but none with the label AWSCURRENT"),
    ],
)
def test_rejects_other_values_and_seeds_nothing(fake, value, says):
    if says is None:
        fake.seed({"new": "1", "odd": value})
        return
    with pytest.raises(Misuse) as caught:
        fake.seed({"new": "1", "odd": value})
    assert says in str(caught.value)
    assert "new" not in fake


def test_replace_replaces_an_existing_secret(fake):
    arn = fake["app/db"].arn
    with pytest.raises(Misuse, match="already exists"):
        fake.seed({"app/db": "changed"})
    fake.seed({"app/db": "changed"}, replace=True)
    assert (fake["app/db"].value, fake["app/db"].version("AWSPREVIOUS"), fake["app/db"].arn) == (
        "changed",
        "hunter2",
        arn,
    )


def test_another_region_and_account(fake):
    fake.seed({"app/db": "there"}, region="eu-west-1", account_id="222222222222")
    got = fake.call("GetSecretValue", {"SecretId": "app/db"}, region="eu-west-1", account_id="222222222222")
    assert (got["SecretString"], fake["app/db"].value) == ("there", "hunter2")


def test_a_described_secret():
    secret = SeedSecret(
        description="the database",
        tags={"team": "a"},
        kms_key_id="alias/app",
        versions=[
            SeedVersion({"user": "old"}, ["AWSPREVIOUS", "blue"]),
            SeedVersion("new", ["AWSCURRENT"], "11111111-1111-4111-8111-111111111111"),
        ],
    )
    assert "old" not in repr(secret)
    fake = FakeSecretsManager(secrets={"app/db": secret})
    for _ in range(2):
        described = fake.describe_secret(SecretId="app/db")
        assert (described["Description"], described["KmsKeyId"]) == ("the database", "alias/app")
        assert described["VersionIdsToStages"]["11111111-1111-4111-8111-111111111111"] == ["AWSCURRENT"]
        assert fake["app/db"].tags == {"team": "a"}
        assert fake["app/db"].version("blue") == '{"user":"old"}'
        fake.reset()


class TestView:
    def test_it_reads(self, fake):
        fake.create_secret(Name="app/key", SecretBinary=b"\x00")
        fake.create_secret(Name="app/empty", Description="without a value")
        fake.create_secret(Name="app/gone", SecretString="x")
        fake.delete_secret(SecretId="app/gone")
        assert list(fake) == ["app/db", "app/key", "app/empty"]
        assert len(fake) == 3
        assert "app/db" in fake
        assert fake["app/db"].arn in fake
        assert "app/gone" not in fake
        assert 7 not in fake
        assert (fake["app/key"].value, fake["app/empty"].value) == (b"\x00", None)
        assert fake["app/empty"].description == "without a value"
        fake.seed({"app/login": {"user": "a"}})
        assert fake["app/login"].json() == {"user": "a"}

    def test_reading_changes_nothing(self, fake):
        fake.fail("GetSecretValue", "ThrottlingException")
        assert fake["app/db"].value == "hunter2"
        assert "LastAccessedDate" not in fake.describe_secret(SecretId="app/db")

    def test_it_shows_no_value(self, fake):
        assert repr(fake["app/db"]) == "<Secret 'app/db' versions=1 value=[hidden]>"

    def test_a_missing_secret_is_a_key_error(self, fake):
        with pytest.raises(KeyError, match="gone"):
            fake["gone"]
        with pytest.raises(Misuse, match="the name of a secret is of type int"):
            fake[7]

    def test_many(self, fake):
        fake.seed({f"many/{index:03}": "x" for index in range(250)})
        assert len(fake) == 251

    def test_an_empty_fake_is_true(self):
        assert FakeSecretsManager()


class TestClock:
    def test_accepts_text_as_time(self, fake):
        for text in ("2026-01-01T00:00:00Z", "2026-01-01", "2026-01-01T01:00:00+01:00"):
            fake.freeze(text)
            assert fake.now() == NEW_YEAR

    def test_the_end_of_the_block_unfreezes(self, fake):
        with fake.freeze("2026-01-01") as frozen:
            assert frozen is fake
            fake.advance(days=1)
            assert fake.now() == NEW_YEAR + datetime.timedelta(days=1)
        assert abs(fake.now() - datetime.datetime.now(datetime.timezone.utc)) < datetime.timedelta(minutes=1)

    def test_unfreeze(self, fake):
        fake.freeze(NEW_YEAR)
        fake.unfreeze()
        assert fake.now() > NEW_YEAR + datetime.timedelta(days=30)

    def test_freezing_in_the_past_leaves_no_future_dates(self, fake):
        fake.seed({"seeded": "1"})
        with freeze_time("2020-01-01"), fake:
            fake.put_secret_value(SecretId="seeded", SecretString="2")
            now = datetime.datetime.now(datetime.timezone.utc)
            for secret in boto3.client("secretsmanager").list_secrets()["SecretList"]:
                assert secret["CreatedDate"] <= now
                assert secret["LastChangedDate"] <= now


def test_the_version():
    assert fake_secrets_manager.__version__ == importlib.metadata.version("fake-secrets-manager")
