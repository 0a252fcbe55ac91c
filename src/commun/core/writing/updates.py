"""What a Yjs update (version 1) holds, read without applying it: whose characters, after which, what it takes away.

Pure Python, strict: bytes that do not read to the end are ``Malformed``. Lengths are in UTF-16 units, as Yjs counts.
Format: github.com/yjs/yjs, src/utils/UpdateDecoder.js and src/structs (version 13.6).
"""

import base64
from dataclasses import dataclass, field
from typing import Any

Id = tuple[int, int]
GC, DELETED, JSON, BINARY, STRING, EMBED, FORMAT, TYPE, ANY, DOC, SKIP = range(11)
HAS_LEFT, HAS_RIGHT, HAS_KEY = 128, 64, 32
LARGEST = 2**53
DEEPEST = 50
XML_ELEMENT, XML_HOOK, LAST_TYPE = 3, 5, 6


class Malformed(ValueError):
    """These bytes are not an update."""


@dataclass(slots=True)
class Struct:
    """One run of ids of a client: characters, a mark, an element, or ids without content (GC, DELETED, SKIP).

    ``content``: UTF-16-LE bytes of characters (STRING), name of the element (TYPE), else None.
    """

    client: int
    clock: int
    length: int
    content_kind: int
    left: Id | None = None
    right: Id | None = None
    parent: Id | str | None = None
    key: str | None = None
    content: Any = None


@dataclass(slots=True)
class Update:
    """Structs by client in order of clock, and what is taken away: (client, clock, length)."""

    structs: dict[int, list[Struct]] = field(default_factory=dict)
    removals: list[tuple[int, int, int]] = field(default_factory=list)


def decoded(content: bytes) -> Update:
    """Read one update. Raises Malformed."""
    reader = _Reader(content)
    update = Update()
    try:
        for _ in range(reader.number()):
            _read_client(reader, update)
        for _ in range(reader.number()):
            client = reader.number()
            for _ in range(reader.number()):
                update.removals.append((client, reader.number(), reader.number()))
    except (IndexError, UnicodeDecodeError) as error:
        raise Malformed(str(error)) from error
    if reader.at != len(content):
        raise Malformed("bytes are left")
    return update


def clocks(state: bytes) -> dict[int, int]:
    """A Yjs state vector: for each client, how many of its ids are known. Raises Malformed."""
    reader = _Reader(state)
    try:
        found = {reader.number(): reader.number() for _ in range(reader.number())}
    except IndexError as error:
        raise Malformed(str(error)) from error
    if reader.at != len(state):
        raise Malformed("bytes are left")
    return found


def anchor(text: str) -> Id | None:
    """The id of the character that a Yjs relative position (base 64) stands before; None when it names none."""
    try:
        reader = _Reader(base64.b64decode(text, validate=True))
        return (reader.number(), reader.number()) if reader.number() == 0 else None
    except (ValueError, IndexError):
        return None


def _read_client(reader: "_Reader", update: Update) -> None:
    count, client, clock = reader.number(), reader.number(), reader.number()
    if client in update.structs or count > reader.left():
        raise Malformed("a client twice, or more structs than bytes")
    structs = update.structs[client] = []
    for _ in range(count):
        struct = _read_struct(reader, client, clock)
        if struct.length < 1 or clock + struct.length > LARGEST:
            raise Malformed("a struct without length")
        structs.append(struct)
        clock += struct.length


def _read_struct(reader: "_Reader", client: int, clock: int) -> Struct:
    info = reader.byte()
    kind = info & 31
    if kind in (GC, SKIP):
        return Struct(client, clock, reader.number(), kind)
    struct = Struct(client, clock, 1, kind)
    if info & HAS_LEFT:
        struct.left = (reader.number(), reader.number())
    if info & HAS_RIGHT:
        struct.right = (reader.number(), reader.number())
    if not info & (HAS_LEFT | HAS_RIGHT):
        is_root = reader.number() == 1
        struct.parent = reader.text() if is_root else (reader.number(), reader.number())
        if info & HAS_KEY:
            struct.key = reader.text()
    _read_content(reader, struct)
    return struct


def _read_content(reader: "_Reader", struct: Struct) -> None:
    kind = struct.content_kind
    if kind == DELETED:
        struct.length = reader.number()
    elif kind == STRING:
        struct.content = reader.text().encode("utf-16-le", "surrogatepass")
        struct.length = len(struct.content) // 2
    elif kind == BINARY:
        reader.skip(reader.number())
    elif kind == EMBED:
        reader.text()
    elif kind == FORMAT:
        reader.text(), reader.text()
    elif kind == TYPE:
        struct.content = _type(reader)
    elif kind in (ANY, JSON):
        struct.length = reader.number()
        for _ in range(struct.length):
            reader.any() if kind == ANY else reader.text()
    else:
        # Documents in documents are none of ours.
        raise Malformed(f"content {kind}")


def _type(reader: "_Reader") -> str:
    number = reader.number()
    if number > LAST_TYPE:
        raise Malformed(f"type {number}")
    return reader.text() if number in (XML_ELEMENT, XML_HOOK) else ""


class _Reader:
    """Bytes in the encoding of lib0."""

    def __init__(self, content: bytes) -> None:
        self.content, self.at = content, 0

    def left(self) -> int:
        return len(self.content) - self.at

    def byte(self) -> int:
        found = self.content[self.at]
        self.at += 1
        return found

    def number(self) -> int:
        found = shift = 0
        while True:
            byte = self.byte()
            found |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return found
            if shift > 56:
                raise Malformed("a number too large")

    def skip(self, length: int) -> None:
        if length > self.left():
            raise Malformed("cut")
        self.at += length

    def text(self) -> str:
        length = self.number()
        start = self.at
        self.skip(length)
        return self.content[start : self.at].decode("utf-8", "surrogatepass")

    def any(self, depth: int = 0) -> None:
        """Skip one value of any kind (127 undefined to 116 bytes, as lib0 numbers them)."""
        kind = self.byte()
        if depth > DEEPEST:
            raise Malformed("too deep")
        if kind == 125:
            while self.byte() & 128:
                pass
        elif kind in _SIZES:
            self.skip(_SIZES[kind])
        elif kind == 119:
            self.text()
        elif kind == 116:
            self.skip(self.number())
        elif kind in (117, 118):
            for _ in range(self.number()):
                if kind == 118:
                    self.text()
                self.any(depth + 1)
        else:
            raise Malformed(f"value {kind}")


_SIZES = {127: 0, 126: 0, 124: 4, 123: 8, 122: 8, 121: 0, 120: 0}
