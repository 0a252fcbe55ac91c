"""Joint works as pages show them: the list with their money, the sheet with who takes part."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from commun.core import scope
from commun.core.models import Space
from commun.core.registries import Subject
from commun.core.urls import here
from commun.governance import states
from commun.governance.models import Membership
from commun.value.models import Distribution, JointWork, Receipt, WorkPart
from commun.value.models.distributions import STANDING


@dataclass(frozen=True)
class WorkLine:
    """One work of the list: cents received less what the cooperative kept, and shared."""

    work: JointWork
    names: list[str]
    received: int
    shared: int

    @property
    def waiting(self) -> int:
        """Came in, not shared yet."""
        return self.received - self.shared


def works_of(space: Space) -> list[WorkLine]:
    """Every joint work of the group: those that go on first. 4 queries."""
    with scope.use(space):
        works = list(JointWork.objects.select_related("entity"))
        names: dict[int, list[str]] = {}
        for part in WorkPart.objects.filter(left_on=None).select_related("membership__person"):
            names.setdefault(part.work_id, []).append(part.membership.name)
        standing = Receipt.objects.filter(STANDING).order_by()
        sums = standing.values_list("work").annotate(amount=Sum("amount"), kept=Sum("kept"))
        received = {work: amount - kept for work, amount, kept in sums}
        shared = dict(Distribution.objects.order_by().values_list("work").annotate(sum=Sum("amount")))
    lines = [WorkLine(work, names.get(work.pk, []), received.get(work.pk, 0), shared.get(work.pk, 0)) for work in works]
    return sorted(lines, key=lambda line: line.work.ended_on is not None)


def parts_of(work: JointWork) -> list[WorkPart]:
    """Everybody who takes or took part. 1 query."""
    with scope.use(work.space_id):
        rows = WorkPart.objects.filter(work=work).select_related("membership__person", "membership__space", "work")
        return list(rows.order_by("left_on", "pk"))


def distributions_of(work: JointWork) -> list[Distribution]:
    """Its sharings, the last first. 1 query."""
    with scope.use(work.space_id):
        return list(Distribution.objects.filter(work=work).select_related("version__key", "made_by__person"))


def could_enter(work: JointWork) -> QuerySet[Membership]:
    """Awake people of the group who do not take part today; in the scope of the group."""
    with scope.use(work.space_id):
        inside = WorkPart.objects.filter(work=work, left_on=None).values("membership")
        awake = Membership.objects.filter(space=work.space_id, state=states.MEMBER).exclude(pk__in=inside)
    return awake.select_related("person").order_by("person__sort_key", "pk")


def known_roles(space: Space) -> list[str]:
    """Names of roles that the works of the group use. 1 query."""
    with scope.use(space):
        told: Iterable[list[str]] = WorkPart.objects.exclude(roles=[]).values_list("roles", flat=True)
        return sorted({role for roles in told for role in roles})


def names_of(refs: Iterable[str], space: Space) -> dict[str, str]:
    """What people are called in the group, by the reference that accounts and sharings keep. 1 query."""
    with scope.use(space):
        rows = Membership.objects.filter(person__ref__in=list(refs)).select_related("person")
        return {row.person.ref: row.name for row in rows}


def works_called(space: Space, references: Iterable[str]) -> Mapping[str, Subject]:
    """Joint works by their title. 1 query."""
    rows = JointWork.objects.filter(ref__in=list(references)).values_list("ref", "title")
    return {ref: Subject(title, here(space.slug, "value:work", work=ref)) for ref, title in rows}


def people_called(space: Space, references: Iterable[str]) -> Mapping[str, Subject]:
    """People of the group by their name there. 1 query."""
    return {ref: Subject(name, "") for ref, name in names_of(references, space).items()}


def receipts_called(space: Space, references: Iterable[str]) -> Mapping[str, Subject]:
    """Receipts by what they paid. 1 query."""
    rows = Receipt.objects.filter(ref__in=list(references)).values_list("ref", "label", "work__title", "work__ref")
    return {
        ref: Subject(" · ".join(filter(None, (title, label))), here(space.slug, "value:work", work=work))
        for ref, label, title, work in rows
    }


def sharings_called(space: Space, references: Iterable[str]) -> Mapping[str, Subject]:
    """Sharings by their work. 1 query."""
    rows = Distribution.objects.filter(ref__in=list(references)).values_list("ref", "number", "work__title")
    return {
        ref: Subject(
            _("Sharing %(number)s of %(work)s") % {"number": number, "work": title},
            here(space.slug, "value:distribution", distribution=ref),
        )
        for ref, number, title in rows
    }


def payments_called(space: Space, references: Iterable[str]) -> Mapping[str, Subject]:
    """Payments that the cooperative made: all called alike. No query."""
    return {ref: Subject(_("Paid by the cooperative"), "") for ref in references}
