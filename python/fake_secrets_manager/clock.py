"""The fake's clock: converts the times and durations that a test passes."""

import datetime
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING

from ._native import Misuse
from .options import a_kind_of, did_you_mean, of_type

if TYPE_CHECKING:
    from .fake import FakeSecretsManager

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
UNITS = ("weeks", "days", "hours", "minutes", "seconds", "milliseconds", "microseconds")
_MILLISECOND = datetime.timedelta(milliseconds=1)


def now() -> int:
    """Return milliseconds since the epoch. Looks up the clock on each call, because freezegun and others replace it."""
    return round(time.time() * 1000)


def milliseconds_of_span(by: datetime.timedelta | None, units: dict[str, float]) -> int:
    """Return the length of a duration in milliseconds, or raise Misuse."""
    for unit, amount in units.items():
        if unit not in UNITS:
            raise Misuse(
                f"advance() got an unknown unit {unit!r}{did_you_mean(unit, UNITS)}; expected {', '.join(UNITS)}, "
                "for example advance(days=7)"
            )
        if isinstance(amount, bool) or not isinstance(amount, (int, float)):
            raise Misuse(f"{unit} is {of_type(amount)}; expected a number, for example advance({unit}=7)")
    given = " and ".join([*([] if by is None else [a_kind_of(by)]), *units]) or "nothing"
    problem = "expected a timedelta or keyword arguments"
    span = None
    try:
        span = datetime.timedelta(**units) if by is None and units else by
    except OverflowError:
        given, problem = f"more {given} than a timedelta can hold", "expected a duration within the years 1 to 9999"
    except (TypeError, ValueError):
        pass
    if not isinstance(span, datetime.timedelta) or (by and units):
        raise Misuse(f"advance() got {given}; {problem}, for example advance(days=7)")
    if span < datetime.timedelta():
        raise Misuse(
            "advance() got a negative duration; expected a positive one, for example advance(days=7); "
            'freeze("2026-01-01T00:00:00Z") sets the clock to any time'
        )
    return span // _MILLISECOND


def milliseconds_of_moment(at: datetime.datetime | str) -> int:
    """Return a time as milliseconds since the epoch, or raise Misuse. Text without a time zone is UTC."""
    moment: object = at
    given = a_kind_of(at)
    if isinstance(at, str):
        given = "text that is not a date"
        try:
            moment = datetime.datetime.fromisoformat(at.removesuffix("Z") + ("+00:00" if at.endswith("Z") else ""))
        except ValueError:
            moment = None
        if isinstance(moment, datetime.datetime) and moment.tzinfo is None:
            moment = moment.replace(tzinfo=datetime.timezone.utc)
    elif isinstance(at, datetime.datetime) and at.tzinfo is None:
        given, moment = "a datetime without a time zone", None
    if not isinstance(moment, datetime.datetime):
        raise Misuse(
            f"freeze() got {given}; expected a datetime with a time zone or text, "
            'for example freeze("2026-01-01T00:00:00Z")'
        )
    return (moment - _EPOCH) // _MILLISECOND


class Frozen:
    """A stopped clock, which starts again at the end of a `with` block."""

    def __init__(self, fake: "FakeSecretsManager", unfreeze: Callable[[], None]) -> None:
        self._fake = fake
        self._unfreeze = unfreeze

    def __enter__(self) -> "FakeSecretsManager":
        return self._fake

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        self._unfreeze()
