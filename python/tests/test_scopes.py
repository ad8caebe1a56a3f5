"""Fixtures of every scope, markers, parameters, decorated classes and Hypothesis, in separate runs of pytest."""

import pytest


@pytest.fixture
def passes(pytester):
    """Run tests in a separate project and expect all of them to pass."""

    def passes(source, *arguments, settings="", **counts):
        pytester.makepyfile(source)
        if settings:
            pytester.makefile(".ini", pytest="[pytest]\n" + settings)
        result = pytester.runpytest_inprocess("-p", "no:asyncio", "-p", "no:xdist", *arguments)
        outcomes = result.parseoutcomes()
        assert outcomes.pop("warnings", 0) >= 0
        assert outcomes == (counts or {"passed": source.count("def test_")})
        return result

    return passes


def test_markers_are_merged(passes):
    passes("""
        import boto3
        import pytest

        secrets = {"shared": "1", "own": "of the module"}
        pytestmark = pytest.mark.fake_secrets_manager(secrets=secrets, region="eu-west-1")

        def names():
            return {s["Name"] for s in boto3.client("secretsmanager").list_secrets()["SecretList"]}

        @pytest.mark.fake_secrets_manager(secrets={"own": "2"})
        def test_function(fake_secrets_manager):
            assert fake_secrets_manager["own"].value == "2"
            assert fake_secrets_manager["shared"].value == "1"
            assert fake_secrets_manager.region == "eu-west-1"

        @pytest.mark.fake_secrets_manager(secrets={"class": "3"}, region="eu-west-2")
        class TestClass:
            @pytest.mark.fake_secrets_manager(secrets={"method": "4"})
            def test_method(self):
                assert names() == {"shared", "own", "class", "method"}
    """)


def test_an_indirect_parameter_gives_options(passes):
    passes(
        """
        import pytest

        @pytest.mark.fake_secrets_manager(secrets={"a": "1"})
        @pytest.mark.parametrize(
            "fake_secrets_manager",
            [{"region": "ap-south-1"}, {"region": "eu-west-1", "secrets": {"b": "2"}}],
            indirect=True,
        )
        def test_it(fake_secrets_manager):
            assert fake_secrets_manager.region in ("ap-south-1", "eu-west-1")
            assert "a" in fake_secrets_manager

        @pytest.mark.parametrize("fake_secrets_manager", ["eu-west-1"], indirect=True)
        def test_wrong(fake_secrets_manager):
            pass
        """,
        passed=2,
        errors=1,
    )


@pytest.mark.parametrize("scope", ["class", "module", "package", "session"])
def test_a_wider_scope_keeps_its_state_and_resets_to_its_options(passes, scope):
    passes(
        """
        import boto3
        import pytest

        pytestmark = pytest.mark.fake_secrets_manager(secrets={"initial": "1"})

        class TestOne:
            def test_stores(self, fake_secrets_manager_SCOPE):
                boto3.client("secretsmanager").create_secret(Name="stored")

            def test_finds(self, fake_secrets_manager_SCOPE):
                assert list(fake_secrets_manager_SCOPE) == INITIAL + ["stored"]
                fake_secrets_manager_SCOPE.reset()
                assert list(fake_secrets_manager_SCOPE) == INITIAL
        """.replace("SCOPE", scope).replace("INITIAL", '["initial"]' if scope in ("class", "module") else "[]")
    )


def test_a_factory_creates_several_fakes(passes):
    passes("""
        import boto3

        started = []

        def test_makes(fake_secrets_manager_factory):
            one = fake_secrets_manager_factory(secrets={"who": "one"})
            two = fake_secrets_manager_factory(secrets={"who": "two"}, region="eu-west-1")
            assert one.client().get_secret_value(SecretId="who")["SecretString"] == "one"
            assert two.client().get_secret_value(SecretId="who")["SecretString"] == "two"
            started.append(two.start())

        def test_the_end_stops_them():
            from fake_secrets_manager import interception
            assert not interception.is_active(started[0])
    """)


@pytest.mark.parametrize(
    ("settings", "shared"),
    [
        ("fake_secrets_manager_autouse = true", False),
        ("fake_secrets_manager_autouse = true\nfake_secrets_manager_scope = module", True),
        ("fake_secrets_manager_autouse = session", True),
    ],
)
def test_autouse_by_the_settings(passes, settings, shared):
    passes(
        f"""
        import boto3
        import pytest

        class TestIt:
            @classmethod
            def setup_class(cls):
                if {shared}:
                    boto3.client("secretsmanager").create_secret(Name="of the class".replace(" ", "/"))

            def test_stores(self):
                boto3.client("secretsmanager").create_secret(Name="stored")

            def test_finds(self):
                found = len(boto3.client("secretsmanager").list_secrets()["SecretList"])
                assert found == {2 if shared else 0}

            @pytest.mark.fake_secrets_manager(secrets={{"mine": "1"}})
            def test_a_marker_gives_its_own(self):
                assert len(boto3.client("secretsmanager").list_secrets()["SecretList"]) == 1
        """,
        settings=settings,
    )


def test_an_unknown_scope_is_rejected(pytester):
    pytester.makefile(".ini", pytest="[pytest]\nfake_secrets_manager_autouse = always\n")
    result = pytester.runpytest_inprocess("-p", "no:asyncio")
    result.stderr.fnmatch_lines(["*fake_secrets_manager_autouse*'always'*function, class, module, package, session*"])


def test_decorated_classes_with_subclasses(passes):
    passes(
        """
        import boto3
        import unittest
        from fake_secrets_manager import FakeSecretsManager

        def read(secret_id):
            return boto3.client("secretsmanager").get_secret_value(SecretId=secret_id)["SecretString"]

        @FakeSecretsManager(secrets={"a": "1"})
        class TestBase:
            def test_base(self):
                assert read("a") == "1"

        class TestChild(TestBase):
            def setup_method(self):
                assert read("a") == "1"
                self.x = 1

            def test_child(self):
                assert self.x == 1 and read("a") == "1"

        class TestGrandchild(TestChild):
            def setup_method(self, method):
                super().setup_method()
                boto3.client("secretsmanager").create_secret(Name="b", SecretString="2")

            def teardown_method(self, method):
                assert read("b") == "2"
                super().teardown_method(method)
                assert read("b") == "2"

            def test_grandchild(self):
                assert read("b") == "2"

        fake = FakeSecretsManager(secrets={"a": "1"})

        @fake
        class TestClassSetup:
            @classmethod
            def setup_class(cls):
                boto3.client("secretsmanager").create_secret(Name="class", SecretString="2")

            def test_deletes(self):
                boto3.client("secretsmanager").delete_secret(SecretId="class", ForceDeleteWithoutRecovery=True)

            def test_finds(self):
                assert read("class") == "2"

        class TestClassSetupOfAChild(TestClassSetup):
            @classmethod
            def setup_class(cls):
                super().setup_class()
                boto3.client("secretsmanager").create_secret(Name="child", SecretString="3")

            @classmethod
            def teardown_class(cls):
                assert read("child") == "3"

            def test_finds_both(self):
                assert (read("class"), read("child")) == ("2", "3")

        class TestNothingIsActive:
            def test_it(self):
                from fake_secrets_manager import interception
                assert interception.active() == []

        @fake
        class Case(unittest.TestCase):
            @classmethod
            def setUpClass(cls):
                boto3.client("secretsmanager").create_secret(Name="class", SecretString="2")

            def test_deletes(self):
                boto3.client("secretsmanager").delete_secret(SecretId="class", ForceDeleteWithoutRecovery=True)

            def test_finds(self):
                assert read("class") == "2"

        class CaseOfAChild(Case):
            @classmethod
            def setUpClass(cls):
                boto3.client("secretsmanager").create_secret(Name="child", SecretString="3")

            def test_deletes(self):
                pass

            def test_finds(self):
                assert read("child") == "3"

        class TestNothingIsActiveEither(TestNothingIsActive):
            pass
    """,
        passed=17,
    )


def test_decorated_fixtures(passes):
    passes("""
        import boto3
        import pytest
        from fake_secrets_manager import FakeSecretsManager

        def read():
            return boto3.client("secretsmanager").get_secret_value(SecretId="a")["SecretString"]

        @pytest.fixture
        @FakeSecretsManager(secrets={"a": "returns"})
        def returns():
            boto3.client("secretsmanager").put_secret_value(SecretId="a", SecretString="changed")
            return boto3.client("secretsmanager")

        @FakeSecretsManager(secrets={"a": "below"})
        @pytest.fixture
        def below():
            return None

        @pytest.fixture(scope="module")
        @FakeSecretsManager(secrets={"a": "yields"})
        def yields():
            yield read()
            assert read() == "yields"

        def test_returns(returns):
            assert read() == "changed"

        def test_returns_again(returns):
            assert read() == "changed"

        def test_below(below):
            assert read() == "below"

        def test_yields(yields):
            assert read() == yields == "yields"
    """)


def test_each_example_of_hypothesis_starts_with_a_new_fake(passes):
    pytest.importorskip("hypothesis")
    passes("""
        import boto3
        import pytest
        from fake_secrets_manager import FakeSecretsManager
        from hypothesis import HealthCheck, given, settings, strategies

        few = settings(max_examples=5, database=None, deadline=None)
        sm = boto3.client("secretsmanager", region_name="us-east-1")

        @pytest.fixture
        def prepared(fake_secrets_manager):
            sm.create_secret(Name="prepared")

        def create():
            assert "prepared" not in [s["Name"] for s in sm.list_secrets()["SecretList"]]
            sm.create_secret(Name="a")

        @pytest.mark.fake_secrets_manager(region="us-east-1")
        @few
        @given(strategies.integers())
        def test_marker(number):
            create()

        @FakeSecretsManager(region="us-east-1")
        @few
        @given(strategies.integers())
        def test_decorator_above(number):
            create()

        @few
        @given(strategies.integers())
        @FakeSecretsManager(region="us-east-1")
        def test_decorator_below(number):
            create()

        @pytest.mark.usefixtures("prepared")
        @few
        @given(strategies.integers())
        def test_data_of_fixtures_stays(number):
            assert len(sm.list_secrets()["SecretList"]) == 1
            sm.create_secret(Name="a")
    """)


def test_async_with_and_a_fixture_of_it(pytester):
    pytester.makepyfile("""
        import pytest
        from fake_secrets_manager import FakeSecretsManager

        @pytest.fixture
        async def fake():
            async with FakeSecretsManager(secrets={"a": "1"}) as fake:
                yield fake

        async def test_it(fake):
            import boto3
            assert boto3.client("secretsmanager").get_secret_value(SecretId="a")["SecretString"] == "1"
    """)
    result = pytester.runpytest_inprocess(
        "-o", "asyncio_mode=auto", "-o", "asyncio_default_fixture_loop_scope=function"
    )
    result.assert_outcomes(passed=1)


def test_a_hint_comes_once_for_each_test_of_a_wider_scope(passes):
    passes(
        """
        import boto3
        import pytest

        @pytest.mark.parametrize("again", [1, 2])
        def test_it(fake_secrets_manager_session, caplog, again):
            fake_secrets_manager_session.seed({"a": "1"}, replace=True)
            sm = boto3.client("secretsmanager", region_name="eu-west-3")
            for _ in range(3):
                with pytest.raises(sm.exceptions.ResourceNotFoundException):
                    sm.get_secret_value(SecretId="a")
            assert caplog.text.count("did not find") == 1
    """,
        passed=2,
    )


@pytest.mark.parametrize(
    ("setting", "passed"), [("true", True), ('"session"', True), ("false", False), ('"function"', True)]
)
def test_autouse_in_toml(pytester, setting, passed):
    pytester.makepyprojecttoml(f'[tool.pytest]\nfake_secrets_manager_autouse = {setting}\nfilterwarnings = ["error"]\n')
    pytester.makepyfile("""
        from fake_secrets_manager import interception

        def test_it():
            assert len(interception.active()) == 1
    """)
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:asyncio")
    result.assert_outcomes(passed=int(passed), failed=int(not passed))
