"""Internal invoices to make from a sharing: who invoices the group, how much, with which words (V8).

Commun makes none: the list is read, or taken away with enDI's names of fields; each is noted once it is made there.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from commun.algo.accounting.entries import euros
from commun.core import scope
from commun.core.models import Space
from commun.governance.models import Membership
from commun.value.models import AccountPlan, Distribution, InvoiceMark
from commun.value.queries.accounting import codes_of, main_entity, plans_of, receivers

# As enDI's documents and lines name them, so that whoever types or imports them finds each at once.
HEADERS = (
    "type_", "company", "code_compta", "siren", "customer", "customer_code_compta", "project", "name", "date",
    "description", "cost", "quantity", "unity", "tva", "compte_cg", "official_number",
)  # fmt: skip


@dataclass(frozen=True)
class InternalInvoice:
    """One to make: cents without tax, from somebody's activity to the group; ``mark``: noted as made, or None."""

    distribution: Distribution
    member: Membership
    amount: int
    activity: str
    code: str
    customer: str
    customer_code: str
    label: str
    product: str
    mark: InvoiceMark | None

    @property
    def company(self) -> str:
        """The name of the activity when it has one, else of the person; a person who went away has none."""
        return self.activity or self.member.name

    @property
    def is_between_two(self) -> bool:
        """Another legal entity invoices than the one of the work, as far as is known: a real invoice is to be made."""
        theirs = self.member.person.legal_entity_id
        return theirs is None or theirs != self.distribution.work.entity_id

    @property
    def entity_name(self) -> str:
        """Who invoices for them, as far as is known."""
        entity = self.member.person.legal_entity
        return entity.name if entity else ""


def internal_invoices(space: Space, distributions: Iterable[Distribution]) -> list[InternalInvoice]:
    """Those of these sharings, in their order, people by name. At most 6 queries."""
    rows = list(distributions)
    wanted = {ref for row in rows for ref in row.result["now"] if not ref.startswith(":")}
    members, codes, main = receivers(space, wanted), codes_of(space), main_entity(space)
    plans = {plan.entity_id: plan for plan in plans_of(space)}
    with scope.use(space):
        marks = {
            (mark.distribution_id, mark.membership_id): mark
            for mark in InvoiceMark.objects.filter(distribution__in=rows).select_related("marked_by__person")
        }
    found = []
    for row in rows:
        label = _("%(work)s, sharing %(number)s") % {"work": row.work.title, "number": row.number}
        plan = plans.get(row.work.entity_id or (main.pk if main else 0), AccountPlan())
        for ref, amount in row.result["now"].items():
            member = members.get(ref)
            if member is None or amount <= 0:
                continue
            own = codes.get(member.pk)
            found.append(
                InternalInvoice(
                    distribution=row,
                    member=member,
                    amount=amount,
                    activity=own.label if own else "",
                    code=own.code if own else "",
                    customer=space.name,
                    customer_code=plan.analytic,
                    label=label,
                    product=plan.internal_sale,
                    mark=marks.get((row.pk, member.pk)),
                )
            )
    return sorted(found, key=lambda one: (-one.distribution.pk, one.member.name.casefold()))


@dataclass(frozen=True)
class Asked:
    """A sharing with the number of its internal invoices, and of those that were noted as made."""

    distribution: Distribution
    label: str
    count: int
    made: int
    amount: int


def by_sharing(invoices: Iterable[InternalInvoice]) -> list[Asked]:
    """The same, one line for each sharing."""
    found: dict[int, list[InternalInvoice]] = {}
    for one in invoices:
        found.setdefault(one.distribution.pk, []).append(one)
    return [
        Asked(
            each[0].distribution,
            each[0].label,
            len(each),
            sum(one.mark is not None for one in each),
            sum(one.amount for one in each),
        )
        for each in found.values()
    ]


def invoice_rows(invoices: Iterable[InternalInvoice]) -> list[list[str]]:
    """The list for a sheet, under ``HEADERS``."""
    return [
        [
            "internalinvoice",
            one.company,
            one.code,
            one.member.person.legal_entity.siren if one.member.person.legal_entity else "",
            one.customer,
            one.customer_code,
            one.distribution.work.title,
            one.label,
            one.distribution.on.isoformat(),
            one.label,
            euros(one.amount),
            "1",
            "forfait",
            "0",
            one.product,
            one.mark.number if one.mark else "",
        ]
        for one in invoices
    ]


def sharings_of(space: Space, since: dt.date, until: dt.date) -> list[Distribution]:
    """Sharings of these days, the last first. 1 query."""
    with scope.use(space):
        rows = Distribution.objects.filter(on__gte=since, on__lte=until).select_related("work")
        return list(rows.order_by("-pk"))
