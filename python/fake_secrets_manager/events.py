"""Events in EventBridge format."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, overload

if TYPE_CHECKING:
    from ._native import Engine

Event = dict[str, Any]


class Events:
    """The events of a fake, oldest first. Each is a dict in EventBridge format.

        fake.events("SecretLabelUpdated", secret="app/db")
        fake.events("RotationFailed")[-1]["detail"]["errorMessage"]

    `SecretLabelUpdated` selects `Secret Label Updated` events. Service events such as `RotationFailed` have the
    detail-type `AWS Service Event via CloudTrail`. API calls such as `GetSecretValue` have the detail-type `AWS API
    Call via CloudTrail`. No event contains a secret value.
    """

    def __init__(self, engine: "Engine", **filters: Any) -> None:
        self._engine = engine
        self._filters = {name: value for name, value in filters.items() if value is not None}

    def __call__(self, name: str | None = None, *, secret: str | None = None) -> "Events":
        """Select events by name and by the name or ARN of a secret.

        Raises:
            Misuse: Unknown event name.
        """
        given = {"name": name, "secret": secret}
        selected = Events(self._engine, **{**self._filters, **{k: v for k, v in given.items() if v is not None}})
        selected._events()
        return selected

    @property
    def count(self) -> int:
        """The number of events."""
        return len(self)

    def _events(self) -> list[Event]:
        return self._engine.events(json.dumps(self._filters))

    def __len__(self) -> int:
        return len(self._events())

    def __iter__(self) -> Iterator[Event]:
        return iter(self._events())

    @overload
    def __getitem__(self, index: int) -> Event: ...
    @overload
    def __getitem__(self, index: slice) -> list[Event]: ...
    def __getitem__(self, index: int | slice) -> Event | list[Event]:
        return self._events()[index]

    def __repr__(self) -> str:
        def line(event: Event) -> str:
            detail = event["detail"]
            what = detail.get("eventName") or f"{event['detail-type']}: {detail.get('labelUpdated')}"
            return f"  {event['time']} {what} {event['region']}"

        events = self._events()
        return "\n".join([f"<{len(events)} event{'' if len(events) == 1 else 's'}", *map(line, events[-30:])]) + ">"
