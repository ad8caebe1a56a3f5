"""The types that users see are those of the engine, and a type checker accepts them."""

import subprocess
import sys
from pathlib import Path

import pytest

PYTHON = Path(__file__).resolve().parent.parent


def run(*arguments, cwd):
    return subprocess.run([sys.executable, *arguments], cwd=cwd, capture_output=True, text=True, timeout=600)


def test_the_generated_files_are_not_stale():
    result = run("scripts/typings.py", "--check", cwd=PYTHON)
    assert (result.returncode, result.stdout) == (0, ""), result.stdout + result.stderr


@pytest.mark.parametrize("module", ["_native", "operations"])
def test_the_stub_matches_the_module(module, tmp_path):
    # Not in the folder of the sources: there the package has no engine.
    result = run("-m", "mypy.stubtest", f"fake_secrets_manager.{module}", cwd=tmp_path)
    assert result.returncode == 0, result.stdout + result.stderr


def test_a_type_checker_knows_the_calls(tmp_path):
    (tmp_path / "user.py").write_text(
        """
from fake_secrets_manager import FakeSecretsManager
from fake_secrets_manager.shapes import GetSecretValueResponse

with FakeSecretsManager(region="eu-west-1", secrets={"app/db": "hunter2"}) as fake:
    reveal_type(fake)
    reveal_type(fake.create_secret(Name="a", Tags=[{"Key": "a", "Value": "b"}])["ARN"])
    response: GetSecretValueResponse = fake.get_secret_value(SecretId="a")
    reveal_type(response["CreatedDate"])
    reveal_type(response["SecretBinary"])
    reveal_type(fake.handle({}, b""))
    fake.advance(days=1)

@fake
def decorated(number: int) -> str:
    return str(number)

reveal_type(decorated)
fake.get_secret_value()
fake.get_secret_value(SecretID="a")
fake.create_secret(Name="a", Tags=[{"key": "a"}])
FakeSecretsManager(regoin="eu-west-1")
"""
    )
    result = run(
        "-m", "mypy", "--strict", "--no-color-output", "--cache-dir", str(tmp_path / "cache"), "user.py", cwd=tmp_path
    )
    assert [line.removeprefix("user.py:") for line in result.stdout.splitlines() if " defined in " not in line] == [
        '6: note: Revealed type is "fake_secrets_manager.fake.FakeSecretsManager"',
        '7: note: Revealed type is "str"',
        '9: note: Revealed type is "datetime.datetime"',
        '10: note: Revealed type is "bytes"',
        '11: note: Revealed type is "tuple[int, dict[str, str], bytes]"',
        '18: note: Revealed type is "def (number: int) -> str"',
        '19: error: Missing named argument "SecretId" for "get_secret_value" of "Operations"  [call-arg]',
        '20: error: Unexpected keyword argument "SecretID" for "get_secret_value" of "Operations"; '
        'did you mean "SecretId"?  [call-arg]',
        '21: error: Extra key "key" for TypedDict "Tag"  [typeddict-unknown-key]',
        '22: error: Unexpected keyword argument "regoin" for "FakeSecretsManager"; did you mean "region"?  [call-arg]',
        "Found 4 errors in 1 file (checked 1 source file)",
    ]
