"""The secrets of a fake as a read-only mapping. Reading them changes nothing, not even LastAccessedDate."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from ._native import labels_of_aws
from .options import did_you_mean

Look = Callable[[str, dict[str, Any]], dict[str, Any] | None]


class MissingKeyError(KeyError):
    """A KeyError with a full error message. The first argument is the key."""

    def __str__(self) -> str:
        return str(self.args[-1])


class Secret:
    """A secret of a fake, as returned by `fake["app/db"]`. `repr` shows no value.

    `fake[...]` takes a name or an ARN. It raises KeyError for an unknown secret and for a secret that is scheduled for
    deletion. The members describe the secret at the time of the lookup; `version()` reads the current state.
    """

    def __init__(self, look: Look, description: dict[str, Any]) -> None:
        self._look = look
        self._description = description
        self._current = self._read({})

    def __repr__(self) -> str:
        return f"<Secret {self.name!r} versions={len(self.version_ids_to_stages)} value=[hidden]>"

    @property
    def name(self) -> str:
        """The name of the secret."""
        return str(self._description["Name"])

    @property
    def arn(self) -> str:
        """The ARN of the secret."""
        return str(self._description["ARN"])

    @property
    def description(self) -> str | None:
        """The Description of the secret."""
        return self._description.get("Description")

    @property
    def tags(self) -> dict[str, str]:
        """The tags of the secret, by key."""
        return {tag["Key"]: tag["Value"] for tag in self._description.get("Tags", [])}

    @property
    def version_ids_to_stages(self) -> dict[str, list[str]]:
        """The staging labels by version id, for all versions that have labels."""
        return dict(self._description.get("VersionIdsToStages", {}))

    @property
    def last_changed_date(self) -> datetime | None:
        """The LastChangedDate of the secret."""
        return self._description.get("LastChangedDate")

    @property
    def value(self) -> str | bytes | None:
        """The value of the version AWSCURRENT: text, bytes, or None if it has no value."""
        return _value(self._current)

    def version(self, label: str) -> str | bytes | None:
        """Return the value of the version with a staging label, such as "AWSPREVIOUS": text or bytes.

        Return None if the version has no value yet. Also return None if the label is AWSCURRENT, AWSPENDING or
        AWSPREVIOUS and no version has it: AWS attaches and removes these labels itself. A version id is not a label: to
        read a version by its id, call `fake.get_secret_value(SecretId=..., VersionId=...)`.

        Raises:
            KeyError: No version has this label, and it is not one of these three.
        """
        found = self._read({"VersionStage": label})
        if found is None and label not in labels_of_aws():
            description = self._look("DescribeSecret", {"SecretId": self.arn}) or {}
            labels = [label for stages in description.get("VersionIdsToStages", {}).values() for label in stages]
            suggestion = did_you_mean(label, [*labels, *labels_of_aws()])
            existing = f"its labels are {', '.join(labels)}" if labels else "it has no labels"
            raise MissingKeyError(label, f"no version of {self.name!r} has the label {label!r}{suggestion}; {existing}")
        return _value(found)

    def json(self) -> Any:
        """Return the value of the version AWSCURRENT, parsed as JSON. Raises JSONDecodeError for other text."""
        value = self.value
        return None if value is None else json.loads(value)

    def _read(self, which: dict[str, Any]) -> dict[str, Any] | None:
        return self._look("GetSecretValue", {"SecretId": self.arn} | which)


def _value(answer: dict[str, Any] | None) -> str | bytes | None:
    answer = answer or {}
    value: str | bytes | None = answer.get("SecretString", answer.get("SecretBinary"))
    return value


def find(look: Look, secret_id: str) -> Secret | None:
    """Return the secret with a name or ARN, unless it is scheduled for deletion."""
    description = look("DescribeSecret", {"SecretId": secret_id})
    return None if description is None or "DeletedDate" in description else Secret(look, description)


def names(look: Look) -> Iterator[str]:
    """Yield the names of all secrets that are not scheduled for deletion, in the order of their creation."""
    request: dict[str, Any] = {"MaxResults": 100, "SortBy": "created-date", "SortOrder": "asc"}
    while True:
        page = look("ListSecrets", request) or {}
        yield from (secret["Name"] for secret in page.get("SecretList", []))
        if "NextToken" not in page:
            return
        request["NextToken"] = page["NextToken"]
