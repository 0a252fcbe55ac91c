"""What a link of a mail signed wins over what its form posts; what is refused leaves the link as it was."""

from typing import Any

import pytest
from django import forms

from commun.core import links
from commun.core.errors import NotFound, Refused
from commun.core.models import UsedLink
from tests.support.client import GateClient
from tests.support.world import make_person

pytestmark = pytest.mark.django_db


class Form(forms.Form):
    thing = forms.CharField(label="Chose")
    note = forms.CharField(label="Mot", required=False)


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """An act of its own, and what it was told each time."""
    told: list[dict[str, Any]] = []

    def do(person_id: int, data: Any) -> tuple[str, str]:
        if data["note"] == "non":
            raise Refused("Pas ainsi.")
        told.append(dict(data))
        return "C’est dit.", "/"

    act = links.MailAct("Dire", lambda person, data: "Le dire ?", do, form=lambda person, data, posted: Form(posted))
    monkeypatch.setitem(links.acts._items, "test.say", act)
    return told


def test_what_was_signed_wins_over_what_is_posted(client: GateClient, done: list[dict[str, Any]]) -> None:
    link = links.link("test.say", make_person().pk, thing="ma chose")
    path = "/m/" + link.split("/m/")[1]
    assert client.post(path, {"thing": "une autre", "note": "oui"}).status_code == 200
    assert done == [{"thing": "ma chose", "note": "oui"}]


def test_what_is_refused_may_be_tried_again(client: GateClient, done: list[dict[str, Any]]) -> None:
    path = "/m/" + links.link("test.say", make_person().pk, other="1").split("/m/")[1]
    assert client.post(path, {"thing": ""}).status_code == 422
    assert client.post(path, {"thing": "a", "note": "non"}).status_code == 409
    assert not UsedLink.objects.exists()
    assert client.post(path, {"thing": "a"}).status_code == 200
    assert client.post(path, {"thing": "a"}).status_code == 409
    assert len(done) == 1


def test_two_presses_of_one_moment_are_one(done: list[dict[str, Any]]) -> None:
    """Both were shown a page on which the link had not served yet."""
    token = links.link("test.say", make_person().pk, thing="a").split("/m/")[1].strip("/")
    links.use(token, {"note": ""})
    with pytest.raises(Refused, match="déjà servi"):
        links.use(token, {"note": ""})
    assert len(done) == 1


def test_a_good_link_whose_thing_is_gone_says_that_it_is_over(
    client: GateClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask(person_id: int, data: Any) -> str:
        raise NotFound

    monkeypatch.setitem(links.acts._items, "test.gone", links.MailAct("Dire", ask, lambda person, data: ("", "/")))
    page = client.get("/m/" + links.link("test.gone", make_person().pk).split("/m/")[1])
    assert (page.status_code, "est terminé" in page.content.decode()) == (404, True)


def test_a_link_whose_person_is_gone_is_nothing(client: GateClient, done: list[dict[str, Any]]) -> None:
    path = "/m/" + links.link("test.say", 10**9, thing="a").split("/m/")[1]
    assert (client.get(path).status_code, client.post(path).status_code) == (404, 404)
