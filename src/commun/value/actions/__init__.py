"""Doors of the room: every verb that writes, by aggregate."""

from commun.value.actions.transfers import open_book, write_lines

__all__ = ["open_book", "write_lines"]
