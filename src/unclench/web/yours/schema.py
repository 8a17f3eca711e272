"""The schema of the one JSON, made from the columns. `tools/export_schema.py` writes it after a change."""

from __future__ import annotations

import json
from typing import Any

from django.db import models

from unclench.exchange.document import NAME, VERSION
from unclench.web.accounts.models import Person
from unclench.web.yours.gathering import target_of
from unclench.web.yours.tables import EXPORTED, PERSON, Table
from unclench.web.yours.values import ME

_UUID = {"type": "string", "format": "uuid"}
_WHOSE = {"anyOf": [{"const": ME}, _UUID]}


def schema() -> dict[str, Any]:
    tables = {table.name: {"type": "array", "items": {"$ref": f"#/$defs/{table.name}"}} for table in EXPORTED}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Everything that Unclench keeps of a person",
        "type": "object",
        "properties": {
            NAME: {"const": VERSION},
            "tables": {"type": "object", "properties": tables, "additionalProperties": False},
        },
        "required": [NAME, "tables"],
        "additionalProperties": False,
        "$defs": {table.name: _row(table) for table in EXPORTED},
    }


def text() -> str:
    return json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"


def _row(table: Table) -> dict[str, Any]:
    """A column that has a default, or may be empty, may be missing: files live longer than columns."""
    fields = {field.name: _value(table, field) for field in table.fields}
    needed = [
        field.name
        for field in table.fields
        if not (field.has_default() or field.null or (field.blank and isinstance(field, models.CharField)))
    ]
    return {
        "title": table.words,
        "type": "object",
        "properties": fields,
        "required": needed,
        "additionalProperties": False,
    }


def _value(table: Table, field: models.Field[Any, Any]) -> dict[str, Any]:
    found = _kind(table, field)
    return {"anyOf": [found, {"type": "null"}]} if field.null and not isinstance(field, models.JSONField) else found


def _kind(table: Table, field: models.Field[Any, Any]) -> dict[str, Any]:
    if isinstance(field, models.ForeignKey):
        return _WHOSE if target_of(field) is Person else _UUID
    if isinstance(field, models.UUIDField):
        return _WHOSE if table is PERSON and field.primary_key else _UUID
    if field.choices:
        codes = [code for code, _ in field.flatchoices]
        return {"enum": [*codes, *([""] if field.blank and "" not in codes else [])]}
    if isinstance(field, models.JSONField):
        return {}
    if isinstance(field, models.BooleanField):
        return {"type": "boolean"}
    if isinstance(field, models.FloatField):
        return {"type": "number"}
    if isinstance(field, models.IntegerField):
        return {"type": "integer"}
    if isinstance(field, models.DateTimeField):
        return {"type": "string", "format": "date-time"}
    if isinstance(field, models.DateField):
        return {"type": "string", "format": "date"}
    if isinstance(field, models.BinaryField):
        return {"type": "string", "contentEncoding": "base64"}
    most = field.max_length
    return {"type": "string", **({} if most is None else {"maxLength": most})}
