"""Ce que chacun apporte, de la décision qui dit quoi compter à ce qu’une clé en pèsera, sans JavaScript.

Bob propose les six sortes en un geste ; le groupe vote et les adopte. Il note une demi-journée en deux gestes, puis une
journée de trop pour le travail commun. Alice l’a vu et remercie. Bob corrige : les deux lignes se lisent ensemble, et
la clé ne pèse que la ligne juste. Il importe le reste depuis une feuille, deux fois : rien n’est noté deux fois.
"""

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from commun.algo.sharing import Measure
from commun.core import clock, scope
from commun.core.urls import here
from commun.governance.actions import ballots, processes
from commun.governance.models import Decision
from commun.value.models import Contribution, JointWork
from commun.value.queries.contributions import brought_for
from tests.journeys.test_joining_a_group import press, read
from tests.support.client import GateClient
from tests.support.world import Group
from tests.value.contribution_world import joint_work, settled

SHEET = "date;sorte;quantité;mots\n02/11/2026;Soin;1,5;Un repas\n2026-11-03;Facilitation;1 h;La réunion\n"


def on(days: int) -> object:
    """The morning of a day, counted from the day of the tests."""
    return clock.stopped(dt.datetime(2026, 11, 16, 8, tzinfo=clock.PARIS) + dt.timedelta(days=days))


def weighed(work: JointWork) -> dict[Measure, list[int]]:
    return {measure: list(brought.values()) for measure, brought in brought_for(work).measures.items()}


@pytest.mark.django_db
def test_writing_what_one_brings(group: Group, client: GateClient) -> None:
    """See the story at the top of this file."""
    settled(group.alice, group.bob)
    alice = GateClient()
    client.force_login(group.bob.person)
    alice.force_login(group.alice.person)

    def at(name: str, **arguments: str) -> str:
        return here(group.space.slug, f"value:{name}", **arguments)

    with on(0):
        press(client, at("propose-starters"))
        with scope.use(group.space):
            decision = Decision.objects.select_related("space").get()
        wish = processes.Wish(method="proposal", decision=decision, closes_at=clock.now() + dt.timedelta(days=2))
        process = processes.open_process(by=group.bob, wish=wish)
        for member in (group.alice, group.bob):
            ballots.cast(by=member, process=process, content={"answer": "for"})
    with on(3):
        assert processes.close_due() == 1
        work = joint_work(group.alice, group.bob)
        page = read(client, at("my-contributions"))
        kind, token = (re.findall(rf'name="{name}" value="([^"]+)"', page)[0] for name in ("kind", "token"))
        press(client, at("my-contributions"), kind=kind, token=token, quantity="0.50")
        press(client, at("my-contributions"), kind=kind, quantity="2", work=work.ref, words="Marche dans le parc")
        assert weighed(work) == {Measure.DAYS: [200]}
        with scope.use(group.space):
            row = Contribution.objects.get(work=work)
        press(alice, at("acknowledge", contribution=row.ref))
        assert "Reconnu par Alice Martin" in read(client, at("contributions"))
        press(client, at("correct-contribution", contribution=row.ref), why="J’étais parti à midi", quantity="1,5")
        page = read(alice, at("contributions"))
        assert "J’étais parti à midi" in page
        assert weighed(work) == {Measure.DAYS: [150]}
        for said in ("2 lignes notées", "rien n’est noté deux fois"):
            sent = {"file": SimpleUploadedFile("mes-apports.csv", SHEET.encode("cp1252"), "text/csv")}
            preview = client.post(at("import-contributions"), sent)
            form = preview.context["form"]
            if preview.context["plan"].new:
                lines = form.initial["lines"]
            page = press(client, at("confirm-import"), lines=lines)
            assert said in re.sub("[\xa0\u202f]", " ", str(page))
        assert "Un repas" in read(alice, at("contributions"))
