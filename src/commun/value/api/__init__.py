"""What programs may ask of this room: contributions, joint works, books, credit and pot."""

from commun.value.api import acts, reading

__all__ = ["acts", "reading"]
