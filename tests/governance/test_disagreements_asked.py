"""Ending a step and putting a disagreement aside: asked to every side, told to each, never blocked for ever."""

import pytest
from django.utils.translation import gettext as _

from commun.core.errors import Refused
from commun.governance import actions, states
from commun.governance.actions import case_data, case_path
from commun.governance.models import Case, CaseStep, Membership
from commun.governance.queries import disagreements as queries
from commun.ui import typography
from tests.governance.case_world import Town, again, helped, make_town, opened, waiting, write
from tests.governance.test_disagreements_care import letters, page
from tests.journeys.test_working_on_a_disagreement import address, signed
from tests.support.queries import at_most

pytestmark = pytest.mark.django_db
WHY = "Le marché a fermé."


@pytest.fixture
def town() -> Town:
    return make_town()


def _talk(case: Case) -> CaseStep:
    return case_path.steps_of(case)[0]


def _becomes(member: Membership, state: str) -> None:
    Membership._base_manager.filter(pk=member.pk).update(state=state)


def test_a_step_ends_once_every_side_said_yes_with_the_words_of_who_asked(town: Town) -> None:
    case = opened(town, 3)
    actions.end_step(by=town.mayor, case=case, note="On s’est parlé.")
    assert _talk(case).ends_on is None
    actions.answer_ask(by=town.producer, ask=waiting(case), is_yes=True)
    assert _talk(case).ends_on is None
    with pytest.raises(Refused):
        actions.end_step(by=town.producer, case=case, note="Encore.")
    actions.answer_ask(by=town.basket, ask=waiting(case), is_yes=True)
    assert (_talk(case).note, _talk(case).ends_on is None) == ("On s’est parlé.", False)


def test_the_question_waits_in_the_list_in_the_mail_and_on_the_page(town: Town) -> None:
    case = opened(town)
    write(case, town.producer)
    assert list(queries.things_to_do(town.producer.person)) == []
    before = len(letters(town.producer))
    actions.leave_case(by=town.mayor, case=case, reason=WHY)
    (line,) = queries.things_to_do(town.producer.person)
    assert line.reason == _("A question waits for your word.")
    mail = letters(town.producer)[before]
    assert WHY in mail.text
    assert address(case.space, "disagreement", disagreement=case.ref) in mail.text
    actions.end_step(by=town.mayor, case=case, note="Rien.")
    reader = signed(town.producer)
    with at_most(25):
        shown = reader.get(address(case.space, "disagreement", disagreement=case.ref)).content.decode()
    assert WHY in shown
    assert "Maire" in shown
    assert letters(town.mayor) == []


@pytest.mark.usefixtures("told_ten_times")
def test_a_no_keeps_it_going_and_who_asked_is_told(town: Town) -> None:
    case = opened(town)
    actions.end_step(by=town.mayor, case=case, note="Rien.")
    actions.answer_ask(by=town.producer, ask=waiting(case), is_yes=False)
    assert _talk(case).ends_on is None
    (told,) = letters(town.mayor)
    assert "Productrice" in told.text
    (sentence,) = queries.case_page(town.mayor, case).refusals
    assert "Productrice" in sentence
    actions.leave_case(by=town.mayor, case=case, reason=WHY)
    actions.answer_ask(by=town.producer, ask=waiting(case), is_yes=False)
    assert again(case).state == "open"
    assert len(queries.case_page(town.mayor, case).refusals) == 2


def test_the_history_keeps_each_answer_and_the_words_of_what_was_refused(town: Town) -> None:
    case = opened(town)
    for is_yes in (False, True):
        actions.leave_case(by=town.mayor, case=case, reason=WHY)
        actions.answer_ask(by=town.producer, ask=waiting(case), is_yes=is_yes)
    told = [(line["title"], line["text"]) for line in queries.case_page(town.producer, again(case)).timeline[:5]]
    names = {"question": _("Shall we put this disagreement aside?")}
    asked = _("%(actor)s asked: %(question)s") % {**names, "actor": town.mayor.name}
    names["actor"] = town.producer.name
    assert told[1:] == [
        (_("%(actor)s answered yes: %(question)s") % names, ""),
        (asked, ""),
        (_("%(actor)s answered no: %(question)s") % names, ""),
        (asked, WHY),
    ]
    refused, accepted = letters(town.mayor)
    assert (refused.subject, accepted.subject) == (
        _("Your question was answered no"),
        _("Your question was answered yes"),
    )


def test_what_was_put_aside_is_taken_up_again_once_every_side_said_yes(town: Town) -> None:
    case = opened(town, 3)
    with pytest.raises(Refused):
        actions.reopen_case(by=town.mayor, case=case, reason=WHY)
    actions.leave_case(by=town.mayor, case=case, reason=WHY)
    for member in (town.producer, town.basket):
        actions.answer_ask(by=member, ask=waiting(case), is_yes=True)
    url = address(case.space, "reopen-disagreement", disagreement=case.ref)
    assert url in page(town.producer, case)
    assert signed(town.producer).post(url, {"reason": "Il rouvre."}).status_code == 302
    assert "Il rouvre." in page(town.mayor, case)
    assert [line.reason for line in queries.things_to_do(town.mayor.person)] == [_("A question waits for your word.")]
    actions.answer_ask(by=town.basket, ask=waiting(case), is_yes=True)
    assert again(case).state == "left"
    actions.answer_ask(by=town.mayor, ask=waiting(case), is_yes=True)
    row = again(case)
    assert (row.state, row.closed_at) == ("open", None)
    read = queries.case_page(town.mayor, row)
    assert (read.left, list(read.questions), list(read.refusals)) == (None, [], [])
    assert [line["text"] for line in read.timeline if line["text"]] == ["Il rouvre.", WHY]
    assert letters(town.producer)[-1].subject == _("Your question was answered yes")
    write(row, town.mayor)


def test_of_a_third_person_the_history_never_says_who_said_no(town: Town) -> None:
    case = opened(town)
    actions.propose_handler(by=town.mayor, case=case, person=town.ines)
    actions.answer_ask(by=town.producer, ask=waiting(case), is_yes=False)
    assert queries.case_page(town.mayor, case).timeline[0]["title"] == _("%(actor)s gave their word") % {
        "actor": town.producer.name
    }


@pytest.mark.parametrize("name", ["write-words", "outcome"])
def test_a_page_kept_open_on_a_case_put_aside_hears_a_sentence(town: Town, name: str) -> None:
    case = opened(town)
    actions.leave_case(by=town.mayor, case=case, reason=WHY)
    actions.answer_ask(by=town.producer, ask=waiting(case), is_yes=True)
    url = address(case.space, name, disagreement=case.ref)
    assert signed(town.mayor).get(url).status_code == 302
    said = signed(town.mayor).post(url, {"stakes": "Tard"}, follow=True).content.decode()
    assert typography.french(_("This disagreement was put aside: its words no longer change.")) in said


def test_who_asked_and_why_are_read_on_the_page_and_in_its_history(town: Town) -> None:
    case = opened(town)
    signed(town.mayor).post(address(case.space, "leave-disagreement", disagreement=case.ref), {"reason": WHY})
    assert again(case).state == "open"
    actions.answer_ask(by=town.producer, ask=waiting(case), is_yes=True)
    read = queries.case_page(town.producer, again(case))
    assert read.left is not None
    assert (read.left.words, read.left.asked_by) == (WHY, town.mayor)
    assert ("Maire" in read.timeline[0]["title"], read.timeline[0]["text"]) == (True, WHY)
    assert page(town.producer, case).count(WHY) == 2


@pytest.mark.parametrize("state", [states.DORMANT, states.LEFT])
def test_a_side_that_is_away_blocks_nobody_for_ever(town: Town, state: str) -> None:
    case = opened(town, 3)
    actions.end_step(by=town.mayor, case=case, note="Rien.")
    actions.answer_ask(by=town.producer, ask=waiting(case), is_yes=True)
    _becomes(town.basket, state)
    conclude = _("Conclude without waiting")
    assert conclude in page(town.producer, case)
    actions.answer_ask(by=town.producer, ask=waiting(case), is_yes=True)
    assert _talk(case).ends_on is not None
    _becomes(town.producer, state)
    actions.leave_case(by=town.mayor, case=case, reason=WHY)
    assert again(case).state == "left"


def test_a_yes_to_what_changed_meanwhile_hears_that_it_changed(town: Town) -> None:
    case = opened(town)
    ask = case_path.ask_all(case, town.mayor, "outcome")
    write(case, town.mayor)
    with pytest.raises(Refused) as refused:
        actions.answer_ask(by=town.producer, ask=ask, is_yes=True)
    assert str(refused.value.sentence) == _(
        "This is no longer asked: it changed meanwhile. Look at the page as it is now."
    )
    actions.leave_case(by=town.mayor, case=case, reason=WHY)
    asked = waiting(case)
    actions.answer_ask(by=town.producer, ask=asked, is_yes=False)
    with pytest.raises(Refused) as refused:
        actions.answer_ask(by=town.producer, ask=asked, is_yes=True)
    assert str(refused.value.sentence) == _("This was answered already.")


def test_an_outcome_waits_for_every_side_even_one_at_rest(town: Town) -> None:
    case = opened(town)
    _becomes(town.producer, states.DORMANT)
    ask = case_path.ask_all(case, town.mayor, "outcome")
    assert not case_path.all_said_yes(ask)


def test_the_third_person_ends_a_step_and_what_was_asked_is_over(town: Town) -> None:
    case = helped(town, opened(town))
    actions.end_step(by=town.mayor, case=case, note="Rien.")
    actions.end_step(by=town.ines, case=case, note="Entendus.")
    assert _talk(case).note == "Entendus."
    found = queries.case_page(town.mayor, case)
    assert (list(found.questions), list(found.refusals)) == ([], [])
    actions.leave_case(by=town.ines, case=case, reason=WHY)
    assert again(case).state == "open"


def test_the_words_of_who_asked_go_out_with_their_data_and_away_with_them(town: Town) -> None:
    case = opened(town)
    actions.leave_case(by=town.mayor, case=case, reason=WHY)
    assert WHY in str(case_data.export(town.mayor.person))
    assert WHY not in str(case_data.export(town.producer.person))
    case_data.erase(town.mayor.person)
    assert waiting(case).words == ""
