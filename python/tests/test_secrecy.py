"""Nothing shows a secret: no repr, error, log, or traceback with locals."""

import logging
import traceback

import pytest

from fake_secrets_manager import FakeSecretsManager, Misuse, SecretsManagerError

SECRET = "swordfish" + str(7)  # in no line of source, so that a traceback cannot quote it


@pytest.mark.parametrize(
    "use",
    [
        lambda fake: fake.create_secret(Name="app/db", SecretString=SECRET),
        lambda fake: fake.create_secret(Name="not a name", SecretString=SECRET),
        lambda fake: fake.create_secret(Name="new", SecretString=[SECRET]),
        lambda fake: fake.create_secret(Name="new", SecretString={SECRET}),
        lambda fake: fake.create_secret(Name="new", SecretString=SECRET + "\ud800"),
        lambda fake: fake.create_secret(Name="new", SecretString=SECRET, SecretBinary=SECRET.encode()),
        lambda fake: fake.create_secret(Name="new", SecretString=SECRET * 20_000),
        lambda fake: fake.create_secret(Name="new", SecretString=SECRET, ClientRequestToken="short"),
        lambda fake: fake.put_secret_value(SecretId="gone", SecretString=SECRET),
        lambda fake: fake.update_secret(SecretId="gone", SecretBinary=SECRET.encode()),
        lambda fake: fake.call("createSecret", {"SecretString": SECRET}),
        lambda fake: fake.seed({"app/db": SECRET}),
        lambda fake: fake.seed({"new": {"a": {SECRET}}}),
        lambda fake: fake.seed(SECRET),
        lambda fake: fake.handle({}, {"SecretString": SECRET}),
        lambda fake: FakeSecretsManager(secrets=SECRET),
        lambda fake: FakeSecretsManager(secrets={"not a name": SECRET}),
        lambda fake: FakeSecretsManager({"app/db": SECRET}),
        lambda fake: FakeSecretsManager(secret={"app/db": SECRET}),
        lambda fake: FakeSecretsManager(region="nowhere", secrets={"app/db": SECRET}),
    ],
)
def test_an_error_shows_no_secret(use):
    fake = FakeSecretsManager(secrets={"app/db": SECRET})
    with pytest.raises((SecretsManagerError, Misuse)) as caught:
        use(fake)
    shown = traceback.TracebackException.from_exception(caught.value, capture_locals=True, lookup_lines=False)
    frames = "".join(f"{frame.filename}: {frame.locals}\n" for frame in shown.stack if "/tests/" not in frame.filename)
    assert "fake_secrets_manager" in frames
    assert SECRET not in frames
    assert SECRET not in str(caught.value) + repr(caught.value) + repr(caught.value.args)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None or caught.value.__suppress_context__


def test_a_fake_shows_no_secret():
    fake = FakeSecretsManager(secrets={"app/db": SECRET}, seed=1)
    assert repr(fake) == str(fake) == "<FakeSecretsManager region='us-east-1' account_id='123456789012' seed=1>"
    assert SECRET not in repr(vars(fake))


def test_nothing_is_logged(caplog):
    caplog.set_level(logging.DEBUG)
    with FakeSecretsManager(secrets={"app/db": SECRET}) as fake:
        fake.get_secret_value(SecretId="app/db")
        fake.put_secret_value(SecretId="app/db", SecretString=SECRET)
    assert caplog.records == []


def test_pytest_shows_no_secret(pytester):
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.fake_secrets_manager(secrets={"app/db": "swordfish" + str(7)})
        def test_it(fake_secrets_manager):
            fake_secrets_manager.put_secret_value(SecretId="gone", SecretString="swordfish" + str(7))
        """
    )
    result = pytester.runpytest_subprocess("--showlocals", "-vv", "--full-trace", timeout=60)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*Secrets Manager can't find the specified secret.*"])
    assert SECRET not in result.stdout.str()
