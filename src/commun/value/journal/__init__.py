"""Facts of the room, each with the sentence people read, by aggregate."""

from commun.value.journal import accounting, books, contributions, credit, keys, levies, pot, works  # noqa: F401
