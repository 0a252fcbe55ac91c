"""Row 3: an intention on a notice, by the link of the digest or by an answer to it, and things to take beside it."""

import datetime as dt
from typing import Any

import pytest

from commun.core import clock, links, scope
from commun.core.arriving import Became, Outcome
from commun.core.models import OutgoingMail
from commun.governance import actions as governance
from commun.governance.actions import reminders
from commun.governance.models import Action
from commun.people.actions.digests import send_digest
from commun.people.models import Person
from commun.tenders.models import Intention, Lot, Mark
from commun.tenders.queries.digest import INTERESTED
from tests.support.answers import hand_over, last_mail, mail_that_says
from tests.support.client import GateClient
from tests.support.world import Group
from tests.tenders.test_digest import make_match, make_notice

pytestmark = [pytest.mark.django_db, pytest.mark.english]


@pytest.fixture
def old(group: Group) -> Group:
    """People who joined long ago and read English."""
    Person.objects.update(joined_at=clock.now() - dt.timedelta(days=90), language="en")
    for member in (group.alice, group.bob):
        member.person.refresh_from_db()
    return group


def digest_of(group: Group) -> OutgoingMail:
    send_digest(person=group.bob.person)
    return last_mail(group.bob)


def answer(group: Group, digest: OutgoingMail, text: str) -> Outcome:
    token = digest.headers["Reply-To"].partition("+")[2].partition("@")[0]
    return hand_over("r", token, mail_that_says(text, str(group.bob.person.email)))


def said_by_bob(group: Group) -> dict[str, tuple[str, str]]:
    with scope.use(group.space):
        rows = Intention.objects.filter(member=group.bob).select_related("need__notice")
        return {row.need.notice.title: (row.stance, row.note) for row in rows}


def test_the_link_of_a_notice_asks_what_one_would_do(client: GateClient, old: Group) -> None:
    notice = make_notice("Concertation")
    data = {"notice": notice.ref, "group": old.space.slug}
    path = "/m/" + links.link(INTERESTED, old.bob.person_id, **data).split("/m/")[1]
    assert "What would you do?" in client.get(path).content.decode()
    assert said_by_bob(old) == {}
    assert client.post(path, {"stance": "carry", "note": "Avec Alice."}).status_code == 200
    assert said_by_bob(old) == {"Concertation": ("carry", "Avec Alice.")}
    assert client.post(path, {"stance": "pass"}).status_code == 409
    assert said_by_bob(old)["Concertation"][0] == "carry"
    assert client.post(path.replace("/m/", "/m/x"), {"stance": "carry"}).status_code == 410


def test_the_lines_of_a_digest_are_answered_by_their_numbers(old: Group) -> None:
    for position, title in enumerate(("Concertation", "Cartographie"), start=1):
        make_match(old.bob.person, make_notice(title), position)
    action = governance.add_action(by=old.alice, title="Réserver la salle", due_on=clock.today())
    with clock.stopped(clock.now() + dt.timedelta(days=8)):
        reminders.remind(space=old.space)
        digest = digest_of(old)
        lines = {number: digest.text.split(f"\n{number}. ")[1].splitlines()[0] for number in ("1", "2", "3")}
        titles = ("Concertation", "Cartographie", "salle")
        at = {title: number for number, line in lines.items() for title in titles if title in line}
        words = f"{at['salle']} je prends\n{at['Cartographie']} : je suis intéressée, à deux\n"
        words += f"{at['Concertation']} je passe\n\nBob"
        assert answer(old, digest, words).became == Became.ACTED
    assert said_by_bob(old) == {"Cartographie": ("watch", "à deux"), "Concertation": ("pass", "Bob")}
    assert Action._base_manager.get(pk=action.pk).owner_id == old.bob.pk
    marks = set(Mark.objects.values_list("notice__title", "choice"))
    assert marks == {("Cartographie", "keep"), ("Concertation", "hide")}
    told = last_mail(old.bob).text
    assert "Réserver la salle" in told
    assert "Cartographie" in told


@pytest.mark.parametrize("text", ["je suis intéressé", "9 intéressé", "1 oui", "1 je passe\n1 je porte", "Merci !", ""])
def test_an_answer_to_a_digest_never_guesses_its_line(old: Group, text: str) -> None:
    for position, title in enumerate(("Concertation", "Cartographie"), start=1):
        make_match(old.bob.person, make_notice(title), position)
    assert answer(old, digest_of(old), text).became == Became.DROPPED
    assert said_by_bob(old) == {}
    assert "Nothing was recorded." in last_mail(old.bob).text


def test_one_line_alone_needs_no_number(old: Group) -> None:
    make_match(old.bob.person, make_notice("Concertation"))
    assert answer(old, digest_of(old), "Intéressé !").became == Became.ACTED
    assert said_by_bob(old) == {"Concertation": ("watch", "")}


def test_who_would_carry_one_of_several_lots_says_which_on_the_page(old: Group) -> None:
    notice = make_notice("Deux lots")
    for name in ("1", "2"):
        Lot.objects.create(notice=notice, number=name, title=f"Lot {name}")
    make_match(old.bob.person, notice)
    assert answer(old, digest_of(old), "je porte").became == Became.DROPPED
    assert said_by_bob(old) == {}
    assert "several needs" in last_mail(old.bob).text


def test_where_answers_reach_nobody_no_mail_proposes_one(old: Group, settings: Any) -> None:
    settings.MAIL_PAGE, settings.LIST_DOMAIN = False, ""
    make_match(old.bob.person, make_notice("Concertation"))
    digest = digest_of(old)
    assert "Reply-To" not in digest.headers
    assert "You may answer this mail" not in digest.text
