"""aioboto3, which pins an older botocore, in a separate environment (requirements-aioboto3.txt)."""

import re
from pathlib import Path

import aioboto3
import pytest

from fake_secrets_manager import FakeSecretsManager

pytestmark = pytest.mark.aio


async def test_a_client_of_aioboto3():
    with FakeSecretsManager(secrets={"app/db": "hunter2"}):
        async with aioboto3.Session().client("secretsmanager") as client:
            assert (await client.get_secret_value(SecretId="app/db"))["SecretString"] == "hunter2"


async def test_a_client_of_aioboto3_made_before():
    async with aioboto3.Session(region_name="us-east-1").client(
        "secretsmanager", aws_access_key_id="210987654321", aws_secret_access_key="x"
    ) as client:
        with FakeSecretsManager():
            assert ":210987654321:" in (await client.create_secret(Name="a"))["ARN"]
            with pytest.raises(client.exceptions.ResourceNotFoundException):
                await client.get_secret_value(SecretId="gone")


def test_the_example_of_the_documentation(pytester):
    page = Path(__file__).resolve().parents[2] / "docs" / "guides" / "clients.md"
    blocks = re.findall(r"^```python\n(.*?)^```$", page.read_text(), re.DOTALL | re.MULTILINE)
    [example] = [block for block in blocks if "import aioboto3" in block]
    pytester.makepyfile(example)

    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", timeout=120)

    result.assert_outcomes(passed=1)
