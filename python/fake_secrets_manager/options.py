"""Checks of what a fake is given: what was given, what is expected, an example. A value is never shown."""

import inspect
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, TypeVar, cast

from ._native import Misuse, nearest

Method = TypeVar("Method", bound=Callable[..., None])


def explaining_options(init: Method) -> Method:
    """Turn a wrong option into an error that says which options there are."""
    known = list(inspect.signature(init).parameters)[1:]

    @wraps(init)
    def explaining(self: Any, *args: Any, **kwargs: Any) -> None:
        __tracebackhide__ = True
        try:
            if len(args) == 1 and callable(args[0]) and not kwargs:
                raise Misuse(
                    f"FakeSecretsManager was put above {getattr(args[0], '__qualname__', 'something')} without "
                    "parentheses; expected a call, for example @FakeSecretsManager()"
                )
            given = [f"an option without a name, of type {type(arg).__name__}" for arg in args]
            given += [f"an unknown option {name!r}{did_you_mean(name, known)}" for name in kwargs if name not in known]
            if given:
                raise Misuse(
                    f"FakeSecretsManager got {given[0]}; expected {', '.join(known)}, each by its name, "
                    'for example FakeSecretsManager(region="eu-west-1", secrets={"app/db": "hunter2"})'
                )
            init(self, *args, **kwargs)
        finally:
            del args, kwargs  # here and elsewhere: a traceback that shows locals shows no secret

    return cast("Method", explaining)


def did_you_mean(given: str, valid: Iterable[str]) -> str:
    """Return a part of a sentence that suggests the nearest valid name, or nothing."""
    name = nearest(given, list(valid))
    return f" (did you mean {name!r}?)" if name else ""


def expect(option: str, given: type, kinds: tuple[type, ...], example: str) -> None:
    """Refuse an option by its type alone: its value may be a secret."""
    if not issubclass(given, kinds) or (given is bool and bool not in kinds):
        expected = kinds[0].__name__
        raise Misuse(f"{option} is of type {given.__name__}; expected {expected}, for example {option}={example}")


def expect_all(method: str, given: Iterable[Any], kind: type | tuple[type, ...], expected: str, example: str) -> None:
    """Refuse arguments of another type."""
    for value in given:
        if not isinstance(value, kind):
            raise Misuse(f"{method} got a {type(value).__name__}; expected {expected}, for example {example}")


def expect_choice(option: str, given: Any, choice: str, usual: str | None) -> None:
    """Refuse an option that is neither the default nor the one word it may be."""
    expect(option, type(given), (str, type(usual)), f'"{choice}"')
    if given not in (usual, choice):
        expected = f'"{choice}"' if usual is None else f'"{usual}" or "{choice}"'
        suggestion = did_you_mean(given, [choice, *([usual] if usual else [])])
        raise Misuse(f'{option} is {given!r}{suggestion}; expected {expected}, for example {option}="{choice}"')
