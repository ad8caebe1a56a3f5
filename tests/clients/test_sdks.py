"""The programs of the SDKs, each against both servers: same calls, responses and errors."""

from __future__ import annotations

from pathlib import Path

import pytest

import installation
from scenario import EXPECTED, without_suffixes
from servers import Server

PROGRAMS = installation.HERE / "programs"
JAVASCRIPT = installation.HERE / "javascript"

COMMANDS: dict[str, list[str | Path]] = {
    "boto3": [installation.FOLDER / "boto3/bin/python", PROGRAMS / "boto3_program.py"],
    "javascript-v3": ["node", JAVASCRIPT / "sdk-v3.mjs"],
    "javascript-v2": ["node", JAVASCRIPT / "sdk-v2.cjs"],
    "go-v2": [installation.FOLDER / "go-v2/program"],
    "aws-sdk-python": [installation.FOLDER / "aws-sdk-python/bin/python", PROGRAMS / "aws_sdk_python_program.py"],
}

# This SDK knows only the errors of the service's model, and ValidationException is not in it.
UNKNOWN = "Unknown error for operation com.amazonaws.secretsmanager#CreateSecret - status: 400 - reason: Bad Request"
OWN_ANSWERS = {"aws-sdk-python": {"invalid": {"code": "CallError", "message": UNKNOWN}}}


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.client(name)) for name in COMMANDS])
def test_an_sdk_sees_the_responses_and_errors_of_the_service(server: Server, name: str) -> None:
    assert without_suffixes(server.answer(*COMMANDS[name])) == EXPECTED | OWN_ANSWERS.get(name, {})
