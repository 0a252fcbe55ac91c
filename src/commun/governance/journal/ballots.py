"""Facts of open ballots: who took part and when, never what they answered. A secret ballot leaves none."""

from django.utils.translation import gettext_lazy as _

from commun.core.journal import FactKind, declare

BALLOT_CAST = "governance.ballot.cast"
BALLOT_CHANGED = "governance.ballot.changed"
BALLOT_WITHDRAWN = "governance.ballot.withdrawn"
BALLOT_LOGGED = "governance.ballot.logged"
OPTIONS_CHANGED = "governance.process.options_changed"

declare(
    FactKind(BALLOT_CAST, _("%(actor)s answered"), is_told=False),
    FactKind(BALLOT_CHANGED, _("%(actor)s changed their answer"), is_told=False),
    FactKind(BALLOT_WITHDRAWN, _("%(actor)s took their answer back"), is_told=False),
    FactKind(OPTIONS_CHANGED, _("%(actor)s changed the options of a vote before anybody had voted: %(about)s")),
    FactKind(BALLOT_LOGGED, _("%(actor)s wrote down the answer of an absent member: %(about)s")),
)
