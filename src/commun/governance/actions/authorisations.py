"""Verbs of an announced act: stopping it by an objection, taking it to consent, looking at it again afterwards."""

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import clock
from commun.core.errors import Refused
from commun.governance import follow_through
from commun.governance.actions import consent, decisions, guided, processes
from commun.governance.actions.places import refuse_unless_awake, self_of
from commun.governance.journal import guided as facts
from commun.governance.models import Decision, Membership, Objection, Process
from commun.governance.notifications import guided as letters

AUTHORISATION = (Process.Method.AUTHORISATION,)


@transaction.atomic
def stop(*, by: Membership, process: Process, reason: str) -> Objection:
    """Object before the end of the window: the act does not stand, and nothing else is decided. Raises Refused.

    Any awake member may, even one who joined after the announcement.
    """
    row = guided.held(by, process, AUTHORISATION)
    if row.closes_at is None or row.closes_at <= clock.now():
        raise Refused(_("The days to object are over: it stands. You may ask the group to look at it again."))
    said = guided.words(reason, guided.LONGEST_REMARK, _("An objection has a reason: say what harm you see."))
    objection = consent.raise_on(row, by, said)
    processes.close(process=row, actor=self_of(by))
    letters.stopped(row, objection)
    return objection


@transaction.atomic
def take_to_consent(*, by: Membership, process: Process) -> Process:
    """After an objection: open a consent on the same text, where the objection can be worked on. Raises Refused."""
    if process.method != Process.Method.AUTHORISATION or process.state != Process.State.CLOSED:
        raise Refused(_("This way of deciding goes otherwise."))
    if process.decision is None or process.decision.state != follow_through.PROPOSED:
        raise Refused(_("There is nothing left to decide here."))
    wish = processes.Wish(method=Process.Method.CONSENT, decision=process.decision, follows=process)
    return processes.open_process(by=by, wish=wish)


@transaction.atomic
def look_again(*, by: Membership, process: Process, reason: str) -> Process:
    """Control afterwards: what stood is looked at again, by consent, starting from “stop it”. Raises Refused."""
    decision = process.decision
    refuse_unless_awake(by, process.space_id)
    if process.method != Process.Method.AUTHORISATION or decision is None:
        raise Refused(_("This way of deciding goes otherwise."))
    if decision.state not in follow_through.IN_FORCE:
        raise Refused(_("Only what is in force is looked at again."))
    said = guided.words(reason, guided.LONGEST_REMARK, _("Say why the group should look at it again."))
    review = _propose_review(by, decision, said)
    wish = processes.Wish(
        method=Process.Method.CONSENT,
        decision=review,
        guidance=_("What was done without an objection is looked at again: keep it, adapt it or stop it?"),
        follows=process,
    )
    opened = processes.open_process(by=by, wish=wish)
    guided.tell(facts.CONTROLLED, process, by, {"process": opened.ref})
    return opened


def _propose_review(by: Membership, decision: Decision, reason: str) -> Decision:
    draft = decisions.Draft(
        title=(_("Review: %(title)s") % {"title": decision.title})[:200],
        text=reason,
        subject=decision.subject,
        concerned=_("The whole group"),
        change={"kind": "decision.review", "decision": decision.ref, "answer": "stop"},
    )
    return decisions.propose(by=by, decision=decisions.voice(by=by, draft=draft, origin=f"decision:{decision.ref}"))
