"""The same button pressed twice at once: one effect, never a page of error."""

import threading
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection

from commun.core import clock, scope
from commun.core.errors import Refused
from commun.core.models import Fact, OutgoingMail, Space
from commun.governance import actions, policies
from commun.governance.actions import reminders
from commun.governance.journal import decisions as facts
from tests.governance import world as doors
from tests.support import world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real_clock]
TIMES = 3


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Start all together; « done » or « refused » for each (anything else fails the test)."""
    barrier, came = threading.Barrier(len(acts)), list[str]()

    def run(act: Callable[[], object]) -> None:
        try:
            barrier.wait(10)
            act()
            came.append("done")
        except Refused:
            came.append("refused")
        except DatabaseError as error:
            came.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(came)


def test_an_address_invited_several_times_at_once_receives_one_mail() -> None:
    host = doors.found()
    came = at_once(*[lambda: actions.invite_by_mail(by=host, email="zoe@exemple.test")] * TIMES)
    assert came == ["done", "refused", "refused"]
    assert OutgoingMail.objects.filter(to="zoe@exemple.test").count() == 1


def test_a_list_sent_several_times_at_once_invites_each_once() -> None:
    host = doors.found()
    people = [("Zoé", "zoe@exemple.test"), ("Émile", "emile@exemple.test")]
    assert at_once(*[lambda: actions.invite_many(by=host, people=people)] * TIMES) == ["done"] * TIMES
    assert OutgoingMail.objects.filter(to__in=[email for _name, email in people]).count() == 2


def test_a_role_that_nobody_holds_is_taken_up_by_one() -> None:
    host = doors.found()
    members = [doors.member(host, f"Personne {number}") for number in range(TIMES)]
    actions.leave(member=host)
    came = at_once(*[lambda member=member: actions.take_up_role(member=member) for member in members])
    assert came == ["done", "refused", "refused"]
    assert policies.roles_in_force(host.space).count() == 1


def test_a_group_founded_several_times_at_once_is_one_group() -> None:
    person = world.make_person(is_operator=True)
    group = actions.NewGroup(name="Atelier vidéo")
    came = at_once(*[lambda: actions.found_group(person=person, group=group)] * TIMES)
    assert came == ["done", "refused", "refused"]
    assert Space.objects.filter(name="Atelier vidéo").count() == 1


def test_two_people_may_give_their_groups_the_same_name_at_once() -> None:
    people = [world.make_person(is_operator=True) for _ in range(TIMES)]
    group = actions.NewGroup(name="Atelier vidéo")
    came = at_once(*[lambda one=one: actions.found_group(person=one, group=group) for one in people])
    assert came == ["done"] * TIMES
    slugs = set(Space.objects.filter(name="Atelier vidéo").values_list("slug", flat=True))
    assert slugs == {"atelier-video", "atelier-video-2", "atelier-video-3"}


def test_clocks_that_run_at_once_remind_once() -> None:
    host = doors.found()
    action = actions.add_action(by=host, title="Relire", owner=host, due_on=clock.today())
    assert at_once(*[reminders.remind_all] * TIMES) == ["done"] * TIMES
    with scope.use(host.space):
        assert Fact.objects.filter(name=facts.REMINDED, about_ref=action.ref).count() == 1
    assert OutgoingMail.objects.filter(to=host.person.email, key__startswith="governance.due:").count() == 1
