"""Measures the Python package and compares each figure with its budget (`make bench`). Tasks run in turns in one run.

Needs a release build of the wheel in the environment, and requirements-test.txt.
"""

from __future__ import annotations

import gc
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import boto3
from botocore.awsrequest import AWSResponse

from fake_secrets_manager import FakeSecretsManager

ROUNDS = 15
CALLS_A_ROUND = 150
CREDENTIALS = {"region_name": "us-east-1", "aws_access_key_id": "AKIA", "aws_secret_access_key": "none"}
SECRETS = {f"app/secret-{number}": f"value-{number}" for number in range(10)}
NAME = "app/secret-5"
GET = {"X-Amz-Target": "secretsmanager.GetSecretValue", "Content-Type": "application/x-amz-json-1.1"}
IMPORT = """
import time, boto3
pages = lambda: int(open("/proc/self/statm").read().split()[1])
before, start = pages(), time.process_time()
from fake_secrets_manager import FakeSecretsManager
with FakeSecretsManager():
    pass
print(time.process_time() - start, pages() - before)
"""

Timed = Callable[[], float]


def main() -> None:
    print(f"Python {sys.version.split()[0]}, boto3 {boto3.__version__}; CPU time, best (median) of {ROUNDS} rounds\n")
    seconds = in_turns(
        {
            "GetSecretValue, canned before-send handler": canned(),
            "GetSecretValue, the fake": intercepted(),
            "GetSecretValue, mock_aws": mocked(),
            "enter and leave a fake": entering(),
            "fake.handle(), 10 secrets": handling(10),
            "fake.handle(), 100,000 secrets": handling(100_000),
            "fake.get_secret_value(), 10 secrets": calling(),
        }
    )
    for name, rounds in seconds.items():
        print(f"  {name:45} {min(rounds) * 1e6:9.2f} µs  ({median(rounds) * 1e6:.2f})")
    report(seconds)


def in_turns(rivals: dict[str, Timed]) -> dict[str, list[float]]:
    """Return the seconds for one call of each task in each round."""
    seconds: dict[str, list[float]] = {name: [] for name in rivals}
    for number in range(ROUNDS + 1):
        for name, rival in rivals.items():
            gc.collect()
            took = rival()
            if number > 0:  # the first round warms up
                seconds[name].append(took)
    return seconds


def report(seconds: dict[str, list[float]]) -> None:
    canned_call, fake_call, moto_call, entered, handled, handled_among_many, _ = seconds.values()
    added, pages = import_cost()
    rows = [
        ("of a canned handler's time", median_ratio(fake_call, canned_call), "at most", 1.0, ""),
        ("times less than mock_aws", median_ratio(moto_call, fake_call), "at least", 2.5, ""),
        ("enter and leave", min(entered) * 1e6, "at most", 100, " µs"),
        ("handle()", min(handled) * 1e6, "at most", 4, " µs"),
        ("handle() among 100,000 secrets: times", median_ratio(handled_among_many, handled), "at most", 2, ""),
        ("import and first fake, beside boto3", added * 1e3, "at most", 15, " ms"),
        ("memory of that", pages * resource.getpagesize() / 2**20, "at most", 5, " MiB"),
    ]
    print()
    for name, measured, bound, budget, unit in rows:
        kept = measured <= budget if bound == "at most" else measured >= budget
        verdict = "kept" if kept else "BROKEN"
        print(f"  {name:45} {measured:9.2f}{unit}  budget: {bound} {budget}{unit}  {verdict}")


def median_ratio(one: list[float], other: list[float]) -> float:
    """Return the ratio of the two in each round, so that other load affects both."""
    return median(a / b for a, b in zip(one, other, strict=True))


def timed(call: Callable[[], Any], calls: int = CALLS_A_ROUND) -> float:
    start = time.process_time()
    for _ in range(calls):
        call()
    return (time.process_time() - start) / calls


def client() -> Any:
    return boto3.session.Session().client("secretsmanager", **CREDENTIALS)


def canned() -> Timed:
    """The baseline: the client signs its request and gets a constant response."""
    body = FakeSecretsManager(secrets=SECRETS).handle(GET, f'{{"SecretId":"{NAME}"}}')[2]

    class Raw:
        def stream(self) -> list[bytes]:
            return [body]

    rival = client()
    headers = {"Content-Type": "application/x-amz-json-1.1", "Content-Length": str(len(body))}
    rival.meta.events.register(
        "before-send.secrets-manager.GetSecretValue",
        lambda request, **_: AWSResponse(request.url, 200, headers, Raw()),
    )
    return lambda: timed(lambda: rival.get_secret_value(SecretId=NAME))


def intercepted() -> Timed:
    rival, fake = client(), FakeSecretsManager(secrets=SECRETS)

    def run() -> float:
        with fake:
            return timed(lambda: rival.get_secret_value(SecretId=NAME))

    return run


def mocked() -> Timed:
    import moto  # after the clients of the others: it registers a handler with every session that is made later

    rival = client()

    def run() -> float:
        with moto.mock_aws():
            for name, value in SECRETS.items():
                rival.create_secret(Name=name, SecretString=value)
            return timed(lambda: rival.get_secret_value(SecretId=NAME))

    return run


def entering() -> Timed:
    def enter_and_leave() -> None:
        with FakeSecretsManager():
            pass

    return lambda: timed(enter_and_leave)


def handling(secrets: int) -> Timed:
    fake = FakeSecretsManager(secrets={f"app/secret-{number}": f"value-{number}" for number in range(secrets)})
    body = f'{{"SecretId":"{NAME}"}}'.encode()
    return lambda: timed(lambda: fake.handle(GET, body), calls=20_000)


def calling() -> Timed:
    fake = FakeSecretsManager(secrets=SECRETS)
    return lambda: timed(lambda: fake.get_secret_value(SecretId=NAME), calls=20_000)


def import_cost() -> tuple[float, float]:
    """Seconds of CPU and pages of memory in a new interpreter that has boto3: the best of some."""
    here = Path(__file__).parent  # not in the folder in which the package has no engine
    command = [sys.executable, "-c", IMPORT]
    runs = [subprocess.run(command, cwd=here, check=True, capture_output=True, text=True) for _ in range(9)]
    seconds, pages = zip(*(map(float, run.stdout.split()) for run in runs), strict=True)
    return min(seconds), min(pages)


if __name__ == "__main__":
    main()
