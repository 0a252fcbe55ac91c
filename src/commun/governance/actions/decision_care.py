"""Small acts around a decision: how much it is needed, who read it, publishing what was learnt, the group's rules."""

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import clock, scope
from commun.core.errors import Refused
from commun.core.journal import record
from commun.core.words import one_line
from commun.governance import follow_through as steps
from commun.governance.actions import decision_moves as moves
from commun.governance.actions.decisions import NOT_YOURS
from commun.governance.actions.places import refuse_unless, refuse_unless_awake, self_of
from commun.governance.journal import decisions as facts
from commun.governance.models import Decision, GroupRules, Membership, NeedVoice, Reading
from commun.governance.policies import decisions as policies
from commun.governance.policies import has_role

LONGEST_LEARNING = 500


@transaction.atomic
def say_need(*, by: Membership, decision: Decision, level: int) -> NeedVoice:
    """How much I need it, here and now (R62): not now, useful, needed. May be changed until it is decided."""
    row = moves.locked(decision)
    refuse_unless_awake(by, row.space_id)
    if level not in NeedVoice.Level.values:
        raise Refused(_("Choose one of the three answers."))
    if row.state not in policies.STILL_WORDS:
        raise Refused(_("This is decided: the question is no longer asked."))
    with scope.use(row.space_id):
        voice, _is_new = NeedVoice.objects.update_or_create(
            decision=row, membership=by, defaults={"space_id": row.space_id, "level": level}
        )
    moves.tell(row, facts.NEED_SAID, actor=self_of(by))
    return voice


@transaction.atomic
def mark_read(*, by: Membership, decision: Decision) -> bool:
    """« I have read it »: shown to the carrier only (N6). Says whether this is new."""
    with scope.use(decision.space_id):
        reading, _is_new = Reading.objects.select_for_update().get_or_create(
            decision=decision, membership=by, defaults={"space_id": decision.space_id}
        )
    if reading.read_at is not None:
        return False
    reading.read_at = clock.now()
    reading.save(update_fields=["read_at"])
    moves.tell(decision, facts.READ, actor=self_of(by))
    return True


@transaction.atomic
def publish(*, by: Membership, decision: Decision) -> Decision:
    """Show outside of the group what was learnt by letting go; no name is shown (S9). Raises Refused."""
    row = moves.locked(decision)
    if row.state != steps.LET_GO:
        raise Refused(_("Only what was let go is published this way."))
    if not policies.can_publish(by, row):
        raise Refused(NOT_YOURS)
    if row.is_published:
        raise Refused(_("It is published already."))
    return _set_published(row, by, facts.PUBLISHED, value=True)


@transaction.atomic
def unpublish(*, by: Membership, decision: Decision) -> Decision:
    """Take back what was published; the journal keeps that it was. Raises Refused."""
    row = moves.locked(decision)
    if not policies.can_publish(by, row):
        raise Refused(NOT_YOURS)
    if not row.is_published:
        raise Refused(_("It is not published."))
    return _set_published(row, by, facts.UNPUBLISHED, value=False)


def _set_published(row: Decision, by: Membership, fact: str, *, value: bool) -> Decision:
    row.is_published = value
    row.save(update_fields=["is_published"])
    moves.tell(row, fact, actor=self_of(by))
    return row


@transaction.atomic
def set_reminding(*, by: Membership, is_reminding: bool) -> GroupRules:
    """Have courteous reminders in the group, or do without (R63). Raises Refused."""
    refuse_unless(has_role(by))
    with scope.use(by.space_id):
        rules, _is_new = GroupRules.objects.update_or_create(space=by.space, defaults={"is_reminding": is_reminding})
    about = ("core.space", by.space.slug)
    record(facts.RULES_SET, space=by.space, actor=self_of(by), about=about, data={"is_reminding": is_reminding})
    return rules


@transaction.atomic
def word_learning(*, by: Membership, words: str) -> GroupRules:
    """What the group says when an experiment ends: what was learnt is asked, never whose fault it was (R169).

    Empty: the house's own sentence again. Raises Refused.
    """
    refuse_unless(has_role(by))
    words = one_line(words, LONGEST_LEARNING)
    with scope.use(by.space_id):
        rules, _is_new = GroupRules.objects.update_or_create(space=by.space, defaults={"learning_words": words})
    about = ("core.space", by.space.slug)
    record(facts.RULES_SET, space=by.space, actor=self_of(by), about=about, data={"learning_words": bool(words)})
    return rules
