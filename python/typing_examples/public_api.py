"""Uses the annotated public API. mypy --strict and pyright --strict check this file; nothing runs it."""

import asyncio
import datetime
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import fake_secrets_manager as package
from fake_secrets_manager import (
    Change,
    Difference,
    Event,
    FakeSecretsManager,
    LambdaContext,
    Misuse,
    Rotation,
    RotationEvent,
    RotationStep,
    SeedSecret,
    SeedVersion,
    rotation_contract,
)
from fake_secrets_manager.shapes import ErrorCode, OperationName


def usual_handler(event: dict[str, Any], context: Any) -> None:
    """The annotation that most Lambda functions have."""


def exact_handler(event: RotationEvent, context: LambdaContext) -> None:
    step: str = event["Step"]
    print(step, context.function_name, context.get_remaining_time_in_millis())


async def async_handler(event: dict[str, Any], context: object) -> None:
    await asyncio.sleep(0)


test_contract = rotation_contract(usual_handler, secret="initial")


@pytest.fixture
def seeded(fake_secrets_manager: FakeSecretsManager) -> Iterator[FakeSecretsManager]:
    fake_secrets_manager.seed({"app/db": "hunter2", "app/key": b"\x00", "app/login": {"user": "a"}}, replace=True)
    yield fake_secrets_manager


@pytest.fixture
def with_factory(fake_secrets_manager_factory: Callable[..., FakeSecretsManager]) -> FakeSecretsManager:
    return fake_secrets_manager_factory(region="eu-west-1")


def rotations(fake: FakeSecretsManager) -> None:
    arn: str = fake.on_rotate("rotate", usual_handler)
    fake.on_rotate("exact", exact_handler)
    fake.on_rotate("async", async_handler)

    @fake.on_rotate("decorated")
    def decorated(event: dict[str, Any], context: Any) -> None: ...

    decorated({}, None)
    fake.rotate_secret(SecretId="app/db", RotationLambdaARN=arn)
    log: list[Rotation] = fake.rotations
    steps: list[RotationStep] = fake.run_rotations(until="testSecret")
    error: BaseException | None = log[0].exception
    passed: bool = all(result.passed for result in fake.check_rotation(usual_handler, secret={"password": "x"}))
    print(steps, error, passed)


def requests_and_faults(fake: FakeSecretsManager) -> None:
    count: int = fake.requests("GetSecretValue", secret="app/db", outcome="failed", origin="sdk").count
    situation: str | None = fake.requests[-1].situation
    request: Any = fake.requests(reveal=True)[0].request
    fake.fail("GetSecretValue", "ThrottlingException", times=2, when=lambda given: given["SecretId"] == "app/db")
    fake.fail("*", connection="reset", delay=datetime.timedelta(seconds=1), clock="real")
    fake.fail("testSecret")
    fake.fail("GetSecretValue", sequence=["ThrottlingException", None])
    with fake.failing("GetSecretValue", "ThrottlingException"):
        pass
    unused: list[str] = fake.unused_faults
    print(count, situation, request, unused)


def names_in_variables(fake: FakeSecretsManager, operation: OperationName, code: ErrorCode, text: str) -> None:
    fake.fail(operation, code)
    fake.fail(text, text)
    with fake.failing(text, code):
        fake.call(operation, {})
        fake.call(text, {})
    print(fake.requests(operation, outcome=code).count, fake.requests(text, outcome=text).count)


def events(fake: FakeSecretsManager) -> None:
    def listener(event: Any) -> None:
        print(event)

    end: Callable[[], None] = fake.on_event(listener)
    end()
    happened: list[Event] = fake.advance(days=7)
    fake.advance(datetime.timedelta(days=1))
    fake.advance(day=3)  # type: ignore[call-overload]
    fake.get_secret(SecretId="app/db")  # type: ignore[attr-defined]
    at: datetime.datetime = happened[0].at
    names: list[str] = [str(event["detail-type"]) for event in fake.events("RotationFailed")]
    print(at, names)


def states(fake: FakeSecretsManager) -> None:
    before: dict[str, Any] = fake.snapshot()
    diff: Difference = fake.diff(before)
    assert not diff, str(diff)
    changes: list[Change] = [change for change in fake.diff(before, fake.snapshot(), reveal=True)]
    member: str | None = changes[0].member
    fake.seed_file(Path("secrets.yaml"), region="eu-west-1")
    described = SeedSecret(versions=[SeedVersion("x", labels=["AWSCURRENT"])], tags={"a": "b"})
    FakeSecretsManager(seed_file="secrets.json", secrets={"a": described}, strict=True, clear_caches=True)
    fake.clear_caches()
    package.clear_caches()
    fake.restore(before)
    copied: FakeSecretsManager = fake.clone()
    value: str | bytes | None = copied["app/db"].value
    print(member, value)


def clients(fake: FakeSecretsManager) -> None:
    with fake.serve(allow_hosts=["fake.example.com"]) as server:
        url: str = server.url
        environment: dict[str, str] = server.env
    with fake.agent() as agent:
        print(agent.url, url, environment)
    status, headers, body = fake.handle({"X-Amz-Target": "secretsmanager.ListSecrets"}, b"{}")
    arn: str = fake.create_secret(Name="a", SecretString="x")["ARN"]
    with fake.freeze("2026-01-01T00:00:00Z"):
        print(fake.now(), status, headers, body, arn)


@FakeSecretsManager(region="eu-west-1")
def decorated_test(number: int) -> str:
    return str(number)


@FakeSecretsManager()
class DecoratedTests:
    def test_it(self) -> None:
        text: str = decorated_test(1)
        print(text)


def misuse() -> None:
    try:
        FakeSecretsManager(region="x")
    except Misuse as error:
        print(error)
