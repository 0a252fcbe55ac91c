"""What programs may ask of this room: joint answers and projects."""

from commun.bids.api import acts, reading

__all__ = ["acts", "reading"]
