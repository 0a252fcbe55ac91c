"""Questions with their answers, and reactions, as the page of a guided path lists them."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator

from commun.core import scope
from commun.governance.models import Process, Remark

PER_PAGE = 30


@dataclass(frozen=True)
class Talk:
    """One remark and what was answered to it."""

    remark: Remark
    replies: list[Remark] = field(default_factory=list)


@dataclass(frozen=True)
class Talks:
    """One page of what was said, the last first."""

    page: Page[Remark]
    rows: list[Talk]


def talks_of(process: Process, number: str | None) -> Talks:
    """What was asked and how people reacted. 3 queries, whatever their number."""
    with scope.use(process.space_id):
        spoken = Remark.objects.filter(
            process=process, nature__in=[Remark.Nature.QUESTION, Remark.Nature.REACTION]
        ).select_related("membership__person")
        page = Paginator(spoken.order_by("-written_at", "-pk"), PER_PAGE).get_page(number)
        rows = list(page)
        replies: dict[int, list[Remark]] = defaultdict(list)
        asked = Remark.objects.filter(answers__in=[one.pk for one in rows]).select_related("membership__person")
        for one in asked.order_by("written_at", "pk"):
            assert one.answers_id is not None
            replies[one.answers_id].append(one)
    return Talks(page, [Talk(one, replies[one.pk]) for one in rows])
