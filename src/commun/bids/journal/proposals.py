"""Facts of composing a team."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from commun.core.journal import FactKind, declare

COMPOSED: Final = "bids.team.composition_asked"

declare(FactKind(COMPOSED, _("%(actor)s asked for teams to choose from for “%(about)s”"), is_told=False))
