"""Opening a process from a template: its rules and options are read, only the moment is chosen."""

from typing import Any

from commun.governance.actions.process_templates import wish_from
from commun.governance.actions.processes import Wish
from commun.governance.forms.processes import WishForm
from commun.governance.methods import Way
from commun.governance.models import Decision, ProcessTemplate


def from_template(template: ProcessTemplate, way: Way, decision: Decision | None) -> type[WishForm]:
    """The form that opens this template: a title where there is no decision, a close where the clock ends it."""

    class FromTemplate(WishForm):
        asks_for_title = decision is None
        asks_for_close = way.ends_by_clock

        def wish(self, method: str, decision: Decision | None) -> Wish:
            said: dict[str, Any] = self.cleaned_data
            return wish_from(
                template,
                title=said.get("title", ""),
                decision=decision,
                guidance=said["guidance"],
                closes_at=said.get("closes_at"),
            )

    return FromTemplate
