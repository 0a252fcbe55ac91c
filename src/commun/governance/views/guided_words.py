"""What each stage of a guided path is for, in one sentence, and the words of shared governance it needs."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from commun.governance.queries import consents, elections

OBJECTION = (
    _("objection"),
    _(
        "A reason why this proposal would harm the group or what it is for. Not a preference, not a better idea. "
        "It belongs to everybody: it improves the proposal."
    ),
)
CONSENT = (
    _("no objection"),
    _("“I can live with it, and I see no harm in trying”: one need not be in favour."),
)
ASIDE = (
    _("stand aside"),
    _("“It is without me, and I do not hold you back”: the reason is kept with the decision."),
)
INTEGRATION = (
    _("integration"),
    _("Looking together for the smallest change that answers the objection without losing what the proposal is for."),
)
ROUND = (_("round"), _("Each speaks in turn, nobody interrupts; one may pass."))
MANDATE = (_("mandate"), _("A role held from a day to another: at the end of its term, the group chooses again."))


@dataclass(frozen=True)
class Stage:
    """``title`` of the step, ``purpose`` in one sentence, ``words`` explained in place (word, meaning)."""

    title: Any
    purpose: Any
    words: tuple[tuple[Any, Any], ...] = ()


CONSENT_STAGES: dict[str, Stage] = {
    consents.QUESTIONS: Stage(
        _("Questions"),
        _("To understand the proposal. No opinions yet: only what one needs to know."),
        (ROUND,),
    ),
    consents.REACTIONS: Stage(
        _("Reactions"),
        _("Each says what it does to them: what they like, what worries them. The text may be improved."),
        (ROUND,),
    ),
    consents.OBJECTIONS: Stage(
        _("Objections"),
        _("Each says whether they see a harm in it. Without an objection left, it is adopted."),
        (OBJECTION, CONSENT, ASIDE),
    ),
    consents.INTEGRATION: Stage(
        _("Integration"),
        _("Together, answer each objection: change the text, or understand why it no longer holds."),
        (OBJECTION, INTEGRATION),
    ),
}
ELECTION_STAGES: dict[str, Stage] = {
    elections.NOMINATIONS: Stage(
        _("Nominations"),
        _("Read the role card, then write whom you see there and why. All is revealed at once, later."),
        (MANDATE,),
    ),
    elections.CHANGES: Stage(
        _("Changes"),
        _("Now that everybody’s reasons can be read: does anybody change, and why?"),
        (),
    ),
    elections.PROPOSAL: Stage(
        _("Proposal"),
        _("Whoever conducts proposes a person, for the reasons that were heard; not by counting."),
        (),
    ),
    consents.OBJECTIONS: Stage(
        _("Consent"),
        _("Does anybody, the person proposed included, see a harm in giving this mandate?"),
        (OBJECTION, CONSENT, MANDATE),
    ),
    consents.INTEGRATION: Stage(
        _("Consent"),
        _("Together, answer each objection: another term, another person, or an objection that is lifted."),
        (OBJECTION, INTEGRATION),
    ),
}
