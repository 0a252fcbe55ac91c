"""De l’argent partagé à la comptabilité de la coopérative, de lien en lien, sans JavaScript.

De l’argent est rentré et s’est partagé. Depuis la page de la valeur, Alice, qui tient les comptes, écrit les numéros de
la coopérative et l’activité de Bob, emporte les lignes de l’année, note la facture interne de Bob, prépare celle du
client : ce qui manque est dit, complété, et les deux fichiers sont là. Le livre n’a pas bougé.
"""

import re
from xml.etree import ElementTree as ET

import pytest

from commun.algo.sharing import Base, Kind, Place, Step, written
from commun.core import scope
from commun.core.urls import here
from commun.governance.models import Collective
from commun.people.models import LegalEntity
from commun.value.actions import money, sharings
from commun.value.models import InvoiceDraft, InvoiceMark
from commun.value.queries.verification import check_book
from tests.journeys.test_joining_a_group import press, read
from tests.support.client import GateClient
from tests.support.world import Group
from tests.value.adopted import adopt_key
from tests.value.works import receive, work_of


def link(page: str, words: str) -> str:
    """The only address of the page that holds these words."""
    (found,) = {each.replace("&amp;", "&") for each in re.findall(r'(?:href|action)="([^"]+)"', page) if words in each}
    return found


@pytest.mark.django_db
def test_from_a_sharing_to_the_accounts_of_the_cooperative(group: Group, client: GateClient) -> None:
    """See the story at the top of this file."""
    entity = LegalEntity.objects.create(siren="732829320", name="Les Grands Chemins", town="Nantes")
    Collective.objects.filter(pk=group.space.pk).update(cooperative=entity)
    adopt_key(
        group, written((Step(Kind.PERCENT, rate=1000, base=Base.GROSS, place=Place.POT), Step(Kind.EQUAL, rate=10_000)))
    )
    work = work_of(group, "Concertation", entity=entity, client="Ville de Nantes")
    receive(work, group.alice, 333_333, kept=33_333, label="Acompte")
    sharings.share_out(by=group.alice, work=work, seen=sharings.prepared_for(work).fingerprint)
    book = money.book_of(group.space)
    sealed = book.seal
    client.force_login(group.alice.person)
    home = read(client, here(group.space.slug, "value:home"))
    desk = link(home, "/pour-la-cooperative/")
    page = read(client, desk)
    numbers = {"client": "411000", "bank": "512000", "product": "706000", "contribution": "622600", "owed": "467000",
               "internal_purchase": "604000", "internal_sale": "708000", "analytic": "COLL", "street": "2 quai",
               "postcode": "44000", "town": "Nantes"}  # fmt: skip
    assert client.post(link(page, "/comptes/"), numbers).status_code == 302
    press(client, link(page, "/activites/"), **{f"code-{group.bob.pk}": "BOB01 Bob, conseil"})
    lines = client.get(link(read(client, desk), "fec.txt")).content.decode("iso-8859-15").splitlines()
    debit, credit = (
        sum(round(float(line.split("\t")[at].replace(",", ".")) * 100) for line in lines[1:]) for at in (11, 12)
    )
    assert debit == credit == 333_333 + 33_333 + 300_000
    invoices = link(read(client, desk), "/factures/")
    page = read(client, invoices)
    assert "Bob, conseil" in page
    press(client, link(page, f"/factures/{group.bob.pk}/"), number="FI-12")
    with scope.use(group.space):
        assert InvoiceMark.objects.get().number == "FI-12"
    page = read(client, here(group.space.slug, "value:work", work=work.ref))
    sent = {"label": "Acompte", "amount": "3 333,33", "vat": "2000", "on": "2026-11-16", "seller": str(entity.pk),
            "buyer": "Ville de Nantes", "siren": "552081317"}  # fmt: skip
    press(client, link(page, "/facture/"), **sent)
    with scope.use(group.space):
        row = InvoiceDraft.objects.get()
    page = read(client, link(read(client, here(group.space.slug, "value:work", work=work.ref)), "/brouillons/"))
    assert 'id="lacks"' in page
    rest = {"due_on": "2026-12-16", "street": "1 rue X", "postcode": "44000", "town": "Nantes", "address": "552081317"}
    press(client, link(page, "/modifier/"), **sent, **rest)
    page = read(client, here(group.space.slug, "value:draft", draft=row.ref))
    assert 'id="lacks"' not in page
    for name, tag in (("cii.xml", "DuePayableAmount"), ("ubl.xml", "PayableAmount")):
        tree = ET.fromstring(client.get(link(page, name)).content)  # noqa: S314 - our own
        assert [one.text for one in tree.iter() if one.tag.endswith(f"}}{tag}")] == ["4000.00"]
    book.refresh_from_db()
    assert (book.seal, check_book(book)) == (sealed, [])
