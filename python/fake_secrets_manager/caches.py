"""Client-side caches that outlive a fake: those of Powertools for AWS Lambda and of aws-secretsmanager-caching."""

import gc
import sys
from collections.abc import Iterator
from typing import Any


def clear_caches() -> None:
    """Clear the client-side caches of secrets that outlive a test.

    They are the caches of Powertools for AWS Lambda (`aws_lambda_powertools.utilities.parameters`, including the
    providers that your code created) and of every `SecretCache` of aws-secretsmanager-caching. A library that is not
    imported has no cache, and is not imported here.
    """
    parameters = sys.modules.get("aws_lambda_powertools.utilities.parameters.base")
    if parameters is not None:
        parameters.clear_caches()
        for provider in _instances(parameters.BaseProvider):
            provider.clear_cache()
    caching = sys.modules.get("aws_secretsmanager_caching.secret_cache")
    if caching is not None:
        for cache in _instances(caching.SecretCache):
            cache._cache = type(cache._cache)(max_size=cache._config.max_cache_size)


def _instances(cls: type) -> Iterator[Any]:
    """Find the objects of a class and its subclasses: these libraries keep no list of them."""
    classes: list[type] = [cls]
    for known in classes:
        classes.extend(set(type.__subclasses__(known)) - set(classes))
    for referrer in gc.get_referrers(*classes):
        if isinstance(referrer, cls) and hasattr(referrer, "__dict__"):
            yield referrer
