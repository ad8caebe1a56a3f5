"""Runs a case (../../tests/README.md): calls through clients of boto3, raw steps through the fake's wire API.

A call that the installed boto3 is too old for is a direct call.
"""

import base64
import datetime
import json
import re
from functools import cache
from pathlib import Path

from botocore.client import Config
from botocore.exceptions import ClientError
from botocore.session import Session

from fake_secrets_manager import FakeSecretsManager

FUNCTIONS = Path(__file__).resolve().parents[2] / "tests" / "functions"
START = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)
PLACEHOLDER = re.compile(r"\{([a-z][A-Za-z0-9]*)\}")
# Cases contain requests that an SDK would reject, and count requests.
AS_IT_STANDS = Config(parameter_validation=False, retries={"total_max_attempts": 1})


class CaseFailedError(AssertionError):
    """The fake does not do what the case says."""


def run(case, make=FakeSecretsManager):
    """Run the steps in order on a new fake."""
    bindings, problems, functions = {}, [], case.get("rotationFunctions")
    options = {"rotation_functions": functions} if functions == "any" else {}
    with make(seed=1, rotation_steps=case.get("rotationSteps", "run"), **options) as fake:
        fake.freeze(START)
        for name, function in functions.items() if isinstance(functions, dict) else ():
            fake.on_rotate(name, _handler(fake, written_out(_function(function)), bindings, problems))
        fake.seed(case.get("secrets", {}))
        for number, step in enumerate(written_out(case["steps"]), 1):
            try:
                _run_step(fake, step, bindings)
                if problems:
                    raise problems[0]
            except CaseFailedError as error:
                raise CaseFailedError(f"step {number}, {step.get('call') or next(iter(step))}: {error}") from None


def _run_step(fake, step, bindings):
    if "advance" in step:
        happened = [to_notation(_in_camel_case(vars(event))) for event in fake.advance(**step["advance"])]
        compare(step.get("happens", happened), happened, bindings, any_order=False)
    elif "runRotations" in step:
        fake.run_rotations(**step["runRotations"])
    elif "rotations" in step:
        compare(step["rotations"], [_rotation(rotation) for rotation in fake.rotations], bindings, any_order=False)
    elif "seed" in step:
        fake.seed(to_python(filled(step["seed"], bindings)))
    elif "kmsKey" in step:
        fake.kms_key(step["kmsKey"], state=step.get("state", "enabled"), denied=step.get("denied", []))
    elif "fail" in step:
        fake.fail(step["fail"], step.get("with"), message=step.get("message"), times=step.get("times", 1))
    elif "raw" in step:
        _run_raw(fake, step, bindings)
    else:
        _run_call(fake, step, bindings)


def _function(function):
    """Return a rotation function from the case, or from a file next to the cases."""
    return json.loads((FUNCTIONS / f"{function}.json").read_text()) if isinstance(function, str) else function


def _handler(fake, function, bindings, problems):
    """Return a handler that runs the actions of a case function. An unexpected result fails the case."""

    def handler(event, _context):
        bindings["eventSecret"] = event["SecretId"]
        bindings["eventToken"] = event["ClientRequestToken"]
        bindings["eventRotationToken"] = event["RotationToken"]
        for action in function.get(event["Step"], []):
            if "throws" in action:
                raise RuntimeError(action["throws"])
            try:
                answer = _run_call(fake, action, bindings)
            except CaseFailedError as error:
                problems.append(CaseFailedError(f"in {event['Step']}, {action['call']}: {error}"))
                raise
            for name, member in action.get("keeps", {}).items():
                bindings[name] = answer[member]

    return handler


def _rotation(rotation):
    """Return a rotation of the log in the format of a case."""
    shown = _in_camel_case({name: value for name, value in vars(rotation).items() if name != "note"})
    return to_notation({**shown, "steps": [_step(step) for step in rotation.steps]})


def _step(step):
    error = {} if step.exception is None else {"error": str(step.exception)}
    return (
        _in_camel_case({name: value for name, value in vars(step).items() if name not in ("exception", "error")})
        | error
    )


def _in_camel_case(members):
    there = {name: value for name, value in members.items() if value is not None}
    return {re.sub("_(.)", lambda letter: letter[1].upper(), name): value for name, value in there.items()}


def _run_call(fake, step, bindings):
    send = _through_boto3 if _sdk_knows(step) else _directly
    try:
        status, answer = send(fake, step, to_python(filled(step["with"], bindings)))
    except ClientError as error:
        metadata, said = error.response["ResponseMetadata"], error.response["Error"]
        status, answer = metadata["HTTPStatusCode"], {"code": said["Code"], "message": said["Message"]}
    if "gives" in step:
        if status != 200:
            raise CaseFailedError(f"fails with {answer}")
        compare(step["gives"], answer, bindings, step.get("anyOrder", False))
        return answer
    if "fails" not in step:  # of a rotation function
        if status != 200:
            raise CaseFailedError(f"fails with {answer}")
        return answer
    expected = {"status": 400, **step["fails"]}
    if status == 200:
        raise CaseFailedError(f"is to fail, but gives {answer}")
    compare(expected, {**answer, "status": status}, bindings, any_order=False)
    return answer


def _through_boto3(_fake, step, request):
    region, account = _whereabouts(step)
    response = _client(region, account)._make_api_call(step["call"], request)
    return response.pop("ResponseMetadata")["HTTPStatusCode"], to_notation(response)


def _directly(fake, step, request):
    region, account = _whereabouts(step)
    return 200, to_notation(fake.call(step["call"], request, region=region, account_id=account))


def _whereabouts(step):
    return step.get("region", "us-east-1"), step.get("account", "123456789012")


def _run_raw(fake, step, bindings):
    raw = filled(step["raw"], bindings)
    body = base64.b64decode(raw["bodyBase64"]) if "bodyBase64" in raw else raw["body"].encode(errors="surrogatepass")
    headers = dict(raw.get("headers", {}))
    if "target" in raw:
        headers["X-Amz-Target"] = raw["target"]
    status, _, answer = fake.handle(headers, body)
    compare(step["answers"], {"status": status, "body": answer.decode()}, bindings, any_order=False)


def _sdk_knows(step):
    """A case may be newer than the botocore that is installed: an operation, a member of a request or a response."""
    model = _client(*_whereabouts({})).meta.service_model
    if step["call"] not in model.operation_names:
        return False
    operation = model.operation_model(step["call"])
    sides = ((operation.input_shape, step["with"]), (operation.output_shape, step.get("gives", {})))
    return all(given.keys() <= (shape.members.keys() if shape else set()) for shape, given in sides)


@cache
def _client(region, account_id):
    """Return a client that all cases share, because creating one takes a tenth of a second."""
    return _session().create_client(
        "secretsmanager",
        region_name=region,
        aws_access_key_id=account_id,
        aws_secret_access_key="none",
        config=AS_IT_STANDS,
    )


@cache
def _session():
    return Session()


def compare(expected, actual, bindings, any_order, path=""):
    """Compare whole responses: members in any order, lists in order. The first use of a placeholder binds it."""
    if isinstance(expected, str) and isinstance(actual, str):
        found = _pattern(expected, bindings).fullmatch(actual)
        if found is None:
            raise CaseFailedError(f"{path}: expected {filled(expected, bindings)!r}, found {actual!r}")
        bindings.update(found.groupdict())
    elif isinstance(expected, dict) and isinstance(actual, dict):
        if expected.keys() != actual.keys():
            raise CaseFailedError(f"{path}: expected the members {sorted(expected)}, found {actual}")
        for name, member in expected.items():
            compare(member, actual[name], bindings, any_order, f"{path}.{name}")
    elif isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        remaining = list(actual)
        for index, item in enumerate(expected):
            found = _take_fitting(item, remaining, bindings) if any_order else actual[index]
            compare(item, found, bindings, any_order, f"{path}[{index}]")
    elif type(expected) is not type(actual) or expected != actual:
        raise CaseFailedError(f"{path}: expected {filled(expected, bindings)!r}, found {actual!r}")


def _take_fitting(item, remaining, bindings):
    """Remove the first remaining item that matches."""
    for candidate in remaining:
        try:
            compare(item, candidate, dict(bindings), any_order=True)
        except CaseFailedError:
            continue
        remaining.remove(candidate)
        return candidate
    raise CaseFailedError(f"expected an item {filled(item, bindings)!r}, found {remaining!r}")


def _pattern(text, bindings):
    pattern, seen, end = "", set(), 0
    for placeholder in PLACEHOLDER.finditer(text):
        name = placeholder[1]
        pattern += re.escape(text[end : placeholder.start()])
        if name in bindings:
            pattern += re.escape(bindings[name])
        elif name in seen:
            pattern += f"(?P={name})"
        else:
            pattern += f"(?P<{name}>{_form(name)})"
            seen.add(name)
        end = placeholder.end()
    return re.compile(pattern + re.escape(text[end:]), re.DOTALL)


def _form(name):
    if name.startswith("suffix"):
        return "[A-Za-z0-9]{6}"
    return "[A-Za-z0-9-]{32,64}" if name.startswith("version") else ".+?"


def filled(value, bindings):
    """Return the value with its placeholders replaced."""
    if isinstance(value, str):
        return PLACEHOLDER.sub(lambda placeholder: bindings.get(placeholder[1], placeholder[0]), value)
    return _mapped(value, lambda part: filled(part, bindings))


def written_out(value):
    """Expand long texts such as `{"$text": ["a", ["b", 3]]}`."""
    if isinstance(value, dict) and "$text" in value:
        return "".join(piece if isinstance(piece, str) else piece[0] * piece[1] for piece in value["$text"])
    return _mapped(value, written_out)


def to_python(value):
    """Convert a value of a case for boto3."""
    if isinstance(value, dict) and "$base64" in value:
        return base64.b64decode(value["$base64"])
    return _mapped(value, to_python)


def to_notation(value):
    """Convert a value of boto3 to the format of a case."""
    if isinstance(value, bytes):
        return {"$base64": base64.b64encode(value).decode()}
    if isinstance(value, datetime.datetime):
        utc = value.astimezone(datetime.timezone.utc)
        return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03}Z"
    return _mapped(value, to_notation)


def _mapped(value, change):
    if isinstance(value, dict):
        return {name: change(member) for name, member in value.items()}
    return [change(item) for item in value] if isinstance(value, list) else value
