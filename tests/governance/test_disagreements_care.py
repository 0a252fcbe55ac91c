"""Disagreements: words that change, a key pressed too fast, who is told and who is not, days that exist."""

import datetime as dt
from typing import Any

import pytest
from django.utils.translation import gettext as _

from commun.core import clock, scope
from commun.core.errors import Refused
from commun.core.models import OutgoingMail
from commun.governance import actions
from commun.governance.actions import case_words, disagreements
from commun.governance.forms.disagreements import HandlerForm, OpenCaseForm
from commun.governance.models import Case, CaseAsk, CaseOutcome, Decision, Membership, Restatement
from commun.governance.queries import disagreements as queries
from tests.governance.case_world import (
    Town,
    again,
    concluded,
    heard,
    helped,
    let_in,
    lines,
    make_town,
    opened,
    outcome_draft,
    party,
    waiting,
    write,
    write_rule,
)
from tests.journeys.test_working_on_a_disagreement import address, signed
from tests.support.world import make_member, make_person

pytestmark = pytest.mark.django_db
FAR = dt.date(9999, 12, 31)


@pytest.fixture
def town() -> Town:
    return make_town()


def letters(person: Membership, key: str = "governance.case") -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(to=person.person.email, key__startswith=key).order_by("pk"))


def proposed(town: Town, count: int = 2, **fields: Any) -> Case:
    """An outcome is on the table, written by the town hall."""
    case = heard(town, count)
    actions.write_outcome(by=town.mayor, case=case, draft=outcome_draft(case, **fields))
    return case


def page(member: Membership, case: Case) -> str:
    return str(signed(member).get(address(case.space, "disagreement", disagreement=case.ref)).content.decode())


# -- words that change while an outcome is on the table ----------------------------------------------------------


@pytest.mark.parametrize(
    "changed",
    [{"stakes": ["Un centre vivant", "Des paniers variés"]}, {"constraints": ["Plus de camion"]}, {"efforts": []}],
)
def test_changed_words_take_the_outcome_off_the_table(town: Town, changed: dict[str, list[str]]) -> None:
    case = proposed(town)
    ask = waiting(case)
    write(case, town.producer, **{"efforts": ["Venir plus tôt"], **changed})
    assert CaseAsk._base_manager.get(pk=ask.pk).state == "refused"
    with pytest.raises(Refused):
        actions.answer_ask(by=town.producer, ask=ask, is_yes=True)
    assert again(case).state == "open"
    found = queries.case_page(town.mayor, case)
    assert not found.is_on_the_table
    # Everybody concerned is told; what the outcome says is kept; nobody is said to have refused.
    assert [mail.subject for mail in letters(town.mayor)] == [_("An outcome is to be proposed again")]
    assert found.outcome is not None
    assert found.refusals == []
    assert _("An outcome to propose again") in page(town.mayor, case)


def test_lines_that_stay_keep_what_was_said_of_them(town: Town) -> None:
    case = proposed(town)
    kept = {line.pk for line in lines(case, "stake")}
    write(case, town.producer, stakes=["Des paniers", "Un centre vivant"], efforts=["Venir plus tôt"])
    now = {line.text: line for line in lines(case, "stake") if line.party_id == party(case, town.producer).pk}
    assert (now["Un centre vivant"].met, now["Un centre vivant"].pk in kept) == ("partly", True)
    assert now["Des paniers"].met == ""
    assert {line.thanks for line in lines(case, "effort")} == {"Merci d’être venus plus tôt."}


def test_the_same_words_again_leave_the_outcome_on_the_table(town: Town) -> None:
    case = proposed(town)
    write(case, town.producer, efforts=["Venir plus tôt"], narrative="Un récit de plus.")
    actions.answer_ask(by=town.producer, ask=waiting(case), is_yes=True)
    assert again(case).state == "settled"
    assert letters(town.mayor) == []


def test_an_arbitration_names_the_stakes_written_since(town: Town) -> None:
    write_rule(town)
    case = helped(town, heard(town))
    actions.write_outcome(by=town.mayor, case=case, draft=outcome_draft(case))
    actions.end_step(by=town.ines, case=case, note="Rien.")
    for _path in ("mediation", "arbitration"):
        actions.start_step(by=town.ines, case=case)
        actions.end_step(by=town.ines, case=case, note="Entendus.")
    write(case, town.producer, stakes=["Un centre vivant", "Des paniers"], efforts=["Venir plus tôt"])
    with pytest.raises(Refused):
        actions.conclude_by_arbitration(by=town.ines, case=case)
    actions.write_outcome(by=town.ines, case=case, draft=outcome_draft(case))
    actions.conclude_by_arbitration(by=town.ines, case=case)
    assert again(case).state == "settled"


def test_the_ways_out_stay_readable_while_words_are_understood_again(town: Town) -> None:
    case = heard(town)
    actions.write_option(by=town.mayor, case=case, title="Panier commun")
    write(case, town.producer, constraints=["Plus de camion"])
    assert "Panier commun" in page(town.mayor, case)


# -- « yes, that is it » -----------------------------------------------------------------------------------------


def restated(town: Town) -> tuple[Case, str]:
    case = opened(town)
    write(case, town.mayor)
    write(case, town.producer)
    actions.restate(by=town.mayor, of=party(case, town.producer), text="Vous venez le samedi.")
    side = party(case, town.mayor).pk
    return case, address(case.space, "answer-restatement", disagreement=case.ref, party=side)


def test_a_yes_with_what_is_missing_is_asked_again_and_the_text_is_kept(town: Town) -> None:
    case, url = restated(town)
    response = signed(town.producer).post(url, {"manque": "Il manque le budget", "oui": "1"})
    assert response.status_code == 422
    assert response.content.decode().count("Il manque le budget") == 2
    assert Restatement._base_manager.get(of=party(case, town.producer)).state == "waiting"


def test_enter_in_the_box_says_not_quite(town: Town) -> None:
    """The first button of a form is the one that the Enter key presses."""
    case, url = restated(town)
    form = page(town.producer, case).split(f'action="{url}"')[1].split("</form>")[0]
    assert 0 < form.index('name="non"') < form.index('name="oui"')
    assert signed(town.producer).post(url, {"manque": "", "non": "1"}).status_code == 422
    signed(town.producer).post(url, {"manque": "Le budget", "non": "1"})
    row = Restatement._base_manager.get(of=party(case, town.producer))
    assert (row.state, row.answer) == ("not_quite", "Le budget")


def test_what_was_confirmed_is_not_written_over(town: Town) -> None:
    case = heard(town)
    with pytest.raises(Refused):
        actions.restate(by=town.mayor, of=party(case, town.producer), text="Autre chose.")


# -- who is told -------------------------------------------------------------------------------------------------


def test_the_other_parties_are_told_that_it_is_open(town: Town) -> None:
    case = opened(town, 3)
    for other in (town.producer, town.basket):
        (mail,) = letters(other)
        assert case.title in mail.text
        assert case.title not in mail.subject
        assert [item.key for item in queries.things_to_do(other.person)] == [f"governance.case:{case.pk}:words"]
    assert [letters(one) for one in (town.mayor, town.ines, town.zoe)] == [[], [], []]


def test_once_written_the_words_are_no_longer_asked(town: Town) -> None:
    case = opened(town)
    write(case, town.producer, constraints=[])
    assert len(list(queries.things_to_do(town.producer.person))) == 1
    write(case, town.producer)
    assert list(queries.things_to_do(town.producer.person)) == []


def test_an_outcome_is_told_to_those_whose_yes_it_waits_for(town: Town) -> None:
    case = proposed(town, 3)
    subject = _("An outcome waits for your word")
    told = {one.name: [mail.subject for mail in letters(one)].count(subject) for one in town.sides}
    assert told == {"Maire": 0, "Productrice": 1, "Panier": 1}
    assert OutgoingMail.objects.filter(text__contains=case.title).exclude(
        to__in=[one.person.email for one in town.sides]
    ).count() == 0  # fmt: skip


def test_the_third_person_is_asked_by_mail_and_reads_no_name_in_it(town: Town) -> None:
    case = opened(town)
    actions.propose_handler(by=town.mayor, case=case, person=town.ines)
    (mail,) = letters(town.ines)
    assert address(town.space, "be-handler", disagreement=case.ref) in mail.text
    for name in (case.title, "Maire", "Productrice"):
        assert name not in f"{mail.subject} {mail.text} {mail.html}"


def test_who_asked_reads_that_a_party_said_no(town: Town) -> None:
    case = opened(town)
    actions.ask_to_skip(by=town.mayor, case=case)
    assert _("Suggest skipping: %(next_step)s") % {"next_step": "médiation"} not in page(town.mayor, case)
    actions.answer_ask(by=town.producer, ask=waiting(case), is_yes=False)
    (sentence,) = queries.case_page(town.mayor, case).refusals
    assert "Productrice" in sentence
    assert "médiation" in sentence
    actions.ask_to_skip(by=town.mayor, case=case)
    assert queries.case_page(town.mayor, case).refusals == []


# -- opening it --------------------------------------------------------------------------------------------------


def test_a_third_side_has_people(town: Town) -> None:
    url = address(town.space, "new-disagreement")
    sent = {"object": "Le marché de Noël", "others": [town.producer.pk], "third_name": "Les paniers", "thirds": []}
    response = signed(town.mayor).post(url, sent)
    assert response.status_code == 422
    assert "Le marché de Noël" in response.content.decode()
    assert "Les paniers" in response.content.decode()
    assert not Case._base_manager.exists()
    signed(town.mayor).post(url, {**sent, "thirds": [town.basket.pk]})
    assert Case._base_manager.get().parties(manager="_base_manager").count() == 3


@pytest.mark.parametrize(("first", "second"), [("Nous", "nous "), ("", "Maire"), ("Productrice", "")])
def test_two_sides_do_not_have_the_same_name(town: Town, first: str, second: str) -> None:
    sides = [disagreements.Side([town.mayor], first), disagreements.Side([town.producer], second)]
    with pytest.raises(Refused):
        actions.open_case(by=town.mayor, object="Le marché", parties=sides)


def test_two_people_of_the_same_name_may_disagree(town: Town) -> None:
    other = make_member(town.space, make_person("Maire"))
    sides = [disagreements.Side([town.mayor]), disagreements.Side([other])]
    assert actions.open_case(by=town.mayor, object="Le marché", parties=sides).ref


def test_the_guest_of_something_else_is_in_no_list(town: Town) -> None:
    case = opened(town)
    guest = make_member(town.space, make_person("Maryse"), state="guest")
    columns = queries.columns_of(town.mayor, case)
    with scope.use(town.space):
        assert guest not in OpenCaseForm(member=town.mayor).fields["others"].queryset  # type: ignore[attr-defined]
        assert guest not in HandlerForm(case=case, columns=columns).fields["person"].queryset  # type: ignore[attr-defined]
    sides = [disagreements.Side([town.mayor]), disagreements.Side([guest])]
    with pytest.raises(Refused):
        actions.open_case(by=town.mayor, object="Le marché", parties=sides)
    with pytest.raises(Refused):
        actions.propose_handler(by=town.mayor, case=case, person=guest)
    let_in(case, town.mayor, guest)
    actions.propose_handler(by=town.mayor, case=case, person=guest)


# -- days and words ----------------------------------------------------------------------------------------------


def test_a_day_in_another_century_is_a_year_mistyped(town: Town) -> None:
    case = heard(town)
    with pytest.raises(Refused):
        actions.write_outcome(by=town.mayor, case=case, draft=outcome_draft(case, review_on=FAR))
    actions.write_outcome(by=town.mayor, case=case, draft=outcome_draft(case))
    actions.answer_ask(by=town.producer, ask=waiting(case), is_yes=True)
    with pytest.raises(Refused):
        case_words.review_case(by=town.mayor, case=case, lesson="Plus petit.", again_on=FAR)


def test_stakes_and_constraints_are_not_said_to_be_optional(town: Town) -> None:
    case = opened(town)
    url = address(town.space, "write-words", disagreement=case.ref)
    client = signed(town.mayor)
    # The telling, the needs and the efforts are.
    assert client.get(url).content.decode().count("c-field__optional") == 3
    response = client.post(url, {"stakes": "Être libre", "constraints": ""})
    assert response.status_code == 422
    assert "Être libre" in response.content.decode()


def test_a_concluded_path_has_nothing_to_come(town: Town) -> None:
    case = concluded(town).case
    read = page(town.mayor, case)
    assert _("to come") not in read
    assert "Médiation" not in read


def test_the_last_resort_shows_once_the_path_is_over(town: Town) -> None:
    write_rule(town, may_remove=True)
    case = helped(town, opened(town))
    url = address(town.space, "ask-removal", disagreement=case.ref)
    assert url not in page(town.mayor, case)
    assert signed(town.mayor).get(url).status_code == 302
    actions.end_step(by=town.ines, case=case, note="Rien.")
    for _path in ("mediation", "arbitration"):
        actions.start_step(by=town.ines, case=case)
        actions.end_step(by=town.ines, case=case, note="Entendus.")
    assert url in page(town.mayor, case)
    assert signed(town.mayor).get(url).status_code == 200


# -- from the outcome to the register ----------------------------------------------------------------------------


def test_a_party_makes_it_a_decision_of_the_group(town: Town) -> None:
    case = concluded(town).case
    url = f"{address(town.space, 'new-decision')}?desaccord={case.ref}"
    assert url in page(town.mayor, case)
    read = signed(town.mayor).get(url).content.decode()
    assert "Un étal commun." in read
    assert case.title in read
    # Reading the form reveals nothing; what is sent says nothing of where it comes from.
    assert not Decision._base_manager.exists()
    signed(town.mayor).post(url, {"title": "Un étal commun", "text": "", "noter": "1"})
    row = Decision._base_manager.get()
    assert (row.title, row.origin) == ("Un étal commun", "")


def test_nobody_else_reads_its_words_through_that_form(town: Town) -> None:
    case = helped(town, heard(town))
    actions.write_outcome(by=town.ines, case=case, draft=outcome_draft(case))
    for side in (town.mayor, town.producer):
        actions.answer_ask(by=side, ask=waiting(case), is_yes=True)
    # The third person reads the outcome, but it is not theirs to bring to the group.
    for stranger in (town.zoe, town.basket, town.ines):
        read = signed(stranger).get(f"{address(town.space, 'new-decision')}?desaccord={case.ref}").content.decode()
        assert "Un étal commun." not in read
        assert case.title not in read
    assert CaseOutcome._base_manager.get().review_on > clock.today()
