"""Verbs of the room, by aggregate."""

__all__: list[str] = []
