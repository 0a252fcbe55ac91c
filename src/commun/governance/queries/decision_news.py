"""What the rest of the house is told of decisions: titles for the journal, the digest's chapter, a leaver's share."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from commun.core import links, scope, urls
from commun.core.models import Fact, Space
from commun.core.registries import DigestEvent, Subject
from commun.core.urls import here
from commun.governance import follow_through as steps
from commun.governance import states
from commun.governance.handover import Handover
from commun.governance.journal import decisions as facts
from commun.governance.models import Action, Decision, Following, GroupRules, Membership
from commun.governance.notifications import acts
from commun.governance.queries.decision_thread import digest_key
from commun.people.models import Person
from commun.ui.dates import day

# What every member hears of; the other moves are for those who follow the decision.
FOR_ALL = (facts.PROPOSED, facts.ADOPTED)
MOST = 200


def decisions_called(space: Space, references: Iterable[str]) -> dict[str, Subject]:
    """Decisions by their title. One query."""
    rows = Decision.objects.filter(ref__in=list(references)).values_list("ref", "title")
    return {ref: Subject(title, here(space.slug, "governance:decision", decision=ref)) for ref, title in rows}


def actions_called(space: Space, references: Iterable[str]) -> dict[str, Subject]:
    """Things to do by their title. One query."""
    rows = Action.objects.filter(ref__in=list(references)).values_list("ref", "title")
    return {ref: Subject(title, here(space.slug, "governance:action", action=ref)) for ref, title in rows}


def digest_events(person: Person, since: dt.datetime, until: dt.datetime) -> Iterator[DigestEvent]:
    """Moves of what the person follows, what is new for all, and what waits for somebody; newest first. 5 queries."""
    with scope.everywhere("a person's own groups"):
        mine = {
            row.space_id: row
            for row in Membership.objects.filter(person=person, state=states.MEMBER).select_related("space")
        }
    if not mine:
        return
    with scope.use(*mine):
        told = list(_told_to(person, since, until))
        titles = _titles(told)
    for fact in told:
        title = titles.get(fact.about_ref)
        if title is None:
            continue
        space = mine[fact.space_id].space
        name = "governance:decision" if fact.about_kind == facts.DECISION else "governance:action"
        argument = "decision" if fact.about_kind == facts.DECISION else "action"
        yield DigestEvent(
            key=digest_key(fact.pk),
            at=fact.at,
            title=_what(fact) % {"title": title},
            url=urls.absolute(here(space.slug, name, **{argument: fact.about_ref})),
            reason=_why(fact) % {"group": space.name},
            **_to_take(fact, mine[fact.space_id]),
        )


def _to_take(fact: Fact, member: Membership) -> dict[str, Any]:
    """What waits for somebody may be taken from the digest."""
    if fact.name != facts.REMINDED or fact.about_kind != facts.ACTION:
        return {}
    url = links.link(acts.TAKE_ACTION, member.person_id, action=fact.about_ref)
    return {"act_urls": ((_("I take it"), url),), "answers": (acts.ACTION, member.space.slug, fact.about_ref)}


def _told_to(person: Person, since: dt.datetime, until: dt.datetime) -> Iterable[Fact]:
    """The facts to tell, one's own acts left out; a line about what waits only where the group has reminders."""
    followed = Following.objects.filter(decision__ref=OuterRef("about_ref"), membership__person=person)
    moves = Q(name__in=(*facts.MOVES, facts.AMENDED, facts.REVIEW_OPENED)) & Exists(followed)
    silent = GroupRules.objects.filter(is_reminding=False).values("space")
    waits = Q(name=facts.REMINDED, data__step="digest") & ~Q(space__in=silent)
    rows = Fact.objects.filter(moves | Q(name__in=FOR_ALL) | waits, at__gt=since, at__lte=until)
    return rows.exclude(person_id=person.pk).order_by("-at", "-pk")[:MOST]


def _titles(told: Iterable[Fact]) -> dict[str, str]:
    """Titles of what is spoken of; what was ended since then is not said to be waiting. 2 queries."""
    waiting = {fact.about_ref for fact in told if fact.name == facts.REMINDED}
    refs = [fact.about_ref for fact in told]
    rows = Decision.objects.filter(ref__in=refs).values_list("ref", "title", "state")
    found = {ref: title for ref, title, state in rows if ref not in waiting or state not in steps.ENDED}
    open_ones = Action.objects.filter(ref__in=refs, state=Action.State.OPEN).values_list("ref", "title")
    return found | dict(open_ones)


def _what(fact: Fact) -> str:
    sentences = {
        facts.VOICED: _("Voiced: %(title)s"),
        facts.PROPOSED: _("Proposed: %(title)s"),
        facts.AMENDED: _("New version: %(title)s"),
        facts.POSTPONED: _("Kept for later: %(title)s"),
        facts.ADOPTED: _("Adopted: %(title)s"),
        facts.ENGAGED: _("Engaged: %(title)s"),
        facts.FINISHED: _("What became of it: %(title)s"),
        facts.LET_GO: _("Let go: %(title)s"),
        facts.REPLACED: _("Replaced: %(title)s"),
        facts.HANDED_BACK: _("Looks for somebody to carry it: %(title)s"),
        facts.VOICED_AGAIN: _("Taken up again: %(title)s"),
        facts.REVIEW_OPENED: _("Its review opens: %(title)s"),
        facts.REMINDED: _("Would like a hand: %(title)s"),
    }
    return sentences[fact.name]


def _why(fact: Fact) -> str:
    if fact.name == facts.REMINDED:
        return _("In “%(group)s”, the date has passed: anybody may help, take it, or propose to let it go.")
    return _("In “%(group)s”.") if fact.name in FOR_ALL else _("In “%(group)s”, you follow this decision.")


def handed_over(membership: Membership) -> Iterator[Handover]:
    """What a leaver's departure gives back: their things to do, and what they carry. 2 queries."""
    slug = membership.space.slug
    with scope.use(membership.space_id):
        actions = list(Action.objects.filter(owner=membership, state=Action.State.OPEN).order_by("due_on", "pk"))
        carried = list(Decision.objects.filter(carrier=membership, state=steps.ENGAGED).order_by("number"))
    for action in actions:
        detail = _("for %(day)s") % {"day": day(action.due_on)} if action.due_on else ""
        label = _("To do: %(title)s") % {"title": action.title}
        yield Handover(label, detail, here(slug, "governance:action", action=action.ref))
    for decision in carried:
        label = _("Carried: %(title)s") % {"title": decision.title}
        yield Handover(label, "", here(slug, "governance:decision", decision=decision.ref))
