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


class Story:
    """The browser of both, and the pages of the group."""

    def __init__(self, client: GateClient, group: Group) -> None:
        self.client, self.group = client, group

    def at(self, name: str, **arguments: str) -> str:
        """The address of a page of the room."""
        return here(self.group.space.slug, f"bids:{name}", **arguments)

    def go(self, name: str, said: dict[str, object] | None = None, **arguments: str) -> int:
        """Send a form; the answer's status."""
        return int(self.client.post(self.at(name, **arguments), said or {}).status_code)


def test_a_project_from_its_opening_to_its_debrief(client: GateClient, group: Group) -> None:
    settled(group.alice, group.bob)
    chosen(group.alice)
    story = Story(client, group)
    project, ref = opened(story)
    worked(story, ref)
    closed(story, project)


def opened(story: Story) -> tuple[Project, str]:
    """Alice opens it, Bob comes in, Alice writes a task for him; the project and the task's reference."""
    group, client, today = story.group, story.client, clock.today().isoformat()
    client.force_login(group.alice.person)
    assert story.go("new-project", {"title": "", "starts_on": "le mois prochain"}) == 422
    assert story.go("new-project", {"title": "Jardin 🌱", "starts_on": today}) == 302
    with scope.use(group.space):
        project = Project.objects.get()
    story.go("new-beneficiaries", {"who": "Les voisins", "uses": "Ils traversent le terrain."}, project=project.ref)
    assert story.go("experiment", {"rules": "Un an"}, project=project.ref) == 422
    client.force_login(group.bob.person)
    assert client.get(story.at("new-task", project=project.ref)).status_code == 404
    story.go("enter-project", project=project.ref)
    client.force_login(group.alice.person)
    wrong = {"title": "Semer", "minutes": "beaucoup", "owner": "999999", "due_on": "1900-01-01"}
    assert story.go("new-task", wrong, project=project.ref) == 422
    task = {"title": "Semer la prairie", "owner": group.bob.pk, "minutes": "3 h", "due_on": today}
    story.go("new-task", task, project=project.ref)
    with scope.use(group.space):
        return project, TaskMove.objects.select_related("card__action").get().card.action.ref


def worked(story: Story, ref: str) -> None:
    """Bob finds it in « À faire », says yes, notes his time once, finishes, and confirms his contribution."""
    client, slug = story.client, story.group.space.slug
    client.force_login(story.group.bob.person)
    todo = here(slug, "governance:todo")
    assert story.at("task", task=ref) in client.get(todo).content.decode()
    with scope.use(story.group.space):
        move = TaskMove.objects.select_related("card").get()
    story.go("answer-move", {"reponse": "oui"}, move=move.ref)
    assert client.get(todo).content.decode().count(f"/{ref}/") == 1
    story.go("place-task", {"colonne": "doing"}, task=ref)
    noted = {"minutes": "1 h 30", "on": clock.today().isoformat(), "token": "une-fois"}
    assert [story.go("task", noted, task=ref) for _twice in range(2)] == [302, 302]
    story.go("finish-task", task=ref)
    with scope.use(story.group.space):
        source = f"task_time:{move.card.times.get().ref}"
    mine = client.get(here(slug, "value:my-contributions")).content.decode()
    assert source in mine
    assert f"action:{ref}" not in mine
    client.post(here(slug, "value:answer-seen"), {"source": source, "answer": "yes"})


def closed(story: Story, project: Project) -> None:
    """What it leaves is offered by both, it is closed, Bob says without his name what he takes from it."""
    client, group = story.client, story.group
    client.force_login(group.alice.person)
    kept = {"title": "Fiche « semer »", "nature": "method", "fate": "commons", "licence": ""}
    assert story.go("new-compost", kept, project=project.ref) == 422
    story.go("new-compost", kept | {"licence": "CC-BY-SA-4.0"}, project=project.ref)
    assert "Fiche" in client.get(story.at("close-project", project=project.ref)).content.decode()
    story.go("close-project", project=project.ref)
    client.force_login(group.bob.person)
    with scope.use(group.space):
        item = CompostItem.objects.get()
    story.go("agree-compost", {"fate": "commons", "licence": "CC-BY-SA-4.0"}, compost=item.ref)
    story.go("project-debrief", {"was_hard": "La terre était sèche.", "name": "unsigned"}, project=project.ref)
    page = client.get(story.at("project-debrief", project=project.ref)).content.decode()
    assert "La terre était sèche." in page
    with scope.use(group.space):
        project.refresh_from_db()
        assert project.state == "closed"
        assert Contribution.objects.get(membership=group.bob).work_id == project.work_id
        assert ProjectDebrief.objects.get().membership is None
