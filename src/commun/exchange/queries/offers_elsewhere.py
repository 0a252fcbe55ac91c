"""What offers and needs tell elsewhere: « À faire », the digest, the search, the journal, the list of a departure."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext as _

from commun.core import clock, scope
from commun.core.models import Space
from commun.core.registries import DigestEvent, Subject, TodoItem
from commun.core.urls import absolute, here
from commun.exchange.models import Offer, OfferAnswer
from commun.exchange.offer_matches import likeness
from commun.exchange.queries.offers import current, reasons_of, side_of
from commun.governance import states
from commun.governance.handover import Handover
from commun.governance.models import Membership
from commun.people.models import Person

TOLD_MOST = 50


def things_to_do(person: Person) -> Iterator[TodoItem]:
    """Answers that wait for a word of mine; what I wrote and of which the day has passed. 2 queries."""
    with scope.everywhere("a person's own groups"):
        mine = Offer.objects.filter(by__person=person, by__state=states.MEMBER, state=Offer.State.OPEN)
        past = list(mine.filter(until__lt=clock.today()).select_related("space").order_by("until", "pk")[:TOLD_MOST])
        answers = OfferAnswer.objects.filter(offer__in=mine, replied_at=None, by__state__in=states.INSIDE)
        waiting = list(answers.select_related("space", "offer", "by__person", "by__space")[:TOLD_MOST])
    for answer in waiting:
        words = {"person": answer.by.name, "title": answer.offer.title}
        yield TodoItem(
            key=f"exchange.answer:{answer.ref}",
            title=_("%(person)s answered “%(title)s”") % words,
            url=here(answer.space.slug, "exchange:offer", offer=answer.offer.ref),
            reason=_("You wrote it: say something back, or say that it is found."),
        )
    for row in past:
        yield TodoItem(
            key=f"exchange.offer.past:{row.ref}:{row.until}",
            title=_("“%(title)s”: the day has passed") % {"title": row.title},
            url=here(row.space.slug, "exchange:offer", offer=row.ref),
            reason=_("You wrote it: say another day, or close it."),
        )


def digest_events(person: Person, since: dt.datetime, until: dt.datetime) -> Iterator[DigestEvent]:
    """What others of the person's groups offered or looked for in the period, and what of one's own it may answer.

    2 queries, 3 when something was written.
    """
    with scope.everywhere("a person's own groups"):
        mine = Membership.objects.filter(person=person, state__in=states.INSIDE)
        places = dict(mine.values_list("space_id", "pk"))
        rows = Offer.objects.filter(current(), space__in=places, made_at__gt=since, made_at__lte=until)
        rows = rows.exclude(by__person=person).select_related("space", "by__person", "by__space")
        written = list(rows[:TOLD_MOST])
        own = list(Offer.objects.filter(current(), by__in=places.values()) if written else ())
    for row in written:
        said = _("%(person)s looks for: %(title)s") if row.is_need else _("%(person)s offers: %(title)s")
        yield DigestEvent(
            key=f"exchange.offer:{row.ref}",
            at=row.made_at,
            title=said % {"person": row.by.name, "title": row.title},
            url=absolute(here(row.space.slug, "exchange:offer", offer=row.ref)),
            reason=_("You are in “%(group)s”.") % {"group": row.space.name},
            detail=_answers(row, own) or row.words[:200],
        )


def _answers(row: Offer, own: Iterable[Offer]) -> str:
    """Why it may answer something of one's own; empty when it does not."""
    for one in own:
        if one.space_id == row.space_id and one.kind != row.kind:
            shared = likeness(side_of(one), side_of(row))
            if shared.is_enough:
                words = {"title": one.title, "reasons": "; ".join(reasons_of(shared, row))}
                return _("It may go with “%(title)s”: %(reasons)s.") % words
    return ""


def offers_called(space: Space, refs: Iterable[str]) -> Mapping[str, Subject]:
    """Titles and pages of offers and needs, by reference. 1 query."""
    with scope.use(space):
        rows = list(Offer.objects.filter(ref__in=list(refs)).values_list("ref", "title"))
    return {ref: Subject(title, here(space.slug, "exchange:offer", offer=ref)) for ref, title in rows}


def held_by(member: Membership) -> Iterator[Handover]:
    """What the member offers or looks for, closed by leaving. 1 query."""
    with scope.use(member.space_id):
        for row in Offer.objects.filter(by=member, state=Offer.State.OPEN):
            url = here(member.space.slug, "exchange:offer", offer=row.ref)
            yield Handover(row.title, _("it will be closed"), url)
