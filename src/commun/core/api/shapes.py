"""From the types of our code to JSON Schema, and from what a program sends to values of these types.

A fault is told in the language of the reader, with the place where it is: « body.plan.day ».
"""

import collections.abc
import dataclasses
import datetime as dt
import re
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import models
from django.utils.dateparse import parse_date, parse_datetime, parse_time
from django.utils.translation import gettext as _

from commun.core.words import shows_nothing

Schema = dict[str, Any]
LONGEST_TEXT, LONGEST_LIST, DEEPEST = 100_000, 1000, 8
LEAST_WHOLE, MOST_WHOLE = -(2**31), 2**31 - 1
FIRST_YEAR, LAST_YEAR = 1900, 2200
TIME_FORMS = {
    "date": r"\d{4}-\d\d-\d\d",
    "time": r"\d\d:\d\d",
    "date-time": r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:\d\d)",
}
DECIMAL = r"^-?[0-9]{1,12}(\.[0-9]{1,6})?$"
# A place that programs do not fill: it keeps what the code says without them.
LEFT_OUT: Any = object()
# What a program may name by its reference, and how it is found for a caller: filled by the rooms' ``api``.
finders: dict[type[models.Model], "Finder"] = {}


class Unreadable(Exception):
    """What was sent has not the shape that is asked: where, and why."""

    def __init__(self, where: str, sentence: str) -> None:
        # A name may bear halves of signs, that no answer can carry.
        where = where.encode("utf-8", "replace").decode()
        super().__init__(f"{where}: {sentence}")
        self.where, self.sentence = where, sentence


@dataclass(frozen=True)
class Finder:
    """Finds what a reference names, as the pages do; ``find(caller, reference)`` raises NotFound."""

    find: Callable[[Any, Any], Any]
    is_number: bool = False


def find(model: type[models.Model], find: Callable[[Any, Any], Any], *, is_number: bool = False) -> None:
    """Say how a reference of this kind is found for a caller."""
    finders[model] = Finder(find, is_number)


def find_for_member(*pairs: tuple[Any, Callable[[Any, Any], Any]], is_number: bool = False) -> None:
    """Say so for many kinds at once, each by its policy: ``policy(member, reference)``."""
    for model, policy in pairs:
        finders[model] = Finder(partial(_asked, policy), is_number)


def _asked(policy: Callable[[Any, Any], Any], caller: Any, said: Any) -> Any:
    return policy(caller.member, said)


class Shape:
    """What may be sent in one place."""

    def schema(self) -> Schema:
        """In JSON Schema (2020-12)."""
        raise NotImplementedError

    def read(self, sent: Any, where: str, caller: Any) -> Any:
        """The value; raises Unreadable, or NotFound for a reference."""
        raise NotImplementedError

    def from_text(self, text: str, where: str, caller: Any) -> Any:
        """The value of a part of an address."""
        return self.read(text, where, caller)


@dataclass(frozen=True)
class Text(Shape):
    """Words; what shows nothing is nothing."""

    most: int = LONGEST_TEXT

    def schema(self) -> Schema:
        return {"type": "string", "maxLength": self.most}

    def read(self, sent: Any, where: str, caller: Any) -> str:
        if not isinstance(sent, str):
            raise Unreadable(where, _("A text is expected."))
        if len(sent) > self.most:
            said = _("This is too long: %(limit)s signs at most, %(written)s written.")
            raise Unreadable(where, said % {"limit": self.most, "written": len(sent)})
        if "\x00" in sent or any("\ud800" <= sign <= "\udfff" for sign in sent):
            raise Unreadable(where, _("This text has signs that cannot be kept."))
        return "" if shows_nothing(sent) else sent


@dataclass(frozen=True)
class Choice(Shape):
    """One of a few words or numbers."""

    values: tuple[Any, ...]

    def schema(self) -> Schema:
        return {"enum": list(self.values)}

    def read(self, sent: Any, where: str, caller: Any) -> Any:
        found = next((one for one in self.values if type(one) is type(sent) and one == sent), None)
        if found is None:
            said = _("One of these is expected: %(values)s.")
            raise Unreadable(where, said % {"values": ", ".join(str(one) or "''" for one in self.values)})
        return found


@dataclass(frozen=True)
class Whole(Shape):
    """A whole number: cents, minutes, hours ..."""

    def schema(self) -> Schema:
        return {"type": "integer", "minimum": LEAST_WHOLE, "maximum": MOST_WHOLE}

    def read(self, sent: Any, where: str, caller: Any) -> int:
        whole = int(sent) if isinstance(sent, float) and sent.is_integer() else sent
        if not isinstance(whole, int) or isinstance(whole, bool) or not LEAST_WHOLE <= whole <= MOST_WHOLE:
            raise Unreadable(where, _("A whole number is expected."))
        return whole

    def from_text(self, text: str, where: str, caller: Any) -> int:
        digits = text.removeprefix("-")
        return self.read(int(text) if digits.isascii() and digits.isdigit() and len(digits) < 12 else None, where, None)


@dataclass(frozen=True)
class YesNo(Shape):
    """True or false."""

    def schema(self) -> Schema:
        return {"type": "boolean"}

    def read(self, sent: Any, where: str, caller: Any) -> bool:
        if not isinstance(sent, bool):
            raise Unreadable(where, _("« true » or « false » is expected."))
        return sent

    def from_text(self, text: str, where: str, caller: Any) -> bool:
        return self.read({"true": True, "false": False}.get(text), where, None)


@dataclass(frozen=True)
class Exact(Shape):
    """A number with decimals, as a text: nothing is lost on the way."""

    def schema(self) -> Schema:
        return {"type": "string", "pattern": DECIMAL}

    def read(self, sent: Any, where: str, caller: Any) -> Decimal:
        if not isinstance(sent, str) or not re.fullmatch(DECIMAL, sent, re.ASCII):
            raise Unreadable(where, _("A number between quotes is expected, as in « 12.50 »."))
        return Decimal(sent)


@dataclass(frozen=True)
class Time(Shape):
    """A day, an hour, or a moment with its offset."""

    form: str

    def schema(self) -> Schema:
        if self.form == "time":
            return {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$", "examples": ["10:30"]}
        return {"type": "string", "format": self.form}

    def read(self, sent: Any, where: str, caller: Any) -> Any:
        found: Any = self._parsed(sent) if isinstance(sent, str) and sent.isascii() else None
        if found is None or (self.form != "time" and not FIRST_YEAR <= found.year < LAST_YEAR):
            said = {
                "date": _("A day is expected, as in « 2026-11-30 »."),
                "time": _("An hour is expected, as in « 10:30 »."),
                "date-time": _("A moment with its offset is expected, as in « 2026-11-30T10:30:00+01:00 »."),
            }
            raise Unreadable(where, said[self.form])
        return found

    def _parsed(self, sent: str) -> Any:
        if not re.fullmatch(TIME_FORMS[self.form], sent, re.ASCII):
            return None
        try:
            return {"date": parse_date, "time": parse_time, "date-time": parse_datetime}[self.form](sent)
        except ValueError:
            return None


@dataclass(frozen=True)
class Many(Shape):
    """A list; ``make`` gives it the form that the code expects."""

    item: Shape
    make: Callable[[list[Any]], Any] = list

    def schema(self) -> Schema:
        return {"type": "array", "items": self.item.schema(), "maxItems": LONGEST_LIST}

    def read(self, sent: Any, where: str, caller: Any) -> Any:
        if not isinstance(sent, list):
            raise Unreadable(where, _("A list is expected."))
        if len(sent) > LONGEST_LIST:
            raise Unreadable(where, _("This list is too long: %(limit)s at most.") % {"limit": LONGEST_LIST})
        return self.make([self.item.read(one, f"{where}.{rank}", caller) for rank, one in enumerate(sent)])


@dataclass(frozen=True)
class Row(Shape):
    """A list of a fixed length, each place with its own shape."""

    items: tuple[Shape, ...]

    def schema(self) -> Schema:
        size = len(self.items)
        return {
            "type": "array", "prefixItems": [one.schema() for one in self.items], "minItems": size, "maxItems": size
        }  # fmt: skip

    def read(self, sent: Any, where: str, caller: Any) -> tuple[Any, ...]:
        if not isinstance(sent, list) or len(sent) != len(self.items):
            raise Unreadable(where, _("A list of %(count)s is expected.") % {"count": len(self.items)})
        places = zip(self.items, sent, strict=True)
        return tuple(shape.read(one, f"{where}.{rank}", caller) for rank, (shape, one) in enumerate(places))


@dataclass(frozen=True)
class Book(Shape):
    """Names and values. With ``key``, names are whole numbers or references, written as texts."""

    item: Shape
    key: Shape = Text(200)

    def schema(self) -> Schema:
        return {"type": "object", "additionalProperties": self.item.schema(), "maxProperties": LONGEST_LIST}

    def read(self, sent: Any, where: str, caller: Any) -> dict[Any, Any]:
        if not isinstance(sent, dict) or len(sent) > LONGEST_LIST:
            raise Unreadable(where, _("Names and values are expected."))
        return {
            self.key.from_text(name, where, caller): self.item.read(one, f"{where}.{name[:40]}", caller)
            for name, one in sent.items()
        }


@dataclass(frozen=True)
class Free(Shape):
    """Any JSON, not too deep, whose texts can be kept."""

    def schema(self) -> Schema:
        return {}

    def read(self, sent: Any, where: str, caller: Any) -> Any:
        return self._read(sent, where, DEEPEST)

    def _read(self, sent: Any, where: str, depth: int) -> Any:
        if depth == 0:
            raise Unreadable(where, _("This goes too deep."))
        if isinstance(sent, str):
            return Text().read(sent, where, None)
        if isinstance(sent, list | dict) and len(sent) > LONGEST_LIST:
            raise Unreadable(where, _("This list is too long: %(limit)s at most.") % {"limit": LONGEST_LIST})
        if isinstance(sent, list):
            return [self._read(one, where, depth - 1) for one in sent]
        if isinstance(sent, dict):
            return {Text(200).read(name, where, None): self._read(one, where, depth - 1) for name, one in sent.items()}
        if isinstance(sent, int) and not isinstance(sent, bool):
            return Whole().read(sent, where, None)
        return sent


@dataclass(frozen=True)
class Reference(Shape):
    """A thing by its reference, found as the pages find it: what is not the caller's to see is not found."""

    model: type[models.Model]

    def schema(self) -> Schema:
        said = f"reference: {self.model._meta.label_lower}"
        if finders[self.model].is_number:
            return {"type": "integer", "minimum": 1, "maximum": MOST_WHOLE, "description": said}
        return {"type": "string", "minLength": 1, "maxLength": 60, "description": said}

    def read(self, sent: Any, where: str, caller: Any) -> Any:
        finder = finders[self.model]
        return finder.find(caller, Whole().read(sent, where, None) if finder.is_number else self._said(sent, where))

    def from_text(self, text: str, where: str, caller: Any) -> Any:
        if finders[self.model].is_number:
            return finders[self.model].find(caller, Whole().from_text(text, where, None))
        return self.read(text, where, caller)

    def _said(self, sent: Any, where: str) -> str:
        said = Text(60).read(sent, where, None)
        if not said:
            raise Unreadable(where, _("A reference is expected."))
        return said


@dataclass(frozen=True)
class Maybe(Shape):
    """This, or nothing (null)."""

    item: Shape

    def schema(self) -> Schema:
        return {"anyOf": [self.item.schema(), {"type": "null"}]}

    def read(self, sent: Any, where: str, caller: Any) -> Any:
        return None if sent is None else self.item.read(sent, where, caller)

    def from_text(self, text: str, where: str, caller: Any) -> Any:
        return self.item.from_text(text, where, caller)


@dataclass(frozen=True)
class Either(Shape):
    """One of several shapes, the first that fits."""

    items: tuple[Shape, ...]

    def schema(self) -> Schema:
        return {"anyOf": [one.schema() for one in self.items]}

    def read(self, sent: Any, where: str, caller: Any) -> Any:
        for shape in self.items:
            try:
                return shape.read(sent, where, caller)
            except Unreadable as unreadable:
                last = unreadable
        raise last


@dataclass(frozen=True)
class Part:
    """One named place of a record."""

    shape: Shape
    is_required: bool


@dataclass(frozen=True)
class Record(Shape):
    """Named places; nothing else may be sent. ``make`` builds the value."""

    parts: Mapping[str, Part]
    make: Callable[..., Any] = dict

    def schema(self) -> Schema:
        needed = [name for name, part in self.parts.items() if part.is_required]
        return {
            "type": "object",
            "properties": {name: part.shape.schema() for name, part in self.parts.items()},
            "additionalProperties": False,
        } | ({"required": needed} if needed else {})

    def read(self, sent: Any, where: str, caller: Any) -> Any:
        if not isinstance(sent, dict):
            raise Unreadable(where, _("Names and values are expected."))
        for name in sent:
            if name not in self.parts:
                raise Unreadable(f"{where}.{name[:60]}", _("This name is not known here."))
        for name, part in self.parts.items():
            if part.is_required and name not in sent:
                raise Unreadable(f"{where}.{name}", _("This is needed."))
        return self.make(
            **{name: self.parts[name].shape.read(one, f"{where}.{name}", caller) for name, one in sent.items()}
        )


CHOICES = {str: Text(), int: Whole(), bool: YesNo(), Decimal: Exact()}
TIMES: dict[Any, Shape] = {dt.date: Time("date"), dt.time: Time("time"), dt.datetime: Time("date-time")}
LISTS: dict[Any, Callable[[list[Any]], Any]] = {
    list: list, tuple: tuple, set: set, frozenset: frozenset,
    collections.abc.Sequence: list, collections.abc.Iterable: list, collections.abc.Collection: list,
}  # fmt: skip


def shape_of(hint: Any, choices: Mapping[str, Any] | None = None, name: str = "") -> Shape:
    """The shape of a type; ``choices`` names what a text may be, by its place (« plan.kind »)."""
    chosen = (choices or {}).get(name)
    if isinstance(chosen, Shape):
        return chosen
    if chosen is not None and hint in (str, int):
        return Choice(tuple(getattr(one, "value", one) for one in getattr(chosen, "values", chosen)))
    simple = CHOICES.get(hint) or TIMES.get(hint)
    if simple is not None:
        return simple
    if hint is Any or hint is object:
        return Free()
    if isinstance(hint, type) and issubclass(hint, models.Model):
        return Reference(hint)
    if dataclasses.is_dataclass(hint):
        return record_of(hint, choices, name)
    return _composed(hint, choices, name)


def _composed(hint: Any, choices: Mapping[str, Any] | None, name: str) -> Shape:
    origin, inside = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        shapes = [shape_of(one, choices, name) for one in inside if one is not type(None)]
        shape = shapes[0] if len(shapes) == 1 else Either(tuple(shapes))
        return Maybe(shape) if type(None) in inside else shape
    if origin is tuple and (len(inside) != 2 or inside[1] is not Ellipsis):
        return Row(tuple(shape_of(one, choices, f"{name}.{rank}") for rank, one in enumerate(inside)))
    if origin in LISTS:
        return Many(shape_of(inside[0], choices, name), LISTS[origin])
    if origin in (dict, collections.abc.Mapping):
        key = Text(200) if inside[0] is str else shape_of(inside[0])
        return Book(shape_of(inside[1], choices, name), key)
    raise TypeError(f"no shape for {hint!r} ({name})")


def record_of(kind: Any, choices: Mapping[str, Any] | None = None, name: str = "") -> Record:
    """The shape of a dataclass."""
    hints = typing.get_type_hints(kind)
    prefix = f"{name}." if name else ""
    return Record(
        {
            field.name: Part(
                shape_of(hints[field.name], choices, prefix + field.name),
                field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING,
            )
            for field in dataclasses.fields(kind)
            if field.init and (choices or {}).get(prefix + field.name) is not LEFT_OUT
        },
        kind,
    )


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, dt.datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.time):
        return value.isoformat(timespec="minutes")
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, Sequence | set | frozenset) and not isinstance(value, str):
        return [plain(one) for one in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return str(value)


def told_schema(hint: Any) -> Schema:
    """The schema of what is answered."""
    if dataclasses.is_dataclass(hint):
        hints = typing.get_type_hints(hint)
        names = [field.name for field in dataclasses.fields(hint)]
        return {
            "type": "object", "properties": {name: told_schema(hints[name]) for name in names}, "required": names,
        }  # fmt: skip
    origin, inside = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        kinds = [told_schema(one) for one in inside if one is not type(None)]
        return {"anyOf": [*kinds, {"type": "null"}]} if type(None) in inside else {"anyOf": kinds}
    if origin in LISTS:
        return {"type": "array", "items": told_schema(inside[0])}
    if origin in (dict, collections.abc.Mapping):
        return {"type": "object", "additionalProperties": told_schema(inside[1])}
    simple: dict[Any, Schema] = {
        str: {"type": "string"}, int: {"type": "integer"}, bool: {"type": "boolean"}, float: {"type": "number"},
        Decimal: {"type": "string"}, dt.date: {"type": "string", "format": "date"}, dt.time: {"type": "string"},
        dt.datetime: {"type": "string", "format": "date-time"},
    }  # fmt: skip
    return simple.get(hint, {})
