"""Processes of multiprocessing: each has a copy of the active fake, with every start method."""

import logging
import multiprocessing
import sys

import boto3
import pytest
from children import context_of, run_in_child

from fake_secrets_manager import FakeSecretsManager

pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")


@pytest.fixture(params=["fork", "spawn", "forkserver"])
def context(request):
    return context_of(request.param)


def read():
    return boto3.client("secretsmanager").get_secret_value(SecretId="app/db")["SecretString"]


def tell(results):
    try:
        results.put(read())
    except Exception as error:  # noqa: BLE001  told to the parent
        results.put(type(error).__name__)


def change_and_tell(results):
    boto3.client("secretsmanager").put_secret_value(SecretId="app/db", SecretString="changed")
    tell(results)


def tell_from_a_child(results):
    child = multiprocessing.Process(target=tell, args=(results,))
    child.start()
    child.join(60)


@pytest.mark.parametrize("target", [tell, tell_from_a_child])
def test_a_process_has_a_copy_of_the_fake(context, target):
    with FakeSecretsManager(secrets={"app/db": "outer"}), FakeSecretsManager(secrets={"app/db": "hunter2"}):
        assert run_in_child(context, target) == "hunter2"


def test_a_change_in_the_process_does_not_change_the_fake(context):
    with FakeSecretsManager(secrets={"app/db": "hunter2"}):
        assert run_in_child(context, change_and_tell) == "changed"
        assert read() == "hunter2"


def test_a_copy_has_the_state_at_the_start_of_the_process(context):
    results = context.Queue()
    with FakeSecretsManager(region="eu-west-1", secrets={"app/db": "hunter2"}) as fake:
        child = context.Process(target=tell, args=(results,))
        fake.put_secret_value(SecretId="app/db", SecretString="later")
        child.start()
        assert results.get(timeout=60) == "later"
        child.join(60)


def test_a_process_started_after_the_fake_has_no_copy(context):
    results = context.Queue()
    with FakeSecretsManager(secrets={"app/db": "hunter2"}):
        child = context.Process(target=tell, args=(results,))
    child.start()
    assert results.get(timeout=60) == "NoRegionError"
    child.join(60)
    assert "fake_secrets_manager" not in multiprocessing.current_process()._config


class Unpicklable(FakeSecretsManager):
    def __getstate__(self):
        raise TypeError("cannot pickle this")


def test_a_fake_that_cannot_be_pickled_is_not_copied(caplog):
    context = multiprocessing.get_context("spawn")
    caplog.set_level(logging.WARNING)
    with Unpicklable(secrets={"app/db": "hunter2"}):
        assert run_in_child(context, tell) == "NoRegionError"
    assert "a new process gets no copy of the fake" in caplog.text
    assert "cannot pickle this" in caplog.text
    assert "hunter2" not in caplog.text


class Local(FakeSecretsManager):
    """A class that a new process does not find under this name."""


def test_a_fake_that_the_process_cannot_import_is_blocked_there(monkeypatch):
    context = multiprocessing.get_context("spawn")
    monkeypatch.setattr(Local, "__module__", "missing_module")
    monkeypatch.setitem(sys.modules, "missing_module", sys.modules[__name__])
    with Local(secrets={"app/db": "hunter2"}):
        assert run_in_child(context, tell) in ("NoRegionError", "EndpointConnectionError")
