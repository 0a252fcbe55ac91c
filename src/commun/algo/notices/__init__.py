"""Reads public notices of any source into one shape, and joins their versions into threads."""

from commun.algo.notices.files import paths_of, read_path, size_of
from commun.algo.notices.shapes import parse
from commun.algo.notices.threads import changes, current_of, deadline_of, state_at, thread_of
from commun.algo.notices.types import (
    READER_VERSION,
    Broken,
    Change,
    Deadline,
    NotANotice,
    ParsedAward,
    ParsedLot,
    ParsedNotice,
    ParsedSupplier,
    Reading,
    Thread,
)

__all__ = [
    "READER_VERSION",
    "Broken",
    "Change",
    "Deadline",
    "NotANotice",
    "ParsedAward",
    "ParsedLot",
    "ParsedNotice",
    "ParsedSupplier",
    "Reading",
    "Thread",
    "changes",
    "current_of",
    "deadline_of",
    "parse",
    "paths_of",
    "read_path",
    "size_of",
    "state_at",
    "thread_of",
]
