"""Reviews: on the day that was decided, a real process opens by itself, once: keep, adapt or stop (S5)."""

import datetime as dt

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.governance import follow_through as steps
from commun.governance import methods, policies, states
from commun.governance.actions import decision_moves as moves
from commun.governance.actions import places, processes, reminders
from commun.governance.actions.decisions import NOT_YOURS
from commun.governance.actions.places import self_of
from commun.governance.decision_text import Words
from commun.governance.journal import decisions as facts
from commun.governance.models import Decision, Membership, Process
from commun.governance.policies import decisions as decision_policies

RULE = "governance.review"
REVIEW = "decision.review"


@transaction.atomic
def set_review(*, by: Membership, decision: Decision, review_on: dt.date | None) -> Decision:
    """Choose when the group looks at it again; an experiment always has such a day. Raises Refused."""
    row = moves.locked(decision)
    if not decision_policies.can_conclude(by, row):
        raise Refused(NOT_YOURS)
    if row.state not in steps.IN_FORCE:
        raise Refused(_("Only what is in force is looked at again."))
    if review_on is None and row.is_experiment:
        raise Refused(_("An experiment needs a day when the group looks at it again."))
    if review_on is not None and review_on <= clock.today():
        raise Refused(_("Choose a day to come for the review."))
    if review_on is not None:
        moves.refuse_too_far(review_on)
    row.review_on = review_on
    row.save(update_fields=["review_on"])
    data = {
        "ends_on": row.ends_on.isoformat() if row.ends_on else None,
        "again_on": review_on.isoformat() if review_on else None,
    }
    moves.tell(row, facts.REVIEW_SET, actor=self_of(by), data=data)
    return row


def open_due() -> int:
    """Open the reviews whose day has come, and say how many; safe to run twice."""
    with scope.everywhere("each group set the day of its reviews"):
        due = Decision.objects.filter(state__in=steps.IN_FORCE, review_on__lte=clock.today())
        rows = list(due.select_related("space").order_by("pk"))
    return sum(_open(row) for row in rows)


@transaction.atomic
def _open(decision: Decision) -> bool:
    places.hold(decision.space)
    row = moves.locked(decision)
    if row.review_on is None or row.review_on > clock.today() or row.state not in steps.IN_FORCE:
        return False
    host = _host(row)
    # Nobody awake, or no way of deciding yet: the day waits, nothing is lost.
    if host is None or methods.ways.get(Process.Method.CONSENT) is None:
        return False
    with translation.override(row.space.language):
        review = _propose_review(row, host)
        wish = processes.Wish(
            method=Process.Method.CONSENT,
            title=review.title,
            guidance=_(
                "Keep it, adapt it or stop it? The proposal starts from “keep”: change it if you think otherwise."
            ),
            decision=review,
            follows=_last_process(row),
        )
        process = processes.open_by_rule(opened_by=host, wish=wish, rule=RULE)
        reminders.bring_to_meeting(row.space, review.title, f"{facts.DECISION}:{review.ref}", "decisions")
    data = {"on": row.review_on.isoformat(), "review": review.ref, "process": process.ref}
    row.review_on = None
    row.save(update_fields=["review_on"])
    moves.tell(row, facts.REVIEW_OPENED, actor=journal.Rule(RULE), data=data)
    return True


def _host(row: Decision) -> Membership | None:
    """Who leads the review: the carrier, else who voiced it, else somebody who facilitates, awake today."""
    with scope.use(row.space_id):
        near = Membership.objects.select_related("person", "space").filter(state=states.MEMBER)
        for pk in (row.carrier_id, row.voiced_by_id):
            found = near.filter(pk=pk).first() if pk else None
            if found is not None:
                return found
    return policies.roles_in_force(row.space).first()


def _last_process(row: Decision) -> Process | None:
    with scope.use(row.space_id):
        return Process.objects.filter(decision=row).order_by("-created_at", "-pk").first()


def _propose_review(row: Decision, host: Membership) -> Decision:
    """The proposal on the table: « we keep it », until somebody writes « adapt » or « stop »."""
    title = _("Review: %(title)s") % {"title": row.title}
    review = Decision(
        space=row.space,
        number=moves.next_number(row.space_id),
        title=title if len(title) <= 200 else title[:199] + "…",
        subject=row.subject,
        state=steps.HEARD,
        since=clock.today(),
        voiced_by=host,
        created_at=clock.now(),
        origin=f"decision:{row.ref}",
    )
    review.save()
    version = moves.current_version(row)
    words = Words(
        title=review.title,
        text=_("What did it change? What do we keep, adapt, or stop?"),
        concerned=version.concerned or _("The whole group"),
        change={"kind": REVIEW, "decision": row.ref, "answer": "keep"},
    )
    moves.write_version(review, host, words)
    moves.add_follower(review, host)
    rule = journal.Rule(RULE)
    moves.tell(review, facts.VOICED, actor=rule, data={"from": "", "to": steps.HEARD, "origin": review.origin})
    moves.move(review, steps.PROPOSED, facts.PROPOSED, actor=rule, data={"version": 1})
    return review
