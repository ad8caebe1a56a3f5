"""Checks of arguments. An error states what was given and what is expected, with an example. It never shows a value."""

import inspect
from collections.abc import Callable, Iterable
from functools import wraps
from types import NoneType
from typing import Any, TypeVar, cast

from ._native import Misuse, nearest

Method = TypeVar("Method", bound=Callable[..., Any])


def explaining_options(init: Method) -> Method:
    """Report an unknown or positional option with an error that lists the valid options."""
    known = list(inspect.signature(init).parameters)[1:]

    @wraps(init)
    def explaining(self: Any, *args: Any, **kwargs: Any) -> None:
        __tracebackhide__ = True
        try:
            if len(args) == 1 and callable(args[0]) and not kwargs:
                raise Misuse(
                    f"FakeSecretsManager decorates {getattr(args[0], '__qualname__', 'a function')} without "
                    "parentheses; expected a call, for example @FakeSecretsManager()"
                )
            given = [f"a positional argument of type {type(arg).__name__}" for arg in args]
            given += [f"an unknown option {name!r}{did_you_mean(name, known)}" for name in kwargs if name not in known]
            if given:
                raise Misuse(
                    f"FakeSecretsManager got {given[0]}; expected {', '.join(known)} as keyword arguments, "
                    'for example FakeSecretsManager(region="eu-west-1", secrets={"app/db": "hunter2"})'
                )
            init(self, *args, **kwargs)
        finally:
            del args, kwargs  # here and elsewhere: keeps secrets out of tracebacks that show local variables

    return cast("Method", explaining)


def did_you_mean(given: str, valid: Iterable[str]) -> str:
    """Return a suggestion of the nearest valid name, or an empty string."""
    name = nearest(given, list(valid))
    return f" (did you mean {name!r}?)" if name else ""


def a_kind_of(value: Any) -> str:
    """Return the type of a value with an article, or None: "an int", "a str"."""
    name = type(value).__name__
    return "None" if value is None else f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"


def of_type(value: Any) -> str:
    """Return the type of a value for a message: "of type str", or "None"."""
    return "None" if value is None else f"of type {type(value).__name__}"


def expect(option: str, given: type, kinds: tuple[type, ...], example: str) -> None:
    """Reject an option of the wrong type. The error names only the type, because the value may be a secret."""
    if not issubclass(given, kinds) or (given is bool and bool not in kinds):
        found = "None" if given is NoneType else f"of type {given.__name__}"
        raise Misuse(f"{option} is {found}; expected {kinds[0].__name__}, for example {option}={example}")


def expect_all(method: str, given: Iterable[Any], kind: type | tuple[type, ...], expected: str, example: str) -> None:
    """Reject arguments of the wrong type."""
    for value in given:
        if not isinstance(value, kind):
            raise Misuse(f"{method} got {a_kind_of(value)}; expected {expected}, for example {example}")


def expect_choice(option: str, given: Any, choice: str, usual: str | None) -> None:
    """Reject an option that is neither the default nor the one valid value."""
    expect(option, type(given), (str, type(usual)), f'"{choice}"')
    if given not in (usual, choice):
        expected = f'"{choice}"' if usual is None else f'"{usual}" or "{choice}"'
        suggestion = did_you_mean(given, [choice, *([usual] if usual else [])])
        raise Misuse(f'{option} is {given!r}{suggestion}; expected {expected}, for example {option}="{choice}"')
