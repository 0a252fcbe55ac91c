"""Consent with integration (C1): an open objection stops it, a new version asks again only those it concerns."""

import datetime as dt

import pytest

from commun.core import clock, scope
from commun.core.errors import Refused
from commun.core.models import Fact, OutgoingMail
from commun.governance.actions import consent, decisions, guided, processes
from commun.governance.models import GroupRules, Objection, Stance
from commun.governance.queries import consents
from commun.governance.queries.decision_thread import disagreements_of
from commun.governance.ways.consent import sentence_of
from tests.governance import guided_world as paths
from tests.governance.guided_world import Circle, a_consent, again, all_consent, objection_again, stands
from tests.support import world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def circle(group: world.Group) -> Circle:
    return paths.make_circle(group)


def each_answer(space: object, *answers: bool) -> list[dict[str, object]]:
    with scope.use(space):  # type: ignore[arg-type]
        asked = consents.criteria_of(consents.group_rules(space))  # type: ignore[arg-type]
    return [{"question": one, "answer": yes, "note": "Vu."} for one, yes in zip(asked, answers, strict=True)]


def test_nobody_against_for_a_reason_and_it_is_adopted(circle: Circle) -> None:
    process = a_consent(circle)
    assert stands(process) == dict.fromkeys(["Alice", "Bob", "Dina", "Élie"], "asked")
    all_consent(process, *circle.everybody)
    consent.adopt(by=circle.bob, process=process)
    row = again(process)
    assert (row.state, row.outcome) == ("closed", "adopted")
    assert row.result is not None
    assert row.result["rule"] == "consent/1"
    assert row.result["consents"] == 4
    assert row.decision is not None
    assert row.decision.state == "adopted"


def test_silence_is_not_consent(circle: Circle) -> None:
    process = a_consent(circle)
    all_consent(process, circle.alice, circle.bob, circle.dina)
    with clock.stopped(clock.now() + dt.timedelta(days=30)), pytest.raises(Refused, match="silence is not consent"):
        consent.adopt(by=circle.bob, process=process)


def test_silence_counts_only_when_said_before_and_once_the_window_is_over(circle: Circle) -> None:
    process = a_consent(circle, rules={"silence_counts": True, "days": 3})
    said = sentence_of(consents.round_of(process).obstacles, process)
    assert "silence counts as no objection, once" in said
    assert "silence is not consent" not in said
    all_consent(process, circle.bob)
    end = again(process).closes_at
    assert end == clock.now() + dt.timedelta(days=3)
    with clock.stopped(end - dt.timedelta(seconds=1)), pytest.raises(Refused):
        consent.adopt(by=circle.bob, process=process)
    with clock.stopped(end):
        consent.adopt(by=circle.bob, process=process)
    row = again(process)
    assert row.result is not None
    assert (row.outcome, row.result["silent"]) == ("adopted", 3)


def test_an_open_objection_stops_it_whoever_asks(circle: Circle) -> None:
    process = a_consent(circle)
    all_consent(process, circle.alice, circle.bob, circle.dina)
    consent.object_to(by=circle.elie, process=process, reason="Le loyer dépasse nos moyens.")
    for conductor in (circle.alice, circle.bob):
        with pytest.raises(Refused, match="objection"):
            consent.adopt(by=conductor, process=process)
        with pytest.raises(Refused, match="objection"):
            processes.close_early(by=conductor, process=process)
    assert again(process).state == "open"
    assert paths.decision_of(process).state == "proposed"


def test_an_objection_has_a_reason_and_a_version(circle: Circle) -> None:
    process = a_consent(circle)
    with pytest.raises(Refused, match="has a reason"):
        consent.object_to(by=circle.elie, process=process, reason="  ")
    with pytest.raises(Refused, match="too long"):
        consent.object_to(by=circle.elie, process=process, reason="x" * 5000)
    objection = consent.object_to(by=circle.elie, process=process, reason="Trop cher.")
    assert (objection.version, objection.state) == (1, "open")
    with pytest.raises(Refused, match="already have"):
        consent.object_to(by=circle.elie, process=process, reason="Vraiment trop cher.")


def test_only_its_author_lifts_it(circle: Circle) -> None:
    process = a_consent(circle)
    objection = consent.object_to(by=circle.elie, process=process, reason="Trop cher.")
    for other in (circle.alice, circle.bob, circle.dina):
        with pytest.raises(Refused, match="Only its author"):
            consent.lift(by=other, objection=objection)
    consent.lift(by=circle.elie, objection=objection, note="Rassuré par le budget.")
    assert objection_again(objection).state == "lifted"
    assert stands(process)["Élie"] == "consents"
    with pytest.raises(Refused, match="answered already"):
        consent.lift(by=circle.elie, objection=objection)


def test_answering_no_objection_lifts_ones_own(circle: Circle) -> None:
    process = a_consent(circle)
    objection = consent.object_to(by=circle.elie, process=process, reason="Trop cher.")
    consent.answer(by=circle.elie, process=process, position="consents")
    assert objection_again(objection).state == "lifted"


def test_a_new_version_asks_again_only_those_it_concerns(circle: Circle) -> None:
    fanny = world.make_member(circle.group.space, world.make_person("Fanny Gris"))
    process = a_consent(circle)
    all_consent(process, circle.alice, circle.bob)
    consent.answer(by=circle.dina, process=process, position="consents", wants_again=True)
    objection = consent.object_to(by=circle.elie, process=process, reason="Trop cher.")
    OutgoingMail.objects.all().delete()
    consent.write_version(
        by=circle.bob,
        process=process,
        draft=paths.draft(text="Louer un bureau à deux."),
        note="Un loyer partagé.",
        integrates=[objection],
    )
    assert stands(process) == {
        "Alice": "consents",
        "Bob": "consents",
        "Dina": "asked",
        "Élie": "asked",
        "Fanny": "asked",
    }
    assert objection_again(objection).state == "integrated"
    assert objection_again(objection).resolution == "Un loyer partagé."
    written_to = set(OutgoingMail.objects.values_list("to", flat=True))
    assert written_to == {circle.dina.person.email, circle.elie.person.email, fanny.person.email}
    consent.answer(by=circle.elie, process=process, position="consents", version=2)
    all_consent(process, circle.dina, fanny)
    consent.adopt(by=circle.bob, process=process)
    row = again(process)
    assert row.decision is not None
    assert (row.outcome, row.version, row.decision.version) == ("adopted", 2, 2)


def test_a_consent_that_stands_keeps_its_day_and_those_asked_again_get_the_whole_window(circle: Circle) -> None:
    process = a_consent(circle, rules={"silence_counts": True, "days": 3})
    start = clock.now()
    all_consent(process, circle.alice)
    with clock.stopped(start + dt.timedelta(days=2)):
        consent.write_version(by=circle.bob, process=process, draft=paths.draft(text="Autre."), note="Moins cher.")
    with scope.use(circle.group.space):
        kept = Stance.objects.get(process=process, version=2, membership=circle.alice)
    assert (kept.position, kept.at) == ("consents", start)
    with clock.stopped(start + dt.timedelta(days=4)), pytest.raises(Refused, match="not answered yet"):
        consent.adopt(by=circle.bob, process=process)
    with clock.stopped(start + dt.timedelta(days=5)):
        consent.adopt(by=circle.bob, process=process)


def test_lifting_one_of_two_objections_is_not_yet_a_consent(circle: Circle) -> None:
    process = a_consent(circle)
    first = consent.object_to(by=circle.elie, process=process, reason="Trop cher.")
    consent.write_version(by=circle.bob, process=process, draft=paths.draft(text="Autre."), note="Plus clair.")
    consent.object_to(by=circle.elie, process=process, reason="Trop loin.")
    consent.lift(by=circle.elie, objection=first)
    assert stands(process)["Élie"] == "objects"


def test_consent_that_stands_can_be_changed(circle: Circle) -> None:
    process = a_consent(circle)
    all_consent(process, circle.alice, circle.bob, circle.dina)
    objection = consent.object_to(by=circle.elie, process=process, reason="Trop cher.")
    consent.write_version(
        by=circle.bob, process=process, draft=paths.draft(text="Autre."), note="Moins cher.", integrates=[objection]
    )
    consent.object_to(by=circle.alice, process=process, reason="On perd la salle de réunion.")
    assert stands(process)["Alice"] == "objects"


def test_nobody_consents_to_a_version_they_did_not_read(circle: Circle) -> None:
    process = a_consent(circle)
    consent.write_version(by=circle.bob, process=process, draft=paths.draft(text="Autre."), note="Moins cher.")
    with pytest.raises(Refused, match="new version"):
        consent.answer(by=circle.elie, process=process, position="consents", version=1)


def test_a_text_changed_on_its_own_page_is_not_adopted_unread(circle: Circle) -> None:
    process = a_consent(circle)
    all_consent(process, *circle.everybody)
    assert process.decision is not None
    decisions.amend(by=circle.bob, decision=process.decision, draft=paths.draft(text="Acheter."), note="Mieux.")
    for act in (
        lambda: consent.adopt(by=circle.bob, process=process),
        lambda: processes.close_early(by=circle.bob, process=process),
        lambda: consent.answer(by=circle.elie, process=process, position="consents"),
    ):
        with pytest.raises(Refused, match="changed meanwhile"):
            act()
    consent.take_up_text(by=circle.dina, process=process)
    assert again(process).version == 2


def test_the_criteria_test_an_objection_and_each_answer_is_kept(circle: Circle) -> None:
    process = a_consent(circle)
    all_consent(process, circle.alice, circle.bob, circle.dina)
    objection = consent.object_to(by=circle.elie, process=process, reason="Je préfère le bleu.")
    for partial in (circle.bob, circle.elie):
        with pytest.raises(Refused):
            consent.test(by=partial, objection=objection, answers=each_answer(circle.group.space, *[False] * 4))
    with pytest.raises(Refused, match="each question"):
        consent.test(by=circle.alice, objection=objection, answers=[{"question": "?", "answer": False}])
    consent.test(by=circle.alice, objection=objection, answers=each_answer(circle.group.space, *[True] * 4))
    assert objection_again(objection).state == "open", "it meets every criterion: it must be integrated"
    consent.test(by=circle.alice, objection=objection, answers=each_answer(circle.group.space, True, True, True, False))
    kept = objection_again(objection)
    assert kept.state == "not_kept"
    assert [one["answer"] for one in kept.tests] == [True, True, True, False]
    consent.adopt(by=circle.bob, process=process)
    row = again(process)
    assert row.decision is not None
    kept_with_it = [one.reason for one in disagreements_of(row.decision)]
    assert kept_with_it == ["Je préfère le bleu."], "it stays written with the decision (R66)"


def test_the_group_has_its_own_criteria(circle: Circle) -> None:
    with scope.use(circle.group.space):
        GroupRules.objects.create(space=circle.group.space, objection_criteria=["Est-ce grave ?"])
    assert consents.criteria_of(consents.group_rules(circle.group.space)) == ["Est-ce grave ?"]


def test_standing_aside_has_a_reason_that_is_kept(circle: Circle) -> None:
    process = a_consent(circle)
    with pytest.raises(Refused, match="why you stand aside"):
        consent.answer(by=circle.dina, process=process, position="aside")
    consent.answer(by=circle.dina, process=process, position="aside", reason="Je n’y viendrai pas.")
    all_consent(process, circle.alice, circle.bob, circle.elie)
    consent.adopt(by=circle.bob, process=process)
    row = again(process)
    assert row.decision is not None
    assert [one.reason for one in disagreements_of(row.decision)] == ["Je n’y viendrai pas."]


def test_those_who_left_or_rest_are_not_waited_for(circle: Circle) -> None:
    process = a_consent(circle)
    all_consent(process, circle.alice, circle.bob, circle.dina)
    circle.elie.state = "dormant"
    circle.elie.save()
    consent.adopt(by=circle.bob, process=process)
    assert again(process).outcome == "adopted"


def test_each_stage_follows_another(circle: Circle) -> None:
    process = a_consent(circle, stage="questions")
    with pytest.raises(Refused, match="asked for later"):
        consent.answer(by=circle.dina, process=process, position="consents")
    with pytest.raises(Refused):
        consent.go_on(by=circle.bob, process=process, to="integration")
    with pytest.raises(Refused):
        consent.adopt(by=circle.bob, process=process)
    consent.go_on(by=circle.bob, process=process, to="reactions")
    with pytest.raises(Refused):
        consent.go_on(by=circle.dina, process=process, to="objections")
    consent.go_on(by=circle.alice, process=process, to="objections")
    with pytest.raises(Refused):
        consent.go_on(by=circle.alice, process=process, to="questions")


def test_a_version_written_before_anybody_was_asked_asks_nobody(circle: Circle) -> None:
    process = a_consent(circle, stage="reactions")
    consent.write_version(by=circle.bob, process=process, draft=paths.draft(text="Autre."), note="Vos réactions.")
    assert (again(process).stage, again(process).version, stands(process)) == ("reactions", 2, {})


def test_people_are_asked_about_the_text_as_it_was_amended_on_its_own_page(circle: Circle) -> None:
    process = a_consent(circle, stage="reactions")
    assert process.decision is not None
    decisions.amend(by=circle.bob, decision=process.decision, draft=paths.draft(text="Acheter."), note="Mieux.")
    consent.go_on(by=circle.bob, process=process, to="objections")
    assert again(process).version == 2
    assert set(stands(process).values()) == {"asked"}


def test_questions_answers_and_reactions_keep_their_version(circle: Circle) -> None:
    process = a_consent(circle, stage="questions")
    question = guided.remark(by=circle.elie, process=process, nature="question", text="Combien ?")
    guided.remark(by=circle.bob, process=process, nature="answer", text="300 € par mois.", answers=question)
    with pytest.raises(Refused):
        guided.remark(by=circle.bob, process=process, nature="answer", text="300 €.")
    with pytest.raises(Refused, match="few words"):
        guided.remark(by=circle.elie, process=process, nature="reaction", text="  ")
    with pytest.raises(Refused):
        guided.remark(by=circle.elie, process=process, nature="advice", text="Oui.")
    assert question.version == 1


def test_a_newcomer_asks_but_does_not_answer(circle: Circle) -> None:
    process = a_consent(circle)
    newcomer = world.make_member(circle.group.space, world.make_person("Gaël"))
    guided.remark(by=newcomer, process=process, nature="question", text="Où ?")
    with pytest.raises(Refused, match="joined after"):
        consent.answer(by=newcomer, process=process, position="consents")
    with pytest.raises(Refused, match="joined after"):
        consent.object_to(by=newcomer, process=process, reason="Non.")


def test_a_stranger_and_a_sleeper_have_no_voice(circle: Circle) -> None:
    process = a_consent(circle)
    elsewhere = world.make_group().alice
    circle.dina.state = "dormant"
    for other in (elsewhere, circle.dina):
        with pytest.raises(Refused):
            consent.answer(by=other, process=process, position="consents")
    with scope.use(circle.group.space):
        assert not Stance.objects.exclude(position="asked").exists()


def test_nothing_is_added_once_it_is_over(circle: Circle) -> None:
    process = a_consent(circle)
    all_consent(process, *circle.everybody)
    consent.adopt(by=circle.bob, process=process)
    with pytest.raises(Refused, match="over"):
        consent.object_to(by=circle.elie, process=process, reason="Trop tard.")
    with scope.use(circle.group.space):
        assert not Objection.objects.exists()


def test_every_fact_that_moves_it_has_a_person(circle: Circle) -> None:
    process = a_consent(circle)
    all_consent(process, *circle.everybody)
    consent.adopt(by=circle.bob, process=process)
    with scope.use(circle.group.space):
        moved = Fact.objects.filter(name__startswith="governance.")
        assert moved.count() >= 8
        assert not moved.exclude(actor="person").exists()
