"""Powertools creates its own client on first use. It keeps the client and cached values for the whole process."""

import pytest
from aws_lambda_powertools.utilities import parameters

from bookshop.settings import save, settings, signing_key


@pytest.fixture(autouse=True)
def forget_what_earlier_tests_read():
    yield
    parameters.clear_caches()


def test_reads_settings_as_json(fake_secrets_manager):
    fake_secrets_manager.seed({"bookshop/settings": {"currency": "EUR", "open": True}})

    assert settings() == {"currency": "EUR", "open": True}


def test_the_first_save_creates_the_secret(fake_secrets_manager):
    save(currency="EUR")

    assert settings() == {"currency": "EUR"}
    assert [secret["Name"] for secret in fake_secrets_manager.list_secrets()["SecretList"]] == ["bookshop/settings"]


def test_a_second_save_adds_a_version(fake_secrets_manager):
    save(currency="EUR")
    save(open=False)

    assert settings() == {"currency": "EUR", "open": False}
    described = fake_secrets_manager.describe_secret(SecretId="bookshop/settings")
    assert sorted(described["VersionIdsToStages"].values()) == [["AWSCURRENT"], ["AWSPREVIOUS"]]


def test_an_old_link_is_checked_with_the_version_that_signed_it(fake_secrets_manager):
    old = fake_secrets_manager.create_secret(Name="bookshop/signing-key", SecretBinary=b"\x00old")
    fake_secrets_manager.put_secret_value(SecretId="bookshop/signing-key", SecretBinary=b"\xffnew")

    assert signing_key() == b"\xffnew"
    assert signing_key(version=old["VersionId"]) == b"\x00old"


def test_a_missing_secret_raises_powertools_error(fake_secrets_manager):
    with pytest.raises(parameters.exceptions.GetParameterError, match="ResourceNotFoundException"):
        settings()
