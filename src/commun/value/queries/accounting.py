"""The book as accounting entries: which numbers, which analytic accounts, which lines of a period (V6, V7).

Each line of the book that moves value is one entry of two legs. From the group's side: a client pays (411 to 706), the
cooperative keeps its part (622 to 467), a sharing owes people theirs (604 to 467), what is owed is paid (467 to 512).
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from commun.algo.accounting import Entry, Leg
from commun.algo.ledger import MOVING
from commun.core import clock, scope
from commun.core.models import Space
from commun.core.registries import Subject
from commun.core.sheets import safe_cell
from commun.core.urls import here
from commun.governance import states
from commun.governance.models import Collective, Membership
from commun.people.models import LegalEntity
from commun.value.models import Account, AccountPlan, ActivityCode, Book, JointWork, Transfer
from commun.value.queries.statements import names_of_accounts, subjects_of

JOURNAL, JOURNAL_LABEL = "COM", "Commun"
PLACE = Account.Place


@dataclass(frozen=True)
class Wanted:
    """Which lines: of these days (both included), as the accounts of this entity; of one work when it is said."""

    since: dt.date
    until: dt.date
    entity: LegalEntity
    work: JointWork | None = None


def this_year() -> tuple[dt.date, dt.date]:
    """From the first of January to today."""
    today = clock.today()
    return today.replace(month=1, day=1), today


def main_entity(space: Space) -> LegalEntity | None:
    """The cooperative of the group. At most 1 query."""
    body = Collective.objects.select_related("cooperative").filter(pk=space.pk).first()
    return body.cooperative if body else None


def entities_of(space: Space) -> list[LegalEntity]:
    """The cooperative of the group first, then those that its works or its settings name, by name. 2 queries."""
    with scope.use(space):
        works = JointWork.objects.exclude(entity=None).order_by().values("entity")
        plans = AccountPlan.objects.order_by().values("entity")
        named = Q(pk__in=works) | Q(pk__in=plans) | Q(collectives=space.pk)
        found = list(LegalEntity.objects.filter(named).distinct().order_by("name"))
    first = main_entity(space)
    return sorted(found, key=lambda row: row != first)


def plans_of(space: Space) -> list[AccountPlan]:
    """What was written, for each legal entity. 1 query."""
    with scope.use(space):
        return list(AccountPlan.objects.select_related("entity", "written_by__person").order_by("entity__name"))


def plan_for(space: Space, entity: LegalEntity) -> AccountPlan:
    """What was written for this entity, else the usual numbers (not saved). 1 query."""
    with scope.use(space):
        found = AccountPlan.objects.select_related("entity").filter(entity=entity).first()
    return found or AccountPlan(space=space, entity=entity, town=entity.town)


def codes_of(space: Space) -> dict[int, ActivityCode]:
    """Analytic accounts of activities, by the id of the membership. 1 query."""
    with scope.use(space):
        return {row.membership_id: row for row in ActivityCode.objects.all()}


def entries_of(book: Book, wanted: Wanted) -> list[Entry]:
    """The entries of these days, in the order of the book. At most 12 queries, whatever their number."""
    with scope.use(book.space_id):
        lines = list(_lines(book, wanted))
        accounts = {row.pk: row for line in lines for row in (line.debit, line.credit)}
        told = _Telling(
            plan_for(book.space, wanted.entity),
            names_of_accounts(book, accounts.values()),
            {pk: code.code for pk, code in codes_of(book.space).items()},
        )
        titles = subjects_of(book.space, lines)
    return [told.entry(line, titles[line.reason].title if line.reason in titles else "") for line in lines]


def _lines(book: Book, wanted: Wanted) -> Iterable[Transfer]:
    """A line that touches a work goes with who invoices it; every other goes with the group's cooperative."""
    rows = Transfer.objects.filter(
        book=book, on__gte=wanted.since, on__lte=wanted.until, step__in=[step.value for step in MOVING]
    ).select_related("debit", "credit")
    if wanted.work is not None:
        code = f"w.{wanted.work.ref}"
        return rows.filter(Q(debit__code=code) | Q(credit__code=code)).order_by("on", "number")
    main = main_entity(book.space)
    of_entity = {f"w.{ref}": pk for ref, pk in JointWork.objects.values_list("ref", "entity")}
    default = main.pk if main else wanted.entity.pk
    return (
        row
        for row in rows.order_by("on", "number")
        if (of_entity.get(row.debit.code) or of_entity.get(row.credit.code) or default) == wanted.entity.pk
    )


@dataclass(frozen=True)
class _Telling:
    """How lines are told: the numbers of the plan, names of accounts, analytic accounts of people."""

    plan: AccountPlan
    names: Mapping[int, str]
    codes: Mapping[int, str]

    def entry(self, line: Transfer, title: str) -> Entry:
        """One line of the book; the account it leaves is debited, the one it reaches credited."""
        legs = [
            self._leg(line, line.debit, line.credit, debit=line.amount),
            self._leg(line, line.credit, line.debit, credit=line.amount),
        ]
        return Entry(
            journal=JOURNAL,
            journal_label=JOURNAL_LABEL,
            on=line.on,
            piece=f"COM-{line.number}",
            label=safe_cell(title) or JOURNAL_LABEL,
            legs=legs,
            valid=max(line.on, localdate(line.at)),
        )

    def _leg(self, line: Transfer, mine: Account, other: Account, *, debit: int = 0, credit: int = 0) -> Leg:
        number, label = self._number(line, mine, other)
        is_work = PLACE.WORK in (mine.place, other.place)
        own = self.codes.get(mine.membership_id or 0, "")
        third = mine.place not in (PLACE.WORK, PLACE.OUTSIDE)
        return Leg(
            account=number,
            account_label=label,
            debit=debit,
            credit=credit,
            third=(own or mine.code.upper().replace(".", "")) if third else "",
            third_label=safe_cell(self.names[mine.pk]) if third else "",
            analytic=self.plan.analytic if is_work else own,
        )

    def _number(self, line: Transfer, mine: Account, other: Account) -> tuple[str, str]:
        """The general account and its name, by where value stands and where it goes to or comes from."""
        plan, kind = self.plan, line.reason.partition(":")[0]
        if mine.place == PLACE.OUTSIDE:
            return (plan.client, _("Clients")) if kind == "receipt" else (plan.bank, _("Bank"))
        if mine.place != PLACE.WORK:
            return plan.owed, _("Owed inside the group")
        if other.place == PLACE.OUTSIDE:
            return plan.product, _("Sales to clients")
        if kind == "receipt":
            return plan.contribution, _("Contribution to the cooperative")
        return plan.internal_purchase, _("Internal purchases")


def awake_members(space: Space) -> list[Membership]:
    """Members, by name. 1 query."""
    with scope.use(space):
        rows = Membership.objects.filter(state=states.MEMBER).select_related("person", "space")
        return list(rows.order_by("person__sort_key", "pk"))


def receivers(space: Space, refs: Iterable[str]) -> dict[str, Membership]:
    """Members by the reference of their person, with their legal entity. 1 query."""
    with scope.use(space):
        rows = Membership.objects.filter(person__ref__in=list(refs)).select_related("person__legal_entity", "space")
        return {row.person.ref: row for row in rows}


def plans_called(space: Space, references: Iterable[str]) -> Mapping[str, Subject]:
    """Account settings by the legal entity that they are of. 1 query."""
    wanted = [reference for reference in references if str(reference).isdigit()]
    rows = AccountPlan.objects.filter(pk__in=wanted).values_list("pk", "entity__name")
    return {str(pk): Subject(name, here(space.slug, "value:accounting")) for pk, name in rows}
