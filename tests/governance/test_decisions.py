"""What the doors of decisions let through, refuse and write."""

import datetime as dt

import pytest

from commun.core import clock, journal, scope
from commun.core.errors import NotFound, Refused
from commun.governance import actions
from commun.governance.decision_text import Words, fingerprint
from commun.governance.journal import decisions as facts
from commun.governance.models import Action, DecisionVersion, Following, Membership, Postponement, Process
from commun.governance.policies import decisions as policies
from commun.governance.queries.decision_thread import thread_of
from tests.governance import decisions_world as made
from tests.governance import world as doors

DAY = dt.timedelta(days=1)


@pytest.fixture
def alice(db: None) -> Membership:
    return doors.found()


@pytest.fixture
def bob(alice: Membership) -> Membership:
    return doors.member(alice)


@pytest.fixture
def carol(alice: Membership) -> Membership:
    return doors.member(alice, "Carole Blanc")


def test_a_matter_is_heard_with_its_number_its_text_and_where_it_was_born(bob: Membership) -> None:
    first = actions.voice(by=bob, draft=made.draft(subject="Vie du groupe"), origin="meeting_line:12")
    second = made.heard(bob)
    assert (first.number, second.number) == (1, 2)
    assert (first.state, first.origin, first.subject, first.version) == ("heard", "meeting_line:12", "Vie du groupe", 1)
    assert first.since == clock.today()
    fact = made.told(bob, facts.VOICED)[0]
    assert fact.data == {"from": "", "to": "heard", "origin": "meeting_line:12"}
    assert (fact.about_kind, fact.about_ref, fact.person_id) == (facts.DECISION, first.ref, bob.person_id)
    with scope.use(bob.space):
        version = DecisionVersion.objects.get(decision=first)
        assert version.text == "Chaque premier mardi, de 14 h à 16 h."
        assert Following.objects.filter(decision=first, membership=bob).exists()
    assert journal.verify(bob.space) == []


@pytest.mark.parametrize(
    ("draft", "word"),
    [
        (actions.Draft(title="  "), "title"),
        (actions.Draft(title="x" * 5000), "200"),
        (actions.Draft(title="Oui", text="x" * 20_001), "20000"),
        (actions.Draft(title="Oui", is_experiment=True), "experiment"),
        (actions.Draft(title="Oui", review_on=dt.date(2026, 11, 16)), "day to come"),
        (actions.Draft(title="Oui", review_on=dt.date(9999, 12, 31)), ""),
        (actions.Draft(title="Oui", change={"kind": "nothing.known"}), "apply"),
    ],
)
def test_what_is_missing_or_too_long_has_its_sentence(bob: Membership, draft: actions.Draft, word: str) -> None:
    from django.utils import translation

    with translation.override("en"), pytest.raises(Refused) as refusal:
        actions.voice(by=bob, draft=draft)
    assert word in str(refusal.value.sentence)


def test_a_member_at_rest_reads_but_does_not_voice(bob: Membership) -> None:
    actions.rest(member=bob)
    with pytest.raises(Refused):
        made.heard(doors.again(bob))


def test_nobody_acts_on_the_decisions_of_another_group(bob: Membership) -> None:
    stranger, decision = doors.found("Un autre groupe"), made.adopted(bob)
    with pytest.raises(NotFound):
        policies.decision_for(stranger, decision.ref)
    for attempt in (
        lambda: actions.propose(by=stranger, decision=made.heard(bob)),
        lambda: actions.amend(by=stranger, decision=made.heard(bob), draft=made.draft(), note=""),
        lambda: actions.let_go(by=stranger, decision=decision, reason="Non."),
        lambda: actions.engage(
            by=stranger, decision=decision, carrier=stranger, first_step="Oui", due_on=clock.today()
        ),
        lambda: actions.engage(by=bob, decision=decision, carrier=stranger, first_step="Oui", due_on=clock.today()),
    ):
        with pytest.raises(Refused):
            attempt()


def test_who_is_concerned_is_written_before_it_is_proposed(bob: Membership) -> None:
    decision = made.heard(bob, concerned="")
    with pytest.raises(Refused):
        actions.propose(by=bob, decision=decision)
    actions.amend(by=bob, decision=decision, draft=made.draft(), note="Qui est concerné")
    assert actions.propose(by=bob, decision=decision).state == "proposed"


def test_each_version_is_kept_with_its_reason(bob: Membership) -> None:
    decision = made.proposed(bob)
    version = actions.amend(
        by=bob, decision=decision, draft=made.draft("Un atelier par trimestre", text="Le mardi."), note="Moins souvent"
    )
    assert (version.number, version.note, version.text) == (2, "Moins souvent", "Le mardi.")
    row = made.again(decision)
    assert (row.version, row.title, row.state) == (2, "Un atelier par trimestre", "proposed")
    with scope.use(bob.space):
        assert [one.text for one in DecisionVersion.objects.filter(decision=row)] == [
            "Chaque premier mardi, de 14 h à 16 h.",
            "Le mardi.",
        ]
    assert made.told(bob, facts.AMENDED)[0].data["version"] == 2


def test_a_new_version_is_written_by_its_author_or_who_facilitates(
    alice: Membership, bob: Membership, carol: Membership
) -> None:
    decision = made.heard(bob)
    with pytest.raises(Refused):
        actions.amend(by=carol, decision=decision, draft=made.draft(), note="")
    actions.amend(by=alice, decision=decision, draft=made.draft(), note="")
    adopted = made.adopted(bob)
    with pytest.raises(Refused):
        actions.amend(by=bob, decision=adopted, draft=made.draft(), note="")


def test_who_leads_an_open_process_may_write_a_new_version(bob: Membership, carol: Membership) -> None:
    decision = made.proposed(bob)
    with scope.use(bob.space):
        Process.objects.create(
            space=bob.space, decision=decision, method="consent", state="open", opened_by=carol, created_at=clock.now()
        )
    assert actions.amend(by=carol, decision=decision, draft=made.draft(), note="Intégration").number == 2
    with pytest.raises(Refused):
        actions.let_go(by=bob, decision=decision, reason="Non.")
    with pytest.raises(Refused):
        actions.postpone(by=bob, decision=decision, again_on=clock.today() + DAY)


def test_not_now_look_again_on_a_day(bob: Membership) -> None:
    decision = made.proposed(bob)
    actions.postpone(by=bob, decision=decision, again_on=clock.today() + DAY, reason="Après l’été.")
    assert made.again(decision).state == "heard"
    actions.postpone(by=bob, decision=decision, again_on=clock.today() + 2 * DAY)
    with scope.use(bob.space):
        assert Postponement.objects.get(decision=decision).again_on == clock.today() + 2 * DAY
    with pytest.raises(Refused):
        actions.postpone(by=bob, decision=decision, again_on=clock.today())
    actions.propose(by=bob, decision=decision)
    with scope.use(bob.space):
        assert not Postponement.objects.exists()
    assert [fact.data["from"] for fact in made.told(bob, facts.POSTPONED)] == ["proposed", "heard"]


def test_an_adopted_decision_keeps_the_mark_of_its_text(bob: Membership) -> None:
    decision = made.adopted(bob, ends_on=clock.today() + DAY)
    assert (decision.state, decision.adopted_on, decision.ends_on) == ("adopted", clock.today(), clock.today() + DAY)
    fact = made.told(bob, facts.ADOPTED)[0]
    with scope.use(bob.space):
        assert fact.data["fingerprint"] == DecisionVersion.objects.get(decision=decision).fingerprint
    assert (fact.data["from"], fact.data["to"], fact.data["version"]) == ("proposed", "adopted", 1)
    assert fact.data["ends_on"] == (clock.today() + DAY).isoformat()


def test_the_mark_is_that_of_the_text_read_at_the_adoption(bob: Membership) -> None:
    decision = made.proposed(bob)
    with scope.use(bob.space):
        DecisionVersion.objects.filter(decision=decision).update(text="Chaque jour.")
    actions.adopt(decision=decision, actor=journal.Person(bob.person_id))
    with scope.use(bob.space):
        version = DecisionVersion.objects.get(decision=decision)
    said = fingerprint(Words(version.title, "Chaque jour.", version.concerned))
    assert made.told(bob, facts.ADOPTED)[0].data["fingerprint"] == version.fingerprint == said


def test_people_vote_on_a_text_that_does_not_change(bob: Membership) -> None:
    decision = made.proposed(bob)
    with scope.use(bob.space):
        Process.objects.create(
            space=bob.space, decision=decision, method="proposal", state="open", opened_by=bob, created_at=clock.now()
        )
    with pytest.raises(Refused):
        actions.amend(by=bob, decision=decision, draft=made.draft(), note="")


def test_a_decision_does_not_end_before_it_starts(bob: Membership) -> None:
    with pytest.raises(Refused):
        made.adopted(bob, ends_on=clock.today() - DAY)


def test_engaging_asks_one_carrier_a_first_step_and_a_day_to_come(bob: Membership) -> None:
    decision, role = made.adopted(bob), made.role(bob)
    soon = clock.today() + DAY
    for carrier, holder, step, due in (
        (None, None, "Réserver", soon),
        (bob, role, "Réserver", soon),
        (bob, None, "  ", soon),
        (bob, None, "x" * 301, soon),
        (bob, None, "Réserver", clock.today() - DAY),
        (bob, None, "Réserver", dt.date(9999, 12, 31)),
    ):
        with pytest.raises(Refused):
            actions.engage(by=bob, decision=decision, carrier=carrier, carrier_role=holder, first_step=step, due_on=due)
    assert made.again(decision).state == "adopted"
    assert (
        actions.engage(by=bob, decision=decision, carrier_role=role, first_step="Réserver", due_on=soon).state
        == "engaged"
    )


def test_what_is_to_do_is_due_within_ten_years(bob: Membership) -> None:
    far, ten_years = dt.date(2036, 11, 20), dt.date(2036, 11, 16)
    action = actions.add_action(by=bob, title="Ranger", due_on=ten_years)
    for do in (
        lambda: actions.add_action(by=bob, title="Ranger", due_on=far),
        lambda: actions.take_action(by=bob, action=action, due_on=far),
        lambda: actions.postpone(by=bob, decision=made.heard(bob), again_on=far),
    ):
        with pytest.raises(Refused):
            do()


def test_the_first_step_of_an_engaged_decision_is_a_thing_to_do(bob: Membership) -> None:
    decision = made.engaged(bob)
    with scope.use(bob.space):
        step = Action.objects.get(decision=decision)
    assert (step.title, step.owner_id, step.due_on, step.state) == (
        "Réserver la salle",
        bob.pk,
        decision.due_on,
        "open",
    )


def test_an_engaged_decision_is_planned_again_by_its_carrier_only(
    alice: Membership, bob: Membership, carol: Membership
) -> None:
    decision = made.engaged(bob)
    plan = {"first_step": "Appeler la mairie", "due_on": clock.today() + 3 * DAY}
    with pytest.raises(Refused):
        actions.engage(by=carol, decision=decision, carrier=carol, **plan)
    row = actions.engage(by=alice, decision=decision, carrier=carol, **plan)
    assert (row.state, row.carrier_id) == ("engaged", carol.pk)
    with scope.use(bob.space):
        assert list(Action.objects.order_by("pk").values_list("title", "state")) == [
            ("Réserver la salle", "let_go"),
            ("Appeler la mairie", "open"),
        ]


def test_the_carrier_says_what_became_of_it(bob: Membership, carol: Membership) -> None:
    decision = made.engaged(bob)
    with pytest.raises(Refused):
        actions.finish(by=carol, decision=decision, state="done", outcome="Fait.")
    with pytest.raises(Refused):
        actions.finish(by=bob, decision=decision, state="partly", outcome=" ")
    with pytest.raises(Refused):
        actions.finish(by=bob, decision=decision, state="let_go", outcome="Fait.")
    row = actions.finish(by=bob, decision=decision, state="partly", outcome="Trois ateliers.", lesson="À deux.")
    assert (row.state, row.outcome, row.lesson, row.closed_on) == (
        "partly",
        "Trois ateliers.",
        "À deux.",
        clock.today(),
    )
    assert actions.finish(by=bob, decision=row, state="done", outcome="").state == "done"


def test_the_holder_of_the_role_that_carries_it_concludes(bob: Membership, carol: Membership) -> None:
    role = made.role(bob)
    made.hold(role, carol)
    decision = made.adopted(bob)
    actions.engage(by=bob, decision=decision, carrier_role=role, first_step="Réserver", due_on=clock.today())
    with pytest.raises(Refused):
        actions.finish(by=bob, decision=decision, state="done", outcome="")
    assert actions.finish(by=carol, decision=decision, state="done", outcome="").state == "done"


def test_letting_go_keeps_the_reason_and_the_lesson_and_takes_what_was_to_do_along(bob: Membership) -> None:
    decision = made.engaged(bob)
    with pytest.raises(Refused):
        actions.let_go(by=bob, decision=decision, reason=" ")
    row = actions.let_go(by=bob, decision=decision, reason="Plus le temps.", lesson="Commencer petit.")
    assert (row.state, row.outcome, row.lesson) == ("let_go", "Plus le temps.", "Commencer petit.")
    with scope.use(bob.space):
        assert Action.objects.get(decision=decision).state == "let_go"


def test_what_was_let_go_may_be_voiced_again(bob: Membership) -> None:
    row = actions.voice_again(by=bob, decision=made.let_go(bob))
    assert (row.state, row.carrier_id, row.adopted_on, row.closed_on) == ("heard", None, None, None)
    # Why it was let go is no « what became of it » of what is only heard: it stays in the thread alone.
    assert (row.outcome, row.lesson) == ("", "Commencer petit.")
    thread = thread_of(bob, row)
    assert [step.reason for step in thread.timeline][-2:] == ["Plus personne n’a le temps.", ""]


@pytest.mark.parametrize("state", ["done", "partly"])
def test_what_ended_is_not_let_go_and_keeps_what_became_of_it(bob: Membership, state: str) -> None:
    row = actions.finish(by=bob, decision=made.engaged(bob), state=state, outcome="Acheté.")
    with pytest.raises(Refused):
        actions.let_go(by=bob, decision=row, reason="x")
    assert (made.again(row).state, made.again(row).outcome) == (state, "Acheté.")


def test_a_done_decision_that_the_group_ends_keeps_what_had_become_of_it_in_its_thread(bob: Membership) -> None:
    row = actions.finish(by=bob, decision=made.engaged(bob), state="done", outcome="Acheté.", lesson="À deux.")
    change = {"kind": "decision.end", "decision": row.ref, "reason": "Il a rouillé."}
    made.adopted(bob, "On s’en sépare", change=change)
    row = made.again(row)
    assert (row.state, row.outcome, row.lesson) == ("let_go", "Il a rouillé.", "À deux.")
    assert [step.reason for step in thread_of(bob, row).timeline][-2:] == ["Acheté.", "Il a rouillé."]


def test_a_decision_is_replaced_by_another_that_was_adopted(bob: Membership) -> None:
    former, after, only_proposed = made.adopted(bob), made.adopted(bob, "Autrement"), made.proposed(bob, "Peut-être")
    actor = doors.again(bob)
    actions.engage(by=actor, decision=former, carrier=actor, first_step="Oui", due_on=clock.today())
    for wrong in (former, only_proposed, made.adopted(doors.found("Un autre groupe"))):
        with pytest.raises(Refused):
            actions.replace(by=bob, decision=former, by_decision=wrong)
    row = actions.replace(by=bob, decision=former, by_decision=after)
    assert (row.state, row.replaced_by_id) == ("replaced", after.pk)
    with scope.use(bob.space):
        assert Action.objects.get(decision=former).state == "let_go"


def test_each_move_is_dated_with_who_made_it(bob: Membership, carol: Membership) -> None:
    decision, first = made.heard(bob), clock.today()
    with made.later(2):
        assert actions.propose(by=carol, decision=decision).since == first + 2 * DAY
    with made.later(5):
        adopted = actions.adopt(decision=decision, actor=journal.Rule("governance.closing"))
        assert adopted.since == first + 5 * DAY
    told = [((step.at.date() - first).days, step.name) for step in thread_of(bob, made.again(decision)).timeline]
    assert told == [(0, bob.name), (2, carol.name), (5, "")]


def test_whoever_carries_it_hears_of_its_moves(bob: Membership, carol: Membership) -> None:
    decision = made.adopted(bob)
    actions.engage(by=bob, decision=decision, carrier=carol, first_step="Réserver", due_on=clock.today())
    with scope.use(bob.space):
        assert set(Following.objects.values_list("membership", flat=True)) == {bob.pk, carol.pk}


def test_what_is_taken_up_again_is_published_no_more(bob: Membership) -> None:
    decision = made.let_go(bob)
    actions.publish(by=bob, decision=decision)
    assert not actions.voice_again(by=bob, decision=decision).is_published


def test_a_carrier_gives_it_back_and_it_waits_for_another(bob: Membership) -> None:
    row = actions.hand_back_decision(by=bob, decision=made.engaged(bob))
    assert (row.state, row.carrier_id, row.due_on) == ("adopted", None, None)
    assert made.told(bob, facts.HANDED_BACK)[0].data == {"from": "engaged", "to": "adopted", "carrier": bob.person_id}


def test_following_and_unfollowing_are_done_once(bob: Membership, carol: Membership) -> None:
    decision = made.heard(bob)
    for _time in range(2):
        actions.follow(by=carol, decision=decision)
    assert len(made.told(bob, facts.FOLLOWED)) == 1
    for _time in range(2):
        actions.unfollow(by=carol, decision=decision)
    assert len(made.told(bob, facts.UNFOLLOWED)) == 1
    with scope.use(bob.space):
        assert list(Following.objects.values_list("membership", flat=True)) == [bob.pk]
