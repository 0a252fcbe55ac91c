"""Writing a key with plain buttons, and reading it."""

from typing import Any

import pytest
from django.utils.translation import gettext as said

from commun.algo import sharing
from commun.core import scope
from commun.core.urls import here
from commun.ui.money import euros
from commun.value import key_drafts
from commun.value.key_words import percent
from commun.value.models import KeyVersion, SharingKey
from commun.value.views.key_writing import templates
from tests.exchange.search_world import indexed
from tests.support.client import GateClient
from tests.support.queries import assert_flat, at_most
from tests.support.world import Group, make_group, make_member, make_person
from tests.value.key_world import adopt, bid_team, equal, write, zero

pytestmark = pytest.mark.django_db


def _sent(steps: list[dict[str, str]], press: str, **more: str) -> dict[str, str]:
    """What the page sends: each step by its number."""
    sent = {f"{number}-{name}": value for number, raw in enumerate(steps) for name, value in raw.items()}
    return {**sent, "press": press, **more}


def _drafted(word: str) -> list[dict[str, str]]:
    return key_drafts.drafted(templates()[word][2])


@pytest.fixture
def bob(client: GateClient, group: Group) -> GateClient:
    client.force_login(group.bob.person)
    return client


def _plain(text: str) -> str:
    """Without what typography adds: spaces, quotes, apostrophes."""
    text = text.replace("&#x27;", "'").replace("&quot;", '"')
    return "".join(text.translate(dict.fromkeys(map(ord, "“”«»"), '"') | {0x2019: "'"}).split())


def _page(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status
    return _plain(answer.content.decode())


def _says(sentence: str, **words: Any) -> str:
    """A sentence of the house, in the language of the page."""
    return _plain(said(sentence) % words if words else said(sentence))


POT = "The common pot gets %(part)s."
FIVE = "%(rate)s of the whole"


def test_each_template_is_a_key_that_reads_and_saves(bob: GateClient, group: Group) -> None:
    url = here(group.space.slug, "value:new-key")
    for word in templates():
        page = _page(bob.get(url, {"depart": word}))
        assert _says("It gives the whole of any amount, to the cent.") in page
        answer = bob.post(url, _sent(_drafted(word), "save", name=f"Clé {word}"))
        assert answer.status_code == 302
    with scope.use(group.space):
        assert KeyVersion.objects.count() == 3


def test_buttons_add_move_and_take_out_steps_and_keep_what_was_typed(bob: GateClient, group: Group) -> None:
    url = here(group.space.slug, "value:new-key")
    steps = _drafted("enseigne")
    five = _says(POT, part=said(FIVE) % {"rate": percent(500)})
    hundred = _says(POT, part=euros(100_00))
    turnover = _says("the turnover that each brought")
    page = _page(bob.post(url, _sent(steps, "add:fixed", name="Ma clé")))
    assert _plain('value="Ma clé"') in page
    assert page.index(five) < page.index(hundred)
    page = _page(bob.post(url, _sent(steps, "up:2")))
    assert _says("The step before takes all that is left: this one would never get anything.") in page
    page = _page(bob.post(url, _sent(steps, "down:0")))
    assert page.rindex(turnover) < page.lower().rindex(five.lower())
    assert five not in _page(bob.post(url, _sent(steps, "remove:0")))
    for nonsense in ("up:0", "down:2", "remove:99", "add:magic", "up:-1", "up:²", "remove:", "☃"):
        assert five in _page(bob.post(url, _sent(steps, nonsense)))


@pytest.mark.parametrize(
    ("word", "change", "sentence"),
    [
        ("enseigne", {"0-rate": "101"}, "Write a percentage above 0 and of 100 at most."),
        ("enseigne", {"0-rate": "🙂"}, "Write a percentage, for example 5 or 2.5, with two decimals at most."),
        ("enseigne", {"0-place": "role"}, "Name the role, in the words that your joint works use."),
        (
            "enseigne",
            {"0-role": "apport"},
            "A role is named, but the step is not for a role: choose so, or empty this.",
        ),
        ("enseigne", {"1-measure": "moon"}, "A step has something to be corrected: it is written in red beside it."),
        (
            "enseigne",
            {"1-floor": "200", "1-cap": "100"},
            "The most that a person gets must be at least the least, and above zero.",
        ),
        ("enseigne", {"1-cap": "beaucoup"}, "Write an amount in euros, for example 1250 or 1250.50."),
        (
            "equipe",
            {"1-rate": "95"},
            "With this step, the percentages of the whole go beyond a hundred: more would be given than came in.",
        ),
        (
            "annee",
            {"2-rate": "50"},
            "This key does not say where the rest goes. End it with all that is left: in equal parts, to the common "
            "pot, to next year or to the cooperative.",
        ),
        ("annee", {"name": ""}, "Name of the key"),
    ],
)
def test_a_mistake_is_said_and_loses_nothing(
    bob: GateClient, group: Group, word: str, change: dict[str, str], sentence: str
) -> None:
    sent = {**_sent(_drafted(word), "save", name="Essai"), **change}
    page = _page(bob.post(here(group.space.slug, "value:new-key"), sent), 422)
    assert _says(sentence) in page
    for value in change.values():
        assert value in ("", "moon") or f'value="{value}"' in page
    with scope.use(group.space):
        assert not SharingKey.objects.exists()


def test_twenty_steps_are_a_key_and_twenty_one_are_not(bob: GateClient, group: Group) -> None:
    url = here(group.space.slug, "value:new-key")
    pot = {"kind": "percent", "rate": "1", "base": "gross", "place": "pot"}
    rest = {"kind": "equal", "rate": "100"}
    page = _page(bob.post(url, _sent([pot] * 20 + [rest], "save", name="Longue")), 422)
    assert _says("At most %(most)s steps: beyond that nobody could explain it.", most=20) in page
    assert bob.post(url, _sent([pot] * 19 + [rest], "save", name="Longue")).status_code == 302


def test_a_role_may_be_an_emoji(bob: GateClient, group: Group) -> None:
    url = here(group.space.slug, "value:new-key")
    steps = [
        {"kind": "percent", "rate": "2,5", "base": "remaining", "place": "role", "role": " 🌱  <b>soin</b> "},
        {"kind": "equal", "rate": "100"},
    ]
    answer = bob.post(url, _sent(steps, "save", name="🌱"))
    page = _page(bob.get(answer["Location"]))
    assert "🌱&lt;b&gt;soin&lt;/b&gt;" in page
    assert _says("%(rate)s of what is left", rate=percent(250)) in page


def test_another_version_starts_from_the_one_asked_for_and_the_same_is_nothing_new(
    bob: GateClient, group: Group
) -> None:
    version = write(group.alice)
    url = here(group.space.slug, "value:write-key", key=version.key.ref)
    assert "coordination" in _page(bob.get(url))
    same = _sent(key_drafts.drafted(_key(version)), "save", note="")
    nothing = _says("These are the steps of version %(number)s: nothing new to save.", number=1)
    assert nothing in _page(bob.post(url, same), 422)
    other = bob.post(url, _sent(_drafted("annee"), "save", note="Plus simple"))
    page = _page(bob.get(other["Location"]))
    assert page.index("Version2") < page.index("Version1")
    assert "coordination" in _page(bob.get(url, {"version": "1"}))
    for wrong in ("9", "x", "-1"):
        assert bob.get(url, {"version": wrong}).status_code in (200, 404)


def _key(version: KeyVersion) -> Any:
    return sharing.read(version.steps)


def test_putting_to_the_group_leads_to_the_decision_with_its_diff(bob: GateClient, group: Group) -> None:
    adopt(group.alice, write(group.alice, "Avant", equal()))
    version = write(group.alice)
    url = here(group.space.slug, "value:adopt-key", key=version.key.ref, key_version=1)
    answer = bob.post(url, {"work": "", "why": "Cela reconnaît l’apport."})
    page = _page(bob.get(answer["Location"]))
    assert "coordination" in page
    assert "Avant" in page
    assert bob.post(url, {"work": "nowhere"}).status_code == 422


def test_the_page_of_a_key_says_which_version_holds_and_by_which_decision(bob: GateClient, group: Group) -> None:
    version = write(group.alice)
    adopt(group.alice, version)
    adopt(group.alice, write(group.alice, "Après", zero()))
    page = _page(bob.get(here(group.space.slug, "value:key", key=version.key.ref)))
    assert _says("replaced since") in page
    assert f"?cle={version.key.ref}.1&amp;cle=" in page
    listed = _page(bob.get(here(group.space.slug, "value:keys")))
    assert listed.index("Après") < listed.index("Notreclé")
    assert _says("holds for the group") in listed


def test_a_key_of_another_group_does_not_exist_here(bob: GateClient, group: Group) -> None:
    other = make_group()
    ref = write(other.alice).key.ref
    for name, more in (("key", {}), ("write-key", {}), ("adopt-key", {"key_version": 1})):
        assert bob.get(here(group.space.slug, f"value:{name}", key=ref, **more)).status_code == 404
    assert bob.get(here(group.space.slug, "value:new-key"), {"depart": f"{ref}.1"}).status_code == 404


def test_lists_cost_the_same_however_many_keys(bob: GateClient, group: Group) -> None:
    def make(count: int) -> None:
        for _rank in range(count):
            with scope.use(group.space):
                number = SharingKey.objects.count()
            version = write(group.alice, f"Clé {number}", bid_team())
            adopt(group.alice, version)

    def ask() -> None:
        with at_most(25):
            bob.get(here(group.space.slug, "value:keys"))

    assert_flat(make, ask, small=2, large=6)


def test_a_key_is_found_by_its_name_and_by_what_it_says(bob: GateClient, group: Group) -> None:
    version = write(group.alice)
    indexed()
    url = here(group.space.slug, "exchange:search")
    for words in ("clé", "coordination"):
        assert f"/valeur/cles/{version.key.ref}/" in bob.get(url, {"q": words}).content.decode()
    assert f"/valeur/cles/{version.key.ref}/" not in bob.get(url, {"q": "trottinette"}).content.decode()


@pytest.mark.parametrize("state", ["guest", "left", "applicant", "invited"])
def test_nobody_outside_sees_a_key_nor_a_try(client: GateClient, group: Group, state: str) -> None:
    version = write(group.alice)
    client.force_login(make_member(group.space, make_person(), state=state).person)
    for name, more in (("home", {}), ("keys", {}), ("simulator", {}), ("key", {"key": version.key.ref})):
        assert client.get(here(group.space.slug, f"value:{name}", **more)).status_code == 404


def test_a_member_at_rest_reads_and_tries_but_does_not_write(client: GateClient, group: Group) -> None:
    version = write(group.alice)
    client.force_login(make_member(group.space, make_person(), state="dormant").person)
    assert client.get(here(group.space.slug, "value:simulator")).status_code == 200
    assert client.get(here(group.space.slug, "value:key", key=version.key.ref)).status_code == 200
    assert client.get(here(group.space.slug, "value:new-key")).status_code == 404
    page = here(group.space.slug, "value:adopt-key", key=version.key.ref, key_version=1)
    assert client.post(page, {"work": ""}).status_code == 404
