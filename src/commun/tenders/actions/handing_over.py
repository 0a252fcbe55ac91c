"""What a member who leaves gives back: needs they would carry or contribute to, notices they take care of."""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from commun.core import clock, scope
from commun.core.urls import here
from commun.governance.handover import Handover
from commun.governance.models import Membership
from commun.tenders.actions.intentions import withdraw_intention
from commun.tenders.actions.pursuits import release_notice
from commun.tenders.models import Intention, Notice, Pursuit
from commun.tenders.queries.interest import COMMITTED


def held_by(member: Membership) -> Iterator[Handover]:
    """Needs of open notices that the member would carry or contribute to, then notices they hold. Two queries."""
    with scope.use(member.space_id):
        said = [(one.need.notice, one.need.name, one.stance) for one in _said(member)]
        held = [pursuit.notice for pursuit in _held(member)]
    for notice, need, stance in said:
        is_carried = stance == Intention.Stance.CARRY
        sentence = _("You would carry: %(need)s") if is_carried else _("You would contribute to: %(need)s")
        label = sentence % {"need": need}
        yield Handover(label=label, detail=notice.title, url=_url(member, notice))
    for notice in held:
        yield Handover(label=_("You take care of a notice"), detail=notice.title, url=_url(member, notice))


@transaction.atomic
def give_back(member: Membership) -> None:
    """Take back what the member would do on notices that are still open, and let go of those they hold.

    What they said of notices that are over stays: it is the group's history.
    """
    with scope.use(member.space_id):
        for intention in list(_said(member)):
            withdraw_intention(member=member, notice=intention.need.notice, need=intention.need.ref)
        for pursuit in list(_held(member)):
            release_notice(member=member, notice=pursuit.notice)


def _said(member: Membership) -> QuerySet[Intention]:
    still_open = Notice.objects.open_at(clock.now())
    said = Intention.objects.filter(member=member, stance__in=COMMITTED, need__notice__in=still_open)
    return said.select_related("need__notice").order_by("need__notice__deadline_at", "pk")


def _held(member: Membership) -> QuerySet[Pursuit]:
    return Pursuit.objects.filter(holder=member).select_related("notice").order_by("notice__deadline_at", "pk")


def _url(member: Membership, notice: Notice) -> str:
    return here(member.space.slug, "tenders:notice", ref=notice.ref)
