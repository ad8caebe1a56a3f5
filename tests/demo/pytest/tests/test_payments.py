"""AWS's caching library reads a changed secret after its time to live. One frozen clock moves both."""

import datetime

import freezegun
import pytest
from botocore.exceptions import ClientError

from bookshop.payments import Payments

SECRET = "bookshop/payments"


@pytest.fixture
def clock():
    with freezegun.freeze_time("2026-03-01 12:00:00") as clock:
        yield clock


def test_signs_with_the_current_key(fake_secrets_manager):
    fake_secrets_manager.seed({SECRET: {"id": "shop", "key": "k-1"}})

    assert Payments(SECRET).headers() == {"Authorization": "Key shop:k-1"}


def test_keeps_the_key_for_ten_minutes_and_then_takes_the_new_one(fake_secrets_manager, clock):
    fake_secrets_manager.seed({SECRET: {"id": "shop", "key": "k-1"}})
    payments = Payments(SECRET)
    payments.headers()

    fake_secrets_manager.put_secret_value(SecretId=SECRET, SecretString='{"id": "shop", "key": "k-2"}')
    clock.tick(datetime.timedelta(minutes=4))
    assert payments.headers() == {"Authorization": "Key shop:k-1"}

    clock.tick(datetime.timedelta(minutes=7))
    assert payments.headers() == {"Authorization": "Key shop:k-2"}


def test_the_fake_follows_the_system_clock(fake_secrets_manager, clock):
    fake_secrets_manager.seed({SECRET: {"id": "shop", "key": "k-1"}})

    created = fake_secrets_manager.describe_secret(SecretId=SECRET)["CreatedDate"]

    assert created == datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.timezone.utc)


def test_an_unknown_secret_raises_boto3s_error(fake_secrets_manager):
    with pytest.raises(ClientError) as caught:
        Payments("bookshop/nothing").headers()

    assert caught.value.response["Error"]["Code"] == "ResourceNotFoundException"
