"""Values of columns as JSON, and back."""

import base64
import datetime as dt
import json
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models


def plain(value: Any) -> Any:
    """A value as JSON has it; moments in UTC, bytes in base 64."""
    if value is None or isinstance(value, str | bool | int | float | list | dict):
        return value
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    raise TypeError(f"no way to write {type(value).__name__}")


def line(row: dict[str, Any]) -> bytes:
    """One row on one line, its names in order."""
    text = json.dumps(row, default=plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode() + b"\n"


def read(field: "models.Field[Any, Any]", value: Any) -> Any:
    """The value of a column from JSON. Raises ValueError or ValidationError for what the column cannot hold."""
    if value is None or isinstance(field, models.JSONField):
        return value
    if isinstance(field, models.BinaryField):
        return base64.b64decode(value, validate=True)
    if isinstance(field, ArrayField):
        return [read(field.base_field, item) for item in value]
    if isinstance(field, models.ForeignKey):
        return read(field.target_field, value)
    return field.to_python(value)
