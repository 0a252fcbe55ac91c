"""Pages of decisions and of things to do: what they show, what they cost, what they do with bad input."""

import datetime as dt
import hashlib
import json
from typing import Any

import pytest

from commun.core import clock, scope
from commun.core.urls import here
from commun.governance import actions
from commun.governance.actions.ballots import cast
from commun.governance.actions.processes import Wish, close_early, open_process
from commun.governance.models import Action, Decision, DecisionVersion, Membership, Objection, Process, Stance
from commun.governance.queries import decision_export
from tests.governance import decisions_world as made
from tests.governance import world as doors
from tests.support import world
from tests.support.client import GateClient
from tests.support.queries import assert_flat, at_most

PAGES = [
    "decisions",
    "new-decision",
    "mirror",
    "decisions-print",
    "decisions-csv",
    "decisions-json",
    "actions",
    "new-action",
]
THREAD = ["decision", "decision-text", "decision-markdown", "decision-json", "check-decision"]
FORMS = ["postpone-decision", "engage-decision", "finish-decision", "let-go-decision", "replace-decision", "set-review"]


@pytest.fixture
def alice(db: None) -> Membership:
    return doors.found()


@pytest.fixture
def bob(alice: Membership) -> Membership:
    return doors.member(alice)


def address(member: Membership, name: str, **arguments: Any) -> str:
    return here(member.space.slug, f"governance:{name}", **arguments)


def text(response: Any) -> str:
    return response.content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_a_member_reads_the_pages_of_decisions(client: GateClient, bob: Membership, name: str) -> None:
    made.engaged(bob)
    client.force_login(bob.person)
    assert client.get(address(bob, name)).status_code == 200


@pytest.mark.parametrize("name", THREAD)
@pytest.mark.parametrize("stage", ["heard", "proposed", "adopted", "engaged", "let_go"])
def test_a_member_reads_the_thread_at_each_stage(client: GateClient, bob: Membership, name: str, stage: str) -> None:
    decision = getattr(made, stage)(bob)
    client.force_login(bob.person)
    assert client.get(address(bob, name, decision=decision.ref)).status_code == 200


@pytest.mark.parametrize("name", [*FORMS, "amend-decision"])
def test_each_act_has_its_page(client: GateClient, bob: Membership, name: str) -> None:
    decision = made.heard(bob)
    client.force_login(bob.person)
    url = address(bob, name, decision=decision.ref)
    assert client.get(url).status_code == 200
    if name != "set-review":
        assert client.post(url, {}).status_code == 422


def test_a_matter_is_voiced_and_proposed_in_two_clicks(client: GateClient, bob: Membership) -> None:
    client.force_login(bob.person)
    register = text(client.get(address(bob, "decisions")))
    assert address(bob, "new-decision") in register
    sent = {"title": "Un atelier par mois", "concerned": "Tout le groupe", "proposer": "1"}
    response = client.post(address(bob, "new-decision"), sent)
    decision = Decision._base_manager.get()
    assert (response.status_code, decision.state) == (302, "proposed")
    client.post(address(bob, "new-decision"), {"title": "Une idée", "noter": "1"})
    assert Decision._base_manager.get(number=2).state == "heard"


def test_bad_input_keeps_what_was_written(client: GateClient, bob: Membership) -> None:
    client.force_login(bob.person)
    sent = {"title": "Un essai", "text": "Mon texte.", "is_experiment": "on", "concerned": "Nous", "noter": "1"}
    response = client.post(address(bob, "new-decision"), sent)
    assert response.status_code == 422
    assert "Mon texte." in text(response)
    nothing = client.post(address(bob, "new-decision"), {"title": "Sans personne", "proposer": "1"})
    assert nothing.status_code == 422
    assert not Decision._base_manager.exists()
    assert client.post(address(bob, "new-decision"), {"title": "x", "replaces": "99"}).status_code == 422


def test_a_decision_goes_all_the_way_through_the_pages(client: GateClient, alice: Membership, bob: Membership) -> None:
    decision = made.adopted(bob)
    client.force_login(bob.person)
    due = clock.today().isoformat()
    plan = {"carrier": bob.pk, "first_step": "Réserver", "due_on": due}
    client.post(address(bob, "engage-decision", decision=decision.ref), plan)
    assert made.again(decision).state == "engaged"
    with scope.use(bob.space):
        step = Action.objects.get()
    client.post(address(bob, "finish-action", action=step.ref), {"retour": "https://ailleurs.example/"})
    assert made.action_again(step).state == "done"
    client.post(address(bob, "finish-decision", decision=decision.ref), {"state": "done", "outcome": "Fait."})
    assert made.again(decision).state == "done"
    let_go = address(bob, "let-go-decision", decision=decision.ref)
    assert let_go not in client.get(address(bob, "decision", decision=decision.ref)).content.decode()
    assert client.post(let_go, {"reason": "Fini.", "lesson": ""}).status_code == 422
    assert made.again(decision).state == "done"


def test_what_was_only_heard_is_not_called_a_decision(client: GateClient, bob: Membership) -> None:
    heard, adopted = made.heard(bob), made.adopted(bob, "Autre chose")
    client.force_login(bob.person)
    for row, is_decision in ((heard, False), (adopted, True)):
        page = client.get(address(bob, "decision", decision=row.ref)).content.decode()
        assert ("Décision n°" in page) == is_decision


def test_what_is_let_go_is_published_and_taken_up_again_through_the_pages(client: GateClient, bob: Membership) -> None:
    decision = made.adopted(bob)
    client.force_login(bob.person)
    actions.engage(by=bob, decision=decision, carrier=bob, first_step="Réserver", due_on=clock.today())
    client.post(address(bob, "let-go-decision", decision=decision.ref), {"reason": "Fini.", "lesson": "Utile."})
    assert made.again(decision).state == "let_go"
    client.post(address(bob, "publish-decision", decision=decision.ref))
    assert made.again(decision).is_published
    client.post(address(bob, "publish-decision", decision=decision.ref))
    client.post(address(bob, "voice-again", decision=decision.ref))
    assert made.again(decision).state == "heard"
    client.post(address(bob, "propose-decision", decision=decision.ref))
    assert made.again(decision).state == "proposed"


def test_a_role_chosen_beside_the_name_offered_carries_it(client: GateClient, bob: Membership) -> None:
    decision, role = made.adopted(bob), made.role(bob)
    client.force_login(bob.person)
    plan = {"carrier": bob.pk, "carrier_role": role.pk, "first_step": "Oui", "due_on": clock.today().isoformat()}
    client.post(address(bob, "engage-decision", decision=decision.ref), plan)
    row = made.again(decision)
    assert (row.state, row.carrier_id, row.carrier_role_id) == ("engaged", None, role.pk)


@pytest.mark.parametrize("tap", ["0", "1", "2"])
def test_the_need_is_said_in_one_tap(client: GateClient, bob: Membership, tap: str) -> None:
    decision = made.heard(bob)
    client.force_login(bob.person)
    client.post(address(bob, "say-need", decision=decision.ref), {"besoin": tap})
    page = text(client.get(address(bob, "decision", decision=decision.ref)))
    assert f'value="{tap}" aria-pressed="true"' in page
    assert client.post(address(bob, "say-need", decision=decision.ref), {"besoin": "9"}).status_code == 302


def test_a_member_follows_and_says_having_read(client: GateClient, alice: Membership, bob: Membership) -> None:
    decision = made.engaged(bob)
    client.force_login(alice.person)
    client.post(address(alice, "follow-decision", decision=decision.ref))
    client.post(address(alice, "mark-read", decision=decision.ref))
    thread = client.get(address(alice, "decision", decision=decision.ref)).context["thread"]
    assert (thread.is_following, thread.has_read, thread.follower_count) == (True, True, 2)
    client.post(address(alice, "follow-decision", decision=decision.ref), {"arreter": "1"})
    assert not client.get(address(alice, "decision", decision=decision.ref)).context["thread"].is_following


def test_a_changed_text_breaks_the_check(client: GateClient, bob: Membership) -> None:
    decision = made.adopted(bob)
    client.force_login(bob.person)
    url = address(bob, "check-decision", decision=decision.ref)
    good = client.get(url)
    assert good.context["seal"].holds
    file = client.get(address(bob, "decision-text", decision=decision.ref)).content
    assert hashlib.sha256(file).hexdigest() == good.context["seal"].in_journal
    # Somebody with the keys of the database changes the text, and even its mark beside it.
    with scope.use(bob.space):
        DecisionVersion.objects.filter(decision=decision).update(text="Chaque jour.")
    assert not client.get(url).context["seal"].holds
    with scope.use(bob.space):
        row = DecisionVersion.objects.get(decision=decision)
        row.fingerprint = client.get(url).context["seal"].today
        row.save()
    assert not client.get(url).context["seal"].holds


@pytest.mark.parametrize("body", ["Un texte.\n\n- une liste\n~~~\n# un titre\n", "à; b\t«c»", "", "~~~~~~~~\nx"])
def test_the_text_comes_back_sign_for_sign(client: GateClient, bob: Membership, body: str) -> None:
    decision = made.adopted(bob, text=body)
    client.force_login(bob.person)
    markdown = text(client.get(address(bob, "decision-markdown", decision=decision.ref)))
    assert decision_export.text_of(markdown) == body.strip()
    content = json.loads(client.get(address(bob, "decision-json", decision=decision.ref)).content)
    assert content["versions"][0]["text"] == body.strip()
    assert content["state"] == "adopted"


def test_what_was_let_go_is_published_without_any_name(client: GateClient, alice: Membership, bob: Membership) -> None:
    decision = made.engaged(bob, "Le café de Bob Durand")
    actions.let_go(by=bob, decision=decision, reason="BOB n’a plus le temps, Alice Martin non plus.", lesson="À deux.")
    url = address(bob, "published-decision", decision=decision.ref)
    assert client.get(url).status_code == 404
    actions.publish(by=bob, decision=decision)
    page = text(client.get(url))
    for name in ("Bob", "BOB", "Durand", "Alice", "Martin"):
        assert name not in page
    assert "À deux." in page
    actions.unpublish(by=bob, decision=decision)
    assert client.get(url).status_code == 404


def test_disagreements_stay_with_the_decision(client: GateClient, alice: Membership, bob: Membership) -> None:
    decision, now = made.adopted(bob), clock.now()
    with scope.use(bob.space):
        process = Process.objects.create(
            space=bob.space, decision=decision, method="consent", state="closed", opened_by=bob, created_at=now
        )
        common = {"space": bob.space, "process": process, "membership": alice, "version": 1}
        Stance.objects.create(**common, position="aside", reason="Trop tôt pour moi.", at=now)
        Objection.objects.create(**common, state="not_kept", reason="Trop cher.", raised_at=now)
        Objection.objects.create(**{**common, "membership": bob}, state="lifted", reason="Levée.", raised_at=now)
    client.force_login(bob.person)
    page = text(client.get(address(bob, "decision", decision=decision.ref)))
    assert "Trop tôt pour moi." in page
    assert "Trop cher." in page
    assert "Levée." not in page


def test_what_adoption_would_change_is_shown_before(client: GateClient, alice: Membership, bob: Membership) -> None:
    former = made.adopted(bob, "L’ancienne règle")
    change = {"kind": "decision.replace", "decision": former.ref}
    decision = made.proposed(bob, "La nouvelle", change=change)
    client.force_login(bob.person)
    page = text(client.get(address(bob, "decision", decision=decision.ref)))
    assert "L’ancienne règle" in page
    actions.let_go(by=alice, decision=former, reason="Entre-temps.")
    assert "<ins>" not in text(client.get(address(bob, "decision", decision=decision.ref)))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("vue=decider", {"Entendue", "Proposée"}),
        ("vue=suivre", {"Adoptée", "Engagée"}),
        ("vue=vigueur", {"Adoptée", "Engagée", "Sans suite à donner"}),
        ("etat=let_go", {"Lâchée"}),
        ("sujet=Argent", {"Adoptée"}),
        ("q=ADOPTEES", {"Adoptée"}),
        ("q=cafe", {"Engagée"}),
        ("q=1", {"Entendue"}),
        ("annee=2026&etat=heard", {"Entendue"}),
        ("annee=2025", set()),
        ("annee=%C2%B2", {"Entendue", "Proposée", "Adoptée", "Engagée", "Lâchée", "Sans suite à donner"}),
        ("le=2026-11-15", set()),
        ("le=2026-11-16", {"Adoptée", "Engagée", "Sans suite à donner"}),
        ("le=hier&vue=decider", {"Entendue", "Proposée"}),
    ],
)
def test_the_register_is_filtered_from_the_address(
    client: GateClient, bob: Membership, asked: str, found: set[str]
) -> None:
    made.heard(bob, "Entendue")
    made.proposed(bob, "Proposée")
    made.adopted(bob, "Adoptée", subject="Argent")
    made.engaged(bob, "Engagée", text="Un café par jour.")
    gone = made.let_go(bob, "Lâchée")
    made.adopted(
        bob, "Sans suite à donner", change={"kind": "decision.replace", "decision": made.adopted(bob, "Lâchée").ref}
    )
    with scope.use(bob.space):
        Decision.objects.filter(title="Lâchée").exclude(pk=gone.pk).update(title="Lâchée")
    client.force_login(bob.person)
    response = client.get(address(bob, "decisions") + f"?{asked}")
    assert {row.title for row in response.context["page"]} == found
    assert client.get(address(bob, "decisions-csv") + f"?{asked}").status_code == 200


def test_the_carrier_is_a_filter(client: GateClient, alice: Membership, bob: Membership) -> None:
    made.engaged(bob, "À Bob")
    made.engaged(alice, "À Alice")
    role, soon = made.role(alice), clock.today()
    actions.engage(by=bob, decision=made.adopted(bob, "Au rôle"), carrier_role=role, first_step="Oui", due_on=soon)
    client.force_login(bob.person)
    for carrier, title in ((bob.person.ref, "À Bob"), (role.ref, "Au rôle")):
        response = client.get(address(bob, "decisions") + f"?porteur={carrier}")
        assert [row.title for row in response.context["page"]] == [title]


def test_what_is_over_holds_no_more(client: GateClient, bob: Membership) -> None:
    made.adopted(bob, "Pour toujours")
    made.adopted(bob, "Jusqu’à demain", ends_on=clock.today() + dt.timedelta(days=1))
    client.force_login(bob.person)
    for days, titles in ((1, {"Pour toujours", "Jusqu’à demain"}), (2, {"Pour toujours"})):
        with made.later(days):
            page = client.get(address(bob, "decisions") + "?vue=vigueur").context["page"]
            assert {row.title for row in page} == titles


def test_adopted_and_carried_by_nobody_shows_as_such(client: GateClient, bob: Membership) -> None:
    made.adopted(bob)
    client.force_login(bob.person)
    assert "adoptée, pas encore engagée" in text(client.get(address(bob, "decisions")))


def test_a_sheet_holds_no_formula(client: GateClient, bob: Membership) -> None:
    made.heard(bob, "=1+1")
    client.force_login(bob.person)
    assert ";'=1+1;" in text(client.get(address(bob, "decisions-csv")))


def test_the_table_of_things_to_do_has_its_views(client: GateClient, alice: Membership, bob: Membership) -> None:
    role = made.role(bob)
    made.hold(role, bob)
    actions.add_action(by=alice, title="À moi", owner=bob)
    actions.add_action(by=alice, title="À mon rôle", owner_role=role)
    actions.add_action(by=alice, title="À personne")
    actions.finish_action(by=alice, action=actions.add_action(by=alice, title="Faite", owner=alice))
    late = actions.add_action(by=alice, title="Passée", owner=alice, due_on=clock.today())
    client.force_login(bob.person)
    with made.later(1):
        seen = {
            view: {line["row"].title for line in client.get(address(bob, "actions") + f"?vue={view}").context["lines"]}
            for view in ("miens", "groupe", "retard", "tout", "finis")
        }
    assert seen == {
        "miens": {"À moi", "À mon rôle"},
        "groupe": {"À personne"},
        "retard": {"Passée"},
        "tout": {"À moi", "À mon rôle", "À personne", "Passée"},
        "finis": {"Faite"},
    }
    assert late.owner_id == alice.pk


def test_things_to_do_are_found_by_where_they_were_born(client: GateClient, bob: Membership) -> None:
    for origin in ("meeting_line:1", "mandate:ab12", ""):
        actions.add_action(by=bob, title=f"De {origin}", origin=origin)
    client.force_login(bob.person)
    response = client.get(address(bob, "actions") + "?vue=tout&source=meeting_line")
    assert [line["row"].title for line in response.context["lines"]] == ["De meeting_line:1"]


def test_a_thing_to_do_is_written_in_two_clicks_from_any_text(client: GateClient, bob: Membership) -> None:
    client.force_login(bob.person)
    client.post(address(bob, "new-action"), {"title": "Relire", "who": "moi"})
    decision = made.adopted(bob)
    url = address(bob, "new-action") + f"?decision={decision.ref}&titre=Appeler"
    assert 'value="Appeler"' in text(client.get(url))
    client.post(url, {"title": "Appeler", "who": "groupe"})
    with scope.use(bob.space):
        rows = list(Action.objects.order_by("pk").values_list("title", "owner", "decision"))
    assert rows == [("Relire", bob.pk, None), ("Appeler", None, decision.pk)]


def test_acts_on_a_thing_to_do(client: GateClient, bob: Membership) -> None:
    first, then = (actions.add_action(by=bob, title=title) for title in ("D’abord", "Ensuite"))
    client.force_login(bob.person)
    client.post(address(bob, "take-action", action=then.ref))
    client.post(address(bob, "wait-for-action", action=then.ref), {"attend": first.ref})
    assert client.get(address(bob, "action", action=then.ref)).status_code == 200
    client.post(address(bob, "hand-back-action", action=then.ref))
    row = made.action_again(then)
    assert (row.owner_id, row.blocked_by_id) == (None, first.pk)
    assert client.post(address(bob, "let-go-action", action=then.ref), {}).status_code == 422
    client.post(address(bob, "let-go-action", action=then.ref), {"note": "Inutile."})
    assert made.action_again(then).state == "let_go"
    assert client.get(address(bob, "action", action=then.ref)).status_code == 200


def test_pages_cost_the_same_for_many(client: GateClient, bob: Membership) -> None:
    client.force_login(bob.person)

    def fill(count: int) -> None:
        for _one in range(count):
            made.engaged(bob)
            made.adopted(bob)

    for name in ("decisions", "actions", "mirror", "decisions-print"):
        assert_flat(fill, lambda name=name: client.get(address(bob, name)), small=1, large=4)
        with at_most(25):
            client.get(address(bob, name))


def test_a_thread_costs_the_same_for_many(client: GateClient, alice: Membership, bob: Membership) -> None:
    decision = made.engaged(bob)
    client.force_login(bob.person)
    url = address(bob, "decision", decision=decision.ref)

    def fill(count: int) -> None:
        for number in range(count):
            member = world.make_member(bob.space, world.make_person(f"Membre {number}"))
            actions.follow(by=member, decision=decision)
            actions.mark_read(by=member, decision=decision)
            actions.add_action(by=member, title=f"Pas {number}", owner=member, decision=decision)

    assert_flat(fill, lambda: client.get(url), small=1, large=4)
    with at_most(25):
        client.get(url)


def test_a_member_at_rest_reads_and_is_told_why_the_rest_waits(client: GateClient, bob: Membership) -> None:
    decision = made.heard(bob)
    actions.rest(member=bob)
    client.force_login(bob.person)
    assert client.get(address(bob, "decision", decision=decision.ref)).status_code == 200
    client.post(address(bob, "propose-decision", decision=decision.ref))
    assert made.again(decision).state == "heard"


def test_the_rules_of_reminders_are_for_those_who_facilitate(
    client: GateClient, alice: Membership, bob: Membership
) -> None:
    client.force_login(bob.person)
    assert client.get(address(bob, "reminding")).status_code == 404
    client.force_login(alice.person)
    client.post(address(alice, "reminding"), {})
    from commun.governance.queries.follow_up import is_reminding

    assert not is_reminding(alice.space)


def refused(alice: Membership, decision: Decision) -> Process:
    """A vote on it that ends with a no."""
    closes_at, rules = clock.now() + dt.timedelta(days=3), {"may_close_early": True}
    wish = Wish(method="proposal", decision=decision, closes_at=closes_at, rules=rules)
    process = open_process(by=alice, wish=wish)
    cast(by=alice, process=process, content={"answer": "against"})
    return close_early(by=alice, process=process)


def test_a_no_is_said_on_the_decision_and_in_its_history(
    client: GateClient, alice: Membership, bob: Membership
) -> None:
    decision = made.proposed(bob)
    page = address(bob, "decision", decision=decision.ref)
    client.force_login(bob.person)
    assert "le groupe n’a pas encore décidé" in text(client.get(page))
    refused(alice, decision)
    said = text(client.get(page))
    assert "Le groupe a dit non le" in said
    assert "le groupe n’a pas encore décidé" not in said
    assert "vote sur une proposition : rejeté" in said.lower().replace("\u00a0", " ")
    assert "Décider de nouveau" in said
    assert "proposée, puis refusée" in text(client.get(address(bob, "decisions")))


def test_a_new_text_after_a_no_waits_for_the_group_again(
    client: GateClient, alice: Membership, bob: Membership
) -> None:
    decision = made.proposed(bob)
    refused(alice, decision)
    with clock.stopped(clock.now() + dt.timedelta(hours=1)):
        draft = actions.Draft(title=decision.title, text="Autrement, en deux fois.", concerned="Le groupe")
        actions.amend(by=bob, decision=made.again(decision), draft=draft, note="En deux fois.")
        client.force_login(bob.person)
        assert "le groupe n’a pas encore décidé" in text(client.get(address(bob, "decision", decision=decision.ref)))
        assert "puis refusée" not in text(client.get(address(bob, "decisions")))


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2026-13-45", "demain"])
def test_a_day_that_nobody_means_is_left_aside(client: GateClient, bob: Membership, day: str) -> None:
    client.force_login(bob.person)
    for name in ("decisions", "decisions-print", "decisions-csv", "decisions-markdown"):
        assert client.get(address(bob, name), {"le": day}).status_code == 200, name
