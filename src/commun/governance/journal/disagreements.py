"""Facts about disagreements. The group reads one line, without a name; the rest is for those who read the case."""

from django.utils.translation import gettext_lazy as _

from commun.core.journal import FactKind, declare

CASE = "governance.case"

OPENED = "governance.case.opened"
STARTED = "governance.case.started"
WORDS_WRITTEN = "governance.case.words_written"
RESTATED = "governance.case.restated"
CONFIRMED = "governance.case.confirmed"
NOT_QUITE = "governance.case.not_quite"
ASKED = "governance.case.asked"
ANSWERED = "governance.case.answered"
HANDLER_CHOSEN = "governance.case.handler_chosen"
HANDLER_LEFT = "governance.case.handler_left"
STEP_STARTED = "governance.case.step_started"
STEP_ENDED = "governance.case.step_ended"
STEP_AGREED = "governance.case.step_agreed"
STEP_SKIPPED = "governance.case.step_skipped"
OPTION_WRITTEN = "governance.case.option_written"
RISK_WRITTEN = "governance.case.risk_written"
OUTCOME_WRITTEN = "governance.case.outcome_written"
OUTCOME_BACK = "governance.case.outcome_back"
SETTLED = "governance.case.settled"
REVIEWED = "governance.case.reviewed"
LEFT_ASIDE = "governance.case.left_aside"
TAKEN_UP = "governance.case.taken_up"
REMOVAL_ASKED = "governance.case.removal_asked"
REMOVAL_ANSWERED = "governance.case.removal_answered"
REMOVAL_PUT = "governance.case.removal_put"

# What the page of the case tells, in order.
TOLD_INSIDE = (
    STARTED, WORDS_WRITTEN, RESTATED, CONFIRMED, NOT_QUITE, ASKED, ANSWERED, HANDLER_CHOSEN, HANDLER_LEFT,
    STEP_STARTED, STEP_ENDED, STEP_AGREED, STEP_SKIPPED, OPTION_WRITTEN, RISK_WRITTEN, OUTCOME_WRITTEN, OUTCOME_BACK,
    SETTLED, REVIEWED, LEFT_ASIDE, TAKEN_UP, REMOVAL_ASKED, REMOVAL_ANSWERED, REMOVAL_PUT,
)  # fmt: skip

declare(
    FactKind(OPENED, _("A disagreement was opened, to be worked on")),
    FactKind(STARTED, _("%(actor)s opened the disagreement"), is_told=False),
    FactKind(WORDS_WRITTEN, _("%(actor)s wrote what matters to their party"), is_told=False),
    FactKind(RESTATED, _("%(actor)s said what they understood of the other’s constraints"), is_told=False),
    FactKind(CONFIRMED, _("%(actor)s confirmed: that is it"), is_told=False),
    FactKind(NOT_QUITE, _("%(actor)s said what was missing"), is_told=False),
    FactKind(ASKED, _("%(actor)s asked for everybody’s word"), is_told=False),
    FactKind(ANSWERED, _("%(actor)s gave their word"), is_told=False),
    FactKind(HANDLER_CHOSEN, _("A third person was accepted by all"), is_told=False),
    FactKind(HANDLER_LEFT, _("%(actor)s gave the mandate of third person back"), is_told=False),
    FactKind(STEP_STARTED, _("%(actor)s started the next step"), is_told=False),
    FactKind(STEP_ENDED, _("%(actor)s ended the step"), is_told=False),
    FactKind(STEP_AGREED, _("The step ended, all agreeing, as %(actor)s had asked"), is_told=False),
    FactKind(STEP_SKIPPED, _("A step was skipped, all agreeing"), is_told=False),
    FactKind(OPTION_WRITTEN, _("%(actor)s wrote a way out"), is_told=False),
    FactKind(RISK_WRITTEN, _("%(actor)s wrote down a risk and how it is shared"), is_told=False),
    FactKind(OUTCOME_WRITTEN, _("%(actor)s wrote an outcome"), is_told=False),
    FactKind(OUTCOME_BACK, _("%(actor)s changed their words: the outcome is to be proposed again"), is_told=False),
    FactKind(SETTLED, _("The outcome was accepted by all"), is_told=False),
    FactKind(REVIEWED, _("%(actor)s wrote down what was learnt"), is_told=False),
    FactKind(LEFT_ASIDE, _("The disagreement was put aside, all agreeing, as %(actor)s had asked"), is_told=False),
    FactKind(TAKEN_UP, _("The disagreement was taken up again, all agreeing, as %(actor)s had asked"), is_told=False),
    FactKind(REMOVAL_ASKED, _("%(actor)s asked that the group be consulted on a departure"), is_told=False),
    FactKind(REMOVAL_ANSWERED, _("%(actor)s wrote what the group should read"), is_told=False),
    FactKind(REMOVAL_PUT, _("%(actor)s put the departure to a secret vote"), is_told=False),
)
