"""Pages that one reads without signing in, each by the very link that a mail gives: made for a member of a group."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from commun.bids import composition, outside
from commun.bids.actions import Ask, ask_into_team
from commun.bids.actions.outside import Yes, accept_from_outside
from commun.core import links, scope
from commun.core.models import Space
from commun.exchange.actions.lists import open_list, subscriptions_of
from commun.governance import tokens, vote_links
from commun.governance.actions import consent, decisions, processes
from commun.governance.actions.duties import assign_duty
from commun.governance.actions.follow_up import add_action
from commun.governance.actions.invitations import invite_by_mail
from commun.governance.models import Elector, Membership, Process
from commun.governance.notifications import acts
from commun.governance.notifications.guided import CONSENT, NO_ADVICE
from commun.governance.notifications.meetings import ACCEPT_DUTY, DECLINE_DUTY
from commun.people.digest_mail import STOP
from commun.tenders.queries.digest import HIDE, INTERESTED
from tests.governance import meeting_world, vote_world
from tests.governance.role_worlds import make_role
from tests.house.samples_bids import bid_of
from tests.support.world import make_member, make_person
from tests.tenders.test_digest import make_notice

MAILS = "governance.mails"


def _path(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def _process(member: Membership, method: str) -> Process:
    """A text of another member, to be answered."""
    other = make_member(member.space, make_person("Qui propose"))
    draft = decisions.Draft(title=f"Un local ({method})", text="Louer un bureau.", concerned="Tout le groupe")
    row = decisions.voice(by=other, draft=draft)
    rules: dict[str, Any] = {"decider": other.pk, "consulted": [member.pk]} if method == "advice" else {}
    closes_at = vote_world.in_days(7) if method == "advice" else None
    wish = processes.Wish(method=method, decision=row, rules=rules, closes_at=closes_at)
    process = processes.open_process(by=other, wish=wish)
    if method == "consent":
        consent.go_on(by=other, process=process, to="objections")
    return Process._base_manager.get(pk=process.pk)


def _consent(space: Space, member: Membership) -> dict[str, Any]:
    process = _process(member, "consent")
    return {"process": process.ref, "version": process.version}


def _duty(space: Space, member: Membership) -> dict[str, Any]:
    meeting = meeting_world.first_of(member)
    return {"duty": assign_duty(by=member, meeting=meeting, task="facilitator", to=member).ref}


def _coming(space: Space, member: Membership) -> dict[str, Any]:
    return {"meeting": meeting_world.first_of(member).ref, "answer": "coming"}


def _notice(space: Space, member: Membership) -> dict[str, Any]:
    return {"group": space.slug, "notice": make_notice().ref}


# What each link of a mail says, by the name of its act.
ACTS: dict[str, Callable[[Space, Membership], dict[str, Any]]] = {
    ACCEPT_DUTY: _duty,
    DECLINE_DUTY: _duty,
    acts.FINISH_ACTION: lambda _space, member: {"action": add_action(by=member, title="Appeler", owner=member).ref},
    acts.TAKE_ACTION: lambda _space, member: {"action": add_action(by=member, title="Appeler la mairie").ref},
    acts.VOLUNTEER: lambda _space, member: {"role": make_role(member, "Accueillir").ref, "wish": "carry"},
    acts.ANSWER_DATES: lambda _space, member: {"process": vote_world.opened(member, "dates", {"minutes": 30}).ref},
    acts.COME: _coming,
    acts.COME_SERIES: lambda _space, member: {"series": meeting_world.make_series(member).ref, "answer": "coming"},
    acts.OTHER_TIME: lambda _space, member: {"meeting": meeting_world.first_of(member).ref},
    CONSENT: _consent,
    acts.OBJECT: _consent,
    NO_ADVICE: lambda _space, member: {"process": _process(member, "advice").ref},
    HIDE: _notice,
    INTERESTED: _notice,
    STOP: lambda _space, _member: {},
    MAILS: lambda space, _member: {"spaces": [space.pk], "kind": ""},
}


def _of_lists(space: Space, member: Membership) -> dict[str, str]:
    with scope.use(space):
        subscription = subscriptions_of(open_list(space), [member])[member.pk]
    return {"leave-list": reverse("leave-list", kwargs={"token": subscription.token})}


def _of_votes(member: Membership) -> dict[str, str]:
    """One paper of each kind, and one that is secret."""
    found = {"secret-ballot-note": reverse("secret-ballot-note")}
    for method in (*vote_world.METHODS, "secret"):
        is_secret = method == "secret"
        rules = {"minutes": 30} if method == "dates" else {}
        process = vote_world.opened(member, "proposal" if is_secret else method, rules, is_secret=is_secret)
        with scope.use(member.space):
            elector = Elector.objects.get(process=process, membership=member)
            found[f"vote-by-mail {method}"] = _path(vote_links.link_of(elector, process))
    return found


def _of_teams(space: Space, member: Membership) -> dict[str, str]:
    """Somebody outside who is asked, then who said yes."""
    bid, found = bid_of(space, member), {}
    names = ("outside-papers", "outside-sheet", "outside-criteria", "outside-grounds")
    asked = [
        ask_into_team(by=member, bid=bid, ask=Ask(outside_name=name, outside_email=f"{rank}-{space.pk}@dehors.test"))
        for rank, name in enumerate(("Zoé Cartes", "Yann Sols"))
    ]
    found["answer-team"] = reverse("answer-team", kwargs={"token": outside.token_for(asked[0])})
    procedure = composition.procedure_of(space)
    yes = Yes("443061841", "Yann Sols SARL", procedure.edition if procedure else "")
    joined = accept_from_outside(part=asked[1], yes=yes)
    for name in names:
        found[name] = reverse(name, kwargs={"token": outside.token_for(joined)})
    return found


def outside_pages(space: Space, member: Membership) -> dict[str, str]:
    """The address of each page that a mail leads to and that asks nobody to sign in, with the kind of link it is."""
    found = {}
    for name, said in ACTS.items():
        if links.acts.get(name) is not None:
            found[f"mail-act {name}"] = _path(links.link(name, member.person_id, **said(space, member)))
    invitation = invite_by_mail(by=member, email="qui@dehors.test")
    found["join"] = reverse("join", kwargs={"token": tokens.token_of(invitation)})
    found["gone"] = reverse("mail-act", kwargs={"token": "x" * 30})
    return found | _of_lists(space, member) | _of_votes(member) | _of_teams(space, member)
