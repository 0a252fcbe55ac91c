"""The characters of a text in their order, each with the id that says whose it is.

pycrdt shows what a text reads like, not the ids of its characters. This reads a whole state (``Doc.get_update()``) and
puts its structs in order by the rule of Yjs (YATA: github.com/yjs/yjs, src/structs/Item.js, ``integrate``).
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from commun.core.writing import updates
from commun.core.writing.updates import Id, Malformed, Struct

ROOT = "default"


@dataclass(slots=True, eq=False)
class Item:
    """A struct in its place. ``parent``: the list it is in; None for ids that hold nothing any more."""

    client: int
    clock: int
    length: int
    kind: int
    content: Any
    origin: Id | None
    right_origin: Id | None
    parent: "List | None" = None
    previous: "Item | None" = None
    next: "Item | None" = None
    children: "List | None" = None
    is_removed: bool = False


@dataclass(slots=True, eq=False)
class List:
    """The children of an element or the content of a piece of text."""

    owner: Item | None
    first: Item | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """Visible characters with following ids; ``holder`` is the id of the piece of text they are in."""

    client: int
    clock: int
    text: str
    holder: Id
    units: int


@dataclass
class Block:
    """A paragraph, a heading, a list, a table...: its name, its visible runs, every id inside (removed ones too)."""

    name: str
    runs: list[Run] = field(default_factory=list)
    ids: list[tuple[int, int, int]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What it reads like, marks apart."""
        return "".join(run.text for run in self.runs)


def blocks_of(state: bytes) -> list[Block]:
    """The visible blocks of a whole state, in order. Raises Malformed when ids are missing."""
    store = _Store(updates.decoded(state))
    return [_block(item) for item in _items(store.roots.get(ROOT)) if not item.is_removed and item.children]


def pieces_of(state: bytes) -> list[list[Run]]:
    """The visible runs of each piece of text, in order (an empty one has none). Raises Malformed."""
    store = _Store(updates.decoded(state))
    found: list[list[Run]] = []
    for top in _items(store.roots.get(ROOT)):
        for item in _inside(top) if not top.is_removed else ():
            if item.kind == updates.TYPE and item.content == "" and not item.is_removed:
                found.append([run for each in _items(item.children) if (run := _run(each)) is not None])
    return found


def _run(item: Item) -> Run | None:
    if item.kind != updates.STRING or item.is_removed or item.parent is None or item.parent.owner is None:
        return None
    owner = item.parent.owner
    text = item.content.decode("utf-16-le", "replace")
    return Run(item.client, item.clock, text, (owner.client, owner.clock), item.length)


def _block(top: Item) -> Block:
    block = Block(str(top.content))
    for item in _inside(top):
        block.ids.append((item.client, item.clock, item.length))
        run = _run(item)
        if run is not None:
            block.runs.append(run)
    return block


def _inside(top: Item) -> Iterator[Item]:
    """An element and what it holds, in order; not what a removed one held."""
    waiting = [top]
    while waiting:
        item = waiting.pop()
        yield item
        if item.children is not None and not item.is_removed:
            waiting.extend(reversed(list(_items(item.children))))


def _items(of: List | None) -> Iterator[Item]:
    item = of.first if of else None
    while item is not None:
        yield item
        item = item.next


class _Store:
    """Every item by client, in order of clock."""

    def __init__(self, update: updates.Update) -> None:
        self.roots: dict[str, List] = {}
        self.items: dict[int, list[Item]] = {client: [] for client in update.structs}
        self.clocks: dict[int, list[int]] = {client: [] for client in update.structs}
        self.reached: dict[int, int] = dict.fromkeys(update.structs, 0)
        self._fill(update.structs)
        for client, clock, length in update.removals:
            self._remove(client, clock, length)

    def _fill(self, structs: dict[int, list[Struct]]) -> None:
        nexts = dict.fromkeys(structs, 0)
        for start in sorted(structs, reverse=True):
            waiting, steps = [start], 0
            while waiting:
                client = waiting[-1]
                if nexts[client] == len(structs[client]):
                    waiting.pop()
                    continue
                struct = structs[client][nexts[client]]
                missing = self._missing(struct)
                if missing is None:
                    self._add(struct)
                    nexts[client] += 1
                    steps = 0
                    continue
                steps += 1
                if missing not in structs or nexts[missing] == len(structs[missing]) or steps > len(structs):
                    raise Malformed("ids are missing")
                waiting.append(missing)

    def _missing(self, struct: Struct) -> int | None:
        if struct.clock != self.reached[struct.client] or struct.content_kind == updates.SKIP:
            raise Malformed("ids are missing")
        for found in (struct.left, struct.right, struct.parent):
            if isinstance(found, tuple) and found[0] != struct.client and found[1] >= self.reached.get(found[0], 0):
                return found[0]
        return None

    def _add(self, struct: Struct) -> None:
        item = Item(
            struct.client, struct.clock, struct.length, struct.content_kind, struct.content, struct.left, struct.right
        )
        left = self._ending_with(struct.left) if struct.left else None
        right = self._starting_with(struct.right) if struct.right else None
        if struct.content_kind != updates.GC and struct.key is None:
            item.parent = self._parent(struct, left, right)
            if item.parent is not None:
                self._place(item, left, right)
        item.is_removed = struct.content_kind in (updates.DELETED, updates.GC)
        if struct.content_kind == updates.TYPE:
            item.children = List(item)
        self.items[item.client].append(item)
        self.clocks[item.client].append(item.clock)
        self.reached[item.client] = item.clock + item.length

    def _parent(self, struct: Struct, left: Item | None, right: Item | None) -> List | None:
        if isinstance(struct.parent, str):
            return self.roots.setdefault(struct.parent, List(None))
        if isinstance(struct.parent, tuple):
            return self._holding(struct.parent).children
        if (left is not None and left.parent is None) or (right is not None and right.parent is None):
            return None
        beside = left or right
        return beside.parent if beside else None

    def _place(self, item: Item, left: Item | None, right: Item | None) -> None:
        parent = item.parent
        assert parent is not None
        after = left
        other = left.next if left else parent.first
        clashing: set[Item] = set()
        before: set[Item] = set()
        while other is not None and other is not right:
            before.add(other)
            clashing.add(other)
            if item.origin == other.origin:
                if other.client < item.client:
                    after = other
                    clashing.clear()
                elif item.right_origin == other.right_origin:
                    break
            else:
                origin = self._holding(other.origin) if other.origin else None
                if origin is None or origin not in before:
                    break
                if origin not in clashing:
                    after = other
                    clashing.clear()
            other = other.next
        item.previous = after
        if after is not None:
            item.next, after.next = after.next, item
        else:
            item.next, parent.first = parent.first, item
        if item.next is not None:
            item.next.previous = item

    def _at(self, found: Id) -> int:
        place = bisect_right(self.clocks.get(found[0], []), found[1]) - 1
        if place < 0 or found[1] >= self.reached[found[0]]:
            raise Malformed("ids are missing")
        return place

    def _holding(self, found: Id) -> Item:
        return self.items[found[0]][self._at(found)]

    def _starting_with(self, found: Id) -> Item:
        place = self._at(found)
        item = self.items[found[0]][place]
        return item if item.clock == found[1] else self._split(item, place, found[1] - item.clock)

    def _ending_with(self, found: Id) -> Item:
        place = self._at(found)
        item = self.items[found[0]][place]
        if item.clock + item.length - 1 != found[1]:
            self._split(item, place, found[1] - item.clock + 1)
        return item

    def _split(self, item: Item, place: int, length: int) -> Item:
        """Cut an item after ``length``; returns its second half."""
        rest = Item(
            item.client, item.clock + length, item.length - length, item.kind, None, None, item.right_origin,
            item.parent, item, item.next, None, item.is_removed,
        )  # fmt: skip
        rest.origin = (item.client, item.clock + length - 1)
        if isinstance(item.content, bytes):
            item.content, rest.content = item.content[: length * 2], item.content[length * 2 :]
        if item.parent is not None:
            item.next = rest
            if rest.next is not None:
                rest.next.previous = rest
        item.length = length
        self.items[item.client].insert(place + 1, rest)
        self.clocks[item.client].insert(place + 1, rest.clock)
        return rest

    def _remove(self, client: int, clock: int, length: int) -> None:
        end = min(clock + length, self.reached.get(client, 0))
        while clock < end:
            item = self._starting_with((client, clock))
            if item.clock + item.length > end:
                self._ending_with((client, end - 1))
            item.is_removed = True
            clock = item.clock + item.length
