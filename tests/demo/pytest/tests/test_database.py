"""The client in `bookshop.database` is created before every fake and has no credentials, and is still intercepted."""

import pytest

from bookshop.database import Database, NotConfigured, load_database

SECRET = "bookshop/database"
VALUE = '{"host": "db.internal", "user": "shop", "password": "first-password"}'


def test_reads_the_database_from_the_secret(fake_secrets_manager):
    fake_secrets_manager.create_secret(Name=SECRET, SecretString=VALUE)

    assert load_database(SECRET) == Database("db.internal", "shop", "first-password")


def test_finds_the_secret_by_its_arn(fake_secrets_manager):
    arn = fake_secrets_manager.create_secret(Name=SECRET, SecretString=VALUE)["ARN"]

    assert load_database(arn).dsn == "postgresql://shop@db.internal:5432/shop"


def test_names_the_secret_that_is_missing(fake_secrets_manager):
    with pytest.raises(NotConfigured, match="create the secret bookshop/database first"):
        load_database(SECRET)


def test_says_why_a_deleted_secret_cannot_be_read(fake_secrets_manager):
    fake_secrets_manager.create_secret(Name=SECRET, SecretString=VALUE)
    fake_secrets_manager.delete_secret(SecretId=SECRET)

    with pytest.raises(NotConfigured, match="cannot be read: InvalidRequestException"):
        load_database(SECRET)

    fake_secrets_manager.restore_secret(SecretId=SECRET)
    assert load_database(SECRET).user == "shop"


def test_a_deleted_secret_is_gone_after_its_recovery_window(fake_secrets_manager):
    fake_secrets_manager.create_secret(Name=SECRET, SecretString=VALUE)
    fake_secrets_manager.delete_secret(SecretId=SECRET, RecoveryWindowInDays=7)

    fake_secrets_manager.advance(days=8)

    with pytest.raises(NotConfigured, match="create the secret bookshop/database first"):
        load_database(SECRET)


def test_every_test_starts_with_an_empty_account(fake_secrets_manager):
    assert fake_secrets_manager.list_secrets()["SecretList"] == []


def test_never_shows_the_password():
    assert "first-password" not in repr(Database("db.internal", "shop", "first-password"))
