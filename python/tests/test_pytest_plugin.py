"""The plugin, in separate runs of pytest."""

import pytest

READ = """
import boto3
import pytest

def read():
    return boto3.client("secretsmanager").get_secret_value(SecretId="app/db")["SecretString"]
"""


@pytest.fixture
def run(pytester):
    def run(tests, *arguments, ini=""):
        pytester.makepyfile(READ + tests)
        pytester.makeini(f"[pytest]\n{ini}")
        return pytester.runpytest_subprocess("--strict-markers", "-p", "no:cacheprovider", *arguments, timeout=120)

    return run


def test_the_fixture(run):
    run(
        """
def test_it(fake_secrets_manager):
    fake_secrets_manager.create_secret(Name="app/db", SecretString="hunter2")
    assert read() == "hunter2"

def test_the_next_test_gets_a_new_fake(fake_secrets_manager):
    assert fake_secrets_manager.list_secrets()["SecretList"] == []
"""
    ).assert_outcomes(passed=2)


def test_the_marker_carries_options_and_needs_no_fixture(run):
    run(
        """
pytestmark = pytest.mark.fake_secrets_manager(region="eu-west-1", secrets={"app/db": "of the module"})

def test_it():
    assert read() == "of the module"

@pytest.mark.fake_secrets_manager(secrets={"app/db": "of the test"})
def test_the_closest_marker_wins(fake_secrets_manager):
    assert read() == "of the test"
    assert fake_secrets_manager.region == "eu-west-1"

class TestUnittest(__import__("unittest").TestCase):
    def test_it(self):
        assert read() == "of the module"
"""
    ).assert_outcomes(passed=3)


def test_a_marker_on_a_parameter_applies_to_that_parameter(run):
    run(
        """
@pytest.mark.parametrize("active", [
    pytest.param(True, marks=pytest.mark.fake_secrets_manager), False
])
def test_it(active):
    from fake_secrets_manager import interception
    assert bool(interception._active) is active
"""
    ).assert_outcomes(passed=2)


def test_the_session_scoped_fixture(run):
    run(
        """
@pytest.fixture(scope="session", autouse=True)
def stored(fake_secrets_manager_session):
    fake_secrets_manager_session.create_secret(Name="app/db", SecretString="hunter2")

def test_it():
    assert read() == "hunter2"

@pytest.mark.fake_secrets_manager(secrets={"app/db": "inner"})
def test_a_marker_gives_a_test_its_own_fake():
    assert read() == "inner"

def test_it_is_still_there(fake_secrets_manager_session):
    assert read() == "hunter2"
"""
    ).assert_outcomes(passed=3)


def test_the_settings(run):
    run(
        """
def test_it():
    assert boto3.client("secretsmanager").create_secret(Name="a")["ARN"].split(":")[3] == "eu-west-1"

@pytest.mark.fake_secrets_manager(region="eu-central-1")
def test_a_marker_wins():
    assert boto3.client("secretsmanager").create_secret(Name="a")["ARN"].split(":")[3] == "eu-central-1"
""",
        ini="fake_secrets_manager_autouse = true\nfake_secrets_manager_region = eu-west-1",
    ).assert_outcomes(passed=2)


def test_higher_fixtures_come_first(run):
    """A fixture of the module stores secrets in the module's fake, although each test has its own fake."""
    run(
        """
@pytest.fixture(scope="module")
def stored(fake_secrets_manager_session):
    boto3.client("secretsmanager").create_secret(Name="of/the/module")

def test_it(stored, fake_secrets_manager_session, fake_secrets_manager):
    assert fake_secrets_manager.list_secrets()["SecretList"] == []
    assert len(fake_secrets_manager_session.list_secrets()["SecretList"]) == 1
""",
        ini="fake_secrets_manager_autouse = true",
    ).assert_outcomes(passed=1)


def test_the_plugin_does_nothing_by_default(run):
    run(
        """
def test_it():
    import sys
    assert "fake_secrets_manager.pytest_plugin" in sys.modules
    assert "fake_secrets_manager.fake" not in sys.modules
    assert "fake_secrets_manager._native" not in sys.modules
"""
    ).assert_outcomes(passed=1)


def test_an_unknown_option_is_an_error(run):
    result = run(
        """
@pytest.mark.fake_secrets_manager(regoin="eu-west-1")
def test_it():
    pass
"""
    )
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        ["*Misuse: FakeSecretsManager got an unknown option 'regoin' (did you mean 'region'?); expected*"]
    )


def test_a_positional_option_is_an_error(run):
    result = run(
        """
@pytest.mark.fake_secrets_manager({"app/db": "x"})
def test_it():
    pass
"""
    )
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*Misuse: FakeSecretsManager got a positional argument of type dict; *"])


def test_xdist(run):
    run(
        """
@pytest.mark.parametrize("number", range(8))
def test_it(fake_secrets_manager, number):
    boto3.client("secretsmanager").create_secret(Name="a")
    assert len(fake_secrets_manager.list_secrets()["SecretList"]) == 1
""",
        "-n2",
    ).assert_outcomes(passed=8)


def test_async_tests(run):
    run(
        """
async def test_it(fake_secrets_manager):
    fake_secrets_manager.create_secret(Name="app/db", SecretString="hunter2")
    assert read() == "hunter2"
""",
        ini="asyncio_mode = auto",
    ).assert_outcomes(passed=1)


def test_doctests_and_help(run, pytester):
    pytester.makefile(".txt", test_text=">>> 1 + 1\n2\n")
    run("def test_it(): pass", ini="fake_secrets_manager_autouse = true").assert_outcomes(passed=2)
    result = run("", "--help")
    result.stdout.fnmatch_lines(["*fake_secrets_manager_autouse (string):*", "*fake_secrets_manager_region (string):*"])


SPAWNING = """
    import os
    import subprocess
    import sys

    PROGRAM = "import boto3; print(boto3.client('secretsmanager').get_secret_value(SecretId='app/db')['SecretString'])"

    def test_a_process(fake_secrets_manager):
        fake_secrets_manager.seed({"app/db": "hunter2"})
        done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True)
        assert done.stdout == "hunter2\\n", done.stderr

    def test_the_environment_is_restored():
        assert "AWS_ENDPOINT_URL_SECRETS_MANAGER" not in os.environ
"""


@pytest.mark.parametrize("how", ["option", "setting", "marker", "not"])
def test_fakes_are_served_to_child_processes(pytester, monkeypatch, how):
    monkeypatch.delenv("AWS_ENDPOINT_URL_SECRETS_MANAGER", raising=False)
    text = SPAWNING
    if how == "marker":
        text = text.replace("    def test_a_process", "    import pytest\n\n    @MARK\n    def test_a_process")
        text = text.replace("@MARK", "@pytest.mark.fake_secrets_manager(serve=True)")
    pytester.makepyfile(text)
    if how == "setting":
        pytester.makeini("[pytest]\nfake_secrets_manager_serve = true\n")
    option = ["--fake-secrets-manager-serve"] if how == "option" else []
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", *option)
    result.assert_outcomes(passed=1, failed=1) if how == "not" else result.assert_outcomes(passed=2)


def test_a_fake_that_a_test_does_not_stop_causes_a_warning(run):
    result = run(
        """
import unittest
from fake_secrets_manager import FakeSecretsManager

def test_leaks():
    FakeSecretsManager().start()

class TestUnittest(unittest.TestCase):
    def test_leaks_too(self):
        FakeSecretsManager().start()
"""
    )
    result.assert_outcomes(passed=2, warnings=2)
    result.stdout.fnmatch_lines(
        [
            "*py:11: FakeSecretsManagerWarning: *::test_leaks started a fake and did not stop it, so it answers*",
            "*py:15: FakeSecretsManagerWarning: *::test_leaks_too started a fake and did not stop it*",
        ]
    )


def test_an_error_about_a_leaked_fake_does_not_prevent_the_cleanup(run, monkeypatch):
    monkeypatch.delenv("AWS_ENDPOINT_URL_SECRETS_MANAGER", raising=False)
    result = run(
        """
import os
from fake_secrets_manager import FakeSecretsManager

def test_leaks(monkeypatch):
    with FakeSecretsManager().start().serve():
        monkeypatch.setenv("AWS_ENDPOINT_URL_SECRETS_MANAGER", "http://other.test")

def test_next():
    assert "AWS_ENDPOINT_URL_SECRETS_MANAGER" not in os.environ
""",
        "-Werror::fake_secrets_manager.FakeSecretsManagerWarning",
    )
    result.assert_outcomes(passed=2, errors=1)


def test_a_fake_that_something_stops_later_causes_no_warning(run):
    run(
        """
import unittest
from fake_secrets_manager import FakeSecretsManager

@pytest.fixture(scope="session")
def shared():
    with FakeSecretsManager(secrets={"app/db": "hunter2"}):
        yield

def test_shares(shared):
    assert read() == "hunter2"

def test_asks_for_a_fixture(request):
    request.getfixturevalue("fake_secrets_manager_module").client()

def test_uses_the_factory(fake_secrets_manager_factory):
    fake_secrets_manager_factory().start()

class TestUnittest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.shared = FakeSecretsManager().start()
        cls.addClassCleanup(cls.shared.stop)

    def setUp(self):
        self.addCleanup(FakeSecretsManager().start().stop)

    def test_it(self):
        self.shared.intercept(self.shared.client())
""",
        "-Werror::fake_secrets_manager.FakeSecretsManagerWarning",
    ).assert_outcomes(passed=4)


def test_the_setting_guard_makes_requests_fail_while_no_fake_is_active(run):
    result = run(
        """
KEYS = {"aws_access_key_id": "a", "aws_secret_access_key": "b", "region_name": "us-east-1"}
client = boto3.client("secretsmanager", **KEYS)

def test_without_a_fake():
    client.list_secrets()

def test_with_a_fake(fake_secrets_manager):
    client.list_secrets()

def test_without_a_fake_again():
    client.list_secrets()
""",
        ini="fake_secrets_manager_guard = true",
    )
    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(["*UnansweredRequestError: POST * (ListSecrets) would reach AWS, because no fake is*"])


@pytest.mark.parametrize("arguments", [(), ("-n", "1")])
def test_the_setting_guard_blocks_child_processes(run, monkeypatch, arguments):
    monkeypatch.delenv("AWS_ENDPOINT_URL_SECRETS_MANAGER", raising=False)
    run(
        """
import os
import subprocess
import sys

def test_without_a_fake():
    name = "AWS_ENDPOINT_URL_SECRETS_MANAGER"
    program = f"import os; print(os.environ.get({name!r}))"
    child = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert child.stdout == "http://fake-secrets-manager.invalid\\n"
    assert name not in os.environ
""",
        *arguments,
        ini="fake_secrets_manager_guard = true",
    ).assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("ini", "message"),
    [
        (
            "autouse = sesion",
            "fake_secrets_manager_autouse is 'sesion' (did you mean 'session'?); expected true, false",
        ),
        (
            "scope = sesion",
            "fake_secrets_manager_scope is 'sesion' (did you mean 'session'?); expected one of",
        ),
        ("scope = suite", "fake_secrets_manager_scope is 'suite'; expected one of function, class, module"),
        ("serve = x", "fake_secrets_manager_serve: invalid truth value 'x'; expected true or false, for example"),
        ("clear_caches = x", "fake_secrets_manager_clear_caches: invalid truth value 'x'"),
        ("guard = x", "fake_secrets_manager_guard: invalid truth value 'x'"),
    ],
)
def test_an_invalid_setting_is_named(run, ini, message):
    result = run("def test_it(): pass", ini=f"fake_secrets_manager_{ini}")
    assert f"ERROR: {message}" in result.stderr.str()
