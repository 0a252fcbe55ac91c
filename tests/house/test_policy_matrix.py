"""Every address of the house × every state of a person: nobody reads what is not for them.

The addresses come from the router, so a new page is in the matrix at once: it is for members of its group unless a
line below says otherwise. What a line opens, somebody decided.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponseNotFound
from django.template.backends.django import Template
from django.test import Client
from django.urls import get_resolver, resolve, reverse
from django.utils import translation

from commun.config import urls
from commun.core import access, clock, scope
from commun.governance.models import BodyLink, Commitment, Invitation, Membership
from commun.people.models import Availability, Person, Reference
from commun.tenders.models import Need, Notice
from tests.house.samples import SAMPLES, SAMPLES_OF_PAGE
from tests.support.client import GateClient
from tests.support.world import make_member, make_person, make_space

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NOON = dt.datetime(2026, 11, 16, 11, 0, tzinfo=dt.UTC)
STATES = ("signed_out", "stranger", *Membership.State.values)
INSIDE = {"member", "dormant"}
# Pages of a group that others may read: all of them when the group made its presentation public.
PUBLIC_PAGES = {"governance:presentation", "governance:definitions", "governance:apply"}
PUBLIC_PAGES |= {f"exchange:public-{form}" for form in ("page", "feed", "rss", "activities")}
# Pages for everybody, signed in or not.
OPEN = {
    "home", "health", "join", "erased", "mail-act", "vote-by-mail", "outbox", "outgoing-mail", "outgoing-mail-page",
    "secret-ballot-note", "enter-demo", "answer-team", "leave-list",
    # The same script for everybody.
    "offline-worker",
    # What an operator asked from outside hands in, by its link.
    "outside-papers", "outside-hand-in", "outside-take-back", "outside-sheet",
    "outside-criteria", "outside-grounds", "outside-criterion",
    # What programs may ask; who asks is told by a token (test_api).
    "api", "openapi",
    # A provider of mails, told by its secret.
    "mail-comes-in",
    "account_login", "account_request_login_code", "account_confirm_login_code", "mfa_login_webauthn",
    "account_logout", "account_inactive", "account_signup",
}  # fmt: skip
# A network's view is for networks; one does not apply to one's own group, nor move oneself.
NOT_FOR_ALICE = {
    "tenders:network",
    "tenders:network-csv",
    "governance:apply",
    "governance:move-member",
    # Minutes that the group kept among its members.
    "governance:public-minutes",
}
# What was let go is read outside of the group once it is published.
NOT_FOR_ALICE |= {"governance:published-decision"}
# Only who was asked to be the third person of a disagreement reads the question.
NOT_FOR_ALICE |= {"governance:be-handler"}
# Only the guest reads their own pages (test_guests_see_nothing_else).
NOT_FOR_ALICE |= {"governance:guest-home", "governance:guest-thing", "governance:guest-word"}
# One takes back one's own request only.
NOT_FOR_ALICE |= {"governance:withdraw-application"}
# The catalogue shows no data.
SHOWN_ELSEWHERE = ("ui:",)


def addresses() -> Iterator[tuple[str, dict[str, Any]]]:
    """Each named address with the converters of its arguments."""

    def walk(patterns: Any, prefix: str, inherited: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
        for pattern in patterns:
            arguments = inherited | pattern.pattern.converters
            if hasattr(pattern, "url_patterns"):
                space = f"{pattern.namespace}:" if pattern.namespace else ""
                yield from walk(pattern.url_patterns, prefix + space, arguments)
            elif pattern.name:
                yield prefix + pattern.name, arguments

    yield from walk(get_resolver().url_patterns, "", {})


ALL = dict(addresses())
GROUP_PAGES = sorted(name for name, arguments in ALL.items() if "space_slug" in arguments)
OWN_PAGES = sorted(name for name in ALL if name not in GROUP_PAGES and not name.startswith(SHOWN_ELSEWHERE))


class Town:
    """A group with one person in each state, its things, and another group with the same things."""

    def __init__(self) -> None:
        self.group = make_space("Démarches participatives", "dedans")
        self.other = make_space("Autre groupe", "ailleurs")
        self.people: dict[str, Person | None] = {"signed_out": None, "stranger": make_person("Chloé Petit")}
        for state in Membership.State.values:
            self.people[state] = make_person(f"Personne {state}")
            make_member(self.group, self.people[state], state)
        self.insider = make_person("Alice Martin")
        self.alice = make_member(self.group, self.insider, role="facilitator")
        self.away = make_member(self.other, make_person("Zoé Ailleurs"), role="facilitator")
        self.notice = make_notice()
        self.mine = self.things_of(self.group, self.alice)
        self.theirs = self.things_of(self.other, self.away)

    def things_of(self, space: Any, member: Membership) -> dict[Any, Any]:
        person = member.person
        invitation = Invitation(
            space=space, channel="mail", token_digest=f"{space.pk:064}", email="x@exemple.test", invited_by=member,
            expires_at=clock.now() + dt.timedelta(days=9), created_at=clock.now(),
        )  # fmt: skip
        invitation.save()
        commitment = Commitment(space=space, membership=member, frame="group", label="Accueil", starts_on=clock.today())
        commitment.save()
        need = Need(space=space, notice=self.notice, position=1, label="Le tout")
        need.save()
        activity = person.activities.create(label="Veille", created_at=clock.now(), changed_at=clock.now())
        link = BodyLink.objects.create(inside=space, around=make_space("Réseau"), starts_on=clock.today())
        return {
            "invitation": invitation.ref, "commitment": commitment.pk, "need": need.ref, "member": person.ref,
            "activity": activity.ref, "link": link.pk,
            "availability": Availability.objects.create(person=person, starts_on=clock.today(), hours_per_week=3).pk,
            "reference": Reference.objects.create(person=person, title="Travail").ref,
        } | {name: make(space, member) for name, make in (SAMPLES | SAMPLES_OF_PAGE).items()}  # fmt: skip

    def arguments(self, name: str, things: dict[Any, Any]) -> dict[str, Any]:
        """Sensible arguments for an address; KeyError asks for a line here when a page with a new one comes."""
        found: dict[str, Any] = {}
        for argument in ALL[name]:
            if argument == "space_slug":
                found[argument] = self.group.slug
            elif argument == "token":
                found[argument] = "x" * 30
            elif (name, argument) in things:
                found[argument] = things[name, argument]
            elif argument in things:
                found[argument] = things[argument]
            elif argument in {"ref", "pk"}:
                found[argument] = self.reference(name, things)
            else:
                raise KeyError(f"give {name} a value for « {argument} » in the matrix")
        return found

    def reference(self, name: str, things: dict[Any, Any]) -> Any:
        kinds = {
            "governance:revoke-invitation": "invitation",
            "governance:end-commitment": "commitment",
            "governance:end-link": "link",
            "people:remove-availability": "availability",
            "people:change-reference": "reference",
            "people:remove-reference": "reference",
            "tenders:edit-watch": "activity",
            "tenders:remove-watch": "activity",
        }
        if name in kinds:
            return things[kinds[name]]
        if name.startswith("governance:") or name == "enter-demo":
            return things["member"]
        if name.startswith("tenders:"):
            return self.notice.ref
        return 1


def make_notice() -> Notice:
    return Notice.objects.create(
        state="open", title="Étude", buyer="Ville", published_on=clock.today(), created_at=clock.now(),
        deadline_at=clock.now() + dt.timedelta(days=20), changed_at=clock.now(),
    )  # fmt: skip


def visitor(person: Person | None) -> GateClient:
    client = GateClient(raise_request_exception=True)
    if person is not None:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[Town]:
    """One town for all the tests of this file; each undoes what it did, the last one the town."""
    with django_db_blocker.unblock(), clock.stopped(NOON), translation.override("fr"), transaction.atomic():
        yield Town()
        transaction.set_rollback(True)


@pytest.fixture
def town(built: Town, db: None) -> Town:
    # What a test before this one changed was undone in the database: objects are read again when they are asked for.
    for one in (built.group, built.other):
        one.refresh_from_db()
    return built


def is_shut(response: Any) -> bool:
    """A 404, or the way to the sign-in page."""
    is_sign_in = response.status_code == 302 and response.headers["Location"].startswith(reverse("account_login"))
    return response.status_code == 404 or is_sign_in


def test_a_groups_pages_are_shut_to_those_who_are_not_inside(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written there: one town does for every state. The page of a 404 is not drawn thousands of times."""
    monkeypatch.setattr(urls, "handler404", lambda request, exception: HttpResponseNotFound(), raising=False)
    wrong = []
    for state in (one for one in STATES if one not in INSIDE):
        client = visitor(town.people[state])
        for name in GROUP_PAGES:
            path = reverse(name, kwargs=town.arguments(name, town.mine))
            # Whoever the door itself turns away is turned away before anything is read of the request.
            is_at_the_door = state != "stranger" and not {state, "anyone"} & access.admitted_states(resolve(path).func)
            for method in ("get",) if is_at_the_door else ("get", "post"):
                response = getattr(client, method)(path)
                if not is_shut(response):
                    wrong.append((state, method, name, response.status_code))
    assert wrong == []


@pytest.mark.parametrize("state", sorted(INSIDE))
def test_a_groups_pages_answer_its_members(town: Town, state: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawn for a member: for the others their rights differ, not the drawing. The HTML gate looks at a11y's pages."""
    if state != "member":
        monkeypatch.setattr(Template, "render", lambda *_things, **_others: "")
    client = Client()
    client.force_login(town.people[state], backend="django.contrib.auth.backends.ModelBackend")
    wrong = []
    for name in GROUP_PAGES:
        path = reverse(name, kwargs=town.arguments(name, town.mine))
        for method in ("get", "post"):
            response = getattr(client, method)(path)
            if response.status_code >= 500 or response.status_code == 302 and is_shut(response):
                wrong.append((method, name, response.status_code))
        if name == "governance:leave":
            with scope.use(town.group):
                Membership.objects.filter(person=town.people[state]).update(state=state)
    assert wrong == []


def test_every_page_answers_a_facilitator(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the pages say is looked at elsewhere (a11y), for a facilitator too: they are not drawn here."""
    monkeypatch.setattr(Template, "render", lambda *_things, **_others: "")
    client = Client()
    client.force_login(town.insider, backend="django.contrib.auth.backends.ModelBackend")
    missing = []
    for name in GROUP_PAGES:
        response = client.get(reverse(name, kwargs=town.arguments(name, town.mine)))
        if response.status_code not in {200, 302, 405}:
            missing.append((name, response.status_code))
    assert {name for name, _status in missing} <= NOT_FOR_ALICE


def test_the_things_of_another_group_are_not_found(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(urls, "handler404", lambda request, exception: HttpResponseNotFound(), raising=False)
    client = visitor(town.insider)
    seen = []
    for name in GROUP_PAGES:
        theirs, mine = town.arguments(name, town.theirs), town.arguments(name, town.mine)
        if theirs == mine:
            continue
        for method in ("get", "post"):
            response = getattr(client, method)(reverse(name, kwargs=theirs))
            if response.status_code not in {404, 405}:
                seen.append((method, name, response.status_code))
    assert seen == []


def test_one_does_not_enter_the_other_group(town: Town) -> None:
    client = visitor(town.insider)
    for name in GROUP_PAGES:
        path = reverse(name, kwargs=town.arguments(name, town.theirs) | {"space_slug": town.other.slug})
        assert client.get(path).status_code == 404, name


def test_ones_own_pages_need_signing_in(town: Town) -> None:
    client = visitor(None)
    seen = [
        name
        for name in OWN_PAGES
        if name not in OPEN and not is_shut(client.get(reverse(name, kwargs=town.arguments(name, town.mine))))
    ]
    assert seen == []


def test_the_personal_things_of_others_are_not_found(town: Town) -> None:
    client = visitor(town.insider)
    for name in OWN_PAGES:
        theirs, mine = town.arguments(name, town.theirs), town.arguments(name, town.mine)
        if name.startswith("people:") and theirs != mine:
            for method in ("get", "post"):
                status = getattr(client, method)(reverse(name, kwargs=theirs)).status_code
                assert status in {404, 405}, (method, name, status)


def test_public_pages_are_those_decided(town: Town) -> None:
    town.group.collective.is_public = True
    town.group.collective.save()
    client = visitor(None)
    opened = {
        name
        for name in GROUP_PAGES
        if client.get(reverse(name, kwargs=town.arguments(name, town.mine))).status_code == 200
    }
    assert opened <= PUBLIC_PAGES
    assert "governance:presentation" in opened


@pytest.mark.parametrize("page", ["mail-act", "vote-by-mail"])
def test_a_forged_mail_link_tells_nothing(page: str) -> None:
    assert visitor(None).get(reverse(page, kwargs={"token": "x" * 30})).status_code == 410
