"""Files of secrets: reads JSON, YAML, TOML and dotenv. The engine has the rules and the error messages."""

import contextlib
import datetime
import json
import math
import os
import re
import sys
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any, NoReturn

from ._native import Misuse, SeedSource
from .options import a_kind_of

VARIABLE = "FAKE_SECRETS_MANAGER_SEED"
_reads_variable: ContextVar[bool] = ContextVar("fake_secrets_manager_reads_variable", default=True)

Path = str | os.PathLike[str]


def source_of(path: Path, option: str) -> SeedSource:
    """Return the source for a path that the user passed."""
    if not isinstance(path, (str, os.PathLike)):
        raise Misuse(f'{option} is of type {type(path).__name__}; expected a path, for example {option}="secrets.json"')
    return SeedSource.file(os.fsdecode(path))


def initial_source(path: Path | None) -> SeedSource | None:
    """Return the source of a new fake's secrets: a file, or else the environment variable."""
    if path is not None:
        return source_of(path, "seed_file")
    return SeedSource.environment(os.environ.get(VARIABLE, "")) if _reads_variable.get() else None


@contextlib.contextmanager
def without_variable() -> Iterator[None]:
    """Create fakes that do not use the environment variable: their secrets are not those of the user's tests."""
    token = _reads_variable.set(False)
    try:
        yield
    finally:
        _reads_variable.reset(token)


def read(source: SeedSource) -> Any:
    """Return the secrets of a source: JSON text, or a dict."""
    __tracebackhide__ = True
    text = secrets = b""
    try:
        text = _text(source)
        if source.form == "JSON":
            return text
        secrets = {"YAML": _yaml, "TOML": _toml, "dotenv": _dotenv}[source.form](source, _decoded(source, text))
        if isinstance(secrets, dict):
            for name, value in secrets.items():
                kind = _unsupported(value)
                if kind is not None:
                    raise source.unsupported(str(name), kind)
        return secrets
    finally:
        del text, secrets


def as_json(path: Path) -> bytes:
    """Return the secrets of a file as JSON text. Bytes become `{"$base64": …}`."""
    source = source_of(path, "file")
    secrets = read(source)
    if isinstance(secrets, bytes):
        return secrets
    return json.dumps(secrets, ensure_ascii=False, default=_base64).encode()


def _base64(value: object) -> dict[str, str]:
    import base64

    return {"$base64": base64.b64encode(value).decode()} if isinstance(value, bytes) else {}


def _text(source: SeedSource) -> bytes:
    if source.path is None:
        return os.environ.get(VARIABLE, "").encode(errors="surrogatepass")
    try:
        with open(source.path, "rb") as file:
            return file.read()
    except (OSError, ValueError) as error:
        number = getattr(error, "errno", None)
        raise source.unreadable(os.strerror(number) if number else str(error)) from None


def _decoded(source: SeedSource, text: bytes) -> str:
    try:
        return text.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise source.broken("not UTF-8") from None
    finally:
        del text


def _toml(source: SeedSource, text: str) -> Any:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        try:
            import tomli as tomllib  # type: ignore[import-not-found,unused-ignore]
        except ModuleNotFoundError:
            _ask_for(source, "tomli", "toml")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at (line \d+, column \d+)\)$", str(error))
        raise source.broken(found[1] if found else "at its end") from None
    finally:
        del text


def _yaml(source: SeedSource, text: str) -> Any:
    try:
        import yaml
    except ModuleNotFoundError:
        _ask_for(source, "PyYAML", "yaml")
    from .yaml_loader import Loader

    try:
        return yaml.load(text, Loader)  # noqa: S506  derived from the safe loader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise source.broken(f"line {mark.line + 1}, column {mark.column + 1}" if mark else "") from None
    except (yaml.YAMLError, ValueError, RecursionError):
        raise source.broken("") from None
    finally:
        del text


def _dotenv(source: SeedSource, text: str) -> Any:
    try:
        from dotenv.parser import parse_stream
    except ModuleNotFoundError:
        _ask_for(source, "python-dotenv", "dotenv")
    import io

    secrets: dict[str, str] = {}
    try:
        for binding in parse_stream(io.StringIO(text)):
            line = f"line {binding.original.line}"
            if binding.error or (binding.key is not None and binding.value is None):
                raise source.broken(line)
            if binding.key in secrets:
                raise source.broken(f"{line}: duplicate key {binding.key}")
            if binding.key is not None and binding.value is not None:
                secrets[binding.key] = binding.value
        return secrets
    finally:
        del text, secrets


def _ask_for(source: SeedSource, library: str, extra: str) -> NoReturn:
    raise Misuse(
        f"{source.what} is {source.form}, which {library} reads; expected {library} to be installed, "
        f'for example pip install "fake-secrets-manager[{extra}]"'
    ) from None


def _unsupported(value: object) -> str | None:
    """Return a description of the part of a value that JSON cannot represent."""
    if isinstance(value, (datetime.date, datetime.time)):
        return "a date or time"
    if isinstance(value, float) and not math.isfinite(value):
        return "a number that is not finite"
    if isinstance(value, dict):
        if not all(isinstance(name, str) for name in value):
            return "a key that is not text"
        return next(filter(None, map(_unsupported, value.values())), None)
    if isinstance(value, (list, tuple)):
        return next(filter(None, map(_unsupported, value)), None)
    known = isinstance(value, (str, bytes, bool, int, float, type(None)))
    return None if known else a_kind_of(value)
