"""One spelling for JSON, so that equal data are equal bytes and have one digest."""

from __future__ import annotations

import hashlib
import json

DEEPEST = 32
LARGEST = 2**53
"""Whole numbers beyond it are not the same to every reader of JSON."""


class NotCanonicalError(ValueError):
    """The data have no canonical form: a fraction, a key that is no text, or nesting without end."""


def canonical_json(data: object) -> bytes:
    """Keys sorted, no spaces, UTF-8, a newline at the end. Whole numbers only: 1.0 becomes 1."""
    text = json.dumps(_plain(data, 0), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    try:
        return text.encode() + b"\n"
    except UnicodeEncodeError:
        raise NotCanonicalError("a text holds half a character") from None


def digest(data: object) -> str:
    """The SHA-256 of the canonical form, in hexadecimal. Raises NotCanonicalError."""
    return hashlib.sha256(canonical_json(data)).hexdigest()


def _plain(data: object, depth: int) -> object:
    if depth > DEEPEST:
        raise NotCanonicalError(f"nested deeper than {DEEPEST}")
    if data is None or isinstance(data, str | bool):
        return data
    if isinstance(data, int | float) and abs(data) <= LARGEST and float(data).is_integer():
        return int(data)
    if isinstance(data, list | tuple):
        return [_plain(item, depth + 1) for item in data]
    if isinstance(data, dict) and all(isinstance(key, str) for key in data):
        return {key: _plain(item, depth + 1) for key, item in data.items()}
    raise NotCanonicalError(f"no place for this {type(data).__name__}")
