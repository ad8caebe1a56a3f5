"""Fixtures for pytest.

pytest imports this module in every run: it loads neither the engine nor boto3 until a fixture is used.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .fake import FakeSecretsManager

NAME = "fake_secrets_manager"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Settings of pytest.ini and pyproject.toml."""
    parser.addini("fake_secrets_manager_autouse", "Give every test a fake AWS Secrets Manager.", "bool", default=False)
    parser.addini("fake_secrets_manager_region", "The region of a caller who names none.", "string", default="")


def pytest_configure(config: pytest.Config) -> None:
    """Documents the marker."""
    config.addinivalue_line(
        "markers",
        f"{NAME}(region=..., account_id=..., seed=..., secrets=..., rotation_functions=..., rotation_steps=..., "
        "raise_rotation_failures=...): run the test with a fake AWS Secrets Manager that has these options.",
    )


@pytest.fixture(autouse=True)
def _fake_secrets_manager_where_asked_for(request: pytest.FixtureRequest) -> None:
    """A test that has the marker, or every test where the ini file says so, uses the fixture without naming it."""
    if request.node.get_closest_marker(NAME) or request.config.getini("fake_secrets_manager_autouse"):
        request.getfixturevalue(NAME)


@pytest.fixture
def fake_secrets_manager(request: pytest.FixtureRequest) -> "Iterator[FakeSecretsManager]":
    """A fake AWS Secrets Manager that answers every client of the process during this test."""
    unnamed: list[Any] = []
    options: dict[str, Any] = {}
    for marker in reversed(list(request.node.iter_markers(NAME))):  # the closest last
        unnamed += marker.args
        options |= marker.kwargs
    with _make(request.config, *unnamed, **options) as fake:
        yield fake


@pytest.fixture(scope="session")
def fake_secrets_manager_session(request: pytest.FixtureRequest) -> "Iterator[FakeSecretsManager]":
    """The same for the whole run: what one test stores, the next one finds."""
    with _make(request.config) as fake:
        yield fake


def _make(config: pytest.Config, *unnamed: Any, **options: Any) -> "FakeSecretsManager":
    from .fake import FakeSecretsManager

    region = config.getini("fake_secrets_manager_region")
    return FakeSecretsManager(*unnamed, **({"region": region} if region else {}) | options)
