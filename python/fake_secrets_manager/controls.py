"""The controls of a fake: clock, KMS keys and rotations."""

import datetime
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast, overload

from .caches import clear_caches
from .clock import Frozen, milliseconds_of_moment, milliseconds_of_span, now
from .delivery import Delivery
from .options import expect, expect_all

if TYPE_CHECKING:
    from .fake import FakeSecretsManager
    from .rotations import Event, Rotation, RotationHandler, RotationStep, StepName

Handler = TypeVar("Handler", bound="RotationHandler")


class Controls(Delivery):
    """The part of `FakeSecretsManager` with the controls of a test."""

    def kms_key(
        self,
        key_id: str,
        state: Literal["enabled", "disabled", "pending-deletion", "missing"] = "enabled",
        denied: Sequence[Literal["Decrypt", "Encrypt", "GenerateDataKey"]] = (),
    ) -> None:
        """Set the state of a KMS key, or deny actions on it.

            fake.kms_key("alias/app", state="disabled")
            fake.kms_key("alias/app", denied=["Decrypt"])

        All other keys exist and are usable. `reset` removes the setting.

        Args:
            key_id: An ARN, an id or an alias, including `alias/aws/secretsmanager`. Ids and aliases refer to the fake's
                own account and region.
            state: The state of the key.
            denied: The actions that callers may not perform.
        """
        example = 'kms_key("alias/app", state="disabled", denied=["Decrypt"])'
        expect_all("kms_key()", [key_id, state], str, "strings", example)
        expect_all("kms_key()", [denied], (list, tuple), "a list of actions", example)
        expect_all("kms_key()", denied, str, "a list of strings", example)
        self._engine.kms_key(key_id, state, list(denied))

    @staticmethod
    def clear_caches() -> None:
        """Clear the client-side caches of Powertools for AWS Lambda and of aws-secretsmanager-caching.

        They keep secrets longer than a test lasts. With the option `clear_caches`, the fake clears them itself.
        """
        clear_caches()

    def now(self) -> datetime.datetime:
        """Return the fake's time, in UTC."""
        return self._engine.now(now(), self._inside())

    @overload
    def advance(self, by: datetime.timedelta) -> "list[Event]": ...

    @overload
    def advance(
        self,
        *,
        weeks: float = ...,
        days: float = ...,
        hours: float = ...,
        minutes: float = ...,
        seconds: float = ...,
        milliseconds: float = ...,
        microseconds: float = ...,
    ) -> "list[Event]": ...

    def advance(self, by: datetime.timedelta | None = None, **units: float) -> "list[Event]":
        """Advance the fake's clock: `fake.advance(days=7)`, with the keyword arguments of `datetime.timedelta`.

        Rotations that are due run to their end, each at its scheduled time, and expired secrets are deleted. A second
        `advance` in another thread waits for the first. In the handler of a scheduled rotation, `advance` only moves
        the clock; the outer `advance` processes the events that are due.

        Returns:
            The events that occurred, in order.
        """
        try:
            return self._rotations.advance(milliseconds_of_span(by, units))
        finally:
            self._tell_events()

    def freeze(self, at: datetime.datetime | str | None = None) -> Frozen:
        """Stop the fake's clock, now or at a given time: `fake.freeze("2026-01-01T00:00:00Z")`.

        `advance` still moves it. `unfreeze`, `reset` and the end of `with fake.freeze(...):` start it again.
        """
        self._rotations.freeze(None if at is None else milliseconds_of_moment(at))
        self._tell_events()
        return Frozen(cast("FakeSecretsManager", self), self.unfreeze)

    def unfreeze(self) -> None:
        """Start the fake's clock again after `freeze`."""
        self._engine.unfreeze()
        self._rotations.catch_up()
        self._tell_events()

    def settle(self) -> None:
        """Make all changes visible and run the rotations that have started, with `consistency="eventual"`."""
        self._engine.settle(now())
        self._rotations.catch_up()
        self._tell_events()

    @overload
    def on_rotate(self, function: str, handler: "RotationHandler") -> str: ...

    @overload
    def on_rotate(self, function: str) -> Callable[[Handler], Handler]: ...

    def on_rotate(self, function: str, handler: "RotationHandler | None" = None) -> Any:
        """Register a rotation function and return its ARN.

            arn = fake.on_rotate("rotate-db", handler)
            client.rotate_secret(SecretId="app/db", RotationLambdaARN=arn)

        `reset` keeps registered functions.

        Args:
            function: The ARN of a Lambda function, its name (valid in every account and region), or the Type of managed
                external secrets.
            handler: The handler of the Lambda function, `handler(event, context)`: a function or a coroutine function.
                Without it, `on_rotate` returns a decorator.
        """
        expect("function", type(function), (str,), '"rotate-db"')
        if handler is not None:
            return self._rotations.add(function, handler)

        def register(handler: Handler) -> Handler:
            self._rotations.add(function, handler)
            return handler

        return register

    @property
    def rotations(self) -> "list[Rotation]":
        """The rotations since the last reset, with their steps: times, outcomes, exceptions and staging labels.

        The log keeps the newest 10,000. If a handler returns from finishSecret without moving AWSCURRENT, the rotation
        counts as succeeded and has a `note`. While AWSPENDING stays on the new version, RotateSecret responds that a
        previous rotation isn't complete, and a scheduled rotation uses the same token again.
        """
        return self._rotations.log

    def run_rotations(self, until: "StepName | None" = None) -> "list[RotationStep]":
        """Run the queued steps of rotations, for a fake with `rotation_steps="queue"`.

        Args:
            until: The step to stop before. Without it, all steps run.

        Returns:
            The steps that ran.
        """
        try:
            return self._rotations.run_queued(until)
        finally:
            self._tell_events()
