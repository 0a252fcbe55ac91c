"""Deux membres ne sont pas d'accord : chacun écrit, chacun reformule, un tiers aide, on conclut. Sans script."""

import datetime as dt
import re
from typing import Any

import pytest
from django.urls import reverse

from commun.core import clock, scope
from commun.governance.actions import place_person
from commun.governance.models import Case, CaseAsk, Membership, Party
from tests.governance.case_world import again, helped, let_in, lines, make_town, opened, party, write
from tests.house.test_policy_matrix import ALL, visitor
from tests.support.client import GateClient
from tests.support.queries import at_most
from tests.support.world import Group, make_person

pytestmark = pytest.mark.django_db


def address(space: Any, name: str, **arguments: object) -> str:
    return reverse(f"governance:{name}", kwargs={"space_slug": space.slug, **arguments})


def signed(member: Membership) -> GateClient:
    client = GateClient()
    client.force_login(member.person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def sent(client: GateClient, url: str, data: dict[str, Any]) -> str:
    response = client.post(url, data, follow=True)
    assert response.status_code == 200, (url, response.status_code)
    return str(response.content.decode())


def last(space: Any) -> Case:
    with scope.use(space):
        return Case.objects.select_related("space", "handler").order_by("-pk")[0]


def test_from_opening_to_the_look_back(group: Group) -> None:
    space, away = group.space, make_person("Inès Haddad")
    guest = place_person(by=group.alice, person=away, to="guest")
    alice, bob, ines = signed(group.alice), signed(group.bob), signed(guest)
    page = sent(
        alice,
        address(space, "new-disagreement"),
        {"object": "Qui garde les clés", "request": "Rends les clés.", "others": [group.bob.pk]},
    )
    case = last(space)
    assert "Qui garde les clés" in page
    where = {"disagreement": case.ref}
    assert ines.get(address(space, "disagreement", **where)).status_code == 404

    for client, text in ((alice, "Je ferme le soir"), (bob, "J’habite loin")):
        words = {
            "narrative": f"{text}, voilà.",
            "stakes": "Être libre",
            "constraints": text,
            "needs": "",
            "efforts": "Passer",
        }
        assert text in sent(client, address(space, "write-words", **where), words)
    # Proposing is locked on the page and at the door.
    assert "/issue-possible/" not in alice.get(address(space, "disagreement", **where)).content.decode()
    assert alice.post(address(space, "new-option", **where), {"title": "Deux trousseaux"}).status_code == 422

    sides = {"alice": party(case, group.alice), "bob": party(case, group.bob)}
    sent(alice, address(space, "restate", party=sides["bob"].pk, **where), {"text": "Tu habites loin."})
    sent(
        bob,
        address(space, "answer-restatement", party=sides["alice"].pk, **where),
        {"non": "1", "manque": "Et sans voiture."},
    )
    assert "Et sans voiture." in alice.get(address(space, "disagreement", **where)).content.decode()
    sent(alice, address(space, "restate", party=sides["bob"].pk, **where), {"text": "Loin, et sans voiture."})
    sent(bob, address(space, "answer-restatement", party=sides["alice"].pk, **where), {"oui": "1"})
    sent(bob, address(space, "restate", party=sides["alice"].pk, **where), {"text": "Tu fermes le soir."})
    sent(alice, address(space, "answer-restatement", party=sides["bob"].pk, **where), {"oui": "1"})

    let_in(case, group.alice, guest)
    _find_a_way_out(space, case, (alice, bob, ines), guest)


def _find_a_way_out(space: Any, case: Case, clients: tuple[GateClient, ...], guest: Membership) -> None:
    """The third person, a step, a way out, a risk, the outcome, the look back."""
    alice, bob, ines = clients
    where = {"disagreement": case.ref}
    with scope.use(space):
        sides = list(Party.objects.filter(case=case))
    sent(alice, address(space, "propose-handler", **where), {"person": guest.pk})
    with scope.use(space):
        ask = CaseAsk.objects.get(case=case, state="waiting")
    sent(bob, address(space, "answer-ask", ask=ask.pk, **where), {"oui": "1"})
    assert "Alice Martin" in ines.get(address(space, "be-handler", **where)).content.decode()
    sent(ines, address(space, "be-handler", **where), {"oui": "1"})
    with at_most(25):
        read = ines.get(address(space, "disagreement", **where))
    assert "Je ferme le soir" in read.content.decode()
    assert "Inès Haddad" in read.content.decode()

    sent(ines, address(space, "end-step", **where), {"note": "On s’est parlé."})
    sent(ines, address(space, "move-on", **where), {"commencer": "1"})
    gains = {f"gains_{side.pk}": "Une clé" for side in sides} | {f"gives_{side.pk}": "" for side in sides}
    assert "Deux trousseaux" in sent(bob, address(space, "new-option", **where), {"title": "Deux trousseaux", **gains})
    risk = {"risk": "Perdre une clé", "bearer": "Bob", "share": "Moitié-moitié", "protection": ""}
    assert "Moitié-moitié" in sent(bob, address(space, "new-risk", **where), risk)
    outcome = {
        "extent": "partly", "agreed": "Deux trousseaux.", "open_part": "Le double.", "option": "",
        "review_on": (clock.today() + dt.timedelta(days=60)).isoformat(),
    }  # fmt: skip
    met = {f"met_{line.pk}": "met" for line in lines(case, "stake")}
    thanks = {f"thanks_{line.pk}": "Merci." for line in lines(case, "effort")}
    missing = alice.post(address(space, "outcome", **where), outcome | thanks)
    assert missing.status_code == 422
    assert "Deux trousseaux." in missing.content.decode()
    sent(alice, address(space, "outcome", **where), outcome | met | thanks)
    with scope.use(space):
        ask = CaseAsk.objects.get(case=case, state="waiting")
    settled = sent(bob, address(space, "answer-ask", ask=ask.pk, **where), {"oui": "1"})
    assert again(case).state == "settled"
    assert "Merci." in settled
    assert "Plus tôt." in sent(bob, address(space, "look-back", **where), {"lesson": "Plus tôt.", "again_on": ""})
    for name in ("disagreement-print", "disagreements"):
        url = address(space, name, **(where if "print" in name else {}))
        assert "Qui garde les clés" in bob.get(url).content.decode()


def test_a_partys_page_has_no_address_for_another(group: Group) -> None:
    """One writes from one's own page only; naming another party does not help."""
    town = make_town()
    case = opened(town)
    write(case, town.producer, stakes=["Mes clients"])
    mayor = signed(town.mayor)
    url = address(town.space, "write-words", disagreement=case.ref)
    target = party(case, town.producer)
    mayor.post(url, {"stakes": "Pris", "constraints": "Pris", "party": target.pk, "partie": target.pk})
    with scope.use(town.space):
        assert [line.text for line in Party.objects.get(pk=target.pk).lines.filter(nature="stake")] == ["Mes clients"]
    for stranger in (town.zoe, town.basket):
        assert signed(stranger).get(url).status_code == 404
        assert signed(stranger).post(url, {"stakes": "Pris"}).status_code == 404


def test_the_third_person_has_no_column(group: Group) -> None:
    town = make_town()
    case = helped(town, opened(town))
    client = signed(town.ines)
    assert client.get(address(town.space, "disagreement", disagreement=case.ref)).status_code == 200
    assert client.get(address(town.space, "write-words", disagreement=case.ref)).status_code == 404
    side = party(case, town.mayor)
    url = address(town.space, "restate", disagreement=case.ref, party=side.pk)
    assert client.get(url).status_code == 404


def test_the_group_sees_nothing_of_it(group: Group) -> None:
    town = make_town()
    case = opened(town, request="Une demande à ne pas lire.")
    write(case, town.mayor, narrative="Un récit à ne pas lire.")
    client = signed(town.zoe)
    secrets = ("Les produits locaux au marché", "à ne pas lire", case.ref)
    for name, arguments in sorted(ALL.items()):
        if name.startswith(("governance:", "tenders:")) and set(arguments) == {"space_slug"}:
            page = client.get(reverse(name, kwargs={"space_slug": town.space.slug})).content.decode(errors="replace")
            assert not [word for word in secrets if word in page], name


def test_a_guest_of_one_disagreement_sees_nothing_else(group: Group) -> None:
    """M8: every address of the group, as a guest who is the third person of one disagreement."""
    town = make_town()
    facilitator = town.mayor
    facilitator.role = "facilitator"
    facilitator.save()
    person = make_person("Inès Invitée")
    guest = place_person(by=facilitator, person=person, to="guest")
    case, other = opened(town), opened(town)
    town.ines = guest
    let_in(case, town.mayor, guest)
    helped(town, case)
    client = visitor(person)
    opened_pages = {
        name
        for name, arguments in ALL.items()
        if set(arguments) == {"space_slug"}
        and client.get(reverse(name, kwargs={"space_slug": town.space.slug})).status_code == 200
    }
    # Their own home lists this one disagreement.
    assert opened_pages == {"governance:disagreements", "governance:guest-home"}
    seen = {
        name
        for name, arguments in ALL.items()
        if set(arguments) == {"space_slug", "disagreement"}
        and client.get(reverse(name, kwargs={"space_slug": town.space.slug, "disagreement": other.ref})).status_code
        == 200
    }
    assert seen == set()
    assert client.get(address(town.space, "disagreement", disagreement=case.ref)).status_code == 200
    listed = client.get(address(town.space, "disagreements")).content.decode()
    assert re.findall(r"/desaccords/([\w-]{10})/", listed) == [case.ref]


def test_a_line_of_minutes_leads_to_a_disagreement(group: Group) -> None:
    from commun.governance.actions import meetings, minutes
    from commun.governance.actions.meetings import MeetingPlan

    plan = MeetingPlan(title="Séance", day=clock.today(), at=dt.time(13), minutes=60)
    meeting = meetings.open_meeting(by=group.alice, meeting=meetings.plan_meeting(by=group.alice, plan=plan))
    line = minutes.write_and_grow(
        by=group.bob, meeting=meeting, text="Pas d’accord sur les clés", nature="disagreement"
    )
    bob = signed(group.bob)
    url = f"{address(group.space, 'new-disagreement')}?origine=meeting_line:{line.pk}"
    assert "Pas d’accord sur les clés" in bob.get(url).content.decode()
    sent(bob, url, {"object": "Pas d’accord sur les clés", "others": [group.alice.pk]})
    case = last(group.space)
    assert case.origin == f"meeting_line:{line.pk}"
    page = bob.get(address(group.space, "disagreement", disagreement=case.ref)).content.decode()
    assert address(group.space, "meeting", meeting=meeting.ref) in page
