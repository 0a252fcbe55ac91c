"""A form that is not taken loses nothing of what was typed in it."""

import re

import pytest
from django.test import Client

from commun.core.urls import here
from tests.support.world import Group

pytestmark = [pytest.mark.django_db, pytest.mark.english]
LONG = "Une phrase dite <b>sans</b> hâte. " * 60
SEEN = LONG.strip().replace("<", "&lt;").replace(">", "&gt;")
SITE = {"Origin": "http://testserver"}


def test_words_typed_while_the_session_ended_are_shown_to_be_copied(client: Client, group: Group) -> None:
    url = here(group.space.slug, "exchange:new-thread")
    form = {"subject": "Pour lundi matin", "text": LONG, "token": "a b", "password": "p w"}
    answer = client.post(url, form, headers=SITE)
    page = answer.content.decode()
    assert (answer.status_code, page.count("<textarea")) == (403, 2), page
    assert [one for one in ("Pour lundi matin", SEEN, f"?next={url}") if one not in page] == []
    assert client.post(url, {"subject": "x", "token": "a" * 36}, headers=SITE).status_code == 302, "nothing to keep"
    assert client.post(url, form, headers={"Origin": "https://ailleurs.example"}).status_code == 302
    assert client.post(url, form, headers=SITE | {"HX-Request": "true"}).status_code == 302, "the page is still there"


def test_words_of_a_form_that_waited_too_long_are_shown_to_be_copied(group: Group) -> None:
    client, url = Client(enforce_csrf_checks=True), here(group.space.slug, "exchange:new-thread")
    client.force_login(group.bob.person)
    key = re.search(r'csrfmiddlewaretoken" value="(\w+)', client.get(url).content.decode())
    assert key is not None
    form = {"subject": "Pour lundi matin", "text": LONG, "csrfmiddlewaretoken": key[1]}
    client.cookies["csrftoken"] = "a" * 32
    answer = client.post(url, form, headers=SITE)
    assert (answer.status_code, SEEN in answer.content.decode()) == (403, True)
    answer = client.post(url, form, headers={"Origin": "https://ailleurs.example"})
    assert (answer.status_code, SEEN in answer.content.decode()) == (403, False)
