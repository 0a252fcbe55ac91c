"""Archives are read by the worker, one at a time."""

from commun.core import files, jobs, scope
from commun.exchange import soon_archives
from commun.exchange.actions.archives import read_archive as read
from commun.exchange.models import ArchiveImport


@jobs.task(soon_archives.READ, attempts=3, lock=soon_archives.READ)
def read_archive(number: int) -> None:
    """Bring one in; one that is there already, or whose file is gone, is left as it is."""
    with scope.everywhere("an archive names its own group"):
        rows = ArchiveImport.objects.select_related("space", "list__space", "kept", "asked_by")
        row = rows.filter(pk=number).exclude(state__in=(ArchiveImport.State.DONE, ArchiveImport.State.CUT)).first()
        path = files.path_of(row.kept) if row is not None and row.kept is not None else None
    if row is not None and path is not None:
        read(row=row, path=path)
