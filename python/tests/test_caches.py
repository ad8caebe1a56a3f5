"""Caches of clients that outlive a fake, with the real libraries."""

import sys

import pytest
from aws_lambda_powertools.utilities import parameters
from aws_secretsmanager_caching import InjectSecretString, SecretCache, SecretCacheConfig

import fake_secrets_manager
from fake_secrets_manager import FakeSecretsManager, Misuse


class OwnProvider(parameters.SecretsProvider):
    """A provider of the code under test."""


with FakeSecretsManager():  # as code under test does at its import
    PROVIDERS = [parameters.SecretsProvider(), OwnProvider()]
    CACHE = SecretCache(SecretCacheConfig(max_cache_size=7))


@InjectSecretString("app/db", CACHE)
def injected(value):
    return value


def read():
    return [
        parameters.get_secret("app/db"),
        *(provider.get("app/db") for provider in PROVIDERS),
        CACHE.get_secret_string("app/db"),
        injected(),
    ]


def values(value):
    return [value] * 5


@pytest.mark.parametrize("clear", [FakeSecretsManager.clear_caches, fake_secrets_manager.clear_caches])
def test_caches_are_cleared(clear):
    with FakeSecretsManager(secrets={"app/db": "one"}) as fake:
        clear()
        assert read() == values("one")
        fake.put_secret_value(SecretId="app/db", SecretString="two")
        assert read() == values("one")
        clear()
        assert read() == values("two")
        assert CACHE._cache._max_size == 7
        clear()


def test_the_option_of_a_fake_clears_caches():
    for value in ("one", "two"):
        with FakeSecretsManager(secrets={"app/db": value}, clear_caches=True) as fake:
            assert read() == values(value)
            fake.put_secret_value(SecretId="app/db", SecretString="changed")
            fake.reset()
            assert read() == values(value)
    assert not parameters.base.DEFAULT_PROVIDERS
    with pytest.raises(Misuse, match="clear_caches is of type str; expected bool"):
        FakeSecretsManager(clear_caches="yes")


def test_a_copy_of_the_fake_clears_caches_too():
    with FakeSecretsManager(secrets={"app/db": "one"}, clear_caches=True).clone():
        assert read() == values("one")
    assert not parameters.base.DEFAULT_PROVIDERS


def test_the_setting_of_pytest_clears_them_before_each_test(pytester):
    pytester.makepyfile("""
        import pytest
        from aws_lambda_powertools.utilities import parameters

        @pytest.mark.parametrize("value", ["one", "two"])
        def test_value(fake_secrets_manager, value):
            fake_secrets_manager.seed({"app/db": value})
            assert parameters.get_secret("app/db") == value
    """)
    pytester.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(passed=1, failed=1)
    pytester.makeini("[pytest]\nfake_secrets_manager_clear_caches = true\n")
    pytester.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(passed=2)


def test_missing_libraries_are_not_imported(monkeypatch):
    for name in [name for name in sys.modules if name.startswith(("aws_lambda_powertools", "aws_secretsmanager"))]:
        monkeypatch.delitem(sys.modules, name)
    fake_secrets_manager.clear_caches()
    assert not [name for name in sys.modules if name.startswith(("aws_lambda_powertools", "aws_secretsmanager"))]
