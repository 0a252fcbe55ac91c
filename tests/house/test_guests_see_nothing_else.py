"""M8: every address of the house, GET and POST, as the guest of one decision, one meeting and one disagreement.

What they are not the guest of carries a word that must appear on no page, in no file, no feed and no mail of theirs.
"""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse

from commun.core import clock, registries, scope
from commun.core.models import OutgoingMail
from commun.governance import tokens
from commun.governance.actions import calendar_feeds, guests, invitations
from commun.governance.actions.decisions import Draft, voice
from commun.governance.actions.guided import remark
from commun.governance.actions.meetings import MeetingPlan, plan_meeting
from commun.governance.actions.processes import Wish, open_process
from commun.governance.feed_tokens import token_of
from commun.governance.live import may_listen
from commun.governance.models import GuestPass, Membership
from commun.governance.policies import membership_of
from commun.people.models import Person
from tests.house.test_policy_matrix import ALL, GROUP_PAGES, OWN_PAGES, Town, visitor
from tests.support.client import GateClient
from tests.support.world import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SECRET = "Mirabelle"
# What a guest may open, when it is theirs.
GUEST_PAGES = {"governance:guest-home", "governance:guest-thing", "governance:guest-word", "governance:disagreements"}


class Guest:
    """Somebody from outside, guest of one decision and one meeting of the town, where everything else is secret."""

    def __init__(self) -> None:
        self.town = Town()
        self.space, alice = self.town.group, self.town.alice
        self.person = make_person("Maryse Coulon")
        draft = Draft(title="Louer un local", text="À deux pas de la gare.", concerned="Le groupe")
        self.decision = voice(by=alice, draft=draft)
        open_process(by=alice, wish=Wish(method="consent", decision=self.decision))
        plan = MeetingPlan(title="Séance ouverte", day=clock.today(), at=dt.time(15), minutes=60)
        self.meeting = plan_meeting(by=alice, plan=plan)
        self.passes = [self._come(alice, self.decision), self._come(alice, self.meeting)]
        self.other = self._secrets(alice)
        found = membership_of(self.person, self.space)
        assert found is not None
        self.member = found

    def _come(self, alice: Membership, thing: Any) -> GuestPass:
        until = clock.today() + dt.timedelta(days=20)
        made = guests.invite_guest(by=alice, thing=thing, guest=guests.Guest(str(self.person.email), until))
        invitations.accept_invitation(token=tokens.token_of(made.invitation), person=self.person)
        return made

    def _secrets(self, alice: Membership) -> dict[str, str]:
        draft = Draft(title=f"Décision {SECRET}", text=SECRET, concerned=SECRET)
        other = voice(by=alice, draft=draft)
        process = open_process(by=alice, wish=Wish(method="consent", decision=other))
        remark(by=alice, process=process, nature="question", text=SECRET)
        plan = MeetingPlan(title=f"Séance {SECRET}", day=clock.today(), at=dt.time(16), minutes=60)
        meeting = plan_meeting(by=alice, plan=plan)
        with scope.use(self.space):
            Membership.objects.filter(person__name__startswith="Personne").update(expectation_note=SECRET)
        Person.objects.filter(name__startswith="Personne").update(name=f"Personne {SECRET}")
        return {"decision": other.ref, "process": process.ref, "meeting": meeting.ref}


@pytest.fixture
def guest() -> Guest:
    return Guest()


def crawl(guest: Guest, client: GateClient) -> Iterator[tuple[str, str, Any]]:
    """Each page of the group with its own things, then with the secret ones where there are such."""
    for name in GROUP_PAGES:
        for more in ({}, guest.other):
            arguments = guest.town.arguments(name, guest.town.mine)
            arguments |= {key: value for key, value in more.items() if key in arguments}
            if more and not set(more) & set(arguments):
                continue
            path = reverse(name, kwargs=arguments)
            for method in ("get", "post"):
                yield name, method, getattr(client, method)(path)


def test_nothing_leaks_on_any_page_of_the_group(guest: Guest) -> None:
    client = visitor(guest.person)
    opened, leaks = set(), []
    for name, method, response in crawl(guest, client):
        if response.status_code not in {404, 405} and "enter" not in name:
            opened.add(name)
        if SECRET in response.content.decode(errors="replace"):
            leaks.append((method, name))
    assert leaks == []
    assert opened <= GUEST_PAGES, opened


def test_their_own_pages_show_their_own_things_and_lead_nowhere_else(guest: Guest) -> None:
    client = visitor(guest.person)
    slug = guest.space.slug
    pages = [reverse("governance:guest-home", kwargs={"space_slug": slug})]
    pages += [
        reverse("governance:guest-thing", kwargs={"space_slug": slug, "guest_pass": one.ref}) for one in guest.passes
    ]
    text = "".join(client.get(page).content.decode() for page in pages)
    assert "À deux pas de la gare." in text
    assert "Séance ouverte" in text
    assert SECRET not in text
    inside = set(re.findall(r'(?:href|action|hx-get)="(/g/[^"]+)"', text))
    asked = {link: client.get(link).status_code for link in inside}
    assert set(asked.values()) <= {200, 302}, asked
    assert {f"/g/{slug}/invite/" in link for link in inside} == {True}


def test_nothing_leaks_outside_of_the_group_either(guest: Guest) -> None:
    """One's own pages, what waits for one, the digest, the search, the calendars, the export."""
    client, person = visitor(guest.person), guest.person
    for name in OWN_PAGES:
        if name in {"account_logout", "enter-demo"} or name.startswith("outgoing") or name == "outbox":
            continue
        response = client.get(reverse(name, kwargs=guest.town.arguments(name, guest.town.mine)))
        assert SECRET not in response.content.decode(errors="replace"), name
    since, until = clock.now() - dt.timedelta(days=30), clock.now() + dt.timedelta(minutes=1)
    with scope.everywhere("what the house tells one person"):
        told = [event for section in registries.digest for event in section.events(person, since, until)]
        told += [item for source in registries.todo for item in source(person)]
        told += [note for source in registries.digest_notes for note in source(person)]
        told += [data.export(person) for data in registries.personal_data]
    assert SECRET not in str(told)
    feed = calendar_feeds.open_feed(person=person)
    calendar = client.get(reverse("calendar-feed", kwargs={"token": token_of(feed)}))
    assert calendar.status_code == 200
    assert SECRET not in calendar.content.decode()
    mails = OutgoingMail.objects.filter(to=person.email)
    assert mails.exists()
    assert not [mail for mail in mails if SECRET in mail.text + mail.html + mail.subject]


def test_the_live_door_of_meetings_is_shut_to_guests(guest: Guest) -> None:
    client = visitor(guest.person)
    key = client.session.session_key or ""
    assert not may_listen(key, guest.space.slug, guest.other["meeting"])
    assert not may_listen(key, guest.space.slug, guest.meeting.ref)


def test_every_address_was_asked(guest: Guest) -> None:
    assert len(GROUP_PAGES) + len(OWN_PAGES) > len(ALL) * 0.8
