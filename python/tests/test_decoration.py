"""A fake as a decorator, of functions, coroutine functions, fixtures and classes of tests."""

import asyncio
import inspect
import threading
import unittest

import boto3
import pytest

from fake_secrets_manager import FakeSecretsManager, interception

fake = FakeSecretsManager(secrets={"app/db": "hunter2"})


def read(name="app/db"):
    return boto3.client("secretsmanager").get_secret_value(SecretId=name)["SecretString"]


@pytest.fixture(autouse=True)
def _nothing_is_left_active():
    yield
    assert interception._active == []


def test_a_function_keeps_its_name_arguments_and_result():
    @fake
    def read_twice(times, *, suffix):
        """Reads."""
        return read() * times + suffix

    assert read_twice(2, suffix="!") == "hunter2hunter2!"
    assert (read_twice.__name__, read_twice.__doc__) == ("read_twice", "Reads.")


def test_the_decorator_creates_a_new_fake():
    @FakeSecretsManager(region="eu-west-1", secrets={"a": "b"})
    def where():
        return boto3.client("secretsmanager").describe_secret(SecretId="a")["ARN"].split(":")[3]

    assert where() == "eu-west-1"


def test_every_call_gets_a_new_fake():
    @fake
    def create():
        assert len(fake.list_secrets()["SecretList"]) == 1
        fake.create_secret(Name="left/behind")

    create()
    create()


def test_the_fake_stops_after_an_error():
    @fake
    def fail():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()


def test_a_function_that_calls_itself():
    @fake
    def count_down(number):
        fake.create_secret(Name=f"n{number}")
        return len(fake.list_secrets()["SecretList"]) if number == 0 else count_down(number - 1)

    assert count_down(2) == 4


def test_a_function_in_threads():
    entered = threading.Barrier(4, timeout=10)
    results = []

    @fake
    def work():
        entered.wait()
        results.append(fake.get_secret_value(SecretId="app/db")["SecretString"])
        entered.wait()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert results == ["hunter2"] * 4


def test_a_coroutine_function():
    @fake
    async def read_later():
        await asyncio.sleep(0)
        return read()

    assert inspect.iscoroutinefunction(read_later)
    assert asyncio.run(read_later()) == "hunter2"


def test_a_generator():
    @fake
    def steps():
        yield read()
        yield read()
        return "end"

    assert list(steps()) == ["hunter2", "hunter2"]


@pytest.fixture
@fake
def a_secret():
    yield fake.create_secret(Name="of/the/fixture", SecretString="yielded")["Name"]
    assert read("of/the/fixture") == "yielded"


def test_a_fixture_that_yields(a_secret):
    assert read(a_secret) == "yielded"


@pytest.fixture
@fake
async def an_async_secret():
    yield fake.create_secret(Name="of/the/fixture", SecretString="yielded")["Name"]
    assert read("of/the/fixture") == "yielded"


async def test_an_async_fixture_that_yields(an_async_secret):
    assert read(an_async_secret) == "yielded"


@fake
def test_a_test():
    assert read() == "hunter2"


@fake
async def test_an_async_test():
    assert read() == "hunter2"


@fake
@pytest.mark.parametrize("name", ["a", "b"])
def test_a_test_with_parameters_and_fixtures(name, tmp_path):
    fake.create_secret(Name=name, SecretString=tmp_path.name)
    assert read(name) == tmp_path.name


@fake
class TestDecoratedClass:
    def setup_method(self):
        fake.create_secret(Name="of/setup", SecretString="here")

    def teardown_method(self, method):
        assert method.__name__.startswith("test_")
        assert read("of/setup") == "here"

    def test_setup_has_run_in_the_fake(self):
        assert read("of/setup") == "here"
        fake.create_secret(Name="left/behind")

    def test_each_test_gets_a_new_fake(self):
        assert len(fake.list_secrets()["SecretList"]) == 2

    async def test_coroutines_too(self):
        assert read("of/setup") == "here"


@fake
class TestDecoratedClassWithoutSetup:
    def test_it(self):
        assert read() == "hunter2"


class Counted(unittest.TestCase):
    def setUp(self):
        fake.create_secret(Name="of/setup", SecretString="here")

    def tearDown(self):
        assert read("of/setup") == "here"

    def test_setup_has_run_in_the_fake(self):
        assert read("of/setup") == "here"
        fake.create_secret(Name="left/behind")

    def test_each_test_gets_a_new_fake(self):
        assert len(fake.list_secrets()["SecretList"]) == 2


@fake
class TestUnittest(Counted):
    pass


@fake
class TestAsyncUnittest(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        fake.create_secret(Name="of/setup", SecretString="here")

    async def test_setup_has_run_in_the_fake(self):
        await asyncio.sleep(0)
        assert read("of/setup") == "here"

    async def asyncTearDown(self):
        assert read("of/setup") == "here"


del Counted  # pytest would collect it


@pytest.mark.parametrize("case", [TestUnittest, TestAsyncUnittest])
def test_unittest_itself_runs_them(case):
    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(case).run(result)
    assert result.testsRun > 0
    assert (result.failures, result.errors) == ([], [])


def test_a_setup_that_fails_leaves_nothing_active(pytester):
    pytester.makepyfile(
        """
        from fake_secrets_manager import FakeSecretsManager, interception

        @FakeSecretsManager()
        class TestIt:
            def setup_method(self):
                assert interception._active
                raise ZeroDivisionError

            def test_it(self):
                pass

        def test_after():
            assert interception._active == []
        """
    )
    pytester.runpytest_subprocess("-q").assert_outcomes(errors=1, passed=1)


def test_unittest_without_a_decorator():
    class Case(unittest.TestCase):
        def setUp(self):
            self.fake = FakeSecretsManager(secrets={"app/db": "hunter2"}).start()
            self.addCleanup(self.fake.stop)

        def test_it(self):
            assert read() == "hunter2"

    result = unittest.TestResult()
    Case("test_it").run(result)
    assert result.wasSuccessful()
