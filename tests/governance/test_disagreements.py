"""Disagreements: one's own words, being understood before anybody proposes, a path that nobody jumps alone."""

import datetime as dt
from typing import Any

import pytest
from django.template.loader import render_to_string
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commun.core import clock, journal, scope
from commun.core.errors import NotFound, Refused
from commun.core.models import Fact
from commun.governance import actions
from commun.governance.actions import case_data, case_path, case_words, disagreements
from commun.governance.models import Case, CaseOption, CaseStep, Party, PartyLine, Restatement
from commun.governance.policies import disagreements as policies
from commun.governance.queries import disagreements as queries
from commun.governance.queries import register
from tests.governance.case_world import (
    Town,
    again,
    concluded,
    end_step,
    heard,
    helped,
    lines,
    make_town,
    opened,
    outcome_draft,
    party,
    understand,
    waiting,
    words,
    write,
    write_rule,
)
from tests.support.queries import assert_flat, at_most

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def town() -> Town:
    return make_town()


# -- X1: each party writes its own column -----------------------------------------------------------------------


def test_a_partys_column_cannot_be_edited_by_another(town: Town) -> None:
    case = opened(town)
    write(case, town.producer, stakes=["Mes clients"])
    for other in (town.mayor, town.ines, town.zoe):
        with pytest.raises(Refused, match="nobody writes in the place of another"):
            actions.write_words(by=other, party=party(case, town.producer), words=words(stakes=["Autre"]))
    assert [line.text for line in lines(case, "stake")] == ["Mes clients"]


def test_even_the_third_person_writes_in_no_column(town: Town) -> None:
    case = helped(town, opened(town))
    with pytest.raises(Refused, match="nobody writes in the place of another"):
        actions.write_words(by=town.ines, party=party(case, town.mayor), words=words())


def test_each_narrative_is_kept_beside_the_others(town: Town) -> None:
    case = opened(town)
    write(case, town.mayor, narrative="Nous avons demandé poliment.")
    write(case, town.producer, narrative="On nous a mis devant le fait accompli.")
    told = {column.name: column.party.narrative for column in queries.columns_of(town.mayor, case)}
    assert told == {
        "Maire": "Nous avons demandé poliment.",
        "Productrice": "On nous a mis devant le fait accompli.",
    }


@pytest.mark.parametrize("sides", [[], [["mayor"]], [["mayor"], []], [["mayor"], ["mayor"]]])
def test_a_disagreement_has_two_parties_with_people(town: Town, sides: list[list[str]]) -> None:
    parties = [disagreements.Side([getattr(town, name) for name in side]) for side in sides]
    with pytest.raises(Refused):
        actions.open_case(by=town.mayor, object="Le marché", parties=parties)


@pytest.mark.parametrize("said", ["", "  ", "x" * 201])
def test_a_disagreement_says_what_it_is_about(town: Town, said: str) -> None:
    with pytest.raises(Refused, match="one line"):
        actions.open_case(
            by=town.mayor,
            object=said,
            parties=[disagreements.Side([town.mayor]), disagreements.Side([town.producer])],
        )


def test_too_many_or_too_long_lines_are_refused(town: Town) -> None:
    case = opened(town)
    with pytest.raises(Refused, match="At most 20"):
        write(case, town.mayor, stakes=["x"] * 21)
    with pytest.raises(Refused, match="At most 20"):
        write(case, town.mayor, stakes=["x" * 501])
    with pytest.raises(Refused, match="8000"):
        write(case, town.mayor, narrative="x" * 8001)


# -- R164: understood first --------------------------------------------------------------------------------------


def test_nobody_proposes_before_each_party_spoke_and_was_understood(town: Town) -> None:
    case = opened(town)
    with pytest.raises(Refused, match="stakes and its constraints"):
        actions.write_option(by=town.mayor, case=case, title="Un étal commun")
    write(case, town.mayor)
    write(case, town.producer)
    with pytest.raises(Refused, match="understood"):
        actions.write_option(by=town.mayor, case=case, title="Un étal commun")
    actions.restate(by=town.mayor, of=party(case, town.producer), text="Vous ne pouvez venir que le samedi.")
    actions.answer_restatement(by=town.producer, from_party=party(case, town.mayor), is_right=True)
    with pytest.raises(Refused, match="understood"):
        actions.write_option(by=town.producer, case=case, title="Un étal commun")
    understand_back = actions.restate(by=town.producer, of=party(case, town.mayor), text="Un seul jour.")
    assert understand_back.state == "waiting"
    actions.answer_restatement(by=town.mayor, from_party=party(case, town.producer), is_right=True)
    actions.write_option(by=town.producer, case=case, title="Un étal commun")


def test_three_parties_need_six_confirmations(town: Town) -> None:
    case = opened(town, 3)
    for member in town.sides:
        write(case, member)
    understand(case, town.mayor, town.producer)
    assert len(policies.still_to_understand(disagreements.parties_of(case))) == 4
    understand(case, *[town.basket, town.mayor])
    understand(case, town.basket, town.producer)
    actions.write_option(by=town.basket, case=case, title="Un étal commun")


def test_only_the_party_spoken_of_confirms(town: Town) -> None:
    case = opened(town, 3)
    for member in town.sides:
        write(case, member)
    actions.restate(by=town.mayor, of=party(case, town.producer), text="Le samedi seulement.")
    for other in (town.mayor, town.basket):
        with pytest.raises(Refused):
            actions.answer_restatement(by=other, from_party=party(case, town.mayor), is_right=True)
    with pytest.raises(Refused, match="what is missing"):
        actions.answer_restatement(by=town.producer, from_party=party(case, town.mayor), is_right=False)
    row = actions.answer_restatement(
        by=town.producer, from_party=party(case, town.mayor), is_right=False, answer="Le camion aussi."
    )
    assert (row.state, row.answer) == ("not_quite", "Le camion aussi.")


def test_changed_constraints_are_to_be_understood_again(town: Town) -> None:
    case = heard(town)
    write(case, town.producer, stakes=["Un autre enjeu"])
    actions.write_option(by=town.mayor, case=case, title="Possible encore")
    write(case, town.producer, constraints=["Plus de camion"])
    with pytest.raises(Refused, match="understood"):
        actions.write_option(by=town.mayor, case=case, title="Trop tôt")


def test_one_does_not_restate_oneself_nor_what_was_not_said(town: Town) -> None:
    case = opened(town)
    with pytest.raises(Refused, match="the other’s"):
        actions.restate(by=town.mayor, of=party(case, town.mayor), text="Moi.")
    with pytest.raises(Refused, match="let it speak"):
        actions.restate(by=town.mayor, of=party(case, town.producer), text="Eux.")


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(confirmed=st.sets(st.sampled_from([(a, b) for a in range(3) for b in range(3) if a != b])))
def test_proposals_open_exactly_when_every_pair_is_understood(town: Town, confirmed: set[tuple[int, int]]) -> None:
    from django.db import transaction

    with transaction.atomic():
        case = opened(town, 3)
        for member in town.sides:
            write(case, member)
        for one, other in confirmed:
            by, of = town.sides[one], town.sides[other]
            actions.restate(by=by, of=party(case, of), text="Compris.")
            actions.answer_restatement(by=of, from_party=party(case, by), is_right=True)
        page = queries.case_page(town.mayor, case)
        assert page.is_unlocked == (len(confirmed) == 6)
        if not page.is_unlocked:
            with pytest.raises(Refused):
                actions.write_option(by=town.mayor, case=case, title="Trop tôt")
        transaction.set_rollback(True)


# -- X2: the third person ----------------------------------------------------------------------------------------


def test_a_third_person_is_accepted_by_all_and_by_themselves(town: Town) -> None:
    case = opened(town)
    actions.propose_handler(by=town.mayor, case=case, person=town.ines)
    with pytest.raises(NotFound):
        policies.case_for(town.ines, case.ref)
    actions.answer_ask(by=town.producer, ask=waiting(case), is_yes=True)
    assert again(case).handler is None
    actions.answer_ask(by=town.ines, ask=waiting(case), is_yes=True)
    assert again(case).handler == town.ines
    assert policies.case_for(town.ines, case.ref) == case


@pytest.mark.parametrize("who", ["producer", "ines"])
def test_one_refusal_is_enough_and_another_is_proposed(town: Town, who: str) -> None:
    case = opened(town)
    actions.propose_handler(by=town.mayor, case=case, person=town.ines)
    ask = actions.answer_ask(by=getattr(town, who), ask=waiting(case), is_yes=False)
    assert ask.state == "refused"
    assert again(case).handler is None
    with pytest.raises(Refused, match="propose another"):
        actions.propose_handler(by=town.mayor, case=case, person=town.ines)
    actions.propose_handler(by=town.producer, case=case, person=town.zoe)
    with pytest.raises(Refused, match="answer first"):
        actions.propose_handler(by=town.mayor, case=case, person=town.ines)


def test_the_third_person_is_on_neither_side_and_for_this_case_only(town: Town) -> None:
    case, other = opened(town), opened(town)
    with pytest.raises(Refused, match="neither side"):
        actions.propose_handler(by=town.mayor, case=case, person=town.producer)
    helped(town, case)
    with pytest.raises(NotFound):
        policies.case_for(town.ines, other.ref)
    actions.give_up_handling(by=town.ines, case=case)
    with pytest.raises(NotFound):
        policies.case_for(town.ines, case.ref)


def test_somebody_else_does_not_answer(town: Town) -> None:
    case = opened(town)
    actions.propose_handler(by=town.mayor, case=case, person=town.ines)
    with pytest.raises(Refused, match="parties themselves"):
        actions.answer_ask(by=town.zoe, ask=waiting(case), is_yes=True)


# -- X3: the path ------------------------------------------------------------------------------------------------


def test_each_step_is_dated_and_comes_after_the_one_before(town: Town) -> None:
    write_rule(town)
    case = helped(town, opened(town))
    with pytest.raises(Refused, match="End the step"):
        actions.start_step(by=town.mayor, case=case)
    day = clock.today()
    for number, path in enumerate(("talk", "mediation", "arbitration", "experiment"), start=1):
        with clock.stopped(clock.now() + dt.timedelta(days=number * 10)):
            if number > 1:
                assert actions.start_step(by=town.mayor, case=case).path == path
            with pytest.raises(Refused, match="what came out"):
                actions.end_step(by=town.mayor, case=case, note=" ")
            end_step(case, "On s’est parlé.", town.producer, town.mayor)
            step = case_path.steps_of(case)[-1]
            assert step.ends_on == day + dt.timedelta(days=number * 10)
    with pytest.raises(Refused, match="last step"):
        actions.start_step(by=town.mayor, case=case)


def test_a_step_is_skipped_only_if_all_agree(town: Town) -> None:
    case = opened(town, 3)
    end_step(case, "Rien.", *town.sides)
    actions.ask_to_skip(by=town.mayor, case=case)
    actions.answer_ask(by=town.producer, ask=waiting(case), is_yes=True)
    assert [step.path for step in case_path.steps_of(case)] == ["talk"]
    with pytest.raises(Refused, match="already asked"):
        actions.ask_to_skip(by=town.producer, case=case)
    actions.answer_ask(by=town.basket, ask=waiting(case), is_yes=True)
    skipped = case_path.steps_of(case)[-1]
    assert (skipped.path, skipped.is_skipped, skipped.ends_on) == ("mediation", True, clock.today())
    assert case_path.next_path(case_path.steps_of(case)) == "arbitration"


def test_one_no_keeps_the_step(town: Town) -> None:
    case = opened(town)
    actions.ask_to_skip(by=town.mayor, case=case)
    assert actions.answer_ask(by=town.producer, ask=waiting(case), is_yes=False).state == "refused"
    assert len(case_path.steps_of(case)) == 1


def test_mediation_needs_a_third_person_and_arbitration_a_rule(town: Town) -> None:
    case = opened(town)
    end_step(case, "Rien.", town.mayor, town.producer)
    with pytest.raises(Refused, match="third person"):
        actions.start_step(by=town.mayor, case=case)
    helped(town, case)
    actions.start_step(by=town.mayor, case=case)
    end_step(case, "Un peu.", town.mayor, town.producer)
    with pytest.raises(Refused, match="has not written how it arbitrates"):
        actions.start_step(by=town.mayor, case=case)
    write_rule(town)
    assert actions.start_step(by=town.mayor, case=case).path == CaseStep.Path.ARBITRATION


# -- X4: the outcome ---------------------------------------------------------------------------------------------


def test_the_outcome_names_every_stake_and_thanks_every_effort(town: Town) -> None:
    case = heard(town)
    draft = outcome_draft(case)
    met = dict(list(draft.met.items())[1:])
    with pytest.raises(Refused, match="each stake"):
        actions.write_outcome(by=town.mayor, case=case, draft=outcome_draft(case, met=met))
    with pytest.raises(Refused, match="each stake"):
        actions.write_outcome(by=town.mayor, case=case, draft=outcome_draft(case, met={**draft.met, 0: "met"}))
    actions.write_outcome(by=town.mayor, case=case, draft=draft)
    assert {line.met for line in lines(case, "stake")} == {"partly"}
    assert {line.thanks for line in lines(case, "effort")} == {"Merci d’être venus plus tôt."}


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"extent": "perfect"}, "how far"),
        ({"extent": "agreed", "agreed": " "}, "what you agree on"),
        ({"extent": "partly", "open_part": ""}, "what stays open"),
        ({"extent": "open", "open_part": ""}, "what stays open"),
        ({"review_on": dt.date(2026, 11, 16)}, "a day to come"),
        ({"agreed": "x" * 4001}, "4,000"),
    ],
)
def test_an_outcome_says_what_is_agreed_what_is_open_and_when_it_is_looked_at_again(
    town: Town, wrong: dict[str, Any], sentence: str
) -> None:
    case = heard(town)
    with pytest.raises(Refused, match=sentence):
        actions.write_outcome(by=town.mayor, case=case, draft=outcome_draft(case, **wrong))


@pytest.mark.parametrize("extent", ["agreed", "partly", "open"])
def test_the_outcome_holds_once_all_said_yes(town: Town, extent: str) -> None:
    case = heard(town)
    actions.write_outcome(by=town.mayor, case=case, draft=outcome_draft(case, extent=extent))
    assert again(case).state == "open"
    actions.answer_ask(by=town.producer, ask=waiting(case), is_yes=True)
    assert again(case).state == "settled"
    with pytest.raises(Refused, match="concluded"):
        write(case, town.mayor)


def test_a_refused_outcome_is_written_again(town: Town) -> None:
    case = heard(town)
    actions.write_outcome(by=town.mayor, case=case, draft=outcome_draft(case))
    actions.answer_ask(by=town.producer, ask=waiting(case), is_yes=False)
    assert again(case).state == "open"
    actions.write_outcome(by=town.producer, case=case, draft=outcome_draft(case, agreed="Deux étals."))
    actions.answer_ask(by=town.mayor, ask=waiting(case), is_yes=True)
    assert again(case).state == "settled"


def test_an_outcome_written_again_asks_everybody_again(town: Town) -> None:
    case = heard(town, 3)
    actions.write_outcome(by=town.mayor, case=case, draft=outcome_draft(case))
    actions.answer_ask(by=town.producer, ask=waiting(case), is_yes=True)
    actions.write_outcome(by=town.mayor, case=case, draft=outcome_draft(case, agreed="Autre chose."))
    actions.answer_ask(by=town.basket, ask=waiting(case), is_yes=True)
    assert again(case).state == "open"


def test_arbitration_concludes_only_after_it_took_place_and_by_the_third_person(town: Town) -> None:
    write_rule(town)
    case = helped(town, heard(town))
    actions.end_step(by=town.ines, case=case, note="Rien.")
    for _path in ("mediation", "arbitration"):
        with pytest.raises(Refused, match="not taken place"):
            actions.conclude_by_arbitration(by=town.ines, case=case)
        actions.start_step(by=town.ines, case=case)
        actions.end_step(by=town.ines, case=case, note="Entendus.")
    with pytest.raises(Refused, match="Write the outcome"):
        actions.conclude_by_arbitration(by=town.ines, case=case)
    actions.write_outcome(by=town.ines, case=case, draft=outcome_draft(case))
    with pytest.raises(Refused, match="third person"):
        actions.conclude_by_arbitration(by=town.mayor, case=case)
    actions.conclude_by_arbitration(by=town.ines, case=case)
    assert again(case).state == "settled"


def test_looking_back_asks_what_was_learnt(town: Town) -> None:
    outcome = concluded(town)
    with pytest.raises(Refused, match="a mistake is part of trying"):
        actions.review_case(by=town.mayor, case=outcome.case, lesson="")
    found = actions.review_case(
        by=town.mayor, case=outcome.case, lesson="Commencer plus petit.", again_on=dt.date(2027, 5, 4)
    )
    assert (found.lesson, found.review_on) == ("Commencer plus petit.", dt.date(2027, 5, 4))


def test_risks_say_who_bears_them_and_how_they_are_shared(town: Town) -> None:
    case = opened(town)
    with pytest.raises(Refused, match="who bears it"):
        actions.write_risk(by=town.mayor, case=case, risk="Invendus", bearer="", share="")
    actions.write_risk(by=town.mayor, case=case, risk="Invendus", bearer="La productrice", share="Moitié-moitié")
    assert queries.case_page(town.mayor, case).risks[0].share == "Moitié-moitié"


def test_nobody_closes_a_disagreement_on_the_others(town: Town) -> None:
    case = opened(town)
    with pytest.raises(Refused, match="for the parties"):
        actions.leave_case(by=town.zoe, case=case, reason="Assez.")
    actions.leave_case(by=town.mayor, case=case, reason="Le marché a fermé.")
    assert again(case).state == "open"
    actions.answer_ask(by=town.producer, ask=waiting(case), is_yes=True)
    assert again(case).state == "left"


# -- D6: who reads -----------------------------------------------------------------------------------------------


def test_only_the_parties_and_the_third_person_read_it(town: Town) -> None:
    case = helped(town, opened(town))
    page = queries.case_page(town.mayor, case)
    assert [reader.name for reader in page.readers] == ["Inès", "Maire", "Productrice"]
    assert "3 people" in render_to_string("governance/disagreements/_readers_panel.html", {"page": page})
    for stranger in (town.zoe, town.basket):
        with pytest.raises(NotFound):
            policies.case_for(stranger, case.ref)
        assert queries.list_of(stranger) == []
        assert list(queries.things_to_do(stranger.person)) == []


def test_the_group_reads_one_line_that_names_nobody(town: Town) -> None:
    case = heard(town)
    with scope.use(town.space):
        told = [line.sentence for line in register.latest(town.space, 50)]
        assert told == ["A disagreement was opened, to be worked on"]
        opened_fact = Fact.objects.get(name="governance.case.opened")
        assert opened_fact.person_id is None
    assert case.ref not in " ".join(told)
    assert journal.verify(town.space) == []


def test_the_digest_tells_its_own_people_only(town: Town) -> None:
    case = heard(town)
    since, until = clock.now() - dt.timedelta(days=1), clock.now() + dt.timedelta(days=1)
    told = list(queries.digest_events(town.producer.person, since, until))
    assert [event.title for event in told] == [f"Something new: {case.title}"]
    assert list(queries.digest_events(town.zoe.person, since, until)) == []


def test_what_waits_is_in_the_things_to_do(town: Town) -> None:
    case = opened(town)
    write(case, town.mayor)
    write(case, town.producer)
    actions.restate(by=town.mayor, of=party(case, town.producer), text="Le samedi.")
    assert [item.title for item in queries.things_to_do(town.producer.person)] == [case.title]
    actions.answer_restatement(by=town.producer, from_party=party(case, town.mayor), is_right=True)
    assert list(queries.things_to_do(town.producer.person)) == []
    actions.propose_handler(by=town.mayor, case=case, person=town.ines)
    assert len(list(queries.things_to_do(town.ines.person))) == 1
    assert len(list(queries.things_to_do(town.producer.person))) == 1
    assert list(queries.things_to_do(town.mayor.person)) == []


def test_the_day_to_look_again_comes_to_its_parties(town: Town) -> None:
    concluded(town)
    assert list(queries.things_to_do(town.mayor.person)) == []
    with clock.stopped(clock.now() + dt.timedelta(days=91)):
        assert len(list(queries.things_to_do(town.mayor.person))) == 1


def test_erasing_a_person_takes_their_own_words_only(town: Town) -> None:
    case = opened(town)
    write(case, town.mayor, narrative="Mon récit.")
    write(case, town.producer, narrative="Le leur.")
    assert case_data.export(town.mayor.person)[0]["disagreement"] == case.title
    case_data.erase(town.mayor.person)
    with scope.use(town.space):
        assert sorted(Party.objects.values_list("narrative", flat=True)) == ["", "Le leur."]
        texts = set(PartyLine.objects.filter(party__position=1).values_list("text", flat=True))
        assert texts == {"(erased)"}
        assert Case.objects.get().title == "(erased)"
    assert journal.verify(town.space) == []


def test_a_third_person_who_leaves_gives_the_mandate_back(town: Town) -> None:
    case = helped(town, opened(town))
    assert [one.detail for one in case_data.held_by(town.ines)] == [case.title]
    actions.leave(member=town.ines)
    assert again(case).handler is None


def test_the_page_costs_the_same_whatever_was_written(town: Town) -> None:
    case = heard(town)

    def more(count: int) -> None:
        with scope.use(town.space):
            CaseOption.objects.filter(case=case).delete()
        for number in range(min(count, 15)):
            actions.write_option(
                by=town.mayor,
                case=case,
                title=f"Issue {number}",
                sides={party(case, town.mayor).pk: case_words.Gain("a", "b")},
            )

    with scope.use(town.space):
        assert_flat(more, lambda: queries.case_page(town.mayor, case), small=1, large=10)
        with at_most(15):
            queries.case_page(town.mayor, case)
        assert Restatement.objects.count() == 2
