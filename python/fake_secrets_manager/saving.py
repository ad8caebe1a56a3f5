"""Snapshots: conversion between the engine's JSON text and a dict."""

import json
from collections.abc import Mapping
from typing import Any

from ._native import Misuse
from .options import a_kind_of


def parse(text: bytes) -> dict[str, Any]:
    """Return the document for the engine's JSON text."""
    document: dict[str, Any] = json.loads(text)
    return document


def text_of(document: object, method: str = "restore()") -> bytes:
    """Return the JSON text of a document, which may be a dict or text. Errors never show its content."""
    __tracebackhide__ = True
    try:
        if isinstance(document, Mapping):
            text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), default=_to_dict)
            return text.encode(errors="surrogatepass")
        if isinstance(document, str):
            return document.encode(errors="surrogatepass")
        if isinstance(document, (bytes, bytearray)):
            return bytes(document)
        given = a_kind_of(document)
    except (TypeError, ValueError, RecursionError):
        given = "a dict that is not valid JSON"
    finally:
        del document
    raise Misuse(
        f"{method} got {given}; expected the document that snapshot() returned, or its JSON text, "
        f"for example before = fake.snapshot(), and then fake.{method.removesuffix('()')}(before)"
    )


def _to_dict(value: object) -> dict[str, Any]:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError
