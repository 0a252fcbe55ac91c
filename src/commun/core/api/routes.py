"""What programs may ask: each room adds its readings and its acts, in its own ``api``."""

import inspect
import typing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, Generic, TypeVar

from django.core import signing
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from commun.core.api.shapes import LEFT_OUT, Part, Record, Shape, Text, Unreadable, Whole, shape_of

T = TypeVar("T")
READ, WRITE, DECIDE, MONEY = "read", "write", "decide", "money"
SCOPES: Final = (READ, WRITE, DECIDE, MONEY)
PER_PAGE, MOST_PER_PAGE = 50, 200
IN_QUERY = 200
GROUP = "groups/{group}/"
# Names under which an act expects whoever acts.
WHO_ACTS = ("by", "member", "person")


class Sent(Generic[T]):
    """Stands for a file that a page sends: programs send none."""


@dataclass(frozen=True)
class Caller:
    """Who asks, by a token: the person; inside a group, the membership and the space."""

    person: Any
    member: Any = None
    space: Any = None
    # Addresses of the groups of the token, for what is asked in no group.
    groups: Sequence[str] = ()


@dataclass(frozen=True)
class Turn:
    """Which part of a list is asked: after what, and how many."""

    after: Any = None
    count: int = PER_PAGE


@dataclass(frozen=True)
class Slice(Generic[T]):
    """A part of a list; ``after``: where the next one starts, None at the end."""

    items: Sequence[T]
    after: Any = None


def newest(rows: QuerySet[Any], turn: Turn, key: str = "pk") -> Slice[Any]:
    """The last written first, by a number that never changes: what comes meanwhile moves nothing. 1 query."""
    if turn.after is not None:
        rows = rows.filter(**{f"{key}__lt": turn.after})
    found = list(rows.order_by(f"-{key}")[: turn.count + 1])
    kept = found[: turn.count]
    return Slice(kept, getattr(kept[-1], key) if len(found) > turn.count else None)


def among(items: Sequence[T], turn: Turn, key: Callable[[T], Any]) -> Slice[T]:
    """A part of what is read whole, in the order of ``key`` (texts, numbers, or lists of them), which is unique."""
    ordered = sorted(items, key=key)
    if turn.after is not None:
        ordered = [one for one in ordered if _like(key(one)) > _like(turn.after)]
    kept = ordered[: turn.count]
    return Slice(kept, key(kept[-1]) if len(ordered) > turn.count else None)


def _like(key: Any) -> Any:
    """Lists come back from JSON where tuples went."""
    return tuple(key) if isinstance(key, list | tuple) else key


@dataclass(frozen=True)
class Route:
    """One thing that a program may ask: how, where, with which right, and what comes back."""

    method: str
    path: str
    name: str
    says: Any
    right: str
    call: Callable[..., Any]
    gives: Any
    room: str
    is_listed: bool = False
    choices: Mapping[str, Any] = field(default_factory=dict)
    # What the engine says itself, not the program (acts): the name of the place of whoever acts, and fixed values.
    who: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_of_group(self) -> bool:
        """Inside a group."""
        return self.path.startswith(GROUP)

    @cached_property
    def places(self) -> list[str]:
        """Names in the address, the group left out."""
        parts = (part[1:-1] for part in self.path.split("/") if part.startswith("{"))
        return [part for part in parts if part != "group"]

    @cached_property
    def asked(self) -> dict[str, Part]:
        """All that a program says, by name."""
        hints = typing.get_type_hints(self.call, localns={"UploadedFile": Sent})
        chosen = dict(self.choices)
        if self.method == "GET":
            # What is written in an address is short.
            chosen = {name: Text(IN_QUERY) for name, hint in hints.items() if hint is str} | chosen
        parameters = inspect.signature(self.call).parameters
        return {
            name: Part(shape_of(hints[name], chosen, name), one.default is inspect.Parameter.empty)
            for name, one in parameters.items()
            if name not in ("caller", "turn", self.who)
            and name not in self.given
            and self.choices.get(name) is not LEFT_OUT
        }

    @property
    def rest(self) -> dict[str, Part]:
        """What is said beside the address: in the query of a GET, in the body of a POST."""
        return {name: part for name, part in self.asked.items() if name not in self.places}

    @property
    def body(self) -> Record:
        """The body of an act."""
        return Record(self.rest)

    def shape_in_path(self, name: str) -> Shape:
        """What a part of the address may be."""
        return self.asked[name].shape

    def read_path(self, said: Mapping[str, str], caller: Caller) -> dict[str, Any]:
        """Values of the address. What is not even a reference is not found."""
        return {name: self.asked[name].shape.from_text(said[name], name, caller) for name in self.places}

    def read_query(self, said: Mapping[str, str], caller: Caller, of: str = "") -> dict[str, Any]:
        """Values of the query; a name that is not known is a fault."""
        known = {"cursor", "limit"} if self.is_listed else set()
        for name, part in self.rest.items():
            if part.is_required and name not in said:
                raise Unreadable(f"query.{name}", _("This is needed."))
        for name in said:
            if name not in self.rest and name not in known:
                raise Unreadable(f"query.{name[:60]}", _("This name is not known here."))
        found = {
            name: self.rest[name].shape.from_text(text, f"query.{name}", caller)
            for name, text in said.items()
            if name in self.rest
        }
        return found | ({"turn": self.turn_of(said, of)} if self.is_listed else {})

    def turn_of(self, said: Mapping[str, str], of: str) -> Turn:
        """Which part of the list is asked; ``of``: the address that asks."""
        count = PER_PAGE
        if "limit" in said:
            count = Whole().from_text(said["limit"], "query.limit", None)
            if not 1 <= count <= MOST_PER_PAGE:
                raise Unreadable("query.limit", _("From 1 to %(most)s at a time.") % {"most": MOST_PER_PAGE})
        return Turn(self._after(said["cursor"], of) if "cursor" in said else None, count)

    def _after(self, cursor: str, of: str) -> Any:
        try:
            return signing.loads(cursor, salt=self._salt(of))
        except signing.BadSignature:
            raise Unreadable("query.cursor", _("This cursor is not one that this address gave.")) from None

    def cursor(self, after: Any, of: str) -> str | None:
        """The opaque word that asks for what follows, at this address only."""
        return None if after is None else signing.dumps(after, salt=self._salt(of), compress=True)

    def _salt(self, of: str) -> str:
        return f"commun.api.{self.name}.{of}"


class TwoRoutes(RuntimeError):
    """Two rooms want the same address."""


class NobodyActs(RuntimeError):
    """The verb does not ask who acts: it is not for programs."""


routes: dict[tuple[str, str], Route] = {}
# By room: verbs that the API does not offer, each with its reason (read by a test and by the page of the API).
left_out: dict[str, dict[str, Any]] = {}


def add(route: Route) -> None:
    """Add one; on reload, the same again."""
    known = routes.get((route.method, route.path))
    if known is not None and known.name != route.name:
        raise TwoRoutes(f"{route.method} {route.path}: {known.name}, {route.name}")
    routes[route.method, route.path] = route


Reading = TypeVar("Reading", bound=Callable[..., Any])


def reading(path: str, says: Any, gives: Any, **choices: Any) -> Callable[[Reading], Reading]:
    """Offer what this function reads: it takes the caller, then what is asked. With ``turn``, it gives a Slice."""

    def mark(function: Reading) -> Reading:
        room = function.__module__.split(".")[1]
        is_listed = "turn" in inspect.signature(function).parameters
        name = f"{room}.{function.__name__}"
        add(Route("GET", path, name, says, READ, function, gives, room, is_listed, choices))
        return function

    return mark


@dataclass(frozen=True)
class Thing:
    """What an act made or changed: its kind and its reference."""

    kind: str
    ref: str


@dataclass(frozen=True)
class Done:
    """What an act answers."""

    things: Sequence[Thing]


def act(
    path: str, action: Callable[..., Any], right: Any = WRITE, *, given: Any = None, of: Any = "", **choices: Any
) -> None:
    """Offer this verb under ``path``. Names of the address that are those of its parameters are read there.

    ``choices`` say what a text may be, by its place (``plan__kind``), or LEFT_OUT; ``given`` what the house says
    itself; ``of``: the verb behind, when the room's ``api`` asks more before.
    """
    room = of.partition(".")[0] or action.__module__.split(".")[1]
    parameters = inspect.signature(action).parameters
    who = next((name for name in WHO_ACTS if name in parameters), "")
    if not who:
        raise NobodyActs(path)
    named = {name.replace("__", "."): values for name, values in choices.items()}
    name = of or f"{room}.{action.__module__.rsplit('.', 1)[1]}.{action.__name__}"
    # What nothing is called in JSON, not here.
    says = " ".join((action.__doc__ or "").split("\n\n")[0].split()).replace("None", "null")
    add(Route("POST", path, name, says, right, action, Done, room, False, named, who, dict(given or {})))


def leave_out(room: str, reason: Any, *verbs: str) -> None:
    """Say which verbs (``module.verb``) of a room the API does not offer, and why."""
    left_out.setdefault(room, {}).update(dict.fromkeys(verbs, reason))


def done(found: Any) -> Done:
    """What was made, said by kind and reference."""
    rows = found if isinstance(found, list | tuple) else [found]
    things = [row for row in rows if isinstance(row, models.Model)]
    return Done([Thing(row._meta.label_lower, str(getattr(row, "ref", row.pk))) for row in things])
