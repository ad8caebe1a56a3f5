"""Checks that an installed wheel works without boto3 and without files of this repository."""

import pathlib
import sys

import fake_secrets_manager
from fake_secrets_manager import FakeSecretsManager, SecretsManagerError

assert pathlib.Path(fake_secrets_manager.__file__).is_relative_to(sys.prefix), fake_secrets_manager.__file__
assert "boto3" not in sys.modules and "botocore" not in sys.modules

fake = FakeSecretsManager(secrets={"db": "s3cret"})
created = fake.create_secret(Name="key", SecretBinary=b"\x00\xff")

assert fake.get_secret_value(SecretId="db")["SecretString"] == "s3cret"
assert fake.call("GetSecretValue", {"SecretId": created["ARN"]})["SecretBinary"] == b"\x00\xff"
try:
    fake.get_secret_value(SecretId="gone")
except SecretsManagerError as refused:
    assert refused.code == "ResourceNotFoundException", refused
    assert refused.message == "Secrets Manager can't find the specified secret.", refused
else:
    raise AssertionError("a secret that does not exist was found")

fake.reset()
assert [secret["Name"] for secret in fake.list_secrets()["SecretList"]] == ["db"]
print("smoke test passed")
