"""Facts about hours written down, and about the page of legal forms."""

from django.utils.translation import gettext_lazy as _

from commun.core.journal import FactKind, declare

TIME_WRITTEN = "governance.work_time.written"
TIME_REMOVED = "governance.work_time.removed"
LEGAL_FORM_CHANGED = "governance.legal_form.changed"

declare(
    FactKind(TIME_WRITTEN, _("%(actor)s wrote down some working time"), is_told=False),
    FactKind(TIME_REMOVED, _("%(actor)s took some working time back"), is_told=False),
    FactKind(LEGAL_FORM_CHANGED, _("%(actor)s corrected the page of a legal form"), is_told=False),
)
