"""Facts of the room, each with the sentence people read, by aggregate."""

from commun.value.journal import contributions, keys, works  # noqa: F401
