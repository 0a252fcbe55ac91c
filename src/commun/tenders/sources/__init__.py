"""Where notices come from: live sources, and files."""

from commun.tenders.sources.base import Adapter
from commun.tenders.sources.boamp import Boamp
from commun.tenders.sources.ted import Ted


def adapters() -> list[Adapter]:
    """The live sources, in the order in which they are visited."""
    return [Boamp(), Ted()]
