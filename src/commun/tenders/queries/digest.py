"""What a member's digest tells of notices: those that fit, those that changed, what the group said of them."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from commun.core import clock, links, scope
from commun.core.journal import house
from commun.core.models import Fact
from commun.core.registries import DigestEvent
from commun.core.urls import absolute, here
from commun.governance.models import Membership
from commun.people.models import Person
from commun.tenders import journal as facts
from commun.tenders.models import Intention, Mark, Match, Need, Notice
from commun.ui import dates

# How far down each activity's list a new notice is worth a line; the page shows the rest.
BEST: Final = 20
INTERESTED, HIDE = "tenders.say_interested", "tenders.hide_notice"
# What an answer by mail may be about.
NOTICE = "tenders.notice"
SAID = ("tenders.intention.declared", "tenders.intention.changed")


def groups_of(person: Person) -> list[Membership]:
    """The person's memberships in force, by name of group. One query."""
    with scope.everywhere("a person's own groups"):
        rows = Membership.objects.select_related("space", "person").filter(
            person=person, state__in=("member", "dormant")
        )
        return sorted(rows, key=lambda row: (row.space.kind != "collective", row.space.name, row.pk))


def new_matches(person: Person, since: dt.datetime, until: dt.datetime) -> Iterator[DigestEvent]:
    """Open notices among the best of each activity, not marked yet; told once, whenever they climbed there."""
    groups = groups_of(person)
    if not groups:
        return
    seen = set()
    for match in _best_matches(person, until):
        if match.notice_id not in seen:
            seen.add(match.notice_id)
            yield _match_event(person, groups[0], match)


def _best_matches(person: Person, until: dt.datetime) -> Sequence[Match]:
    marked = Mark.objects.filter(person=person).values("notice_id")
    open_notices = Notice.objects.open_at(clock.now())
    return list(
        Match.objects.filter(activity__person=person, activity__is_active=True, position__lte=BEST)
        .filter(notice__in=open_notices, first_seen_at__lte=until)
        .exclude(notice_id__in=marked)
        .select_related("notice", "activity")
        .order_by("position", "pk")
    )


def _match_event(person: Person, member: Membership, match: Match) -> DigestEvent:
    notice = match.notice
    terms = [str(reason["text"]) for reason in match.reasons if reason["kind"] == "term"][:3]
    labels = [str(reason["label"]) for reason in match.reasons if reason["kind"] == "place" or not terms]
    words = [*terms, *labels]
    reason = _("Because: %(words)s (activity “%(activity)s”)") % {
        "words": ", ".join(word for word in words if word),
        "activity": match.activity.label,
    }
    slug = member.space.slug
    return DigestEvent(
        key=f"match:{notice.ref}",
        at=match.first_seen_at,
        title=notice.title,
        url=absolute(here(slug, "tenders:notice", ref=notice.ref)),
        detail=" · ".join(part for part in (notice.buyer, deadline_words(notice)) if part),
        reason=reason,
        act_urls=(
            (_("I am interested"), links.link(INTERESTED, person.pk, notice=notice.ref, group=slug)),
            (_("Not for me"), links.link(HIDE, person.pk, notice=notice.ref)),
        ),
        answers=(NOTICE, slug, notice.ref) if slug else None,
    )


def deadline_words(notice: Notice) -> str:
    """« jusqu’au 10 décembre » in the reader's time zone; empty without deadline."""
    if notice.deadline_at is None:
        return ""
    return _("until %(day)s") % {"day": dates.moment(notice.deadline_at, weekday=False)}


def changes(person: Person, since: dt.datetime, until: dt.datetime) -> Iterator[DigestEvent]:
    """What changed in notices that the person keeps or spoke about."""
    mine = followed_by(person)
    groups = groups_of(person)
    if not mine or not groups:
        return
    with scope.use(house()):
        changed = list(
            Fact.objects.filter(name__in=[facts.CHANGED, facts.CANCELLED, facts.AWARDED], about_kind="notice")
            .filter(about_ref__in=list(mine), at__gt=since, at__lte=until)
            .order_by("-position")
        )
    for fact in changed:
        notice = mine[fact.about_ref]
        yield DigestEvent(
            key=f"fact:{fact.space_id}:{fact.position}",
            at=fact.at,
            title=notice.title,
            url=absolute(here(groups[0].space.slug, "tenders:notice", ref=notice.ref)),
            detail=change_words(fact.name, notice),
            reason=_("Because you keep this notice or spoke about it."),
        )


def change_words(name: str, notice: Notice) -> str:
    """What happened to a notice, in one sentence."""
    if name == facts.CANCELLED:
        return _("The buyer cancelled this notice.")
    if name == facts.AWARDED:
        return _("The contract was awarded.")
    if notice.deadline_at is None:
        return _("The notice was corrected.")
    return _("The notice was corrected; deadline: %(deadline)s.") % {"deadline": deadline_words(notice)}


def followed_by(person: Person) -> dict[str, Notice]:
    """Notices, by reference, that the person keeps or said something about (other than « I pass »). Two queries."""
    with scope.everywhere("a person's own intentions"):
        spoken = (
            Intention.objects.filter(member__person=person)
            .exclude(stance=Intention.Stance.PASS)
            .values("need__notice_id")
        )
        found = list(Notice.objects.filter(pk__in=spoken))
    kept = Notice.objects.filter(marks__person=person, marks__choice=Mark.Choice.KEEP)
    return {notice.ref: notice for notice in [*found, *kept]}


def group_intentions(person: Person, since: dt.datetime, until: dt.datetime) -> Iterator[DigestEvent]:
    """What other members of the person's groups said they would do."""
    for member in groups_of(person):
        with scope.use(member.space):
            yield from _intentions_in(member, since, until)


def _intentions_in(member: Membership, since: dt.datetime, until: dt.datetime) -> list[DigestEvent]:
    said = list(
        Fact.objects.filter(name__in=SAID, at__gt=since, at__lte=until)
        .exclude(person_id=member.person_id)
        .exclude(data__stance="pass")
        .order_by("-position")
    )
    notices = Notice.objects.in_bulk({fact.about_ref for fact in said}, field_name="ref")
    names = {
        row.person_id: row.name
        for row in Membership.objects.select_related("person").filter(person_id__in={fact.person_id for fact in said})
    }
    needs = {need.ref: need.name for need in Need.objects.filter(ref__in={fact.data.get("need") for fact in said})}
    return [
        _intention_event(member, fact, notices[fact.about_ref], names, needs)
        for fact in said
        if fact.about_ref in notices
    ]


def _intention_event(
    member: Membership, fact: Fact, notice: Notice, names: dict[Any, str], needs: dict[str, str]
) -> DigestEvent:
    stances = {
        "carry": _("%(name)s would carry “%(need)s”"),
        "contribute": _("%(name)s would contribute to “%(need)s”"),
        "watch": _("%(name)s keeps an eye on “%(need)s”"),
    }
    words = {
        "name": names.get(fact.person_id, _("A member")),
        "need": needs.get(fact.data.get("need", ""), notice.title),
    }
    return DigestEvent(
        key=f"fact:{fact.space_id}:{fact.position}",
        at=fact.at,
        title=stances[fact.data["stance"]] % words,
        url=absolute(here(member.space.slug, "tenders:notice", ref=notice.ref)),
        detail=notice.title,
        reason=_("Because you are in %(group)s.") % {"group": member.space.name},
    )
