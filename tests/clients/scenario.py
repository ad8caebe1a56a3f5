"""The calls of each SDK's program, and its expected output.

A program creates `app/db`, `app/key` and three secrets `page/1` to `page/3`, reads them back, and makes four requests
that the service rejects. It prints one JSON object. The same object is expected of every SDK.
"""

from __future__ import annotations

import re
from typing import Any

VALUE = "pass wörd ☃ 🔑"
MISSING = "Secrets Manager can't find the specified secret."

EXPECTED = {
    "created": "arn:aws:secretsmanager:us-east-1:123456789012:secret:app/db-??????",
    "value": VALUE,
    "stages": ["AWSCURRENT"],
    "binary": [0, 1, 255],
    "createdIsRecent": True,
    "tags": {"team": "a b"},
    "names": ["page/1", "page/2", "page/3"],
    "missing": {"code": "ResourceNotFoundException", "message": MISSING},
    "exists": {
        "code": "ResourceExistsException",
        "message": "The operation failed because the secret app/db already exists.",
    },
    "invalid": {
        "code": "ValidationException",
        "message": "Invalid name. Must be a valid name containing alphanumeric characters, "
        "or any of the following: -/_+=.@!",
    },
    "otherRegion": {"code": "ResourceNotFoundException", "message": MISSING},
    "otherAccount": "arn:aws:secretsmanager:us-east-1:210987654321:secret:app/db-??????",
}


def without_suffixes(printed: dict[str, Any]) -> dict[str, Any]:
    """The suffix of an ARN is random."""
    return {
        name: re.sub(r"-[A-Za-z0-9]{6}$", "-??????", value) if isinstance(value, str) else value
        for name, value in printed.items()
    }
