"""Initial secrets in the engine's format. Dicts and lists become JSON text, as Python's json module writes it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from ._native import Misuse
from .options import did_you_mean, of_type

Secrets = Mapping[str, Any]  # of str, bytes, dict, list or SeedSecret

_DESCRIBED = "$secret"
_TAG = {"Key", "Value"}
_VERSIONS = 'SeedSecret(versions=[SeedVersion("hunter2", ["AWSCURRENT"])])'


@dataclass(frozen=True)
class SeedVersion:
    """A version of an initial secret. `value` is text, bytes, or a dict or list (stored as JSON).

    A version without labels is deprecated. `id` is its VersionId, 32 to 64 characters.
    """

    value: Any = field(repr=False)
    labels: Sequence[str] = ()
    id: str | None = None


@dataclass(frozen=True)
class SeedSecret:
    """An initial secret with a description, a KMS key, tags or versions.

        fake.seed({"app/db": SeedSecret("hunter2", description="the database", tags={"team": "a"})})

    `versions` replaces `value` and sets several versions, one of which has the label AWSCURRENT. `tags` may also be a
    list of dicts with Key and Value, as in boto3.
    """

    value: Any = field(default=None, repr=False)
    description: str | None = None
    tags: Mapping[str, str] | Sequence[Mapping[str, str]] | None = None
    kms_key_id: str | None = None
    versions: Sequence[SeedVersion] | None = None


def prepare(secrets: Mapping[Any, Any]) -> dict[Any, Any]:
    """Return secrets in the engine's format."""
    prepared = {}
    try:
        for name in secrets:
            prepared[name] = _secret(name, secrets[name])
        return prepared
    finally:
        del secrets, prepared  # here and below: keeps secrets out of tracebacks that show local variables


def _secret(name: Any, value: Any) -> Any:
    try:
        if isinstance(value, SeedSecret):
            value = _described(name, value)
        elif not (isinstance(value, dict) and value.keys() == {_DESCRIBED} and isinstance(value[_DESCRIBED], dict)):
            _reject_misspelled_key(name, value)
            return _value(name, value)
        members = dict(value[_DESCRIBED])
        if members.get("value") is not None:
            members["value"] = _value(name, members["value"])
        if isinstance(members.get("versions"), (list, tuple)):
            members["versions"] = list(map(partial(_version, name), members["versions"]))
        return {_DESCRIBED: members}
    finally:
        del value
        members = {}


def _reject_misspelled_key(name: Any, value: Any) -> None:
    """Reject a dict whose only key is nearly `$secret`. Otherwise, the description would become the secret's value."""
    keys = list(value) if isinstance(value, dict) and len(value) == 1 else []
    del value
    for key in keys:
        if not isinstance(key, str) or not key.startswith("$") or key == _DESCRIBED:
            continue
        if suggestion := did_you_mean(key, [_DESCRIBED]):
            raise Misuse(
                f"the value of secret {name!r} has only the key {key!r}{suggestion}. To store such a dict, pass it as "
                "JSON text; expected a value, or a described secret, for example "
                'SeedSecret("hunter2", tags={"team": "a"})'
            )


def _described(name: Any, secret: SeedSecret) -> dict[str, Any]:
    of_secret = f"of secret {name!r}"
    for member, text in (("description", secret.description), ("kms_key_id", secret.kms_key_id)):
        if text is not None and not isinstance(text, str):
            raise Misuse(
                f"the {member} {of_secret} is {of_type(text)}; expected str, "
                'for example SeedSecret("hunter2", description="the database")'
            )
    if secret.versions is not None and not isinstance(secret.versions, (list, tuple)):
        raise Misuse(
            f"the versions {of_secret} are {of_type(secret.versions)}; expected a list of SeedVersion, "
            f"for example {_VERSIONS}"
        )
    members: dict[str, Any] = {
        "description": secret.description,
        "kmsKeyId": secret.kms_key_id,
        "tags": None if secret.tags is None else _tags(of_secret, secret.tags),
        "versions": secret.versions,
    }
    if secret.value is not None:
        members["value"] = secret.value
    return {_DESCRIBED: members}


def _tags(of_secret: str, tags: Any) -> dict[Any, Any]:
    """Return tags as a dict. They may also be a list of dicts with Key and Value, as in boto3."""
    if isinstance(tags, (list, tuple)) and all(isinstance(tag, Mapping) and tag.keys() == _TAG for tag in tags):
        keys = [tag["Key"] for tag in tags]
        if len(set(keys)) == len(keys):
            return {tag["Key"]: tag["Value"] for tag in tags}
        raise Misuse(f'the tags {of_secret} repeat a key; expected each key once, for example tags={{"team": "a"}}')
    if not isinstance(tags, Mapping):
        given = "a list with other items" if isinstance(tags, (list, tuple)) else of_type(tags)
        raise Misuse(
            f"the tags {of_secret} are {given}; expected a dict, or a list of dicts with Key and Value, "
            'for example SeedSecret("hunter2", tags={"team": "a"})'
        )
    return dict(tags)


def _version(name: Any, version: Any) -> Any:
    try:
        if isinstance(version, SeedVersion):
            if not isinstance(version.labels, (list, tuple)):
                raise Misuse(
                    f"the labels of a version of secret {name!r} are {of_type(version.labels)}; expected a list, "
                    'for example SeedVersion("hunter2", ["AWSCURRENT"])'
                )
            return {"value": _value(name, version.value), "labels": list(version.labels), "id": version.id}
        if isinstance(version, dict) and "value" in version:
            return version | {"value": _value(name, version["value"])}
        return version
    finally:
        del version


def _value(name: Any, value: Any) -> Any:
    if value is None:
        raise Misuse(
            f"the value of secret {name!r} is None; expected text, bytes, or a dict or list to store as JSON, "
            'for example {"app/login": {"user": "a"}}'
        )
    if not isinstance(value, (Mapping, list, tuple)):
        return value
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except RecursionError:
        problem = "is nested too deeply"
    except TypeError as error:
        problem = f"is not valid JSON: {error}"
    except ValueError:
        problem = "is not valid JSON: it contains NaN, an infinite number, or itself"
    finally:
        del value
    raise Misuse(
        f"the value of secret {name!r} {problem}; expected text, bytes, or a dict or list to store as JSON, "
        'for example {"app/login": {"user": "a"}}'
    )
