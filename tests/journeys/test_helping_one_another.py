"""S’entraider : de l’annonce à la séance.

Bob propose un vidéoprojecteur. Alice, qui en cherche un, lit que l’annonce de Bob va peut-être avec la sienne, et
pourquoi ; elle répond d’un mot, Bob lui répond, et dit que c’est trouvé. Plutôt que de refaire ce chemin chaque fois,
Bob partage l’appareil : Alice le réserve, Chloé, qui arrive après, lit qu’il est pris, et Alice le rend. Enfin Alice
en dit un mot : il est à l’ordre du jour de la prochaine séance, et tout le groupe lit le fil de ce qui s’est passé.
"""

import datetime as dt
import re

import pytest

from commun.core import clock
from commun.core.models import OutgoingMail
from commun.governance.models import Membership
from tests.governance import world as doors
from tests.journeys.test_joining_a_group import press, read
from tests.support.client import GateClient


def entered(member: Membership) -> GateClient:
    """A browser where this member has entered."""
    client = GateClient()
    client.force_login(member.person)
    return client


def link_to(page: str, what: str) -> str:
    """The address of the link that bears these words."""
    found = re.search(rf'href="([^"]+)"[^>]*>{what}', page)
    assert found, what
    return found[1]


@pytest.mark.django_db
def test_helping_one_another() -> None:
    """See the story at the top of this file."""
    host = doors.found()
    bob, chloe = (entered(doors.member(host, name)) for name in ("Bob Durand", "Chloé Petit"))
    alice = entered(host)
    group = f"/g/{host.space.slug}"
    day = str(clock.today() + dt.timedelta(days=9))
    meeting = {"title": "Séance du mois", "kind": "working", "day": day, "starts_at": "10:00", "ends_at": "11:30"}
    press(alice, f"{group}/seances/nouvelle/", **meeting)

    press(bob, f"{group}/entraide/ecrire/", kind="offer", nature="material", title="Un vidéoprojecteur", place="Lille")
    page = press(
        alice, f"{group}/entraide/ecrire/", kind="need", nature="material", title="Vidéoprojecteur pour une réunion",
        place="Lille",
    )  # fmt: skip
    assert "Cela va peut-être avec" in page
    for reason in ("mots en commun", "vidéoprojecteur", "même nature", "matériel", "même lieu", "Lille"):
        assert reason in page
    offer = link_to(page, "Un vidéoprojecteur")
    assert offer in read(alice, offer)
    press(alice, f"{offer}repondre/", said="Pour jeudi, à la Halle.")
    assert "Pour jeudi, à la Halle." not in read(chloe, offer)
    answer = re.search(r"/entraide/reponses/\w+/", read(bob, offer))
    assert answer
    press(bob, f"{group}{answer[0]}", said="Passe quand tu veux.")
    assert "Passe quand tu veux." in read(alice, offer)
    assert OutgoingMail.objects.filter(text__contains="Passe quand tu veux.").count() == 1
    press(bob, f"{offer}etat/", etat="trouve")

    press(bob, f"{group}/entraide/choses/partager/", name="Vidéoprojecteur", whose="mine", stock="1")
    thing = link_to(read(alice, f"{group}/entraide/choses/"), "Vidéoprojecteur")
    today = str(clock.today())
    page = press(alice, f"{thing}reserver/", starts_on=today, starts_at="10:00", ends_on=today, ends_at="23:00")
    assert "Alice" in page
    refused = chloe.post(f"{thing}reserver/", {"starts_on": today, "ends_on": today})
    assert refused.status_code == 422
    assert "pris" in refused.content.decode()
    back = re.search(r"/entraide/reservations/\w+/rendre/", read(alice, thing))
    assert back
    page = press(alice, f"{group}{back[0]}", etat="Rien à signaler.")
    assert "Rien à signaler." in page

    press(alice, f"{group}/entraide/nouvelles/ecrire/", title="La réunion s’est bien passée", detail="Merci Bob !")
    page = read(bob, f"{group}/entraide/nouvelles/")
    assert "La réunion s’est bien passée" in read(bob, link_to(page, "Séance du mois"))
    page = read(chloe, f"{group}/fil/")
    assert page.count("data-commun-position") > 6
    assert "Pour jeudi, à la Halle." not in page
