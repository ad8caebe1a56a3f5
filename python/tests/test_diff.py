"""The differences between two states: in assertions, as text, and without secret values."""

import pytest

from fake_secrets_manager import Change, Difference, FakeSecretsManager, Misuse


@pytest.fixture
def fake():
    return FakeSecretsManager(secrets={"app/db": "old-value"})


def test_reads_make_no_difference(fake):
    before = fake.snapshot()
    fake.get_secret_value(SecretId="app/db")
    assert not fake.diff(before)
    assert fake.diff(before) == []
    assert len(fake.diff(before)) == 0
    assert str(fake.diff(before)) == "no changes"


def test_changes_are_data_and_text(fake):
    before = fake.snapshot()
    fake.put_secret_value(SecretId="app/db", SecretString="new-value")
    fake.update_secret(SecretId="app/db", Description="the database")
    fake.call("CreateSecret", {"Name": "app/new", "ClientRequestToken": "1" * 32}, region="eu-west-1")
    diff = fake.diff(before)
    assert isinstance(diff, Difference)
    assert diff
    assert [(change.secret, change.kind, change.member, change.label) for change in diff.changes] == [
        ("app/new", "added", None, None),
        ("app/db", "changed", "SecretString", "AWSCURRENT"),
        ("app/db", "changed", "SecretString", "AWSPREVIOUS"),
        ("app/db", "changed", "Description", None),
        ("app/db", "changed", "VersionIdsToStages", None),
    ]
    description = diff[3]
    assert isinstance(description, Change)
    assert (description.account_id, description.region) == ("123456789012", "us-east-1")
    assert (description.before, description.after) == (None, "the database")
    assert str(description) == 'app/db: Description added: "the database"'
    assert str(diff).startswith(
        "5 changes:\n  app/new in eu-west-1: added\n  app/db: SecretString of AWSCURRENT changed\n"
    )
    for text in (str(diff), repr(diff), repr(diff.changes)):
        assert "-value" not in text


def test_values_are_masked_unless_reveal_is_given(fake):
    before = fake.snapshot()
    fake.put_secret_value(SecretId="app/db", SecretBinary=b"\0")
    revealed = fake.diff(before, reveal=True)
    assert [(change.member, change.before, change.after) for change in revealed[:2]] == [
        ("SecretBinary", None, b"\0"),
        ("SecretString", None, "old-value"),
    ]
    assert "old-value" in str(revealed)
    assert "old-value" not in repr(revealed)
    assert "old-value" not in repr(revealed.changes)


def test_compares_two_snapshots(fake):
    first = fake.snapshot()
    fake.delete_secret(SecretId="app/db", ForceDeleteWithoutRecovery=True)
    second = fake.snapshot()
    fake.create_secret(Name="later")
    assert str(fake.diff(first, second)) == "1 change:\n  app/db: removed"
    assert str(fake.diff(second, first)) == "1 change:\n  app/db: added"


def test_an_assertion_shows_the_changes(pytester):
    pytester.makepyfile("""
        def test_it(fake_secrets_manager):
            before = fake_secrets_manager.snapshot()
            fake_secrets_manager.create_secret(Name="app/db", SecretString="hunter2")
            assert not fake_secrets_manager.diff(before)
    """)
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*assert not <Difference: 1 change:*", "*app/db: added>*"])


@pytest.mark.parametrize("document", [{}, "", b"[]", 5, {"format": "fake-secrets-manager snapshot", "version": 2}])
def test_a_document_of_another_format_is_misuse(fake, document):
    with pytest.raises(Misuse, match="snapshot"):
        fake.diff(document)


def test_a_missing_document_says_what_is_expected(fake):
    expected = r"diff\(\) got None; .*, for example before = fake\.snapshot\(\), and then fake\.diff\(before\)"
    with pytest.raises(Misuse, match=expected):
        fake.diff(None)
    with pytest.raises(Misuse, match=expected):
        fake.diff(None, fake.snapshot())
