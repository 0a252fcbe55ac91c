"""The hours of follow-through: reviews on their day, one courteous reminder a day at most for each matter."""

from commun.core import jobs
from commun.governance.actions import reminders, reviews


@jobs.periodic("17 5 * * *", "governance.follow_through")
def follow_through(timestamp: int) -> None:
    """Every morning, early in Paris: open the reviews of the day, then remind of what is due."""
    reviews.open_due()
    reminders.remind_all()
