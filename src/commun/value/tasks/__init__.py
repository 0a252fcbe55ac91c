"""Background doors of the room: thin, safe to run twice. Importing this declares the hours of all."""

from commun.value.tasks import books

__all__ = ["books"]
