"""Facts of how threads are led: where each stands, under which section, how threads start here."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from commun.core.journal import FactKind, declare

SECTION: Final = "exchange.section"
TEMPLATE: Final = "exchange.thread_template"

PARKED: Final = "exchange.thread.parked"
CLOSED: Final = "exchange.thread.closed"
REOPENED: Final = "exchange.thread.reopened"
SUMMED_UP: Final = "exchange.thread.summed_up"
FILED: Final = "exchange.thread.filed"
SECTION_ADDED: Final = "exchange.section.added"
SECTION_RENAMED: Final = "exchange.section.renamed"
SECTION_REMOVED: Final = "exchange.section.removed"
TEMPLATE_SAVED: Final = "exchange.thread_template.saved"
TEMPLATE_REMOVED: Final = "exchange.thread_template.removed"

declare(
    FactKind(PARKED, _("%(actor)s put “%(about)s” on hold")),
    FactKind(CLOSED, _("%(actor)s closed “%(about)s”")),
    FactKind(REOPENED, _("%(actor)s reopened “%(about)s”")),
    FactKind(SUMMED_UP, _("%(actor)s wrote where “%(about)s” stands")),
    FactKind(FILED, _("%(actor)s put “%(about)s” under another section"), is_told=False),
    FactKind(SECTION_ADDED, _("%(actor)s opened the section “%(about)s” in the list")),
    FactKind(SECTION_RENAMED, _("%(actor)s gave another name to the section “%(about)s”")),
    FactKind(SECTION_REMOVED, _("%(actor)s removed the section “%(about)s” from the list")),
    FactKind(TEMPLATE_SAVED, _("%(actor)s wrote the template of a thread: “%(about)s”")),
    FactKind(TEMPLATE_REMOVED, _("%(actor)s removed the template of a thread"), is_told=False),
)
