"""Un projet, de son ouverture à son bilan.

Alice ouvre un projet et écrit pour qui il est fait. Bob y prend part. Alice écrit une tâche pour Bob : il la trouve
dans « À faire », dit oui, note son temps, la finit. Il retrouve ce temps parmi ses contributions et le confirme. Le
projet est clos avec son plan de compost, et Bob dit sans son nom ce qu'il en retient.
"""

import pytest

from commun.bids.models import CompostItem, Project, ProjectDebrief, TaskMove
from commun.core import clock, scope
from commun.core.urls import here
from commun.value.models import Contribution
from tests.support.client import GateClient
from tests.support.world import Group
from tests.value.contribution_world import chosen, settled

pytestmark = pytest.mark.django_db


def test_a_project_from_its_opening_to_its_debrief(client: GateClient, group: Group) -> None:
    settled(group.alice, group.bob)
    chosen(group.alice)
    today = clock.today().isoformat()

    def at(name: str, **arguments: str) -> str:
        return here(group.space.slug, f"bids:{name}", **arguments)

    client.force_login(group.alice.person)
    assert client.post(at("new-project"), {"title": "", "starts_on": "le mois prochain"}).status_code == 422
    assert client.post(at("new-project"), {"title": "Jardin 🌱", "starts_on": today}).status_code == 302
    with scope.use(group.space):
        project = Project.objects.get()
    who = {"who": "Les voisins", "uses": "Ils traversent le terrain."}
    client.post(at("new-beneficiaries", project=project.ref), who)
    assert client.post(at("experiment", project=project.ref), {"rules": "Un an"}).status_code == 422

    client.force_login(group.bob.person)
    assert client.get(at("new-task", project=project.ref)).status_code == 404
    client.post(at("enter-project", project=project.ref))

    client.force_login(group.alice.person)
    wrong = {"title": "Semer", "minutes": "beaucoup", "owner": "999999", "due_on": "1900-01-01"}
    assert client.post(at("new-task", project=project.ref), wrong).status_code == 422
    task = {"title": "Semer la prairie", "owner": group.bob.pk, "minutes": "3 h", "due_on": today}
    client.post(at("new-task", project=project.ref), task)
    with scope.use(group.space):
        move = TaskMove.objects.select_related("card__action").get()
    ref = move.card.action.ref

    client.force_login(group.bob.person)
    todo = here(group.space.slug, "governance:todo")
    assert at("task", task=ref) in client.get(todo).content.decode()
    client.post(at("answer-move", move=move.ref), {"reponse": "oui"})
    assert client.get(todo).content.decode().count(f"/{ref}/") == 1
    client.post(at("place-task", task=ref), {"colonne": "doing"})
    noted = {"minutes": "1 h 30", "on": today, "token": "une-fois"}
    for _twice in range(2):
        assert client.post(at("task", task=ref), noted).status_code == 302
    client.post(at("finish-task", task=ref))
    with scope.use(group.space):
        source = f"task_time:{move.card.times.get().ref}"
    mine = client.get(here(group.space.slug, "value:my-contributions")).content.decode()
    assert source in mine
    assert f"action:{ref}" not in mine
    client.post(here(group.space.slug, "value:answer-seen"), {"source": source, "answer": "yes"})

    client.force_login(group.alice.person)
    kept = {"title": "Fiche « semer »", "nature": "method", "fate": "commons", "licence": ""}
    assert client.post(at("new-compost", project=project.ref), kept).status_code == 422
    client.post(at("new-compost", project=project.ref), kept | {"licence": "CC-BY-SA-4.0"})
    assert "Fiche" in client.get(at("close-project", project=project.ref)).content.decode()
    client.post(at("close-project", project=project.ref))

    client.force_login(group.bob.person)
    with scope.use(group.space):
        item = CompostItem.objects.get()
    agreed = {"fate": "commons", "licence": "CC-BY-SA-4.0"}
    client.post(at("agree-compost", compost=item.ref), agreed)
    said = {"was_hard": "La terre était sèche.", "name": "unsigned"}
    client.post(at("project-debrief", project=project.ref), said)
    page = client.get(at("project-debrief", project=project.ref)).content.decode()
    assert "La terre était sèche." in page
    with scope.use(group.space):
        project.refresh_from_db()
        assert project.state == "closed"
        assert Contribution.objects.get(membership=group.bob).work_id == project.work_id
        assert ProjectDebrief.objects.get().membership is None
