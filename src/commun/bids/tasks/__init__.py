"""Background doors of the room: thin, safe to run twice. Importing this declares the hours of all."""

from commun.bids.tasks import awards, outcomes, papers, proposals

__all__ = ["awards", "outcomes", "papers", "proposals"]
