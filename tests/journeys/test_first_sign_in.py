"""Première connexion.

Sonia vient d'être invitée : elle a un compte, et rien d'autre. Sur son téléphone, entre deux clients, elle écrit son
adresse, reçoit un code, l'écrit, et arrive. Elle dit qui elle est, ce qu'elle fait, quand elle est disponible ; elle
laisse son offre « en construction », et c'est très bien ainsi. Elle s'en va, et revient le lendemain.
"""

import re
from typing import Any

import pytest
from django.core.cache import cache

from commun.core.models import OutgoingMail
from commun.people import actions
from tests.support.client import GateClient

pytestmark = [pytest.mark.django_db, pytest.mark.real_clock]


def follow(client: GateClient, url: str, **sent: str) -> Any:
    """Send a form and go where it leads."""
    return client.post(url, sent, follow=True)


def come_in(client: GateClient) -> Any:
    """From the front door to a signed-in page, with the code of the newest mail."""
    front = client.get("/")
    assert "/compte/connexion/" in front.content.decode()
    asked = follow(client, "/compte/connexion/", email="Sonia@Exemple.test")
    code = re.search(r"\d{4} \d{4}", OutgoingMail.objects.latest("pk").text)
    assert code
    return follow(client, asked.redirect_chain[-1][0], code=code[0])


def test_first_sign_in(client: GateClient) -> None:
    cache.clear()
    actions.register_person(email="sonia@exemple.test", name="Sonia Ben Ali")

    welcome = come_in(client)
    assert "Sonia Ben Ali" in welcome.content.decode()
    assert "/moi/profil/" in welcome.content.decode()

    told = follow(
        client,
        "/moi/profil/",
        name="Sonia Ben Ali",
        trade="Ergonome",
        town="Saint-Étienne",
        bio="Je regarde travailler.",
    )
    assert told.redirect_chain[-1][0] == "/moi/"
    assert "Ergonome" in told.content.decode()
    assert told.context["person"].is_offer_stable is False

    free = follow(client, "/moi/disponibilites/ajouter/", hours_per_week="10", starts_on="2027-01-04", note="le jeudi")
    assert "le jeudi" in free.content.decode()
    assert free.context["sheet"].done_count == 4

    follow(client, "/compte/deconnexion/")
    assert client.get("/moi/").status_code == 302

    come_in(client)
    again = client.get("/moi/")
    assert "Ergonome" in again.content.decode()
    assert "le jeudi" in again.content.decode()
