"""What programs may ask of this room: notices, what the group says of them."""

from commun.tenders.api import acts, reading

__all__ = ["acts", "reading"]
