"""The differences between two states of a fake."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, overload


@dataclass(frozen=True)
class Change:
    """One change of a secret."""

    account_id: str
    region: str
    secret: str
    """The name of the secret."""
    kind: Literal["added", "removed", "changed"]
    member: str | None
    """A member of DescribeSecret, ResourcePolicy, or the SecretString or SecretBinary of `label`. None: the secret."""
    label: str | None
    """The staging label whose value changed."""
    before: Any = field(repr=False)
    """The former value, or None. Secret values are redacted."""
    after: Any = field(repr=False)
    text: str = field(repr=False)
    """The change in words."""

    def __str__(self) -> str:
        return self.text


class Difference(Sequence[Change]):
    """The result of `fake.diff()`: a sequence of changes.

    diff = fake.diff(before)
    assert [(change.secret, change.member) for change in diff] == [("app/db", "Description")]
    """

    def __init__(self, changes: Sequence[Change], text: str, is_revealed: bool = False) -> None:
        self._changes = tuple(changes)
        self._text = text
        self._is_revealed = is_revealed

    @classmethod
    def _of(cls, found: dict[str, Any], is_revealed: bool) -> "Difference":
        """Return an object for the engine's result."""
        changes = [
            Change(account_id=change.pop("accountId"), **change)  # the engine's names are those of JavaScript
            for change in found["changes"]
        ]
        return cls(changes, found["text"], is_revealed)

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changes by account, region and name."""
        return self._changes

    def __len__(self) -> int:
        return len(self._changes)

    def __iter__(self) -> Iterator[Change]:
        return iter(self._changes)

    @overload
    def __getitem__(self, index: int) -> Change: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Change, ...]: ...
    def __getitem__(self, index: int | slice) -> Change | tuple[Change, ...]:
        return self._changes[index]

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Difference):
            return self._changes == other._changes
        return list(self._changes) == other if isinstance(other, list) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._text)

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        text = self._text.partition(":")[0] if self._is_revealed else self._text
        return f"<Difference: {text}>"
