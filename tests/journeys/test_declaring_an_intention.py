"""Bob reçoit un avis sur son téléphone, dit qu’il le porterait, et le groupe le voit."""

import re

from django.test import Client

from commun.core.urls import here
from tests.support import world
from tests.tenders.worlds import make_activity, make_match, make_open_notice


def test_three_taps_and_the_group_sees_it(client: Client, group: world.Group) -> None:
    """De « Pour moi » à la liste du mois, sans script : ouvrir la carte, choisir, envoyer."""
    notice = make_open_notice("Dialogue citoyen à Lens", lots=2)
    make_match(make_activity(group.bob.person), notice)
    client.force_login(group.bob.person)

    # Premier geste : la carte mène au panneau.
    page = client.get(here(group.space.slug, "tenders:for-me")).content.decode()
    link = re.search(r'href="([^"]*avis/\w+/#intentions)"', page)
    assert link
    sheet = client.get(link[1].removesuffix("#intentions")).content.decode()

    # Deuxième et troisième gestes : une intention, puis envoyer ; le besoin est déjà choisi.
    form = re.search(r'<form class="c-stance" method="post" action="([^"]+)".*?</form>', sheet, re.DOTALL)
    assert form
    need = re.search(r'name="besoin" value="([^"]+)"', form[0])
    assert need
    assert 'name="stance" value="carry"' in form[0]
    said = client.post(form[1], {"besoin": need[1], "stance": "carry"}, follow=True)
    assert "Bob Durand" in said.content.decode()

    # Alice, ailleurs, le voit avant qu’aucune équipe ne soit composée, et voit ce que personne ne couvre.
    client.force_login(group.alice.person)
    month = client.get(here(group.space.slug, "tenders:month"))
    needs = month.context["waiting"][0]["needs"]
    assert [(need["label"], need["state"][1]) for need in needs] == [
        ("Lot de travail 1", "leaf"),
        ("Lot de travail 2", "clay"),
    ]
    assert "Bob Durand" in month.content.decode()

    # Bob change d’avis : il veille seulement, et plus personne ne porte le premier lot.
    client.force_login(group.bob.person)
    client.post(form[1], {"besoin": need[1], "stance": "watch"})
    board = client.get(here(group.space.slug, "tenders:board"))
    nobody = board.context["columns"][1]["places"][0]["nobody"]
    assert "Lot de travail 1" in nobody
    assert "Lot de travail 2" in nobody

    # Chloé, qui n’est pas du groupe, n’en sait rien.
    client.force_login(group.chloe)
    assert client.get(link[1].removesuffix("#intentions")).status_code == 404
