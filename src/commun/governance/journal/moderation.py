"""Facts of moderation: who hid and who showed again, never the words."""

from django.utils.translation import gettext_lazy as _

from commun.core.journal import FactKind, declare

HIDDEN_WORDS = "governance.hidden_words"

HIDDEN = "governance.words.hidden"
SHOWN_AGAIN = "governance.words.shown_again"

declare(
    FactKind(HIDDEN, _("%(actor)s hid words, with a reason: %(about)s")),
    FactKind(SHOWN_AGAIN, _("%(actor)s showed hidden words again: %(about)s")),
)
