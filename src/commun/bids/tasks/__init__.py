"""Background doors of the room: thin, safe to run twice. Importing this declares the hours of all."""

from commun.bids.tasks import outcomes, papers, proposals

__all__ = ["outcomes", "papers", "proposals"]
