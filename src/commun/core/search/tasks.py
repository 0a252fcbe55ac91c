"""What the clock does for the search: what was left behind is followed, every night all of it is read again."""

from commun.core import jobs
from commun.core.models import Space
from commun.core.search import indexing


@jobs.periodic("* * * * *", "core.follow_for_search")
def follow_for_search(timestamp: int) -> None:
    """Follow the facts that nobody followed (a process that died, a group that was never indexed)."""
    indexing.catch_up()


@jobs.task("core.index_group")
def index_group(space_id: int) -> None:
    """Much is new in one group at once: it is read again as a whole, some things at a time."""
    indexing.index_space(Space.objects.get(pk=space_id))


@jobs.periodic("10 3 * * *", "core.index_everything")
def index_everything(timestamp: int) -> None:
    """Every night: what a page says without any fact having told it is found the next day."""
    indexing.index_everything()
