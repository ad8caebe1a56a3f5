"""The AWS CLI, version 1 and 2: what commands print, on both streams, and how they end."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

import installation
from servers import Server

VALUE = ["--query", "SecretString", "--output", "text"]
ERROR = "\nAn error occurred ({code}) when calling the {operation} operation: {message}\n"


@pytest.fixture(params=[pytest.param(name, marks=pytest.mark.client(name)) for name in ("awscli-v1", "awscli-v2")])
def aws(request: pytest.FixtureRequest, server: Server) -> CommandLine:
    if request.param == "awscli-v1":
        return CommandLine(server, [installation.FOLDER / "awscli-v1/bin/aws"], exit_of_errors=255)
    # Debian's 2.9 is older than 2.13, the first that reads the endpoint from the environment.
    return CommandLine(server, [installation.DEBIAN_AWS, "--endpoint-url", server.url], exit_of_errors=254)


class CommandLine:
    """One version of the AWS CLI."""

    def __init__(self, server: Server, command: list[str | Path], exit_of_errors: int) -> None:
        self.server = server
        self.command = command
        self.exit_of_errors = exit_of_errors

    def run(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return self.server.run(*self.command, *arguments, AWS_PAGER="")

    def printed(self, *arguments: str | Path) -> str:
        told = self.run(*arguments)
        assert (told.returncode, told.stderr) == (0, "")
        return told.stdout

    def error(self, *arguments: str) -> str:
        told = self.run(*arguments)
        assert (told.returncode, told.stdout) == (self.exit_of_errors, "")
        return told.stderr


def test_a_secret_from_creation_to_deletion(aws: CommandLine) -> None:
    created = json.loads(
        aws.printed("secretsmanager", "create-secret", "--name", "app/db", "--secret-string", "pass wörd ☃")
    )
    assert re.fullmatch(r"arn:aws:secretsmanager:us-east-1:123456789012:secret:app/db-[A-Za-z0-9]{6}", created["ARN"])
    assert created["Name"] == "app/db"

    value = ["secretsmanager", "get-secret-value", "--secret-id", "app/db", *VALUE]
    assert aws.printed(*value) == "pass wörd ☃\n"

    put = json.loads(
        aws.printed("secretsmanager", "put-secret-value", "--secret-id", created["ARN"], "--secret-string", "changed")
    )
    assert put == {
        "ARN": created["ARN"],
        "Name": "app/db",
        "VersionId": put["VersionId"],
        "VersionStages": ["AWSCURRENT"],
    }
    assert aws.printed(*value) == "changed\n"
    assert aws.printed(*value, "--version-stage", "AWSPREVIOUS") == "pass wörd ☃\n"

    aws.printed("secretsmanager", "delete-secret", "--secret-id", "app/db", "--force-delete-without-recovery")
    assert aws.error(*value) == ERROR.format(
        code="ResourceNotFoundException",
        operation="GetSecretValue",
        message="Secrets Manager can't find the specified secret.",
    )


def test_binary_values_come_from_files(aws: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_bytes(b"\x00\x01\xff")
    aws.printed("secretsmanager", "create-secret", "--name", "app/key", "--secret-binary", f"fileb://{file}")

    printed = json.loads(aws.printed("secretsmanager", "get-secret-value", "--secret-id", "app/key"))

    assert printed["SecretBinary"] == "AAH/"


def test_lists_all_pages(aws: CommandLine) -> None:
    for number in (1, 2, 3):
        aws.printed("secretsmanager", "create-secret", "--name", f"page/{number}", "--secret-string", "x")

    listing = ["secretsmanager", "list-secrets", "--sort-order", "asc", "--page-size", "1", "--query"]
    assert json.loads(aws.printed(*listing, "SecretList[].Name")) == ["page/1", "page/2", "page/3"]

    first = json.loads(aws.printed(*listing[:-1], "--max-items", "2"))
    rest = json.loads(aws.printed(*listing[:-1], "--starting-token", first["NextToken"]))
    assert [[secret["Name"] for secret in page["SecretList"]] for page in (first, rest)] == [
        ["page/1", "page/2"],
        ["page/3"],
    ]


@pytest.mark.parametrize(
    ("operation", "arguments", "code", "message"),
    [
        (
            "CreateSecret",
            ["create-secret", "--name", "no spaces", "--secret-string", "x"],
            "ValidationException",
            "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!",
        ),
        (
            "GetRandomPassword",
            ["get-random-password", "--password-length", "3"],
            "InvalidParameterException",
            "Password length is too short based on the required types.",
        ),
        (
            "RotateSecret",
            ["rotate-secret", "--secret-id", "no/such"],
            "ResourceNotFoundException",
            "Secrets Manager can't find the specified secret.",
        ),
    ],
)
def test_prints_the_errors_of_the_service(
    aws: CommandLine, operation: str, arguments: list[str], code: str, message: str
) -> None:
    assert aws.error("secretsmanager", *arguments) == ERROR.format(code=code, operation=operation, message=message)


def test_the_server_answers_sts_and_references_of_ssm(aws: CommandLine) -> None:
    aws.printed("secretsmanager", "create-secret", "--name", "app/db", "--secret-string", "hunter2")

    assert json.loads(aws.printed("sts", "get-caller-identity"))["Account"] == "123456789012"
    reference = ["ssm", "get-parameter", "--name", "/aws/reference/secretsmanager/app/db", "--with-decryption"]
    assert aws.printed(*reference, "--query", "Parameter.Value", "--output", "text") == "hunter2\n"
