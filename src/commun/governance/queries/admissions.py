"""Requests to come in: what each person answered, and who said yes."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from commun.core import scope
from commun.core.models import Fact
from commun.governance import journal as facts
from commun.governance import states
from commun.governance.models import Membership

MEMBERSHIP = "governance.membership"


@dataclass(frozen=True)
class Request:
    """One person who asks, their own words, and those who said yes."""

    membership: Membership
    words: str
    yes: Sequence[str]
    is_mine_said: bool


def requests_of(member: Membership) -> list[Request]:
    """The requests that wait, the oldest first. 4 queries."""
    with scope.use(member.space_id):
        rows = list(Membership.objects.filter(state=states.APPLICANT).select_related("person").order_by("since", "pk"))
        told = Fact.objects.filter(
            about_kind=MEMBERSHIP,
            about_ref__in=[str(row.pk) for row in rows],
            name__in=(facts.MOVED, facts.ADMISSION_SUPPORTED),
        ).prefetch_related("words")
        words: dict[str, str] = {}
        yes: dict[str, list[int]] = defaultdict(list)
        for fact in told.order_by("position"):
            if fact.name == facts.MOVED:
                words[fact.about_ref] = next((one.text for one in fact.words.all() if one.key == "reason"), "")
                yes[fact.about_ref] = []
            elif fact.person_id:
                yes[fact.about_ref].append(fact.person_id)
        people = {person for voices in yes.values() for person in voices}
        found = Membership.objects.filter(person__in=people).select_related("person")
        names = {row.person_id: row.name for row in found}
    return [
        Request(
            membership=row,
            words=words.get(str(row.pk), ""),
            yes=sorted(names.get(person, "") for person in yes[str(row.pk)]),
            is_mine_said=member.person_id in yes[str(row.pk)],
        )
        for row in rows
    ]
