"""What every page of a group says around its main part."""

import pytest

from commun.core.urls import here
from commun.governance.queries.surroundings import subtitle_of
from commun.people.models import LegalEntity
from tests.support.client import GateClient
from tests.support.queries import at_most
from tests.support.world import Group, make_member, make_person, make_space

pytestmark = pytest.mark.django_db


def test_the_subtitle_counts_those_who_are_in(group: Group) -> None:
    make_member(group.space, make_person(), "dormant")
    make_member(group.space, make_person(), "left")
    group.space.collective.cooperative = LegalEntity.objects.create(siren="732829320", name="Les Grands Chemins")
    group.space.collective.save()
    with at_most(1):
        text = subtitle_of(group.space)
    assert text.startswith("Les Grands Chemins\u00a0· 3 ")


def test_an_empty_group_without_cooperative_has_a_subtitle() -> None:
    assert subtitle_of(make_space()).startswith("0 ")


def test_ones_own_pages_keep_the_way_back_to_the_group(client: GateClient, group: Group) -> None:
    client.force_login(group.bob.person)
    assert here(group.space.slug, "tenders:for-me") in client.get("/moi/").content.decode()


def test_a_public_page_lends_no_doors_to_strangers(client: GateClient, group: Group) -> None:
    group.space.collective.is_public = True
    group.space.collective.save()
    client.force_login(group.chloe)
    page = client.get(here(group.space.slug, "governance:presentation")).content.decode()
    assert here(group.space.slug, "tenders:board") not in page


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_page_says_which_language_it_speaks(client: GateClient, group: Group, language: str) -> None:
    group.bob.person.language = language
    group.bob.person.save()
    client.force_login(group.bob.person)
    page = client.get(here(group.space.slug, "governance:members"))
    assert page.headers["Content-Language"] == language
    assert f'<html lang="{language}"' in page.content.decode()
