"""Hints for the author of a test about probable mistakes, such as a wrong region or a name with a typo.

Hints are logged, and the pytest plugin adds them to the report of a failed test.
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
    """Return and remove the collected hints."""
    hints = list(_recent)
    _recent.clear()
    return hints
