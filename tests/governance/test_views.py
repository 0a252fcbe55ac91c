"""Every page of the room: who gets it, what it costs, what it does with bad input."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from commun.core import clock, scope
from commun.core.models import OutgoingMail
from commun.core.urls import here
from commun.governance import actions, policies
from commun.governance.models import Commitment, Definition, Invitation, KindPeriod, Membership
from commun.governance.tokens import token_of
from commun.people.models import Activity, Person
from tests.governance import world as doors
from tests.support import world
from tests.support.client import GateClient
from tests.support.queries import assert_flat, at_most

MEMBERS_PAGES = ["members", "members-csv", "presence", "presentation", "definitions", "links", "my-place"]
MEMBERS_FORMS = ["expectations", "new-commitment", "leave"]
ROLE_PAGES = [
    "edit-presentation",
    "change-kind",
    "new-definition",
    "open-link",
    "hand-over",
    "invitations",
    "invite-by-mail",
    "invite-by-link",
    "invite-by-file",
]
POST_ONLY = ["take-up-role", "rest", "come-back", "decline-rest", "stay", "confirm-file"]


@pytest.fixture
def host(db: None) -> Membership:
    return doors.found()


@pytest.fixture
def bob(host: Membership) -> Membership:
    return doors.member(host)


def address(member: Membership, name: str, **arguments: Any) -> str:
    return here(member.space.slug, f"governance:{name}", **arguments)


@pytest.mark.parametrize("name", [*MEMBERS_PAGES, *MEMBERS_FORMS])
def test_a_member_reads_the_pages_of_the_group(client: GateClient, bob: Membership, name: str) -> None:
    client.force_login(bob.person)
    assert client.get(address(bob, name)).status_code == 200


@pytest.mark.parametrize("name", ROLE_PAGES)
def test_only_those_who_facilitate_reach_their_pages(
    client: GateClient, host: Membership, bob: Membership, name: str
) -> None:
    client.force_login(bob.person)
    assert client.get(address(bob, name)).status_code == 404
    client.force_login(host.person)
    assert client.get(address(host, name)).status_code == 200


@pytest.mark.parametrize("name", [*MEMBERS_PAGES, *MEMBERS_FORMS, *ROLE_PAGES])
@pytest.mark.parametrize("state", ["", "visitor", "invited", "applicant", "left", "guest"])
def test_whoever_is_not_inside_gets_404(client: GateClient, host: Membership, name: str, state: str) -> None:
    chloe = world.make_person("Chloé Petit")
    if state:
        world.make_member(host.space, chloe, state=state, role="facilitator")
    client.force_login(chloe)
    assert client.get(address(host, name)).status_code == 404


@pytest.mark.parametrize("name", [*MEMBERS_PAGES, *MEMBERS_FORMS, *ROLE_PAGES])
def test_signed_out_nothing_is_shown(client: GateClient, host: Membership, name: str) -> None:
    expected = 404 if name in {"presentation", "definitions"} else 302
    assert client.get(address(host, name)).status_code == expected


@pytest.mark.parametrize("name", POST_ONLY)
def test_what_acts_is_never_a_get(client: GateClient, host: Membership, name: str) -> None:
    client.force_login(host.person)
    assert client.get(address(host, name)).status_code == 405


def test_the_things_of_another_group_are_not_found(client: GateClient, host: Membership, bob: Membership) -> None:
    other = doors.found("Un autre groupe")
    invitation = actions.open_invitation_link(by=other)
    commitment = actions.take_commitment(member=other, label="Ailleurs")
    link = actions.open_link(by=other, around=doors.found("Réseau", body="network").space)
    client.force_login(host.person)
    for name in ("member", "move-member", "role"):
        assert client.get(address(host, name, ref=other.person.ref)).status_code == 404
    for name in ("propose-rest", "end-role"):
        assert client.post(address(host, name, ref=other.person.ref)).status_code == 404
    assert client.post(address(host, "revoke-invitation", ref=invitation.ref)).status_code == 404
    assert client.post(address(host, "end-commitment", pk=commitment.pk)).status_code == 404
    assert client.get(address(host, "end-link", pk=link.pk)).status_code == 404
    assert client.post(address(bob, "end-commitment", pk=commitment.pk)).status_code == 404


# The presentation


def present(host: Membership, **fields: Any) -> None:
    text = actions.Presentation(purpose="Répondre ensemble", aims=["Veille"], tools=["Liste"], **fields)
    actions.edit_presentation(by=host, presentation=text)


def test_a_public_presentation_is_read_signed_out_without_any_name(
    client: GateClient, host: Membership, bob: Membership
) -> None:
    present(host, is_public=True, how_to_join="Écrivez-nous.")
    actions.define_group(by=host, text="Groupe ouvert.")
    for name in ("presentation", "definitions"):
        response = client.get(address(host, name))
        assert response.status_code == 200
        page = response.content.decode()
        assert "Alice" not in page
        assert "Bob" not in page
    assert "Écrivez-nous." in client.get(address(host, "presentation")).content.decode()


def test_a_signed_in_outsider_may_ask_to_join_a_public_group(client: GateClient, host: Membership) -> None:
    present(host, is_public=True)
    client.force_login(world.make_person("Chloé Petit"))
    assert client.get(address(host, "presentation")).status_code == 200
    assert client.post(address(host, "apply"), {"note": "Bonjour"}).status_code == 302
    with scope.use(host.space):
        assert Membership.objects.get(state="applicant").person.name == "Chloé Petit"
    client.force_login(host.person)
    page = client.get(address(host, "member", ref=Membership._base_manager.get(state="applicant").person.ref))
    assert page.status_code == 200


def test_a_request_to_join_that_is_too_long_is_not_sent_without_its_words(client: GateClient, host: Membership) -> None:
    present(host, is_public=True)
    client.force_login(world.make_person("Chloé Petit"))
    response = client.post(address(host, "apply"), {"note": "Bonjour " * 200})
    assert response.status_code == 422
    assert "Bonjour Bonjour" in response.content.decode()
    assert not Membership._base_manager.filter(space=host.space, state="applicant").exists()


def test_nobody_asks_to_join_a_private_group_nor_signed_out(client: GateClient, host: Membership) -> None:
    assert client.post(address(host, "apply")).status_code == 404
    client.force_login(world.make_person("Chloé Petit"))
    assert client.post(address(host, "apply")).status_code == 404


def test_the_presentation_is_written_and_read_again(client: GateClient, host: Membership) -> None:
    client.force_login(host.person)
    written = {"purpose": "Répondre", "aims": "- Un\n\nDeux", "tools": "", "how_to_join": "", "is_public": "on"}
    assert client.post(address(host, "edit-presentation"), written).status_code == 302
    body = policies.body_of(host.space)
    assert (body.purpose, body.aims, body.is_public) == ("Répondre", ["Un", "Deux"], True)
    assert client.get(address(host, "edit-presentation")).status_code == 200


def test_two_definitions_are_compared_word_by_word(client: GateClient, host: Membership) -> None:
    actions.define_group(by=host, text="Groupe fermé.", since=dt.date(2016, 10, 3))
    actions.define_group(by=host, text="Groupe ouvert.", since=dt.date(2018, 6, 4))
    client.force_login(host.person)
    page = client.get(address(host, "definitions")).content.decode()
    assert "<del>" in page
    assert "<ins>" in page
    assert client.get(address(host, "definitions") + "?avant=1&apres=zz&x=1").status_code == 200


BAD_INPUT: list[tuple[str, dict[str, Any]]] = [
    ("edit-presentation", {"purpose": "x" * 301}),
    ("edit-presentation", {"aims": "\n".join("x" * 13)}),
    ("edit-presentation", {"cooperative": "999999"}),
    ("change-kind", {"kind": "empire", "starts_on": "2026-01-01"}),
    ("change-kind", {"kind": "brand", "starts_on": "hier"}),
    ("change-kind", {"kind": "brand", "starts_on": "2031-01-01"}),
    ("new-definition", {"text": "", "since": "2026-01-01"}),
    ("new-definition", {"text": "x", "since": "9999-99-99"}),
    ("open-link", {"around": "0", "starts_on": "2026-01-01"}),
    ("open-link", {"around": "0' OR 1=1", "starts_on": "2026-01-01", "dues": "-3"}),
    ("invite-by-mail", {"email": "pas une adresse"}),
    ("invite-by-mail", {"email": "a@exemple.test", "name": "x" * 200}),
    ("invite-by-link", {"quota": "0", "days": "30"}),
    ("invite-by-link", {"quota": "10", "days": "3000"}),
    ("invite-by-link", {"quota": "", "days": ""}),
    ("invite-by-file", {}),
    ("new-commitment", {"label": "", "frame": "group", "starts_on": "2026-01-01"}),
    ("new-commitment", {"label": "x", "frame": "galaxy", "starts_on": "2026-01-01"}),
    ("new-commitment", {"label": "x", "frame": "group", "starts_on": "2026-02-01", "ends_on": "2026-01-01"}),
    ("expectations", {"expectations": ["gold"]}),
    ("leave", {"keep": "pseudonym", "shown_as": " ", "on": "2026-11-16"}),
    ("leave", {"keep": "name", "on": "2020-01-01"}),
    ("leave", {"keep": "name", "on": "2040-01-01"}),
    ("hand-over", {"to": "inconnu"}),
]


@pytest.mark.parametrize(("name", "sent"), BAD_INPUT)
def test_bad_input_is_explained_on_the_form_and_changes_nothing(
    client: GateClient, host: Membership, bob: Membership, name: str, sent: dict[str, Any]
) -> None:
    client.force_login(host.person)
    with scope.use(host.space):
        before = [model.objects.count() for model in (Commitment, Definition, Invitation, KindPeriod)]
    response = client.post(address(host, name), sent)
    assert response.status_code == 422
    assert "c-summary" in response.content.decode()
    with scope.use(host.space):
        assert [model.objects.count() for model in (Commitment, Definition, Invitation, KindPeriod)] == before
    assert doors.again(host).state == "member"


# People


@pytest.mark.parametrize(
    "asked", ["", "?le=2020-01-01", "?le=2031-01-01", "?le=hier", "?le=2026-02-30", "?le=0001-01-01"]
)
def test_the_presence_page_answers_for_any_day(client: GateClient, bob: Membership, asked: str) -> None:
    client.force_login(bob.person)
    response = client.get(address(bob, "presence") + asked)
    assert response.status_code == 200
    assert ("Bob Durand</" in response.content.decode().split("<main")[1]) == (
        asked in {"", "?le=hier", "?le=2026-02-30"}
    )


def test_the_directory_keeps_what_is_asked_and_so_does_the_sheet(client: GateClient, host: Membership) -> None:
    client.force_login(host.person)
    page = client.get(address(host, "members") + "?q=rien&dispo=1")
    assert "export.csv?q=rien&amp;dispo=1" not in page.content.decode()
    page = client.get(address(host, "members") + "?role=1").content.decode()
    assert "export.csv?role=1" in page
    sheet = client.get(address(host, "members-csv") + "?role=1")
    assert "Alice Martin" in sheet.content.decode()
    assert sheet["Content-Type"].startswith("text/csv")


def test_a_long_directory_comes_page_by_page_and_the_sheet_is_whole(client: GateClient, host: Membership) -> None:
    for number in range(45):
        world.make_member(host.space, world.make_person(f"Personne {number:02}"))
    client.force_login(host.person)
    first = client.get(address(host, "members") + "?q=personne").content.decode()
    assert "Personne 39" in first
    assert "Personne 40" not in first
    assert "q=personne&amp;page=2" in first
    assert "Personne 40" in client.get(address(host, "members") + "?q=personne&page=2").content.decode()
    assert client.get(address(host, "members") + "?page=zz").status_code == 200
    assert client.get(address(host, "members-csv") + "?q=personne").content.decode().count("Personne") == 45


def test_pages_cost_the_same_for_two_members_and_for_twenty(client: GateClient, host: Membership) -> None:
    client.force_login(host.person)

    def add(count: int) -> None:
        for number in range(count):
            member = doors.member(host, f"Personne {number}")
            now = clock.now()
            Activity.objects.create(
                person=member.person, label="Concertation", keywords=["ateliers"], created_at=now, changed_at=now
            )
            actions.invite_by_mail(by=host, email=f"x{member.pk}@exemple.test")
            actions.take_commitment(member=host, label=f"Engagement {number}")

    pages: list[Callable[[], Any]] = [
        lambda name=name: client.get(address(host, name))  # type: ignore[misc]
        for name in ("members", "presence", "invitations", "my-place", "leave", "presentation")
    ]
    pages.append(lambda: client.get(address(host, "member", ref=host.person.ref)))
    pages.append(lambda: client.get(reverse("groups")))

    def ask() -> None:
        for page in pages:
            assert page().status_code == 200

    assert_flat(add, ask)
    for page in pages:
        with at_most(25):
            page()


def test_those_who_facilitate_move_with_a_reason(client: GateClient, host: Membership) -> None:
    bob = actions.place_person(by=host, person=world.make_person("Vera"), to="visitor")
    client.force_login(host.person)
    url = address(host, "move-member", ref=bob.person.ref)
    assert client.post(url, {"to": "left", "reason": ""}).status_code == 422
    assert client.post(url, {"to": "dormant", "reason": "x"}).status_code == 422
    assert client.post(url, {"to": "left", "reason": "Décision."}).status_code == 302
    assert doors.again(bob).state == "left"
    assert "Décision." in OutgoingMail.objects.filter(to=bob.person.email).latest("pk").text


def test_nobody_finds_a_page_to_take_a_member_out(client: GateClient, host: Membership, bob: Membership) -> None:
    client.force_login(host.person)
    assert client.get(address(host, "move-member", ref=bob.person.ref)).status_code == 404


def test_whoever_left_with_a_pseudonym_has_no_page_for_the_members(
    client: GateClient, host: Membership, bob: Membership
) -> None:
    zoe = doors.member(host, "Zoé")
    actions.leave(member=bob, shown_as="Un voisin")
    client.force_login(zoe.person)
    assert client.get(address(zoe, "member", ref=bob.person.ref)).status_code == 404


def test_my_place_changes_in_one_press(client: GateClient, bob: Membership) -> None:
    client.force_login(bob.person)
    for name, state in (("rest", "dormant"), ("come-back", "member")):
        assert client.post(address(bob, name)).status_code == 302
        assert doors.again(bob).state == state
    # Pressed out of order: a sentence, not a broken page.
    assert client.post(address(bob, "come-back"), follow=True).status_code == 200


def test_leaving_shows_what_is_handed_back_then_leads_out(client: GateClient, bob: Membership) -> None:
    actions.take_commitment(member=bob, label="Préparer la séance de janvier")
    client.force_login(bob.person)
    assert "Préparer la séance de janvier" in client.get(address(bob, "leave")).content.decode()
    response = client.post(address(bob, "leave"), {"keep": "name", "on": clock.today().isoformat()})
    assert response["Location"] == reverse("groups")
    assert client.get(address(bob, "my-place")).status_code == 404


def test_a_role_is_given_and_handed_over(client: GateClient, host: Membership, bob: Membership) -> None:
    client.force_login(host.person)
    url = address(host, "role", ref=bob.person.ref)
    assert client.get(url).status_code == 200
    assert client.post(url, {"role": "animator", "ends_on": "2026-12-31"}).status_code == 302
    assert doors.again(bob).role_ends_on == dt.date(2026, 12, 31)
    assert client.post(address(host, "hand-over"), {"to": bob.person.ref, "ends_on": ""}).status_code == 302
    assert doors.again(host).role == ""


# Ways in


def test_a_list_is_sent_only_once_confirmed(client: GateClient, host: Membership) -> None:
    client.force_login(host.person)
    file = SimpleUploadedFile("liste.csv", "nom;email\nZoé;zoe@exemple.test\nX;faux\n".encode("cp1252"), "text/csv")
    page = client.post(address(host, "invite-by-file"), {"file": file})
    assert page.status_code == 200
    assert "Zoé" in page.content.decode()
    assert not OutgoingMail.objects.filter(to="zoe@exemple.test").exists()
    people = page.context["form"].initial["people"]
    assert client.post(address(host, "confirm-file"), {"people": people}).status_code == 302
    assert OutgoingMail.objects.filter(to="zoe@exemple.test").count() == 1
    assert client.post(address(host, "confirm-file"), {"people": "🌱"}).status_code == 302


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04\x00", b"x" * 400_000])
def test_a_file_that_is_no_list_is_explained(client: GateClient, host: Membership, content: bytes) -> None:
    client.force_login(host.person)
    file = SimpleUploadedFile("liste.csv", content, "text/csv")
    assert client.post(address(host, "invite-by-file"), {"file": file}).status_code == 422


def closed_tokens(host: Membership) -> list[str]:
    revoked, used, expired = (actions.open_invitation_link(by=host, quota=1, days=1) for _ in range(3))
    actions.revoke_invitation(by=host, invitation=revoked)
    actions.accept_invitation(token=token_of(used), person=world.make_person())
    with scope.use(host.space):
        Invitation.objects.filter(pk=expired.pk).update(expires_at=clock.now())
    return [token_of(revoked), token_of(used), token_of(expired), "n-importe-quoi"]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("is_signed_in", [False, True])
def test_a_closed_link_is_gone_and_tells_nothing(
    client: GateClient, host: Membership, method: str, is_signed_in: bool
) -> None:
    if is_signed_in:
        client.force_login(world.make_person("Chloé Petit"))
    pages = []
    for token in closed_tokens(host):
        response = getattr(client, method)(reverse("join", kwargs={"token": token}), {"name": "X", "email": "x@y.test"})
        assert response.status_code == 410
        page = response.content.decode()
        assert host.space.name not in page
        assert "Alice" not in page
        pages.append(page)
    assert len(set(pages)) == 1


def test_a_member_who_opens_a_closed_link_goes_to_the_group(client: GateClient, host: Membership) -> None:
    client.force_login(host.person)
    for token in closed_tokens(host)[:3]:
        assert client.get(reverse("join", kwargs={"token": token})).status_code == 302


def test_the_answer_is_the_same_with_and_without_an_account(client: GateClient, host: Membership) -> None:
    known = world.make_person("Chloé Petit")
    token = token_of(actions.open_invitation_link(by=host))
    url = reverse("join", kwargs={"token": token})
    answers = []
    for email in (known.email, "inconnue@exemple.test"):
        visitor = GateClient()
        response = visitor.post(url, {"name": "Zoé", "email": email})
        followed = visitor.get(response["Location"])
        answers.append((response.status_code, response["Location"], followed.status_code))
    assert answers[0] == answers[1]
    assert answers[0][0] == 302
    # Both must first prove who they are: what is left of the link tells nothing either.
    assert list(Membership._base_manager.filter(space=host.space)) == [host]
    with scope.use(host.space):
        assert Invitation.objects.get().used_count == 0


def test_beyond_the_limit_of_attempts_no_account_is_made(client: GateClient, host: Membership, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"request_login_code": "2/m/ip"}
    url = reverse("join", kwargs={"token": token_of(actions.open_invitation_link(by=host))})
    answers = [client.post(url, {"name": "X", "email": f"x{n}@exemple.test"}).status_code for n in range(4)]
    assert answers == [302, 302, 422, 422]
    assert not Person.objects.filter(email="x3@exemple.test").exists()


def test_the_eleventh_sign_up_from_one_source_in_a_minute_waits(client: GateClient, host: Membership) -> None:
    cache.clear()
    url = reverse("join", kwargs={"token": token_of(actions.open_invitation_link(by=host, quota=20))})
    answers = [client.post(url, {"name": "X", "email": f"x{n}@exemple.test"}).status_code for n in range(11)]
    assert answers == [302] * 10 + [422]
    assert not Person.objects.filter(email="x10@exemple.test").exists()
    assert GateClient(REMOTE_ADDR="192.0.2.7").post(url, {"name": "Y", "email": "y@exemple.test"}).status_code == 302
    cache.clear()


def test_signed_in_one_press_is_enough(client: GateClient, host: Membership) -> None:
    chloe = world.make_person("Chloé Petit")
    client.force_login(chloe)
    url = reverse("join", kwargs={"token": token_of(actions.open_invitation_link(by=host))})
    assert "Chloé Petit" in client.get(url).content.decode()
    assert client.post(url).status_code == 302
    assert client.get(url)["Location"] == address(host, "my-place")


@pytest.mark.parametrize("sent", [{}, {"name": "", "email": "x@y.test"}, {"name": "X", "email": "x"}])
def test_a_wrong_answer_to_an_invitation_is_explained(
    client: GateClient, host: Membership, sent: dict[str, str]
) -> None:
    url = reverse("join", kwargs={"token": token_of(actions.open_invitation_link(by=host))})
    assert client.post(url, sent).status_code == 422


# Groups


def test_the_page_of_groups_shows_mine_and_public_ones_only(client: GateClient, host: Membership) -> None:
    hidden, public = doors.found("Groupe caché"), doors.found("Groupe public", body="network")
    actions.edit_presentation(by=public, presentation=actions.Presentation(is_public=True))
    client.force_login(host.person)
    page = client.get(reverse("groups")).content.decode()
    assert host.space.name in page
    assert "Groupe public" in page
    assert hidden.space.name not in page
    only = client.get(reverse("groups") + "?corps=network").content.decode().split("<h1")[1].split("</main")[0]
    assert "Groupe public" in only
    assert host.space.name not in only
    assert client.get(reverse("groups") + "?corps=zz").status_code == 200


def test_a_group_is_founded_by_a_member_and_not_by_a_stranger(client: GateClient, bob: Membership) -> None:
    client.force_login(world.make_person("Chloé Petit"))
    assert client.get(reverse("found-group")).status_code == 404
    client.force_login(bob.person)
    assert client.get(reverse("found-group")).status_code == 200
    sent = {"name": "Atelier vidéo", "body": "collective", "kind": "project", "purpose": "Filmer"}
    response = client.post(reverse("found-group"), sent)
    assert response["Location"] == "/g/atelier-video/presentation/"
    assert client.get(response["Location"]).status_code == 200
    assert client.post(reverse("found-group"), {"name": "", "body": "house"}).status_code == 422


def test_the_other_groups_of_a_person_are_at_hand_on_every_page(client: GateClient, host: Membership) -> None:
    bob = doors.member(host)
    second = doors.found("Deuxième groupe")
    doors.bring_in(second, bob.person)
    client.force_login(bob.person)
    assert "Deuxième groupe" in client.get(address(bob, "members")).content.decode()
