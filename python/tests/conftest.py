"""What all tests share: a machine that knows nothing of AWS, and the count of the cases at the end."""

import os
from importlib.util import find_spec

import boto3
import pytest

pytest_plugins = ["pytester"]

# aioboto3 pins an older botocore than the other tests want: it has an environment of its own
# (requirements-aioboto3.txt), in which only the tests marked `aio` run.
collect_ignore_glob = ["test_[!a]*.py"] if find_spec("aioboto3") else ["test_aioboto3.py"]

cases = {"passed": 0, "awaiting": 0}


@pytest.fixture(autouse=True)
def _machine_without_aws(monkeypatch):
    for name in os.environ:
        if name.startswith("AWS_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)


def pytest_runtest_logreport(report):
    for name, outcome in report.user_properties:
        if name == "case" and report.when == "call" and report.passed:
            cases[outcome] += 1


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config):
    if any(cases.values()) and not hasattr(config, "workerinput"):
        print(f"cases: {cases['passed']} passed, {cases['awaiting']} awaiting")
