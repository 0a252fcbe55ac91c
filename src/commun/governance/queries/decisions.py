"""The register of decisions: filters kept in the address, four views, and what each line says."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, Func, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat, Lower
from django.utils.translation import gettext as _

from commun.core import clock, scope
from commun.core.models import Space
from commun.governance import follow_through as steps
from commun.governance.models import Decision, DecisionVersion
from commun.governance.queries.decisions_in_force import in_force_on

PER_PAGE = 30
DECIDE, FOLLOW, FORCE, EVERYTHING = "decider", "suivre", "vigueur", "toutes"
VIEWS = (DECIDE, FOLLOW, FORCE, EVERYTHING)
TONES = {
    steps.HEARD: "open",
    steps.PROPOSED: "sky",
    steps.ADOPTED: "honey",
    steps.ENGAGED: "leaf",
    steps.DONE: "leaf",
    steps.PARTLY: "honey",
    steps.LET_GO: "open",
    steps.REPLACED: "open",
}
# Accents and ligatures that a search does not mind.
ACCENTED, PLAIN = "àâäáãéèêëíìîïóòôöõúùûüçñ’", "aaaaaeeeeiiiiooooouuuucn'"


@dataclass(frozen=True)
class Filters:
    """What is asked of the register; empty means everything."""

    view: str = EVERYTHING
    state: str = ""
    carrier: str = ""
    subject: str = ""
    year: int | None = None
    words: str = ""
    day: dt.date | None = None

    @classmethod
    def read(cls, parameters: Mapping[str, str]) -> "Filters":
        """From the address: ``vue etat porteur sujet annee q le``. Anything else, or odd, is ignored."""
        view, state, year = parameters.get("vue", ""), parameters.get("etat", ""), parameters.get("annee", "")
        return cls(
            view=view if view in VIEWS else EVERYTHING,
            state=state if state in steps.STATES else "",
            carrier=_clean(parameters.get("porteur", ""))[:20],
            subject=_clean(parameters.get("sujet", ""))[:60],
            year=int(year) if year.isascii() and year.isdigit() and 1900 < int(year[:5]) < 2200 else None,
            words=_clean(parameters.get("q", ""))[:200],
            day=_day(parameters.get("le", "")),
        )

    @property
    def is_fine(self) -> bool:
        """Something finer than a view is asked."""
        return bool(self.state or self.carrier or self.subject or self.year or self.words or self.day)


def _clean(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        return None


def listed(space: Space, filters: Filters) -> QuerySet[Decision]:
    """The decisions asked for, the last voiced first; the names they need come along. At most 3 queries."""
    with scope.use(space):
        rows = Decision.objects.select_related("carrier__person", "carrier_role", "voiced_by__person")
    rows = _in_view(space, rows, filters)
    if filters.state:
        rows = rows.filter(state=filters.state)
    if filters.carrier:
        rows = rows.filter(Q(carrier__person__ref=filters.carrier) | Q(carrier_role__ref=filters.carrier))
    if filters.subject:
        rows = rows.filter(subject=filters.subject)
    if filters.year:
        rows = rows.filter(created_at__gte=_new_year(filters.year), created_at__lt=_new_year(filters.year + 1))
    if filters.words:
        rows = _with_words(space, rows, filters.words)
    return rows.order_by("-number")


def _new_year(year: int) -> dt.datetime:
    return dt.datetime(year, 1, 1, tzinfo=clock.PARIS)


def _in_view(space: Space, rows: QuerySet[Decision], filters: Filters) -> QuerySet[Decision]:
    if filters.day is not None:
        return rows.filter(ref__in=in_force_on(space, filters.day))
    if filters.view == DECIDE:
        return rows.filter(state__in=(steps.HEARD, steps.PROPOSED))
    if filters.view == FOLLOW:
        return rows.filter(_to_follow(space))
    return rows.filter(_in_force()) if filters.view == FORCE else rows


def _to_follow(space: Space) -> Q:
    """Engaged, or adopted and still to be carried by somebody."""
    with scope.use(space):
        by_itself = DecisionVersion.objects.filter(decision=OuterRef("pk"), number=OuterRef("version"))
    return Q(state=steps.ENGAGED) | (Q(state=steps.ADOPTED) & ~Exists(by_itself.exclude(change={})))


def _in_force() -> Q:
    return Q(state__in=steps.IN_FORCE) & (Q(ends_on=None) | Q(ends_on__gte=clock.today()))


def _with_words(space: Space, rows: QuerySet[Decision], words: str) -> QuerySet[Decision]:
    """Each word, without accents nor plural, in the title, the subject or the text on the table; or the number."""
    if words.isdigit() and len(words) < 9:
        return rows.filter(number=int(words))
    with scope.use(space):
        texts = DecisionVersion.objects.annotate(said=_plain("text")).filter(number=F("decision__version"))
    rows = rows.annotate(called=_plain(Concat("title", Value(" "), "subject")))
    table = str.maketrans(ACCENTED, PLAIN)
    for word in words.casefold().translate(table).split():
        stem = word.rstrip("sx") if len(word) > 3 else word
        rows = rows.filter(Q(called__contains=stem) | Q(pk__in=texts.filter(said__contains=stem).values("decision")))
    return rows


def _plain(text: Any) -> Func:
    return Func(Lower(text), Value(ACCENTED), Value(PLAIN), function="translate", output_field=TextField())


def page_of(space: Space, filters: Filters, number: str | None) -> Page[Decision]:
    """One page of the register."""
    return Paginator(listed(space, filters), PER_PAGE).get_page(number)


def counts(space: Space) -> dict[str, int]:
    """How many decisions in each view. One query."""
    with scope.use(space):
        found = Decision.objects.aggregate(
            decider=Count("pk", filter=Q(state__in=(steps.HEARD, steps.PROPOSED))),
            suivre=Count("pk", filter=_to_follow(space)),
            vigueur=Count("pk", filter=_in_force()),
            toutes=Count("pk"),
        )
    return {view: found[view] for view in VIEWS}


@dataclass(frozen=True)
class Choices:
    """What the filters offer: pairs (value of the address, words)."""

    subjects: list[tuple[str, str]]
    carriers: list[tuple[str, str]]
    years: list[tuple[str, str]]
    states: list[tuple[str, str]]


def choices(space: Space) -> Choices:
    """Subjects, carriers and years that occur. 4 queries."""
    with scope.use(space):
        rows = Decision.objects.order_by()
        subjects = sorted(rows.exclude(subject="").values_list("subject", flat=True).distinct(), key=str.casefold)
        people = rows.exclude(carrier=None).values_list("carrier__person__ref", "carrier__person__name").distinct()
        roles = rows.exclude(carrier_role=None).values_list("carrier_role__ref", "carrier_role__name").distinct()
        years = rows.dates("created_at", "year", order="DESC")
        carriers = sorted([*people, *roles], key=lambda pair: pair[1].casefold())
        return Choices(
            subjects=[(name, name) for name in subjects],
            carriers=[(ref, name) for ref, name in carriers],
            years=[(str(day.year), str(day.year)) for day in years],
            states=[(value, str(label)) for value, label in Decision.State.choices],
        )


def carrier_of(row: Decision) -> str:
    """Who carries it, in words; nothing when nobody does."""
    if row.carrier is not None:
        return row.carrier.name
    return row.carrier_role.name if row.carrier_role is not None else ""


def state_words(row: Decision, *, by_itself: bool = False) -> str:
    """The state in a few words; an adopted decision says whether it waits for somebody."""
    if row.state == steps.ADOPTED:
        return _("adopted and applied") if by_itself else _("adopted, not engaged")
    return str(row.get_state_display())
