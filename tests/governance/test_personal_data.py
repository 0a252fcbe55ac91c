"""A person's own data: handed out whole, erased without breaking any chain."""

import json

from django.core.serializers.json import DjangoJSONEncoder

from commun.core import clock, journal, scope
from commun.core.models import FactWords, OutgoingMail
from commun.core.urls import here
from commun.governance import actions
from commun.governance.actions import personal_data
from commun.governance.models import Commitment, Invitation
from commun.governance.queries.presence import who_was_in
from commun.governance.tokens import token_of
from tests.governance import world as doors
from tests.support import world
from tests.support.client import GateClient


def test_the_export_holds_everything_and_is_json(db: None) -> None:
    host = doors.found()
    bob = doors.member(host)
    actions.take_commitment(member=bob, label="Préparer la séance")
    actions.state_expectations(member=bob, expectations=["together"], note="Apprendre")
    actions.rest(member=bob, reason="Un bébé")
    exported = json.dumps(personal_data.export(bob.person), cls=DjangoJSONEncoder, ensure_ascii=False)
    for expected in (host.space.name, "Préparer la séance", "Apprendre", "Un bébé", str(bob.State.DORMANT.label)):
        assert expected in exported


def test_the_export_speaks_the_language_of_the_person(db: None) -> None:
    bob = doors.member(doors.found())
    actions.take_commitment(member=bob, label="Préparer la séance")
    actions.state_expectations(member=bob, expectations=["together"])
    exported = json.dumps(personal_data.export(bob.person), cls=DjangoJSONEncoder, ensure_ascii=False)
    for code in ("expectation_note", "shown_as", '"group"', '"member"', '"together"'):
        assert code not in exported


def test_erasure_reaches_the_words_quoted_in_letters_to_others(db: None) -> None:
    host = doors.found()
    actions.edit_presentation(by=host, presentation=actions.Presentation(is_public=True))
    zoe = world.make_person("Zoé Lefèvre")
    asked = actions.apply_to_join(space=host.space, person=zoe, note="Secret de Zoé")
    actions.move_member(by=host, membership=asked, to="member")
    bob = actions.place_person(by=host, person=world.make_person("Bob"), to="guest")
    actions.give_role(by=host, membership=doors.again(asked), role="animator")
    actions.move_member(by=doors.again(asked), membership=bob, to="left", reason="Secret de Zoé sur Bob")
    OutgoingMail.objects.filter(to=bob.person.email).update(sent_at=clock.now())
    assert OutgoingMail.objects.filter(text__contains="Secret de Zoé").count() == 2
    personal_data.erase(zoe)
    assert not OutgoingMail.objects.filter(text__contains="Secret de Zoé").exists()


def test_a_pseudonym_hides_the_name_on_every_page_of_the_group(client: GateClient, db: None) -> None:
    host = doors.found()
    invitation = actions.invite_by_mail(by=host, email="zoe@exemple.test", name="Zoé Lefèvre")
    zoe = actions.accept_invitation(token=token_of(invitation), name="Zoé Lefèvre", email="zoe@exemple.test").membership
    assert zoe is not None
    bob = actions.place_person(by=host, person=world.make_person("Bob"), to="guest")
    actions.give_role(by=host, membership=zoe, role="animator")
    actions.move_member(by=doors.again(zoe), membership=bob, to="left", reason="Parti loin")
    actions.leave(member=doors.again(zoe), shown_as="Une voisine")
    client.force_login(host.person)
    pages = [here(host.space.slug, f"governance:{name}") for name in ("register", "members", "presence", "invitations")]
    for address in [*pages, here(host.space.slug, "governance:member", ref=bob.person.ref)]:
        page = client.get(address).content.decode()
        assert "Lefèvre" not in page, address
        assert "zoe@" not in page, address
    assert "Une voisine" in page


def test_erasure_removes_the_words_and_keeps_every_chain_valid(db: None) -> None:
    host = doors.found()
    invitation = actions.invite_by_mail(by=host, email="bob@exemple.test", name="Bob Durand")
    bob = actions.accept_invitation(token=token_of(invitation), name="Bob", email="bob@exemple.test").membership
    assert bob is not None
    actions.take_commitment(member=bob, label="Secret de Bob")
    actions.state_expectations(member=bob, expectations=[], note="Secret de Bob")
    actions.rest(member=bob, reason="Secret de Bob")
    before = [one.membership.pk for one in who_was_in(host.space, clock.today())]
    personal_data.erase(bob.person)
    personal_data.erase(bob.person)
    assert journal.verify(host.space) == []
    with scope.use(host.space):
        assert not FactWords.objects.filter(text__contains="Secret").exists()
        assert not Commitment.objects.filter(label__contains="Secret").exists()
        assert not Invitation.objects.filter(email="bob@exemple.test").exists()
    row = doors.again(bob)
    assert (row.state, row.expectation_note, row.role) == ("left", "", "")
    assert bob.pk in before
    assert [one.membership.pk for one in who_was_in(host.space, clock.today())] == [host.pk]
