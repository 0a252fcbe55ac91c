"""Rejoindre un groupe, y prendre place, puis le quitter.

Alice anime « Démarches participatives ». Elle présente le groupe, ouvre un lien d’invitation et l’envoie à Chloé,
qui n’a pas de compte. Chloé lit à quoi sert le groupe, donne son nom et son adresse, reçoit un code et entre.
Elle dit ce qu’elle attend, prend un engagement, se met en veille, revient. Bob voit qui fait quoi, et qui était
là la veille. Puis Chloé part : elle voit ce qu’elle rend au groupe, garde un pseudonyme, et la porte reste ouverte.
"""

import datetime as dt
import re

import pytest
from django.urls import reverse

from commun.core import clock
from commun.core.models import OutgoingMail
from commun.governance.models import Membership
from tests.governance import world as doors
from tests.support.client import GateClient


def press(client: GateClient, url: str, **sent: str) -> str:
    """Send a form and read the page it leads to."""
    response = client.post(url, sent, follow=True)
    assert response.status_code == 200, (url, response.status_code)
    return str(response.content.decode())


def read(client: GateClient, url: str) -> str:
    """Read a page."""
    response = client.get(url)
    assert response.status_code == 200, (url, response.status_code)
    return str(response.content.decode())


@pytest.mark.django_db
def test_joining_a_group() -> None:
    """See the story at the top of this file."""
    host = doors.found()
    doors.member(host, "Bob Durand")
    alice, chloe = GateClient(), GateClient()
    alice.force_login(host.person)
    group = f"/g/{host.space.slug}"

    press(alice, f"{group}/presentation/modifier/", purpose="Répondre ensemble à des marchés", aims="Veille partagée")
    press(alice, f"{group}/invitations/lien/", quota="1", days="7")
    link = re.search(r"/rejoindre/[\w-]+/", read(alice, f"{group}/invitations/"))
    assert link

    assert "Répondre ensemble à des marchés" in read(chloe, link[0])
    sent = {"name": "Chloé Petit", "email": "chloe@exemple.test"}
    response = chloe.post(link[0], sent)
    assert response.status_code == 302
    mail = OutgoingMail.objects.filter(to="chloe@exemple.test", text__regex=r"\d{4}").latest("pk")
    code = re.search(r"\b\d{4}[\s\u00a0\u202f]?\d{4}\b", mail.text)
    assert code
    page = press(chloe, response["Location"], code=code[0])
    assert "Chloé Petit" in page
    assert "Chloé Petit" in press(chloe, link[0])
    # The link was for one person: nobody else comes in by it, and Chloé, who is in, is led to the group.
    assert GateClient().get(link[0]).status_code == 410
    assert chloe.get(link[0])["Location"] == f"{group}/ma-place/"

    press(chloe, f"{group}/ma-place/attentes/", expectations="together", note="Apprendre à plusieurs")
    page = press(
        chloe, f"{group}/ma-place/engagements/", label="Accueillir en janvier", frame="group", starts_on="2026-11-16"
    )
    assert "Accueillir en janvier" in page
    press(chloe, f"{group}/ma-place/pause/")
    press(chloe, f"{group}/ma-place/reprise/")
    assert "Chloé Petit" in read(alice, f"{group}/membres/?q=chloe")

    with clock.stopped(clock.now() + dt.timedelta(days=1)):
        assert "Accueillir en janvier" in read(chloe, f"{group}/ma-place/partir/")
        tomorrow = clock.today().isoformat()
        response = chloe.post(
            f"{group}/ma-place/partir/", {"keep": "pseudonym", "shown_as": "Une voisine", "on": tomorrow}
        )
        assert response["Location"] == reverse("groups")
        assert chloe.get(f"{group}/membres/").status_code == 404
        page = read(alice, f"{group}/membres/presence/?le=2026-11-16")
        assert "Une voisine" in page
        assert "Chloé" not in page
        assert "Une voisine" not in read(alice, f"{group}/membres/presence/")
    assert Membership._base_manager.get(person__email="chloe@exemple.test").state == "left"
