"""Archives that were brought into the list of a group."""

from commun.core import scope
from commun.core.models import Space
from commun.exchange.models import ArchiveImport

MOST = 30


def imports_of(space: Space) -> list[ArchiveImport]:
    """The last ones first. 1 query."""
    with scope.use(space):
        return list(ArchiveImport.objects.select_related("asked_by__person").order_by("-asked_at", "-pk")[:MOST])
