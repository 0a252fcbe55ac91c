"""Offers and needs: who writes, who answers, who reads what, and what stays when somebody leaves or is erased."""

import datetime as dt
from typing import Any

import pytest
from django.utils import translation

from commun.core import clock, registries, scope
from commun.core.errors import NotFound, Refused
from commun.core.models import Fact, OutgoingMail
from commun.exchange.actions import offer_data
from commun.exchange.actions.offers import (
    OfferSheet,
    answer_offer,
    change_offer,
    move_offer,
    reply_to_answer,
    take_answer_back,
    write_offer,
)
from commun.exchange.actions.things import ThingSheet, share_thing
from commun.exchange.models import Offer, OfferAnswer
from commun.exchange.policies import offers as policies
from commun.exchange.queries import offers_elsewhere as elsewhere
from commun.exchange.queries.offers import answers_to, suggestions_for
from commun.governance.actions import memberships
from commun.governance.models import Membership
from tests.exchange.search_world import indexed, titles
from tests.support.world import Group, make_group, make_member, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.english]


@pytest.fixture
def group(group: Group) -> Group:
    """Who read English, so that pages and letters say the msgids."""
    for one in (group.alice, group.bob):
        one.person.language = "en"
        one.person.save()
    return group


def write(by: Membership, title: str, kind: str = "need", nature: str = "material", **more: Any) -> Offer:
    return write_offer(by=by, sheet=OfferSheet(kind, nature, title, **more))


def facts(group: Group) -> list[str]:
    with scope.use(group.space):
        return [name.rpartition(".")[2] for name in Fact.objects.order_by("pk").values_list("name", flat=True)]


def letters() -> list[tuple[str, str]]:
    return list(OutgoingMail.objects.order_by("pk").values_list("to", "subject"))


@pytest.mark.parametrize("title", ["\u200b", " \u00ad\u2060 ", "\u202e\u2066", "\ufe0f"])
def test_a_title_that_nobody_sees_is_no_title(group: Group, title: str) -> None:
    with pytest.raises(Refused, match="in a few words"):
        write_offer(by=group.alice, sheet=OfferSheet("offer", "skill", title))
    with pytest.raises(Refused, match="in a few words"):
        share_thing(by=group.alice, sheet=ThingSheet(title))


def test_letters_are_not_turned_around_and_emoji_stay(group: Group) -> None:
    row = write_offer(
        by=group.alice, sheet=OfferSheet("offer", "skill", "\u202eDu 👩\u200d🌾 pain", "Bio\r\n\u202e1 kg")
    )
    assert (row.title, row.words) == ("Du 👩\u200d🌾 pain", "Bio\n1 kg")


@pytest.mark.usefixtures("told_ten_times")
def test_a_need_is_answered_by_mail_said_back_and_found(group: Group) -> None:
    row = write(group.bob, "Une perceuse")
    answer = answer_offer(by=group.alice, offer=row, said="Je l’ai, passe demain.")
    assert answer_offer(by=group.alice, offer=row, said="Je l’ai, passe demain.") == answer
    # It is read by the two of them, by nobody else.
    dora = make_member(group.space, make_person("Dora"))
    own = answer_offer(by=dora, offer=row, said="Moi aussi")
    assert [answers_to(one, row) for one in (group.bob, group.alice, dora)] == [[answer, own], [answer], [own]]
    take_answer_back(by=dora, offer=row)
    OutgoingMail.objects.filter(subject__startswith="Dora").delete()
    reply_to_answer(by=group.bob, answer=answer, said="Merci, à 9 h.")
    move_offer(by=group.bob, offer=row, state="found")
    move_offer(by=group.bob, offer=row, state="found")
    told = ["looked_for", "answered", "answered", "answer_taken_back", "replied", "found"]
    assert facts(group) == told
    assert letters() == [
        (group.bob.person.email, "Alice Martin can: “Une perceuse”"),
        (group.alice.person.email, "Bob Durand answers you: “Une perceuse”"),
    ]
    assert "passe demain" in OutgoingMail.objects.order_by("pk")[0].text
    with pytest.raises(Refused, match="no longer open"):
        answer_offer(by=group.alice, offer=row, said="Encore ?")
    move_offer(by=group.bob, offer=row, state="open")
    take_answer_back(by=group.alice, offer=row)
    with scope.use(group.space):
        assert not OfferAnswer.objects.exists()


def test_the_same_form_twice_writes_once(group: Group) -> None:
    sheet = OfferSheet("offer", "time", "Deux heures")
    rows = {write_offer(by=group.bob, sheet=sheet, token="abc").pk for _twice in range(2)}
    assert len(rows) == 1
    assert write_offer(by=group.alice, sheet=sheet, token="abc").pk not in rows


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": " \x00 "}, {"title": "x" * 121}, {"words": "x" * 2001}, {"kind": "gift"}, {"nature": "money"},
        {"until": dt.date(2020, 1, 1)}, {"until": dt.date(9999, 12, 31)},
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_is_written(group: Group, wrong: dict[str, Any]) -> None:
    sheet: dict[str, Any] = {"kind": "offer", "nature": "time", "title": "Deux heures"} | wrong
    with pytest.raises(Refused):
        write_offer(by=group.bob, sheet=OfferSheet(**sheet))
    assert facts(group) == []


def test_only_who_wrote_it_changes_it_and_those_at_rest_write_nothing(group: Group) -> None:
    row, sheet = write(group.bob, "Une perceuse"), OfferSheet("need", "material", "Une scie")
    dora = make_member(group.space, make_person("Dora"), state="dormant")
    elsewhere_ = make_group().alice
    answer = answer_offer(by=group.alice, offer=row, said="")
    for other in (group.alice, dora, elsewhere_):
        with pytest.raises(Refused):
            change_offer(by=other, offer=row, sheet=sheet)
        with pytest.raises(Refused):
            move_offer(by=other, offer=row, state="closed")
        with pytest.raises(Refused):
            reply_to_answer(by=other, answer=answer, said="Non")
    for other in (group.bob, dora, elsewhere_):
        with pytest.raises(Refused):
            answer_offer(by=other, offer=row, said="Moi")
    with pytest.raises(Refused):
        write(dora, "Rien")
    with pytest.raises(NotFound):
        policies.offer_for(elsewhere_, row.ref)
    with pytest.raises(NotFound):
        policies.answer_for(make_member(group.space, make_person("Ève")), answer.ref)


def test_a_need_is_brought_near_offers_of_others_with_reasons(group: Group) -> None:
    need = write(group.bob, "Une perceuse à percussion", place="Lille")
    write(group.bob, "Ma perceuse", "offer")
    write(group.alice, "Une salle", "offer", "place")
    over = write(group.alice, "Perceuse ancienne", "offer")
    move_offer(by=group.alice, offer=over, state="closed")
    stranger = make_group()
    write(stranger.alice, "Perceuse d’ailleurs", "offer")
    assert suggestions_for(need) == []
    good = write(group.alice, "Perceuses et mèches", "offer", place="LILLE")
    [one] = suggestions_for(need)
    assert one.offer == good
    assert one.reasons == ["words in common: perceuse", "same nature: material", "same place: LILLE"]
    assert [back.offer for back in suggestions_for(good)] == [need]
    # Whoever is in the group no longer can do nothing for anybody here.
    Membership._base_manager.filter(pk=group.alice.pk).update(state="left")
    assert suggestions_for(need) == []


def test_what_others_wrote_is_in_the_digest_of_its_period_with_what_it_may_go_with(group: Group) -> None:
    write(group.bob, "Une perceuse")
    write(group.alice, "Ma perceuse", "offer")
    write(make_group().alice, "Ailleurs", "offer")
    now, before = clock.now(), clock.now() - dt.timedelta(days=1)
    [event] = elsewhere.digest_events(group.bob.person, before, now)
    assert event.title == "Alice Martin offers: Ma perceuse"
    assert event.detail == "It may go with “Une perceuse”: words in common: perceuse; same nature: material."
    assert not list(elsewhere.digest_events(group.bob.person, now, now + dt.timedelta(days=1)))


def test_what_waits_is_to_do_for_who_wrote_it_until_it_is_said(group: Group) -> None:
    row = write(group.bob, "Une perceuse", until=clock.today() + dt.timedelta(days=3))
    answer = answer_offer(by=group.alice, offer=row, said="Oui")

    def keys() -> list[str]:
        return [one.key.split(":")[0] for one in elsewhere.things_to_do(group.bob.person)]

    assert keys() == ["exchange.answer"]
    reply_to_answer(by=group.bob, answer=answer, said="Merci")
    assert keys() == []
    with clock.stopped(clock.now() + dt.timedelta(days=9)):
        assert keys() == ["exchange.offer.past"]
        assert move_offer(by=group.bob, offer=row, state="closed").state == "closed"
        assert move_offer(by=group.bob, offer=row, state="open").until is None
    assert not list(elsewhere.things_to_do(group.alice.person))


def test_the_search_finds_it_by_its_words(group: Group) -> None:
    write(group.bob, "Des perceuses", words="Pour fixer des étagères")
    indexed()
    assert titles(group.alice.person, "étagère perceuse") == ["Des perceuses"]
    assert not titles(make_group().alice.person, "perceuse")


def test_the_search_finds_leads_by_what_they_are(group: Group) -> None:
    write(group.bob, "Le fonds de la Région", "offer", "lead")
    write(group.bob, "Une scie", "need", "material")
    indexed()
    with translation.override(group.space.language):
        nature = str(Offer.Nature.LEAD.label)
    assert [titles(group.alice.person, words) for words in (nature, "annonces", "besoin")] == [
        ["Le fonds de la Région"], ["Une scie", "Le fonds de la Région"], ["Une scie"],
    ]  # fmt: skip


def test_leaving_closes_what_one_offered_and_takes_answers_back(group: Group) -> None:
    mine, theirs = write(group.bob, "Une perceuse"), write(group.alice, "Une scie", "offer")
    answer_offer(by=group.bob, offer=theirs, said="Oui")
    assert [one.label for one in elsewhere.held_by(group.bob)] == ["Une perceuse"]
    memberships.leave(member=group.bob)
    with scope.use(group.space):
        assert Offer.objects.get(pk=mine.pk).state == "closed"
        assert not OfferAnswer.objects.exists()
    assert "closed" in facts(group)


def test_ones_words_are_given_back_then_erased(group: Group) -> None:
    mine, theirs = write(group.bob, "Une perceuse"), write(group.alice, "Une scie", "offer")
    answer_offer(by=group.bob, offer=theirs, said="Oui, samedi")
    reply_to_answer(by=group.bob, answer=answer_offer(by=group.alice, offer=mine, said="Voilà"), said="Merci bien")
    told = str(offer_data.export(group.bob.person))
    assert all(words in told for words in ("Une perceuse", "Oui, samedi", "Merci bien"))
    assert "Voilà" not in told
    part = registries.personal_data.get("exchange.offers")
    assert part is not None
    part.erase(group.bob.person)
    with scope.use(group.space):
        assert list(Offer.objects.values_list("title", flat=True)) == ["Une scie"]
        assert not OfferAnswer.objects.exists()
