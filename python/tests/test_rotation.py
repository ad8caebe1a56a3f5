"""Rotation functions in Python. The cases (../../tests/cases) test what the service does."""

import asyncio
import contextvars
import datetime
import itertools
import json
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import boto3
import freezegun
import pytest
import time_machine
from aiobotocore.session import AioSession

from fake_secrets_manager import FakeSecretsManager, LambdaContext, Misuse, RotationFailedError, interception, rotations
from fake_secrets_manager._native import Drive

STEPS = ["createSecret", "setSecret", "testSecret", "finishSecret"]
UTC = datetime.timezone.utc
SECRET = "swordfish" + str(7)  # in no line of source, so that a traceback cannot quote it


def rotate_password(event, _context):
    """A rotation function that follows AWS's documentation of the four steps, with its own client, as in Lambda."""
    client = boto3.client("secretsmanager", endpoint_url=os.environ["SECRETS_MANAGER_ENDPOINT"])
    arn, token, step = event["SecretId"], event["ClientRequestToken"], event["Step"]
    versions = client.describe_secret(SecretId=arn)["VersionIdsToStages"]
    assert "AWSPENDING" in versions[token]
    if step == "createSecret":
        with pytest.raises(client.exceptions.ResourceNotFoundException):
            client.get_secret_value(SecretId=arn, VersionId=token, VersionStage="AWSPENDING")
        password = client.get_random_password(ExcludePunctuation=True)["RandomPassword"]
        client.put_secret_value(
            SecretId=arn, ClientRequestToken=token, SecretString=password, VersionStages=["AWSPENDING"]
        )
    elif step in ("setSecret", "testSecret"):
        client.get_secret_value(SecretId=arn, VersionId=token, VersionStage="AWSPENDING")
    else:
        [current] = [version for version, stages in versions.items() if "AWSCURRENT" in stages]
        client.update_secret_version_stage(
            SecretId=arn, VersionStage="AWSCURRENT", MoveToVersionId=token, RemoveFromVersionId=current
        )
        client.update_secret_version_stage(SecretId=arn, VersionStage="AWSPENDING", RemoveFromVersionId=token)


async def rotate_password_async(event, _context):
    """A minimal coroutine function that rotates."""
    arn, token, step = event["SecretId"], event["ClientRequestToken"], event["Step"]
    async with AioSession().create_client("secretsmanager", region_name="us-east-1") as client:
        await asyncio.sleep(0)
        if step == "createSecret":
            await client.put_secret_value(
                SecretId=arn, ClientRequestToken=token, SecretString="new", VersionStages=["AWSPENDING"]
            )
        if step == "finishSecret":
            current = (await client.get_secret_value(SecretId=arn))["VersionId"]
            await client.update_secret_version_stage(
                SecretId=arn, VersionStage="AWSCURRENT", MoveToVersionId=token, RemoveFromVersionId=current
            )
            await client.update_secret_version_stage(SecretId=arn, VersionStage="AWSPENDING", RemoveFromVersionId=token)


def finish_at_once(fake):
    """A function that writes through the fake itself and takes a few microseconds."""

    def handler(event, _context):
        arn, token = event["SecretId"], event["ClientRequestToken"]
        if event["Step"] == "createSecret":
            fake.put_secret_value(
                SecretId=arn, ClientRequestToken=token, SecretString=token, VersionStages=["AWSPENDING"]
            )
        if event["Step"] == "finishSecret":
            current = fake.get_secret_value(SecretId=arn)["VersionId"]
            fake.update_secret_version_stage(
                SecretId=arn, VersionStage="AWSCURRENT", MoveToVersionId=token, RemoveFromVersionId=current
            )

    return handler


def failing_in(step, error):
    def handler(event, _context):
        if event["Step"] == step:
            raise error

    return handler


@pytest.fixture
def fake():
    with FakeSecretsManager(secrets={"app/db": "hunter2"}) as fake:
        yield fake


@pytest.fixture(autouse=True)
def _watchdog():
    """A test that deadlocks ends the run and prints the stacks of all threads."""
    import faulthandler

    faulthandler.dump_traceback_later(60, exit=True)
    yield
    faulthandler.cancel_dump_traceback_later()


def read(fake, stage="AWSCURRENT"):
    return fake.get_secret_value(SecretId="app/db", VersionStage=stage)["SecretString"]


def steps_of(rotation):
    return [step.step for step in rotation.steps]


class TestFunctions:
    def test_a_documented_function_rotates_within_an_application(self, fake):
        arn = fake.on_rotate("rotate-password", rotate_password)
        client = boto3.client("secretsmanager")
        answer = client.rotate_secret(SecretId="app/db", RotationLambdaARN=arn)
        assert client.get_secret_value(SecretId="app/db")["VersionId"] == answer["VersionId"]
        assert client.get_secret_value(SecretId="app/db", VersionStage="AWSPREVIOUS")["SecretString"] == "hunter2"
        [rotation] = fake.rotations
        assert (rotation.outcome, steps_of(rotation)) == ("succeeded", STEPS)
        assert (rotation.token, rotation.function) == (answer["VersionId"], arn)

    def test_a_coroutine_function_runs_for_a_sync_caller(self, fake):
        arn = fake.on_rotate("rotate", rotate_password_async)
        boto3.client("secretsmanager").rotate_secret(SecretId="app/db", RotationLambdaARN=arn)
        assert read(fake) == "new"

    async def test_a_coroutine_function_runs_for_a_sync_caller_on_an_event_loop(self, fake):
        arn = fake.on_rotate("rotate", rotate_password_async)
        boto3.client("secretsmanager").rotate_secret(SecretId="app/db", RotationLambdaARN=arn)
        assert read(fake) == "new"

    async def test_a_coroutine_function_runs_on_the_loop_of_an_async_caller(self, fake):
        loops = []

        async def handler(event, context):
            loops.append(asyncio.get_running_loop())
            await rotate_password_async(event, context)

        arn = fake.on_rotate("rotate", handler)
        async with AioSession().create_client("secretsmanager", region_name="us-east-1") as client:
            await asyncio.wait_for(client.rotate_secret(SecretId="app/db", RotationLambdaARN=arn), 10)
        assert read(fake) == "new"
        assert loops == [asyncio.get_running_loop()] * 4

    async def test_a_plain_function_runs_for_an_async_caller(self, fake):
        arn = fake.on_rotate("rotate", rotate_password)
        async with AioSession().create_client("secretsmanager", region_name="us-east-1") as client:
            await asyncio.wait_for(client.rotate_secret(SecretId="app/db", RotationLambdaARN=arn), 10)
        assert fake.rotations[0].outcome == "succeeded"

    def test_the_decorator_registers_the_function(self, fake):
        @fake.on_rotate("rotate")
        def handler(event, context):
            contexts.append(context)

        contexts = []
        fake.rotate_secret(SecretId="app/db", RotationLambdaARN="arn:aws:lambda:us-east-1:123456789012:function:rotate")
        assert len(contexts) == 4
        assert isinstance(contexts[0], LambdaContext)
        assert contexts[0].function_name == "rotate"
        assert contexts[0].invoked_function_arn.endswith(":function:rotate")
        assert contexts[0].get_remaining_time_in_millis() > 0
        assert handler.__name__ == "handler"

    def test_a_reset_keeps_functions_and_clears_the_log(self, fake):
        arn = fake.on_rotate("rotate", finish_at_once(fake))
        fake.rotate_secret(SecretId="app/db", RotationLambdaARN=arn)
        fake.reset()
        assert fake.rotations == []
        fake.rotate_secret(SecretId="app/db", RotationLambdaARN=arn)
        assert len(fake.rotations) == 1

    def test_a_function_reaches_its_fake_even_if_it_is_inactive(self):
        fake = FakeSecretsManager(secrets={"app/db": "hunter2"})
        arn = fake.on_rotate("rotate", rotate_password)
        fake.client().rotate_secret(SecretId="app/db", RotationLambdaARN=arn)
        assert fake.rotations[0].outcome == "succeeded"
        assert "SECRETS_MANAGER_ENDPOINT" not in os.environ

    @pytest.mark.parametrize(
        ("use", "says"),
        [
            (lambda fake: fake.on_rotate("rotate", lambda event: None), "that does not take event and context"),
            (lambda fake: fake.on_rotate("rotate", 7), "got a handler of type int that does not take event"),
            (
                lambda fake: fake.on_rotate("no name", rotate_password),
                'invalid rotation function "no name"; expected the ARN',
            ),
            (lambda fake: fake.on_rotate(7, rotate_password), "function is of type int; expected str"),
            (
                lambda fake: fake.fail("test_secret"),
                'unknown target "test_secret" (did you mean "testSecret"?); expected an operation of the API',
            ),
            (lambda fake: fake.run_rotations(until="test"), 'unknown step "test"; expected createSecret'),
            (lambda fake: fake.fail("testSecret", times="2"), "times is of type str; expected int"),
            (lambda fake: FakeSecretsManager(rotation_steps="later"), 'expected "run" or "queue"'),
        ],
    )
    def test_misuse_states_an_example(self, fake, use, says):
        with pytest.raises(Misuse) as caught:
            use(fake)
        assert says in str(caught.value)
        assert ", for example " in str(caught.value)


class TestFailure:
    @pytest.mark.parametrize("step", STEPS)
    def test_an_exception_of_a_function_ends_the_rotation_and_is_logged(self, fake, step):
        error = ValueError("the database is down")
        arn = fake.on_rotate("rotate", failing_in(step, error))
        client = boto3.client("secretsmanager")
        assert client.rotate_secret(SecretId="app/db", RotationLambdaARN=arn)["VersionId"]
        [rotation] = fake.rotations
        assert rotation.outcome == "failed"
        assert rotation.exception is rotation.steps[-1].exception is error
        assert rotation.error == rotation.steps[-1].error == "ValueError: the database is down"
        assert steps_of(rotation) == STEPS[: STEPS.index(step) + 1]
        assert [s.outcome for s in rotation.steps] == ["succeeded"] * STEPS.index(step) + ["failed"]
        assert read(fake) == "hunter2"

    @pytest.mark.parametrize("through", ["boto3", "fake"])
    def test_raise_rotation_failures_raises_in_the_test(self, through):
        with FakeSecretsManager(secrets={"app/db": "hunter2"}, raise_rotation_failures=True) as fake:
            error = ConnectionError("the database is down")  # botocore would retry this error if it received it
            arn = fake.on_rotate("rotate", failing_in("testSecret", error))
            client = boto3.client("secretsmanager") if through == "boto3" else fake
            with pytest.raises(RotationFailedError, match=r"app/db-\w{6} failed in testSecret: Conn") as caught:
                client.rotate_secret(SecretId="app/db", RotationLambdaARN=arn)
            assert str(caught.value).endswith(": ConnectionError: the database is down")
            assert caught.value.__cause__ is error
            assert caught.value.rotation is fake.rotations[0]
            assert len(fake.rotations) == 1

    async def test_raise_rotation_failures_raises_for_an_async_caller(self):
        with FakeSecretsManager(secrets={"app/db": "hunter2"}, raise_rotation_failures=True) as fake:
            arn = fake.on_rotate("rotate", failing_in("setSecret", ValueError()))
            async with AioSession().create_client("secretsmanager", region_name="us-east-1") as client:
                with pytest.raises(RotationFailedError):
                    await client.rotate_secret(SecretId="app/db", RotationLambdaARN=arn)

    def test_a_test_can_make_a_step_fail(self, fake):
        arn = fake.on_rotate("rotate", finish_at_once(fake))
        fake.fail("testSecret")
        fake.rotate_secret(SecretId="app/db", RotationLambdaARN=arn)
        assert fake.rotations[0].outcome == "failed"
        assert "because of an injected failure" in str(fake.rotations[0].exception)
        [pending] = [v for v, s in fake.rotations[0].steps[-1].labels_after.items() if s == ["AWSPENDING"]]
        fake.rotate_secret(SecretId="app/db", ClientRequestToken=pending)
        assert fake.rotations[1].outcome == "succeeded"

    def test_an_interrupt_passes_through_the_function(self, fake):
        arn = fake.on_rotate("rotate", failing_in("createSecret", KeyboardInterrupt()))
        with pytest.raises(KeyboardInterrupt):
            fake.rotate_secret(SecretId="app/db", RotationLambdaARN=arn)
        assert fake.rotations[0].outcome == "failed"

    def test_an_interrupted_catch_up_returns_to_the_current_time(self, fake):
        fake.freeze(datetime.datetime(2026, 1, 1, tzinfo=UTC))
        arn = fake.on_rotate("rotate", finish_at_once(fake))
        fake.rotate_secret(SecretId="app/db", RotationLambdaARN=arn, RotationRules={"AutomaticallyAfterDays": 1})
        fake.on_rotate("rotate", failing_in("createSecret", KeyboardInterrupt()))
        with pytest.raises(KeyboardInterrupt):
            fake.advance(days=2)
        assert fake.now() == datetime.datetime(2026, 1, 3, tzinfo=UTC)

    def test_no_secret_is_shown(self, fake):
        def handler(event, _context):
            if event["Step"] == "createSecret":
                fake.put_secret_value(
                    SecretId=event["SecretId"], ClientRequestToken=event["ClientRequestToken"], SecretString=SECRET
                )
            raise ValueError(f"cannot log in with {SECRET}")

        arn = fake.on_rotate("rotate", handler)
        fake.rotate_secret(SecretId="app/db", RotationLambdaARN=arn)
        assert SECRET in str(fake.rotations[0].exception)
        assert SECRET not in repr(fake.rotations)


class TestStepByStep:
    def test_queued_steps_wait_for_run_rotations(self):
        fake = FakeSecretsManager(secrets={"app/db": "hunter2"}, rotation_steps="queue")
        arn = fake.on_rotate("rotate", finish_at_once(fake))
        token = fake.rotate_secret(SecretId="app/db", RotationLambdaARN=arn)["VersionId"]
        assert fake.rotations == []
        assert [step.step for step in fake.run_rotations(until="testSecret")] == ["createSecret", "setSecret"]
        assert read(fake, "AWSPENDING") == token
        assert fake.rotations[0].outcome == "running"
        assert [step.step for step in fake.run_rotations()] == ["testSecret", "finishSecret"]
        assert read(fake) == token
        assert fake.run_rotations() == []


class TestTheClock:
    def schedule(self, fake, **rules):
        arn = fake.on_rotate("rotate", finish_at_once(fake))
        fake.rotate_secret(SecretId="app/db", RotationLambdaARN=arn, RotationRules=rules, RotateImmediately=True)

    def test_advance_rotates_and_returns_events(self, fake):
        fake.freeze(datetime.datetime(2026, 1, 1, tzinfo=UTC))
        self.schedule(fake, ScheduleExpression="cron(0 8 1 * ? *)", Duration="2h")
        happened = fake.advance(days=90)
        assert [(h.event, h.at.strftime("%m-%d")) for h in happened] == [
            ("RotationSucceeded", "01-01"),
            ("RotationSucceeded", "02-01"),
            ("RotationSucceeded", "03-01"),
        ]
        assert all(8 <= h.at.hour < 10 for h in happened)
        assert fake.now() == datetime.datetime(2026, 4, 1, tzinfo=UTC)

    @pytest.mark.parametrize("travel", [freezegun.freeze_time, lambda at: time_machine.travel(at, tick=False)])
    def test_rotations_due_on_the_hosts_clock_run_before_the_next_response(self, fake, travel):
        with travel("2026-01-01T12:00:00Z"):
            self.schedule(fake, AutomaticallyAfterDays=30)
            client = boto3.client("secretsmanager")
            first = client.get_secret_value(SecretId="app/db")["VersionId"]
        with travel("2026-02-15T12:00:00Z"):
            second = client.get_secret_value(SecretId="app/db")["VersionId"]
            described = client.describe_secret(SecretId="app/db")
        assert first != second
        assert described["LastRotatedDate"].date() == datetime.date(2026, 1, 31)

    def test_unfreeze_processes_earlier_events(self, fake):
        fake.freeze(datetime.datetime(2020, 1, 1, tzinfo=UTC))
        self.schedule(fake, AutomaticallyAfterDays=1000)
        assert len(fake.rotations) == 1
        fake.unfreeze()
        assert len(fake.rotations) > 1

    def test_freeze_processes_earlier_events(self, fake):
        fake.freeze(datetime.datetime(2026, 1, 1, tzinfo=UTC))
        self.schedule(fake, AutomaticallyAfterDays=1)
        fake.freeze(datetime.datetime(2026, 1, 3, tzinfo=UTC))
        assert len(fake.rotations) == 2

    def test_advance_raises_after_all_events(self):
        fake = FakeSecretsManager(secrets={"app/db": "hunter2"}, raise_rotation_failures=True)
        fake.freeze(datetime.datetime(2026, 1, 1, tzinfo=UTC))
        self.schedule(fake, AutomaticallyAfterDays=1)
        fake.fail("setSecret")
        with pytest.raises(RotationFailedError):
            fake.advance(days=4)
        assert fake.now() == datetime.datetime(2026, 1, 5, tzinfo=UTC)
        assert [rotation.outcome for rotation in fake.rotations][:3] == ["succeeded", "failed", "succeeded"]


class TestReentrancy:
    """A function can call everything, and nothing deadlocks."""

    def rotate(self, fake, handler):
        calls = []

        def once(event, context):
            if event["Step"] == "createSecret" and not calls:
                calls.append(event)
                handler(event)

        arn = fake.on_rotate("outer", once)
        fake.rotate_secret(SecretId="app/db", RotationLambdaARN=arn)
        assert calls
        assert fake.rotations[0].exception is None

    def test_another_rotation_of_another_secret(self, fake):
        fake.create_secret(Name="other", SecretString="one")
        arn = fake.on_rotate("inner", finish_at_once(fake))
        self.rotate(fake, lambda _event: fake.rotate_secret(SecretId="other", RotationLambdaARN=arn))
        assert [rotation.outcome for rotation in fake.rotations] == ["succeeded", "succeeded"]

    def test_another_rotation_of_the_same_secret_is_rejected(self, fake):
        def again(_event):
            with pytest.raises(Exception, match="A previous rotation isn't complete"):
                fake.rotate_secret(SecretId="app/db")

        self.rotate(fake, again)

    def test_the_clock(self, fake):
        self.rotate(fake, lambda _event: fake.advance(days=1))

    def test_a_reset(self, fake):
        arn = fake.on_rotate("rotate", lambda _event, _context: fake.reset())
        fake.rotate_secret(SecretId="app/db", RotationLambdaARN=arn)
        assert fake.rotations == []
        assert fake.list_secret_version_ids(SecretId="app/db")["Versions"][0]["VersionStages"] == ["AWSCURRENT"]

    def test_another_thread(self, fake):
        def in_thread(event):
            thread = threading.Thread(
                target=lambda: boto3.client("secretsmanager").describe_secret(SecretId=event["SecretId"])
            )
            thread.start()
            thread.join(20)
            assert not thread.is_alive()

        self.rotate(fake, in_thread)

    def test_another_event_loop(self, fake):
        async def describe(event):
            async with AioSession().create_client("secretsmanager", region_name="us-east-1") as client:
                await client.describe_secret(SecretId=event["SecretId"])

        self.rotate(fake, lambda event: asyncio.run(asyncio.wait_for(describe(event), 20)))

    def test_a_nested_fake(self, fake):
        def nested(_event):
            client = boto3.client("secretsmanager")
            with FakeSecretsManager(secrets={"app/db": "of the inner one"}) as inner:
                assert inner.client().get_secret_value(SecretId="app/db")["SecretString"] == "of the inner one"
                # The fake that runs the function still answers the clients that it uses.
                assert client.get_secret_value(SecretId="app/db")["SecretString"] == "hunter2"

        self.rotate(fake, nested)

    def test_the_fake_that_runs_the_function_answers_not_the_innermost(self, fake):
        arn = fake.on_rotate("rotate", rotate_password)
        client = fake.client()
        with FakeSecretsManager() as inner:
            client.rotate_secret(SecretId="app/db", RotationLambdaARN=arn)
            assert fake.rotations[0].outcome == "succeeded"
            assert inner.list_secrets()["SecretList"] == []

    def test_many_threads_rotate_concurrently(self, fake):
        fake.seed({f"s{n}": "one" for n in range(40)})
        arn = fake.on_rotate("rotate", finish_at_once(fake))
        client = boto3.client("secretsmanager")
        with ThreadPoolExecutor(8) as pool:
            list(
                pool.map(lambda n: client.rotate_secret(SecretId=f"s{n}", RotationLambdaARN=arn), range(40), timeout=50)
            )
        assert {rotation.outcome for rotation in fake.rotations} == {"succeeded"}
        assert len(fake.rotations) == 40

    def test_threads_share_due_rotations(self, fake):
        fake.seed({f"s{n}": "one" for n in range(20)})
        fake.freeze(datetime.datetime(2026, 1, 1, tzinfo=UTC))
        arn = fake.on_rotate("rotate", finish_at_once(fake))
        for n in range(20):
            fake.rotate_secret(
                SecretId=f"s{n}", RotationLambdaARN=arn, RotationRules={"ScheduleExpression": "rate(1 day)"}
            )
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda _: fake.advance(days=1), range(5), timeout=50))
        assert len(fake.rotations) == 20 * 5  # once at the start, and in each of the four days' windows that are over
        assert fake.now() == datetime.datetime(2026, 1, 6, tzinfo=UTC)

    async def test_tasks_of_one_loop_rotate_concurrently(self, fake):
        fake.seed({f"s{n}": "one" for n in range(20)})
        arn = fake.on_rotate("rotate", rotate_password_async)
        async with AioSession().create_client("secretsmanager", region_name="us-east-1") as client:
            rotations = (client.rotate_secret(SecretId=f"s{n}", RotationLambdaARN=arn) for n in range(20))
            await asyncio.wait_for(asyncio.gather(*rotations), 50)
        assert {rotation.outcome for rotation in fake.rotations} == {"succeeded"}


class TestInterruption:
    """An interrupted host leaves no unfinished state."""

    def scheduled(self, handler=None):
        fake = FakeSecretsManager(secrets={"app/db": "hunter2"}, seed=1)
        fake.freeze(datetime.datetime(2026, 1, 1, tzinfo=UTC))
        arn = fake.on_rotate("rotate", finish_at_once(fake))
        rules = {"ScheduleExpression": "rate(4 hours)"}
        fake.rotate_secret(SecretId="app/db", RotationLambdaARN=arn, RotationRules=rules)
        if handler:
            fake.on_rotate("rotate", handler)
        return fake

    @pytest.mark.parametrize("at", range(1, 9))
    def test_an_interrupt_anywhere_ends_the_run_and_keeps_the_schedule(self, at):
        fake = self.scheduled()
        clock, calls = fake._rotations._now, []

        def interrupted():
            calls.append(None)
            if len(calls) == at:
                raise KeyboardInterrupt
            return clock()

        fake._rotations._now = interrupted
        with pytest.raises(KeyboardInterrupt):
            fake.advance(hours=5)
        fake._rotations._now = clock
        assert fake._engine.queued_runs() == []
        assert all(rotation.outcome in ("succeeded", "failed") for rotation in fake.rotations)
        assert len(fake.advance(days=1)) > 4
        assert fake.rotations[-1].outcome == "succeeded"

    def test_an_interrupt_at_one_of_many_lines_leaves_no_unfinished_work(self):
        """The trace function raises before every third line of the module in turn, as a signal handler can."""
        for at in itertools.count(1, 3):
            fake = self.scheduled()
            assert len(fake.rotations) == 1  # from now on, rotations update the objects of the log
            was_interrupted = self.is_interrupted(fake, at)
            assert fake._engine.queued_runs() == []
            expected = [entry["outcome"] for entry in fake._engine.rotations(0)["entries"]]
            assert [rotation.outcome for rotation in fake.rotations] == expected
            assert "running" not in expected
            assert Drive.catch_up(fake._engine, None, 0).is_alone_on_thread()
            assert rotations._inside.get() is None
            assert len(fake.advance(hours=8)) > 0
            if not was_interrupted:
                break
        assert at > 100  # the lines of one rotation

    def is_interrupted(self, fake, at):
        lines = itertools.count(1)

        def trace(frame, event, _argument):
            if frame.f_code.co_filename != rotations.__file__:
                return None
            if event == "line" and next(lines) == at:
                sys.settrace(None)
                raise KeyboardInterrupt
            return trace

        sys.settrace(trace)
        try:
            fake.advance(hours=9)
        except KeyboardInterrupt:
            return True
        finally:
            sys.settrace(None)
        return False

    async def test_a_cancelled_task_ends_its_run(self, fake):
        async def handler(_event, _context):
            await asyncio.sleep(60)

        arn = fake.on_rotate("rotate", handler)
        async with AioSession().create_client("secretsmanager", region_name="us-east-1") as client:
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(client.rotate_secret(SecretId="app/db", RotationLambdaARN=arn), 0.2)
        [rotation] = fake.rotations
        assert rotation.outcome == "failed"
        assert fake._engine.queued_runs() == []

    def test_closing_a_suspended_run_in_a_handler_of_another_fake_ends_only_that_run(self, fake):
        async def wait(_event, _context):
            await asyncio.sleep(60)

        other = self.scheduled(wait)
        milliseconds = 5 * 60 * 60 * 1000
        driving = other._rotations._drive(lambda engine, within, now: Drive.advance(engine, milliseconds, within, now))
        waiting = contextvars.copy_context().run(next, driving)
        seen = []

        def handler(event, _context):
            if event["Step"] == "createSecret":
                driving.close()  # as the garbage collector does
                waiting.close()
                seen.append((fake._rotations.inside(), interception.is_running(fake)))

        fake.rotate_secret(SecretId="app/db", RotationLambdaARN=fake.on_rotate("rotate", handler))
        [(invocation, is_running)] = seen
        assert invocation is not None
        assert is_running
        assert other._engine.queued_runs() == []

    def test_a_reset_abandons_a_running_rotation(self, fake):
        held = []

        def handler(_event, _context):
            held.extend(fake.rotations)
            fake.reset()

        fake.rotate_secret(SecretId="app/db", RotationLambdaARN=fake.on_rotate("rotate", handler))
        assert [rotation.outcome for rotation in held] == ["abandoned"]
        assert fake.rotations == []


class TestWaiting:
    def test_other_threads_wait_while_one_catches_up(self, fake):
        fake.freeze(datetime.datetime(2026, 1, 1, tzinfo=UTC))
        entered, seen = threading.Event(), []
        finish = finish_at_once(fake)
        arn = fake.on_rotate("rotate", finish)
        fake.rotate_secret(
            SecretId="app/db", RotationLambdaARN=arn, RotationRules={"ScheduleExpression": "rate(1 day)"}
        )

        def slow(event, context):
            entered.set()
            seen.append(fake.now())
            threading.Event().wait(0.05)
            finish(event, context)

        fake.on_rotate("rotate", slow)
        events = []
        threads = [threading.Thread(target=lambda: events.append(fake.advance(days=2))) for _ in range(2)]
        for thread in threads:
            thread.start()
        assert entered.wait(10)
        current = boto3.client("secretsmanager").get_secret_value(SecretId="app/db")["CreatedDate"]
        for thread in threads:
            thread.join(20)
        assert fake.now() == datetime.datetime(2026, 1, 5, tzinfo=UTC)
        assert current >= datetime.datetime(2026, 1, 2, tzinfo=UTC)
        assert all(at < datetime.datetime(2026, 1, 5, tzinfo=UTC) for at in seen)
        assert [len(one) for one in events].count(0) == 0
        assert sum(len(one) for one in events) == len(fake.rotations) - 1

    def test_a_thread_that_a_handler_waits_for_gets_a_response(self, fake):
        fake.freeze(datetime.datetime(2026, 1, 1, tzinfo=UTC))
        finish = finish_at_once(fake)
        arn = fake.on_rotate("rotate", finish)
        fake.rotate_secret(
            SecretId="app/db", RotationLambdaARN=arn, RotationRules={"ScheduleExpression": "rate(1 day)"}
        )
        answered = []

        def handler(event, context):
            if event["Step"] == "createSecret":
                thread = threading.Thread(target=lambda: answered.append(fake.describe_secret(SecretId="app/db")))
                thread.start()
                thread.join(20)
            finish(event, context)

        fake.on_rotate("rotate", handler)
        fake.advance(days=2)  # the moment in the window of a day depends on the seed
        assert answered
        assert fake.rotations[-1].outcome == "succeeded"

    def test_the_log_is_read_while_others_rotate(self, fake):
        fake.seed({f"s{n}": "one" for n in range(100)})
        arn = fake.on_rotate("rotate", lambda _event, _context: None)
        interval = sys.getswitchinterval()
        sys.setswitchinterval(1e-5)
        try:

            def rotate_all():
                for n in range(100):
                    fake.rotate_secret(SecretId=f"s{n}", RotationLambdaARN=arn)

            thread = threading.Thread(target=rotate_all)
            thread.start()
            while thread.is_alive():
                fake.run_rotations()
                assert all(rotation.steps for rotation in fake.rotations)
        finally:
            sys.setswitchinterval(interval)
        assert len(fake.rotations) == 100

    def test_many_threads_can_register_handlers(self, fake):
        fake.seed({f"s{n}": "one" for n in range(50)})

        def register_and_rotate(n):
            arn = fake.on_rotate(f"rotate-{n}", finish_at_once(fake))
            fake.rotate_secret(SecretId=f"s{n}", RotationLambdaARN=arn)

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(register_and_rotate, range(50), timeout=50))
        assert [rotation.outcome for rotation in fake.rotations] == ["succeeded"] * 50


class TestVisibility:
    def rotate(self, fake, handler):
        fake.rotate_secret(SecretId="app/db", RotationLambdaARN=fake.on_rotate("rotate", handler))

    def test_an_exception_of_a_handler_is_in_the_repr_and_in_a_warning(self, fake, caplog):
        self.rotate(fake, failing_in("createSecret", NameError("name 'undefined' is not defined")))
        assert fake.rotations[-1].steps[-1].error == "NameError: name 'undefined' is not defined"
        assert "NameError: name 'undefined' is not defined" in repr(fake.rotations)
        [record] = caplog.records
        assert (record.name, record.levelname) == ("fake_secrets_manager", "WARNING")
        assert "failed in createSecret: NameError: name 'undefined' is not defined" in record.getMessage()

    def test_no_warning_if_the_exception_is_raised(self, caplog):
        fake = FakeSecretsManager(secrets={"app/db": "hunter2"}, raise_rotation_failures=True)
        with pytest.raises(RotationFailedError):
            self.rotate(fake, failing_in("createSecret", ValueError("no")))
        assert not caplog.records

    def test_no_warning_for_an_injected_failure(self, fake, caplog):
        fake.fail("createSecret")
        self.rotate(fake, finish_at_once(fake))
        assert not caplog.records

    def test_an_exception_with_a_failing_str_is_logged(self, fake):
        class Broken(Exception):
            def __str__(self):
                raise RuntimeError

        self.rotate(fake, failing_in("createSecret", Broken()))
        assert fake.rotations[-1].steps[-1].error == "Broken"

    def test_notes_a_handler_that_does_not_move_awscurrent(self, fake, caplog):
        self.rotate(fake, lambda _event, _context: None)
        [rotation] = fake.rotations
        assert rotation.outcome == "succeeded"
        assert "without moving AWSCURRENT" in rotation.note
        assert "without moving AWSCURRENT" in repr(rotation)
        assert "without moving AWSCURRENT" in caplog.text
        with pytest.raises(Exception, match="A previous rotation isn't complete"):
            fake.rotate_secret(SecretId="app/db")


class TestTrio:
    """A running trio loop is detected without a dependency on trio."""

    def test_async_handlers_run_under_trio(self, fake):
        trio = pytest.importorskip("trio")
        finish = finish_at_once(fake)
        clocks = []

        async def handler(event, context):
            clocks.append(trio.current_time())
            await trio.sleep(0)
            finish(event, context)

        arn = fake.on_rotate("rotate", handler)
        rules = {"ScheduleExpression": "rate(1 day)"}

        async def main():
            target = {"X-Amz-Target": "secretsmanager.RotateSecret"}
            body = {"SecretId": "app/db", "RotationLambdaARN": arn, "ClientRequestToken": "1" * 32}
            status, _, _ = await fake.handle_async(target, json.dumps({**body, "RotationRules": rules}))
            assert status == 200
            fake.advance(days=2)  # does not await: another loop of trio, in another thread

        trio.run(main)
        assert {rotation.outcome for rotation in fake.rotations} == {"succeeded"}
        assert len(clocks) == 4 * len(fake.rotations) > 4
