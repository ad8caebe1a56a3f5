"""The public class of the package: `FakeSecretsManager`."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from types import FunctionType, NoneType, TracebackType
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from . import contents, interception, machine
from ._native import Engine, Misuse
from .clients import make_client
from .clock import now
from .controls import Controls
from .decoration import Decoration, decorate
from .faults import CallSite
from .options import a_kind_of, did_you_mean, expect, expect_all, expect_choice, explaining_options
from .seed_files import Path, initial_source
from .seeds import Secrets, prepare
from .sending import SERVICE_NAME
from .states import States

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from typing_extensions import Self

    from .agent import Agent
    from .httpx_transport import HttpxTransport
    from .server import Host, Server, Settings

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


class FakeSecretsManager(Controls, States):
    """An in-process fake of AWS Secrets Manager, isolated from all other fakes.

        with FakeSecretsManager(secrets={"app/db": "hunter2"}) as fake:
            assert boto3.client("secretsmanager").get_secret_value(SecretId="app/db")["SecretString"] == "hunter2"
            assert fake.get_secret_value(SecretId="app/db")["SecretString"] == "hunter2"

    An active fake answers every boto3 and aiobotocore client of Secrets Manager in the process. `with`, `start()`, the
    decorator and pytest's fixture `fake_secrets_manager` activate it. The fake's own methods, and clients created with
    `client()`, work at any time. A direct call returns what boto3 returns, without ResponseMetadata.

    Args:
        region: The default region of calls, and the region of clients created without one. Without it, the fake uses
            the region that boto3 would use. If boto3 has none, it uses AWS_REGION, or else us-east-1.
        account_id: The default account of calls.
        seed: A number. The same seed gives the same version ids, ARNs and passwords.
        secrets: The initial secrets, by name, which `reset` restores. A value is text, bytes, a dict or a list (stored
            as JSON), or a `SeedSecret`.
        seed_file: A file of initial secrets, in JSON, YAML, TOML or dotenv: see `seed_file()`. Secrets of the same name
            in `secrets` take precedence. The default is the environment variable FAKE_SECRETS_MANAGER_SEED, which
            contains a JSON object or a path.
        rotation_functions: With "any", RotateSecret accepts the ARN of any rotation function. Without a handler, it
            attaches AWSPENDING, but no step runs and `rotations` stays empty. By default, RotateSecret rejects the ARN
            of a function that is not registered.
        rotation_steps: With "queue", steps run when `run_rotations` is called. By default, RotateSecret runs them all
            before it returns.
        raise_rotation_failures: Raise RotationFailedError when a rotation fails, besides logging it in `rotations`.
        allow_requests_to_aws: Allow requests to Secrets Manager that the fake does not answer, such as those of other
            HTTP clients and of child processes. By default, an active fake raises UnansweredRequestError for them, and
            requests of child processes fail.
        consistency: With "eventual", changes are delayed on the fake's clock, as on AWS: forced deletions and
            replication take seconds, and changes appear in lists a few seconds later. The steps of a rotation run after
            RotateSecret has responded. `settle` makes all changes visible. By default, changes are visible immediately.
        strict: Raise UnusedFaultError for faults that never occurred, at `reset` and at the end of the `with` block.
            By default, it issues a FakeSecretsManagerWarning.
        clear_caches: Clear the caches of Powertools for AWS Lambda and of aws-secretsmanager-caching when the fake
            starts, stops and is reset: see `clear_caches()`.

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
        seed_file: Path | None = None,
        rotation_functions: Literal["any"] | None = None,
        rotation_steps: Literal["run", "queue"] = "run",
        raise_rotation_failures: bool = False,
        allow_requests_to_aws: bool = False,
        consistency: Literal["immediate", "eventual"] = "immediate",
        strict: bool = False,
        clear_caches: bool = False,
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
            expect("clear_caches", type(clear_caches), (bool,), "True")
            self._seed = int.from_bytes(os.urandom(8), "big") if seed is None else seed
            if not 0 <= self._seed < 1 << 64:
                raise Misuse(f"seed is {seed}; expected a number from 0 to 2**64 - 1, for example seed=1")
            self._region_is_given = region is not None
            if region is None:
                region = machine.region_of_clients()
                if not _is_region(region):  # clients without a region then get the fake's region
                    region, self._region_is_given = machine.DEFAULT_REGION, True
            source = initial_source(seed_file)
            self._engine = Engine(
                self._seed,
                now(),
                region=region,
                account_id=account_id,
                secrets=None if secrets is None or source is not None else prepare(secrets),
                rotation_functions=rotation_functions,
                rotation_steps=rotation_steps,
                consistency=consistency,
            )
            if source is not None:
                self._start_from(source, secrets)
            self._strict = strict
            self._clears_caches = clear_caches
            self._raise_rotation_failures = raise_rotation_failures
            self._allows_requests_to_aws = allow_requests_to_aws
            self._decoration = Decoration()
        finally:
            del secrets

    def __repr__(self) -> str:
        if not hasattr(self, "_engine"):  # in the traceback of an invalid option
            return "<FakeSecretsManager>"
        seed = self._engine.initial_seed
        return f"<FakeSecretsManager region={self.region!r} account_id={self.account_id!r} seed={seed}>"

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
                "start() was called on an active fake; expected one start() before each stop(), "
                "for example `with FakeSecretsManager() as fake:`"
            )
        interception.note_use(self)
        self._started_at = CallSite.current()
        if self._clears_caches:
            self.clear_caches()
        return self

    def stop(self) -> None:
        """Deactivate the fake. Clients reach the fake that was active before, or AWS."""
        if not interception.deactivate(self):
            raise Misuse(
                "stop() was called on a fake that is not active; expected one stop() after each start(), "
                "for example `with FakeSecretsManager() as fake:`"
            )
        if self._clears_caches:
            self.clear_caches()

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
            suggestion = did_you_mean(secret_id, self)
            raise contents.MissingKeyError(secret_id, f"no secret {secret_id!r} in {self.region}{suggestion}")
        return found

    if not TYPE_CHECKING:  # type checkers know the attributes

        def __getattr__(self, name: str) -> Any:
            """Raise AttributeError with the nearest name."""
            if name in dir(type(self)):  # a property raised AttributeError
                return object.__getattribute__(self, name)
            suggestion = "" if name.startswith("_") else _nearest_attribute(name, dir(type(self)))
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}{suggestion}")

    def _look(self, operation: str, request: dict[str, Any]) -> dict[str, Any] | None:
        return self._engine.peek(operation, request, now())

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
                f"intercept() got {a_kind_of(client)}; expected a client of Secrets Manager, "
                f'for example boto3.client("{SERVICE_NAME}")'
            )
        interception.note_use(self)
        return interception.attach(client, self)

    def serve(
        self,
        port: int = 0,
        host: str = "127.0.0.1",
        *,
        agent_port: int | None = None,
        agent_token: str | None = None,
        agent_ttl: int = 300,
        allow_hosts: Sequence[str] = (),
    ) -> "Server":
        """Serve this fake to other processes and other languages.

            with fake.serve() as server:
                subprocess.run(["aws", "secretsmanager", "list-secrets"], check=True)

        Port 0 selects a free port: see `server.url`. Inside the `with` block, the environment variables of `server.env`
        are set, so that child processes reach the fake. Without `with`, no variables are set: pass `server.env` to the
        child process, and call `server.stop()` at the end. The server answers the AWS JSON 1.1 protocol of Secrets
        Manager, Parameter Store references, GetCallerIdentity, the Secrets Manager Agent and a control API under
        `/_fake/`.

        Args:
            port: The port to listen on.
            host: The address to listen on.
            agent_port: A second port, which answers only requests to the Secrets Manager Agent.
            agent_token: The token that requests to the agent must contain.
            agent_ttl: How long the agent caches a value, in seconds of the fake's clock.
            allow_hosts: Additional host names that clients may use for the server. It always accepts localhost, IP
                addresses, names without a dot and AWS host names, and rejects all others, because a web page could use
                them. A name such as ".example.com" allows all its subdomains.
        """
        from .server import serve  # most tests do not need a server

        return serve(
            self._server_host(),
            host=host,
            port=port,
            agent_port=agent_port,
            agent_token=agent_token,
            agent_ttl=agent_ttl,
            allow_hosts=allow_hosts,
        )

    def agent(self, port: int | None = None, *, token: str | None = None, ttl: int = 300) -> "Agent":
        """Answer the Secrets Manager Agent's and the Lambda extension's HTTP requests of this process.

            with fake.agent():
                url = "http://localhost:2773/secretsmanager/get?secretId=app/db"
                requests.get(url, headers={"X-Aws-Parameters-Secrets-Token": os.environ["AWS_SESSION_TOKEN"]})

        Inside the `with` block, connections to this port of localhost reach the fake, from every HTTP library that
        uses Python's sockets. The port is not taken, so tests can run in parallel. The block sets a missing
        AWS_SESSION_TOKEN in `os.environ` if AWS_ACCESS_KEY_ID is missing or a placeholder: an account id, `test`,
        `testing`, `fake` or `dummy`. A session token would make your own access key invalid.

        Args:
            port: The port. By default PARAMETERS_SECRETS_EXTENSION_HTTP_PORT, or 2773.
            token: The token that the requests need. By default, any text is valid, even without AWS_SESSION_TOKEN.
            ttl: How long the agent caches a value, in seconds of the fake's clock.
        """
        from .agent import Agent, default_port
        from .server import require_port

        port = default_port() if port is None else port
        require_port("port", port, "for example fake.agent(port=2773)", lowest=1)
        return Agent(lambda: self.serve(agent_port=0, agent_token=token, agent_ttl=ttl), port, token)

    def httpx_transport(self) -> "HttpxTransport":
        """Return a transport for httpx whose requests this fake answers, sync and async.

            client = httpx.Client(transport=fake.httpx_transport())
            client.get("http://localhost:2773/secretsmanager/get", params={"secretId": "app/db"}, headers=headers)

        It answers what a server of `serve` answers, whatever the host of the URL is.
        """
        try:
            from .httpx_transport import HttpxTransport
        except ModuleNotFoundError as error:
            if error.name != "httpx":
                raise
            raise Misuse(
                "httpx_transport() was called without httpx; expected httpx to be installed, "
                "for example pip install httpx"
            ) from None

        return HttpxTransport(self._server_host())

    def _server_host(self) -> "Host":
        from .server import Host

        return Host(
            self._engine,
            lambda: self._rotations,
            now,
            self._matching_body,
            self._server_settings,
            tell_events=self._tell_events,
            forget=self._forget_state,
        )

    @cached_property
    def _server_settings(self) -> "list[Settings]":
        """The settings of the servers that run."""
        return []


for _part in FakeSecretsManager.__mro__[1:-1]:
    for _name, _method in vars(_part).items():
        if isinstance(_method, FunctionType):  # Python's own errors then name the public class
            _method.__qualname__ = f"{FakeSecretsManager.__qualname__}.{_name}"


def _nearest_attribute(name: str, valid: list[str]) -> str:
    import difflib

    public = [attribute for attribute in valid if not attribute.startswith("_")]
    longer = [attribute for attribute in public if attribute.startswith(f"{name}_")]
    close = longer or difflib.get_close_matches(name, public, 1)
    return (not longer and did_you_mean(name, public)) or (f" (did you mean {close[0]!r}?)" if close else "")


@cache
def _is_region(name: str) -> bool:
    try:
        Engine(0, 0).check_caller(name)
    except Misuse:
        return False
    return True
