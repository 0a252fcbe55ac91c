"""What the clock does for the search: what was left behind is followed, every night all of it is read again."""

from commun.core import file_texts, jobs
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


@jobs.task("core.read_files", attempts=1)
def read_files() -> None:
    """A file was kept: its words are read, and found from then on."""
    while file_texts.read_some() == file_texts.AT_ONCE:
        pass


@jobs.periodic("*/5 * * * *", "core.read_waiting_files")
def read_waiting_files(timestamp: int) -> None:
    """Files that nobody read: the worker died, or they were kept before it knew how."""
    read_files()


@jobs.periodic("10 3 * * *", "core.index_everything")
def index_everything(timestamp: int) -> None:
    """Every night: what a page says without any fact having told it is found the next day."""
    file_texts.forget()
    indexing.index_everything()
