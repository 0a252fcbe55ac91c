"""Voter, sur un téléphone, sans JavaScript.

Alice demande au groupe quel outil prendre. Bob ouvre la page sur son téléphone, répond, se ravise, relit son accusé ;
Carole, qui ne se connecte jamais, répond par le lien de son courriel. À la clôture, chacun lit le résultat, la façon
dont on l'a compté, et emporte de quoi recompter. Un autre jour, on vote à bulletin secret.
"""

import datetime as dt
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from commun.core import clock, journal, scope
from commun.core.models import OutgoingMail
from commun.core.urls import here
from commun.governance.actions import ballot_letters, ballots, processes
from commun.governance.models import Ballot, Membership, Process, SecretBallot, WaitingBallot
from commun.people.models import Person
from tests.support import world
from tests.support.browser import PHONE, chromium, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.real_clock, pytest.mark.django_db(transaction=True)]
RULE = journal.Rule("governance.agreed-close")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as found:
        yield found


class Phone:
    """One person's telephone: 360 px wide, JavaScript off."""

    def __init__(self, browser: Any, live_server: Any, person: Person | None = None) -> None:
        self.url = live_server.url
        self.context = browser.new_context(viewport=PHONE, java_script_enabled=False, locale="fr-FR")
        if person is not None:
            sign_in(self.context, live_server, person)
        self.page = self.context.new_page()

    def read(self, path: str) -> str:
        """Open a page; nothing of it goes beyond the edge of the screen."""
        assert self.page.goto(self.url + path).status == 200, path
        return self.seen()

    def seen(self) -> str:
        """What is on the screen now."""
        box = self.page.locator("main").bounding_box()
        assert box is not None
        assert box["width"] <= PHONE["width"]
        text: str = self.page.inner_text("main")
        return " ".join(text.split())

    def press(self, name: str) -> str:
        """Press a button by its name, and read what comes."""
        self.page.get_by_role("button", name=name, exact=True).click()
        return self.seen()


def page_of(process: Process) -> str:
    return here(process.space.slug, "governance:process", process=process.ref)


def last(title: str) -> Process:
    return Process._base_manager.select_related("space").get(title=title)


def ask(phone: Phone, group: world.Group, title: str, *, is_secret: bool = False) -> Process:
    """Alice opens a vote among three tools, by its page."""
    phone.read(here(group.space.slug, "governance:consult-by", method="choice"))
    phone.page.fill("[name=title]", title)
    phone.page.fill("[name=choices]", "Framavox\nLoomio\nRien")
    close = clock.now() + dt.timedelta(days=3)
    phone.page.fill("[name=closes_at_0]", f"{close:%Y-%m-%d}")
    phone.page.fill("[name=closes_at_1]", "20:00")
    if is_secret:
        phone.page.get_by_text("Les règles, fixées à l’ouverture").click()
        phone.page.get_by_label("Bulletin secret").check()
    assert title in phone.press("Ouvrir")
    return last(title)


def choose(phone: Phone, option: str) -> str:
    """Tick an option and send."""
    phone.page.get_by_label(option, exact=True).check()
    return phone.press("Envoyer ma réponse")


def content_of(process: Process, member: Membership) -> Any:
    with scope.use(process.space_id):
        return Ballot.objects.get(process=process, elector__membership=member).content


def test_from_the_question_to_the_count_made_again(browser: Any, live_server: Any, group: world.Group) -> None:
    carole = world.make_member(group.space, world.make_person("Carole Blanc"))
    alice, bob = (Phone(browser, live_server, one.person) for one in (group.alice, group.bob))
    process = ask(alice, group, "Quel outil pour décider ?")

    # Bob answers, thinks again, and his receipt says what counts.
    assert "Votre bulletin" in bob.read(page_of(process))
    bob.press("Envoyer ma réponse")
    assert "Choisissez une option." in bob.page.get_by_role("alert").inner_text()
    assert "Vous avez répondu : Loomio" in choose(bob, "Loomio")
    bob.page.get_by_text("Changer ma réponse").click()
    said = choose(bob, "Framavox")
    assert "Vous avez répondu : Framavox" in said
    assert "Vous pouvez la changer jusqu" in said
    assert "Le résultat se montre à la clôture" in said
    receipt = OutgoingMail.objects.filter(to=group.bob.person.email).latest("pk")
    assert "Framavox" in receipt.text

    # Carole never signs in: the link of her mail opens her ballot; opening it says nothing.
    ballot_letters.tell_all()
    mail = OutgoingMail.objects.get(to=carole.person.email)
    link = re.search(r"/voter/[^\s]+/", mail.text)
    assert link
    by_mail = Phone(browser, live_server)
    assert "Carole Blanc" in by_mail.read(link[0])
    assert not Ballot._base_manager.filter(elector__membership=carole).exists()
    assert "Vous avez répondu : Framavox" in choose(by_mail, "Framavox")
    assert content_of(process, carole) == {"option": "1"}

    # The close; the result, how it was counted, the file.
    processes.close(process=process, actor=RULE)
    assert "Retenu : Framavox" in bob.read(page_of(process))
    bob.page.get_by_text("Recompter vous-même").click()
    assert "./commun manage count --rule plurality" in bob.seen()
    told = bob.context.request.get(live_server.url + page_of(process) + "recompter.json").json()
    assert told["ballots"] == [{"ballot": {"option": "1"}, "people": 2, "weight": 2}]
    assert "1:" in bob.context.request.get(live_server.url + page_of(process) + "recompter/").text()
    assert json.dumps(told["result"], sort_keys=True) == json.dumps(last(process.title).result, sort_keys=True)


def test_a_secret_ballot_from_the_paper_to_the_count(browser: Any, live_server: Any, group: world.Group) -> None:
    others = [world.make_member(group.space, world.make_person(f"Personne {number}")) for number in range(3)]
    alice = Phone(browser, live_server, group.alice.person)
    process = ask(alice, group, "Qui nous représente ?", is_secret=True)
    assert process.is_secret

    for member in others:
        ballots.cast(by=member, process=process, content={"option": "2"})
    bob = Phone(browser, live_server, group.bob.person)
    assert "Secret et définitif" in bob.read(page_of(process))
    said = choose(bob, "Loomio")
    assert "bien reçu" in said
    assert bob.page.locator("#bulletin").count() == 0, "a secret ballot is final"
    with scope.use(group.space):
        assert WaitingBallot.objects.count() == 4

    # Alice prefers paper, and reads what is protected and what is not.
    assert "☐ Loomio" in alice.read(page_of(process) + "bulletin/")
    alice.page.get_by_role("link", name=re.compile("bulletin secret protège")).click()
    assert "Ce qui n’est pas protégé" in alice.seen()

    processes.close(process=process, actor=RULE)
    said = alice.read(page_of(process))
    assert "Retenu : Loomio" in said
    alice.page.get_by_text("Qui a participé").click()
    assert "Bob Durand" in alice.seen()
    with scope.use(group.space):
        assert (SecretBallot.objects.count(), WaitingBallot.objects.count()) == (4, 0)
