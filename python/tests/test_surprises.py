"""What a careful user expects and once did not get: the machine, other clients, other libraries' order of unwinding."""

import asyncio
import http.client
import logging
import os
import socket
import subprocess
import sys
import threading
import urllib.request

import boto3
import pytest
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.endpoint import Endpoint
from botocore.exceptions import ClientError, NoRegionError, ParamValidationError
from botocore.httpsession import URLLib3Session
from botocore.session import Session
from botocore.signers import RequestSigner

from fake_secrets_manager import FakeSecretsManager, Misuse, UnansweredRequestError, interception

CONFIG = "[default]\nregion = eu-west-3\n[profile other]\nregion = eu-north-1\n"


def read(client, secret_id="app/db"):
    return client.get_secret_value(SecretId=secret_id)["SecretString"]


ENDPOINT_OF_CHILD = """
import os
print(os.environ.get("AWS_ENDPOINT_URL_SECRETS_MANAGER", os.environ.get("AWS_ENDPOINT_URL")))
"""


def endpoint_of_child(env=None):
    command = [sys.executable, "-c", ENDPOINT_OF_CHILD]
    return subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()


class TestRegion:
    @pytest.mark.parametrize(
        ("variables", "region"),
        [
            ({}, "us-east-1"),
            ({"AWS_REGION": "eu-west-1"}, "eu-west-1"),
            ({"AWS_DEFAULT_REGION": "eu-west-1"}, "eu-west-1"),
            ({"AWS_DEFAULT_REGION": "eu-west-1", "AWS_REGION": "eu-west-2"}, "eu-west-1"),
            ({"AWS_CONFIG_FILE": CONFIG}, "eu-west-3"),
            ({"AWS_CONFIG_FILE": CONFIG, "AWS_PROFILE": "other"}, "eu-north-1"),
            ({"AWS_CONFIG_FILE": CONFIG, "AWS_DEFAULT_REGION": "eu-west-1"}, "eu-west-1"),
            ({"AWS_DEFAULT_REGION": "local"}, "us-east-1"),
            ({"AWS_CONFIG_FILE": "no [configuration"}, "us-east-1"),
        ],
    )
    def test_a_fake_without_region_uses_that_of_its_clients(self, monkeypatch, tmp_path, variables, region):
        for name, value in variables.items():
            if name == "AWS_CONFIG_FILE":
                (tmp_path / "config").write_text(value)
                value = str(tmp_path / "config")
            monkeypatch.setenv(name, value)
        with FakeSecretsManager(secrets={"app/db": "hunter2"}) as fake:
            assert fake.region == region
            if "no [conf" not in variables.get("AWS_CONFIG_FILE", ""):
                client = boto3.client("secretsmanager")
                assert (client.meta.region_name, read(client)) == (region, "hunter2")

    def test_the_region_of_the_default_session(self, monkeypatch):
        monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
        boto3.setup_default_session(region_name="ca-central-1")
        with FakeSecretsManager(secrets={"app/db": "hunter2"}):
            assert read(boto3.client("secretsmanager")) == "hunter2"

    def test_the_given_region_applies_to_clients_without_region(self, monkeypatch):
        monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
        with FakeSecretsManager(region="ap-south-1", secrets={"app/db": "hunter2"}) as fake:
            fake.seed({"app/db": "paris"}, region="eu-west-3")
            assert read(boto3.client("secretsmanager")) == "hunter2"
            assert read(boto3.session.Session().client("secretsmanager")) == "hunter2"
            assert read(boto3.client("secretsmanager", "eu-west-3")) == "paris"
            assert read(Session().create_client("secretsmanager", "eu-west-3")) == "paris"
            assert read(boto3.client("secretsmanager", config=Config(region_name="eu-west-3"))) == "paris"
            assert boto3.client("sqs").meta.region_name == "eu-west-1"

    def test_clients_of_other_services_keep_their_region_or_get_a_default(self):
        with FakeSecretsManager(region="ap-south-1"):
            assert boto3.client("sqs").meta.region_name == "ap-south-1"
        with pytest.raises(NoRegionError):
            boto3.client("sqs")


class TestAccount:
    def test_the_account_of_an_access_key_in_the_environment(self, monkeypatch):
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "222222222222")
        with FakeSecretsManager():
            assert ":222222222222:" in boto3.client("secretsmanager").create_secret(Name="a")["ARN"]

    def test_the_account_of_an_access_key_in_a_profile(self, monkeypatch, tmp_path):
        (tmp_path / "credentials").write_text("[default]\naws_access_key_id=222222222222\naws_secret_access_key=x\n")
        monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
        with FakeSecretsManager():
            assert ":222222222222:" in boto3.client("secretsmanager").create_secret(Name="a")["ARN"]

    def test_the_account_of_an_assumed_role(self):
        from moto import mock_aws

        with mock_aws(), FakeSecretsManager():
            role = "arn:aws:iam::222222222222:role/reader"
            credentials = boto3.client("sts").assume_role(RoleArn=role, RoleSessionName="session")["Credentials"]
            client = boto3.client(
                "secretsmanager",
                aws_access_key_id=credentials["AccessKeyId"],
                aws_secret_access_key=credentials["SecretAccessKey"],
                aws_session_token=credentials["SessionToken"],
            )
            assert ":222222222222:" in client.create_secret(Name="a")["ARN"]

    def test_sessions_do_not_keep_credentials_of_the_fake(self):
        with FakeSecretsManager():
            boto3.client("secretsmanager").list_secrets()
        assert boto3.DEFAULT_SESSION._session._credentials is None


class TestElsewhere:
    def test_a_hint_is_logged_once(self, caplog):
        with FakeSecretsManager(region="us-east-1", secrets={"app/db": "hunter2"}) as fake:
            client = boto3.client("secretsmanager", region_name="eu-west-1")
            for _ in range(2):
                with pytest.raises(client.exceptions.ResourceNotFoundException):
                    read(client)
            with pytest.raises(ClientError):
                fake.call("GetSecretValue", {"SecretId": "gone"}, region="eu-west-1")
        assert [record.levelno for record in caplog.records if record.name == "fake_secrets_manager"] == [
            logging.WARNING
        ]
        assert 'did not find "app/db" in eu-west-1' in caplog.text
        assert "hunter2" not in caplog.text

    def test_a_direct_call_gives_the_hint_too(self, caplog):
        fake = FakeSecretsManager(secrets={"app/db": "hunter2"})
        with pytest.raises(ClientError):
            fake.call("GetSecretValue", {"SecretId": "app/db"}, account_id="222222222222")
        assert "in us-east-1 of account 123456789012" in caplog.text

    def test_the_report_of_a_failed_test_contains_the_hint(self, pytester):
        pytester.makepyfile("""
            import boto3

            def test_it(fake_secrets_manager):
                fake_secrets_manager.create_secret(Name="app/db", SecretString="hunter2")
                boto3.client("secretsmanager", region_name="eu-west-1").get_secret_value(SecretId="app/db")
        """)
        told = pytester.runpytest_inprocess("-p", "no:logging")
        told.stdout.fnmatch_lines(["*Hints of fake_secrets_manager*", '*did not find "app/db" in eu-west-1*us-east-1*'])


class TestNothingSurvives:
    METHODS = (
        (Endpoint, "_do_get_response"),
        (Endpoint, "_needs_retry"),
        (RequestSigner, "sign"),
        (Session, "create_client"),
        (Session, "__init__"),
        (URLLib3Session, "send"),
        (http.client.HTTPConnection, "putrequest"),
        (http.client.HTTPConnection, "set_tunnel"),
        (socket, "getaddrinfo"),
    )

    def state(self):
        return [vars(owner).get(name) for owner, name in self.METHODS], dict(os.environ)

    def test_nothing_survives_monkeypatch(self):
        before, patch, fake = self.state(), pytest.MonkeyPatch(), FakeSecretsManager()
        fake.start()
        patch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
        patch.setenv("AWS_ACCESS_KEY_ID", "mine")
        fake.stop()
        patch.undo()
        assert self.state() == before

    def test_nothing_survives_moto(self):
        from moto import mock_aws

        before, moto, fake = self.state(), mock_aws(), FakeSecretsManager()
        fake.start()
        moto.start()
        fake.stop()
        moto.stop()
        assert self.state() == before

    def test_an_access_key_is_never_offered_without_its_secret(self, monkeypatch):
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "mine")
        with FakeSecretsManager():
            assert "AWS_ACCESS_KEY_ID" not in os.environ

    def test_nothing_survives_a_spy_that_is_restored_after_the_fake(self):
        before, patch, fake = self.state(), pytest.MonkeyPatch(), FakeSecretsManager(secrets={"app/db": "hunter2"})
        fake.start()
        ours = Endpoint._do_get_response
        patch.setattr(Endpoint, "_do_get_response", lambda *args: ours(*args))
        fake.stop()
        patch.undo()
        with fake:
            assert read(boto3.client("secretsmanager")) == "hunter2"
        assert self.state() == before

    def test_undoing_an_outer_spy_lets_no_request_through(self):
        patch, original = pytest.MonkeyPatch(), Endpoint._do_get_response
        patch.setattr(Endpoint, "_do_get_response", lambda *args: original(*args))
        with FakeSecretsManager(secrets={"app/db": "hunter2"}):
            client = boto3.client("secretsmanager")
            assert read(client) == "hunter2"
            patch.undo()
            with pytest.raises(UnansweredRequestError, match=r"POST https://secretsmanager\..*\(GetSecretValue\)"):
                read(client)

    def test_child_processes_do_not_reach_aws(self):
        with FakeSecretsManager():
            assert endpoint_of_child() == "http://fake-secrets-manager.invalid"
        assert endpoint_of_child() == "None"

    @pytest.mark.parametrize("copy", [lambda: {**os.environ, "X": "1"}, os.environ.copy, os.environb.copy, dict])
    def test_child_processes_with_an_environment_of_their_own_do_not_reach_aws(self, copy):
        with FakeSecretsManager():
            assert endpoint_of_child(copy()) == "http://fake-secrets-manager.invalid"
        assert endpoint_of_child(copy()) == "None"

    @pytest.mark.parametrize("name", ["AWS_ENDPOINT_URL_SECRETS_MANAGER", "AWS_ENDPOINT_URL"])
    def test_a_child_process_keeps_an_endpoint_of_its_own(self, name):
        with FakeSecretsManager():
            assert endpoint_of_child({name: "http://localhost:5000"}) == "http://localhost:5000"

    def test_a_child_process_with_a_copy_of_the_environment_reaches_the_server(self):
        with FakeSecretsManager() as fake, fake.serve() as server:
            assert endpoint_of_child(os.environ.copy()) == server.url

    @pytest.mark.parametrize("copy", [lambda: None, os.environ.copy])
    def test_child_processes_do_not_reach_aws_while_a_fake_is_required(self, copy):
        undo = interception.require_fake()
        try:
            assert endpoint_of_child(copy()) == "http://fake-secrets-manager.invalid"
            fake = FakeSecretsManager().start()
            fake.stop()
            assert endpoint_of_child(copy()) == "http://fake-secrets-manager.invalid"
            fake.start()
        finally:
            undo()
        assert endpoint_of_child(copy()) == "http://fake-secrets-manager.invalid"
        fake.stop()
        assert endpoint_of_child(copy()) == "None"

    @pytest.mark.parametrize("copy", [lambda: None, os.environ.copy])
    def test_child_processes_of_a_fake_that_allows_requests_reach_aws(self, copy):
        with FakeSecretsManager(allow_requests_to_aws=True):
            assert endpoint_of_child(copy()) == "None"
            with FakeSecretsManager():
                assert endpoint_of_child(copy()) == "http://fake-secrets-manager.invalid"
            assert endpoint_of_child(copy()) == "None"
        with FakeSecretsManager():
            with FakeSecretsManager(allow_requests_to_aws=True):
                assert endpoint_of_child(copy()) == "None"
            assert endpoint_of_child(copy()) == "http://fake-secrets-manager.invalid"

    async def test_child_processes_of_asyncio_do_not_reach_aws(self):
        with FakeSecretsManager():
            command = (sys.executable, "-c", ENDPOINT_OF_CHILD)
            child = await asyncio.create_subprocess_exec(*command, env={}, stdout=subprocess.PIPE)
            output, _ = await child.communicate()
        assert output.decode().strip() == "http://fake-secrets-manager.invalid"


class TestGuard:
    HOST = "secretsmanager.us-east-1.amazonaws.com"

    def raw(self):
        request = AWSRequest("POST", f"https://{self.HOST}/", {"X-Amz-Target": "secretsmanager.GetSecretValue"}, b"{}")
        URLLib3Session().send(request.prepare())

    def urllib3(self):
        import urllib3

        urllib3.PoolManager().request("POST", f"https://{self.HOST}/", retries=False)

    def urllib3_by_a_proxy(self):
        import urllib3

        with socket.create_server(("127.0.0.1", 0)) as server:
            proxy = urllib3.ProxyManager(f"http://127.0.0.1:{server.getsockname()[1]}", timeout=1)
            proxy.request("POST", f"https://{self.HOST}/", retries=False)

    def http_client(self):
        http.client.HTTPSConnection(self.HOST).request("POST", "/", b"{}")

    def standard_library(self):
        urllib.request.urlopen(f"https://{self.HOST}/", data=b"{}")

    def plain_socket(self):
        socket.create_connection((self.HOST, 443), timeout=1)

    async def loop(self):
        import asyncio

        await asyncio.open_connection(self.HOST, 443)

    @pytest.mark.parametrize(
        "send",
        [raw, urllib3, urllib3_by_a_proxy, http_client, standard_library, plain_socket],
        ids=lambda f: f.__name__,
    )
    def test_a_request_to_aws_is_an_error(self, send):
        with (
            FakeSecretsManager(),
            pytest.raises(
                UnansweredRequestError,
                match=r"secretsmanager\.us-east-1\.amazonaws\.com.*; expected a client.*fake\.serve\(\)",
            ),
        ):
            send(self)

    def test_can_block_requests_while_no_fake_is_active(self):
        before = Endpoint._do_get_response
        undo = interception.require_fake()
        try:
            client = boto3.client("secretsmanager", "us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
            for _ in range(2):
                for call in (self.raw, self.plain_socket, lambda: read(client)):
                    with pytest.raises(UnansweredRequestError, match="because no fake is active, and pytest's setting"):
                        call()
                with FakeSecretsManager(secrets={"app/db": "hunter2"}):
                    assert read(client) == "hunter2"
        finally:
            undo()
        assert Endpoint._do_get_response is before

    async def test_a_connection_of_an_event_loop(self):
        with FakeSecretsManager(), pytest.raises(UnansweredRequestError):
            await self.loop()

    def test_it_can_be_switched_off(self, monkeypatch):
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: (_ for _ in ()).throw(OSError("no network")))
        with FakeSecretsManager(allow_requests_to_aws=True), pytest.raises(OSError, match="no network"):
            self.plain_socket()

    def test_other_hosts_are_not_affected(self):
        with FakeSecretsManager(), socket.create_server(("127.0.0.1", 0)) as server:
            socket.create_connection(("localhost", server.getsockname()[1]), timeout=5).close()


class TestDirectCalls:
    @pytest.fixture
    def fake(self):
        return FakeSecretsManager()

    @pytest.mark.parametrize("error", [Misuse, ParamValidationError, TypeError])
    def test_an_unknown_member_is_rejected_as_in_boto3(self, fake, error):
        with pytest.raises(error, match=r'unknown member "SecretStrng" \(did you mean "SecretString"\?\)'):
            fake.create_secret(Name="a", SecretStrng="x")
        assert len(fake) == 0

    def test_text_for_bytes_is_encoded_as_in_boto3(self, fake):
        for name, create in (("direct", fake.create_secret), ("boto3", fake.client().create_secret)):
            create(Name=name, SecretBinary="abcd")
            assert fake.get_secret_value(SecretId=name)["SecretBinary"] == b"abcd"

    def test_errors_are_the_exceptions_of_every_client(self, fake):
        loaded = boto3.session.Session(region_name="us-east-1").client("secretsmanager")
        assert loaded.exceptions.ResourceNotFoundException
        other = boto3.client("dynamodb", region_name="us-east-1")
        for client in (loaded, boto3.session.Session(region_name="us-east-1").client("secretsmanager"), fake.client()):
            try:
                fake.get_secret_value(SecretId="gone")
            except other.exceptions.ResourceNotFoundException:
                pytest.fail("the exception of another service")
            except client.exceptions.ResourceNotFoundException as error:
                caught = error
            assert caught.code == caught.response["Error"]["Code"] == "ResourceNotFoundException"

    def test_errors_of_clients_are_their_own_exceptions(self, fake):
        with pytest.raises(ClientError):
            fake.get_secret_value(SecretId="gone")
        client = boto3.session.Session(region_name="us-east-1").client("secretsmanager")
        fake.intercept(client)
        with pytest.raises(client.exceptions.ResourceNotFoundException):
            read(client)


class TestContexts:
    def test_threads_reach_the_fakes_that_they_entered(self):
        barrier, seen = threading.Barrier(2), {}

        def work(name):
            with FakeSecretsManager(region="us-east-1", secrets={"who": name}):
                barrier.wait(30)
                client = boto3.session.Session(region_name="us-east-1").client("secretsmanager")
                seen[name] = read(client, "who")
                barrier.wait(30)

        threads = [threading.Thread(target=work, args=(name,)) for name in "ab"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert seen == {"a": "a", "b": "b"}

    async def test_tasks_reach_the_fakes_that_they_entered(self):
        import asyncio

        barrier = asyncio.Event()

        async def work(name):
            async with FakeSecretsManager(region="us-east-1", secrets={"who": name}):
                await barrier.wait()
                return read(boto3.client("secretsmanager", region_name="us-east-1"), "who")

        tasks = [asyncio.create_task(work(name)) for name in "ab"]
        await asyncio.sleep(0)
        barrier.set()
        assert await asyncio.gather(*tasks) == ["a", "b"]

    def test_a_thread_of_the_code_under_test_reaches_the_innermost(self):
        seen = []
        with FakeSecretsManager(secrets={"app/db": "hunter2"}):
            thread = threading.Thread(target=lambda: seen.append(read(boto3.client("secretsmanager"))))
            thread.start()
            thread.join()
        assert seen == ["hunter2"]


@pytest.mark.parametrize("registered", ["before", "after"])
def test_all_events_of_botocore_fire(registered):
    client, seen = boto3.client("secretsmanager", region_name="us-east-1"), []

    def register():
        for event in ("choose-signer", "before-sign", "before-send"):
            name = f"{event}.secrets-manager.ListSecrets"
            client.meta.events.register(name, lambda event_name, **_: seen.append(event_name.partition(".")[0]))

    if registered == "before":
        register()
    with FakeSecretsManager():
        if registered == "after":
            register()
        client.list_secrets()
    assert seen == ["choose-signer", "before-sign", "before-send"]
