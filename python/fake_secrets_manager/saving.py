"""The state of a fake as a document: between the engine's JSON text and what Python holds."""

import json
from collections.abc import Mapping
from typing import Any

from ._native import Misuse


def parse(text: bytes) -> dict[str, Any]:
    """Return the document of the engine's text."""
    document: dict[str, Any] = json.loads(text)
    return document


def text_of(document: object, method: str = "restore()") -> bytes:
    """Return the text of a document that is a dict, or text already. No error shows what the document holds."""
    __tracebackhide__ = True
    try:
        if isinstance(document, Mapping):
            text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), default=_to_dict)
            return text.encode(errors="surrogatepass")
        if isinstance(document, str):
            return document.encode(errors="surrogatepass")
        if isinstance(document, (bytes, bytearray)):
            return bytes(document)
        given = f"a {type(document).__name__}"
    except (TypeError, ValueError, RecursionError):
        given = "a dict that JSON cannot hold"
    finally:
        del document
    raise Misuse(
        f"{method} got {given}; expected the document that snapshot() returned, or its JSON text, "
        "for example fake.restore(fake.snapshot())"
    )


def _to_dict(value: object) -> dict[str, Any]:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError
