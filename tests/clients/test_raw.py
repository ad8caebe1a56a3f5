"""The exact requests of clients that cannot be installed here.

Dart: aws_secretsmanager_api 2.x with package:http over dart:io. R: paws.common with httr2, which uses curl.
"""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Callable

import pytest

from servers import Server

pytestmark = pytest.mark.client("raw")

Client = Callable[[Server, str, dict[str, object]], tuple[int, dict[str, object]]]
SIGNATURE = "0" * 64
CREDENTIAL = "Credential=123456789012/20261126/us-east-1/secretsmanager/aws4_request"


def dart(server: Server, operation: str, payload: dict[str, object]) -> tuple[int, dict[str, object]]:
    """An empty map of query parameters leaves `?`; the signer sets Host without a port; `body=` adds the charset."""
    body = json.dumps(payload, separators=(",", ":"), ensure_ascii=False).encode()
    signed = "content-type;host;x-amz-content-sha256;x-amz-date;x-amz-target"
    return send(
        server,
        [
            "POST /? HTTP/1.1",
            "user-agent: Dart/3.9 (dart:io)",
            "x-amz-target: secretsmanager." + operation,
            "content-type: application/x-amz-json-1.1; charset=utf-8",
            "accept-encoding: gzip",
            f"content-length: {len(body)}",
            "x-amz-date: 20261126T100000Z",
            f"authorization: AWS4-HMAC-SHA256 {CREDENTIAL}, SignedHeaders={signed}, Signature={SIGNATURE}",
            "host: 127.0.0.1",
            f"x-amz-content-sha256: {SIGNATURE}",
        ],
        body,
    )


def paws(server: Server, operation: str, payload: dict[str, object]) -> tuple[int, dict[str, object]]:
    body = json.dumps(payload, separators=(",", ":"), ensure_ascii=False).encode()
    signed = "content-length;content-type;host;x-amz-date;x-amz-target"
    return send(
        server,
        [
            "POST / HTTP/1.1",
            f"Host: 127.0.0.1:{server.port}",
            "User-Agent: paws/0.8.5 (R4.4.1; linux-gnu; x86_64)",
            "Accept: */*",
            "Accept-Encoding: deflate, gzip, br, zstd",
            f"X-Amz-Target: secretsmanager.{operation}",
            "Content-Type: application/x-amz-json-1.1",
            f"Content-Length: {len(body)}",
            "X-Amz-Date: 20261126T100000Z",
            f"Authorization: AWS4-HMAC-SHA256 {CREDENTIAL}, SignedHeaders={signed}, Signature={SIGNATURE}",
        ],
        body,
    )


def send(server: Server, head: list[str], body: bytes) -> tuple[int, dict[str, object]]:
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall("\r\n".join([*head, "", ""]).encode() + body)
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        assert answer.headers["content-encoding"] is None
        return answer.status, json.loads(answer.read())


@pytest.mark.parametrize("client", [dart, paws], ids=lambda client: client.__name__)
def test_answers_requests_of_dart_and_r(server: Server, client: Client) -> None:
    token = "11111111-1111-4111-8111-111111111111"
    value = "pass wörd ☃"

    status, created = client(
        server, "CreateSecret", {"Name": "app/db", "ClientRequestToken": token, "SecretString": value}
    )
    assert (status, created["VersionId"]) == (200, token)

    status, got = client(server, "GetSecretValue", {"SecretId": "app/db"})
    assert (status, got["SecretString"], got["ARN"]) == (200, value, created["ARN"])

    status, refused = client(server, "GetSecretValue", {"SecretId": "no/such"})
    # Both clients read `__type` and look for `message` in either case.
    assert (status, refused) == (
        400,
        {"__type": "ResourceNotFoundException", "Message": "Secrets Manager can't find the specified secret."},
    )


def test_sends_continue_to_clients_that_wait_for_it(server: Server) -> None:
    """curl, PHP's Guzzle and .NET may wait for `100 Continue` before they send a body."""
    body = json.dumps({"Name": "app/db", "SecretString": "x" * 2000, "ClientRequestToken": "1" * 32}).encode()
    head = [
        "POST / HTTP/1.1",
        f"Host: 127.0.0.1:{server.port}",
        "X-Amz-Target: secretsmanager.CreateSecret",
        "Content-Type: application/x-amz-json-1.1",
        f"Authorization: AWS4-HMAC-SHA256 {CREDENTIAL}, SignedHeaders=host, Signature={SIGNATURE}",
        f"Content-Length: {len(body)}",
        "Expect: 100-continue",
    ]
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall("\r\n".join([*head, "", ""]).encode())
        assert connection.recv(1000).lower() == b"http/1.1 100 continue\r\n\r\n"
        connection.sendall(body)
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        assert answer.status == 200
