"""Secrets from files and from the environment variable: all formats, their rules, and messages that name the entry."""

import json
import sys

import pytest

from fake_secrets_manager import FakeSecretsManager, Misuse
from fake_secrets_manager.cli import main
from fake_secrets_manager.rotation_check import run_checks

DESCRIBED = {
    "app/db": {
        "$secret": {
            "description": "the database",
            "tags": {"team": "a"},
            "versions": [
                {"value": "new", "labels": ["AWSCURRENT"]},
                {"value": "old", "labels": ["AWSPREVIOUS", "blue"]},
            ],
        }
    },
    "app/login": {"user": "a", "ports": [1, 2]},
    "app/key": {"$base64": "AAE="},
}
YAML = """
app/db:
  $secret:
    description: the database
    tags: {team: a}
    versions:
      - {value: new, labels: [AWSCURRENT]}
      - {value: old, labels: [AWSPREVIOUS, blue]}
app/login: {user: a, ports: [1, 2]}
app/key: {$base64: AAE=}
"""
TOML = """
"app/login" = { user = "a", ports = [1, 2] }
"app/key" = { "$base64" = "AAE=" }

["app/db"."$secret"]
description = "the database"
tags = { team = "a" }
versions = [
  { value = "new", labels = ["AWSCURRENT"] },
  { value = "old", labels = ["AWSPREVIOUS", "blue"] },
]
"""
FORMS = {"seed.json": json.dumps(DESCRIBED), "seed.yaml": YAML, "seed.yml": YAML, "seed.toml": TOML}


@pytest.mark.parametrize("name", FORMS)
def test_every_format_has_versions_labels_tags_and_bytes(tmp_path, name):
    path = tmp_path / name
    path.write_text(FORMS[name])
    fake = FakeSecretsManager(seed_file=path)
    assert fake["app/db"].value == "new"
    assert fake["app/db"].version("blue") == fake["app/db"].version("AWSPREVIOUS") == "old"
    assert fake["app/db"].description == "the database"
    assert fake["app/db"].tags == {"team": "a"}
    assert fake["app/key"].value == b"\0\1"
    assert fake["app/login"].value == '{"user":"a","ports":[1,2]}'
    other = FakeSecretsManager()
    other.seed_file(str(path))
    assert list(other) == list(fake)


def test_dotenv(tmp_path):
    path = tmp_path / ".env.test"
    path.write_text("# settings\nexport DB_PASSWORD='hunter2 $x'\nAPI_KEY=abc # a comment\n")
    fake = FakeSecretsManager(seed_file=path)
    assert {name: fake[name].value for name in fake} == {"DB_PASSWORD": "hunter2 $x", "API_KEY": "abc"}


def test_yaml_is_yaml_1_2(tmp_path):
    path = tmp_path / "seed.yaml"
    path.write_text(
        "a: yes\nb: 2026-01-01\nc: 12:30:45\nd: {octal: 0o17, decimal: 017, hex: 0x1f, float: 1.5, none: ~}\n"
    )
    fake = FakeSecretsManager(seed_file=path)
    assert [fake[name].value for name in "abc"] == ["yes", "2026-01-01", "12:30:45"]
    assert fake["d"].json() == {"octal": 15, "decimal": 17, "hex": 31, "float": 1.5, "none": None}


def test_reset_restores_the_file_and_secrets_take_precedence(tmp_path):
    path = tmp_path / "seed.json"
    path.write_text('{"a": "file", "b": "file"}')
    fake = FakeSecretsManager(seed_file=path, secrets={"b": "option", "c": {"x": 1}})
    fake.delete_secret(SecretId="a", ForceDeleteWithoutRecovery=True)
    path.unlink()
    fake.reset()
    assert {name: fake[name].value for name in fake} == {"a": "file", "b": "option", "c": '{"x":1}'}
    assert [fake.clone()[name].value for name in "abc"] == ["file", "option", '{"x":1}']


def test_seed_file_has_the_options_of_seed(tmp_path):
    path = tmp_path / "seed.json"
    path.write_text('{"a": "new"}')
    fake = FakeSecretsManager(secrets={"a": "old"})
    with pytest.raises(Misuse, match=r'the seed file ".*seed.json": the secret "a" already exists'):
        fake.seed_file(path)
    fake.seed_file(path, replace=True)
    assert (fake["a"].value, fake["a"].version("AWSPREVIOUS")) == ("new", "old")
    fake.seed_file(path, region="eu-west-1", account_id="222222222222")
    found = fake.call("GetSecretValue", {"SecretId": "a"}, region="eu-west-1", account_id="222222222222")
    assert found["SecretString"] == "new"


def test_the_environment_variable_has_json_or_a_path(tmp_path, monkeypatch):
    monkeypatch.setenv("FAKE_SECRETS_MANAGER_SEED", ' {"a": "text"}')
    assert FakeSecretsManager()["a"].value == "text"
    path = tmp_path / "seed.toml"
    path.write_text('a = "file"')
    monkeypatch.setenv("FAKE_SECRETS_MANAGER_SEED", str(path))
    assert FakeSecretsManager(secrets={"b": "x"})["a"].value == "file"
    other = tmp_path / "other.json"
    other.write_text('{"b": "other"}')
    assert list(FakeSecretsManager(seed_file=other)) == ["b"]
    monkeypatch.setenv("FAKE_SECRETS_MANAGER_SEED", "  ")
    assert list(FakeSecretsManager()) == []
    monkeypatch.setenv("FAKE_SECRETS_MANAGER_SEED", '{"a": 5}')
    with pytest.raises(
        Misuse, match='the environment variable FAKE_SECRETS_MANAGER_SEED: the value of secret "a" is a'
    ):
        FakeSecretsManager()
    monkeypatch.setenv("FAKE_SECRETS_MANAGER_SEED", "none.json")
    with pytest.raises(Misuse, match=r'the seed file "none\.json" of FAKE_SECRETS_MANAGER_SEED cannot be read'):
        FakeSecretsManager()


def test_internal_fakes_do_not_read_the_environment_variable(tmp_path, monkeypatch, capsys):
    fake = FakeSecretsManager(secrets={"a": "1"})
    state = tmp_path / "state.json"
    state.write_text(json.dumps(fake.snapshot()))
    monkeypatch.setenv("FAKE_SECRETS_MANAGER_SEED", "none.json")
    assert len(run_checks(lambda event, context: None, None, region=None, account_id=None)) > 10
    assert main(["list", "--state", str(state)]) == 0
    assert capsys.readouterr().out.splitlines()[1].split()[0] == "a"
    child = "import os; print(os.environ['AWS_ENDPOINT_URL_SECRETS_MANAGER'])"
    assert main(["exec", "--save", str(state), "--", sys.executable, "-c", child]) == 0
    with pytest.raises(Misuse, match="cannot be read"):
        FakeSecretsManager()


SECRET = "hunter2-must-not-show"
BROKEN = {
    "a.json": ('{"a": "' + SECRET + '", "b": tru}', r'the seed file ".*a.json": secrets that are not JSON: .*line 1'),
    "b.json": (f'["{SECRET}"]', "secrets that are not an object; expected a JSON object"),
    "c.json": ('{"a": "' + SECRET + '", "b": 5432}', r'the value of secret "b" is a number; quote it'),
    "d.json": ('{"a": {"$secret": {"valeu": "' + SECRET + '"}}}', r'unknown member "valeu" \(did you mean "value"\?\)'),
    "e.json": ('{"a": {"$base64": "' + SECRET + '"}}', 'the value of secret "a" is not base64'),
    "f.json": (f'{{"bad name?": "{SECRET}"}}', 'the secret "bad name." is rejected: Invalid name'),
    "a.yaml": (
        f"a: {SECRET}\nb: [1, 2\n",
        r"is not valid YAML \(line 3, column 1\); expected secrets by name, for example",
    ),
    "b.yaml": (f"a: {SECRET}\na: again\n", r"is not valid YAML \(line 1, column 1\)"),
    "c.yaml": (f"a: *{SECRET}\n", r"is not valid YAML \(line 1, column 4\)"),
    "d.yaml": (f"a: {SECRET}\nb: 5432\n", r'the value of secret "b" is a number; quote it'),
    "e.yaml": (f"a: {SECRET}\nb: true\n", r'the value of secret "b" is a boolean; quote it'),
    "f.yaml": (f"- {SECRET}\n", "secrets got a list; expected a map from names of secrets"),
    "g.yaml": (f"a: {SECRET}\nb: {{1: x}}\n", 'the value of secret "b" contains a key that is not text; quote it'),
    "h.yaml": (f"a: {SECRET}\nb: [.nan]\n", 'the value of secret "b" contains a number that is not finite'),
    "i.yaml": (f"a: !!python/object:os.system {SECRET}\n", r"is not valid YAML \(line 1, column 4\)"),
    "j.yaml": (f"a: {SECRET}\n5: b\n", "key that is not text"),
    "a.toml": (f'a = "{SECRET}"\nb = \n', r"is not valid TOML \(line 2, column 5\)"),
    "b.toml": (f'a = "{SECRET}"\nb = 2026-01-01\n', r'the value of secret "b" contains a date or time; quote it'),
    "a.env": (f"A={SECRET}\nB\n", r"is not valid dotenv \(line 2\); expected secrets by name, for example DB_PASSWORD"),
    "b.env": (f"A={SECRET}\nB='{SECRET}\n", r"is not valid dotenv \(line 2\)"),
    "c.env": (f"A={SECRET}\nA=x\n", r"is not valid dotenv \(line 2: duplicate key A\)"),
    "a.ini": (f"a = {SECRET}", r'has the extension ".ini"; expected .json, .yaml, .yml, .toml or .env'),
}


@pytest.mark.parametrize("name", BROKEN)
def test_errors_name_the_file_and_entry_and_change_nothing(tmp_path, name):
    text, message = BROKEN[name]
    path = tmp_path / name
    path.write_text(text)
    fake = FakeSecretsManager(secrets={"kept": "x"})
    before = fake.snapshot()
    with pytest.raises(Misuse, match=message) as caught:
        fake.seed_file(path)
    assert str(path) in str(caught.value)
    assert SECRET not in str(caught.value)
    assert "expected" in str(caught.value)
    assert fake.snapshot() == before
    with pytest.raises(Misuse, match=message):
        FakeSecretsManager(seed_file=path)


def test_a_missing_file_and_a_wrong_type_are_misuse(tmp_path):
    with pytest.raises(Misuse, match="cannot be read: No such file or directory; expected a readable file"):
        FakeSecretsManager(seed_file=tmp_path / "none.json")
    (tmp_path / "folder.json").mkdir()
    with pytest.raises(Misuse, match="cannot be read: Is a directory"):
        FakeSecretsManager().seed_file(tmp_path / "folder.json")
    with pytest.raises(Misuse, match="seed_file is of type dict; expected a path"):
        FakeSecretsManager(seed_file={"a": "b"})


@pytest.mark.parametrize(
    ("name", "module", "extra"), [("a.yaml", "yaml", "yaml"), ("a.env", "dotenv.parser", "dotenv")]
)
def test_a_missing_library_is_an_error_with_advice(tmp_path, monkeypatch, name, module, extra):
    (tmp_path / name).write_text("a=b")
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(Misuse, match=rf'for example pip install "fake-secrets-manager\[{extra}\]"'):
        FakeSecretsManager(seed_file=tmp_path / name)


def test_the_marker_and_the_setting_of_pytest(pytester):
    pytester.makefile(".json", seed='{"a": "setting"}', other='{"a": "marker"}')
    pytester.makeini("[pytest]\nfake_secrets_manager_seed_file = seed.json\n")
    pytester.makepyfile("""
        import pytest

        def test_setting(fake_secrets_manager):
            assert fake_secrets_manager["a"].value == "setting"

        @pytest.mark.fake_secrets_manager(seed_file="other.json")
        def test_marker(fake_secrets_manager):
            assert fake_secrets_manager["a"].value == "marker"
    """)
    pytester.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(passed=2)
