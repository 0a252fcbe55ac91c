"""Authorisation a priori (C2): by the clock, to the minute; an objection in time stops it, control re-opens it."""

import datetime as dt

import pytest

from commun.core import clock, scope
from commun.core.errors import Refused
from commun.core.models import Fact
from commun.core.urls import here
from commun.governance.actions import authorisations, consent, decisions, processes
from commun.governance.models import Process
from tests.governance import charter_world as charters
from tests.governance import guided_world as paths
from tests.governance.guided_world import Circle, again
from tests.support import world
from tests.support.client import GateClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
DAYS = 5


@pytest.fixture
def circle(group: world.Group) -> Circle:
    return paths.make_circle(group)


@pytest.fixture
def announced(circle: Circle) -> Process:
    wish = processes.Wish(
        method="authorisation",
        decision=paths.a_decision(circle),
        rules={"days": DAYS},
        closes_at=clock.now() + dt.timedelta(days=DAYS),
    )
    return again(processes.open_process(by=circle.bob, wish=wish))


def after(days: float = DAYS, minutes: float = 0) -> dt.datetime:
    return clock.now() + dt.timedelta(days=days, minutes=minutes)


def test_without_an_objection_it_stands_at_the_end_by_the_rule(announced: Process) -> None:
    with clock.stopped(after(minutes=-1)):
        assert processes.close_due() == 0
    with clock.stopped(after()):
        assert processes.close_due() == 1
    assert again(announced).outcome == "adopted"
    assert paths.decision_of(announced).state == "adopted"
    with scope.use(announced.space_id):
        adopted = Fact.objects.get(name="governance.decision.adopted")
    assert (adopted.actor, adopted.rule) == ("rule", "governance.agreed-close")


def test_an_objection_a_minute_before_the_end_stops_it(circle: Circle, announced: Process) -> None:
    with clock.stopped(after(minutes=-1)):
        authorisations.stop(by=circle.elie, process=announced, reason="Le bail est déjà signé ailleurs.")
    with clock.stopped(after()):
        assert processes.close_due() == 0
    assert (again(announced).state, again(announced).outcome) == ("closed", "rejected")
    assert paths.decision_of(announced).state == "proposed"


@pytest.mark.parametrize("minutes", [0, 1])
def test_at_the_end_it_is_too_late_even_if_the_clock_has_not_passed(
    circle: Circle, announced: Process, minutes: int
) -> None:
    with clock.stopped(after(minutes=minutes)):
        with pytest.raises(Refused, match="over"):
            authorisations.stop(by=circle.elie, process=announced, reason="Non.")
        processes.close_due()
    assert again(announced).outcome == "adopted"


def test_an_objection_has_a_reason(circle: Circle, announced: Process) -> None:
    with pytest.raises(Refused, match="has a reason"):
        authorisations.stop(by=circle.elie, process=announced, reason=" ")
    assert again(announced).state == "open"


def test_who_came_after_may_object_and_a_stranger_may_not(circle: Circle, announced: Process) -> None:
    with pytest.raises(Refused):
        authorisations.stop(by=world.make_group().alice, process=announced, reason="Non.")
    newcomer = world.make_member(circle.group.space, world.make_person("Gaël"))
    authorisations.stop(by=newcomer, process=announced, reason="Le voisin refuse.")
    assert again(announced).outcome == "rejected"


def test_what_was_stopped_goes_to_consent(circle: Circle, announced: Process) -> None:
    with pytest.raises(Refused):
        authorisations.take_to_consent(by=circle.bob, process=announced)
    authorisations.stop(by=circle.elie, process=announced, reason="Trop cher.")
    opened = authorisations.take_to_consent(by=circle.bob, process=again(announced))
    assert (opened.method, opened.follows_id, opened.decision_id) == ("consent", announced.pk, announced.decision_id)


def test_what_stood_is_looked_at_again_when_somebody_asks(circle: Circle, announced: Process) -> None:
    with clock.stopped(after()):
        processes.close_due()
    with pytest.raises(Refused, match="why"):
        authorisations.look_again(by=circle.elie, process=again(announced), reason="")
    review = authorisations.look_again(by=circle.elie, process=again(announced), reason="Le local est vide.")
    consent.go_on(by=circle.elie, process=review, to="objections")
    paths.all_consent(review, *circle.everybody)
    consent.adopt(by=circle.elie, process=review)
    stopped = paths.decision_of(announced)
    assert stopped.state == "let_go", "control afterwards: the group stopped it"
    assert "Le local est vide." in stopped.outcome


def test_what_stands_is_what_was_announced(circle: Circle, announced: Process) -> None:
    decisions.amend(
        by=circle.bob, decision=paths.decision_of(announced), draft=paths.draft(text="Acheter."), note="Mieux."
    )
    with clock.stopped(after()):
        processes.close_due()
    assert again(announced).outcome == "rejected"


def test_an_act_is_written_before_it_is_announced(circle: Circle) -> None:
    wish = processes.Wish(method="authorisation", title="Rien d’écrit", closes_at=after())
    with pytest.raises(Refused, match="Write what would be done"):
        processes.open_process(by=circle.bob, wish=wish)


@pytest.mark.parametrize(
    ("is_major", "days", "on_the_form", "on_the_page"),
    [(True, 1, True, True), (True, 2, True, True), (True, 3, True, False), (False, 1, False, False)],
)
def test_a_major_change_of_the_charter_announced_for_a_day_or_two_is_warned_of_and_not_refused(
    client: GateClient, circle: Circle, is_major: bool, days: int, on_the_form: bool, on_the_page: bool
) -> None:
    text = charters.charter(circle.alice, charters.words())
    decision = charters.propose(circle.alice, charters.article_change(text, body="Autrement.", is_major=is_major))
    client.force_login(circle.alice.person)
    url = here(circle.group.space.slug, "governance:decide-by", decision=decision.ref, method="authorisation")
    assert ("announced for 1 or 2 days only" in client.get(url).content.decode()) is on_the_form
    sent = client.post(url, {"days": str(days), "guidance": ""})
    assert sent.status_code == 302, "said, never refused"
    page = client.get(sent["Location"])
    assert page.context is not None
    said = f"announced for {days} day"
    assert (said in page.context["short_notice"]) is on_the_page
    assert (said in page.content.decode()) is on_the_page


def test_what_changes_no_charter_is_announced_for_a_day_without_a_word(client: GateClient, circle: Circle) -> None:
    client.force_login(circle.bob.person)
    decision = paths.a_decision(circle)
    url = here(circle.group.space.slug, "governance:decide-by", decision=decision.ref, method="authorisation")
    assert "charter" not in client.get(url).content.decode().split("<form")[-1]
