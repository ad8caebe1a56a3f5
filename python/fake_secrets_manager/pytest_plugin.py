"""Fixtures for pytest.

pytest imports this module in every run: it loads neither the engine nor boto3 until a fixture is used.
"""

import sys
from collections.abc import Callable, Generator, Iterator
from typing import TYPE_CHECKING, Any, Literal

import pytest

if TYPE_CHECKING:
    from .fake import FakeSecretsManager

NAME = "fake_secrets_manager"
_SCOPES = ("function", "class", "module", "package", "session")
_WIDER = tuple(f"{NAME}_{scope}" for scope in _SCOPES[1:])
_Scope = Literal["function", "class", "module", "package", "session"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the settings of pytest.ini and pyproject.toml."""
    parser.addini(
        "fake_secrets_manager_autouse",
        "Give every test a fake AWS Secrets Manager: true, or the scope in which tests share one.",
        "bool",
        default=False,
    )
    parser.addini(
        "fake_secrets_manager_scope",
        f"The scope of the fake that fake_secrets_manager_autouse gives: {', '.join(_SCOPES)}.",
        "string",
        default="function",
    )
    parser.addini("fake_secrets_manager_region", "The region of a caller who names none.", "string", default="")
    parser.addini(
        "fake_secrets_manager_seed_file",
        "A file of secrets that every fake starts with: .json, .yaml, .yml, .toml or .env.",
        "string",
        default="",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Document the marker, and give a fake to all tests where the settings say so."""
    config.addinivalue_line(
        "markers",
        f"{NAME}(region=..., account_id=..., seed=..., secrets=..., rotation_functions=..., rotation_steps=..., "
        "raise_rotation_failures=..., allow_requests_to_aws=...): run the test with a fake AWS Secrets Manager that "
        "has these options.",
    )
    scope = _autouse_scope(config)
    if scope is not None:
        config.pluginmanager.register(_used_by_all(scope), f"{NAME}_autouse")


def _autouse_scope(config: pytest.Config) -> _Scope | None:
    setting = "fake_secrets_manager_autouse"
    scope: Any = config.getini("fake_secrets_manager_scope")
    try:
        if not config.getini(setting):
            return None
    except (ValueError, pytest.UsageError):  # not a boolean: the scope itself
        given = config.inicfg.get(setting)
        scope = getattr(given, "value", given)
    if scope not in _SCOPES:
        raise pytest.UsageError(
            f"{setting} is for the scope {scope!r}; expected true, false or one of {', '.join(_SCOPES)}, "
            f"for example {setting} = session"
        )
    known: _Scope = scope
    return known


def _used_by_all(scope: _Scope) -> object:
    """Return a plugin with one fixture, which every test uses."""
    name = NAME if scope == "function" else f"{NAME}_{scope}"

    def used_by_all(_self: object, request: pytest.FixtureRequest) -> None:
        request.getfixturevalue(name)

    fixture = pytest.fixture(autouse=True, scope=scope, name=f"_{NAME}_used_by_all")(used_by_all)
    return type("UsedByAll", (), {"used_by_all": fixture})()


@pytest.fixture(autouse=True)
def _fake_secrets_manager_where_asked_for(request: pytest.FixtureRequest) -> None:
    """A test that has the marker uses the fixture without naming it, unless it uses one of a wider scope."""
    marker = request.node.get_closest_marker(NAME)
    if marker is None or NAME in request.fixturenames:
        return
    if marker in request.node.own_markers or not set(_WIDER) & set(request.fixturenames):
        request.getfixturevalue(NAME)


@pytest.fixture
def fake_secrets_manager(request: pytest.FixtureRequest) -> "Iterator[FakeSecretsManager]":
    """A fake AWS Secrets Manager that answers every client of the process during this test."""
    with _make(request) as fake, _fresh_for_each_example(request, fake):
        yield fake


@pytest.fixture(scope="class")
def fake_secrets_manager_class(request: pytest.FixtureRequest) -> "Iterator[FakeSecretsManager]":
    """The same for all tests of a class: what one test stores, the next one finds."""
    with _make(request) as fake:
        yield fake


@pytest.fixture(scope="module")
def fake_secrets_manager_module(request: pytest.FixtureRequest) -> "Iterator[FakeSecretsManager]":
    """The same for all tests of a module."""
    with _make(request) as fake:
        yield fake


@pytest.fixture(scope="package")
def fake_secrets_manager_package(request: pytest.FixtureRequest) -> "Iterator[FakeSecretsManager]":
    """The same for all tests of a package."""
    with _make(request) as fake:
        yield fake


@pytest.fixture(scope="session")
def fake_secrets_manager_session(request: pytest.FixtureRequest) -> "Iterator[FakeSecretsManager]":
    """The same for the whole run."""
    with _make(request) as fake:
        yield fake


@pytest.fixture
def fake_secrets_manager_factory(
    request: pytest.FixtureRequest,
) -> "Iterator[Callable[..., FakeSecretsManager]]":
    """A function that makes fakes with the options of `FakeSecretsManager`.

    A fake that it makes answers its own calls and `fake.client()`; `fake.start()` or `with fake:` makes it active.
    Fakes that are active at the end of the test are stopped.
    """
    made = []

    def make(**options: Any) -> "FakeSecretsManager":
        made.append(_fake(request.config, {}, options))
        return made[-1]

    yield make
    from . import interception

    for fake in filter(interception.is_active, reversed(made)):
        fake.stop()


def _make(request: pytest.FixtureRequest) -> "FakeSecretsManager":
    """Make a fake with the options of all markers around the test, the closest last, and of an indirect parameter."""
    options: dict[str, Any] = {}
    for marker in reversed(list(request.node.iter_markers(NAME))):
        if marker.args:
            return _fake(request.config, {}, {}, *marker.args)  # says what is wrong
        options = _merged(options, marker.kwargs)
    parameter = getattr(request, "param", None)
    if parameter is not None:
        if not isinstance(parameter, dict):
            return _fake(request.config, {}, {}, parameter)
        options = _merged(options, parameter)
    return _fake(request.config, options, {})


def _merged(options: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """Secrets add up; of the other options the closest counts."""
    merged = options | more
    if isinstance(options.get("secrets"), dict) and isinstance(more.get("secrets"), dict):
        merged["secrets"] = options["secrets"] | more["secrets"]
    return merged


def _fake(config: pytest.Config, options: dict[str, Any], more: dict[str, Any], *unnamed: Any) -> "FakeSecretsManager":
    from .fake import FakeSecretsManager

    settings: dict[str, Any] = {}
    if region := config.getini("fake_secrets_manager_region"):
        settings["region"] = region
    if seed_file := config.getini("fake_secrets_manager_seed_file"):
        settings["seed_file"] = (config.inipath.parent if config.inipath else config.rootpath) / seed_file
    return FakeSecretsManager(*unnamed, **settings | options | more)


class _fresh_for_each_example:  # noqa: N801  a context manager
    """Lets each example of a Hypothesis test begin with what the fake held before the first one."""

    def __init__(self, request: pytest.FixtureRequest, fake: "FakeSecretsManager") -> None:
        test: Any = getattr(request.node, "obj", None)
        self._handle = test.hypothesis if getattr(test, "is_hypothesis_test", False) else None
        self._fake = fake

    def __enter__(self) -> None:
        if self._handle is None:
            return
        self._inner_test = inner_test = self._handle.inner_test
        fake, state = self._fake, None

        def example(*args: Any, **kwargs: Any) -> Any:
            nonlocal state
            if state is None:
                state = fake._state()
            else:
                fake._return_to(state)
            return inner_test(*args, **kwargs)

        self._handle.inner_test = example

    def __exit__(self, *_error: object) -> None:
        if self._handle is not None:
            self._handle.inner_test = self._inner_test


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> Generator[None, object, object]:
    """Keep the fake of a decorated fixture active until the end of the fixture's scope."""
    fake = getattr(fixturedef.func, "_fake_secrets_manager", None)
    if fake is not None:
        from .decoration import fresh

        active = fresh(fake)
        active.__enter__()
        request.addfinalizer(lambda: active.__exit__(None, None, None))
    return (yield)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Forget what was told during the test before."""
    hints, interception = _loaded("hints"), _loaded("interception")
    if hints is not None and interception is not None:
        hints.take()
        for fake in interception.active():
            fake._engine.forget_hints()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add to the report of a failed test where a secret exists that was not found."""
    report = yield
    hints = _loaded("hints")
    told = hints.take() if hints is not None and report.failed else []
    if told:
        report.sections.append(("Hints of fake_secrets_manager", "\n".join(told)))
    return report


def _loaded(module: str) -> Any:
    """Return a module of the package if something has imported it: a run without a fake loads nothing."""
    return sys.modules.get(f"{__package__}.{module}")
