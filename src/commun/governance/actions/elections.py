"""Verbs of an election without candidates: naming, revealing, changing, declining, proposing; it ends by consent."""

from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from commun.core import clock, scope
from commun.core.errors import Refused
from commun.governance import states
from commun.governance.actions import consent, decisions, guided, processes
from commun.governance.actions import decision_moves as moves
from commun.governance.actions.places import self_of
from commun.governance.journal import guided as facts
from commun.governance.models import Membership, Nomination, Process, Remark
from commun.governance.queries import consents, elections, proposed

ELECTION = (Process.Method.ELECTION,)
OPEN_TO_NAMES = (elections.NOMINATIONS, elections.CHANGES)


@transaction.atomic
def nominate(*, by: Membership, process: Process, nominee: Membership, reason: str) -> Nomination:
    """Name the person one sees in the role, and why: one each; it may be changed until the round is over.

    Nobody else reads it before the first round is revealed. Raises Refused.
    """
    row = guided.held(by, process, ELECTION)
    guided.refuse_unless_elector(by, row)
    if row.stage not in OPEN_TO_NAMES:
        raise Refused(_("The nominations are over: a person is being proposed."))
    said = guided.words(
        reason, guided.LONGEST_REASON, _("Say why you see this person there: the reason is what helps.")
    )
    _check_nominee(row, nominee)
    number = elections.FIRST if row.stage == elections.NOMINATIONS else elections.SECOND
    with scope.use(row.space_id):
        made, _is_new = Nomination.objects.update_or_create(
            process=row,
            membership=by,
            round=number,
            defaults={"space_id": row.space_id, "nominee": nominee, "reason": said, "at": clock.now()},
        )
    # Not whom: the chain is read by all, and the first round is revealed at once.
    guided.tell(facts.NOMINATED, row, by, {"round": number})
    return made


def _check_nominee(row: Process, nominee: Membership) -> None:
    if nominee.space_id != row.space_id or nominee.state != states.MEMBER:
        raise Refused(_("Choose an active member of the group."))
    with scope.use(row.space_id):
        gone = Remark.objects.filter(process=row, membership=nominee, nature=Remark.Nature.DECLINE)
        if gone.exists():
            raise Refused(_("%(person)s prefers not to be chosen.") % {"person": nominee.name})


@transaction.atomic
def reveal(*, by: Membership, process: Process) -> Process:
    """Read all the nominations together, and open the round of changes. Raises Refused."""
    row = guided.held(by, process, ELECTION)
    guided.refuse_unless_conducting(by, row)
    if row.stage != elections.NOMINATIONS:
        raise Refused(_("The nominations were revealed already."))
    with scope.use(row.space_id):
        if not Nomination.objects.filter(process=row).exists():
            raise Refused(_("Nobody was named yet."))
    return processes.move_stage(row, elections.CHANGES, self_of(by))


@transaction.atomic
def end_changes(*, by: Membership, process: Process) -> Process:
    """Everybody could change: now who conducts proposes somebody. Raises Refused."""
    row = guided.held(by, process, ELECTION)
    guided.refuse_unless_conducting(by, row)
    if row.stage != elections.CHANGES:
        raise Refused(_("This stage does not follow the one you are in: read the page again."))
    return processes.move_stage(row, elections.PROPOSAL, self_of(by))


@transaction.atomic
def decline(*, by: Membership, process: Process, note: str = "") -> Process:
    """Say that one prefers not to be chosen, at any moment, without having to say why. Raises Refused.

    An election goes on with the others; elsewhere the proposal had one name only: it is taken off the table.
    """
    row = guided.held(by, process)
    is_election = row.method == Process.Method.ELECTION
    if not is_election:
        _refuse_unless_proposed(by, row)
    with scope.use(row.space_id):
        Remark.objects.update_or_create(
            process=row,
            membership=by,
            nature=Remark.Nature.DECLINE,
            defaults={
                "space_id": row.space_id,
                "version": row.version,
                "text": note.strip()[: guided.LONGEST_REMARK],
                "written_at": clock.now(),
            },
        )
    guided.tell(facts.DECLINED, row, by)
    if not is_election:
        return _take_off(row, by)
    if row.stage in consents.ANSWERING and proposed_pk(row) == by.pk:
        processes.move_stage(row, elections.PROPOSAL, self_of(by))
    return row


@transaction.atomic
def accept(*, by: Membership, process: Process) -> Process:
    """Say that one would gladly hold the role for which one is proposed, once; it may still be declined.

    Raises Refused when somebody else is proposed.
    """
    row = guided.held(by, process)
    _refuse_unless_proposed(by, row)
    if not proposed.has_said_yes(row, by):
        guided.tell(facts.ACCEPTED, row, by)
    return row


def _refuse_unless_proposed(by: Membership, row: Process) -> None:
    if row.method == Process.Method.ELECTION or proposed_pk(row) != by.pk:
        raise Refused(_("This is for the person who is proposed."))


def _take_off(row: Process, by: Membership) -> Process:
    assert row.decision is not None
    # Everybody reads it: never the name, who leaves under a pseudonym must not be read there.
    with translation.override(row.space.language):
        reason = _("The person who was proposed prefers not to be chosen.")
    taken = processes.take_off(row, self_of(by), reason)
    decisions.release(moves.locked(row.decision), reason=reason, lesson="", actor=self_of(by))
    return taken


def proposed_pk(row: Process) -> int | None:
    """The membership that the decision on the table would give the role to."""
    if row.decision is None:
        return None
    return proposed.proposed_pk(moves.current_version(row.decision))


@transaction.atomic
def propose_person(*, by: Membership, process: Process, nominee: Membership, reason: str) -> Process:
    """Propose one of those who were named, for the reasons that were heard; everybody is then asked. Raises Refused.

    The decision that would give the mandate is written here, with its term, and shown before anybody answers.
    """
    row = guided.held(by, process, ELECTION)
    guided.refuse_unless_conducting(by, row)
    if row.stage == elections.NOMINATIONS:
        raise Refused(_("Reveal the nominations first: a proposal comes from what was heard."))
    said = guided.words(reason, guided.LONGEST_REASON, _("Say what you heard that leads to this proposal."))
    if nominee.pk not in {one.pk for one in elections.nominees_of(row)}:
        raise Refused(_("Propose one of those who were named and did not decline."))
    draft = _draft(row, nominee, said)
    if row.decision is None:
        _write_decision(row, by, draft)
        consent.ask(row, by)
    else:
        found = consents.round_of(row)
        # Another person: whatever was said of the one before no longer holds, everybody is asked.
        row.stage = consents.OBJECTIONS if row.stage == elections.PROPOSAL else row.stage
        row.save(update_fields=["stage"])
        consent.new_version(row, by, draft, _("Another person is proposed."), found.open_objections, all_asked=True)
    guided.tell(facts.PERSON_PROPOSED, row, by, {"membership": nominee.pk, "version": row.version})
    return row


def _draft(row: Process, nominee: Membership, said: str) -> decisions.Draft:
    assert row.role is not None
    change: dict[str, Any] = {"kind": "mandate", "role": row.role.ref, "membership": nominee.pk}
    change |= {name: row.rules[name] for name in ("months", "starts_on") if row.rules.get(name)}
    # Never the name: who leaves under a pseudonym must not be read there. The change leads to the person.
    return decisions.Draft(
        title=(_("Who takes the role “%(role)s”?") % {"role": row.role.name})[:200],
        text=said,
        subject=_("Roles"),
        concerned=_("The whole group"),
        change=change,
    )


def _write_decision(row: Process, by: Membership, draft: decisions.Draft) -> None:
    decision = decisions.voice(by=by, draft=draft, origin=f"process:{row.ref}")
    row.decision = decisions.propose(by=by, decision=decision)
    row.version = row.decision.version
    row.save(update_fields=["decision", "version"])
