"""Contributions as pages list them: each with what corrects it and who acknowledged it; a month; one's own year."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet, Sum

from commun.core import clock, scope
from commun.core.models import Space
from commun.governance.models import Membership
from commun.governance.queries.presence import sort_key_of
from commun.value import quantities
from commun.value.models import Acknowledgement, Contribution, ContributionKind, JointWork
from commun.value.queries.contributions import CONFIRMED, Total, totals

LINES, MINE = 50, 40


@dataclass(frozen=True)
class Line:
    """One contribution; ``correction``: the one that takes it back; ``seen_by``: names of those who acknowledged it."""

    row: Contribution
    correction: "Line | None" = None
    seen_by: Sequence[str] = ()
    is_mine: bool = False
    i_saw: bool = False

    @property
    def said(self) -> str:
        """The quantity in words."""
        return quantities.say(self.row.quantity, self.row.kind.measure) if self.row.kind else ""


@dataclass(frozen=True)
class Filters:
    """What is asked of the list: a month, and perhaps a kind, a work (by reference), a person (by their membership: the
    reference of somebody who left under a pseudonym must not tell whose it is).
    """

    month: dt.date
    kind: str = ""
    person: str = ""
    work: str = ""

    @classmethod
    def read(cls, parameters: Mapping[str, str]) -> "Filters":
        """From the address: ``mois`` (2026-11), ``sorte``, ``personne``, ``travail``. Nonsense is today's month."""
        this = clock.today().replace(day=1)
        try:
            month = dt.date.fromisoformat(f"{parameters.get('mois', '')}-01")
        except ValueError:
            month = this
        kind, person, work = (_ref(parameters.get(name, "")) for name in ("sorte", "personne", "travail"))
        return cls(month if 2000 <= month.year <= this.year else this, kind, person, work)

    @property
    def until(self) -> dt.date:
        """The last day."""
        return (self.month + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)

    @property
    def before(self) -> dt.date:
        """The month before."""
        return (self.month - dt.timedelta(days=1)).replace(day=1)

    @property
    def after(self) -> dt.date | None:
        """The month after, unless it is still to come."""
        after = self.until + dt.timedelta(days=1)
        return after if after <= clock.today() else None


def _ref(text: str) -> str:
    return text if text.isascii() and text.isalnum() and len(text) <= 12 else ""


@dataclass(frozen=True)
class Choice:
    """One value of a filter."""

    ref: str
    label: str
    is_chosen: bool


@dataclass
class MonthPage:
    """A month of the group: its lines, what they add up to by measure, apart what is money."""

    page: "Page[Contribution]"
    lines: Sequence[Line]
    rest: Sequence[Total]
    money: Sequence[Total]
    choices: dict[str, list[Choice]] = field(default_factory=dict)


def month_page(member: Membership, asked: Filters, number: int) -> MonthPage:
    """The page of the list that the member reads. 8 queries at most."""
    with scope.use(member.space_id):
        found = of_filters(asked)
        sums = found.order_by().values_list("kind__measure").annotate(sum=Sum("quantity"))
        rest, money = totals(sums)
        listed = found.exclude(corrects__in=found.values("pk"))
        page = Paginator(listed.select_related("kind", "work", "membership__person"), LINES).get_page(number)
        lines = lines_of(list(page.object_list), member)
    return MonthPage(page, lines, rest, money, _choices(member.space, asked))


def of_filters(asked: Filters) -> QuerySet[Contribution]:
    """What counts in this month, filtered; in the scope of the group."""
    found = Contribution.objects.filter(state=CONFIRMED, on__range=(asked.month, asked.until))
    if asked.kind:
        found = found.filter(kind__ref=asked.kind)
    if asked.person:
        found = found.filter(membership=int(asked.person)) if asked.person.isdigit() else found.none()
    return found.filter(work__ref=asked.work) if asked.work else found


def _choices(space: Space, asked: Filters) -> dict[str, list[Choice]]:
    with scope.use(space):
        kinds = ContributionKind.objects.values_list("ref", "name", "retired_on")
        people = Membership.objects.filter(pk__in=Contribution.objects.filter(state=CONFIRMED).values("membership"))
        works = JointWork.objects.filter(pk__in=Contribution.objects.exclude(work=None).values("work"))
        named = [(str(one.pk), one.name) for one in sorted(people.select_related("person"), key=sort_key_of)]
        return {
            "sorte": [Choice(ref, name, ref == asked.kind) for ref, name, _gone in kinds],
            "personne": [Choice(ref, name, ref == asked.person) for ref, name in named],
            "travail": [Choice(one.ref, one.title, one.ref == asked.work) for one in works],
        }


def lines_of(rows: Sequence[Contribution], member: Membership) -> list[Line]:
    """With their corrections and acknowledgements; in the scope of the group. 2 queries."""
    pks = [row.pk for row in rows]
    corrections = {
        one.corrects_id: Line(one)
        for one in Contribution.objects.filter(corrects__in=pks).select_related("kind", "membership__person")
    }
    seen: dict[int, list[Acknowledgement]] = {}
    for one in Acknowledgement.objects.filter(contribution__in=pks).select_related("membership__person").order_by("pk"):
        seen.setdefault(one.contribution_id, []).append(one)
    return [
        Line(
            row,
            correction=corrections.get(row.pk),
            seen_by=[one.membership.name for one in seen.get(row.pk, ())],
            is_mine=row.membership_id == member.pk,
            i_saw=any(one.membership_id == member.pk for one in seen.get(row.pk, ())),
        )
        for row in rows
    ]


@dataclass(frozen=True)
class MyYear:
    """What one person brought over twelve months: lines, the last first, and totals."""

    lines: Sequence[Line]
    rest: Sequence[Total]
    money: Sequence[Total]
    is_cut: bool


def my_year(member: Membership, first: dt.date) -> MyYear:
    """Since a day. 4 queries."""
    with scope.use(member.space_id):
        mine = Contribution.objects.filter(membership=member, state=CONFIRMED, on__gte=first)
        rest, money = totals(mine.order_by().values_list("kind__measure").annotate(sum=Sum("quantity")))
        listed = mine.exclude(corrects__in=mine.values("pk")).select_related("kind", "work", "membership__person")
        rows = list(listed[: MINE + 1])
        lines = lines_of(rows[:MINE], member)
    return MyYear(lines, rest, money, len(rows) > MINE)
