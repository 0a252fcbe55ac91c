"""A person's own data: handed out whole, erased without breaking any chain."""

import json

from commun.core import clock, journal, scope
from commun.core.models import FactWords
from commun.governance import actions
from commun.governance.actions import personal_data
from commun.governance.models import Commitment, Invitation
from commun.governance.queries.presence import who_was_in
from commun.governance.tokens import token_of
from tests.governance import world as doors


def test_the_export_holds_everything_and_is_json(db: None) -> None:
    host = doors.found()
    bob = doors.member(host)
    actions.take_commitment(member=bob, label="Préparer la séance")
    actions.state_expectations(member=bob, expectations=["together"], note="Apprendre")
    actions.rest(member=bob, reason="Un bébé")
    exported = json.dumps(personal_data.export(bob.person), ensure_ascii=False)
    for expected in (host.space.name, "Préparer la séance", "Apprendre", "Un bébé", "dormant"):
        assert expected in exported


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
