"""Verbs about decisions, from the matter that somebody voices to what became of it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.words import as_written, one_line, short_enough
from commun.governance import follow_through as steps
from commun.governance import methods, states
from commun.governance.actions import decision_moves as moves
from commun.governance.actions import follow_up, places
from commun.governance.actions.places import refuse_unless_awake, self_of
from commun.governance.decision_text import Words, fingerprint
from commun.governance.journal import decisions as facts
from commun.governance.models import (
    ArticleVersion,
    Decision,
    DecisionVersion,
    Following,
    Membership,
    Postponement,
    Process,
    Role,
)
from commun.governance.notifications import decisions as mails
from commun.governance.policies import decisions as policies

LONGEST = {"title": 200, "text": 20_000, "subject": 60, "concerned": 500, "first_step": 300, "outcome": 2000}
NOT_YOURS = gettext_lazy("This is for who voiced it, who carries it, or who facilitates the group.")


@dataclass(frozen=True)
class Draft:
    """What somebody writes of a matter. ``change`` is empty, or ``{"kind": name of an effect, ...}``."""

    title: str
    text: str = ""
    subject: str = ""
    concerned: str = ""
    change: Mapping[str, Any] = field(default_factory=dict)
    is_experiment: bool = False
    review_on: dt.date | None = None


@transaction.atomic
def voice(*, by: Membership, draft: Draft, origin: str = "") -> Decision:
    """Write down a matter that was heard; ``origin`` is « kind:reference » of where it was born. Raises Refused."""
    refuse_unless_awake(by, by.space_id)
    draft = _checked(draft)
    places.hold(by.space)
    decision = Decision(
        space=by.space,
        number=moves.next_number(by.space_id),
        title=draft.title,
        subject=draft.subject,
        state=steps.HEARD,
        since=clock.today(),
        voiced_by=by,
        created_at=clock.now(),
        origin=origin[:80],
        is_experiment=draft.is_experiment,
        review_on=draft.review_on,
    )
    decision.save()
    moves.write_version(decision, by, _words(draft))
    moves.add_follower(decision, by)
    moves.tell(decision, facts.VOICED, actor=self_of(by), data={"from": "", "to": steps.HEARD, "origin": origin[:80]})
    return decision


@transaction.atomic
def propose(*, by: Membership, decision: Decision) -> Decision:
    """Put a matter on the table: from now on it may be decided. Raises Refused.

    Who is concerned must be written first (R67), and a change must be one that can be applied as things stand.
    """
    row = moves.locked(decision)
    refuse_unless_awake(by, row.space_id)
    moves.step(row, steps.PROPOSED)
    version = moves.current_version(row)
    if not version.concerned.strip():
        raise Refused(_("Write first who is concerned, or could be: they must be able to speak."))
    effect = moves.effect_of(version.change)
    if effect is not None:
        effect.check(row.space, version.change)
    with scope.use(row.space_id):
        Postponement.objects.filter(decision=row).delete()
    moves.add_follower(row, by)
    moves.move(row, steps.PROPOSED, facts.PROPOSED, actor=self_of(by), data={"version": row.version})
    return row


@transaction.atomic
def amend(*, by: Membership, decision: Decision, draft: Draft, note: str) -> DecisionVersion:
    """Write a new version; the former ones are kept. ``note`` says why this version. Raises Refused."""
    row = moves.locked(decision)
    if not policies.can_amend(by, row):
        raise Refused(_("Only who voiced it, or who leads the process, writes a new version before it is adopted."))
    _refuse_while_voting(row)
    draft = _checked(draft)
    effect = moves.effect_of(draft.change)
    if row.state == steps.PROPOSED and not draft.concerned:
        raise Refused(_("Write first who is concerned, or could be: they must be able to speak."))
    if effect is not None and row.state == steps.PROPOSED:
        effect.check(row.space, draft.change)
    row.version += 1
    row.title, row.subject = draft.title, draft.subject
    row.is_experiment, row.review_on = draft.is_experiment, draft.review_on
    row.save()
    version = moves.write_version(row, by, _words(draft), one_line(note)[:500])
    data = {"version": version.number, "fingerprint": version.fingerprint}
    moves.tell(row, facts.AMENDED, actor=self_of(by), data=data)
    return version


@transaction.atomic
def postpone(*, by: Membership, decision: Decision, again_on: dt.date, reason: str = "") -> Decision:
    """« Not now, look again on … »: the matter waits, heard, and comes back by itself that day. Raises Refused."""
    row = moves.locked(decision)
    refuse_unless_awake(by, row.space_id)
    if again_on <= clock.today():
        raise Refused(_("Choose a day to come: it is then that it will be looked at again."))
    moves.refuse_too_far(again_on)
    _refuse_while_deciding(row)
    with scope.use(row.space_id):
        Postponement.objects.update_or_create(decision=row, defaults={"space_id": row.space_id, "again_on": again_on})
    data = {"again_on": again_on.isoformat()}
    if row.state == steps.HEARD:
        data |= {"from": steps.HEARD, "to": steps.HEARD}
        moves.tell(row, facts.POSTPONED, actor=self_of(by), data=data, words={"reason": reason.strip()})
    else:
        words = {"reason": reason.strip()}
        moves.move(row, steps.HEARD, facts.POSTPONED, actor=self_of(by), data=data, words=words)
    return row


@transaction.atomic
def adopt(
    *,
    decision: Decision,
    actor: journal.Person | journal.Rule,
    process: Process | None = None,
    ends_on: dt.date | None = None,
) -> Decision:
    """What the group decided holds from now on, and changes what it says, in this very transaction (C25).

    Called by the processes that end, never by a page. Raises Refused, and then nothing is changed.
    """
    row = moves.locked(decision)
    moves.step(row, steps.ADOPTED)
    if ends_on is not None and ends_on < clock.today():
        raise Refused(_("It would end before it starts: choose a day to come."))
    version = moves.current_version(row)
    effect = moves.effect_of(version.change)
    if effect is not None:
        effect.check(row.space, version.change)
    # What is adopted is what is read now: the mark of the text is taken again.
    version.fingerprint = fingerprint(moves.words_of(version))
    version.save(update_fields=["fingerprint"])
    row.adopted_on, row.ends_on = clock.today(), ends_on
    data = {
        "version": version.number,
        "fingerprint": version.fingerprint,
        "process": process.ref if process else "",
        "ends_on": ends_on.isoformat() if ends_on else None,
        "change": str(version.change.get("kind", "")),
    }
    moves.move(row, steps.ADOPTED, facts.ADOPTED, actor=actor, data=data)
    if effect is not None:
        effect.apply(row, version.change, actor)
    return moves.locked(row)


@transaction.atomic
def engage(
    *,
    by: Membership,
    decision: Decision,
    carrier: Membership | None = None,
    carrier_role: Role | None = None,
    first_step: str,
    due_on: dt.date,
) -> Decision:
    """Say who carries it (a person or a role), the first step and a date; the step becomes a thing to do.

    An engaged decision may be planned again, by whoever carries it. Raises Refused.
    """
    row = moves.locked(decision)
    refuse_unless_awake(by, row.space_id)
    first_step = _line(first_step, "first_step")
    _check_plan(row, carrier, carrier_role, first_step, due_on)
    is_again = row.state == steps.ENGAGED
    if is_again and not policies.can_conclude(by, row):
        raise Refused(NOT_YOURS)
    if not is_again:
        moves.step(row, steps.ENGAGED)
    is_new_step = (first_step, due_on) != (row.first_step, row.due_on) or not is_again
    row.carrier, row.carrier_role, row.first_step, row.due_on = carrier, carrier_role, first_step, due_on
    data = {
        "carrier": carrier.person_id if carrier else None,
        "role": carrier_role.ref if carrier_role else None,
        "due_on": due_on.isoformat(),
    }
    if is_again:
        row.save()
        moves.tell(row, facts.ENGAGED, actor=self_of(by), data={**data, "from": row.state, "to": row.state})
    else:
        moves.move(row, steps.ENGAGED, facts.ENGAGED, actor=self_of(by), data=data)
    for person in filter(None, (by, carrier)):
        moves.add_follower(row, person)
    if mails.you_carry(row, by):
        moves.note_told(row, carrier)
    if is_new_step:
        follow_up.replace_first_step(by=by, decision=row)
    return row


@transaction.atomic
def finish(*, by: Membership, decision: Decision, state: str, outcome: str, lesson: str = "") -> Decision:
    """Say what became of it: ``state`` is « done » or « partly ». Raises Refused without a word on the outcome."""
    row = moves.locked(decision)
    _refuse_unless_concluding(by, row)
    if state not in {steps.DONE, steps.PARTLY}:
        raise Refused(_("Choose: done, or partly done."))
    outcome, lesson = _short_enough(outcome.strip(), "outcome"), _short_enough(lesson.strip(), "outcome")
    if steps.needs_reason(state) and not outcome:
        raise Refused(_("Say in one sentence what was done and what was not."))
    if row.is_experiment and not lesson:
        raise Refused(_("Say what was learnt: a mistake is part of trying."))
    row.outcome, row.lesson = outcome, lesson
    data = {"due_on": row.due_on.isoformat() if row.due_on else None}
    moves.move(row, state, facts.FINISHED, actor=self_of(by), data=data, words={"outcome": outcome})
    return row


@transaction.atomic
def let_go(*, by: Membership, decision: Decision, reason: str, lesson: str = "") -> Decision:
    """Let it go: an honourable end, with its reason and what was learnt. Raises Refused without a reason."""
    row = moves.locked(decision)
    _refuse_unless_concluding(by, row)
    _refuse_while_deciding(row)
    if row.state in {steps.DONE, steps.PARTLY}:
        raise Refused(_("It has ended, and what became of it is written: it is only replaced, or ended by a decision."))
    if row.is_experiment and row.state in steps.IN_FORCE and not lesson.strip():
        raise Refused(_("Say what was learnt: a mistake is part of trying."))
    refuse_in_a_text(row)
    return release(row, reason=reason, lesson=lesson, actor=self_of(by))


def refuse_in_a_text(row: Decision) -> None:
    """Words that a text of the group holds are not stopped apart from it: the text would go on. Raises Refused."""
    with scope.use(row.space_id):
        mine = ArticleVersion.objects.filter(decision=row, number=F("article__version"))
        found = mine.select_related("article__text").order_by("article__number").first()
    if found is not None:
        raise Refused(
            _(
                "“%(title)s” is in force as article %(number)s of “%(text)s”: to undo it, propose other words for this "
                "article, or to withdraw it."
            )
            % {"title": row.title, "number": found.article.number, "text": found.article.text.title}
        )


def release(row: Decision, *, reason: str, lesson: str, actor: journal.Person | journal.Rule) -> Decision:
    """Let a locked row go, and what was still to do for it."""
    if steps.needs_reason(steps.LET_GO) and not reason.strip():
        raise Refused(_("Say why: letting go is honourable, and the reason is worth keeping."))
    reason = _short_enough(reason.strip(), "outcome")
    row.outcome, row.lesson = reason, _short_enough(lesson.strip(), "outcome") or row.lesson
    with scope.use(row.space_id):
        Postponement.objects.filter(decision=row).delete()
    moves.move(row, steps.LET_GO, facts.LET_GO, actor=actor, words={"reason": reason})
    follow_up.let_go_with(row, actor=actor)
    return row


@transaction.atomic
def voice_again(*, by: Membership, decision: Decision) -> Decision:
    """Take up again what was let go: it is heard once more; why it was let go stays in its thread. Raises Refused."""
    row = moves.locked(decision)
    refuse_unless_awake(by, row.space_id)
    row.carrier, row.carrier_role, row.first_step, row.due_on = None, None, "", None
    row.adopted_on, row.ends_on, row.is_published, row.outcome = None, None, False, ""
    moves.move(row, steps.HEARD, facts.VOICED_AGAIN, actor=self_of(by))
    moves.add_follower(row, by)
    return row


@transaction.atomic
def replace(*, by: Membership, decision: Decision, by_decision: Decision) -> Decision:
    """Record that a later decision holds in its place. Raises Refused."""
    row = moves.locked(decision)
    _refuse_unless_concluding(by, row)
    return supersede(row, moves.locked(by_decision), actor=self_of(by))


def supersede(row: Decision, after: Decision, *, actor: journal.Person | journal.Rule) -> Decision:
    """Replace a locked row by another that the group adopted."""
    if after.pk == row.pk or after.space_id != row.space_id:
        raise Refused(_("Choose another decision of the group."))
    if after.state not in steps.IN_FORCE:
        raise Refused(_("What replaces it must be adopted first."))
    row.replaced_by = after
    moves.move(row, steps.REPLACED, facts.REPLACED, actor=actor, data={"by": after.ref})
    follow_up.let_go_with(row, actor=actor)
    return row


@transaction.atomic
def hand_back_decision(*, by: Membership, decision: Decision) -> Decision:
    """Whoever carries it gives it back to the group, without reproach: it is « adopted, not engaged » again."""
    row = moves.locked(decision)
    _refuse_unless_concluding(by, row)
    return give_back(row, actor=self_of(by))


def give_back(row: Decision, *, actor: journal.Person | journal.Rule) -> Decision:
    """A locked row loses its carrier; the first step already done stays done."""
    former = row.carrier.person_id if row.carrier else None
    row.carrier, row.carrier_role, row.due_on = None, None, None
    moves.move(row, steps.ADOPTED, facts.HANDED_BACK, actor=actor, data={"carrier": former})
    return row


@transaction.atomic
def follow(*, by: Membership, decision: Decision) -> None:
    """Hear of each move of the decision."""
    if moves.add_follower(decision, by):
        moves.tell(decision, facts.FOLLOWED, actor=self_of(by))


@transaction.atomic
def unfollow(*, by: Membership, decision: Decision) -> None:
    """Hear of it no more."""
    with scope.use(decision.space_id):
        gone, _kinds = Following.objects.filter(decision=decision, membership=by).delete()
    if gone:
        moves.tell(decision, facts.UNFOLLOWED, actor=self_of(by))


def _words(draft: Draft) -> Words:
    return Words(draft.title, draft.text, draft.concerned, draft.change)


def _line(text: str, name: str) -> str:
    """One line without idle blanks; raises Refused when it is longer than the table holds."""
    return one_line(text, LONGEST[name])


def _short_enough(text: str, name: str) -> str:
    return short_enough(text, LONGEST[name])


def _checked(draft: Draft) -> Draft:
    """The draft, tidied. Raises Refused with the sentence for what is missing."""
    title = _line(draft.title, "title")
    if not title:
        raise Refused(_("Give it a title: a few words that say what would be decided."))
    if draft.is_experiment and draft.review_on is None:
        raise Refused(_("An experiment needs a day when the group looks at it again."))
    if draft.review_on is not None and draft.review_on <= clock.today():
        raise Refused(_("Choose a day to come for the review."))
    if draft.review_on is not None:
        moves.refuse_too_far(draft.review_on)
    moves.effect_of(draft.change)
    return Draft(
        title=title,
        text=as_written(draft.text, LONGEST["text"]),
        subject=_line(draft.subject, "subject"),
        concerned=_line(draft.concerned, "concerned"),
        change=draft.change,
        is_experiment=draft.is_experiment,
        review_on=draft.review_on,
    )


def _check_plan(row: Decision, carrier: Membership | None, role: Role | None, first_step: str, due_on: dt.date) -> None:
    if (carrier is None) == (role is None):
        raise Refused(_("Choose who carries it: one person, or one role."))
    if carrier is not None and (carrier.space_id != row.space_id or carrier.state != states.MEMBER):
        raise Refused(_("Choose an awake member of the group."))
    if role is not None and (role.space_id != row.space_id or role.retired_on is not None):
        raise Refused(_("Choose a role of the group that is still in use."))
    if not first_step:
        raise Refused(_("Write the first step: the smallest thing that sets it going."))
    moves.check_due(due_on)


def _refuse_unless_concluding(by: Membership, row: Decision) -> None:
    if not policies.can_conclude(by, row):
        raise Refused(NOT_YOURS)


def _refuse_while_deciding(row: Decision) -> None:
    with scope.use(row.space_id):
        is_open = Process.objects.filter(decision=row, state=Process.State.OPEN).exists()
    if is_open:
        raise Refused(_("A process is open on it: close or withdraw the process first."))


def _refuse_while_voting(row: Decision) -> None:
    """People vote on a text that does not change under their eyes (C22)."""
    with scope.use(row.space_id):
        votes = Process.objects.filter(decision=row, state=Process.State.OPEN, method__in=methods.by_ballot())
        if votes.exists():
            raise Refused(_("People are voting on this text: withdraw the vote first, then write a new version."))
