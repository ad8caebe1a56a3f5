"""Hints for the author of a test: a secret that was not found where the code looked, but exists elsewhere in the fake.

They go to the log, and pytest's plugin adds them to the report of a failed test.
"""

import logging
from collections import deque

_log = logging.getLogger("fake_secrets_manager")
_recent: deque[str] = deque(maxlen=100)


def tell(hints: list[str]) -> None:
    """Log hints, and keep them for a report."""
    for hint in hints:
        _log.warning(hint)
        _recent.append(hint)


def take() -> list[str]:
    """Return the hints since the last time."""
    hints = list(_recent)
    _recent.clear()
    return hints
