"""Keep a notice, put it aside, take it back; export and erasure of what a person said."""

import pytest
from django.utils import translation

from commun.core import journal, scope
from commun.core.errors import Refused
from commun.core.models import Fact
from commun.tenders.actions import marks, personal_data
from commun.tenders.models import Intention, Mark
from tests.support import world
from tests.tenders.worlds import make_activity, make_open_notice, say


def test_hiding_twice_keeps_the_last_reason_and_one_fact(group: world.Group) -> None:
    notice, person = make_open_notice(), group.bob.person
    marks.mark_notice(person=person, notice=notice, choice="hide")
    marks.mark_notice(person=person, notice=notice, choice="hide", reason="place", activity=make_activity(person))
    assert list(Mark.objects.values_list("choice", "reason")) == [("hide", "place")]
    with scope.use(journal.house()):
        fact = Fact.objects.get(name="tenders.notice.hidden")
    assert "place" not in str(fact.data)


def test_keeping_forgets_the_reason(group: world.Group) -> None:
    notice, person = make_open_notice(), group.bob.person
    marks.mark_notice(person=person, notice=notice, choice="hide", reason="trade")
    kept = marks.mark_notice(person=person, notice=notice, choice="keep", reason="trade")
    assert (kept.choice, kept.reason) == ("keep", "")


def test_taking_back_what_was_never_marked_is_nothing(group: world.Group) -> None:
    assert not marks.unmark_notice(person=group.bob.person, notice=make_open_notice())


@pytest.mark.parametrize(("choice", "reason"), [("love", ""), ("hide", "because"), ("", "")])
def test_unknown_marks_are_refused(group: world.Group, choice: str, reason: str) -> None:
    with pytest.raises(Refused):
        marks.mark_notice(person=group.bob.person, notice=make_open_notice(), choice=choice, reason=reason)


def test_a_person_takes_away_all_they_said_and_only_that(group: world.Group) -> None:
    notice = make_open_notice()
    marks.mark_notice(person=group.bob.person, notice=notice, choice="hide", reason="size")
    say(group.bob, notice, note="mon mot")
    say(group.alice, notice, note="le mot d’Alice")
    with translation.override("en"):
        said = personal_data.export(group.bob.person)
    assert [line["reason"] for line in said["marks"]] == ["size"]
    assert [line["note"] for line in said["intentions"]] == ["mon mot"]
    assert {key for line in personal_data.export(group.bob.person)["intentions"] for key in line} >= {"groupe", "avis"}


def test_erasure_drops_marks_and_words_but_not_the_group_s_history(group: world.Group) -> None:
    notice = make_open_notice()
    marks.mark_notice(person=group.bob.person, notice=notice, choice="keep")
    say(group.bob, notice, note="mon mot", hours=8)
    say(group.alice, notice, note="le mot d’Alice")
    personal_data.erase(group.bob.person)
    assert not Mark.objects.exists()
    with scope.use(group.space):
        assert dict(Intention.objects.values_list("member_id", "note")) == {
            group.bob.pk: "",
            group.alice.pk: "le mot d’Alice",
        }
        assert not journal.verify(group.space)
