"""Staging labels during a change of password: promoted, rejected, rolled back."""

import pytest

from bookshop.database import load_database
from bookshop.password import change_password, holder, roll_back

SECRET = "bookshop/database"
VALUE = '{"host": "db.internal", "user": "shop", "password": "first-password"}'


@pytest.fixture
def first(fake_secrets_manager):
    """The id of the version that the secret starts with."""
    return fake_secrets_manager.create_secret(Name=SECRET, SecretString=VALUE)["VersionId"]


def labels(fake):
    return fake.describe_secret(SecretId=SECRET)["VersionIdsToStages"]


def test_promotes_the_password_that_works(fake_secrets_manager, first):
    tried = []

    second = change_password(SECRET, tried.append)

    assert labels(fake_secrets_manager) == {first: ["AWSPREVIOUS"], second: ["AWSCURRENT"]}
    assert load_database(SECRET) == tried[0]
    assert len(tried[0].password) == 24
    assert not set(tried[0].password) & set("'\"/@\\")


def test_keeps_the_password_when_the_new_one_does_not_log_in(fake_secrets_manager, first):
    def refuse(database):
        raise PermissionError(f"{database.user} cannot log in")

    with pytest.raises(PermissionError):
        change_password(SECRET, refuse)

    assert labels(fake_secrets_manager) == {first: ["AWSCURRENT"]}
    assert load_database(SECRET).password == "first-password"


def test_a_version_without_labels_is_still_read_by_its_id(fake_secrets_manager, first):
    second = change_password(SECRET, lambda database: None)
    change_password(SECRET, lambda database: None)

    assert first not in labels(fake_secrets_manager)
    assert load_database(SECRET, VersionId=first).password == "first-password"
    assert holder(SECRET, "AWSPREVIOUS") == second


def test_rolls_back_to_the_previous_password(fake_secrets_manager, first):
    second = change_password(SECRET, lambda database: None)

    assert roll_back(SECRET) == first

    assert labels(fake_secrets_manager) == {first: ["AWSCURRENT"], second: ["AWSPREVIOUS"]}
    assert load_database(SECRET).password == "first-password"
