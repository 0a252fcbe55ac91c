"""What the journal tells of texts: not each key, only what somebody did to the whole."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from commun.core.journal import FactKind, declare

TEXT: Final = "core.text"
NAMED: Final = "core.text.version_named"
RESTORED: Final = "core.text.version_restored"

declare(
    FactKind(NAMED, _("%(actor)s named a version of “%(about)s”")),
    FactKind(RESTORED, _("%(actor)s went back to a version of “%(about)s”")),
)
