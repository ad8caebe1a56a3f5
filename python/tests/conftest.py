"""Shared by all tests: an environment without AWS settings."""

import os
from importlib.util import find_spec

import boto3
import pytest

pytest_plugins = ["pytester"]

# aioboto3 pins an older botocore than the other tests need, so it has its own environment
# (requirements-aioboto3.txt). Only the tests marked `aio` run there.
collect_ignore_glob = ["test_[!a]*.py"] if find_spec("aioboto3") else ["test_aioboto3.py"]


@pytest.fixture(autouse=True)
def _machine_without_aws(monkeypatch):
    for name in os.environ:
        if name.startswith("AWS_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
