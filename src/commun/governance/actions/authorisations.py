"""Verbs of an announced act: stopping it by an objection, taking it to consent, looking at it again afterwards."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.core import clock, scope
from commun.core.errors import Refused
from commun.governance import follow_through
from commun.governance.actions import consent, decisions, guided, processes
from commun.governance.actions.places import refuse_unless_awake, self_of
from commun.governance.journal import guided as facts
from commun.governance.models import Decision, Membership, Objection, Process
from commun.governance.notifications import guided as letters
from commun.governance.queries.decision_changes import looked_at_again

AUTHORISATION = (Process.Method.AUTHORISATION,)
ADAPT = "adapt"
# What the text on the table says, by what adopting it would do.
PROPOSED: Mapping[str, Any] = {
    "stop": gettext_lazy("It is proposed to stop “%(title)s” (decision no. %(number)s)."),
    "keep": gettext_lazy("It is proposed to keep “%(title)s” as it is (decision no. %(number)s)."),
    ADAPT: "",
}


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
    """After an objection: open a consent on the same text, where the objection can be worked on. Raises Refused.

    The objections go on there: nothing is adopted before each of them is lifted, integrated or tested.
    """
    if process.method != Process.Method.AUTHORISATION or process.state != Process.State.CLOSED:
        raise Refused(_("This way of deciding goes otherwise."))
    if process.decision is None or process.decision.state != follow_through.PROPOSED:
        raise Refused(_("There is nothing left to decide here."))
    wish = processes.Wish(method=Process.Method.CONSENT, decision=process.decision, follows=process)
    opened = processes.open_process(by=by, wish=wish)
    with scope.use(opened.space_id):
        left = Objection.objects.filter(process=process, state=Objection.State.OPEN)
        left.update(process=opened)
    return opened


@transaction.atomic
def look_again(*, by: Membership, process: Process, reason: str, answer: str = "stop", text: str = "") -> Process:
    """Control afterwards: what stood is looked at again, by consent on what the member proposes. Raises Refused.

    ``answer``: stop, keep or adapt; ``text`` is what would replace it, to adapt. The text on the table says the same.
    """
    decision = process.decision
    refuse_unless_awake(by, process.space_id)
    if process.method != Process.Method.AUTHORISATION or decision is None:
        raise Refused(_("This way of deciding goes otherwise."))
    if decision.state not in follow_through.IN_FORCE:
        raise Refused(_("Only what is in force is looked at again."))
    if looked_at_again(decision) is not None:
        raise Refused(_("The group is looking at it again already: the page of the decision leads there."))
    said = guided.words(reason, guided.LONGEST_REMARK, _("Say why the group should look at it again."))
    if answer not in PROPOSED:
        raise Refused(_("Choose: keep, adapt or stop."))
    if answer == ADAPT:
        text = guided.words(text, guided.LONGEST_REMARK, _("Write the text that would replace it."))
    review = _propose_review(by, decision, said, answer, text)
    wish = processes.Wish(
        method=Process.Method.CONSENT,
        decision=review,
        guidance=_("What was done without an objection is looked at again: keep it, adapt it or stop it?"),
        follows=process,
    )
    opened = processes.open_process(by=by, wish=wish)
    guided.tell(facts.CONTROLLED, process, by, {"process": opened.ref})
    return opened


def _propose_review(by: Membership, decision: Decision, reason: str, answer: str, text: str) -> Decision:
    words = {"title": decision.title, "number": decision.number, "reason": reason}
    parts = [text] if answer == ADAPT else [str(PROPOSED[answer]) % words]
    draft = decisions.Draft(
        title=(_("Looked at again: %(title)s") % words)[:200],
        text="\n\n".join([*parts, _("Why: %(reason)s") % words]),
        subject=decision.subject,
        concerned=_("The whole group"),
        change={"kind": "decision.review", "decision": decision.ref, "answer": answer, "reason": reason[:1000]},
    )
    return decisions.propose(by=by, decision=decisions.voice(by=by, draft=draft, origin=f"decision:{decision.ref}"))
