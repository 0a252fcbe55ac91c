"""The last resort (X5): ask the group, by secret ballot and by the rule of its charter, whether somebody should go.

The path of the disagreement comes first; then the person has the days of the rule to write what the group should
read; the rule of the day it was asked holds until the end; only those who were in the group for long enough on that
day vote, the person concerned does not, and the list is fixed before the ballot opens.
"""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.core import clock, scope
from commun.core.errors import Refused
from commun.core.words import as_written
from commun.governance import follow_through, methods, states
from commun.governance.actions import case_path, decisions, processes
from commun.governance.actions.disagreements import held, tell
from commun.governance.journal import disagreements as facts
from commun.governance.models import Case, CaseStep, Membership, MembershipRules, Process, Removal
from commun.governance.notifications import removals as mails
from commun.governance.policies import charter
from commun.governance.policies import removals as policies
from commun.governance.queries.presence import inside_since
from commun.ui.dates import day

KIND = "membership.remove"
# How long the ballot can be read, with both words, before it opens; how long it stays open.
READING, VOTING = dt.timedelta(days=2), dt.timedelta(days=7)
LEAST_TAKING_PART = 50
BEFORE = (CaseStep.Path.TALK, CaseStep.Path.MEDIATION, CaseStep.Path.ARBITRATION)
LONGEST_REASON, LONGEST_DEFENCE = 2000, 4000


def why_not(case: Case) -> str:
    """Why the group cannot be asked (yet), in a sentence; empty when it can. At most 3 queries."""
    rules = charter.rules_of(case.space)
    if not rules.may_remove:
        return _("The rules of the group do not let anybody be asked to go.")
    if case.state == Case.State.LEFT:
        return _("This disagreement was left aside.")
    over = {step.path for step in case_path.steps_of(case) if step.ends_on is not None}
    if not over.issuperset(BEFORE):
        return _("The path comes first: talk, mediation and arbitration, each ended or skipped with everybody’s word.")
    with scope.use(case.space_id):
        outcome = getattr(Case.objects.select_related("outcome").get(pk=case.pk), "outcome", None)
    if case.state == Case.State.SETTLED and outcome is not None and outcome.review_on > clock.today():
        words = {"day": day(outcome.review_on)}
        return _("An outcome holds: it is looked at again on %(day)s, not before.") % words
    return ""


@transaction.atomic
def ask_removal(*, by: Membership, case: Case, person: Membership, reason: str) -> Removal:
    """Ask that the group be consulted; the person hears of it at once and has the days of the rule. Raises Refused."""
    row = held(case)
    if not policies.may_ask(by, row):
        raise Refused(_("Only an awake member who is on one side of the disagreement asks this."))
    refusal = why_not(row)
    if refusal:
        raise Refused(refusal)
    if person.pk not in {one.pk for one in policies.people_facing(by, row)}:
        raise Refused(_("Choose somebody on the other side, who is in the group."))
    reason = as_written(reason)
    if not 0 < len(reason) <= LONGEST_REASON:
        raise Refused(_("Say why in a few sentences, 2,000 signs at most: the person and the voters will read it."))
    with scope.use(row.space_id):
        if Removal.objects.filter(case=row, membership=person).exists():
            raise Refused(_("This was asked already: it is asked once in a disagreement."))
    rules = charter.rules_of(row.space)
    removal = Removal(
        space=row.space,
        case=row,
        membership=person,
        asked_by=by,
        reason=reason,
        asked_at=clock.now(),
        rules=_rules_today(rules),
        heard_until=clock.today() + dt.timedelta(days=rules.removal_hearing_days),
    )
    removal.save()
    tell(row, facts.REMOVAL_ASKED, by, {"person": person.person_id, "removal": removal.ref, **removal.rules})
    mails.asked(removal)
    return removal


def _rules_today(rules: MembershipRules) -> dict[str, int]:
    return {
        "percent": rules.removal_percent,
        "days": rules.removal_days,
        "hearing_days": rules.removal_hearing_days,
    }


@transaction.atomic
def answer_removal(*, by: Membership, removal: Removal, words: str) -> Removal:
    """What the person wants the voters to read; written again as often as they want until the ballot opens."""
    row = locked(removal)
    if by.pk != row.membership_id:
        raise Refused(_("Only the person concerned writes this."))
    if has_opened(row):
        raise Refused(_("The ballot is open: what was written before it stays as it is."))
    words = as_written(words, LONGEST_DEFENCE)
    row.defence, row.heard_at = words, clock.now()
    row.save(update_fields=["defence", "heard_at"])
    tell(row.case, facts.REMOVAL_ANSWERED, by, {"removal": row.ref})
    return row


def has_opened(removal: Removal) -> bool:
    """The ballot is open, or over: nothing changes any more."""
    process = removal.process
    return process is not None and process.opens_at is not None and process.opens_at <= clock.now()


@transaction.atomic
def put_removal(*, by: Membership, removal: Removal) -> Process:
    """Once the person had their days: a secret ballot, with both words to read before it opens. Raises Refused."""
    row = locked(removal)
    if not policies.may_ask(by, row.case) or by.pk == row.membership_id:
        raise Refused(_("Only an awake member who is on one side of the disagreement asks this."))
    if row.process is not None and row.process.state != Process.State.WITHDRAWN:
        raise Refused(_("It is put to the vote already."))
    refuse_unless_ready(row)
    if row.decision is None or row.decision.state != follow_through.PROPOSED:
        draft = decisions.Draft(
            # Never the name: who leaves under a pseudonym must not be read there.
            title=_("Should somebody leave the group?"),
            text=_("Who is asked to leave, why, and what they answer are read on the page of the ballot."),
            concerned=_("The whole group, and the person first"),
            subject=_("Members"),
            change={"kind": KIND, "removal": row.ref},
        )
        row.decision = decisions.voice(by=by, draft=draft)
        row.save(update_fields=["decision"])
    row.process = processes.open_process(by=by, wish=wish_of(row))
    row.save(update_fields=["process"])
    tell(row.case, facts.REMOVAL_PUT, by, {"removal": row.ref, "process": row.process.ref})
    return row.process


def refuse_unless_ready(row: Removal) -> None:
    """Raises Refused before the end of the days to be heard, or when a secret ballot would not be secret."""
    if row.membership.state not in states.INSIDE:
        raise Refused(_("This person is not in the group any more."))
    if clock.today() < row.heard_until:
        words = {"person": row.membership.name, "day": day(row.heard_until)}
        raise Refused(_("%(person)s can be heard until %(day)s: nothing is put to the vote before.") % words)
    count = len(voters_of(row))
    if count < methods.MIN_SECRET_BALLOTS:
        raise Refused(
            ngettext(
                "Only %(count)s member has been in the group for long enough to vote: a secret ballot needs four.",
                "Only %(count)s members have been in the group for long enough to vote: a secret ballot needs four.",
                count,
            )
            % {"count": count}
        )


def voters_of(removal: Removal) -> list[Membership]:
    """Awake members who, the day it was asked, had been in the group and had an account for the days of the rule.

    2 queries. Whoever was let in since, or shortly before, has no voice in this; neither has the person concerned.
    """
    asked_on = removal.heard_until - dt.timedelta(days=removal.rules["hearing_days"])
    first_day = asked_on - dt.timedelta(days=removal.rules["days"])
    with scope.use(removal.space_id):
        awake = Membership.objects.filter(state=states.MEMBER).exclude(pk=removal.membership_id)
        members = list(awake.select_related("person", "space").order_by("pk"))
    since = inside_since(members)
    return [one for one in members if since[one.pk] <= first_day and one.person.joined_at.date() <= first_day]


def rules_of_ballot(removal: Removal) -> dict[str, Any]:
    """The rules of the ballot, all from the rule of the group on the day it was asked."""
    return {
        "majority": "qualified",
        "percent": removal.rules["percent"],
        "quorum_percent": LEAST_TAKING_PART,
        "tie": "status-quo",
        "min_ballots": methods.MIN_SECRET_BALLOTS,
    }


def wish_of(removal: Removal) -> processes.Wish:
    """The only ballot that can decide on this."""
    opens_at = clock.now() + READING
    return processes.Wish(
        method=Process.Method.PROPOSAL,
        decision=removal.decision,
        rules=rules_of_ballot(removal),
        opens_at=opens_at,
        closes_at=opens_at + VOTING,
        is_secret=True,
        electors=voters_of(removal),
    )


def locked(removal: Removal) -> Removal:
    """The row as it is now, held until the end of the transaction."""
    with scope.use(removal.space_id):
        rows = Removal.objects.select_for_update(of=("self",)).select_related(
            "case__space", "membership__person", "membership__space", "decision__space", "process", "asked_by__person"
        )
        return rows.get(pk=removal.pk)
