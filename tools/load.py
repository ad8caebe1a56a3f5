"""Measures a server: GetSecretValue over keep-alive connections, requests per second and latencies.

    python tools/load.py http://127.0.0.1:8080 --connections 16 --seconds 5
    python tools/load.py --idle 1000 --slow 50 -- npx fake-secrets-manager serve

The second form starts the server, which must print its address as `serve` does. `--idle` holds connections that send
nothing, and `--slow` connections that send half of a request. The secret `app/db` is created if it does not exist. The
client is one process that waits for sockets and does nothing else, so that on two cores the server has one for itself.
"""

import argparse
import contextlib
import http.client
import json
import os
import re
import selectors
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

SCOPE = "123456789012/20260101/us-east-1/secretsmanager/aws4_request"
AUTHORIZATION = f"AWS4-HMAC-SHA256 Credential={SCOPE}, SignedHeaders=host, Signature=0"


@dataclass
class Connection:
    """One keep-alive connection and its current request."""

    socket: socket.socket
    sent: float = 0.0
    received: bytearray = field(default_factory=bytearray)


def main() -> None:
    """Measures and prints a line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", nargs="?")
    parser.add_argument("command", nargs="*", help="a command that starts the server, behind --")
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--pid", type=int, help="the server's process, to tell its CPU time for each request")
    parser.add_argument("--idle", type=int, default=0, help="connections that send nothing")
    parser.add_argument("--slow", type=int, default=0, help="connections that send half of a request")
    parser.add_argument("--at-least", type=int, default=0, help="fail below so many requests per second")
    options = parser.parse_args()
    if options.url is None:
        parser.error("expected the URL of a server, or -- and a command that starts one")
    with contextlib.ExitStack() as stack:
        url, pid = options.url, options.pid
        if "://" not in url:
            url, pid = stack.enter_context(_started([url, *options.command]))
        address = urlsplit(url)
        for number in range(options.idle + options.slow):
            held = stack.enter_context(_connect(address.hostname or "127.0.0.1", address.port or 80))
            if number >= options.idle:
                held.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")
        before = _cpu_seconds(pid)
        figures = measure(url, options.connections, options.seconds)
        if pid:
            figures["cpu_us"] = round((_cpu_seconds(pid) - before) / figures["requests"] * 1e6, 1)
    print(json.dumps(figures))
    if figures["requests_per_second"] < options.at_least:
        raise SystemExit(f"expected at least {options.at_least} requests per second")


@contextlib.contextmanager
def _started(command: list[str]) -> Iterator[tuple[str, int]]:
    """The address of a server, and its process."""
    server = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert server.stdout is not None
        for line in server.stdout:
            if found := re.search(r"http://[^\s\"']+", line):
                yield found[0], server.pid
                return
        raise SystemExit(f"{command[0]} printed no address and ended with {server.wait()}")
    finally:
        server.terminate()
        server.communicate(timeout=30)


def measure(url: str, connections: int, seconds: float) -> dict[str, float]:
    """Requests per second, and the latencies below which 50 and 99 of 100 requests stay, in milliseconds."""
    address = urlsplit(url)
    host, port = address.hostname or "127.0.0.1", address.port or 80
    _call(host, port, "CreateSecret", {"Name": "app/db", "SecretString": "hunter2", "ClientRequestToken": "1" * 32})
    request = _request(host, port, "GetSecretValue", {"SecretId": "app/db"})
    selector = selectors.DefaultSelector()
    for _ in range(connections):
        connection = Connection(_connect(host, port))
        selector.register(connection.socket, selectors.EVENT_READ, connection)
    latencies: list[float] = []
    requests = reconnected = 0
    start = time.perf_counter()
    for key in selector.get_map().values():
        key.data.sent = start
        _send(key.data, request)
    warm, end = start + seconds / 5, start + seconds
    while (now := time.perf_counter()) < end:
        for key, _ in selector.select(1):
            connection = key.data
            chunk = connection.socket.recv(65_536)
            connection.received += chunk
            if not _is_whole(connection.received):
                if not chunk:
                    raise SystemExit("the server closed a connection before it had answered")
                continue
            now = time.perf_counter()
            requests += 1
            if not connection.received.startswith(b"HTTP/1.1 200"):
                raise SystemExit(f"the server answered {bytes(connection.received[:200])!r}")
            if now > warm:
                latencies.append(now - connection.sent)
            connection.sent = now
            if _is_last(connection.received):  # of a server without keep-alive; connecting is part of the next request
                selector.unregister(connection.socket)
                connection.socket.close()
                connection.socket = _connect(host, port)
                selector.register(connection.socket, selectors.EVENT_READ, connection)
                reconnected += 1
            _send(connection, request)
    for key in list(selector.get_map().values()):
        key.data.socket.close()
    latencies.sort()

    def percentile(part: float) -> float:
        return round(latencies[int(len(latencies) * part)] * 1000, 2)

    rate = len(latencies) / (end - warm)
    return {
        "requests_per_second": round(rate),
        "p50_ms": percentile(0.5),
        "p99_ms": percentile(0.99),
        "requests": requests,
        "reconnected": reconnected,
    }


def _cpu_seconds(pid: int | None) -> float:
    """Return the CPU seconds of a process, on Linux."""
    if pid is None:
        return 0.0
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _request(host: str, port: int, operation: str, members: dict[str, str]) -> bytes:
    body = json.dumps(members).encode()
    head = (
        f"POST / HTTP/1.1\r\nHost: {host}:{port}\r\nX-Amz-Target: secretsmanager.{operation}\r\n"
        f"Content-Type: application/x-amz-json-1.1\r\nAuthorization: {AUTHORIZATION}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _call(host: str, port: int, operation: str, members: dict[str, str]) -> None:
    connection = http.client.HTTPConnection(host, port, timeout=30)
    headers = {
        "X-Amz-Target": f"secretsmanager.{operation}",
        "Content-Type": "application/x-amz-json-1.1",
        "Authorization": AUTHORIZATION,
    }
    connection.request("POST", "/", json.dumps(members), headers)
    connection.getresponse().read()
    connection.close()


def _connect(host: str, port: int) -> socket.socket:
    connected = socket.create_connection((host, port))
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connected


def _send(connection: Connection, request: bytes) -> None:
    connection.received.clear()
    connection.socket.sendall(request)


def _is_whole(received: bytearray) -> bool:
    end = received.find(b"\r\n\r\n")
    if end < 0:
        return False
    for line in bytes(received[:end]).lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return len(received) >= end + 4 + int(line.partition(b":")[2])
    raise SystemExit("the server answered without a Content-Length")


def _is_last(received: bytearray) -> bool:
    """Whether the server closes the connection after this answer."""
    head = bytes(received.partition(b"\r\n\r\n")[0]).lower()
    return head.startswith(b"http/1.0") or b"\r\nconnection: close" in head


if __name__ == "__main__":
    main()
