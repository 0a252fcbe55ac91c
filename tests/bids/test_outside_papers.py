"""An operator asked from outside hands its papers in by its link: its own, nobody else's, while the answer runs."""

import datetime as dt
import re
from typing import Any

import pytest
from django.urls import reverse

from commun.bids import actions, outside
from commun.bids.actions import Ask, papers
from commun.bids.actions.outside import Yes, accept_from_outside, decline_from_outside
from commun.bids.actions.papers import SheetWords, add_paper, answer_for_entity, remove_paper, write_entity_sheet
from commun.bids.actions.papers_data import export_papers
from commun.bids.journal import papers as facts
from commun.bids.models import Bid, EntitySheet, TeamPart, VaultPaper
from commun.bids.policies import papers as policies
from commun.bids.queries.dossier import dossier_of, operators_of
from commun.bids.queries.filled_forms import Filler
from commun.bids.tasks import papers as tasks
from commun.core import clock, scope
from commun.core.errors import NotFound, Refused
from commun.core.models import Fact, OutgoingMail
from commun.core.urls import here
from commun.people.models import Person
from tests.bids.vault_worlds import employ, keep, lead, sent
from tests.bids.worlds import facts_of, make_bid, make_entity
from tests.core.test_files import BAD, PDF
from tests.support.client import GateClient
from tests.support.world import Group

pytestmark = [pytest.mark.django_db, pytest.mark.english]
ZOE, YANN = ("Zoé Cartes", "zoe@exemple.test", "552100554"), ("Yann Sols", "yann@exemple.test", "443061841")


@pytest.fixture(autouse=True)
def in_english(client: GateClient) -> None:
    """Who comes by a link is spoken to in the language of their browser."""
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"


def joined(group: Group, bid: Bid, who: tuple[str, str, str] = ZOE) -> TeamPart:
    name, address, siren = who
    part = actions.ask_into_team(by=group.alice, bid=bid, ask=Ask(outside_name=name, outside_email=address))
    return accept_from_outside(part=part, yes=Yes(siren, f"{name} SARL"))


def address(name: str, part: TeamPart, **arguments: Any) -> str:
    return reverse(name, kwargs={"token": outside.token_for(part), **arguments})


def give(part: TeamPart, kind: str = "bank", **told: Any) -> VaultPaper:
    assert part.entity is not None
    return add_paper(by=part, entity=part.entity, kind=kind, made_on=clock.today(), until=None, sent=sent(**told))


def test_what_it_hands_in_by_its_link_is_there_for_who_leads(client: GateClient, group: Group) -> None:
    bid = make_bid(group.alice)
    part = joined(group, bid)
    lead(bid, group.alice)
    page, hand_in = address("outside-papers", part), address("outside-hand-in", part)
    assert "/pieces/" in client.get(address("answer-team", part)).content.decode()
    assert "missing" in client.get(page).content.decode()
    told = {"kind": "vigilance", "made_on": clock.today().isoformat()}
    assert client.post(hand_in, told | {"file": sent(name="Été à Noël.pdf")}).status_code == 302
    shown = client.get(page).content.decode()
    assert "Été à Noël.pdf" in shown
    sheet = {"street": "3 rue des Lices", "postcode": "35000", "town": "Rennes", "size": "micro"}
    assert client.post(address("outside-sheet", part), sheet | {"postcode": "3500"}).status_code == 422
    assert client.post(address("outside-sheet", part), sheet).status_code == 302
    grounds = client.get(address("outside-grounds", part)).context["form"]
    said = dict.fromkeys(grounds.fields, "non")
    assert client.post(address("outside-grounds", part), said).status_code == 302
    one = address("outside-criterion", part, code="corruption")
    assert "declaration on honour" in client.get(address("outside-criteria", part)).content.decode()
    assert client.get(one).status_code == 200
    assert client.get(address("outside-criterion", part, code="rien")).status_code == 404
    # Who leads sees what is there, from whom, and what is missing.
    (entity,) = [each for each in dossier_of(bid).entities if each.entity.pk == part.entity_id]
    assert [line.kind for line in entity.good] == ["vigilance"]
    assert entity.sheet is not None
    assert (entity.sheet.street, entity.sheet.changed_by) == ("3 rue des Lices", None)
    assert entity.sheet.changed_from == part
    assert set(entity.sheet.answers.values()) == {False}
    group.alice.person.language = "en"
    group.alice.person.save()
    client.force_login(group.alice.person)
    vault = client.get(here(group.space.slug, "bids:vault", siren="552100554")).content.decode()
    assert "handed in by Zoé Cartes, by link" in vault
    assert facts_of(group.space)[-3:] == [facts.HANDED_IN, facts.SHEET_HANDED_IN, facts.ANSWERED_ITSELF]


def test_a_file_that_the_vault_refuses_is_refused_here_with_its_reason(client: GateClient, group: Group) -> None:
    part = joined(group, make_bid(group.alice))
    told = {"kind": "bank", "made_on": clock.today().isoformat()}
    for wrong in ("program", "empty", "svg", "macros", "bomb by ratio"):
        content, why = BAD[wrong]
        answer = client.post(address("outside-hand-in", part), told | {"file": sent(content, "pièce.pdf")})
        assert answer.status_code == 422, wrong
        assert why in answer.content.decode(), wrong
    assert not VaultPaper._base_manager.exists()


def test_dates_and_an_empty_form_are_refused_and_twice_is_once(client: GateClient, group: Group) -> None:
    part = joined(group, make_bid(group.alice))
    url, today = address("outside-hand-in", part), clock.today()
    tomorrow = (today + dt.timedelta(days=1)).isoformat()
    for told in ({}, {"kind": "rien", "made_on": today}, {"kind": "bank", "made_on": tomorrow}):
        assert client.post(url, told | ({"file": sent()} if told else {})).status_code == 422, told
    for _ in range(2):
        assert client.post(url, {"kind": "bank", "made_on": today, "file": sent()}).status_code == 302
    assert VaultPaper._base_manager.count() == 1
    assert facts_of(group.space).count(facts.HANDED_IN) == 1


def test_a_link_serves_its_own_operator_only(client: GateClient, group: Group) -> None:
    bid = make_bid(group.alice)
    zoe, yann = joined(group, bid), joined(group, bid, YANN)
    hers, his = give(zoe, name="secret.pdf"), give(yann, content=PDF + b"2", name="lisible.pdf")
    shown = client.get(address("outside-papers", yann)).content.decode()
    assert "lisible.pdf" in shown
    assert "secret.pdf" not in shown
    assert "552" not in shown
    assert client.post(address("outside-take-back", yann, paper=hers.ref)).status_code == 404
    assert zoe.entity is not None
    with pytest.raises(Refused):
        add_paper(by=yann, entity=zoe.entity, kind="bank", made_on=clock.today(), until=None, sent=sent())
    with pytest.raises(Refused):
        write_entity_sheet(by=yann, entity=zoe.entity, words=SheetWords(town="Brest"))
    with pytest.raises(Refused):
        answer_for_entity(by=yann, entity=zoe.entity, answers={})
    with pytest.raises(Refused):
        remove_paper(by=yann, paper=hers)
    with pytest.raises(NotFound):
        policies.given_paper_for(yann, hers.ref)
    assert client.post(address("outside-take-back", yann, paper=his.ref)).status_code == 302
    his.refresh_from_db()
    assert his.removed_at is not None
    assert client.post(address("outside-take-back", yann, paper=his.ref)).status_code == 404


def test_a_place_that_changed_meanwhile_hands_nothing_in(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    zoe = joined(group, make_bid(group.alice))
    TeamPart._base_manager.filter(pk=zoe.pk).update(entity=make_entity(3, "Yann Sols"))
    with pytest.raises(Refused):
        give(zoe)
    yann = joined(group, make_bid(group.alice), (YANN[0], YANN[1], "732829320"))
    hold = papers.journal.hold

    def left_first(space: Any) -> None:
        TeamPart._base_manager.filter(pk=yann.pk).update(state=TeamPart.State.LEFT)
        hold(space)

    monkeypatch.setattr(papers.journal, "hold", left_first)
    with pytest.raises(Refused):
        give(yann)
    assert not VaultPaper._base_manager.exists()


def test_what_is_frozen_is_not_undone_by_a_link(client: GateClient, group: Group) -> None:
    bid = make_bid(group.alice)
    part = joined(group, bid)
    for stage, status in ((Bid.Stage.FROZEN, 422), (Bid.Stage.SENT, 302)):
        Bid._base_manager.filter(pk=bid.pk).update(stage=stage, frozen_at=clock.now())
        for name, said in (("outside-sheet", {"town": "Rennes"}), ("outside-grounds", {})):
            answer = client.post(address(name, part), said)
            assert answer.status_code == status, (name, stage)
        assert ("open it again" in answer.content.decode()) is (stage == Bid.Stage.FROZEN)
    # Papers come in at any time: those of after the freeze stay out of the file.
    Bid._base_manager.filter(pk=bid.pk).update(stage=Bid.Stage.FROZEN)
    assert give(part).given_by == part


def test_odd_answers_break_no_document(client: GateClient, group: Group) -> None:
    part = joined(group, make_bid(group.alice))
    url = address("outside-criterion", part, code="crime-org")
    for _ in range(2):
        fields = client.get(url).context["form"].fields
        said = {name: "oui" if "SaidField" in repr(field) else "\u200b\x0b" for name, field in fields.items()}
        days = {name: "0001-01-01" for name in fields if name.endswith((":du", ":au"))}
        assert client.post(url, said | days).status_code == 302
    assert client.post(address("outside-sheet", part), {"size": "micro"}).status_code == 302
    assert part.entity is not None
    answer_for_entity(by=part, entity=part.entity, answers={"nothing": "\u200b", "turned": "\u202eDeux "})
    (sheet,) = EntitySheet._base_manager.all()
    assert "0001-01-01/0001-01-01" in sheet.answers.values()
    assert "nothing" not in sheet.answers
    assert sheet.answers["turned"] == "Deux"
    with scope.use(group.space):
        (one,) = [each for each in operators_of(part.bid) if each.entity == part.entity]
        filler = Filler(part.bid, [one], {one.entity.pk: sheet})
        assert b"0001-01-01" in filler.european(one, "LOT-0000", clock.now())


def test_what_who_leads_kept_for_it_is_not_its_to_take_back(client: GateClient, group: Group) -> None:
    bid = make_bid(group.alice)
    part = joined(group, bid)
    lead(bid, group.alice)
    assert part.entity is not None
    by = {"by": group.alice, "entity": part.entity, "kind": "bank", "made_on": clock.today(), "until": None}
    paper = add_paper(**by, sent=sent(name="chez-alice.pdf"))
    assert "chez-alice.pdf" not in client.get(address("outside-papers", part)).content.decode()
    assert client.post(address("outside-take-back", part, paper=paper.ref)).status_code == 404
    with pytest.raises(Refused):
        remove_paper(by=part, paper=paper)
    # The second to write the sheet is the one who answers for it.
    write_entity_sheet(by=part, entity=part.entity, words=SheetWords(town="Brest"))
    write_entity_sheet(by=group.alice, entity=part.entity, words=SheetWords(town="Rennes"))
    (sheet,) = EntitySheet._base_manager.all()
    assert (sheet.town, sheet.changed_by, sheet.changed_from) == ("Rennes", group.alice, None)


@pytest.mark.parametrize("claimed", ["a member's", "another operator's"])
def test_who_types_the_siren_of_others_sees_nothing_of_theirs(client: GateClient, group: Group, claimed: str) -> None:
    bid = make_bid(group.alice)
    if claimed == "a member's":
        employ(group.bob, make_entity(2, "Zoé Cartes SARL"))
        keep(group.bob, "bank", clock.today())
    else:
        give(joined(group, make_bid(group.alice), (YANN[0], YANN[1], ZOE[2])))
    part = joined(group, bid)
    assert part.entity is not None
    write = {"by": part, "entity": part.entity}
    assert client.get(address("outside-papers", part)).status_code == 404
    assert client.get(address("outside-sheet", part)).status_code == 404
    assert client.get(address("outside-criteria", part)).status_code == 404
    with pytest.raises(Refused):
        write_entity_sheet(**write, words=SheetWords(town="Ailleurs"))
    said = client.get(address("answer-team", part)).content.decode()
    assert "Others already keep the papers of" in said
    assert "/pieces/" not in said


@pytest.mark.parametrize("left", ["a paper", "a sheet"])
def test_what_another_left_under_a_siren_typed_wrong_is_shown_to_nobody(
    client: GateClient, group: Group, left: str
) -> None:
    bid = make_bid(group.alice)
    yann = joined(group, bid, (YANN[0], YANN[1], ZOE[2]))
    assert yann.entity is not None
    if left == "a paper":
        give(yann, name="secret.pdf")
    else:
        write_entity_sheet(by=yann, entity=yann.entity, words=SheetWords(street="1 rue secrète"))
    TeamPart._base_manager.filter(pk=yann.pk).update(entity=make_entity(3, "Yann Sols"))
    zoe = joined(group, bid)
    assert client.get(address("outside-papers", zoe)).status_code == 404
    assert client.get(address("outside-sheet", zoe)).status_code == 404
    # Who leads puts it right.
    assert zoe.entity is not None
    lead(bid, group.alice)
    for paper in VaultPaper._base_manager.all():
        remove_paper(by=group.alice, paper=paper)
    write_entity_sheet(by=group.alice, entity=zoe.entity, words=SheetWords(town="Rennes"))
    shown = client.get(address("outside-papers", zoe))
    assert shown.status_code == 200
    assert "secret.pdf" not in shown.content.decode()


def test_the_same_operator_finds_its_papers_in_its_next_answer(client: GateClient, group: Group) -> None:
    give(joined(group, make_bid(group.alice)), name="deja-la.pdf")
    again = joined(group, make_bid(group.alice))
    assert "deja-la.pdf" in client.get(address("outside-papers", again)).content.decode()


def test_who_has_an_account_takes_away_what_they_handed_in(group: Group) -> None:
    part = joined(group, make_bid(group.alice))
    part.person, part.outside_name, part.outside_email = group.chloe, "", ""
    part.save()
    give(part, name="a-moi.pdf")
    assert "a-moi.pdf" in str(export_papers(group.chloe))
    assert export_papers(group.alice.person) == []
    with scope.use(group.space):
        assert Fact.objects.get(name=facts.HANDED_IN).person_id == group.chloe.pk


def test_the_link_dies_with_the_place_and_with_the_answer(client: GateClient, group: Group) -> None:
    bid = make_bid(group.alice)
    part = actions.ask_into_team(by=group.alice, bid=bid, ask=Ask(outside_name=ZOE[0], outside_email=ZOE[1]))
    url = address("outside-papers", part)
    assert client.get(url).status_code == 404
    said = {"answer": "oui", "siren": ZOE[2], "entity_name": "Zoé Cartes SARL"}
    assert "/pieces/" in client.post(address("answer-team", part), said).content.decode()
    part.refresh_from_db()
    assert client.get(url).status_code == 200
    assert client.get(url.replace("/pieces/", "x/pieces/")).status_code == 410
    Bid._base_manager.filter(pk=bid.pk).update(stage=Bid.Stage.LOST)
    assert client.get(url).status_code == 404
    with pytest.raises(Refused):
        give(part)
    Bid._base_manager.filter(pk=bid.pk).update(stage=Bid.Stage.GATHERING)
    decline_from_outside(part=part)
    for name in ("outside-papers", "outside-hand-in", "outside-sheet", "outside-criteria", "outside-grounds"):
        assert client.get(address(name, part)).status_code == 404, name


def test_who_leads_is_told_of_what_came_once_a_day(group: Group) -> None:
    bid = make_bid(group.alice)
    zoe, yann = joined(group, bid), joined(group, bid, YANN)
    lead(bid, group.alice)
    Person.objects.filter(pk=group.alice.person_id).update(language="en")
    tell: Any = tasks.tell_handed_in
    start, mails = clock.now(), OutgoingMail.objects.filter(key__startswith="bids.handed_in:").order_by("pk")

    def after(**passed: float) -> list[OutgoingMail]:
        with clock.stopped(start + dt.timedelta(**passed)):
            tell.func(0)
        return list(mails.all())

    give(zoe)
    write_entity_sheet(by=zoe, entity=zoe.entity, words=SheetWords(town="Rennes"))  # type: ignore[arg-type]
    assert after(minutes=20) == []
    with clock.stopped(start + dt.timedelta(minutes=25)):
        give(yann, "tax", content=PDF + b"2")
    assert after(minutes=40) == []
    (mail,) = after(minutes=56)
    assert mail.to == group.alice.person.email
    assert "Yann Sols SARL (Yann Sols): tax certificate." in mail.text
    assert "Zoé Cartes SARL (Zoé Cartes): bank details (RIB), its sheet or its declarations." in mail.text
    with clock.stopped(start + dt.timedelta(minutes=70)):
        give(zoe, "vigilance", content=PDF + b"3")
        paper = give(zoe, "power", content=PDF + b"4")
        remove_paper(by=zoe, paper=paper)
        give(yann, content=PDF + b"5")
        decline_from_outside(part=yann)
    assert len(after(hours=3)) == 1
    _first, second = after(days=1)
    assert "certificate of vigilance" in second.text
    assert "power to sign" not in second.text
    assert "Yann" not in second.text
    assert len(after(days=2)) == 2


def test_a_link_lasts_as_long_as_its_place_in_an_answer_that_lives(
    client: GateClient, group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    bid = make_bid(group.alice)
    part = joined(group, bid)
    waiting = actions.ask_into_team(by=group.alice, bid=bid, ask=Ask(outside_name=YANN[0], outside_email=YANN[1]))
    monkeypatch.setattr(outside, "LIFE_SECONDS", -1)
    for stage, status in ((Bid.Stage.SENT, 200), (Bid.Stage.WON, 200), (Bid.Stage.LOST, 410)):
        Bid._base_manager.filter(pk=bid.pk).update(stage=stage)
        assert client.get(address("outside-papers", part)).status_code == status, stage
        assert client.get(address("answer-team", waiting)).status_code == 410, stage


@pytest.mark.parametrize("stage", [Bid.Stage.GATHERING, Bid.Stage.FROZEN, Bid.Stage.WON])
def test_a_link_lost_or_read_by_others_is_replaced(client: GateClient, group: Group, stage: str) -> None:
    bid = make_bid(group.alice)
    part = joined(group, bid)
    Bid._base_manager.filter(pk=bid.pk).update(stage=stage, frozen_by=group.alice, frozen_at=clock.now())
    former, mails = address("outside-papers", part), OutgoingMail.objects.filter(to=ZOE[1])
    client.force_login(group.alice.person)
    send = here(group.space.slug, "bids:renew-link", team_part=part.ref)
    assert send in client.get(here(group.space.slug, "bids:bid", bid=bid.ref)).content.decode()
    with clock.stopped(clock.now() + dt.timedelta(hours=1)):
        for _ in range(2):
            assert client.post(send).status_code == 302
    assert facts_of(group.space).count("bids.link.sent") == 1
    client.logout()
    assert client.get(former).status_code == 410
    link = re.search(r"/equipe/\S+", mails.order_by("-pk")[0].text)
    assert link is not None
    assert mails.count() == 2
    assert all(mail.is_secret for mail in mails)
    assert client.get(f"{link.group(0)}pieces/").status_code == 200


def test_a_new_link_is_sent_by_the_team_and_to_who_answers_from_outside(client: GateClient, group: Group) -> None:
    bid = make_bid(group.alice)
    part = joined(group, bid)
    with pytest.raises(Refused):
        actions.renew_link(by=group.bob, part=part)
    mine = TeamPart._base_manager.get(bid=bid, membership=group.alice)
    with pytest.raises(Refused):
        actions.renew_link(by=group.alice, part=mine)
    Bid._base_manager.filter(pk=bid.pk).update(stage=Bid.Stage.WITHDRAWN)
    with pytest.raises(Refused):
        actions.renew_link(by=group.alice, part=part)
