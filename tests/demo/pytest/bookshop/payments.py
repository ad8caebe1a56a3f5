"""The key of the payment provider, read through AWS's own caching library."""

from __future__ import annotations

from aws_secretsmanager_caching import InjectKeywordedSecretString, SecretCache, SecretCacheConfig

SECONDS_TO_KEEP = 600


class Payments:
    """A client of the payment provider. It reads the current key at most every ten minutes."""

    def __init__(self, secret_id: str) -> None:
        cache = SecretCache(SecretCacheConfig(secret_refresh_interval=SECONDS_TO_KEEP))
        keys = InjectKeywordedSecretString(secret_id=secret_id, cache=cache, key_id="id", key="key")
        self.headers = keys(authorization)


def authorization(key_id: str, key: str) -> dict[str, str]:
    return {"Authorization": f"Key {key_id}:{key}"}
