"""Questions about many rows of one table."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models

from commun.core.clock import PARIS

if TYPE_CHECKING:
    from commun.tenders.models import Notice  # noqa: F401 - named in a string

ANSWERABLE = ("open", "corrected")


def start_of_day(moment: dt.datetime) -> dt.datetime:
    """Midnight in Paris of the day of ``moment``: a doubtful deadline lasts until its day ends."""
    return moment.astimezone(PARIS).replace(hour=0, minute=0, second=0, microsecond=0)


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices."""

    def open_at(self, moment: dt.datetime) -> "NoticeQuerySet":
        """Those one may still answer; where the source is doubtful, never closed by the minute (trap T1)."""
        later = models.Q(deadline_at__gt=moment) | models.Q(deadline_at=None)
        doubtful = ~models.Q(deadline_doubt="") & models.Q(deadline_at__gte=start_of_day(moment))
        return self.filter(later | doubtful, state__in=ANSWERABLE)
