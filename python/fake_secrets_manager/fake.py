"""The public class of the package: `FakeSecretsManager`."""

import copy
import datetime
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from types import NoneType, TracebackType
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast, overload

from . import contents, hints, interception, machine, saving
from ._native import Engine, Misuse, Refusal, set_source, take_disturbance
from .clients import make_client
from .clock import Frozen, milliseconds_of_moment, milliseconds_of_span, now
from .decoration import Decoration, decorate
from .faults import builtin_error
from .memory import Memory
from .operations import Operations
from .options import expect, expect_all, expect_choice, explaining_options
from .seeds import prepare
from .sending import SERVICE_NAME

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from typing_extensions import Self

    from .rotations import Event, Rotation, RotationHandler, Rotations, RotationStep, StepName
    from .server import Server

_OK = 200

Decorated = TypeVar("Decorated", bound=Callable[..., Any])
Handler = TypeVar("Handler", bound="RotationHandler")
WireAnswer = tuple[int, dict[str, str], bytes, int | None]
Disturbance = tuple[int | None, str | None]  # milliseconds of delay, and how the connection breaks
Secrets = Mapping[str, Any]  # of str, bytes, dict, list or SeedSecret


class FakeSecretsManager(Memory, Operations):
    """An in-process fake of AWS Secrets Manager, isolated from all other fakes.

        with FakeSecretsManager(secrets={"app/db": "hunter2"}) as fake:
            assert boto3.client("secretsmanager").get_secret_value(SecretId="app/db")["SecretString"] == "hunter2"
            assert fake.get_secret_value(SecretId="app/db")["SecretString"] == "hunter2"

    An active fake answers every boto3 and aiobotocore client of Secrets Manager in the process. `with`, `start()`, the
    decorator and pytest's fixture `fake_secrets_manager` activate it. The fake's own methods, and clients created with
    `client()`, work at any time. A direct call returns what boto3 returns, without ResponseMetadata.

    Args:
        region: The default region of calls, and the region of clients created without one. Without it, the fake uses
            the region of boto3's clients: from the default session, AWS_DEFAULT_REGION, the profile or AWS_REGION, or
            else us-east-1.
        account_id: The default account of calls.
        seed: A number. The same seed gives the same version ids, ARNs and passwords.
        secrets: The initial secrets, by name, which `reset` restores. A value is text, bytes, a dict or a list (stored
            as JSON), or a `SeedSecret`.
        rotation_functions: With "any", a secret accepts the ARN of any rotation function. A function that `on_rotate`
            has not registered does not run, and its rotation stays at its first step. By default, only registered
            functions exist.
        rotation_steps: With "queue", steps run when `run_rotations` is called. By default, RotateSecret runs them all
            before it returns.
        raise_rotation_failures: Raise RotationFailedError when a rotation fails, besides logging it in `rotations`.
        allow_requests_to_aws: Allow requests to Secrets Manager that the fake does not answer, such as those of other
            HTTP clients. By default, an active fake raises UnansweredRequestError for them.
        consistency: With "eventual", forced deletions, replicas and lists take seconds on the fake's clock, as on AWS.
            `settle` makes all changes visible. By default, changes are visible immediately.
        strict: Raise UnusedFaultError for faults that never occurred, at `reset` and at the end of the `with` block.
            By default, the fake logs a warning.

    `fake["app/db"]`, `"app/db" in fake`, `len(fake)` and iteration inspect the secrets of the fake's own account and
    region without changing anything.
    """

    @explaining_options
    def __init__(
        self,
        *,
        region: str | None = None,
        account_id: str | None = None,
        seed: int | None = None,
        secrets: Secrets | None = None,
        rotation_functions: Literal["any"] | None = None,
        rotation_steps: Literal["run", "queue"] = "run",
        raise_rotation_failures: bool = False,
        allow_requests_to_aws: bool = False,
        consistency: Literal["immediate", "eventual"] = "immediate",
        strict: bool = False,
    ) -> None:
        __tracebackhide__ = True
        try:
            expect("region", type(region), (str, NoneType), '"eu-west-1"')
            expect("account_id", type(account_id), (str, NoneType), '"123456789012"')
            expect("seed", type(seed), (int, NoneType), "1")
            expect("secrets", type(secrets), (dict, Mapping, NoneType), '{"app/db": "hunter2"}')
            expect("raise_rotation_failures", type(raise_rotation_failures), (bool,), "True")
            expect("allow_requests_to_aws", type(allow_requests_to_aws), (bool,), "True")
            expect_choice("rotation_functions", rotation_functions, "any", None)
            expect_choice("rotation_steps", rotation_steps, "queue", "run")
            expect_choice("consistency", consistency, "eventual", "immediate")
            expect("strict", type(strict), (bool,), "True")
            self._seed = int.from_bytes(os.urandom(8), "big") if seed is None else seed
            if not 0 <= self._seed < 1 << 64:
                raise Misuse(f"seed is {seed}; expected a number from 0 to 2**64 - 1, for example seed=1")
            self._region_is_given = region is not None
            if region is None:
                region = machine.region_of_clients()
                if not _is_region(region):  # clients without a region then get the fake's, as if it was given
                    region, self._region_is_given = machine.DEFAULT_REGION, True
            self._engine = Engine(
                self._seed,
                now(),
                region=region,
                account_id=account_id,
                secrets=None if secrets is None else prepare(secrets),
                rotation_functions=rotation_functions,
                rotation_steps=rotation_steps,
                consistency=consistency,
            )
            self._strict = strict
            self._raise_rotation_failures = raise_rotation_failures
            self._allows_requests_to_aws = allow_requests_to_aws
            self._decoration = Decoration()
        finally:
            del secrets

    def __repr__(self) -> str:
        if not hasattr(self, "_engine"):  # in the traceback of a wrong option
            return "<FakeSecretsManager>"
        seed = self._engine.initial_seed
        return f"<FakeSecretsManager region={self.region!r} account_id={self.account_id!r} seed={seed}>"

    @cached_property
    def _rotations(self) -> "Rotations":
        from .rotations import Rotations  # takes its time to import, and most tests rotate nothing

        return Rotations(self, self._engine, now, self._raise_rotation_failures)

    def _inside(self) -> int | None:
        """Return the id of the invocation whose handler makes the current call."""
        rotations: Rotations | None = vars(self).get("_rotations")
        return rotations.inside() if rotations else None

    @property
    def region(self) -> str:
        """The default region, for calls that do not specify one."""
        return self._engine.region

    @property
    def account_id(self) -> str:
        """The default account, for callers whose access key id is not a 12-digit account id."""
        return self._engine.account_id

    def start(self) -> "Self":
        """Activate the fake: it answers every client of the process until `stop()`. `with` does both for a block."""
        if not interception.activate(self):
            raise Misuse(
                "start() of a fake that is active; expected one start() before each stop(), "
                "for example `with FakeSecretsManager() as fake:`"
            )
        return self

    def stop(self) -> None:
        """Deactivate the fake. Clients reach the fake that was active before, or AWS."""
        if not interception.deactivate(self):
            raise Misuse(
                "stop() of a fake that is not active; expected one stop() after each start(), "
                "for example `with FakeSecretsManager() as fake:`"
            )

    def __enter__(self) -> "Self":
        return self.start()

    def __exit__(
        self, _type: type[BaseException] | None, error: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        self.stop()
        if error is None:
            self._report_unused()

    async def __aenter__(self) -> "Self":
        return self.start()

    async def __aexit__(
        self, _type: type[BaseException] | None, error: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        self.stop()
        if error is None:
            self._report_unused()

    def __bool__(self) -> bool:
        """Return True, even for a fake without secrets."""
        return True

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __iter__(self) -> Iterator[str]:
        return iter(list(contents.names(self._look)))

    def __contains__(self, secret_id: object) -> bool:
        return isinstance(secret_id, str) and contents.find(self._look, secret_id) is not None

    def __getitem__(self, secret_id: str) -> contents.Secret:
        expect("the name of a secret", type(secret_id), (str,), '"app/db"')
        found = contents.find(self._look, secret_id)
        if found is None:
            raise KeyError(secret_id)
        return found

    def _look(self, operation: str, request: dict[str, Any]) -> dict[str, Any] | None:
        return self._engine.peek(operation, request, now())

    def _tell_hints(self) -> None:
        hints.tell(self._engine.take_hints())

    def _state(self) -> Any:
        return self._engine.state(), self._faults.predicates()

    def _return_to(self, state: Any) -> None:
        engine, predicates = state
        self._engine.return_to(engine)
        self._faults.restore(predicates)
        self._heard = self._engine.event_count()
        if "_rotations" in vars(self):
            self._rotations.forget()

    def __call__(self, target: Decorated) -> Decorated:
        """Decorate a function, a coroutine function, a fixture, a Hypothesis test, or a class of tests.

        The fake is reset and activated before each call, each Hypothesis example, or each test with its setUp. If a
        class has `setUpClass` or `setup_class`, each test starts with the state that this method created.
        """
        return cast("Decorated", decorate(self, target))

    def client(
        self, region: str | None = None, account_id: str | None = None, **options: Any
    ) -> "SecretsManagerClient":
        """Create a boto3 client that this fake answers, active or not.

        `options` are passed to boto3, for example `config=Config(...)`.
        """
        example = 'client(region="eu-west-1")'
        expect_all("client()", [given for given in (region, account_id) if given is not None], str, "text", example)
        self._engine.check_caller(region, account_id)
        client = make_client(region or self.region, account_id or self.account_id, options)
        self.intercept(client)
        return client

    def intercept(self, client: Any) -> Callable[[], None]:
        """Answer one boto3 or aiobotocore client, even while the fake is not active.

        Returns:
            A function that ends the interception.
        """
        model = getattr(getattr(client, "meta", None), "service_model", None)
        if getattr(model, "service_name", None) not in (SERVICE_NAME, "ssm"):
            raise Misuse(
                f"intercept() got a {type(client).__name__}; expected a client of Secrets Manager, "
                f'for example boto3.client("{SERVICE_NAME}")'
            )
        return interception.attach(client, self)

    def call(
        self,
        operation: str,
        request: Mapping[str, Any] | None = None,
        *,
        region: str | None = None,
        account_id: str | None = None,
    ) -> dict[str, Any]:
        """Call an operation by name: `fake.call("GetSecretValue", {"SecretId": "app/db"})`."""
        __tracebackhide__ = True
        try:
            asked = {} if request is None else request

            def ask(patient: bool = True) -> tuple[dict[str, Any] | None, int | None] | None:
                set_source(self._origin("direct"), self._matching(operation, asked))
                return self._engine.call(
                    operation,
                    asked,
                    now(),
                    region=region,
                    account_id=account_id,
                    within=self._inside(),
                    patient=patient,
                )

            answer = ask()
            if answer is None or answer[1] is not None:
                answer = self._rotations.answer(answer, ask)
            self._tell_events()
            return answer[0] or {}  # the service answers some operations with nothing at all, and boto3 makes it a dict
        except Refusal as refused:
            from .errors import refusal

            self._tell_hints()
            self._tell_events()
            raise refusal(operation, *refused.args) from None
        except Misuse as misuse:
            from .errors import InvalidParametersError

            raise InvalidParametersError(str(misuse)) from None
        finally:
            request = asked = {}

    def handle(self, headers: Mapping[str, str], body: bytes | bytearray | str) -> tuple[int, dict[str, str], bytes]:
        """Answer a raw request of the wire API. Returns status, headers and body."""
        __tracebackhide__ = True
        try:
            status, answered, content, disturbance = self._deliver(headers, body, "wire")
            if disturbance[1] is not None and (error := builtin_error(disturbance[1])) is not None:
                raise error
            return status, answered, content
        finally:
            body = b""

    async def handle_async(
        self, headers: Mapping[str, str], body: bytes | bytearray | str
    ) -> tuple[int, dict[str, str], bytes]:
        """Answer a raw request from a coroutine. Async rotation functions run on the caller's event loop."""
        __tracebackhide__ = True
        try:
            status, answered, content, disturbance = await self._deliver_async(headers, body, "wire")
            if disturbance[1] is not None and (error := builtin_error(disturbance[1])) is not None:
                raise error
            return status, answered, content
        finally:
            body = b""

    def _deliver(
        self, headers: Mapping[str, str], body: bytes | bytearray | str, origin: str
    ) -> tuple[int, dict[str, str], bytes, Disturbance]:
        """Answer a request; return the effect of a fault on the response as the last item."""
        __tracebackhide__ = True
        try:
            disturbance: Disturbance = (None, None)

            def ask(patient: bool = True) -> WireAnswer | None:
                nonlocal disturbance
                answer = self._ask(headers, body, origin, patient)
                if answer is not None:  # what came before it left the disturbance alone
                    disturbance = take_disturbance()
                return answer

            answer = ask()
            if answer is None or answer[3] is not None:
                answer = self._rotations.answer(answer, ask)
            return *self._delivered(answer), disturbance
        finally:
            body = b""

    async def _deliver_async(
        self, headers: Mapping[str, str], body: bytes | bytearray | str, origin: str
    ) -> tuple[int, dict[str, str], bytes, Disturbance]:
        __tracebackhide__ = True
        try:
            disturbance: Disturbance = (None, None)

            def ask(patient: bool = True) -> WireAnswer | None:
                nonlocal disturbance
                answer = self._ask(headers, body, origin, patient)
                if answer is not None:  # what came before it left the disturbance alone
                    disturbance = take_disturbance()
                return answer

            answer = ask()
            if answer is None or answer[3] is not None:
                answer = await self._rotations.answer_async(answer, ask)
            return *self._delivered(answer), disturbance
        finally:
            body = b""

    def _delivered(self, answer: tuple[int, dict[str, str], bytes, Any]) -> tuple[int, dict[str, str], bytes]:
        if answer[0] != _OK:
            self._tell_hints()
        self._tell_events()
        return answer[0], answer[1], answer[2]

    def _origin(self, origin: str) -> str:
        return "rotation step" if interception.is_running(self) else origin

    def _ask(
        self, headers: Mapping[str, str], body: bytes | bytearray | str, origin: str, patient: bool = True
    ) -> tuple[int, dict[str, str], bytes, int | None] | None:
        __tracebackhide__ = True
        try:
            if isinstance(body, str):
                body = body.encode(errors="surrogatepass")
            lines = list(headers.items())
        except (AttributeError, TypeError):
            raise self._unusable(headers, body) from None
        matching = self._matching_wire(headers, body)  # what a predicate raises is the test's to see
        try:
            set_source(self._origin(origin), matching)
            return self._engine.handle(lines, body, now(), within=self._inside(), patient=patient)
        except (AttributeError, TypeError):
            raise self._unusable(headers, body) from None
        finally:
            del body

    @staticmethod
    def _unusable(headers: object, body: object) -> Misuse:
        return Misuse(
            f"handle() got headers of type {type(headers).__name__} and a body of type {type(body).__name__}; "
            'expected a dict of texts and bytes, for example handle({"X-Amz-Target": "..."}, b"{}")'
        )

    def serve(
        self,
        port: int = 0,
        host: str = "127.0.0.1",
        *,
        agent_port: int | None = None,
        agent_token: str | None = None,
        agent_ttl: int = 300,
    ) -> "Server":
        """Serve this fake to other processes and other languages.

            with fake.serve() as server:
                subprocess.run(["aws", "secretsmanager", "list-secrets"], check=True)

        Port 0 selects a free port: see `server.url`. Inside the `with` block, the environment variables of `server.env`
        are set, so that child processes reach the fake. The server answers the AWS JSON 1.1 protocol of Secrets
        Manager, Parameter Store references, GetCallerIdentity, the Secrets Manager Agent and a control API under
        `/_fake/`.

        Args:
            port: The port to listen on.
            host: The address to listen on.
            agent_port: A second port, which answers only the requests of the Secrets Manager Agent.
            agent_token: The token that the agent's requests need.
            agent_ttl: How long the agent caches a value, in seconds of the fake's clock.
        """
        from .server import serve  # most tests need none

        return serve(
            self._engine,
            lambda: self._rotations,
            now,
            host=host,
            port=port,
            agent_port=agent_port,
            agent_token=agent_token,
            agent_ttl=agent_ttl,
        )

    def seed(
        self,
        secrets: Secrets,
        *,
        replace: bool = False,
        region: str | None = None,
        account_id: str | None = None,
    ) -> None:
        """Create secrets: `fake.seed({"app/db": "hunter2", "app/key": b"\\x00", "app/login": {"user": "a"}})`.

        A dict or a list is stored as JSON. Use `SeedSecret` for descriptions, tags, versions and labels. With
        `replace`, an existing secret gets a new version. If one secret is rejected, none is created.
        """
        __tracebackhide__ = True
        try:
            expect("secrets", type(secrets), (dict, Mapping), '{"app/db": "hunter2"}')
            expect("replace", type(replace), (bool,), "True")
            expect("region", type(region), (str, NoneType), '"eu-west-1"')
            expect("account_id", type(account_id), (str, NoneType), '"123456789012"')
            self._engine.seed(prepare(secrets), now(), replace=replace, region=region, account_id=account_id)
        finally:
            del secrets

    def reset(self) -> None:
        """Reset the fake to its initial secrets, seed and options. The clock follows the system clock again."""
        try:
            self._report_unused()
        finally:
            self._engine.reset(now())
            self._faults.clear()
            self._heard = 0
            if "_rotations" in vars(self):
                self._rotations.forget()

    def snapshot(self) -> dict[str, Any]:
        """Return the whole state as one JSON document, secret values included.

        The same state gives the same document, in Python and in JavaScript. Its canonical bytes are
        `json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()`. Handlers of rotation functions, the
        log of requests and active interceptions are not part of it.
        """
        return saving.parse(self._engine.snapshot())

    def restore(self, document: Mapping[str, Any] | str | bytes) -> None:
        """Replace the whole state, including settings, with a snapshot or its JSON text.

        Register the handlers of its rotation functions again: see `missing_handlers`. An invalid document raises
        Misuse and changes nothing.
        """
        __tracebackhide__ = True
        try:
            self._engine.restore(saving.text_of(document))
        finally:
            del document
        self._faults.restore({})
        self._heard = self._engine.event_count()
        if "_rotations" in vars(self):
            self._rotations.forget()

    @property
    def missing_handlers(self) -> list[str]:
        """The rotation functions of a restored snapshot, by ARN or type, that have no handler yet."""
        known = self._rotations.handlers if "_rotations" in vars(self) else {}
        return [function for function in self._engine.rotation_functions() if function not in known]

    def clone(self) -> "Self":
        """Return an independent fake with the same state, options and handlers. It is not active."""
        return copy.deepcopy(self)

    def __copy__(self) -> "Self":
        return self.__deepcopy__({})

    def __deepcopy__(self, _memo: dict[int, Any]) -> "Self":
        clone = type(self).__new__(type(self))
        clone.__setstate__(self.__getstate__())
        if "_rotations" in vars(self):
            clone._rotations.handlers.update(self._rotations.handlers)
        return clone

    def __getstate__(self) -> dict[str, Any]:
        left_out = ("_engine", "_rotations", "_decoration", "_faults", "_listeners")
        options = {name: value for name, value in vars(self).items() if name not in left_out}
        return {"options": options, "snapshot": self._engine.snapshot()}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state["options"])
        self._decoration = Decoration()
        self._engine = Engine(0, now())
        self._engine.restore(state["snapshot"])

    def kms_key(
        self,
        key_id: str,
        state: Literal["enabled", "disabled", "pending-deletion", "missing"] = "enabled",
        denied: Sequence[Literal["Decrypt", "Encrypt", "GenerateDataKey"]] = (),
    ) -> None:
        """Set the state of a KMS key, or deny actions on it.

            fake.kms_key("alias/app", state="disabled")
            fake.kms_key("alias/app", denied=["Decrypt"])

        All other keys exist and are usable. `reset` removes the setting.

        Args:
            key_id: An ARN, an id or an alias, including `alias/aws/secretsmanager`. Ids and aliases refer to the fake's
                own account and region.
            state: The state of the key.
            denied: The actions that callers may not perform.
        """
        example = 'kms_key("alias/app", state="disabled", denied=["Decrypt"])'
        expect_all("kms_key()", [key_id, state], str, "texts", example)
        expect_all("kms_key()", [denied], (list, tuple), "a list of rights", example)
        expect_all("kms_key()", denied, str, "a list of texts", example)
        self._engine.kms_key(key_id, state, list(denied))

    def now(self) -> datetime.datetime:
        """Return the fake's time, in UTC."""
        return self._engine.now(now(), self._inside())

    def advance(self, by: datetime.timedelta | None = None, **units: float) -> "list[Event]":
        """Advance the fake's clock: `fake.advance(days=7)`, with the keyword arguments of `datetime.timedelta`.

        Rotations that are due run to their end, each at its scheduled time, and expired secrets are deleted. A second
        `advance` in another thread waits for the first. In the handler of a scheduled rotation, `advance` only moves
        the clock; the outer `advance` processes the events that are due.

        Returns:
            The events that occurred, in order.
        """
        try:
            return self._rotations.advance(milliseconds_of_span(by, units))
        finally:
            self._tell_events()

    def freeze(self, at: datetime.datetime | str | None = None) -> Frozen:
        """Stop the fake's clock, now or at a given time: `fake.freeze("2026-01-01T00:00:00Z")`.

        `advance` still moves it. `unfreeze`, `reset` and the end of `with fake.freeze(...):` start it again.
        """
        self._rotations.freeze(None if at is None else milliseconds_of_moment(at))
        self._tell_events()
        return Frozen(self, self.unfreeze)

    def unfreeze(self) -> None:
        """Start the fake's clock again after `freeze`."""
        self._engine.unfreeze()
        self._rotations.catch_up()
        self._tell_events()

    @overload
    def on_rotate(self, function: str, handler: "RotationHandler") -> str: ...

    @overload
    def on_rotate(self, function: str) -> Callable[[Handler], Handler]: ...

    def on_rotate(self, function: str, handler: "RotationHandler | None" = None) -> Any:
        """Register a rotation function and return its ARN.

            arn = fake.on_rotate("rotate-db", handler)
            client.rotate_secret(SecretId="app/db", RotationLambdaARN=arn)

        `reset` keeps registered functions.

        Args:
            function: The ARN of a Lambda function, its name (valid in every account and region), or the Type of managed
                external secrets.
            handler: The handler of the Lambda function, `handler(event, context)`: a function or a coroutine function.
                Without it, `on_rotate` returns a decorator.
        """
        expect("function", type(function), (str,), '"rotate-db"')
        if handler is not None:
            return self._rotations.add(function, handler)

        def register(handler: Handler) -> Handler:
            self._rotations.add(function, handler)
            return handler

        return register

    @property
    def rotations(self) -> "list[Rotation]":
        """The rotations since the last reset, with their steps: times, outcomes, exceptions and staging labels.

        The log keeps the newest 10,000. If a handler returns from finishSecret without moving AWSCURRENT, the rotation
        counts as succeeded and has a `note`. While AWSPENDING stays on the new version, RotateSecret responds that a
        previous rotation isn't complete, and the schedule runs the same token again.
        """
        return self._rotations.log

    def run_rotations(self, until: "StepName | None" = None) -> "list[RotationStep]":
        """Run the queued steps of rotations, for a fake with `rotation_steps="queue"`.

        Args:
            until: The step to stop before. Without it, all steps run.

        Returns:
            The steps that ran.
        """
        try:
            return self._rotations.run_queued(until)
        finally:
            self._tell_events()


@cache
def _is_region(name: str) -> bool:
    try:
        Engine(0, 0).check_caller(name)
    except Misuse:
        return False
    return True
