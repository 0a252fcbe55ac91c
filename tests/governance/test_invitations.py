"""Ways in: what is kept of them, how they close, and that two people never share one place."""

import datetime as dt
import threading

import pytest
from django.db import connection

from commun.core import clock, scope
from commun.core.errors import Gone, Refused
from commun.core.models import OutgoingMail
from commun.governance import actions, tokens
from commun.governance.invitation_file import read
from commun.governance.models import Invitation, Membership
from commun.governance.queries.invitations import invitations_of, plan
from commun.people.models import Person
from tests.governance import world as doors
from tests.support import world


@pytest.fixture
def host(db: None) -> Membership:
    return doors.found()


def test_only_the_digest_of_the_token_is_kept(host: Membership) -> None:
    invitation = actions.open_invitation_link(by=host)
    token = tokens.token_of(invitation)
    with scope.use(host.space):
        kept = " ".join(str(value) for value in Invitation.objects.values_list().get(pk=invitation.pk))
    assert token not in kept
    assert tokens.digest_of(token) in kept


def test_the_link_can_be_shown_again_while_it_is_open(host: Membership) -> None:
    invitation = actions.open_invitation_link(by=host)
    assert invitations_of(host.space_id)[0].address.endswith(f"/rejoindre/{tokens.token_of(invitation)}/")
    actions.revoke_invitation(by=host, invitation=invitation)
    assert invitations_of(host.space_id)[0].address == ""


def test_an_open_invitation_is_always_listed_so_that_it_can_be_revoked(host: Membership) -> None:
    oldest = actions.open_invitation_link(by=host)
    with clock.stopped(clock.now() + dt.timedelta(hours=1)):
        actions.invite_many(by=host, people=[(f"P{number}", f"p{number}@exemple.test") for number in range(205)])
        listed = [line.invitation for line in invitations_of(host.space_id)]
    assert oldest in listed
    assert len(listed) == 206


def test_once_the_secret_of_the_house_changed_the_old_link_works_but_is_not_shown(
    host: Membership, settings: object
) -> None:
    token = tokens.token_of(actions.open_invitation_link(by=host))
    settings.SECRET_KEY = "another"  # type: ignore[attr-defined]
    assert invitations_of(host.space_id)[0].address == ""
    assert actions.accept_invitation(token=token, person=world.make_person()).membership


def test_an_invitation_by_mail_carries_a_link_of_its_own(host: Membership) -> None:
    invitation = actions.invite_by_mail(by=host, email=" Zoe@Exemple.test ", name="Zoé")
    mail = OutgoingMail.objects.get(key=f"governance.invitation:{invitation.ref}")
    assert mail.to == "zoe@exemple.test"
    assert f"/rejoindre/{tokens.token_of(invitation)}/" in mail.text
    assert f"/rejoindre/{tokens.token_of(invitation)}/" in mail.html
    assert mail.is_secret


def test_the_same_address_is_not_invited_twice_unless_the_first_is_revoked(host: Membership) -> None:
    first = actions.invite_by_mail(by=host, email="zoe@exemple.test")
    with pytest.raises(Refused):
        actions.invite_by_mail(by=host, email="ZOE@exemple.test")
    actions.revoke_invitation(by=host, invitation=first)
    actions.invite_by_mail(by=host, email="zoe@exemple.test")


def test_a_member_is_not_invited_again(host: Membership) -> None:
    with pytest.raises(Refused):
        actions.invite_by_mail(by=host, email=str(host.person.email))


def test_a_member_without_role_invites_nobody(host: Membership) -> None:
    bob = doors.member(host)
    for invite in (
        lambda: actions.invite_by_mail(by=bob, email="zoe@exemple.test"),
        lambda: actions.open_invitation_link(by=bob),
        lambda: actions.invite_many(by=bob, people=[("Zoé", "zoe@exemple.test")]),
    ):
        with pytest.raises(Refused):
            invite()


@pytest.mark.parametrize(("quota", "days"), [(0, 30), (501, 30), (-1, 30), (1, 0), (1, 4000)])
def test_absurd_links_are_refused(host: Membership, quota: int, days: int) -> None:
    with pytest.raises(Refused):
        actions.open_invitation_link(by=host, quota=quota, days=days)


def test_an_expired_revoked_used_or_unknown_link_is_gone(host: Membership) -> None:
    expired, revoked, used = (actions.open_invitation_link(by=host, quota=1, days=1) for _ in range(3))
    actions.revoke_invitation(by=host, invitation=revoked)
    actions.accept_invitation(token=tokens.token_of(used), person=world.make_person())
    for token in (tokens.token_of(revoked), tokens.token_of(used), "inconnu", ""):
        with pytest.raises(Gone):
            actions.accept_invitation(token=token, person=world.make_person())
    with clock.stopped(clock.now() + dt.timedelta(days=1)), pytest.raises(Gone):
        actions.accept_invitation(token=tokens.token_of(expired), person=world.make_person())


def test_a_newcomer_gets_an_account_then_a_place_and_one_welcome_once_signed_in(host: Membership) -> None:
    token = tokens.token_of(actions.open_invitation_link(by=host, quota=1))
    arrival = actions.accept_invitation(token=token, name="Zoé Lefèvre", email="Zoe@exemple.test")
    assert (arrival.person.email, arrival.person.name) == ("zoe@exemple.test", "Zoé Lefèvre")
    # An address that anybody may write fills no place and tells nothing about who has an account.
    assert arrival.membership is None
    assert invitations_of(host.space_id)[0].invitation.used_count == 0
    arrival = actions.accept_invitation(token=token, person=arrival.person)
    assert arrival.membership
    assert arrival.membership.state == "member"
    assert OutgoingMail.objects.filter(key__startswith="governance.welcome:", to="zoe@exemple.test").count() == 1


def test_an_account_is_not_brought_in_by_somebody_who_only_knows_its_address(host: Membership) -> None:
    chloe = world.make_person("Chloé Petit")
    invitation = actions.open_invitation_link(by=host, quota=1)
    arrival = actions.accept_invitation(token=tokens.token_of(invitation), name="X", email=str(chloe.email))
    assert arrival.membership is None
    with scope.use(host.space):
        assert not Membership.objects.filter(person=chloe).exists()
        assert Invitation.objects.get(pk=invitation.pk).used_count == 0


def test_a_personal_link_proves_the_address_it_was_sent_to(host: Membership) -> None:
    chloe = world.make_person("Chloé Petit")
    invitation = actions.invite_by_mail(by=host, email=str(chloe.email))
    arrival = actions.accept_invitation(token=tokens.token_of(invitation), name="X", email=str(chloe.email))
    assert arrival.membership
    assert arrival.membership.person == chloe
    assert arrival.membership.name == "Chloé Petit"


def test_a_member_who_uses_a_link_takes_no_place_from_the_others(host: Membership) -> None:
    bob = doors.member(host)
    invitation = actions.open_invitation_link(by=host, quota=1)
    actions.accept_invitation(token=tokens.token_of(invitation), person=bob.person)
    assert actions.accept_invitation(token=tokens.token_of(invitation), person=world.make_person()).membership


def test_a_list_is_previewed_line_by_line_and_nothing_is_sent_before(host: Membership) -> None:
    bob = doors.member(host)
    actions.invite_by_mail(by=host, email="deja@exemple.test")
    before = OutgoingMail.objects.count()
    content = f"nom;email\nZoé;zoe@exemple.test\nBob;{bob.person.email}\nD;deja@exemple.test\nX;faux\n"
    planned = plan(host, read(content.encode()))
    assert planned.people == [("Zoé", "zoe@exemple.test")]
    assert [fault.line.number for fault in planned.faults] == [3, 4, 5]
    assert OutgoingMail.objects.count() == before
    assert [one.email for one in actions.invite_many(by=host, people=planned.people)] == ["zoe@exemple.test"]
    # Pressed twice: nobody gets a second mail.
    assert actions.invite_many(by=host, people=planned.people) == []


def _accept_in_thread(token: str, person: Person, barrier: threading.Barrier, came: list[str]) -> None:
    try:
        barrier.wait(10)
        actions.accept_invitation(token=token, person=person)
        came.append("in")
    except Gone:
        came.append("gone")
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.real_clock
@pytest.mark.parametrize("attempt", range(3))
def test_a_link_for_one_used_by_several_at_once_gives_one_member(attempt: int) -> None:
    host = doors.found()
    token = tokens.token_of(actions.open_invitation_link(by=host, quota=1))
    people = [world.make_person(f"Personne {number}") for number in range(4)]
    barrier, came = threading.Barrier(len(people)), list[str]()
    threads = [threading.Thread(target=_accept_in_thread, args=(token, one, barrier, came)) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(came) == ["gone", "gone", "gone", "in"]
    with scope.use(host.space):
        assert Membership.objects.filter(state="member").count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.real_clock
def test_the_same_person_pressing_twice_at_once_comes_in_once() -> None:
    host, person = doors.found(), world.make_person()
    token = tokens.token_of(actions.open_invitation_link(by=host, quota=5))
    barrier, came = threading.Barrier(3), list[str]()
    threads = [threading.Thread(target=_accept_in_thread, args=(token, person, barrier, came)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert came == ["in"] * 3
    with scope.use(host.space):
        assert Membership.objects.filter(person=person).count() == 1
        assert Invitation.objects.get().used_count == 1
