"""Un membre écrit une clé avec des boutons, l'essaie, la met à la décision ; le groupe l'adopte : sans script."""

import datetime as dt
import re
from typing import Any

import pytest
from lxml import html

from commun.core import clock, scope
from commun.core.urls import here
from commun.governance.actions import ballots, processes
from commun.governance.models import Decision
from commun.value.models import KeyVersion, SharingKey
from commun.value.queries.keys import key_in_force
from tests.support.client import GateClient
from tests.support.world import Group
from tests.value.key_world import equal, write

pytestmark = pytest.mark.django_db


class Reader:
    """Somebody with a browser that runs no script: reads pages, fills what they show, presses what they show."""

    def __init__(self, client: GateClient) -> None:
        self.client, self.url, self.tree = client, "", html.fromstring("<p></p>")

    @property
    def text(self) -> str:
        return " ".join(self.tree.text_content().split())

    def go(self, url: str) -> None:
        self._keep(self.client.get(url, follow=True), url)

    def follow(self, ending: str) -> None:
        """The first link of the page whose address has this."""
        links = [link for link in self.tree.xpath("//main//a/@href") if ending in link]
        assert links, f"no link to {ending} on {self.url}"
        self.go(links[0])

    def press(self, value: str, **written: str) -> None:
        """Fill the form of the page, press its button of this value."""
        buttons = self.tree.xpath(f"//main//form//button[@value='{value}']") or self.tree.xpath(
            "//main//form//button[not(@name)]"
        )
        form = next(one for one in buttons[0].iterancestors() if one.tag == "form")
        said: dict[str, Any] = {}
        for name, filled in form.form_values():
            said.setdefault(name, []).append(filled)
        for name, filled in written.items():
            assert name in form.fields, f"no field {name} on {self.url}"
            said[name] = [filled]
        if buttons[0].get("name"):
            said[buttons[0].get("name")] = [value]
        act = self.client.get if form.method == "GET" else self.client.post
        self._keep(act(form.get("action") or self.url, said, follow=True), form.get("action") or self.url)

    def _keep(self, answer: Any, url: str) -> None:
        assert answer.status_code in (200, 422), (url, answer.status_code)
        self.url = answer.redirect_chain[-1][0] if answer.redirect_chain else url
        self.tree = html.fromstring(answer.content)


def _adopt(group: Group) -> None:
    with scope.use(group.space):
        decision = Decision.objects.select_related("space").order_by("-number")[0]
    wish = processes.Wish(method="proposal", decision=decision, closes_at=clock.now() + dt.timedelta(days=2))
    process = processes.open_process(by=group.alice, wish=wish)
    ballots.cast(by=group.alice, process=process, content={"answer": "for"})
    with clock.stopped(clock.now() + dt.timedelta(days=3)):
        processes.close_due()


def test_a_key_is_written_tried_and_adopted(client: GateClient, group: Group) -> None:
    write(group.alice, "Égal", equal())
    client.force_login(group.bob.person)
    bob = Reader(client)
    bob.go(here(group.space.slug, "value:home"))
    bob.follow("/valeur/cles/")
    bob.follow("/valeur/cles/ecrire/")
    bob.follow("depart=equipe")
    bob.press("add:fixed", **{"name": "Réponses à plusieurs", "1-rate": "4"})
    # What was written stays; the new step comes before those that share the rest, and is moved to the top.
    assert bob.tree.xpath("string(//input[@name='1-rate']/@value)") == "4"
    for number in (5, 4, 3, 2, 1):
        bob.press(f"up:{number}")
    assert bob.tree.xpath("string(//input[@name='0-amount']/@value)") == "100,00"
    bob.press("save", **{"2-rate": "101"})
    assert bob.tree.xpath("//input[@name='2-rate' and @aria-invalid='true']")
    with scope.use(group.space):
        assert not SharingKey.objects.filter(name="Réponses à plusieurs").exists()
    bob.press("remove:0", **{"2-rate": "4,5"})
    bob.press("save", **{"1-rate": "4,5"})
    assert "4,5 %" in bob.text
    with scope.use(group.space):
        version = KeyVersion.objects.select_related("key").get(key__name="Réponses à plusieurs")

    bob.go(here(group.space.slug, "value:simulator"))
    bob.press("", montant="10 000", nom0="Bob Durand", jours0="2,5", nom1="Alice", jours1="4")
    assert "Bob Durand" in bob.text
    assert re.search(r"5.000", bob.text)
    bob.follow(f"/valeur/cles/{version.key.ref}/1/decision/")
    bob.press("", why="Elle reconnaît qui écrit.")
    assert "Elle reconnaît qui écrit." in bob.text
    assert "4,5 %" in bob.text
    assert key_in_force(group.space) is None
    _adopt(group)
    with clock.stopped(clock.now() + dt.timedelta(days=3)):
        assert key_in_force(group.space) == version
        client.force_login(group.bob.person)
        bob.go(here(group.space.slug, "value:key", key=version.key.ref))
        bob.follow("/decisions/")
        assert "Réponses à plusieurs" in bob.text
