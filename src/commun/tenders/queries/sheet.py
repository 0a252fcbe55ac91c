"""One notice: its lots and needs, its versions with what changed, where the group stands, who held it before."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language

from commun.core.codes import cpv_label
from commun.core.models import Space
from commun.governance.models import Membership
from commun.tenders.models import Lot, Mark, Match, Notice, NoticeVersion, Pursuit
from commun.tenders.queries.corpus import cpv_labels
from commun.tenders.queries.coverage import NoticeCoverage, coverage
from commun.tenders.queries.interest import NOTHING, Interest, interest_of, with_lots


@dataclass(frozen=True)
class Change:
    """One field that a version changed; texts as stored."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Version:
    """One publication."""

    source: str
    source_id: str
    state: str
    published_on: dt.date
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """Everything that the page of a notice shows."""

    notice: Notice
    lots: Sequence[Lot]
    versions: Sequence[Version]
    interest: Interest
    coverage: NoticeCoverage
    pursuit: Pursuit | None
    mark: str
    reasons: tuple[dict[str, object], ...]
    cpv: Sequence[tuple[str, str]]


def notice_sheet(member: Membership, notice: Notice) -> Sheet:
    """The page of ``notice`` for ``member``. Seven queries."""
    lots = list(Lot.objects.filter(notice=notice))
    said = interest_of([notice])
    return Sheet(
        notice=notice,
        lots=lots,
        versions=versions_of(notice),
        interest=with_lots(said.get(notice.pk, NOTHING), lots),
        coverage=coverage(member.space, [notice], said, lots)[notice.pk],
        pursuit=pursuit_of(notice),
        mark=Mark.objects.filter(person=member.person_id, notice=notice).values_list("choice", flat=True).first() or "",
        reasons=_reasons(member, notice),
        cpv=cpv_words([*notice.cpv, *notice.cpv_estimated]),
    )


def interest_sheet(notice: Notice) -> Interest:
    """What the group said of each need. Two queries."""
    lots = list(Lot.objects.filter(notice=notice))
    return with_lots(interest_of([notice]).get(notice.pk, NOTHING), lots)


def panel_sheet(space: Space, notice: Notice) -> tuple[Interest, NoticeCoverage]:
    """Only what the intentions panel needs. Three queries."""
    lots = list(Lot.objects.filter(notice=notice))
    said = interest_of([notice])
    return with_lots(said.get(notice.pk, NOTHING), lots), coverage(space, [notice], said, lots)[notice.pk]


def pursuit_of(notice: Notice) -> Pursuit | None:
    """Where the group in scope stands on the notice. One query."""
    return Pursuit.objects.filter(notice=notice).select_related("holder__person").first()


def versions_of(notice: Notice) -> list[Version]:
    """Publications, oldest first, without their payloads. One query."""
    rows = NoticeVersion.objects.filter(notice=notice).values_list(
        "source", "source_id", "state", "published_on", "changes"
    )
    return [
        Version(source, number, state, on, tuple(Change(*change) for change in changes))
        for source, number, state, on, changes in rows
    ]


def cpv_words(codes: Sequence[str]) -> list[tuple[str, str]]:
    """(code, label) in the order given; a code that no list names, or another language, gets its group's label."""
    labels = cpv_labels()
    language = (get_language() or "fr")[:2]
    if language == "fr":
        return [(code, labels.get(code) or cpv_label(code)) for code in dict.fromkeys(codes)]
    return [(code, cpv_label(code, language)) for code in dict.fromkeys(codes)]


def _reasons(member: Membership, notice: Notice) -> tuple[dict[str, object], ...]:
    best = (
        Match.objects.filter(notice=notice, activity__person=member.person_id, activity__is_active=True)
        .order_by("position")
        .values_list("reasons", flat=True)
        .first()
    )
    return tuple(best or ())
