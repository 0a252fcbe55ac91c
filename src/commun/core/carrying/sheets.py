"""Beside the tables, sheets that people open: each room says which, and with what columns."""

import csv
import datetime as dt
import io
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db import models
from django.utils import translation
from django.utils.text import slugify

from commun.core.models import Space
from commun.core.registries import group_sheets
from commun.core.sheets import safe_cell

if TYPE_CHECKING:
    from commun.core.carrying.writing import Writer


def write(writer: "Writer", space: Space) -> None:
    """Each sheet, in the language and the time zone of the group."""
    zone = ZoneInfo(space.time_zone)
    with translation.override(space.language):
        for sheet in group_sheets:
            model = apps.get_model(sheet.model)
            fields = [_field(model, path) for path, _head in sheet.columns]
            rows = model._base_manager.filter(space=space).order_by("pk")
            heads = [head or field.verbose_name for (_path, head), field in zip(sheet.columns, fields, strict=True)]
            with writer.part(f"sheets/{slugify(sheet.name)}.csv") as part:
                part.write(b"\xef\xbb\xbf" + _row(heads), 0)
                for row in rows.values_list(*(path for path, _head in sheet.columns)).iterator(chunk_size=500):
                    part.write(_row([_shown(*pair, zone) for pair in zip(fields, row, strict=True)]))


def _field(model: Any, path: str) -> Any:
    first, _sep, rest = path.partition("__")
    field = model._meta.get_field(first)
    return _field(field.related_model, rest) if rest else field


def _row(cells: list[Any]) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerow([safe_cell(cell) for cell in cells])
    return text.getvalue().encode()


def _shown(field: "models.Field[Any, Any]", value: Any, zone: ZoneInfo) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.astimezone(zone).strftime("%Y-%m-%d %H:%M")
    return str(dict(field.flatchoices).get(value, value))
