"""Two people write one text in real browsers, each on a server of their own; one goes offline, a server is killed."""

from collections.abc import Iterator
from typing import Any

import pytest

from commun.core import scope
from commun.core.models import Space, WrittenText
from commun.core.urls import here
from commun.core.writing import documents, reading
from commun.governance.models import Membership
from tests.core.writing import make_text, owned
from tests.support import pads
from tests.support.browser import DESK, PHONE, Witness, chromium, serious
from tests.support.world import make_group

EDITOR = "document.querySelector('[data-commun-editor]').communEditor"
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real_clock, pytest.mark.slow, pytest.mark.browser]
WORD = (
    "<html><head><style>{styles}</style></head><body lang=FR><!--StartFragment-->"
    "<h1 style='mso-style:x'>Repris de Word</h1><p class=MsoNormal style='color:red{style}'><b>Gras</b> et "
    "<span style='mso-x:y'>été 😀</span><o:p></o:p></p><p class=MsoListParagraph style='mso-list:l0 level1 lfo1'>"
    "<span style='mso-list:Ignore'>·<span>&nbsp; </span></span>une puce</p><script>alert(1)</script>"
    "<table style='x'><tr><td style='y'><p>case</p></td></tr></table><!--EndFragment--></body></html>"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as found:
        yield found


class Desk:
    """One person's browser on the page of a text."""

    def __init__(
        self, browser: Any, server: pads.PadServer, person: Any, path: str, size: Any, script: str = ""
    ) -> None:
        self.context = browser.new_context(viewport=size, locale="fr-FR")
        cookie = {"name": "sessionid", "value": pads.cookie_of(person), "url": server.url}
        self.context.add_cookies([cookie])
        if script:
            self.context.add_init_script(script)
        self.url = server.url + path
        self.witness = Witness()
        self.open()

    def open(self) -> None:
        """A new page; what this browser keeps is there."""
        self.page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.witness.watch(self.page)
        self.page.goto(self.url)
        self.page.wait_for_selector("[data-commun-ready=yes]")
        self.text = self.page.locator(".c-editor__text")

    def type(self, words: str, *, at: str = "Control+End") -> None:
        self.text.click()
        self.page.keyboard.press(at)
        self.page.keyboard.insert_text(words)

    def submit(self, button: str) -> None:
        """Press a button that leads to the page again, with its editor."""
        with self.page.expect_navigation():
            self.page.click(button)
        self.page.wait_for_selector("[data-commun-ready=yes]")
        # What this device kept is shown first; places are those of what the house has.
        self.state("saved")

    def words(self) -> str:
        """What the editor holds, without the names at the carets of others."""
        return str(self.page.evaluate(f"() => {EDITOR}.editor.getText({{blockSeparator: '\\n'}})"))

    def sees(self, words: str) -> None:
        for _ in range(200):
            if words in self.words():
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"{words} is not in {self.words()}")

    def state(self, name: str) -> None:
        self.page.wait_for_selector(f".c-editor__state--{name}")


def test_two_browsers_on_two_servers_write_one_text(browser: Any) -> None:
    group = make_group()
    people = group.alice.person_id, group.bob.person_id
    with owned(), scope.use(group.space):
        text = make_text(group.space, people[0], "# Méthode\n\nNous écoutons.")
    path = here(group.space.slug, "writing:text", written=text.ref)
    with pads.serving(2) as servers:
        alice = Desk(browser, servers[0], group.alice.person, path, DESK)
        bob = Desk(browser, servers[1], group.bob.person, path, PHONE)
        alice.type(" À tous 😀.")
        bob.sees("Nous écoutons. À tous 😀.")
        alice.page.locator(".c-editor__people", has_text="Bob Durand").wait_for()
        assert bob.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        bob.page.locator(".c-editor__caret-name", has_text="Alice Martin").wait_for(state="attached")
        assert serious(bob.page) == []
        assert alice.witness.complaints == []
        # The train enters a tunnel, and the server of the other end dies.
        bob.context.set_offline(True)
        servers[1].kill()
        bob.type(" Écrit hors ligne : Noël 👩🏽‍🌾.")
        bob.state("kept")
        alice.type("Été, ", at="Control+Home")
        alice.state("saved")
        servers[1].start()
        servers[1].wait()
        bob.context.set_offline(False)
        for one in (alice, bob):
            one.sees("Nous écoutons. À tous 😀. Écrit hors ligne : Noël 👩🏽‍🌾.")
            one.sees("Été, Méthode")
            one.state("saved")
        # The telephone dies before it is back: what waited is still in it.
        bob.context.set_offline(True)
        bob.type(" Gardé.")
        bob.state("kept")
        bob.page.close()
        bob.context.set_offline(False)
        bob.open()
        alice.sees("👩🏽‍🌾. Gardé.")
        remarks_go_both_ways(alice, bob)
        # Where websockets do not pass, events and requests do.
        late = Desk(browser, servers[0], group.bob.person, path, DESK, "delete window.WebSocket")
        late.sees("hors ligne")
        late.type(" Par le chemin lent.")
        bob.sees("Par le chemin lent.")
        late.state("saved")
        paste_from_word(alice)
        bob.sees("une puce")
        alice.text.click()
        alice.page.keyboard.press("Control+End")
        alice.page.keyboard.type("Après le tableau.")
        bob.sees("Après le tableau.")
        one_writes_below_a_table(browser, servers[0], group)
        alice.state("saved")
        whole_is_kept(group.space, text, people, alice)
        assert alice.witness.foreign == []
    documents._kept.clear()


def remarks_go_both_ways(alice: Desk, bob: Desk) -> None:
    """Alice comments on two words and proposes others; Bob sees both in his text, and takes the second."""
    select = f"([from, to]) => {EDITOR}.editor.chain().focus().setTextSelection({{from, to}}).run()"
    at = alice.page.evaluate(f"() => {EDITOR}.editor.state.doc.content.firstChild.nodeSize") + 1
    alice.page.evaluate(select, [at, at + len("Nous")])
    alice.page.click(".c-editor__button--comment")
    alice.page.locator("form[data-commun-remark=comment] textarea").fill("Qui ?")
    alice.submit("form[data-commun-remark=comment] button[type=submit]")
    bob.page.locator(".c-editor__remarked", has_text="Nous").wait_for()
    alice.page.evaluate(select, [at, at + len("Nous écoutons")])
    alice.page.click(".c-editor__button--suggest")
    alice.page.locator("form[data-commun-remark=suggestion] textarea").fill("Nous entendons")
    alice.submit("form[data-commun-remark=suggestion] button[type=submit]")
    bob.submit(".c-remark form[action$='/accepter/'] button")
    for one in (alice, bob):
        one.sees("Nous entendons. À tous")


def paste_from_word(desk: Desk) -> None:
    """Three megabytes of styles around a few words."""
    styles = "p.MsoNormal, li.MsoNormal {mso-style-parent:''; margin:0cm;}\n" * 48_000
    html = WORD.replace("{styles}", styles).replace("{style}", ";mso-a:b" * 48_000)
    assert len(html) > 3_000_000
    desk.text.click()
    desk.page.keyboard.press("Control+End")
    desk.page.wait_for_timeout(100)
    desk.page.keyboard.press("Enter")
    took = desk.page.evaluate(
        f"html => {{ const at = performance.now(); {EDITOR}.editor.view.pasteHTML(html);"
        " return performance.now() - at; }",
        html,
    )
    assert took < 2_000, took
    desk.sees("Repris de Word")


def one_writes_below_a_table(browser: Any, server: pads.PadServer, group: Any) -> None:
    """A text that ends with a table takes words below it: by the keyboard as by a click."""
    with owned(), scope.use(group.space):
        text = make_text(group.space, group.bob.person_id, "Avant.\n\n| a | b |\n|---|---|\n| c | d |", "2")
    desk = Desk(browser, server, group.bob.person, here(group.space.slug, "writing:text", written=text.ref), PHONE)
    desk.text.click()
    desk.page.keyboard.press("Control+End")
    desk.page.keyboard.type("Hors ligne été")
    desk.sees("Hors ligne été")
    desk.page.wait_for_function(f"() => {EDITOR}.saver.waiting.length === 0")
    with scope.use(group.space):
        text.refresh_from_db()
        documents._kept.clear()
        shown = reading.shown(text).html
    assert shown.endswith("</table><p>Hors ligne été</p>"), shown
    # He is out of the group while words of his wait: they stay on the page, which says so.
    desk.context.set_offline(True)
    desk.page.keyboard.type(" et automne")
    desk.state("kept")
    Membership._base_manager.filter(pk=group.bob.pk).update(state="left")
    desk.context.set_offline(False)
    desk.page.locator("[data-commun-editor-why]", has_text="n’est plus là").wait_for()
    desk.state("refused")
    assert "et automne" in desk.words()


def whole_is_kept(space: Space, text: WrittenText, people: tuple[int, int], desk: Desk) -> None:
    """What the server reads is what the browser shows, and each character has its author."""
    with scope.use(space):
        text.refresh_from_db()
        documents._kept.clear()
        shown = reading.shown(text)
        found = reading.authorship(text)
    assert "<h2>Repris de Word</h2><p><strong>Gras</strong> et été 😀</p><ul><li><p>une puce</p></li></ul><table>" in (
        shown.html
    )
    assert "</table><p>Après le tableau.</p>" in shown.html
    assert "style" not in shown.html
    assert "".join(desk.words().split()) == "".join(shown.plain.split())
    assert "".join(words for _, words in found.runs) == shown.plain.replace("\n", "").replace("\t", "")
    by = {share.person_id: share.characters for share in found.shares}
    assert by[people[1]] == len(" Écrit hors ligne : Noël 👩🏽‍🌾." + " Gardé." + " Par le chemin lent.")
    assert by[people[0]] == sum(share.characters for share in found.shares) - by[people[1]]
