"""litellm writes a key, reads it back, reads a member of a JSON secret, and asks for one that does not exist."""

import asyncio
import json
import logging

from litellm.secret_managers.aws_secret_manager_v2 import AWSSecretsManagerV2

logging.disable()
manager = AWSSecretsManagerV2()
written = asyncio.run(manager.async_write_secret(secret_name="openai-key", secret_value="sk-1"))
asyncio.run(manager.async_write_secret(secret_name="all-keys", secret_value='{"azure-key": "sk-2"}'))
print(
    json.dumps(
        {
            "written": written["Name"],
            "read": manager.sync_read_secret("openai-key"),
            "member": manager.sync_read_secret("azure-key", primary_secret_name="all-keys"),
            "missing": manager.sync_read_secret("no-such-key"),
        }
    )
)
