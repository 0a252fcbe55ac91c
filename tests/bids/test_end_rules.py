"""The rules of the end, one by one: who freezes, sends, gives up; when the outcome is asked, of whom, what is kept."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commun.bids import actions
from commun.bids.actions import OutcomeSheet
from commun.bids.actions.freezing import fingerprint_of
from commun.bids.models import Bid, BidOutcome, BidRole, BidSection
from commun.bids.policies import bids as policies
from commun.bids.queries import outcomes
from commun.bids.queries.awards import awards_for
from commun.bids.queries.readiness import readiness_of
from commun.bids.tasks import outcomes as tasks
from commun.core import clock, live, scope
from commun.core.errors import Refused
from commun.core.models import Fact, OutgoingMail
from commun.core.urls import here
from commun.core.writing.tables import WrittenText
from commun.tenders.models import PastAward
from tests.bids.test_ends import ready_bid, sent_bid
from tests.bids.test_legal_form import joint_bid
from tests.bids.test_legal_rules import past, set_stage
from tests.bids.test_team_rules import rest
from tests.bids.test_teams import part_of
from tests.bids.vault_worlds import lead
from tests.bids.worlds import facts_of, join, make_bid, make_entity, opened_for_writing
from tests.exchange.search_world import indexed, titles
from tests.support.client import GateClient
from tests.support.world import Group, make_group, make_member, make_person
from tests.tenders.worlds import make_open_notice

pytestmark = pytest.mark.django_db


def with_bob(group: Group, bid: Bid, *roles: str) -> Bid:
    """Bob in the team too, under the same entity, with these roles."""
    group.bob.person.legal_entity = make_entity()
    group.bob.person.save()
    join(bid, group.bob)
    for role in roles:
        lead(bid, group.bob, role)
    return bid


def sent_with_bob(group: Group) -> Bid:
    """Written by both, sent by Alice."""
    bid = with_bob(group, ready_bid(group))
    actions.freeze_bid(by=group.alice, bid=bid)
    return actions.mark_sent(by=group.alice, bid=bid, at=clock.now())


def test_who_leads_or_sends_freezes_reopens_and_sends_and_nobody_else(group: Group) -> None:
    bid = with_bob(group, ready_bid(group), "writer", "price")
    for stage, act in (
        ("writing", lambda: actions.freeze_bid(by=group.bob, bid=bid)),
        ("frozen", lambda: actions.reopen_bid(by=group.bob, bid=bid, reason="Moi")),
        ("frozen", lambda: actions.mark_sent(by=group.bob, bid=bid, at=clock.now())),
        ("sent", lambda: actions.withdraw_bid(by=group.bob, bid=bid, reason="Moi")),
    ):
        Bid._base_manager.filter(pk=bid.pk).update(stage=stage, frozen_at=clock.now())
        with pytest.raises(Refused, match="mène ou|conduit|dépose"):
            act()
    set_stage(bid, "writing")
    with scope.use(group.space):
        BidRole.objects.filter(part__membership=group.alice, role="lead").delete()
    for role, member in (("submission", group.alice), ("lead", group.bob)):
        with scope.use(group.space):
            BidRole.objects.filter(role__in=policies.SENDERS).delete()
        lead(bid, member, role)
        frozen = actions.freeze_bid(by=member, bid=bid)
        assert frozen.frozen_by == member
        actions.reopen_bid(by=member, bid=bid, reason="Encore")
    bid.refresh_from_db()
    assert (bid.stage, bid.frozen_at, bid.frozen_by) == ("writing", None, None)
    rest(group.bob)
    for may in (policies.is_in_team, policies.was_in_team, policies.may_send, policies.can_write_on):
        assert not may(group.bob, bid)
    assert not policies.holds(group.bob, bid, "lead")
    assert not policies.can_open(group.bob)


def test_who_leaves_blocks_no_answer(client: GateClient, group: Group) -> None:
    """Once nobody leads or sends, anybody of the team does; once nobody is in it, anybody of the group ends it."""
    bid = with_bob(group, ready_bid(group))
    actions.freeze_bid(by=group.alice, bid=bid)
    assert not policies.may_send(group.bob, bid)
    actions.leave_team(by=group.alice, part=part_of(bid, group.alice))
    assert not policies.may_send(group.alice, bid)
    client.force_login(group.bob.person)
    url = here(group.space.slug, "bids:reopen-bid", bid=bid.ref)
    assert url in client.get(here(group.space.slug, "bids:bid", bid=bid.ref)).content.decode()
    assert client.post(url, {"reason": "Alice est partie"}).status_code == 302
    actions.freeze_bid(by=group.bob, bid=bid)
    actions.leave_team(by=group.bob, part=part_of(bid, group.bob))
    dan = make_member(group.space, make_person("Dan"))
    client.force_login(dan.person)
    url = here(group.space.slug, "bids:withdraw-bid", bid=bid.ref)
    assert url in client.get(here(group.space.slug, "bids:bid", bid=bid.ref)).content.decode()
    assert client.post(url, {"reason": "Plus personne"}).status_code == 302
    assert client.get(url).status_code == 404
    gathering = make_bid(group.alice)
    with pytest.raises(Refused):
        actions.withdraw_bid(by=dan, bid=gathering, reason="Moi")
    with pytest.raises(Refused):
        actions.withdraw_bid(by=group.alice, bid=gathering, reason=" ")
    actions.leave_team(by=group.alice, part=part_of(gathering, group.alice))
    actions.withdraw_bid(by=dan, bid=gathering, reason="Plus personne")
    with pytest.raises(Refused):
        actions.withdraw_bid(by=dan, bid=gathering, reason="Encore")
    assert not policies.can_write_on(dan, gathering)


def test_a_freeze_is_told_with_a_print_of_the_words_and_to_the_open_browsers(
    group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    bid = ready_bid(group)
    with scope.use(group.space):
        section = BidSection.objects.get()
        WrittenText.objects.update(markdown="", plain="", shown_position=0)
    topics: list[tuple[str, str]] = []
    monkeypatch.setattr(live, "tell", lambda topic, said, *rest: topics.append((topic, said)))
    empty = fingerprint_of(bid)
    actions.freeze_bid(by=group.alice, bid=bid)
    with scope.use(group.space):
        text = WrittenText.objects.get()
        fact = Fact.objects.get(name="bids.bid.frozen")
    assert "Pas à pas." in text.plain
    assert fact.data["fingerprint"] == fingerprint_of(bid) != empty
    BidSection._base_manager.filter(pk=section.pk).update(title="Autre titre")
    assert fact.data["fingerprint"] != fingerprint_of(bid)
    assert [said for _topic, said in topics if said == "right"] == ["right"]
    actions.reopen_bid(by=group.alice, bid=bid, reason="Une faute")
    assert [said for _topic, said in topics if said == "right"] == ["right"] * 2
    actions.freeze_bid(by=group.alice, bid=bid)
    at = clock.now()
    assert actions.mark_sent(by=group.alice, bid=bid, at=at - dt.timedelta(seconds=30)).sent_at != at
    with pytest.raises(Refused):
        actions.mark_sent(by=group.alice, bid=bid, at=at)
    assert {"bids.bid.sent", "bids.bid.reopened"} <= set(facts_of(group.space))


def test_an_answer_is_frozen_once_written_with_its_form_and_its_split(group: Group) -> None:
    bid = joint_bid(group)
    lead(bid, group.alice)
    with pytest.raises(Refused, match="écriture n’est pas ouverte"):
        actions.freeze_bid(by=group.alice, bid=bid)
    opened_for_writing(bid, group.alice)
    said = readiness_of(bid).obstacles
    assert "La forme juridique n’est pas choisie." in said
    assert any(one.startswith("Répartition") for one in said)
    bid.form = "solidary"
    assert readiness_of(bid).obstacles == []
    Bid._base_manager.filter(pk=bid.pk).update(stage="sent", sent_at=clock.now(), frozen_at=clock.now())
    with pytest.raises(Refused, match="écriture n’est pas ouverte"):
        actions.freeze_bid(by=group.alice, bid=bid)
    away = make_group()
    away.alice.person.legal_entity = make_entity()
    away.alice.person.save()
    make_bid(away.alice, bid.notice, title="À côté")
    assert any("À côté" in one for one in readiness_of(bid).warnings)


def test_the_journal_is_held_before_the_answer_is_locked(group: Group) -> None:
    """The order of locks of the house: crosswise, two people would wait for each other."""
    bid = make_bid(group.alice)
    with CaptureQueriesContext(connection) as queries:
        actions.change_bid(by=group.alice, bid=bid, sheet=actions.BidSheet("Autrement"))
    locks = [one["sql"] for one in queries if "FOR UPDATE" in one["sql"]]
    assert "chainhead" in locks[0]
    assert 'OF "bids_bid"' in locks[1]
    notice = make_open_notice()
    with CaptureQueriesContext(connection) as queries:
        make_bid(group.alice, notice)
    sqls = [one["sql"] for one in queries if one["sql"].startswith(("SELECT", "INSERT"))]
    assert "chainhead" in sqls[0]


def test_the_outcome_is_kept_as_the_team_tells_it(group: Group) -> None:
    bid = sent_with_bob(group)
    scores: list[dict[str, Any]] = [{"criterion": "Prix", "weight": 40, "ours": 12.5, "winner": None}]
    for wrong in (
        OutcomeSheet("lost", rank=0),
        OutcomeSheet("lost", offers_count=0),
        OutcomeSheet("lost", offers_count=1001),
        OutcomeSheet("lost", scores=scores * 31),
    ):
        with pytest.raises(Refused):
            actions.tell_outcome(by=group.alice, bid=bid, sheet=wrong)
    row = actions.tell_outcome(
        by=group.bob,
        bid=bid,
        sheet=OutcomeSheet("lost", scores, 3, 3, " Grand  Cabinet ", 900_000, "Trop cher", "Chiffrer plus tôt"),
    )
    assert row.scores == [{"criterion": "Prix", "weight": "40.00", "ours": "12.50", "winner": None}]
    assert (row.winner, row.buyer_words, row.told_by) == ("Grand Cabinet", "Trop cher", group.bob)
    assert "bids.outcome.told" in facts_of(group.space)
    with pytest.raises(Refused):
        actions.sign_contract(by=group.alice, bid=bid, on=clock.today())
    actions.tell_outcome(by=group.alice, bid=bid, sheet=OutcomeSheet("unanswered"))
    actions.tell_outcome(by=group.alice, bid=bid, sheet=OutcomeSheet("won"))
    dan = make_member(group.space, make_person("Dan"))
    for by, on in ((dan, clock.today()), (group.alice, clock.today() - dt.timedelta(1))):
        with pytest.raises(Refused):
            actions.sign_contract(by=by, bid=bid, on=on)
    actions.sign_contract(by=group.alice, bid=bid, on=clock.today())
    assert facts_of(group.space).count("bids.bid.signed") == 1
    rest(group.bob)
    with pytest.raises(Refused):
        actions.tell_outcome(by=group.bob, bid=bid, sheet=OutcomeSheet("won"))


def at_home(day: dt.date, hour: int = 12) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), tzinfo=clock.PARIS)


def test_the_day_of_the_question_is_a_week_after_the_deadline_in_paris_or_the_announced_start(group: Group) -> None:
    bid, today = sent_bid(group), clock.today()
    week = dt.timedelta(7)
    for deadline, start, asked in (
        (at_home(today - week, 0), None, today),
        (at_home(today - week + dt.timedelta(1), 0), None, None),
        (at_home(today - week), today - dt.timedelta(2), today - dt.timedelta(2)),
        (at_home(today - 2 * week), today, today - week),
        (at_home(today), today + dt.timedelta(1), None),
        (at_home(today), today, today),
    ):
        bid.notice.deadline_at, bid.starts_on = deadline, start
        assert outcomes.waits_since(bid) == asked, (deadline, start)
    bid.notice.deadline_at, bid.starts_on, bid.sent_at = None, None, clock.now() - week
    assert outcomes.waits_since(bid) == today
    bid.sent_at = clock.now() - week + dt.timedelta(1)
    bid.opened_at = clock.now() - 2 * week
    assert outcomes.waits_since(bid) is None
    bid.sent_at, bid.stage = clock.now() - week, "won"
    assert outcomes.waits_since(bid) is None


def test_the_question_goes_to_who_leads_or_sends_else_to_the_awake_team(group: Group) -> None:
    bid = sent_with_bob(group)
    gone = make_member(group.space, make_person("Parti"))
    past(bid, days=8)
    assert [list(outcomes.things_to_do(one.person)) != [] for one in (group.alice, group.bob, gone)] == [
        True, True, False,
    ]  # fmt: skip
    ask: Any = tasks.ask_outcomes
    other = sent_bid_of(group, gone)

    def asked() -> dict[str, int]:
        ask.func(0)
        rows = OutgoingMail.objects.filter(key__startswith="bids.outcome:")
        people = {one.person.email: name for one, name in ((group.alice, "a"), (group.bob, "b"), (gone, "c"))}
        found: dict[str, int] = {}
        for mail in rows:
            assert f"/reponses/{bid.ref}/issue/" in mail.text
            found[people[mail.to]] = found.get(people[mail.to], 0) + 1
        return found

    assert asked() == {"a": 1}
    lead(bid, group.bob, "submission")
    assert asked() == {"a": 1, "b": 1}
    with scope.use(group.space):
        BidRole.objects.all().delete()
        Bid.objects.filter(pk=bid.pk).update(starts_on=clock.today())
    rest(group.alice)
    assert asked() == {"a": 1, "b": 2}
    assert list(outcomes.things_to_do(group.alice.person)) == []
    for stage in ("lost", "withdrawn"):
        set_stage(bid, stage)
    assert asked() == {"a": 1, "b": 2}
    actions.leave_team(by=group.bob, part=part_of(bid, group.bob))
    set_stage(bid, "sent")
    assert list(outcomes.things_to_do(group.bob.person)) == []
    with scope.use(group.space):
        assert outcomes.askers([bid])[bid.pk] == []
    assert other.stage == "sent"


def sent_bid_of(group: Group, member: Any) -> Bid:
    """Somebody else's answer, sent, that does not wait yet."""
    bid = make_bid(member)
    Bid._base_manager.filter(pk=bid.pk).update(stage="sent", sent_at=clock.now())
    bid.refresh_from_db()
    return bid


def test_award_notices_of_the_same_thread_say_ours_or_theirs_and_start_the_form(
    client: GateClient, group: Group
) -> None:
    bid = with_bob(group, ready_bid(group))
    actions.correct_part(
        by=group.bob, part=part_of(bid, group.bob), standing="member", entity=make_entity(1, "Boussole")
    )
    actions.leave_team(by=group.bob, part=part_of(bid, group.bob))
    actions.freeze_bid(by=group.alice, bid=bid)
    actions.mark_sent(by=group.alice, bid=bid, at=clock.now())
    theirs = [{"name": "Grand Cabinet", "siret": "40483304800022", "town": ""}]
    day = clock.today()
    old = PastAward.objects.create(
        key="a",
        title="Lot 1",
        notice=bid.notice,
        suppliers=theirs,
        amount_cents=900_000,
        awarded_on=day,
        offers_count=4,
    )
    PastAward.objects.create(key="c", title="Ailleurs", notice=make_open_notice(), suppliers=theirs)
    ours = PastAward.objects.create(
        key="b",
        title="Lot 2",
        notice=bid.notice,
        suppliers=[{"name": "Les Artisans du lien", "siren": "732829320"}],
        amount_cents=800_000,
        awarded_on=day + dt.timedelta(1),
    )
    assert [(line.award.pk, line.is_ours) for line in awards_for(bid)] == [(ours.pk, True), (old.pk, False)]
    client.force_login(group.alice.person)
    url = here(group.space.slug, "bids:outcome", bid=bid.ref)
    start = client.get(f"{url}?avis={old.pk}").context["form"].initial
    assert (start["result"], start["winner"], start["winner_cents"], start["offers_count"]) == (
        "lost", "Grand Cabinet", 900_000, 4,
    )  # fmt: skip
    start = client.get(f"{url}?avis={ours.pk}").context["form"].initial
    assert (start["result"], start["winner"], start["winner_cents"]) == ("won", "", None)
    said = {"result": "lost", "winner": "Grand Cabinet", "lesson": "Chiffrer plus tôt"}
    assert client.post(f"{url}?avis={old.pk}", said).status_code == 302
    start = client.get(f"{url}?avis={ours.pk}").context["form"].initial
    assert (start["result"], start["lesson"]) == ("lost", "Chiffrer plus tôt")
    assert client.post(url, said).status_code == 302
    with scope.use(group.space):
        assert BidOutcome.objects.get().award == old
    dan = make_member(group.space, make_person("Dan"))
    client.force_login(dan.person)
    assert client.get(url).status_code == 404


def test_figures_count_what_was_sent_here_by_buyer_and_kind(group: Group) -> None:
    def ended(stage: str, **notice: Any) -> Bid:
        bid = make_bid(group.alice, make_open_notice(**notice), price_cents=10_000)
        set_stage(bid, stage)
        return bid

    ended("won", nature="services")
    ended("lost", buyer="Ville", nature="works")
    ended("unanswered", buyer="Ville")
    ended("sent", buyer="Ville", nature="services")
    ended("withdrawn", buyer="Région")
    ended("gathering", buyer="Région")
    away = make_group()
    set_stage(make_bid(away.alice), "won")
    figures = outcomes.figures_of(group.space)
    whole = figures.whole
    assert (whole.sent, whole.won, whole.lost, whole.unanswered, whole.won_cents) == (4, 1, 1, 1, 10_000)
    assert [(one.label, one.sent) for one in figures.by_buyer] == [("Ville", 3), ("Communauté du Val de Sambre", 1)]
    assert {(one.label, one.sent) for one in figures.by_kind} == {("services", 2), ("travaux", 1), ("non dit", 1)}


def test_deadlines_and_words_of_an_answer_are_found_by_its_team(group: Group) -> None:
    bid = ready_bid(group)
    day = clock.today()
    far = day + dt.timedelta(60)

    def dates(since: dt.date = day, until: dt.date = far) -> list[str]:
        return [one.title for one in outcomes.dates_of(group.alice.person, since, until)]

    assert len(dates()) == 1
    moved = [one.changed_at for one in outcomes.dates_of(group.alice.person, day, far)]
    assert moved == [bid.notice.changed_at]
    assert dates(day + dt.timedelta(40)) == []
    assert list(outcomes.dates_of(group.bob.person, day, far)) == []
    indexed()
    assert bid.title in titles(group.bob.person, "répondre")
    assert titles(group.bob.person, "pas à pas") == ["Méthode"]
    join(bid, group.bob)
    actions.leave_team(by=group.bob, part=part_of(bid, group.bob))
    assert list(outcomes.dates_of(group.bob.person, day, far)) == []
    set_stage(bid, "sent")
    assert dates() == []


def test_the_pages_of_the_end_are_for_those_whom_they_concern(client: GateClient, group: Group) -> None:
    bid = with_bob(group, ready_bid(group))
    slug = group.space.slug
    dan = make_member(group.space, make_person("Dan"))

    def opens(name: str, *members: Any) -> list[int]:
        found = []
        for member in members:
            client.force_login(member.person)
            found.append(client.get(here(slug, f"bids:{name}", bid=bid.ref)).status_code)
        return found

    assert opens("freeze-bid", group.bob, dan) == [200, 404]
    assert opens("outcome", group.alice) == [404]
    actions.freeze_bid(by=group.alice, bid=bid)
    for name in ("reopen-bid", "mark-sent"):
        assert opens(name, group.alice, group.bob) == [200, 404]
    client.force_login(group.alice.person)
    group.alice.person.time_zone = "America/Martinique"
    group.alice.person.save()
    local = clock.now().astimezone(dt.timezone(dt.timedelta(hours=-4)))
    said = {"day": local.date(), "hour": local.strftime("%H:%M")}
    assert client.post(here(slug, "bids:mark-sent", bid=bid.ref), said).status_code == 302
    bid.refresh_from_db()
    assert bid.sent_at == clock.now()
    assert opens("sign-contract", group.alice) == [404]
    scored = actions.tell_outcome(
        by=group.alice,
        bid=bid,
        sheet=OutcomeSheet("won", [{"criterion": "Méthode", "weight": None, "ours": 12, "winner": None}]),
    )
    assert scored.scores[0]["ours"] == "12.00"
    assert opens("sign-contract", group.alice, dan) == [200, 404]
