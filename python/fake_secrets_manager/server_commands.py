"""The commands list, show, seed, diff, rotate, advance, reset, events and requests, for a server or a state file.

Values are masked without `--reveal`. This module formats tables itself, because the package has no dependencies.
"""

import argparse
import base64
import contextlib
import datetime
import json
import os
import re
import sys
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ._native import Request
from .cli import CommandError
from .seed_files import as_json, without_variable

DEFAULT_URL = "http://127.0.0.1:8080"
MASK = "********"
_UNITS = {"ms": "milliseconds", "s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_EXAMPLE = "python -m fake_secrets_manager serve --port 8080"


def url_of(options: argparse.Namespace) -> str:
    """Return the address of the server: `--server`, the environment variable that `serve` prints, or port 8080."""
    given: str = options.server or os.environ.get("AWS_ENDPOINT_URL_SECRETS_MANAGER") or DEFAULT_URL
    return given.rstrip("/")


@contextlib.contextmanager
def connected(options: argparse.Namespace) -> Iterator[None]:
    """Make a command use the file of `--state`, or else a server. Commands that change secrets write the file."""
    options.fake = None
    if options.state is None:
        yield
        return
    if options.server is not None:
        raise CommandError("--state with --server; expected one of them, for example --state state.json", 2)
    if options.log in ("events", "requests"):
        raise CommandError(
            f"a state file has no {options.log}; expected a server, for example --server {DEFAULT_URL}", 2
        )
    from .fake import FakeSecretsManager
    from .state_file import restore_state, save_state

    with without_variable():
        options.fake, options.is_changed = FakeSecretsManager(rotation_functions="any"), False
    restore_state(options.fake, options.state)
    yield
    if options.is_changed:
        save_state(options.fake, options.state)


def list_secrets(options: argparse.Namespace) -> int:
    """Lists the secrets of a region."""
    secrets = _all_secrets(options)
    if options.json:
        return _print_json(secrets)
    rows = []
    for secret in secrets:
        labels = secret.get("SecretVersionsToStages", {})
        rotation = "on" if secret.get("RotationEnabled") else ""
        deleted = "to be deleted" if "DeletedDate" in secret else ""
        rows.append((secret["Name"], str(len(labels)), rotation, deleted, secret.get("Description", "")))
    return _print_table(("NAME", "VERSIONS", "ROTATION", "STATE", "DESCRIPTION"), rows)


def show(options: argparse.Namespace) -> int:
    """Shows a secret with its versions, the values masked."""
    secret = _ask(options, "DescribeSecret", {"SecretId": options.name})
    versions = _ask(options, "ListSecretVersionIds", {"SecretId": options.name, "IncludeDeprecated": True})
    for version in versions["Versions"]:
        version.pop("KmsKeyIds", None)
        if options.reveal:
            asked = {"SecretId": options.name, "VersionId": version["VersionId"]}
            version |= _value(_ask(options, "GetSecretValue", asked, quiet=True))
        else:
            version["Value"] = MASK
    if options.json:
        return _print_json(secret | {"Versions": versions["Versions"]})
    for name, value in secret.items():
        if name != "VersionIdsToStages":
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            is_date = name.endswith("Date") and isinstance(value, int | float)
            _print(f"{name:<20} {_date(value) if is_date else text}")
    rows = [
        (version["VersionId"], ", ".join(version.get("VersionStages", [])), str(version.get("Value", "")))
        for version in versions["Versions"]
    ]
    _print("")
    return _print_table(("VERSION", "LABELS", "VALUE"), rows)


def seed(options: argparse.Namespace) -> int:
    """Adds the secrets of a file."""
    secrets = as_json(options.file)
    _control(options, "POST", "seed?replace=true" if options.replace else "seed", secrets)
    names = list(json.loads(secrets))
    return _print_json({"seeded": names}) if options.json else _print(f"seeded {len(names)} secrets")


def diff(options: argparse.Namespace) -> int:
    """Compares the secrets of the server with those of a file. The exit status is 1 if they differ."""
    from .fake import FakeSecretsManager

    file = FakeSecretsManager(seed_file=options.file)
    wanted = {name: _comparable(file[name].value) for name in file}
    found = {}
    for secret in _all_secrets(options):
        read = _ask(options, "GetSecretValue", {"SecretId": secret["Name"]}, quiet=True)
        found[secret["Name"]] = _comparable(_value(read).get("Value"))
    missing, extra = sorted(wanted.keys() - found.keys()), sorted(found.keys() - wanted.keys())
    changed = sorted(name for name in wanted.keys() & found.keys() if wanted[name] != found[name])
    if options.json:
        _print_json({"missing": missing, "extra": extra, "changed": changed})
    else:
        for sign, names in (("-", missing), ("+", extra), ("~", changed)):
            for name in names:
                _print(f"{sign} {name}")
    return 1 if missing or extra or changed else 0


def rotate(options: argparse.Namespace) -> int:
    """Rotates a secret now."""
    answer = _ask(options, "RotateSecret", {"SecretId": options.name})
    return (
        _print_json(answer) if options.json else _print(f"rotating {answer['Name']} to version {answer['VersionId']}")
    )


def advance(options: argparse.Namespace) -> int:
    """Advances the clock and lists the events that occurred."""
    span = {}
    duration = " ".join(options.duration)
    for number, unit in re.findall(r"(\d+(?:\.\d+)?)([a-z]+)", duration):
        if unit in _UNITS:
            span[_UNITS[unit]] = float(number)
    if not span or re.sub(r"\d+(?:\.\d+)?(ms|[smhdw])", "", duration):
        meant = _shortened(duration)
        hint = f" (did you mean {meant}?)" if meant else ""
        raise CommandError(
            f"advance got {duration!r}{hint}; expected numbers with the units w, d, h, m, s or ms, for example 7d12h",
            2,
        )
    moved = _control(options, "POST", "advance", json.dumps(span).encode())
    if options.json:
        return _print_json(moved)
    _print(f"it is now {moved['now']}")
    if not moved["events"]:
        return 0
    rows = [(event["at"], event["event"], event["secretId"]) for event in moved["events"]]
    return _print_table(("AT", "EVENT", "SECRET"), rows)


def _shortened(duration: str) -> str | None:
    """Convert `3 days` to `3d`."""
    short = re.sub(r"\s+|,|\band\b", "", duration)
    short = re.sub(r"milliseconds?|millis", "ms", short, flags=re.IGNORECASE)
    words = r"(?<=\d)(weeks?|days?|hours?|hrs?|minutes?|mins?|seconds?|secs?)"
    short = re.sub(words, lambda found: found[0][0].lower(), short, flags=re.IGNORECASE)
    return short if re.fullmatch(r"(\d+(\.\d+)?(ms|[smhdw]))+", short) else None


def reset(options: argparse.Namespace) -> int:
    """Restores the initial secrets."""
    _control(options, "POST", "reset", b"{}")
    return _print_json({}) if options.json else _print("reset to the initial secrets")


def requests(options: argparse.Namespace) -> int:
    """Lists the requests that the server has recorded."""
    answer = _control(options, "GET", "requests")
    if options.json:
        return _print_json(answer)
    rows = []
    for request in answer["requests"]:
        broken = f"connection: {request['connection']}" if "connection" in request else "succeeded"
        names = ("operation", "secret", "region", "caller", "origin")
        cells = [_cell(request.get(name)) for name in names]
        rows.append((_date(request["at"]), *cells, request.get("code", broken)))
    return _print_table(("AT", "OPERATION", "SECRET", "REGION", "CALLER", "ORIGIN", "OUTCOME"), rows)


def events(options: argparse.Namespace) -> int:
    """Lists the events that the server has recorded."""
    answer = _control(options, "GET", "events")
    if options.json:
        return _print_json(answer)
    rows = []
    for event in answer["events"]:
        detail = event["detail"]
        secret = (event["resources"] or [(detail.get("requestParameters") or {}).get("secretId")])[0]
        name = detail.get("eventName", event["detail-type"])
        rows.append((event["time"], name, _cell(secret), event["region"], _cell(detail.get("errorCode"))))
    return _print_table(("AT", "EVENT", "SECRET", "REGION", "ERROR"), rows)


def _date(seconds: float) -> str:
    """Return a time in seconds since the epoch in ISO 8601."""
    time = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _all_secrets(options: argparse.Namespace) -> list[dict[str, Any]]:
    secrets: list[dict[str, Any]] = []
    request: dict[str, Any] = {"IncludePlannedDeletion": True, "MaxResults": 100}
    while True:
        page = _ask(options, "ListSecrets", request)
        secrets += page["SecretList"]
        if "NextToken" not in page:
            return secrets
        request["NextToken"] = page["NextToken"]


def _value(answer: Mapping[str, Any]) -> dict[str, Any]:
    if "SecretString" in answer:
        return {"Value": answer["SecretString"]}
    return {"Value": {"$base64": answer["SecretBinary"]}} if "SecretBinary" in answer else {}


def _comparable(value: Any) -> Any:
    """Return JSON text as its parsed value, so that formatting does not matter; other values unchanged."""
    if isinstance(value, dict) and list(value) == ["$base64"]:
        return base64.b64decode(value["$base64"])
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _ask(
    options: argparse.Namespace, operation: str, request: Mapping[str, Any], quiet: bool = False
) -> dict[str, Any]:
    headers = {"X-Amz-Target": f"secretsmanager.{operation}"}
    if options.region or options.account_id:
        if not (options.region and options.account_id):  # a signature has both
            defaults = _control(options, "GET", "health")
            options.region = options.region or defaults["region"]
            options.account_id = options.account_id or defaults["accountId"]
        scope = f"{options.account_id}/00000000/{options.region}/secretsmanager/aws4_request"
        headers["Authorization"] = f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=none"
    path = "/_fake/peek"  # leaves no trace in the requests, events and access dates, and uses up no injected fault
    if operation == "RotateSecret":
        path, request = "/", {**request, "ClientRequestToken": os.urandom(16).hex()}
    status, answer = _send(options, "POST", path, json.dumps(request).encode(), headers)
    if status == 200:
        return dict(answer)
    if quiet:
        return {}
    code = answer.get("__type", f"status {status}")
    raise CommandError(f"{code}: {answer.get('Message') or answer.get('message') or operation}")


def _control(options: argparse.Namespace, method: str, name: str, body: bytes | None = None) -> Any:
    status, answer = _send(options, method, f"/_fake/{name}", body, {})
    if status == 200:
        return answer
    raise CommandError(str(answer.get("error", f"{name}: status {status}")))


def _send(
    options: argparse.Namespace, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
) -> tuple[int, Any]:
    if options.fake is not None:
        is_control = path not in ("/", "/_fake/peek") and method == "POST"
        options.is_changed |= is_control or headers.get("X-Amz-Target") == "secretsmanager.RotateSecret"
        asked = Request(method, path, list(headers.items()), body or b"")
        status, _, content, _ = options.fake._server_host().respond(asked)
        return status, json.loads(content)
    url = url_of(options)
    if not re.match(r"https?://[^/]", url):
        raise CommandError(f"--server got {url!r}; expected an address, for example {DEFAULT_URL}", 2)
    request = urllib.request.Request(url + path, body, dict(headers), method=method)  # noqa: S310  checked above
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=60) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        try:
            return error.code, json.loads(error.read())
        except ValueError:
            raise CommandError(f"{url} is not a fake-secrets-manager server: it returns {error.code}") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        is_default = not options.server and not os.environ.get("AWS_ENDPOINT_URL_SECRETS_MANAGER")
        expected = "the address that `serve` printed, for example --server http://127.0.0.1:43210"
        if not is_default:
            expected = f"a running server, for example `{_EXAMPLE}`"
        raise CommandError(f"no server answers at {url} ({reason}); expected {expected}") from None


def _cell(value: Any) -> str:
    return "" if value is None else str(value)


def _print_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """Print a table. Columns are as wide as their widest cell, and cells are cut to one line of 60 characters."""

    def short(cell: str) -> str:
        line = " ".join(str(cell).split())
        return line if len(line) <= 60 or not sys.stdout.isatty() else line[:59] + "…"

    table = [list(head), *([short(cell) for cell in row] for row in rows)]
    widths = [max(len(row[column]) for row in table) for column in range(len(head))]
    for row in table:
        _print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    return 0


def _print_json(value: Any) -> int:
    return _print(json.dumps(value, indent=2, ensure_ascii=False))


def _print(line: str) -> int:
    print(line)  # noqa: T201
    return 0
