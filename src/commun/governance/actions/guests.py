"""Verbs about guests: asking somebody in for one thing until a day, coming, saying a word there, ending it (M8)."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.governance import states, tokens
from commun.governance.actions import case_path, guided, places, processes
from commun.governance.actions.places import self_of
from commun.governance.journal import guests as facts
from commun.governance.journal import guided as words
from commun.governance.models import (
    Case,
    CaseAsk,
    Decision,
    GuestPass,
    Invitation,
    Meeting,
    Membership,
    Process,
    Remark,
)
from commun.governance.notifications import guests as letters
from commun.governance.policies import guests as policies
from commun.governance.queries.invitations import addresses_inside
from commun.governance.states import By
from commun.people.actions.accounts import clean_name
from commun.people.models import Person

Thing = Decision | Meeting | Case
MOST_INVITATION_DAYS, MOST_DAYS = 30, 366
KINDS: dict[type[Thing], str] = {
    Decision: GuestPass.Kind.DECISION,
    Meeting: GuestPass.Kind.MEETING,
    Case: GuestPass.Kind.CASE,
}


@dataclass(frozen=True)
class Guest:
    """Who is asked in, and until which day (included)."""

    email: str
    ends_on: dt.date
    name: str = ""


@transaction.atomic
def invite_guest(*, by: Membership, thing: Thing, guest: Guest) -> GuestPass:
    """Ask somebody in for this one thing, by a link of their own. Raises Refused."""
    _refuse_unless_may_invite(by, thing)
    places.hold(by.space)
    address, today = guest.email.strip().lower(), clock.today()
    if address in addresses_inside(by.space_id):
        raise Refused(_("This person is already in the group: they read it as a member."))
    if not today <= guest.ends_on <= today + dt.timedelta(days=MOST_DAYS):
        raise Refused(_("Choose a last day between today and a year from now."))
    kind = KINDS[type(thing)]
    _refuse_twice(by, kind, thing.ref, address)
    invitation = _invitation(by, address, clean_name(guest.name), guest.ends_on)
    made = _pass(by, thing, invitation, guest.ends_on)
    if kind == GuestPass.Kind.CASE:
        _record(facts.ASKED_INTO_CASE, made, journal.PROGRAM)
    else:
        _record(facts.ASKED, made, self_of(by))
    letters.invite(made, thing, tokens.token_of(invitation))
    return made


def _refuse_unless_may_invite(by: Membership, thing: Thing) -> None:
    if thing.space_id != by.space_id:
        raise Refused(_("This is not in your group."))
    if not isinstance(thing, Case):
        places.refuse_unless(policies.can_invite(by))
    elif not policies.can_invite_into(by, thing):
        raise Refused(_("Only a party asks somebody into a disagreement."))


def _refuse_twice(by: Membership, kind: str, ref: str, address: str) -> None:
    with scope.use(by.space_id):
        same = GuestPass.objects.filter(GuestPass.live(), kind=kind, thing=ref, invitation__email=address)
        open_ones = same.filter(invitation__revoked_at=None).select_related("invitation")
        if any(one.membership_id or one.invitation.is_open for one in open_ones):
            raise Refused(_("This person is already invited to it."))


def _invitation(by: Membership, email: str, name: str, ends_on: dt.date) -> Invitation:
    now = clock.now()
    days = min(MOST_INVITATION_DAYS, (ends_on - clock.today()).days + 1)
    made = Invitation(
        space=by.space,
        channel=Invitation.Channel.MAIL,
        email=email,
        name=name,
        expires_at=now + dt.timedelta(days=days),
        invited_by=by,
        created_at=now,
    )
    made.token_digest = tokens.digest_of(tokens.token_of(made))
    made.save()
    return made


def _pass(by: Membership, thing: Thing, invitation: Invitation, ends_on: dt.date) -> GuestPass:
    made = GuestPass(
        space=by.space,
        kind=KINDS[type(thing)],
        thing=thing.ref,
        invitation=invitation,
        given_by=by,
        given_at=clock.now(),
        ends_on=ends_on,
    )
    made.save()
    return made


def receive(*, by: Membership, meeting: Meeting, person: Person, ends_on: dt.date) -> GuestPass:
    """Inside a transaction: somebody who said yes comes as the guest of a meeting, without a link to open."""
    invitation = _invitation(by, person.email or "", person.name, ends_on)
    invitation.used_count = 1
    invitation.save(update_fields=["used_count"])
    made = _pass(by, meeting, invitation, ends_on)
    come_as_guest(invitation, places.place_of(by.space, person))
    return GuestPass._base_manager.select_related("space").get(pk=made.pk)


def come_as_guest(invitation: Invitation, row: Membership) -> Membership:
    """Inside the transaction that holds the invitation and the place: the person becomes the guest of one thing.

    Raises Refused for who has another place in the group, which comes first.
    """
    made = GuestPass._base_manager.select_related("space", "given_by__person").get(invitation=invitation)
    is_case = made.kind == GuestPass.Kind.CASE
    if row.state != states.GUEST:
        actor = journal.PROGRAM if is_case else self_of(made.given_by)
        places.move(row, states.GUEST, by=By.GROUP, actor=actor)
    row.came_by = invitation
    row.save(update_fields=["came_by"])
    made.membership = row
    made.save(update_fields=["membership"])
    _record(facts.CAME, made, self_of(row))
    if is_case:
        _propose(made, row)
    return row


def _propose(made: GuestPass, row: Membership) -> None:
    """The question to the other parties opens at once; when it cannot (any more), the parties will say."""
    with scope.use(made.space_id):
        case = Case.objects.select_related("space").get(ref=made.thing)
    try:
        with transaction.atomic():
            case_path.propose_handler(by=made.given_by, case=case, person=row)
    except Refused:
        return


@transaction.atomic
def take_back_pass(*, by: Membership, guest_pass: GuestPass) -> GuestPass:
    """End a guest's place at once; the link, if it still waits, is closed. Raises Refused."""
    if not policies.can_take_back(by, guest_pass):
        raise Refused(_("Only who invited this guest, or those who facilitate the group, can end it."))
    with scope.use(by.space_id):
        rows = GuestPass.objects.select_for_update(of=("self",)).select_related("space", "invitation", "membership")
        row = rows.get(pk=guest_pass.pk)
    if not row.is_live:
        raise Refused(_("This guest’s time is over already."))
    end_pass(row, self_of(by))
    if row.kind == GuestPass.Kind.CASE and row.membership is not None:
        _release_case(row, row.membership)
    return row


def end_pass(row: GuestPass, actor: journal.Person) -> None:
    """The guest reads nothing any more, and the link is closed."""
    row.taken_back_at = clock.now()
    row.save(update_fields=["taken_back_at"])
    Invitation._base_manager.filter(pk=row.invitation_id, revoked_at=None).update(revoked_at=clock.now())
    _record(facts.TAKEN_BACK, row, actor)


def _release_case(row: GuestPass, guest: Membership) -> None:
    with scope.use(row.space_id):
        case = Case.objects.select_for_update(of=("self",)).select_related("space").get(ref=row.thing)
        CaseAsk.objects.filter(case=case, membership=guest, state=CaseAsk.State.WAITING).update(
            state=CaseAsk.State.REFUSED
        )
    if case.handler_id == guest.pk:
        case_path.release_handler(case, guest)


@transaction.atomic
def speak_as_guest(*, guest: Membership, guest_pass: GuestPass, process: Process, nature: str, text: str) -> Remark:
    """A question or a reaction on the decision one is the guest of, while it is being decided. Raises Refused."""
    found = policies.own_pass(guest, guest_pass.ref)
    row = processes.locked(process)
    about = row.decision.ref if row.decision else ""
    if found.kind != GuestPass.Kind.DECISION or found.thing != about:
        raise Refused(_("You are not a guest of this."))
    if row.state != Process.State.OPEN:
        raise Refused(_("It is over: nothing can be added."))
    if row.method not in policies.SPEAKING:
        raise Refused(_("This way of deciding takes no word of a guest: only those who decide answer it."))
    if row.method == Process.Method.ADVICE:
        made = guided.write(row, guest, Remark.Nature.ADVICE, text)
        guided.tell(words.ADVISED, row, guest, {"remark": made.pk})
        return made
    if nature not in {Remark.Nature.QUESTION, Remark.Nature.REACTION}:
        raise Refused(_("Choose: a question, or a reaction."))
    return guided.write(row, guest, nature, text)


def _record(name: str, row: GuestPass, actor: journal.Person | journal.Rule) -> None:
    journal.record(name, space=row.space, actor=actor, about=(facts.GUEST, row.ref), data={"kind": row.kind})
