"""Beside the list: the deadlines of what I keep or declared, and what the group just did."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from commun.core import clock, journal
from commun.core.models import Fact
from commun.governance.models import Membership
from commun.people.models import Person
from commun.tenders.models import Intention, Mark, Notice

AHEAD = dt.timedelta(days=60)
FEED = ("tenders.intention.declared", "tenders.intention.changed", "tenders.pursuit.moved", "tenders.pursuit.held")


@dataclass(frozen=True)
class Deadline:
    """A date that concerns me, and why."""

    ref: str
    title: str
    at: dt.datetime
    reason: str
    is_doubtful: bool


@dataclass(frozen=True)
class Story:
    """A fact of the group in one sentence."""

    at: dt.datetime
    sentence: str
    ref: str
    title: str


def my_deadlines(member: Membership, most: int = 5) -> list[Deadline]:
    """Open notices that I keep or about which I said something else than « I pass », soonest first. One query."""
    mine = Intention.objects.filter(member=member, need__notice=OuterRef("pk")).exclude(stance="pass")
    now = clock.now()
    notices = (
        Notice.objects.open_at(now)
        .filter(deadline_at__gte=now, deadline_at__lt=now + AHEAD)
        .filter(
            Q(pk__in=Mark.objects.filter(person_id=member.person_id, choice="keep").values("notice"))
            | Q(pk__in=Intention.objects.filter(member=member).exclude(stance="pass").values("need__notice"))
        )
        .annotate(stance=Subquery(mine.values("stance")[:1]))
        .only("ref", "title", "deadline_at", "deadline_doubt")
        .order_by("deadline_at")[:most]
    )
    return [
        Deadline(n.ref, n.title, n.deadline_at, _reason(getattr(n, "stance", None)), bool(n.deadline_doubt))
        for n in notices
        if n.deadline_at is not None
    ]


def _reason(stance: str | None) -> str:
    if stance == "carry":
        return _("You said you would carry it.")
    if stance == "contribute":
        return _("You said you would contribute.")
    return _("You keep an eye on it.") if stance == "watch" else _("You kept it.")


def latest_stories(most: int = 5) -> list[Story]:
    """What members of the group in scope just said of notices, newest first. One query."""
    who = Membership.objects.filter(person=OuterRef("person_id"), space=OuterRef("space"))
    facts = (
        Fact.objects.filter(name__in=FEED)
        .annotate(
            title=Subquery(Notice.objects.filter(ref=OuterRef("about_ref")).values("title")[:1]),
            shown_as=Subquery(who.values("shown_as")[:1]),
            person_name=Subquery(who.values("person__name")[:1]),
        )
        .order_by("-position")[:most]
    )
    told: list[Any] = list(facts)
    return [
        Story(fact.at, _sentence(fact, fact.shown_as or fact.person_name or ""), fact.about_ref, fact.title)
        for fact in told
        if fact.title
    ]


def _sentence(fact: Fact, actor: str) -> str:
    """The fact's own sentence, with the words of the stance or of the stage where it has one."""
    stance, stage = fact.data.get("stance"), fact.data.get("stage")
    if stance in Intention.Stance.values:
        return STANCES[stance]() % {"actor": actor}
    if stage in STAGES:
        return STAGES[stage]() % {"actor": actor}
    if fact.name == "tenders.pursuit.held":
        return _("%(actor)s takes care of it") % {"actor": actor}
    return str(journal.kinds[fact.name].sentence) % {"actor": actor, "about": _("this notice")}


STANCES = {
    "carry": lambda: _("%(actor)s would carry a need"),
    "contribute": lambda: _("%(actor)s would contribute"),
    "watch": lambda: _("%(actor)s keeps an eye on it"),
    "pass": lambda: _("%(actor)s passes"),
}
STAGES = {
    "new": lambda: _("%(actor)s put it back among the new ones"),
    "interested": lambda: _("%(actor)s moved it to “somebody interested”"),
    "studied": lambda: _("%(actor)s starts studying it with the group"),
    "going": lambda: _("%(actor)s notes that the group is going for it"),
    "let_go": lambda: _("%(actor)s notes that the group lets it go"),
}


def calendar_of(person: Person, since: dt.date, until: dt.date) -> list[tuple[Notice, str]]:
    """Open notices of the person with a deadline between two days: (notice, group's address). Two queries.

    Call inside a scope that covers the person's groups.
    """
    window = Notice.objects.open_at(clock.now()).filter(deadline_at__date__gte=since, deadline_at__date__lte=until)
    said = (
        Intention.objects.filter(member__person=person, need__notice__in=window)
        .exclude(stance="pass")
        .values_list("need__notice_id", "space__slug")
    )
    groups = dict(said)
    own = Membership.objects.filter(person=person, state__in=["member", "dormant"]).values_list(
        "space__slug", flat=True
    )
    home = own.order_by("pk").first() or ""
    kept = Mark.objects.filter(person=person, choice="keep").values("notice")
    notices = window.filter(Q(pk__in=groups) | Q(pk__in=kept)).order_by("deadline_at")
    return [(notice, groups.get(notice.pk, home)) for notice in notices if groups.get(notice.pk, home)]
