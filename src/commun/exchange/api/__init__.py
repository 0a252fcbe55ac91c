"""What programs may ask of this room: the list, offers and needs, shared things, what happened, the search."""

from commun.exchange.api import acts, reading

__all__ = ["acts", "reading"]
