"""The commands that use a running server."""

import json
import re
import shutil
import subprocess

import pytest
from botocore.exceptions import ClientError

from fake_secrets_manager import FakeSecretsManager, __version__
from fake_secrets_manager.cli import main


@pytest.fixture
def fake():
    with FakeSecretsManager(secrets={"app/db": "hunter2", "app/login": {"user": "a"}}) as fake:
        yield fake


@pytest.fixture
def server(fake):
    with fake.serve() as server:
        yield server


def run(capsys, *arguments, status=0):
    assert main(arguments) == status
    return capsys.readouterr().out


@pytest.mark.usefixtures("server")
def test_list(capsys, fake):
    fake.delete_secret(SecretId="app/login")
    lines = run(capsys, "list").splitlines()
    assert lines[0].split() == ["NAME", "VERSIONS", "ROTATION", "STATE", "DESCRIPTION"]
    assert [line.split()[0] for line in lines[1:]] == ["app/db", "app/login"]
    assert "to be deleted" in lines[2]
    assert [secret["Name"] for secret in json.loads(run(capsys, "list", "--json"))] == ["app/db", "app/login"]
    assert run(capsys, "list", "--region", "eu-west-1").splitlines()[1:] == []


def test_commands_use_the_region_and_account_of_the_server(capsys, tmp_path):
    fake = FakeSecretsManager(region="eu-west-1", account_id="111122223333", secrets={"a": "1"})
    fake.seed({"b": "2"}, region="us-west-2")
    fake.seed({"c": "3"}, account_id="444455556666")
    file = tmp_path / "secrets.json"
    file.write_text('{"a": "1"}')
    with fake.serve() as server:
        asks = ("--server", server.url)

        def names(*options):
            return [secret["Name"] for secret in json.loads(run(capsys, "list", "--json", *asks, *options))]

        assert names() == ["a"]
        assert names("--region", "us-west-2") == ["b"]
        assert names("--account-id", "444455556666") == ["c"]
        assert names("--region", "us-west-2", "--account-id", "444455556666") == []
        assert run(capsys, "diff", str(file), *asks) == ""
        assert "arn:aws:secretsmanager:eu-west-1:111122223333:" in run(capsys, "show", "a", *asks)


@pytest.mark.parametrize(
    ("command", "text"),
    [
        ("serve", "the region of the fake (default: the region of this machine, else us-east-1)"),
        ("list", "the region (default: the server's region)"),
    ],
)
def test_help_states_the_default_region(capsys, command, text):
    with pytest.raises(SystemExit):
        main([command, "--help"])
    assert text in " ".join(capsys.readouterr().out.split())


@pytest.mark.usefixtures("server")
def test_show_masks_values_unless_reveal_is_given(capsys, fake):
    fake.put_secret_value(SecretId="app/db", SecretString="hunter3")
    masked = run(capsys, "show", "app/db")
    assert "hunter" not in masked
    assert "********" in masked
    assert re.search(r"^CreatedDate {10}\d{4}-\S+T\S+\.\d{3}Z$", masked, re.MULTILINE)
    shown = run(capsys, "show", "app/db", "--reveal")
    assert "hunter2" in shown
    assert "hunter3" in shown
    versions = json.loads(run(capsys, "show", "app/db", "--reveal", "--json"))["Versions"]
    assert {version["Value"] for version in versions} == {"hunter2", "hunter3"}


@pytest.mark.usefixtures("server")
def test_seed_and_diff(capsys, fake, tmp_path):
    same = tmp_path / "same.json"
    same.write_text('{"app/db": "hunter2", "app/login": {"user": "a"}}')
    assert run(capsys, "diff", str(same)) == ""
    other = tmp_path / "other.json"
    other.write_text('{"app/db": "else", "app/key": {"$base64": "AAE="}}')
    assert run(capsys, "diff", str(other), status=1).splitlines() == ["- app/key", "+ app/login", "~ app/db"]
    new = tmp_path / "new.json"
    new.write_text('{"app/key": {"$base64": "AAE="}}')
    assert run(capsys, "seed", str(new)) == "seeded 1 secrets\n"
    assert fake.get_secret_value(SecretId="app/key")["SecretBinary"] == b"\x00\x01"
    new.write_text('{"app/key": "new"}')
    assert main(["seed", str(new)]) == 1
    assert "`seed --replace secrets.json`" in capsys.readouterr().err
    assert run(capsys, "seed", str(new), "--replace") == "seeded 1 secrets\n"
    assert fake["app/key"].value == "new"


@pytest.mark.usefixtures("server")
def test_rotate_and_advance(capsys, fake):
    def rotate(event, _context):
        secret, token = event["SecretId"], event["ClientRequestToken"]
        if event["Step"] == "createSecret":
            value = {"SecretString": token, "VersionStages": ["AWSPENDING"]}
            fake.put_secret_value(SecretId=secret, ClientRequestToken=token, **value)
        if event["Step"] == "finishSecret":
            current = fake.get_secret_value(SecretId=secret)["VersionId"]
            move = {"VersionStage": "AWSCURRENT", "MoveToVersionId": token, "RemoveFromVersionId": current}
            fake.update_secret_version_stage(SecretId=secret, **move)

    arn = fake.on_rotate("rotate", rotate)
    fake.rotate_secret(SecretId="app/db", RotationLambdaARN=arn, RotationRules={"AutomaticallyAfterDays": 1})
    assert run(capsys, "rotate", "app/db").startswith("rotating app/db to version ")
    lines = run(capsys, "advance", "2d12h").splitlines()
    assert lines[0].startswith("it is now ")
    assert lines[1].split() == ["AT", "EVENT", "SECRET"]
    for words in (["3", "days"], ["3 days"], ["3days"]):
        assert main(["advance", *words]) == 2
        assert "(did you mean 3d?)" in capsys.readouterr().err
    assert main(["advance", "two days"]) == 2
    assert "expected numbers with the units" in capsys.readouterr().err


@pytest.mark.usefixtures("server")
def test_reset_events_and_requests(capsys, fake):
    fake.create_secret(Name="b", SecretString="hunter4")
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        fake.get_secret_value(SecretId="gone")
    events, requests = run(capsys, "events"), run(capsys, "requests")
    assert "hunter4" not in events + requests
    head, created, missing = requests.splitlines()
    assert head.split() == ["AT", "OPERATION", "SECRET", "REGION", "CALLER", "ORIGIN", "OUTCOME"]
    assert re.fullmatch(r"\d{4}-\S+T\S+\.\d{3}Z +CreateSecret +b +us-east-1 +123456789012 +direct +succeeded", created)
    assert re.search(r"GetSecretValue +gone .* ResourceNotFoundException$", missing)
    assert events.splitlines()[0].split() == ["AT", "EVENT", "SECRET", "REGION", "ERROR"]
    assert re.search(r"Z +GetSecretValue +gone +us-east-1 +ResourceNotFoundException$", events, re.MULTILINE)
    assert run(capsys, "reset") == "reset to the initial secrets\n"
    assert len(fake.list_secrets()["SecretList"]) == 2
    json.loads(run(capsys, "events", "--json"))
    json.loads(run(capsys, "requests", "--json"))


@pytest.mark.usefixtures("server")
def test_reading_commands_leave_no_trace(capsys, fake, tmp_path):
    file = tmp_path / "secrets.json"
    file.write_text('{"app/db": "hunter2", "app/login": {"user": "a"}}')
    fake.fail("*", "ThrottlingException", times=99)
    before = fake.snapshot()
    for command in (("list",), ("show", "app/db", "--reveal"), ("diff", str(file)), ("events",), ("requests",)):
        run(capsys, *command)
    assert fake.snapshot() == before
    assert len(run(capsys, "requests").splitlines()) == 1
    fake.clear_faults()
    arn = fake.on_rotate("rotate", lambda _event, _context: None)
    fake.rotate_secret(SecretId="app/db", RotationLambdaARN=arn, RotateImmediately=False)
    fake.requests.clear()
    run(capsys, "rotate", "app/db")
    rotated = run(capsys, "requests").splitlines()[1]
    assert re.search(r"RotateSecret +app/db +us-east-1 +123456789012 +wire +succeeded", rotated)


def test_errors_are_one_line(capsys, server, tmp_path):
    wrong = tmp_path / "wrong.json"
    wrong.write_text("[")
    for arguments, message in [
        (("show", "gone"), "ResourceNotFoundException: Secrets Manager can't find the specified secret."),
        (("seed", str(wrong)), "the body is not JSON"),
        (("diff", str(wrong)), "secrets that are not JSON"),
        (
            ("list", "--server", "http://127.0.0.1:9"),
            "expected a running server, for example `python -m fake_secrets_manager serve",
        ),
        (("list", "--server", f"{server.url}/v1/x/"), "is not a fake-secrets-manager server"),
    ]:
        assert main(arguments) == 1
        told = capsys.readouterr().err
        assert message in told, told
        assert len(told.splitlines()) == 1


def test_without_a_server_at_the_default_address_the_error_asks_for_its_address(capsys, monkeypatch):
    monkeypatch.setattr("fake_secrets_manager.server_commands.DEFAULT_URL", "http://127.0.0.1:9")
    monkeypatch.delenv("AWS_ENDPOINT_URL_SECRETS_MANAGER", raising=False)
    assert main(("list",)) == 1
    assert "expected the address that `serve` printed, for example --server http://" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [("npm", "test"), ("--port", "0", "aws", "secretsmanager", "--output", "json")])
def test_exec_without_two_dashes_explains_them(capsys, monkeypatch, arguments):
    monkeypatch.setattr("sys.argv", ["fake_secrets_manager", "exec", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "expected `--` before the command" in capsys.readouterr().err


def test_version_prints_the_version_of_the_package(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"fake-secrets-manager {__version__}\n"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script_for_the_shell(capsys, shell):
    script = run(capsys, "completion", shell)
    assert "serve" in script
    assert "--reveal" in script or "-l reveal" in script
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=script, text=True, check=True, timeout=60)


@pytest.mark.usefixtures("server")
def test_diff_compares_the_current_values_of_described_secrets(capsys, tmp_path):
    file = tmp_path / "file.yaml"
    file.write_text("""
app/db:
  $secret:
    versions:
      - {value: hunter2, labels: [AWSCURRENT]}
      - {value: hunter1, labels: [AWSPREVIOUS]}
app/login: {$secret: {value: {user: a}, description: The login}}
""")
    assert run(capsys, "diff", str(file)) == ""
    file.write_text(file.read_text().replace("hunter2", "hunter3"))
    assert run(capsys, "diff", str(file), status=1) == "~ app/db\n"


def test_commands_use_a_state_file_instead_of_a_server(capsys, tmp_path):
    path = tmp_path / "state.json"
    path.write_text(json.dumps(FakeSecretsManager(secrets={"app/db": "hunter2"}, seed=1).snapshot()))
    before = path.read_bytes()
    state = ("--state", str(path))
    assert "app/db" in run(capsys, "list", *state)
    assert "hunter2" in run(capsys, "show", "app/db", "--reveal", *state)
    assert path.read_bytes() == before
    new = tmp_path / "new.toml"
    new.write_text('"app/new" = "x"')
    assert run(capsys, "seed", str(new), *state) == "seeded 1 secrets\n"
    assert run(capsys, "diff", str(new), *state, status=1) == "+ app/db\n"
    assert "app/new" in run(capsys, "list", *state)
    assert run(capsys, "advance", "1d", *state).startswith("it is now")
    run(capsys, "reset", *state)
    assert "app/new" not in run(capsys, "list", *state)
    assert [file.name for file in sorted(tmp_path.iterdir())] == ["new.toml", "state.json"]


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (("list", "--state", "none.json"), 1, "cannot read the state file 'none.json': No such file or directory"),
        (("list", "--state", "{wrong}"), 1, "a document that is not a snapshot"),
        (("list", "--state", "x", "--server", "http://x"), 2, "--state with --server; expected one of them"),
        (("requests", "--state", "x"), 2, "a state file has no requests; expected a server"),
    ],
)
def test_errors_name_the_invalid_state_file(capsys, tmp_path, arguments, status, message):
    wrong = tmp_path / "wrong.json"
    wrong.write_text("{}")
    assert main([argument.replace("{wrong}", str(wrong)) for argument in arguments]) == status
    assert message in capsys.readouterr().err
    assert wrong.read_text() == "{}"
