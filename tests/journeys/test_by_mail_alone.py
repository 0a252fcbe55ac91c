"""Tout par courriel.

Carole ne se connecte jamais. Elle lit la liste du groupe, y répond, dit qu'un avis l'intéresse, termine ce qui lui
revenait, prend une chose que personne ne faisait et se propose pour un rôle en répondant à son résumé, dit ses dates,
s'oppose avec sa raison, vote par le lien signé de sa lettre, répond à une invitation depuis son agenda, puis arrête de
recevoir la liste d'un clic. Sur les pages, Bob voit tout ce qu'elle a fait.
"""

import datetime as dt
import re
import uuid
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from django.contrib.sessions.models import Session

from commun.core import clock, scope
from commun.core.models import OutgoingMail
from commun.core.urls import here
from commun.exchange.actions import sending
from commun.governance import actions as governance
from commun.governance.actions import ballot_letters, decisions, meetings, processes, reminders
from commun.governance.models import (
    Action,
    Attendance,
    Ballot,
    Mandate,
    Membership,
    Objection,
    Process,
    Volunteering,
)
from commun.people.actions.digests import send_digest
from commun.people.models import Person
from commun.tenders.models import Intention
from tests.exchange.list_world import OURS, arrives, mail_of
from tests.exchange.test_deliveries import Sink
from tests.governance import vote_world
from tests.governance.role_worlds import give, make_role
from tests.support.client import GateClient
from tests.support.world import Group, make_member, make_person
from tests.tenders.test_digest import make_match, make_notice

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _our_server(settings: Any) -> None:
    settings.AUTHSERV_ID = OURS
    settings.MAIL_URL = "smtp://127.0.0.1:1"


@pytest.fixture
def carole(group: Group) -> Membership:
    found = make_member(group.space, make_person("Carole Nguyen"))
    Person.objects.update(joined_at=clock.now() - dt.timedelta(days=90))
    for member in (group.alice, group.bob, found):
        member.person.refresh_from_db()
    return found


def of_the_list(to: Membership) -> EmailMessage:
    """What the list hands over to one person now; the others receive theirs too."""
    sink = Sink()
    sending.send_through(sink)
    (raw,) = [message for _sender, address, message in sink.mails if address == to.person.email]
    return message_from_bytes(raw, policy=policy.default)  # type: ignore[return-value]


def answers(carole: Membership, to: str, text: str, number: int, **headers: Any) -> str:
    """Carole presses « répondre » ; no server proves anything of her. What became of her mail."""
    address = to.partition("<")[2].rstrip(">") or to
    raw = mail_of(carole.person, carole.space, text=text, proof="", number=str(number), To=address, **headers)
    return arrives(raw, carole.space, sender=str(carole.person.email), to=address).state


def last_mail(to: Membership) -> OutgoingMail:
    found = OutgoingMail.objects.filter(to=to.person.email).order_by("-pk").first()
    assert found is not None
    return found


@pytest.fixture
def bob(client: GateClient, group: Group) -> GateClient:
    client.force_login(group.bob.person)
    return client


def writes(bob: GateClient, group: Group, subject: str, text: str) -> str:
    """Bob writes on the page; where his message stands."""
    words = {"subject": subject, "text": text, "token": str(uuid.uuid4())}
    return bob.post(here(group.space.slug, "exchange:new-thread"), words).headers["Location"]


def test_a_member_who_never_signs_in(group: Group, carole: Membership, bob: GateClient) -> None:
    mail = reads_and_answers_the_list(group, carole, bob)
    declares_then_finishes(group, carole)
    takes_and_offers(group, carole)
    says_her_dates(group, carole)
    objects(group, carole)
    votes_by_her_link(group, carole)
    comes_to_a_meeting(group, carole)
    leaves_the_list(group, carole, bob, mail)
    assert not [one for one in Session.objects.all() if one.get_decoded().get("_auth_user_id") == str(carole.person_id)]


def reads_and_answers_the_list(group: Group, carole: Membership, bob: GateClient) -> EmailMessage:
    """A message of the page reaches her, hers reaches the page, without what it quotes."""
    there = writes(bob, group, "Qui vient lundi ?", "On relit le mémoire à 10 h.")
    mail = of_the_list(carole)
    assert "On relit le mémoire" in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    quoted = "\r\n\r\nLe lun. 16 nov. 2026 à 12:00, Bob Durand a écrit :\r\n> On relit le mémoire à 10 h.\r\n"
    heads = {"Subject": "Re: Qui vient lundi ?", "References": str(mail["Message-ID"])}
    assert answers(carole, str(mail["Reply-To"]), "J’y serai, avec les plans." + quoted, 1, **heads) == "posted"
    shown = bob.get(there).content.decode()
    assert "Carole Nguyen" in shown
    assert shown.count("J’y serai, avec les plans.") == 1
    return mail


def declares_then_finishes(group: Group, carole: Membership) -> None:
    """By answering her summary: a notice interests her, then what she had to do is done."""
    make_match(carole.person, make_notice("Concertation à Valmont"))
    send_digest(person=carole.person)
    assert answers(carole, last_mail(carole).headers["Reply-To"], "Intéressée, avec Bob\r\n", 2) == "acted"
    with scope.use(group.space):
        assert Intention.objects.get(member=carole).stance == "watch"
    action = governance.add_action(by=group.alice, title="Réserver la salle", owner=carole, due_on=clock.today())
    with clock.stopped(clock.now() + dt.timedelta(days=8)):
        reminders.remind(space=group.space)
        send_digest(person=carole.person)
        assert "Réserver la salle" in last_mail(carole).text
        assert answers(carole, last_mail(carole).headers["Reply-To"], "fait\r\n", 3) == "acted"
    assert Action._base_manager.get(pk=action.pk).state == "done"


def takes_and_offers(group: Group, carole: Membership) -> None:
    """What waits for somebody and a seat that is empty: two lines of her summary, answered by their numbers."""
    with clock.stopped(clock.now() + dt.timedelta(days=9)):
        action = governance.add_action(by=group.alice, title="Appeler la mairie", due_on=clock.today())
        role = make_role(group.alice, "Trésorerie")
        governance.end_mandate(by=group.bob, mandate=give(role, group.bob, group.alice))
    with clock.stopped(clock.now() + dt.timedelta(days=17)):
        reminders.remind(space=group.space)
        send_digest(person=carole.person)
        mail = last_mail(carole)
        number = {title: one for one, title in re.findall(r"(\d)\. .*?(Appeler la mairie|Trésorerie)", mail.text)}
        said = f"{number['Appeler la mairie']} je prends\r\n{number['Trésorerie']} je suis volontaire\r\n"
        assert answers(carole, mail.headers["Reply-To"], said, 5) == "acted"
    assert Action._base_manager.get(pk=action.pk).owner == carole
    offer = Volunteering._base_manager.get()
    assert (offer.role, offer.membership, offer.wish) == (role, carole, "carry")
    assert not Mandate._base_manager.filter(membership=carole).exists()


def says_her_dates(group: Group, carole: Membership) -> None:
    """The letter of a date poll is answered date by date; a vote's letter has no such way."""
    process = vote_world.opened(group.alice, "dates", {"minutes": 30})
    ballot_letters.tell_openings()
    letter = last_mail(carole)
    assert answers(carole, letter.headers["Reply-To"], "1 oui, 2 si besoin\r\n", 6) == "acted"
    with scope.use(group.space):
        said = Ballot.objects.get(process=process, elector__membership=carole).content
    assert said["dates"] == {"1": "yes", "2": "if-need-be"}


def objects(group: Group, carole: Membership) -> None:
    """What was announced does not stand: her reason is there."""
    draft = decisions.Draft(title="Un local commun", text="Louer un bureau.", concerned="Tout le groupe")
    closes_at = clock.now() + dt.timedelta(days=3)
    wish = processes.Wish(
        method="authorisation", decision=decisions.voice(by=group.bob, draft=draft), closes_at=closes_at
    )
    process = processes.open_process(by=group.bob, wish=wish)
    letter = last_mail(carole)
    assert answers(carole, letter.headers["Reply-To"], "Objection : le bail engage neuf ans.\r\n", 7) == "acted"
    assert Objection._base_manager.get(process=process, membership=carole).reason == "le bail engage neuf ans."
    assert Process._base_manager.get(pk=process.pk).state == "closed"


def votes_by_her_link(group: Group, carole: Membership) -> None:
    """Her letter leads to her own paper; opening it votes nothing, answering the letter neither, sending it does."""
    process = vote_world.opened(group.alice, "proposal")
    ballot_letters.tell_openings()
    letter = last_mail(carole)
    assert "Reply-To" not in letter.headers
    path = re.search(r"https?://[^/]+(/voter/[^\s]+/)", letter.text)
    assert path is not None
    assert GateClient().get(path[1]).status_code == 200
    assert not Ballot._base_manager.filter(process=process).exists()
    assert GateClient().post(path[1], {"answer": "for", "reason": "Il est temps."}).status_code == 200
    ballot = Ballot._base_manager.get(process=process)
    assert (ballot.content, ballot.reason) == ({"answer": "for"}, "Il est temps.")
    assert ballot.elector is not None
    assert ballot.elector.membership == carole


def comes_to_a_meeting(group: Group, carole: Membership) -> None:
    """Her calendar answers for her."""
    plan = meetings.MeetingPlan("Bilan", dt.date(2026, 12, 15), dt.time(10), 90)
    meeting = meetings.plan_meeting(by=group.alice, plan=plan)
    ics = (
        "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nDTSTAMP:20261116T120000Z\r\nSEQUENCE:0\r\n"
        f"UID:seance-{meeting.ref}@commun\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:{carole.person.email}\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    kind = {"Content_Type": "text/calendar; method=REPLY; charset=utf-8"}
    assert answers(carole, last_mail(carole).headers["From"], ics, 4, **kind) == "acted"
    assert Attendance._base_manager.get(meeting=meeting, membership=carole).answer == "coming"


def leaves_the_list(group: Group, carole: Membership, bob: GateClient, mail: EmailMessage) -> None:
    """One click, no page to sign in to."""
    way_out = re.search(r"<(https?://[^>]+)>", str(mail["List-Unsubscribe"]))
    assert way_out is not None
    path = "/" + way_out[1].split("/", 3)[3]
    assert GateClient().post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    writes(bob, group, "Autre chose", "Encore un mot.")
    sink = Sink()
    sending.send_through(sink)
    receivers = {to for _sender, to, message in sink.mails if b"Subject: Autre chose" in message}
    assert receivers == {group.alice.person.email}
