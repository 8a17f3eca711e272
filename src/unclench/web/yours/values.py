"""A value of a column as JSON, and back. What does not fit the column is refused, as the database would not do it."""

from __future__ import annotations

import base64
import binascii
import json
import math
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, TypeAlias
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models

Field: TypeAlias = "models.Field[Any, Any]"
ME = "me"
"""Whoever's file it is, wherever it is read."""
LONGEST_SHOWN = 40
_MOST = 2**63 - 1


class NotAValueError(ValueError):
    """This cannot stand in this column; the text says why."""


def told(field: Field, value: object) -> Any:
    """As JSON. A person's own id is for the caller to replace."""
    if value is None or isinstance(field, models.JSONField):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode("ascii")
    assert isinstance(value, str | int | float), (field, value)
    return value


def read(field: Field, value: Any) -> Any:
    """From JSON, as the model has it. Raises NotAValueError."""
    try:
        found = None if value is None and field.null else _read(field, value)
        if not isinstance(field, models.ForeignKey):
            field.run_validators(found)  # a rating beyond what a column holds, a text that is too long
    except NotAValueError as error:
        raise NotAValueError(f"{field.name}: {error}") from None
    except ValidationError as error:
        raise NotAValueError(f"{field.name}: {' '.join(error.messages)}") from None
    except (ValueError, OverflowError):
        raise NotAValueError(f"{field.name}: {shown(value)} is not understood.") from None
    if isinstance(field, models.CharField | models.TextField):
        if found == "" and not field.blank:
            raise NotAValueError(f"{field.name}: it is empty.")
        if field.max_length is not None and found is not None and len(found) > field.max_length:
            raise NotAValueError(f"{field.name}: longer than {field.max_length} letters.")
    is_nothing = (found == "" and field.blank) or (found is None and field.null)
    if field.choices and not is_nothing and found not in {code for code, _ in field.flatchoices}:
        raise NotAValueError(f"{field.name}: {shown(value)} is not one of the choices.")
    return found


def _read(field: Field, value: Any) -> Any:
    if isinstance(field, models.JSONField):
        _check_letters(value)
        return value
    if isinstance(field, models.BooleanField):
        return _of(bool, value)
    if isinstance(field, models.IntegerField):
        number = _of(int, value)
        if not -_MOST <= number <= _MOST:
            raise NotAValueError("The number is too large.")
        return number
    if isinstance(field, models.FloatField):
        real = value if type(value) is int else _of(float, value)
        if not math.isfinite(real):
            raise NotAValueError("The number is too large.")
        return float(real)
    text: str = _of(str, value)
    _check_letters(text)
    if isinstance(field, models.DateTimeField):
        at = datetime.fromisoformat(text)
        if at.tzinfo is None:
            raise NotAValueError("A time without its zone.")
        return at.astimezone(UTC)
    if isinstance(field, models.DateField):
        return date.fromisoformat(text)
    if isinstance(field, models.UUIDField | models.ForeignKey):
        return UUID(text)
    if isinstance(field, models.BinaryField):
        try:
            return base64.b64decode(text, validate=True)
        except binascii.Error:
            raise NotAValueError("These are no bytes in base64.") from None
    assert isinstance(field, models.CharField | models.TextField), field
    return text


def _of(kind: type, value: Any) -> Any:
    if type(value) is not kind:
        names = {bool: "true or false", int: "a whole number", float: "a number", str: "a text"}
        raise NotAValueError(f"{names[kind]} is expected, and not {shown(value)}.")
    return value


def _check_letters(value: Any) -> None:
    """Half a letter can be written in JSON, and in no database."""
    if isinstance(value, str):
        if not value.isascii():
            try:
                value.encode()
            except UnicodeEncodeError:
                raise NotAValueError("Half a letter is in it.") from None
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            _check_letters(name)
            _check_letters(inner)
    elif isinstance(value, list):
        for inner in value:
            _check_letters(inner)


def shown(value: object) -> str:
    """A short piece of it, for a message."""
    text = json.dumps(value, ensure_ascii=True, default=str)
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"
