"""The demo's side of the cooperative: account numbers, analytic accounts, invoices noted, a draft of one."""

import datetime as dt
from typing import Any

from commun.core import clock, scope
from commun.core.registries import DemoStage
from commun.governance.demo import member_of
from commun.governance.models import Membership
from commun.people.demo import read
from commun.value.actions import accounting, invoice_drafts
from commun.value.actions.accounting import PlanSheet
from commun.value.actions.invoice_drafts import DraftSheet
from commun.value.demo_works import WORKS
from commun.value.models import Distribution, JointWork
from commun.value.policies import keeps_accounts
from commun.value.queries.accounting import awake_members, main_entity
from commun.value.queries.internal_invoices import internal_invoices


def load(stage: DemoStage) -> None:
    """For the first group whose works brought money; through the same doors as anybody."""
    stage.say("Les comptes de la coopérative…")
    told = read("accounting")
    work: JointWork = stage.things[WORKS][told["work"]]
    space, entity = work.space, work.entity or main_entity(work.space)
    by = next((member for member in awake_members(space) if keeps_accounts(member)), None)
    if entity is None or by is None:
        return
    with clock.stopped(clock.now() - dt.timedelta(days=told["days"])):
        accounting.write_plan(by=by, entity=entity, sheet=PlanSheet(**told["plan"]))
        codes = {member_of(stage, told["group"], one["who"]): (one["code"], one["label"]) for one in told["activity"]}
        accounting.write_activity_codes(by=by, codes=codes)
        _note(by, work)
        _draft(by, work, told["draft"])


def _note(by: Membership, work: JointWork) -> None:
    """The first sharing's invoices are made, but for the last of them."""
    with scope.use(work.space):
        first = Distribution.objects.select_related("work", "space").filter(work=work).order_by("number").first()
    rows = internal_invoices(work.space, [first]) if first else []
    for rank, one in enumerate(rows[:-1], 1):
        accounting.note_internal_invoice(by=by, distribution=one.distribution, member=one.member, number=f"FI-{rank}")


def _draft(by: Membership, work: JointWork, told: dict[str, Any]) -> None:
    today = clock.today()
    sheet = DraftSheet(
        on=today, due_on=today + dt.timedelta(days=30), seller=work.entity or main_entity(work.space), **told
    )
    invoice_drafts.write_draft(by=by, work=work, sheet=sheet)
