"""Background doors of the room: thin, safe to run twice. Importing this declares the hours of all."""

from commun.exchange.tasks import lists

__all__ = ["lists"]
