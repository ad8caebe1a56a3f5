"""The boundary between Python and the engine: dates, hostile requests, forks, the situation of an error."""

import datetime
import os
import pickle
import select
import signal
import threading

import pytest

from fake_secrets_manager import FakeSecretsManager, SecretsManagerError

UTC = datetime.timezone.utc


@pytest.mark.parametrize("year", [1, 1969, 1970, 2026, 9999])
@pytest.mark.parametrize("milliseconds", [0, 1, 123, 999])
def test_dates_are_exact_to_the_millisecond(year, milliseconds):
    fake = FakeSecretsManager()
    moment = datetime.datetime(year, 12, 30, 23, 59, 59, milliseconds * 1000, tzinfo=UTC)
    fake.freeze(moment)
    assert fake.now() == moment
    fake.create_secret(Name="a", SecretString="x")
    assert fake.get_secret_value(SecretId="a")["CreatedDate"] == moment


def test_dates_after_the_year_9999_are_clamped():
    fake = FakeSecretsManager(secrets={"a": "x"})
    fake.freeze(datetime.datetime(9999, 12, 31, tzinfo=UTC))
    assert fake.delete_secret(SecretId="a")["DeletionDate"].year == 9999


def test_advance_beyond_the_year_9999_changes_nothing():
    fake = FakeSecretsManager()
    fake.freeze(datetime.datetime(9999, 12, 31, tzinfo=UTC))
    before = fake.now()
    for span in ({"days": 1}, {"days": 999_999_999}):
        with pytest.raises(TypeError, match=r"outside the years 1 to 9999; expected"):
            fake.advance(**span)
        assert fake.now() == before


def test_a_request_with_repeated_parts_is_rejected_quickly():
    doubled: list[object] = []
    for _ in range(90):
        doubled = [doubled, doubled]
    with pytest.raises(TypeError, match="is one of more than 1048576 values"):
        FakeSecretsManager().create_secret(Name="a", Tags=doubled)


def test_an_error_names_its_situation():
    fake = FakeSecretsManager(secrets={"a": "x"})
    with pytest.raises(SecretsManagerError) as refused:
        fake.get_secret_value(SecretId="gone")
    assert refused.value.situation == "SecretNotFound"
    assert pickle.loads(pickle.dumps(refused.value)).situation == "SecretNotFound"
    with pytest.raises(SecretsManagerError) as refused:
        fake.get_secret_value(SecretId="a", VersionStage="BLUE")
    assert refused.value.situation == "NoVersionWithLabel"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_child_can_call_a_fake_that_other_threads_are_calling():
    fake = FakeSecretsManager(seed=1, secrets={f"s{number}": "x" for number in range(500)})
    busy = True

    def call():
        while busy:
            fake.list_secrets(Filters=[{"Key": "all", "Values": ["zzz"]}])

    thread = threading.Thread(target=call, daemon=True)
    thread.start()
    try:
        for _ in range(20):
            reading, writing = os.pipe()
            child = os.fork()
            if child == 0:
                fake.get_secret_value(SecretId="s0")
                os.write(writing, b"ok")
                os._exit(0)
            answered = bool(select.select([reading], [], [], 10)[0])
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            os.close(reading)
            os.close(writing)
            assert answered, "the child hangs in its first call"
    finally:
        busy = False
        thread.join()
