"""Facts about decisions and about things to do; the register in force on any day is rebuilt from them.

Each fact that moves a decision holds ``from`` and ``to`` in its data: the state before and after.
"""

from django.utils.translation import gettext_lazy as _

from commun.core.journal import FactKind, declare

DECISION, ACTION = "governance.decision", "governance.action"

VOICED = "governance.decision.voiced"
PROPOSED = "governance.decision.proposed"
AMENDED = "governance.decision.amended"
POSTPONED = "governance.decision.postponed"
ADOPTED = "governance.decision.adopted"
ENGAGED = "governance.decision.engaged"
FINISHED = "governance.decision.finished"
LET_GO = "governance.decision.let_go"
REPLACED = "governance.decision.replaced"
HANDED_BACK = "governance.decision.handed_back"
VOICED_AGAIN = "governance.decision.voiced_again"
PUBLISHED = "governance.decision.published"
UNPUBLISHED = "governance.decision.unpublished"
REVIEW_SET = "governance.decision.review_set"
REVIEW_OPENED = "governance.decision.review_opened"
NEED_SAID = "governance.decision.need_said"
FOLLOWED = "governance.decision.followed"
UNFOLLOWED = "governance.decision.unfollowed"
TOLD = "governance.decision.told"
READ = "governance.decision.read"
REMINDED = "governance.follow_up.reminded"
RULES_SET = "governance.group_rules.set"

ACTION_ADDED = "governance.action.added"
ACTION_TAKEN = "governance.action.taken"
ACTION_FINISHED = "governance.action.finished"
ACTION_LET_GO = "governance.action.let_go"
ACTION_HANDED_BACK = "governance.action.handed_back"
ACTION_BLOCKED = "governance.action.blocked"
ACTION_PLANNED = "governance.action.planned"

# Facts after which a decision is in another state, or in force until another day.
MOVES = (VOICED, PROPOSED, POSTPONED, ADOPTED, ENGAGED, FINISHED, LET_GO, REPLACED, HANDED_BACK, VOICED_AGAIN)

declare(
    FactKind(VOICED, _("%(actor)s voiced “%(about)s”")),
    FactKind(PROPOSED, _("%(actor)s proposed “%(about)s”")),
    FactKind(AMENDED, _("%(actor)s wrote a new version of “%(about)s”")),
    FactKind(POSTPONED, _("%(actor)s kept “%(about)s” for later")),
    FactKind(ADOPTED, _("“%(about)s” was adopted")),
    FactKind(ENGAGED, _("%(actor)s engaged “%(about)s”: a carrier, a first step, a date")),
    FactKind(FINISHED, _("%(actor)s said what became of “%(about)s”")),
    FactKind(LET_GO, _("%(actor)s let “%(about)s” go")),
    FactKind(REPLACED, _("%(actor)s recorded that “%(about)s” is replaced")),
    FactKind(HANDED_BACK, _("“%(about)s” went back to the group: somebody is to carry it")),
    FactKind(VOICED_AGAIN, _("%(actor)s voiced “%(about)s” again")),
    FactKind(PUBLISHED, _("%(actor)s published what was learnt from “%(about)s”")),
    FactKind(UNPUBLISHED, _("%(actor)s took back what was published of “%(about)s”")),
    FactKind(REVIEW_SET, _("%(actor)s chose when to look at “%(about)s” again")),
    FactKind(REVIEW_OPENED, _("The review of “%(about)s” opened, on the day that was decided")),
    FactKind(NEED_SAID, _("%(actor)s said how much “%(about)s” is needed"), is_told=False),
    FactKind(FOLLOWED, _("%(actor)s follows “%(about)s”"), is_told=False),
    FactKind(UNFOLLOWED, _("%(actor)s no longer follows “%(about)s”"), is_told=False),
    FactKind(TOLD, _("Those who follow “%(about)s” were told"), is_told=False),
    FactKind(READ, _("%(actor)s read “%(about)s”"), is_told=False),
    FactKind(REMINDED, _("A reminder left about “%(about)s”"), is_told=False),
    FactKind(RULES_SET, _("%(actor)s changed the rules of follow-through of the group")),
    FactKind(ACTION_ADDED, _("%(actor)s wrote a thing to do: “%(about)s”")),
    FactKind(ACTION_TAKEN, _("%(actor)s takes “%(about)s”")),
    FactKind(ACTION_FINISHED, _("%(actor)s finished “%(about)s”")),
    FactKind(ACTION_LET_GO, _("%(actor)s let “%(about)s” go")),
    FactKind(ACTION_HANDED_BACK, _("%(actor)s handed “%(about)s” back to the group")),
    FactKind(ACTION_BLOCKED, _("%(actor)s said what “%(about)s” waits for"), is_told=False),
    FactKind(ACTION_PLANNED, _("%(actor)s said for when “%(about)s” is"), is_told=False),
)

# What people read when the clock executes what was decided.
RULES = {
    "governance.review": _("The review that was decided"),
    "governance.follow-through": _("The courteous reminder of the group"),
}
