"""Facts about role cards and mandates; who held what on any day is rebuilt from them (``queries.role_history``)."""

from django.utils.translation import gettext_lazy as _

from commun.core.journal import FactKind, declare

ROLE, MANDATE, FRICTION = "governance.role", "governance.mandate", "governance.friction"

CARD_CREATED = "governance.role_card.created"
CARD_CHANGED = "governance.role_card.changed"
CARD_RESTORED = "governance.role_card.restored"
CARD_RETIRED = "governance.role_card.retired"
MANDATE_GIVEN = "governance.mandate.given"
MANDATE_DECLARED = "governance.mandate.declared"
MANDATE_STARTED = "governance.mandate.started"
MANDATE_EXPIRED = "governance.mandate.expired"
MANDATE_ENDED = "governance.mandate.ended"
MANDATE_HANDED_OVER = "governance.mandate.handed_over"
LEARNING_STARTED = "governance.learning.started"
TERM_REMINDED = "governance.term.reminded"
VACANCY_OPENED = "governance.vacancy.opened"
VACANCY_FILLED = "governance.vacancy.filled"
RENEWAL_OPENED = "governance.renewal.opened"
VOLUNTEERED = "governance.volunteering.offered"
WITHDRAWN = "governance.volunteering.withdrawn"
FRICTION_NOTED = "governance.friction.noted"
FRICTION_ENDED = "governance.friction.ended"
THANKED = "governance.thanks.said"
SETTINGS_CHANGED = "governance.role_settings.changed"
SPREAD_PASSED = "governance.spread.passed"
SPREAD_BACK = "governance.spread.back"
SPREAD_SEEN = "governance.spread.seen"

# Facts after which a card, or a mandate, is not what it was.
CARDS = (CARD_CREATED, CARD_CHANGED, CARD_RESTORED, CARD_RETIRED)
STARTS = (MANDATE_GIVEN, MANDATE_DECLARED, LEARNING_STARTED)
ENDS = (MANDATE_EXPIRED, MANDATE_ENDED, MANDATE_HANDED_OVER)

# What people read when the clock executes what the card says.
RULE_OF_TERM = "governance.term"
RULE_OF_RENEWAL = "governance.renewal"
RULE_OF_DEPARTURE = "governance.departure"
RULE_OF_SPREAD = "governance.spread"
RULES = {
    RULE_OF_TERM: _("The term written on the role card"),
    RULE_OF_RENEWAL: _("The way of filling written on the role card"),
    RULE_OF_DEPARTURE: _("The departure of a member"),
    RULE_OF_SPREAD: _("The threshold chosen by the group"),
}

declare(
    FactKind(CARD_CREATED, _("%(actor)s wrote the role card “%(about)s”")),
    FactKind(CARD_CHANGED, _("%(actor)s changed the role card “%(about)s”")),
    FactKind(CARD_RESTORED, _("%(actor)s brought back a former version of the role card “%(about)s”")),
    FactKind(CARD_RETIRED, _("%(actor)s retired the role “%(about)s”")),
    FactKind(MANDATE_GIVEN, _("A mandate was given: %(about)s")),
    FactKind(MANDATE_DECLARED, _("%(actor)s takes a role: %(about)s")),
    FactKind(MANDATE_STARTED, _("A mandate starts: %(about)s")),
    FactKind(MANDATE_EXPIRED, _("The term is over: %(about)s")),
    FactKind(MANDATE_ENDED, _("%(actor)s ended a mandate: %(about)s")),
    FactKind(MANDATE_HANDED_OVER, _("%(actor)s handed a mandate over: %(about)s")),
    FactKind(LEARNING_STARTED, _("Somebody learns a role beside its holder: %(about)s")),
    FactKind(TERM_REMINDED, _("A term comes to its end: %(about)s"), is_told=False),
    FactKind(VACANCY_OPENED, _("A seat is vacant: %(about)s")),
    FactKind(VACANCY_FILLED, _("A seat is filled: %(about)s"), is_told=False),
    FactKind(RENEWAL_OPENED, _("%(actor)s opened a renewal: %(about)s")),
    FactKind(VOLUNTEERED, _("%(actor)s offers to carry or to learn the role “%(about)s”")),
    FactKind(WITHDRAWN, _("%(actor)s withdrew an offer for the role “%(about)s”")),
    FactKind(FRICTION_NOTED, _("%(actor)s noted a friction zone between roles")),
    FactKind(FRICTION_ENDED, _("%(actor)s ended a friction zone")),
    FactKind(THANKED, _("%(actor)s said thanks: %(about)s")),
    FactKind(SETTINGS_CHANGED, _("%(actor)s changed the settings of the roles")),
    FactKind(SPREAD_PASSED, _("Support tasks are spread unevenly: those who watch over the sharing were told")),
    FactKind(SPREAD_BACK, _("Support tasks are spread as the group wants again"), is_told=False),
    FactKind(SPREAD_SEEN, _("%(actor)s looked at the alert on the sharing of tasks"), is_told=False),
)
