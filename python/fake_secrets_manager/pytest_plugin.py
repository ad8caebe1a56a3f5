"""Fixtures for pytest.

pytest imports this module in every run: it loads neither the engine nor boto3 until a fixture is used.
"""

import sys
import types
import warnings
import weakref
from collections import deque
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any, Literal

import pytest

if TYPE_CHECKING:
    from .fake import FakeSecretsManager

NAME = "fake_secrets_manager"
_SCOPES = ("function", "class", "module", "package", "session")
_WIDER = tuple(f"{NAME}_{scope}" for scope in _SCOPES[1:])
_YES = ("true", "yes", "on", "y", "t", "1")  # as pytest reads them
_NO = ("false", "no", "off", "n", "f", "0", "")
_SWITCHES = tuple(f"{NAME}_{switch}" for switch in ("serve", "clear_caches", "guard"))
# The newest fakes that the current test has used, for the report if the test fails. None between tests.
_kept: "deque[FakeSecretsManager] | None" = None
_STARTED: "pytest.StashKey[list[FakeSecretsManager]]" = pytest.StashKey()  # by a test, without a fixture
_started_by_fixtures: "weakref.WeakSet[FakeSecretsManager]" = weakref.WeakSet()
_Scope = Literal["function", "class", "module", "package", "session"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the settings of pytest.ini and pyproject.toml."""
    parser.addini(
        "fake_secrets_manager_autouse",
        "Use a fake AWS Secrets Manager in every test: true, or the scope in which tests share a fake.",
        "string",
        default="false",
    )
    parser.addini(
        "fake_secrets_manager_scope",
        f"The scope of the fake that fake_secrets_manager_autouse creates: {', '.join(_SCOPES)}.",
        "string",
        default="function",
    )
    parser.addini("fake_secrets_manager_region", "The default region of each fake.", "string", default="")
    parser.addini(
        "fake_secrets_manager_seed_file",
        "A file of secrets that every fake starts with: .json, .yaml, .yml, .toml or .env.",
        "string",
        default="",
    )
    serve_help = "Serve the fakes of the fixtures to child processes, through environment variables."
    parser.addini("fake_secrets_manager_serve", serve_help, "bool", default=False)
    parser.getgroup("fake_secrets_manager").addoption(
        "--fake-secrets-manager-serve", action="store_true", default=False, help=serve_help
    )
    parser.addini(
        "fake_secrets_manager_clear_caches",
        "Clear the caches of Powertools for AWS Lambda and of aws-secretsmanager-caching before each test.",
        "bool",
        default=False,
    )
    parser.addini(
        "fake_secrets_manager_guard",
        "Make requests to Secrets Manager fail while no fake is active.",
        "bool",
        default=False,
    )


def pytest_configure(config: pytest.Config) -> None:
    """Document the marker, and give a fake to all tests if the settings say so."""
    config.addinivalue_line(
        "markers",
        f"{NAME}(region=..., account_id=..., seed=..., secrets=..., seed_file=..., rotation_functions=..., "
        "rotation_steps=..., raise_rotation_failures=..., allow_requests_to_aws=..., consistency=..., strict=..., "
        "clear_caches=..., serve=...): run the test with a fake AWS Secrets Manager that has these options.",
    )
    for setting in _SWITCHES:
        _is_on(config, setting)
    # pytest-xdist's controller runs no tests. Its workers must not inherit the variable that blocks child processes.
    is_controller = config.getoption("dist", "no") != "no"
    if _is_on(config, f"{NAME}_guard") and not is_controller:
        from . import interception

        config.add_cleanup(interception.require_fake())
    scope = _autouse_scope(config)
    if scope is not None:
        config.pluginmanager.register(_used_by_all(scope), f"{NAME}_autouse")


def _is_on(config: pytest.Config, setting: str) -> bool:
    try:
        return bool(config.getini(setting))
    except (TypeError, ValueError, pytest.UsageError) as error:
        problem = f"{setting}: {error}; expected true or false, for example {setting} = true"
        raise pytest.UsageError(problem) from None


def _autouse_scope(config: pytest.Config) -> _Scope | None:
    setting = f"{NAME}_autouse"
    scope = _scope(config.getini(f"{NAME}_scope"), f"{NAME}_scope", "")
    try:
        given = str(config.getini(setting))
    except (TypeError, pytest.UsageError) as error:  # a boolean of TOML, where pytest expects text
        given = "true" if str(error).endswith("True") else "false"
    if given.lower() in _NO:
        return None
    return scope if given.lower() in _YES else _scope(given, setting, "true, false or ")


def _scope(given: Any, setting: str, others: str) -> _Scope:
    if given not in _SCOPES:
        from .options import did_you_mean

        raise pytest.UsageError(
            f"{setting} is {given!r}{did_you_mean(str(given), _SCOPES)}; "
            f"expected {others}one of {', '.join(_SCOPES)}, for example {setting} = session"
        )
    known: _Scope = given
    return known


def _used_by_all(scope: _Scope) -> object:
    """Return a plugin with one fixture, which every test uses."""
    name = NAME if scope == "function" else f"{NAME}_{scope}"

    def used_by_all(request: pytest.FixtureRequest) -> None:
        request.getfixturevalue(name)

    plugin: Any = types.ModuleType(f"{NAME}_autouse")  # pytest warns of fixtures that are methods of a wide scope
    plugin.used_by_all = pytest.fixture(autouse=True, scope=scope, name=f"_{NAME}_used_by_all")(used_by_all)
    return plugin


@pytest.fixture(autouse=True)
def _fake_secrets_manager_for_marker(request: pytest.FixtureRequest) -> None:
    """Give the fixture to a test that has the marker, unless it uses a fixture of a wider scope."""
    marker = request.node.get_closest_marker(NAME)
    if marker is None or NAME in request.fixturenames:
        return
    if marker in request.node.own_markers or not set(_WIDER) & set(request.fixturenames):
        request.getfixturevalue(NAME)


@pytest.fixture
def fake_secrets_manager(request: pytest.FixtureRequest) -> "Iterator[FakeSecretsManager]":
    """A fake AWS Secrets Manager that answers every client of the process during this test."""
    fake, served = _make(request)
    with fake, served, _fresh_for_each_example(request, fake):
        yield fake


@pytest.fixture(scope="class")
def fake_secrets_manager_class(request: pytest.FixtureRequest) -> "Iterator[FakeSecretsManager]":
    """The same for all tests of a class, which share its state."""
    fake, served = _make(request)
    with fake, served:
        yield fake


@pytest.fixture(scope="module")
def fake_secrets_manager_module(request: pytest.FixtureRequest) -> "Iterator[FakeSecretsManager]":
    """The same for all tests of a module."""
    fake, served = _make(request)
    with fake, served:
        yield fake


@pytest.fixture(scope="package")
def fake_secrets_manager_package(request: pytest.FixtureRequest) -> "Iterator[FakeSecretsManager]":
    """The same for all tests of a package."""
    fake, served = _make(request)
    with fake, served:
        yield fake


@pytest.fixture(scope="session")
def fake_secrets_manager_session(request: pytest.FixtureRequest) -> "Iterator[FakeSecretsManager]":
    """The same for the whole run."""
    fake, served = _make(request)
    with fake, served:
        yield fake


@pytest.fixture
def fake_secrets_manager_factory(
    request: pytest.FixtureRequest,
) -> "Iterator[Callable[..., FakeSecretsManager]]":
    """A function that creates fakes with the options of `FakeSecretsManager`.

    A new fake answers direct calls and `fake.client()`. `fake.start()` or `with fake:` activates it. Fakes that are
    active at the end of the test are stopped.
    """
    made = []

    def make(**options: Any) -> "FakeSecretsManager":
        made.append(_fake(request.config, {}, options))
        return made[-1]

    yield make
    from . import interception

    for fake in filter(interception.is_active, reversed(made)):
        fake.stop()


def _make(request: pytest.FixtureRequest) -> "tuple[FakeSecretsManager, AbstractContextManager[Any]]":
    """Make a fake with the options of all markers around the test, the closest last, and of an indirect parameter.

    The second item serves the fake to other processes, if the settings or the option `serve` say so.
    """
    config = request.config
    options: dict[str, Any] = {}
    unnamed: tuple[Any, ...] = ()
    for marker in reversed(list(request.node.iter_markers(NAME))):
        unnamed = unnamed or marker.args
        options = _merged(options, marker.kwargs)
    parameter = getattr(request, "param", None)
    if isinstance(parameter, dict):
        options = _merged(options, parameter)
    elif parameter is not None:
        unnamed = (parameter,)
    if unnamed:
        _fake(config, {}, {}, *unnamed)  # raises an error that explains the problem
    serves = options.pop("serve", None)
    if serves is None:
        serves = _is_on(config, f"{NAME}_serve") or config.getoption("--fake-secrets-manager-serve")
    if not isinstance(serves, bool):
        raise pytest.UsageError(f"serve is of type {type(serves).__name__}; expected bool, for example serve=True")
    fake = _fake(config, options, {})
    return fake, fake.serve() if serves else nullcontext()


def _merged(options: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """Merge options: secrets are combined, and for other options the closest marker wins."""
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
    """Restores the state before the first example of a Hypothesis test before each other example."""

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
    before = _active()
    result = yield
    _started_by_fixtures.update(fake for fake in _active() if fake not in before)
    return result


def keep(fake: "FakeSecretsManager") -> None:
    """Keep a fake until the end of the current test."""
    if _kept is not None and fake not in _kept:
        _kept.append(fake)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol() -> Generator[None, object, object]:
    """Keep the fakes of a test until its last report."""
    global _kept
    outer, _kept = _kept, deque(maxlen=20)
    try:
        return (yield)
    finally:
        _kept = outer


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Discard the hints of the previous test, and clear client-side caches if the settings say so."""
    if _is_on(item.config, f"{NAME}_clear_caches"):
        from .caches import clear_caches

        clear_caches()
    hints, interception = _loaded("hints"), _loaded("interception")
    if hints is None or interception is None:
        return
    hints.take()
    interception.used.clear()
    for fake in interception.active():
        interception.used.add(fake)
        fake._engine.forget_hints()
        fake._before_test = fake._engine.event_count()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Report faults that the test injected and that never occurred, so that no other test is blamed."""
    __tracebackhide__ = True
    before = {fake: fake._unused() for fake in _active()}
    try:
        yield
    finally:
        started = [fake for fake in _active() if fake not in before and fake not in _started_by_fixtures]
        item.stash[_STARTED] = started
    for fake in _active():
        fake._report_unused(before.get(fake))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, None, None]:
    """Warn of fakes that the test did not stop. Undo values of a stopped server that monkeypatch has restored."""
    try:
        yield
    finally:
        environment = _loaded("environment")
        if environment is not None:
            environment.restore_leftovers()
            environment.forget_leftovers()
        _warn_of_leaks(item)  # last: with the filter "error", the warning raises


def _warn_of_leaks(item: pytest.Item) -> None:
    started = item.stash.get(_STARTED, [])
    for fake in _active():
        if fake in started:
            from .faults import FakeSecretsManagerWarning

            site = fake._started_at
            warnings.warn_explicit(
                f"{item.nodeid} started a fake and did not stop it, so it answers later tests; expected stop(), for "
                "example `with FakeSecretsManager() as fake:`, or in unittest self.addCleanup(fake.stop)",
                FakeSecretsManagerWarning,
                site.filename,
                site.line,
                site.module,
            )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add requests and hints to the report of a failed test: hints name probable mistakes."""
    report = yield
    hints, interception = _loaded("hints"), _loaded("interception")
    if hints is None or interception is None or not report.failed:
        return report
    if told := hints.take():
        report.sections.append(("Hints of fake_secrets_manager", "\n".join(told)))
    if requests := _requests(list(interception.used)):
        report.sections.append(("Secrets Manager requests", "\n".join(requests)))
    return report


def _requests(fakes: "list[FakeSecretsManager]") -> list[str]:
    from .requests import report

    reports = {fake: report(fake._engine, fake._before_test) for fake in fakes}
    lines = [[repr(fake)] * (len(fakes) > 1) + lines for fake, lines in reports.items() if lines]
    return [line for part in lines for line in part]


def _active() -> "list[FakeSecretsManager]":
    interception = _loaded("interception")
    return [] if interception is None else interception.active()


def _loaded(module: str) -> Any:
    """Return a module of the package if something has imported it: a run without a fake loads nothing."""
    package = sys.modules.get(__package__ or "")
    return vars(package).get(module) if package is not None else None
