"""Every night papers that end are told, and answers that lack some; by day those handed in from outside; folders are
made when asked for.
"""

from commun.bids.actions import folders, papers_reminders
from commun.bids.models import SubmissionFolder
from commun.core import jobs, scope


@jobs.periodic("40 4 * * *", "bids.remind_papers")
def remind_papers(timestamp: int) -> None:
    """See papers_reminders."""
    papers_reminders.remind()
    papers_reminders.forget_removed()


@jobs.periodic("*/15 5-19 * * *", "bids.tell_handed_in")
def tell_handed_in(timestamp: int) -> None:
    """See papers_reminders; not at night."""
    papers_reminders.tell_handed_in()


@jobs.task("bids.make_folder", attempts=3)
def make_folder(folder: int) -> None:
    """Make the folder that somebody asked for."""
    with scope.everywhere("a job finds its folder by its number"):
        row = SubmissionFolder.objects.select_related("space").filter(pk=folder).first()
    if row is not None:
        folders.make_folder(folder=row)
