"""litellm's secret manager, which signs with botocore and sends with httpx."""

from __future__ import annotations

import pytest

import installation
from servers import Server

pytestmark = pytest.mark.client("litellm")


def test_litellm_writes_and_reads_its_keys(server: Server) -> None:
    printed = server.answer(
        installation.FOLDER / "litellm/bin/python",
        installation.HERE / "programs/litellm_program.py",
        # litellm has no setting for the endpoint of Secrets Manager; it derives it from this one.
        AWS_BEDROCK_RUNTIME_ENDPOINT=server.url,
        AWS_REGION_NAME="us-east-1",
        LITELLM_LOCAL_MODEL_COST_MAP="True",
    )

    assert printed == {"written": "openai-key", "read": "sk-1", "member": "sk-2", "missing": None}
