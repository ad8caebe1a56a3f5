"""The agent on localhost:2773 for code in this process, and HTTP libraries without an SDK."""

import asyncio
import errno
import http.client
import json
import os
import re
import socket
import sys
import urllib.request

import aiohttp
import httpx
import pytest
import requests
import responses
import respx
import urllib3

from fake_secrets_manager import FakeSecretsManager, Misuse

PATH = "/secretsmanager/get?secretId=app/db"


def headers():
    return {"X-Aws-Parameters-Secrets-Token": os.environ["AWS_SESSION_TOKEN"]}


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch):
    for name in ("AWS_SESSION_TOKEN", "PARAMETERS_SECRETS_EXTENSION_HTTP_PORT"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def fake():
    return FakeSecretsManager(secrets={"app/db": "hunter2"})


def with_http_client(url):
    connection = http.client.HTTPConnection(url.split("//")[1])
    connection.request("GET", PATH, headers=headers())
    answer = connection.getresponse().read()
    connection.close()
    return answer


def with_urllib(url):
    with urllib.request.urlopen(urllib.request.Request(url + PATH, headers=headers())) as answer:
        return answer.read()


def with_urllib3(url):
    with urllib3.PoolManager() as pool:
        return pool.request("GET", url + PATH, headers=headers()).data


def with_requests(url):
    return requests.get(url + PATH, headers=headers(), timeout=10).content


def with_httpx(url):
    return httpx.get(url + PATH, headers=headers()).content


def with_httpx_async(url):
    async def get():
        async with httpx.AsyncClient() as client:
            return (await client.get(url + PATH, headers=headers())).content

    return asyncio.run(get())


def with_aiohttp(url):
    async def get():
        async with aiohttp.ClientSession() as session, session.get(url + PATH, headers=headers()) as answer:
            return await answer.read()

    return asyncio.run(get())


CLIENTS = [with_http_client, with_urllib, with_urllib3, with_requests, with_httpx, with_httpx_async, with_aiohttp]


@pytest.mark.parametrize("get", CLIENTS)
@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_the_agent_works_with_every_http_library(fake, get, host):
    before = (socket.socket.connect, socket.socket.connect_ex, dict(os.environ))
    with fake.agent():
        assert json.loads(get(f"http://{host}:2773"))["SecretString"] == "hunter2"
    assert (socket.socket.connect, socket.socket.connect_ex, dict(os.environ)) == before
    assert "connect" not in vars(socket.socket)


def test_the_agent_has_a_port_a_token_and_a_cache(fake, monkeypatch):
    monkeypatch.setenv("PARAMETERS_SECRETS_EXTENSION_HTTP_PORT", "12773")
    with fake.agent(token="the-token", ttl=60) as agent:
        assert (agent.port, agent.url) == (12773, "http://localhost:12773")
        assert os.environ["AWS_SESSION_TOKEN"] == "the-token"
        assert json.loads(with_requests(agent.url))["SecretString"] == "hunter2"
        wrong = {"X-Aws-Parameters-Secrets-Token": "wrong"}
        assert requests.get(agent.url + PATH, headers=wrong, timeout=10).status_code == 403
        assert requests.get(agent.url + PATH, timeout=10).status_code == 403
        fake.put_secret_value(SecretId="app/db", SecretString="changed")
        assert json.loads(with_requests(agent.url))["SecretString"] == "hunter2"
        fake.advance(seconds=61)
        assert json.loads(with_requests(agent.url))["SecretString"] == "changed"
        with FakeSecretsManager(secrets={"app/db": "inner"}).agent():
            assert json.loads(with_requests("http://localhost:12773"))["SecretString"] == "inner"
        assert json.loads(with_requests(agent.url))["SecretString"] == "changed"
        assert repr(agent) == "<Agent of a FakeSecretsManager at http://localhost:12773>"
    for wrong_port in ("2773", -1, 0, 70_000, True):
        with pytest.raises(Misuse, match=r"port is .*; expected a number from 1 to 65535"):
            fake.agent(port=wrong_port)


@pytest.mark.parametrize("wrong", ["0", "65536", "99999", "-1", "2774x", "\N{ARABIC-INDIC DIGIT TWO}773"])
def test_an_invalid_port_in_the_environment_is_rejected(fake, monkeypatch, wrong):
    monkeypatch.setenv("PARAMETERS_SECRETS_EXTENSION_HTTP_PORT", wrong)
    with pytest.raises(Misuse, match=r"HTTP_PORT is '.*'; expected a number from 1 to 65535, for example 2773"):
        fake.agent()
    monkeypatch.setenv("PARAMETERS_SECRETS_EXTENSION_HTTP_PORT", "")
    assert fake.agent().port == 2773


def test_connect_ex_returns_its_error(fake):
    with fake.agent() as agent:
        with socket.socket(socket.AF_INET6) as connection:
            assert connection.connect_ex(("::1", agent.port, 0, 0)) == errno.ECONNREFUSED
            with pytest.raises(ConnectionRefusedError):
                connection.connect(("::1", agent.port, 0, 0))
        with socket.socket() as connection:
            assert connection.connect_ex(("127.0.0.1", agent.port)) == 0


@pytest.mark.parametrize(
    ("access_key", "is_set"),
    [(None, True), ("123456789012", True), ("testing", True), ("AKIAIOSFODNN7EXAMPLE", False)],
)
def test_the_session_token_is_not_set_if_the_user_has_an_access_key(fake, monkeypatch, access_key, is_set):
    if access_key is not None:
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", access_key)
    before = dict(os.environ)
    with fake.agent() as agent:
        assert ("AWS_SESSION_TOKEN" in os.environ) is is_set
        any_text = {"X-Aws-Parameters-Secrets-Token": "local"}
        assert requests.get(agent.url + PATH, headers=any_text, timeout=10).status_code == 200
    assert dict(os.environ) == before


def test_other_connections_are_not_affected(fake):
    with fake.serve() as server, fake.agent():
        assert requests.get(server.url + "/_fake/health", timeout=10).json()["status"] == "ok"
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen()
            with socket.socket() as other:
                other.connect(listener.getsockname())


def test_keeps_a_replacement_of_connect(fake):
    agent = fake.agent()
    with agent:
        inner = socket.socket.connect
        socket.socket.connect = lambda self, address: inner(self, address)
        assert json.loads(with_requests(agent.url))["SecretString"] == "hunter2"
    try:
        with fake.agent():
            assert json.loads(with_requests(agent.url))["SecretString"] == "hunter2"
    finally:
        del socket.socket.connect


def test_a_variable_that_monkeypatch_sets_again_is_restored(pytester):
    pytester.makepyfile("""
        import os

        def test_a(fake_secrets_manager, monkeypatch):
            with fake_secrets_manager.serve(), fake_secrets_manager.agent():
                monkeypatch.setenv("AWS_ENDPOINT_URL_SECRETS_MANAGER", "http://other.test")
                monkeypatch.setenv("AWS_SESSION_TOKEN", "other")
            assert os.environ["AWS_ENDPOINT_URL_SECRETS_MANAGER"] == "http://other.test"

        def test_b():
            assert "AWS_ENDPOINT_URL_SECRETS_MANAGER" not in os.environ
            assert "AWS_SESSION_TOKEN" not in os.environ
    """)
    pytester.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(passed=2)


def test_a_transport_for_httpx(fake):
    with httpx.Client(transport=fake.httpx_transport()) as client:
        found = client.get("http://localhost:2773" + PATH, headers={"X-Aws-Parameters-Secrets-Token": "any"})
        assert found.json()["SecretString"] == "hunter2"
        call = {"url": "https://secretsmanager.us-east-1.amazonaws.com", "json": {"SecretId": "app/db"}}
        target = {"X-Amz-Target": "secretsmanager.GetSecretValue"}
        assert client.post(**call, headers=target).json()["SecretString"] == "hunter2"
        fake.fail("GetSecretValue", "ThrottlingException")
        assert client.post(**call, headers=target).status_code == 400
        errors = {
            "refused": httpx.ConnectError,
            "connect-timeout": httpx.ConnectTimeout,
            "reset": httpx.ReadError,
            "read-timeout": httpx.ReadTimeout,
            "truncated": httpx.RemoteProtocolError,
        }
        for connection, error in errors.items():
            fake.fail("GetSecretValue", connection=connection, when=lambda request: request["SecretId"] == "app/db")
            with pytest.raises(error):
                client.post(**call, headers=target)
        assert client.get("http://anything.example/_fake/health").json()["status"] == "ok"


def test_a_transport_without_httpx_is_an_error_with_advice(fake, monkeypatch):
    monkeypatch.delitem(sys.modules, "fake_secrets_manager.httpx_transport", raising=False)
    monkeypatch.setitem(sys.modules, "httpx", None)
    with pytest.raises(Misuse, match="expected httpx to be installed, for example pip install httpx"):
        fake.httpx_transport()


def test_events_of_a_transport_for_httpx_arrive(fake):
    heard = []
    with httpx.Client(transport=fake.httpx_transport()) as client:
        fake.on_event(lambda event: heard.append(event["detail"]["eventName"]))
        client.get("http://localhost:2773" + PATH, headers={"X-Aws-Parameters-Secrets-Token": "any"})
    assert heard == ["GetSecretValue"]


async def test_a_transport_for_async_httpx(fake):
    arn = fake.on_rotate("rotate", lambda event, context: None)
    async with httpx.AsyncClient(transport=fake.httpx_transport()) as client:
        found = await client.post(
            "https://secretsmanager.us-east-1.amazonaws.com",
            json={"SecretId": "app/db", "RotationLambdaARN": arn, "ClientRequestToken": "1" * 32},
            headers={"X-Amz-Target": "secretsmanager.RotateSecret"},
        )
        assert found.json()["Name"] == "app/db"
    assert len(fake.rotations[0].steps) == 4


ENDPOINT = re.compile(r"https://secretsmanager\.[a-z0-9-]+\.amazonaws\.com/")
TARGET = {"X-Amz-Target": "secretsmanager.GetSecretValue"}


def test_the_recipe_for_responses(fake):
    with responses.RequestsMock() as mock:
        mock.add_callback("POST", ENDPOINT, lambda request: fake.handle(request.headers, request.body))
        url = "https://secretsmanager.eu-west-1.amazonaws.com/"
        found = requests.post(url, json={"SecretId": "app/db"}, headers=TARGET, timeout=10)
        assert found.json()["SecretString"] == "hunter2"


def test_the_recipe_for_respx(fake):
    def answer(request):
        status, headers, body = fake.handle(request.headers, request.content)
        return httpx.Response(status, headers=headers, content=body)

    with respx.mock() as mock:
        mock.post(url__regex=ENDPOINT.pattern).mock(side_effect=answer)
        url = "https://secretsmanager.us-east-1.amazonaws.com/"
        assert httpx.post(url, json={"SecretId": "app/db"}, headers=TARGET).json()["SecretString"] == "hunter2"
