"""The texts of errors for wrong arguments, names and attributes."""

import pytest

import fake_secrets_manager
from fake_secrets_manager import FakeSecretsManager, Misuse, SeedSecret, SeedVersion


@pytest.fixture
def fake():
    return FakeSecretsManager(region="us-east-1", secrets={"app/db": "of-the-test"})


CURRENT = 'for example SeedSecret(versions=[SeedVersion("hunter2", ["AWSCURRENT"])])'


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda fake: fake.create_secret("a", "b"), 'for example fake.create_secret(Name="app/db")'),
        (lambda fake: fake.get_secret_value("a"), 'for example fake.get_secret_value(SecretId="app/db")'),
        (lambda fake: fake.batch_get_secret_value("a"), "for example fake.batch_get_secret_value(SecretIdList="),
        (
            lambda fake: fake.get_secret_value(SecretId="app/db", region="eu-west-1"),
            'use call() with region or account_id, for example fake.call("GetSecretValue", {...}, region="eu-west-1")',
        ),
        (lambda fake: fake.failing("testSecret"), 'To make a step fail, use fake.fail("testSecret")'),
        (lambda fake: fake.advance(days="3"), "days is of type str; expected a number, for example advance(days=7)"),
        (lambda fake: fake.advance(hours=None), "hours is None; expected a number"),
        (lambda fake: fake.advance(day=3), "advance() got an unknown unit 'day' (did you mean 'days'?)"),
        (lambda fake: fake.advance(7), "advance() got an int; expected a timedelta or keyword arguments"),
        (lambda fake: fake.fail("*", "ThrottlingException", time=2), "'time' (did you mean 'times'?)"),
        (lambda fake: fake.fail("*", "ThrottlingException", mesage="x"), "'mesage' (did you mean 'message'?)"),
        (
            lambda fake: fake.fail("*", "ThrottlingException", tries=1),
            "expected one of account_id, caller, clock, code",
        ),
        (
            lambda fake: fake.fail("*", connection="timeout"),
            'for example fail("GetSecretValue", connection="read-timeout")',
        ),
        (
            lambda fake: fake.fail("*", delay=1, clock="wall"),
            'for example fail("GetSecretValue", delay=2.5, clock="real")',
        ),
        (lambda fake: fake.fail("*", 5), "fail() got an int as its code; expected text"),
        (lambda fake: fake.fail(None, "ThrottlingException"), "fail() got None as its target; expected text"),
        (lambda fake: fake.seed({"app/db": "x"}), "for example seed(…, replace=True)"),
        (lambda fake: fake.seed({"a": None}), "the value of secret 'a' is None; expected text, bytes"),
        (lambda fake: fake.seed(None), "secrets is None; expected dict"),
        (
            lambda fake: fake.diff(7),
            "diff() got an int; expected the document that snapshot() returned, or its JSON text, "
            "for example before = fake.snapshot(), and then fake.diff(before)",
        ),
        (lambda fake: fake.restore(7), "restore() got an int"),
        (lambda fake: fake.on_event(7), "on_event() got an int; expected a function"),
        (
            lambda fake: fake.seed({"a": SeedSecret("x", description=7)}),
            "the description of secret 'a' is of type int; expected str",
        ),
        (
            lambda fake: fake.seed({"a": SeedSecret("x", tags="team")}),
            "the tags of secret 'a' are of type str; expected a dict, or a list of dicts with Key and Value",
        ),
        (lambda fake: fake.seed({"a": SeedSecret("x", tags=["team"])}), "are a list with other items"),
        (
            lambda fake: fake.seed(
                {"a": SeedSecret("x", tags=[{"Key": "k", "Value": "1"}, {"Key": "k", "Value": "2"}])}
            ),
            "the tags of secret 'a' repeat a key",
        ),
        (
            lambda fake: fake.seed({"a": SeedSecret(versions=SeedVersion("x", ["AWSCURRENT"]))}),
            f"the versions of secret 'a' are of type SeedVersion; expected a list of SeedVersion, {CURRENT}",
        ),
        (
            lambda fake: fake.seed({"a": SeedSecret(versions=[SeedVersion("x", "AWSCURRENT")])}),
            "the labels of a version of secret 'a' are of type str; expected a list",
        ),
        (
            lambda fake: fake.seed({"a": SeedSecret("x", versions=[SeedVersion("y", ["AWSCURRENT"])])}),
            'the secret "a" has a value, which gets the label AWSCURRENT, and a version with AWSCURRENT; expected',
        ),
        (
            lambda fake: fake.seed({"a": SeedSecret(versions=[SeedVersion("y")])}),
            'the secret "a" has versions, but none with the label AWSCURRENT; expected',
        ),
        (
            lambda fake: fake.seed({"a": SeedSecret(versions=[SeedVersion("y")])}),
            CURRENT.removeprefix("for example "),
        ),
    ],
)
def test_an_error_states_the_problem_and_an_example(fake, call, says):
    before = fake.snapshot()
    with pytest.raises(Misuse) as caught:
        call(fake)
    assert says in str(caught.value)
    assert "of-the-test" not in str(caught.value)
    assert fake.snapshot() == before


def test_tags_may_be_the_list_of_boto3(fake):
    fake.seed({"a": SeedSecret("x", tags=[{"Key": "team", "Value": "a"}])})
    assert fake["a"].tags == {"team": "a"}


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda fake: fake.seed({}, replce=True), "FakeSecretsManager.seed()"),
        (lambda fake: fake.requests("GetSecretValue", secrt="x"), "requests()"),
        (lambda fake: fake.freeze(when=1), "FakeSecretsManager.freeze()"),
        (lambda fake: fake.clear_faults(1), "FakeSecretsManager.clear_faults()"),
        (lambda fake: fake.call(), "FakeSecretsManager.call()"),
    ],
)
def test_errors_of_python_name_the_public_class(fake, call, name):
    with pytest.raises(TypeError) as caught:
        call(fake)
    assert str(caught.value).startswith(name)


def test_a_missing_secret_suggests_the_nearest_name(fake):
    with pytest.raises(KeyError) as caught:
        fake["app/dbb"]
    assert str(caught.value) == "no secret 'app/dbb' in us-east-1 (did you mean 'app/db'?)"
    assert caught.value.args[0] == "app/dbb"
    with pytest.raises(KeyError) as caught:
        fake["other"]
    assert str(caught.value) == "no secret 'other' in us-east-1"


def test_an_unknown_label_is_an_error(fake):
    secret = fake["app/db"]
    with pytest.raises(KeyError) as caught:
        secret.version("AWSCURENT")
    assert str(caught.value) == (
        "no version of 'app/db' has the label 'AWSCURENT' (did you mean 'AWSCURRENT'?); its labels are AWSCURRENT"
    )
    assert (secret.version("AWSCURRENT"), secret.version("AWSPENDING")) == ("of-the-test", None)


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [
        ("getSecretValue", " (did you mean 'get_secret_value'?)"),
        ("get_secret", " (did you mean 'get_secret_value'?)"),
        ("advanse", " (did you mean 'advance'?)"),
        ("unrelated", ""),
        ("_private", ""),
    ],
)
def test_a_missing_attribute_suggests_the_nearest_name(fake, name, suggestion):
    assert not hasattr(fake, name)
    with pytest.raises(AttributeError) as caught:
        getattr(fake, name)
    assert str(caught.value) == f"'FakeSecretsManager' object has no attribute {name!r}{suggestion}"


def test_a_missing_attribute_of_the_module_mentions_the_fixture():
    with pytest.raises(AttributeError, match=r"has no attribute 'create_secret'; if you mean the pytest fixture"):
        fake_secrets_manager.create_secret(Name="app/db")
