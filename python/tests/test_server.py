"""The server: `fake.serve()` and the commands `serve` and `exec`."""

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import boto3
import pytest
from children import context_of, run_in_child

from fake_secrets_manager import FakeSecretsManager, Misuse, environment

COMMAND = [sys.executable, "-m", "fake_secrets_manager"]
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}


def request(url, method="GET", body=None, **headers):
    """Return status and body, even of an error."""
    data = None if body is None else body.encode()
    asked = urllib.request.Request(url, data, {n.replace("_", "-"): v for n, v in headers.items()}, method=method)
    try:
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def control(server, name, members=None):
    status, body = request(f"{server.url}/_fake/{name}", "POST", json.dumps(members or {}))
    return status, json.loads(body)


def client_of(server, service="secretsmanager"):
    return boto3.client(
        service,
        endpoint_url=server.url,
        region_name="us-east-1",
        aws_access_key_id="123456789012",
        aws_secret_access_key="none",
    )


@contextlib.contextmanager
def command(*arguments, **options):
    """Start a command, and wait until it has printed its address."""
    child = subprocess.Popen(
        [*COMMAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT, **options
    )
    try:
        line = child.stdout.readline()
        yield child, line.strip().partition("=")[2]
    finally:
        child.kill()
        child.communicate()


@pytest.fixture
def server():
    with FakeSecretsManager(secrets={"app/db": "hunter2"}).serve() as server:
        yield server


def test_a_server_shares_the_state_of_its_fake():
    fake = FakeSecretsManager(secrets={"app/db": "hunter2"})
    server = fake.serve()
    client = client_of(server)
    assert client.get_secret_value(SecretId="app/db")["SecretString"] == "hunter2"
    client.create_secret(Name="made/outside", SecretString="x")
    assert fake.get_secret_value(SecretId="made/outside")["SecretString"] == "x"
    with pytest.raises(client.exceptions.ResourceNotFoundException, match="can't find the specified secret"):
        client.get_secret_value(SecretId="gone")
    server.stop()
    server.stop()
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", server.port))


def test_rotation_functions_run_for_requests_of_other_processes():
    fake = FakeSecretsManager(secrets={"app/db": "old"})
    steps = []

    def rotate(event, _context):
        steps.append(event["Step"])
        if event["Step"] == "createSecret":
            fake.put_secret_value(
                SecretId=event["SecretId"],
                ClientRequestToken=event["ClientRequestToken"],
                SecretString="new",
                VersionStages=["AWSPENDING"],
            )

    arn = fake.on_rotate("rotate", rotate)
    with fake.serve() as server:
        client = client_of(server)
        client.rotate_secret(SecretId="app/db", RotationLambdaARN=arn, RotationRules={"AutomaticallyAfterDays": 1})
        assert steps == ["createSecret", "setSecret", "testSecret", "finishSecret"]
        status, moved = control(server, "advance", {"days": 2})
    assert status == 200
    assert {event["event"] for event in moved["events"]} <= {"RotationSucceeded", "RotationFailed"}
    assert moved["events"][0]["secretId"] == fake.describe_secret(SecretId="app/db")["ARN"]
    assert len(steps) > 4, "the schedule rotates as the clock is moved"


def test_controls(server):
    assert control(server, "freeze", {"at": "2026-01-01T00:00:00Z"}) == (
        200,
        {"events": [], "now": "2026-01-01T00:00:00.000Z"},
    )
    client = client_of(server)
    client.create_secret(Name="b", SecretString="x")
    assert control(server, "reset") == (200, {})
    assert [secret["Name"] for secret in client.list_secrets()["SecretList"]] == ["app/db"]
    status, refused = control(server, "advance", {"day": 1})
    assert status == 400
    assert 'advance got "day"' in refused["error"]
    assert request(f"{server.url}/_fake/reset", "POST", Origin="https://evil.example")[0] == 403
    assert request(f"{server.url}/_fake/reset", "POST", Host="evil.example")[0] == 403


def test_other_services_of_aws(server):
    assert client_of(server, "sts").get_caller_identity()["Account"] == "123456789012"
    parameters = client_of(server, "ssm")
    name = "/aws/reference/secretsmanager/app/db"
    assert parameters.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"] == "hunter2"
    with pytest.raises(parameters.exceptions.ParameterNotFound):
        parameters.get_parameter(Name="/plain")


def test_the_agent_answers_on_a_port_of_its_own():
    server = FakeSecretsManager(secrets={"app/db": "hunter2"}).serve(agent_port=0, agent_token="right")
    with server:
        assert server.agent_url != server.url
        assert server.env["AWS_SESSION_TOKEN"] == "right"
        url = f"{server.agent_url}/secretsmanager/get?secretId=app/db"
        status, body = request(url, X_Aws_Parameters_Secrets_Token="right")
        assert (status, json.loads(body)["SecretString"]) == (200, "hunter2")
        assert request(url, X_Aws_Parameters_Secrets_Token="wrong") == (403, "Bad Token")
        assert request(f"{server.agent_url}/_fake/reset", "POST", X_Vault_Token="right")[0] == 405


def test_the_environment_is_set_only_inside_the_block(monkeypatch):
    monkeypatch.setenv("AWS_REGION", "eu-west-3")
    monkeypatch.delenv("AWS_ENDPOINT_URL_SECRETS_MANAGER", raising=False)
    with FakeSecretsManager(region="eu-west-1").serve() as server:
        assert os.environ["AWS_REGION"] == "eu-west-1"
        assert os.environ["AWS_ENDPOINT_URL_SECRETS_MANAGER"] == server.url
    assert os.environ["AWS_REGION"] == "eu-west-3"
    assert "AWS_ENDPOINT_URL_SECRETS_MANAGER" not in os.environ


@pytest.mark.parametrize("ends", ["block", "monkeypatch"])
def test_child_processes_do_not_reach_aws_after_the_block(ends):
    name = "AWS_ENDPOINT_URL_SECRETS_MANAGER"
    child = [sys.executable, "-c", f"import os; print(os.environ.get({name!r}))"]

    def seen():
        return subprocess.run(child, capture_output=True, text=True, check=True, timeout=60).stdout.strip()

    with FakeSecretsManager() as fake:
        with fake.serve() as server:
            assert seen() == server.url
        if ends == "monkeypatch":  # what monkeypatch and pytest's hook do at teardown
            os.environ[name] = "http://other.test"
            del os.environ[name]
            assert seen() == "None"
            environment.restore_leftovers()
        assert seen() == "http://fake-secrets-manager.invalid"
        assert name not in os.environ
    assert seen() == "None"


def change_in_child(results):
    try:
        client = boto3.client("secretsmanager")
        client.put_secret_value(SecretId="app/db", SecretString="changed")
        results.put(client.get_secret_value(SecretId="app/db")["SecretString"])
    except Exception as error:  # noqa: BLE001  told to the parent
        results.put(repr(error))


def run_child(method):
    return run_in_child(context_of(method), change_in_child)


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
@pytest.mark.parametrize("is_block", [True, False])
def test_processes_of_multiprocessing_share_the_state_of_a_served_fake(method, is_block):
    with FakeSecretsManager(secrets={"app/db": "outside"}):
        run_child(method)  # starts the forkserver, whose environment knows no server
    with FakeSecretsManager(secrets={"app/db": "hunter2"}) as fake:
        server = fake.serve()
        with server if is_block else contextlib.nullcontext():
            assert run_child(method) == "changed"
        assert fake.get_secret_value(SecretId="app/db")["SecretString"] == "changed"
        server.stop()


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_forked_process_keeps_its_copy_of_a_served_fake():
    with FakeSecretsManager(secrets={"app/db": "hunter2"}) as fake, fake.serve():
        assert run_child("fork") == "changed"
        assert fake.get_secret_value(SecretId="app/db")["SecretString"] == "hunter2"


def test_slow_and_idle_clients_do_not_block_others(server):
    address = ("127.0.0.1", server.port)
    held = [socket.create_connection(address) for _ in range(200)]
    for number, connection in enumerate(held):
        if number % 2:
            connection.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")
    start = time.monotonic()
    for _ in range(20):
        assert request(f"{server.url}/_fake/health")[0] == 200
    assert time.monotonic() - start < 10
    for connection in held:
        connection.close()


def test_a_thousand_connections(server):
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < 4_096:
        pytest.skip("too few file descriptors")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 4_096), hard))
    line = b"GET /ping HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.create_connection(("127.0.0.1", server.port))) for _ in range(1_000)]
        for connection in sockets:
            connection.sendall(line)
        for connection in sockets:
            connection.settimeout(30)
            assert connection.recv(4_096).startswith(b"HTTP/1.1 200")


def test_a_slow_rotation_function_does_not_block_others():
    fake = FakeSecretsManager(secrets={"app/db": "old"})
    going, release = threading.Event(), threading.Event()

    def rotate(_event, _context):
        going.set()
        release.wait(30)

    arn = fake.on_rotate("rotate", rotate)
    with fake.serve() as server:
        client = client_of(server)
        rotating = threading.Thread(
            target=client.rotate_secret, kwargs={"SecretId": "app/db", "RotationLambdaARN": arn}
        )
        rotating.start()
        assert going.wait(30)
        assert client_of(server).get_secret_value(SecretId="app/db")["SecretString"] == "old"
        release.set()
        rotating.join(30)


def test_a_too_large_body_gets_a_response(server):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request("POST", "/", b"x" * 20_000_000, {"X-Amz-Target": "secretsmanager.ListSecrets"})
    answer = connection.getresponse()
    assert (answer.status, answer.read()) == (413, b'{"__type":"RequestEntityTooLargeException"}')
    assert request(f"{server.url}/_fake/health")[0] == 200


def test_invalid_http_is_rejected(server):
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(b"\x16\x03\x01\x00\xff\x01 not http\r\n\r\n")
        connection.settimeout(30)
        assert connection.recv(100).startswith(b"HTTP/1.1 400")
    assert request(f"{server.url}/_fake/health")[0] == 200


def test_wrong_options_of_serve():
    fake = FakeSecretsManager()
    for options, message in [
        ({"port": -1}, "port is -1; expected a number from 0 to 65535"),
        ({"port": "80"}, "port is of type str"),
        ({"host": 1}, "host is of type int"),
        ({"agent_token": b""}, "agent_token is of type bytes"),
    ]:
        with pytest.raises(Misuse, match=message):
            fake.serve(**options)
    with fake.serve() as server, pytest.raises(OSError, match=f"cannot listen on 127.0.0.1, port {server.port}"):
        fake.serve(server.port)


def test_serve_prints_the_environment_and_stops_gracefully(tmp_path):
    seed = tmp_path / "seed.json"
    seed.write_text('{"app/db": "hunter2", "app/json": {"b": 1, "a": 2}}')
    for number in (signal.SIGINT, signal.SIGTERM):
        with command("serve", "--port", "0", "--seed", str(seed)) as (child, url):
            assert url.startswith("http://127.0.0.1:")
            headers = {"X-Amz-Target": "secretsmanager.GetSecretValue"}
            status, body = request(url, "POST", '{"SecretId":"app/json"}', **headers)
            assert (status, json.loads(body)["SecretString"]) == (200, '{"b":1,"a":2}')
            child.send_signal(number)
            assert child.wait(30) == 0


def test_serve_watches_its_seed_file(tmp_path):
    seed = tmp_path / "seed.json"
    seed.write_text('{"app/db": "one"}')
    with command("serve", "--seed", str(seed), "--watch") as (_, url):

        def value():
            headers = {"X-Amz-Target": "secretsmanager.GetSecretValue"}
            return json.loads(request(url, "POST", '{"SecretId":"app/db"}', **headers)[1]).get("SecretString")

        def becomes(expected):
            deadline = time.monotonic() + 20
            while value() != expected:
                assert time.monotonic() < deadline
                time.sleep(0.05)

        assert value() == "one"
        seed.write_text("{")
        time.sleep(1)
        assert value() == "one", "a broken file changes nothing"
        seed.write_text('{"app/db": "three"}')
        becomes("three")


def test_serve_saves_its_state(tmp_path):
    state, seed = tmp_path / "state.json", tmp_path / "seed.json"
    seed.write_text('{"app/db": "one"}')
    arguments = ("serve", "--save", str(state), "--seed", str(seed))
    with command(*arguments) as (child, url):
        headers = {"X-Amz-Target": "secretsmanager.PutSecretValue"}
        body = '{"SecretId":"app/db","SecretString":"two","ClientRequestToken":"11111111111111111111111111111111"}'
        assert request(url, "POST", body, **headers)[0] == 200
        child.terminate()
        assert child.wait(30) == 0
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["seed.json", "state.json"]
    with command(*arguments) as (_, url):
        headers = {"X-Amz-Target": "secretsmanager.GetSecretValue"}
        assert json.loads(request(url, "POST", '{"SecretId":"app/db"}', **headers)[1])["SecretString"] == "two"
    state.write_text('{"version": 999}')
    done = run(*arguments)
    assert done.returncode == 1
    assert "the state file" in done.stderr
    assert state.read_text() == '{"version": 999}'


def run(*arguments, **options):
    return subprocess.run(
        [*COMMAND, *arguments], capture_output=True, text=True, timeout=60, check=False, env=ENVIRONMENT, **options
    )


def test_exec_runs_a_command_against_a_fake(tmp_path):
    seed = tmp_path / "seed.json"
    seed.write_text('{"app/db": "hunter2"}')
    script = (
        "import boto3, sys; print(boto3.client('secretsmanager').get_secret_value(SecretId='app/db')['SecretString']);"
        "sys.exit(7)"
    )
    done = run("exec", "--seed", str(seed), "--", sys.executable, "-c", script)
    assert (done.returncode, done.stdout) == (7, "hunter2\n")


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_exec_forwards_signals():
    script = (
        "import signal, sys, time\n"
        "signal.signal(signal.SIGTERM, lambda *_: sys.exit(42))\n"
        "print('x=ready', flush=True)\n"
        "time.sleep(60)\n"
    )
    with command("exec", "--", sys.executable, "-c", script, stdin=subprocess.DEVNULL) as (child, ready):
        assert ready == "ready"
        child.terminate()
        assert child.wait(30) == 42
    assert run("exec", "--", "sh", "-c", "kill -9 $$").returncode == 137


def test_invalid_commands_print_one_line(tmp_path):
    wrong = tmp_path / "wrong.json"
    wrong.write_text('{"app/db": 5, "app/key": "s3cret"}')
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        for arguments, status, message in [
            (("serve", "--seed", str(tmp_path / "none.json")), 1, "No such file or directory"),
            (("serve", "--seed", str(wrong)), 1, 'the value of secret "app/db" is a number'),
            (("serve", "--port", port), 1, f"cannot listen on 127.0.0.1, port {port}: Address already in use"),
            (("serve", "--port", "http"), 2, "'http' is not a port"),
            (("serve", "--sed", "x"), 2, "unrecognized arguments: --sed x"),
            (("serve", "--watch"), 2, "--watch without --seed"),
            (("serve", "--region", "nowhere!"), 1, "nowhere!"),
            (("exec",), 2, "exec got no command"),
            (("exec", "--", "no-such-command"), 127, "cannot run 'no-such-command'"),
            (("exec", "--", str(Path(__file__))), 126, "Permission denied"),
            ((), 2, "COMMAND"),
        ]:
            done = run(*arguments)
            assert done.returncode == status, (arguments, done.stderr)
            assert message in done.stderr, done.stderr
            assert len(done.stderr.splitlines()) == 1, done.stderr
            assert "s3cret" not in done.stderr


def test_help_has_examples():
    assert "exec --seed secrets.json -- npm test" in run("exec", "--help").stdout
    assert "serve --port 8080" in run("serve", "--help").stdout


def test_faults_with_a_predicate_apply_to_requests_of_a_server():
    fake = FakeSecretsManager(secrets={"a": "1", "b": "2"})
    seen = []

    def is_b(given):
        seen.append(given)
        return given.get("SecretId") == "b"

    fake.fail("GetSecretValue", "ThrottlingException", times=100, when=is_b)
    with fake.serve() as server:
        client = client_of(server)
        assert client.get_secret_value(SecretId="a")["SecretString"] == "1"
        with pytest.raises(client.exceptions.ClientError, match="ThrottlingException"):
            client.get_secret_value(SecretId="b")
        assert client.list_secrets()["SecretList"]
        assert seen[0] == {"SecretId": "a"}
        fake.clear_faults()
        assert client.get_secret_value(SecretId="b")["SecretString"] == "2"


def test_a_predicate_is_called_only_with_an_operation_and_its_members():
    fake = FakeSecretsManager(secrets={"a": "1"})
    seen = []
    fake.fail("*", "ThrottlingException", times=100, when=lambda given: seen.append(given) or True)
    with fake.serve() as server:
        assert request(server.url + "/_fake/health", X_Amz_Target="secretsmanager.GetSecretValue")[0] == 200
        seed = ("POST", '{"b": "2"}')
        assert request(server.url + "/_fake/seed", *seed, X_Amz_Target="secretsmanager.GetSecretValue")[0] == 200
        token = {"X_Aws_Parameters_Secrets_Token": "any"}
        assert request(server.url + "/secretsmanager/get?secretId=a", **token)[0] == 200
        parameter = json.dumps({"Name": "/aws/reference/secretsmanager/a", "WithDecryption": True})
        assert request(server.url, "POST", parameter, X_Amz_Target="AmazonSSM.GetParameter")[0] == 200
        assert request(server.url, "POST", "[", X_Amz_Target="secretsmanager.GetSecretValue")[0] == 400
        assert seen == []
        status, body = request(server.url, "POST", '{"SecretId": "a"}', X_Amz_Target="secretsmanager.GetSecretValue")
    assert status == 400
    assert "ThrottlingException" in body
    assert seen == [{"SecretId": "a"}]


def test_events_of_requests_to_a_server_arrive_before_the_response():
    fake = FakeSecretsManager(secrets={"a": "1"})
    heard = []
    fake.on_event(lambda event: heard.append(event["detail"].get("eventName")))
    with fake.serve() as server:
        client = client_of(server)
        client.get_secret_value(SecretId="a")
        assert heard == ["GetSecretValue"]
        token = {"X_Aws_Parameters_Secrets_Token": "any"}
        assert request(server.url + "/secretsmanager/get?secretId=a", **token)[0] == 200
        assert heard == ["GetSecretValue"] * 2
        fake.fail("GetSecretValue", "ThrottlingException", when=lambda given: pytest.fail("not called after a reset"))
        assert control(server, "reset")[0] == 200
        assert (fake.unused_faults, fake._faults.predicates()) == ([], {})
        client.describe_secret(SecretId="a")
        client.get_secret_value(SecretId="a")
        assert heard[2:] == ["DescribeSecret", "GetSecretValue"]
    with fake.agent() as agent:
        assert request(agent.url + "/secretsmanager/get?secretId=a&refreshNow=true", **token)[0] == 200
    assert heard[4:] == ["GetSecretValue"]


def test_a_listener_may_be_added_while_a_server_runs():
    fake = FakeSecretsManager(secrets={"a": "1"})
    heard = []
    with fake.serve() as server:
        client = client_of(server)
        end = fake.on_event(lambda event: heard.append(event["detail"].get("eventName")))
        client.get_secret_value(SecretId="a")
        assert heard == ["GetSecretValue"]
        end()
        client.describe_secret(SecretId="a")
    assert heard == ["GetSecretValue"]


def test_each_event_arrives_once_with_concurrent_calls():
    fake = FakeSecretsManager(secrets={"a": "1"})
    heard = []
    fake.on_event(lambda event: heard.append(event["id"]))

    def call():
        for _ in range(100):
            fake.get_secret_value(SecretId="a")

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(heard) == sorted(event["id"] for event in fake.events)


def test_an_exception_of_a_predicate_is_a_response():
    fake = FakeSecretsManager(secrets={"a": "1"})
    fake.fail("GetSecretValue", "ThrottlingException", when=lambda given: given["Missing"])
    get = ("POST", '{"SecretId": "a"}')
    with fake.serve() as server:
        status, body = request(server.url, *get, X_Amz_Target="secretsmanager.GetSecretValue")
        assert (status, json.loads(body)) == (500, {"error": "the fake failed to answer: 'Missing'"})
        fake.clear_faults()
        assert request(server.url, *get, X_Amz_Target="secretsmanager.GetSecretValue")[0] == 200


@pytest.mark.parametrize("when", [None, lambda given: True])
def test_a_server_applies_delays_and_connection_faults(when):
    """With a predicate, Python finishes the request."""
    fake = FakeSecretsManager(secrets={"a": "1"})
    get = ("/", "POST", '{"SecretId": "a"}')
    with fake.serve() as server:
        url, target = server.url, {"X_Amz_Target": "secretsmanager.GetSecretValue"}
        fake.fail("GetSecretValue", delay=0.5, clock="real", when=when)
        begun = time.monotonic()
        assert request(url + get[0], *get[1:], **target)[0] == 200
        assert 0.5 <= time.monotonic() - begun < 10
        fake.fail("GetSecretValue", connection="reset", when=when)
        with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
            request(url + get[0], *get[1:], **target)
        fake.fail("GetSecretValue", connection="corrupt", when=when)
        with pytest.raises(UnicodeDecodeError):
            request(url + get[0], *get[1:], **target)
        fake.fail("GetSecretValue", connection="truncated", when=when)
        with pytest.raises(http.client.IncompleteRead):
            request(url + get[0], *get[1:], **target)
        assert request(url + get[0], *get[1:], **target)[0] == 200


def test_a_fault_breaks_the_connection_of_a_request_that_runs_a_rotation():
    fake = FakeSecretsManager(secrets={"a": "1"})
    arn = fake.on_rotate("rotate", lambda event, context: fake.get_secret_value(SecretId="a"))
    fake.fail("RotateSecret", connection="reset")
    body = json.dumps({"SecretId": "a", "RotationLambdaARN": arn, "ClientRequestToken": "1" * 32})
    with fake.serve() as server, pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
        request(server.url + "/", "POST", body, X_Amz_Target="secretsmanager.RotateSecret")
    assert len(fake.rotations) == 1


def test_a_server_accepts_only_allowed_hosts():
    fake = FakeSecretsManager()
    with fake.serve(allow_hosts=["Fake.example.com", ".sub.example.com"]) as server:
        for name, status in (("fake.example.com", 200), ("a.sub.example.com:80", 200), ("evil.example.com", 403)):
            assert request(server.url + "/_fake/health", Host=name)[0] == status
        assert "--allow-host evil.example.com" in request(server.url + "/_fake/health", Host="evil.example.com:80")[1]
    for wrong in ("fake.example.com", [5], ["http://fake.example.com"]):
        with pytest.raises(Misuse, match="host name"):
            fake.serve(allow_hosts=wrong)


def test_the_settings_of_a_server_end_with_the_server():
    fake = FakeSecretsManager(secrets={"a": "1"})
    path = "/secretsmanager/get?secretId=a"

    def status(server, token):
        return request(server.agent_url + path, X_Aws_Parameters_Secrets_Token=token)[0]

    def health(server):
        return request(server.url + "/_fake/health", Host="fake.example.com")[0]

    with fake.serve() as outer:
        assert (status(outer, "any"), health(outer)) == (200, 403)
        with fake.serve(allow_hosts=["fake.example.com"], agent_token="right"):
            with fake.serve() as inner:
                assert (status(inner, "any"), health(inner)) == (200, 200)
            assert (status(outer, "any"), status(outer, "right"), health(outer)) == (403, 200, 200)
            taken = {"port": outer.port, "agent_token": "other"}
            with pytest.raises(OSError, match="cannot listen"):
                fake.serve(**taken)
            assert status(outer, "right") == 200
        assert (status(outer, "any"), health(outer)) == (200, 403)
        with fake.agent(token="right"):
            assert status(outer, "any") == 403
        assert status(outer, "any") == 200
    assert fake.clone()._server_settings == []


def test_an_unavailable_control_states_the_reason(server):
    status, body = request(server.url + "/_fake/principals")
    assert status == 501
    assert "does not evaluate IAM policies" in json.loads(body)["error"]
