"""References to secrets in Parameter Store, through boto3's client of `ssm`."""

import os
import subprocess
import sys

import boto3
import pytest
from moto import mock_aws

from fake_secrets_manager import FakeSecretsManager, Misuse

REFERENCE = "/aws/reference/secretsmanager/app/db"


@pytest.fixture
def fake():
    with FakeSecretsManager(secrets={"app/db": "hunter2"}) as fake:
        yield fake


@pytest.fixture
def client(fake, monkeypatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    return boto3.client("ssm", region_name="us-east-1")


def test_a_reference_reads_the_secret(fake, client):
    parameter = client.get_parameter(Name=REFERENCE, WithDecryption=True)["Parameter"]
    assert (parameter["Value"], parameter["Type"]) == ("hunter2", "SecureString")
    assert parameter["ARN"] == fake.describe_secret(SecretId="app/db")["ARN"]
    fake.put_secret_value(SecretId="app/db", SecretString="new")
    old = client.get_parameter(Name=f"{REFERENCE}:AWSPREVIOUS", WithDecryption=True)["Parameter"]
    assert (old["Value"], old["Selector"]) == ("hunter2", ":AWSPREVIOUS")


def test_a_missing_secret_is_an_error_of_parameter_store(client):
    with pytest.raises(client.exceptions.ParameterNotFound, match="Secret aws/reference/secretsmanager/gonenull not"):
        client.get_parameter(Name="/aws/reference/secretsmanager/gone", WithDecryption=True)


def test_clients_without_credentials_read_references(fake, monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)
    client = boto3.Session(region_name="us-east-1").client("ssm")
    client._request_signer._credentials = None
    assert client.get_parameter(Name=REFERENCE, WithDecryption=True)["Parameter"]["Value"] == "hunter2"


def test_other_names_do_not_leave_the_process(fake, monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "fake-secrets-manager")
    client = boto3.Session(region_name="us-east-1").client("ssm")
    with pytest.raises(Misuse, match="would reach AWS"):
        client.get_parameter(Name="/plain")
    with pytest.raises(Misuse, match="no mock answers the other names"):
        client.get_parameters(Names=["/plain", REFERENCE], WithDecryption=True)


def test_other_names_pass_through_to_moto():
    with mock_aws():
        client = boto3.client("ssm", region_name="us-east-1")
        client.put_parameter(Name="/plain", Value="x", Type="String")
        with FakeSecretsManager(secrets={"app/db": "hunter2"}):
            assert client.get_parameter(Name="/plain")["Parameter"]["Value"] == "x"
            assert client.get_parameter(Name=REFERENCE, WithDecryption=True)["Parameter"]["Value"] == "hunter2"
            names = ["/plain", REFERENCE, "/gone", "/aws/reference/secretsmanager/gone"]
            both = client.get_parameters(Names=names, WithDecryption=True)
            assert [parameter["Value"] for parameter in both["Parameters"]] == ["hunter2", "x"]
            assert sorted(both["InvalidParameters"]) == ["/aws/reference/secretsmanager/gone", "/gone"]


def test_a_single_client():
    fake = FakeSecretsManager(secrets={"app/db": "hunter2"})
    client = boto3.client("ssm", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
    undo = fake.intercept(client)
    assert client.get_parameter(Name=REFERENCE, WithDecryption=True)["Parameter"]["Value"] == "hunter2"
    undo()


def test_no_reference_needs_credentials(tmp_path):
    script = tmp_path / "script.py"
    script.write_text("""
import boto3
from fake_secrets_manager import FakeSecretsManager, Misuse

before = boto3.client("ssm", region_name="us-east-1")
name = "/aws/reference/secretsmanager/app/db"
with FakeSecretsManager(secrets={"app/db": "hunter2"}) as fake:
    for client in (before, boto3.client("ssm")):
        assert client.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"] == "hunter2"
        assert client.get_parameters(Names=[name], WithDecryption=True)["Parameters"][0]["Value"] == "hunter2"
        try:
            client.get_parameters(Names=[name, "/other"], WithDecryption=True)
        except Misuse as error:
            assert "no mock answers the other names" in str(error)
        else:
            raise AssertionError
""")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    environment |= {"AWS_EC2_METADATA_DISABLED": "true", "HOME": str(tmp_path)}
    subprocess.run([sys.executable, str(script)], check=True, env=environment, timeout=120)
