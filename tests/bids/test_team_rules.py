"""The rules of a team, one by one: who asks, who answers, what is given back, what is told; writing opens decided."""

import datetime as dt
from typing import Any

import pytest

from commun.bids import actions, composition, effects_writing
from commun.bids.actions import Ask, SectionSheet, ShareSheet, bid_data
from commun.bids.actions import outside as from_outside
from commun.bids.actions import teams as verbs
from commun.bids.models import Bid, BidRole, BidSection, ShareLine, TeamPart
from commun.bids.queries import outcomes
from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.models import Fact, OutgoingMail
from commun.core.writing import actions as texts
from commun.core.writing import reading
from commun.governance.actions.decisions import adopt
from commun.governance.models import ArticleVersion, GroupText, Membership
from commun.tenders.models import Notice
from commun.value.actions.keys import write_key
from commun.value.models import WorkPart
from commun.value.queries.keys import key_in_force
from tests.bids.test_legal_rules import past, set_stage
from tests.bids.test_teams import part_of, written_procedure
from tests.bids.test_writing_opens import roles_for
from tests.bids.worlds import facts_of, join, make_bid, make_entity, opened_for_writing, written_key
from tests.support.world import Group, make_group, make_member, make_person
from tests.tenders.worlds import make_open_notice

pytestmark = pytest.mark.django_db
ZOE = Ask(outside_name="Zoé Cartes", outside_email="Zoe@Exemple.test", words="Pour les cartes")


def rest(member: Membership) -> None:
    """At rest in the group since now."""
    member.state = "dormant"
    member.save()


def test_an_answer_is_opened_once_for_a_lot_by_somebody_awake_while_it_can_be(group: Group) -> None:
    late = make_open_notice()
    Notice.objects.filter(pk=late.pk).update(deadline_at=clock.now() - dt.timedelta(hours=1))
    late.refresh_from_db()
    sheet = {"title": "Ensemble"}
    notice = make_open_notice(lots=1)
    for wrong in (
        {"title": " "},
        sheet | {"form_asked": "sarl"},
        sheet | {"price_cents": -1},
        sheet | {"starts_on": dt.date(2126, 1, 1)},
    ):
        with pytest.raises(Refused):
            make_bid(group.alice, notice, **wrong)
    with pytest.raises(Refused, match="n’accepte plus|plus de réponse"):
        make_bid(group.alice, late)
    whole = make_bid(group.alice, notice)
    with pytest.raises(Refused):
        make_bid(group.bob, notice, lots=("1",))
    actions.withdraw_bid(by=group.alice, bid=whole, reason="Finalement non")
    part = make_bid(group.bob, notice, lots=("1",))
    with pytest.raises(Refused):
        make_bid(group.alice, notice)
    actions.change_bid(by=group.bob, bid=part, sheet=actions.BidSheet("Répondre ensemble", ("1",)))
    assert "bids.bid.changed" not in facts_of(group.space)
    actions.change_bid(by=group.bob, bid=part, sheet=actions.BidSheet("Autrement", ("1",)))
    told = facts_of(group.space)
    assert (told.count("bids.bid.changed"), told.count("bids.bid.opened")) == (1, 2)
    rest(group.alice)
    with pytest.raises(Refused):
        make_bid(group.alice)


def test_each_move_of_a_team_is_told_in_the_journal(group: Group) -> None:
    bid = make_bid(group.alice)
    dan = make_member(group.space, make_person("Dan"))
    asked = actions.ask_into_team(by=group.alice, bid=bid, ask=Ask(member=group.bob))
    actions.decline_team(by=group.bob, part=asked, reason="Trop chargé")
    asked.refresh_from_db()
    assert (asked.state, asked.reason) == ("declined", "Trop chargé")
    asked = actions.ask_into_team(by=group.alice, bid=bid, ask=Ask(member=group.bob))
    assert (asked.reason, asked.answered_at) == ("", None)
    join(bid, group.bob)
    other = actions.ask_into_team(by=group.alice, bid=bid, ask=Ask(member=dan))
    actions.unask(by=group.bob, part=other)
    outside = actions.ask_into_team(by=group.alice, bid=bid, ask=ZOE)
    for _each in range(2):
        actions.correct_part(by=group.bob, part=asked, standing="subcontractor")
    from_outside.accept_from_outside(part=outside, yes=from_outside.Yes("552100554", "Cartes & Cie"))
    from_outside.decline_from_outside(part=outside, reason="Trop loin")
    actions.leave_team(by=group.bob, part=asked)
    told = [name for name in facts_of(group.space) if name.startswith("bids.")]
    assert told == [
        "bids.bid.opened", "bids.team.joined", "bids.team.asked", "bids.team.declined", "bids.team.asked",
        "bids.team.joined", "bids.team.asked", "bids.team.unasked", "bids.team.asked", "bids.team.part_corrected",
        "bids.team.joined_from_outside", "bids.team.declined_from_outside", "bids.team.left",
    ]  # fmt: skip


def test_who_may_not_ask_answer_or_correct_does_not(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    bid = make_bid(group.alice)
    dan = make_member(group.space, make_person("Dan"))
    asked = actions.ask_into_team(by=group.alice, bid=bid, ask=Ask(member=dan))
    zoe = actions.ask_into_team(by=group.alice, bid=bid, ask=ZOE)
    resting = make_member(group.space, make_person("Éva"), state="dormant")
    for act in (
        lambda: actions.ask_into_team(by=group.alice, bid=bid, ask=Ask(member=group.alice)),
        lambda: actions.ask_into_team(by=group.alice, bid=bid, ask=Ask(member=resting)),
        lambda: actions.ask_into_team(
            by=group.alice, bid=bid, ask=Ask(outside_name="Zoé", outside_email=" ZOE@exemple.test ")
        ),
        lambda: actions.ask_into_team(by=group.alice, bid=bid, ask=Ask(member=group.bob, outside_name="Deux")),
        lambda: actions.join_team(by=resting, bid=bid),
        lambda: actions.unask(by=group.bob, part=asked),
        lambda: actions.correct_part(by=group.bob, part=zoe, standing="subcontractor"),
        lambda: actions.leave_team(by=dan, part=asked),
    ):
        with pytest.raises(Refused):
            act()
    actions.decline_team(by=dan, part=asked)
    for act in (
        lambda: actions.decline_team(by=dan, part=asked),
        lambda: actions.unask(by=group.alice, part=asked),
        lambda: actions.correct_part(by=dan, part=asked, standing="subcontractor"),
    ):
        with pytest.raises(Refused):
            act()
    monkeypatch.setattr(verbs, "MOST_PARTS", 3)
    with pytest.raises(Refused):
        actions.ask_into_team(by=group.alice, bid=bid, ask=Ask(member=group.bob))
    set_stage(bid, "frozen")
    for act in (
        lambda: actions.ask_into_team(by=group.alice, bid=bid, ask=Ask(member=dan)),
        lambda: actions.correct_part(by=group.alice, part=part_of(bid, group.alice), standing="subcontractor"),
        lambda: from_outside.accept_from_outside(part=zoe, yes=from_outside.Yes("552100554", "Cartes")),
    ):
        with pytest.raises(Refused, match="figée|frozen"):
            act()


def held_things(bid: Bid, part: TeamPart, by: Membership) -> None:
    """A role, a section and a line of the split in the hands of a part."""
    BidRole(space=bid.space, bid=bid, part=part, role="writer").save()
    actions.write_section(by=by, bid=bid, sheet=SectionSheet("Méthode", owner=part))
    actions.write_share_line(by=by, bid=bid, sheet=ShareSheet("Animer", part))


@pytest.mark.parametrize("who", ["member", "outside"])
def test_who_leaves_gives_back_role_section_and_line(group: Group, who: str) -> None:
    bid = make_bid(group.alice)
    if who == "member":
        join(bid, group.bob)
        part = part_of(bid, group.bob)
    else:
        part = actions.ask_into_team(by=group.alice, bid=bid, ask=ZOE)
        part = from_outside.accept_from_outside(part=part, yes=from_outside.Yes("552100554", "Cartes & Cie"))
    held_things(bid, part, group.alice)
    if who == "member":
        actions.leave_team(by=group.bob, part=part, reason="Un autre chantier")
    else:
        from_outside.decline_from_outside(part=part, reason="Un autre chantier")
        with pytest.raises(Refused):
            from_outside.decline_from_outside(part=part)
    part.refresh_from_db()
    assert (part.state, part.reason) == ("left", "Un autre chantier")
    with scope.use(group.space):
        assert not BidRole.objects.exists()
        assert BidSection.objects.get().owner is None
        assert ShareLine.objects.get().part is None


def test_under_which_entity_one_comes_in(group: Group) -> None:
    coop, own = make_entity(), make_entity(1, "Bob seul")
    group.bob.person.legal_entity = own
    group.bob.person.save()
    bid = make_bid(group.alice)
    asked = actions.ask_into_team(by=group.alice, bid=bid, ask=Ask(member=group.bob))
    assert asked.entity == own
    actions.unask(by=group.alice, part=asked)
    actions.ask_into_team(by=group.alice, bid=bid, ask=Ask(member=group.bob, entity=coop))
    assert actions.join_team(by=group.bob, bid=bid).entity == coop
    dan = make_member(group.space, make_person("Dan", legal_entity=own))
    assert actions.join_team(by=dan, bid=bid).entity == own
    fanny = actions.ask_into_team(by=group.alice, bid=bid, ask=Ask(person=make_person("Fanny", legal_entity=own)))
    assert fanny.entity == own
    with pytest.raises(Refused):
        actions.ask_into_team(by=group.alice, bid=bid, ask=Ask(person=fanny.person))


def test_outside_answers_before_the_deadline_or_stays(group: Group) -> None:
    bid = make_bid(group.alice)
    one = actions.ask_into_team(by=group.alice, bid=bid, ask=ZOE)
    other = actions.ask_into_team(
        by=group.alice, bid=bid, ask=Ask(outside_name="Yann", outside_email="yann@exemple.test")
    )
    yes = from_outside.Yes("552100554", "Cartes & Cie")
    from_outside.accept_from_outside(part=one, yes=yes)
    with pytest.raises(Refused):
        from_outside.accept_from_outside(part=one, yes=yes)
    past(bid, minutes=1)
    for part in (one, other):
        part.bid.notice.refresh_from_db()
    with pytest.raises(Refused, match=r"R\. 2142-26"):
        from_outside.decline_from_outside(part=one)
    with pytest.raises(Refused, match=r"R\. 2142-26"):
        from_outside.accept_from_outside(part=other, yes=yes)
    from_outside.decline_from_outside(part=other)
    other.refresh_from_db()
    assert other.state == "declined"


def test_the_procedure_is_the_text_that_closes_the_gate_today(group: Group) -> None:
    assert composition.procedure_of(group.space) is None
    text = written_procedure(group)
    assert composition.procedure_of(group.space) == text
    rows = ArticleVersion._base_manager.filter(article__text=text)
    changes: list[tuple[dict[str, Any], dict[str, Any]]] = [
        ({"gates": []}, {"gates": ["bids.join_team"]}),
        ({"is_withdrawn": True}, {"is_withdrawn": False}),
        ({"in_force_from": clock.today() + dt.timedelta(1)}, {"in_force_from": clock.today()}),
        ({"number": 2}, {"number": 1}),
    ]
    for change, back in changes:
        rows.update(**change)
        assert composition.procedure_of(group.space) is None, change
        rows.update(**back)
    GroupText._base_manager.filter(pk=text.pk).update(bindingness="guide")
    assert composition.procedure_of(group.space) is None


def test_who_leaves_the_group_leaves_running_teams_and_stays_in_those_that_are_over(group: Group) -> None:
    running, over = make_bid(group.alice), make_bid(group.alice)
    join(running, group.bob)
    join(over, group.bob)
    set_stage(over, "won")
    bid_data.give_back(group.bob)
    assert (part_of(running, group.bob).state, part_of(over, group.bob).state) == ("left", "joined")
    assert facts_of(group.space).count("bids.team.left") == 1


def test_words_of_a_person_are_taken_away_and_erased(group: Group) -> None:
    bid = make_bid(group.alice)
    fanny = make_person("Fanny")
    part = actions.ask_into_team(by=group.alice, bid=bid, ask=Ask(person=fanny, words="Viens"))
    from_outside.decline_from_outside(part=part, reason="Pas le temps")
    (row,) = bid_data.export(fanny)
    assert "Pas le temps" in row.values()
    bid_data.erase(fanny)
    part.refresh_from_db()
    assert (part.reason, part.words) == ("", "Viens")
    bid_data.erase(group.alice.person)
    part.refresh_from_db()
    assert part.words == ""


@pytest.mark.usefixtures("told_ten_times")
def test_the_letter_of_an_ask_is_for_who_is_asked_and_says_all(group: Group) -> None:
    bid = make_bid(group.alice)
    part = actions.ask_into_team(by=group.alice, bid=bid, ask=Ask(member=group.bob, words="Pour l’animation"))
    mail = OutgoingMail.objects.get(to=group.bob.person.email)
    for words in ("Pour l’animation", f"/reponses/{bid.ref}", "6 décembre"):
        assert words in mail.text.replace("\u00a0", " "), (words, mail.text)
    actions.decline_team(by=group.bob, part=part)
    with clock.stopped(clock.now() + dt.timedelta(hours=1)):
        actions.ask_into_team(by=group.alice, bid=bid, ask=Ask(member=group.bob))
    assert OutgoingMail.objects.filter(to=group.bob.person.email).count() == 2
    assert not OutgoingMail.objects.filter(to=group.alice.person.email).exists()
    (todo,) = outcomes.things_to_do(group.bob.person)
    assert todo.url.endswith(f"/reponses/{bid.ref}/")
    set_stage(bid, "sent")
    assert list(outcomes.things_to_do(group.bob.person)) == []


def other_key(by: Membership) -> Any:
    return write_key(by=by, name="Au temps passé", steps=[{"kind": "equal", "rate": 10_000}])


def test_roles_and_key_are_put_by_the_team_and_can_stand(group: Group) -> None:
    bid, version = make_bid(group.alice), written_key(group.alice)
    roles = roles_for(bid, group.alice, group.alice)
    alice = roles["lead"][0]
    zoe = actions.ask_into_team(by=group.alice, bid=bid, ask=ZOE)
    zoe = from_outside.accept_from_outside(part=zoe, yes=from_outside.Yes("552100554", "Cartes & Cie"))
    away = make_group()
    for wrong, key in (
        ({"writer": []}, version),
        ({"submission": []}, version),
        ({"lead": []}, version),
        ({name: [zoe] for name in roles}, version),
        ({}, written_key(away.alice)),
    ):
        with pytest.raises(Refused):
            actions.propose_writing(by=group.alice, bid=bid, roles=roles | wrong, version=key)
    with pytest.raises(Refused, match="équipe"):
        actions.propose_writing(by=group.bob, bid=bid, roles=roles, version=version)
    actions.correct_part(by=group.alice, part=alice, standing="subcontractor")
    with pytest.raises(Refused, match="sous-traitan"):
        actions.propose_writing(by=group.alice, bid=bid, roles=roles, version=version)
    actions.correct_part(by=group.alice, part=alice, standing="member")
    change = effects_writing.change_for(bid, roles, version)
    effects_writing.check(group.space, change)
    change["key"] = change["key"] | {"fingerprint": "0" * 64}
    with pytest.raises(Refused):
        effects_writing.check(group.space, change)


def test_what_is_decided_again_replaces_roles_and_key_on_the_same_work(group: Group) -> None:
    bid = make_bid(group.alice)
    join(bid, group.bob)
    eva = make_member(group.space, make_person("Éva"))
    join(bid, eva)
    rest(eva)
    gone = make_member(group.space, make_person("Parti"))
    join(bid, gone)
    actions.leave_team(by=gone, part=part_of(bid, gone))
    opened_for_writing(bid, group.alice)
    work = bid.work
    version = other_key(group.bob)
    roles = roles_for(bid, group.bob, group.alice)
    decision = actions.propose_writing(by=group.bob, bid=bid, roles=roles, version=version, why="Alice est en congé")
    with scope.use(group.space):
        said = decision.versions.get().text
    for words in ("Alice est en congé", "Bob Durand", "1. "):
        assert words in said
    lines = effects_writing.diff(group.space, effects_writing.change_for(bid, roles, version))
    seen = {(line.before, line.after) for line in lines}
    assert {("Alice Martin", "Bob Durand"), (written_key(group.alice).called, version.called)} <= seen
    assert sum(line.before == "" for line in lines) > len(BidRole.Role) - len(roles)
    adopt(decision=decision, actor=journal.Person(group.bob.person_id))
    bid.refresh_from_db()
    assert bid.work == work
    assert key_in_force(group.space, bid.work) == version
    with scope.use(group.space):
        held = {(row.role, row.part.membership_id) for row in BidRole.objects.select_related("part")}
        roles_of = {part.membership_id: part.roles for part in WorkPart.objects.filter(work=work)}
        assert Fact.objects.filter(name="bids.writing.opened").count() == 2
    assert held == {("lead", group.bob.pk), ("writer", group.alice.pk), ("submission", group.bob.pk)}
    assert roles_of == {group.alice.pk: ["écriture"], group.bob.pk: ["coordination"]}


def test_roles_no_longer_change_once_it_is_frozen(group: Group) -> None:
    bid = make_bid(group.alice)
    roles = roles_for(bid, group.alice, group.alice)
    decision = actions.propose_writing(by=group.alice, bid=bid, roles=roles, version=written_key(group.alice))
    set_stage(bid, "frozen")
    with pytest.raises(Refused):
        adopt(decision=decision, actor=journal.Person(group.alice.person_id))


def test_words_are_written_by_those_who_are_in_the_team_awake_and_in_time(group: Group) -> None:
    bid = make_bid(group.alice)
    join(bid, group.bob)
    section = actions.write_section(by=group.alice, bid=bid, sheet=SectionSheet("Méthode"))
    opened_for_writing(bid, group.alice)
    with scope.use(group.space):
        text = reading.text_of(BidSection.TEXT_KIND, section.ref)
        assert text is not None

        def write(by: Membership) -> None:
            text.refresh_from_db()
            texts.write_plain(text=text, author=by.person_id, base=text.position, words=f"De {by.pk}.")

        write(group.bob)
        rest(group.bob)
        with pytest.raises(Refused):
            write(group.bob)
        Membership.objects.filter(pk=group.bob.pk).update(state="member")
        group.bob.refresh_from_db()
        actions.leave_team(by=group.bob, part=part_of(bid, group.bob))
        with pytest.raises(Refused):
            write(group.bob)
        for stage in ("sent", "withdrawn", "lost"):
            set_stage(bid, stage)
            with pytest.raises(Refused):
                write(group.alice)
