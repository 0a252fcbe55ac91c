"""The register of decisions: filters kept in the address, four views, and what each line says."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import CharField, Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from commun.core import clock, scope
from commun.core.models import Space
from commun.governance import follow_through as steps
from commun.governance import methods
from commun.governance.models import Decision, DecisionVersion, Membership, Process, Role
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
    """A day that somebody may mean: the calendar ends before the addresses that people type."""
    try:
        day = dt.date.fromisoformat(text) if text else None
    except ValueError:
        return None
    return day if day is not None and 1900 <= day.year <= 2200 else None


def matching(space: Space, filters: Filters) -> list[int]:
    """Ids of the decisions asked for, the last voiced first. At most 3 queries, whatever is asked.

    What the journal or the words say is asked apart, once, then crossed here.
    """
    with scope.use(space):
        rows = _in_view(space, Decision.objects.all(), filters)
    if filters.state:
        rows = rows.filter(state=filters.state)
    if filters.carrier:
        rows = rows.filter(Q(carrier__person__ref=filters.carrier) | Q(carrier_role__ref=filters.carrier))
    if filters.subject:
        rows = rows.filter(subject=filters.subject)
    if filters.year:
        rows = rows.filter(created_at__gte=_new_year(filters.year), created_at__lt=_new_year(filters.year + 1))
    if filters.words.isdigit() and len(filters.words) < 9:
        rows = rows.filter(number=int(filters.words))
    found = list(rows.order_by("-number").values_list("pk", "ref"))
    if filters.day is not None:
        held = in_force_on(space, filters.day)
        found = [pair for pair in found if pair[1] in held]
    if filters.words and not filters.words.isdigit():
        said = _with_words(space, filters.words)
        found = [pair for pair in found if pair[0] in said]
    return [pk for pk, _ref in found]


def rows_of(space: Space, pks: Sequence[int]) -> list[Decision]:
    """These decisions in this order, with the names they need. One query."""
    with scope.use(space):
        rows = Decision.objects.select_related("carrier__person", "carrier_role", "voiced_by__person")
        on_this_text = Process.objects.filter(decision=OuterRef("pk"), version=OuterRef("version"))
        last = on_this_text.order_by("-created_at", "-pk").values("outcome")[:1]
        found = rows.annotate(last_outcome=Subquery(last)).in_bulk(pks)
    return [found[pk] for pk in pks if pk in found]


def listed(space: Space, filters: Filters, most: int) -> list[Decision]:
    """The decisions asked for, at most so many."""
    return rows_of(space, matching(space, filters)[:most])


def _new_year(year: int) -> dt.datetime:
    return dt.datetime(year, 1, 1, tzinfo=clock.PARIS)


def _in_view(space: Space, rows: QuerySet[Decision], filters: Filters) -> QuerySet[Decision]:
    if filters.view == DECIDE:
        return rows.filter(state__in=(steps.HEARD, steps.PROPOSED))
    if filters.view == FOLLOW:
        return rows.filter(_to_follow(space))
    return rows.filter(_in_force()) if filters.view == FORCE and filters.day is None else rows


def _to_follow(space: Space) -> Q:
    """Engaged, or adopted and still to be carried by somebody."""
    with scope.use(space):
        by_itself = DecisionVersion.objects.filter(decision=OuterRef("pk"), number=OuterRef("version"))
    waits = Q(~Exists(by_itself.exclude(change={})), state=steps.ADOPTED)
    return Q(state=steps.ENGAGED) | waits


def _in_force() -> Q:
    return Q(state__in=steps.IN_FORCE) & (Q(ends_on=None) | Q(ends_on__gte=clock.today()))


def _with_words(space: Space, words: str) -> set[int]:
    """Ids of those with each word, without accents nor plural, in the title, the subject or the text on the table."""
    with scope.use(space):
        texts = DecisionVersion.objects.filter(number=F("decision__version"))
    for word in _folded(words).split():
        like = _alike(word.rstrip("sx") if len(word) > 3 else word)
        said = Q(decision__title__regex=like) | Q(decision__subject__regex=like) | Q(text__regex=like)
        texts = texts.filter(said)
    return set(texts.order_by().values_list("decision", flat=True))


def _folded(words: str) -> str:
    return words.casefold().translate(str.maketrans(ACCENTED, PLAIN))


def _alike(stem: str) -> str:
    """A pattern of the letters with any accent, small or large: five times quicker than making each text plain."""
    return "".join(_letter(letter) for letter in stem)


def _letter(letter: str) -> str:
    alike = letter + "".join(accented for accented, plain in zip(ACCENTED, PLAIN, strict=True) if plain == letter)
    return f"[{alike}{alike.upper()}]" if letter.isalnum() or len(alike) > 1 else f"\\{letter}"


def page_of(space: Space, filters: Filters, number: str | None) -> Page[Any]:
    """One page of the register."""
    page: Page[Any] = Paginator(matching(space, filters), PER_PAGE).get_page(number)
    page.object_list = rows_of(space, list(page.object_list))
    return page


def counts(space: Space) -> dict[str, int]:
    """How many decisions in each view. One query."""
    over = Count("pk", filter=Q(ends_on__lt=clock.today()))
    with scope.use(space):
        by_state = Decision.objects.order_by().values_list("state").annotate(count=Count("pk"), over=over)
        by_itself = DecisionVersion.objects.filter(number=F("decision__version"), decision__state=steps.ADOPTED)
        applied = (
            by_itself.exclude(change={})
            .order_by()
            .values_list(Value("applied"))
            .annotate(count=Count("pk"), over=Value(0))
        )
        found = {name: (count, past) for name, count, past in by_state.union(applied, all=True)}
    known = {state: found.get(state, (0, 0)) for state in steps.STATES}
    return {
        DECIDE: known[steps.HEARD][0] + known[steps.PROPOSED][0],
        FOLLOW: known[steps.ENGAGED][0] + known[steps.ADOPTED][0] - found.get("applied", (0, 0))[0],
        FORCE: sum(known[state][0] - known[state][1] for state in steps.IN_FORCE),
        EVERYTHING: sum(count for count, _past in known.values()),
    }


@dataclass(frozen=True)
class Choices:
    """What the filters offer: pairs (value of the address, words)."""

    subjects: list[tuple[str, str]]
    carriers: list[tuple[str, str]]
    years: list[tuple[str, str]]
    states: list[tuple[str, str]]


def choices(space: Space) -> Choices:
    """Subjects, carriers and years that occur. One query."""
    with scope.use(space):
        rows = Decision.objects.order_by()
        carriers = Membership.objects.filter(pk__in=rows.exclude(carrier=None).values("carrier"))
        roles = Role.objects.filter(pk__in=rows.exclude(carrier_role=None).values("carrier_role"))
        first, last = (Cast(bound("created_at"), CharField()) for bound in (Min, Max))
        found = list(
            rows.exclude(subject="")
            .values_list(Value("subject"), "subject", F("subject"))
            .union(
                rows.values_list(Value("year")).annotate(first=first, last=last),
                carriers.order_by().values_list(Value("carrier"), "person__ref", "person__name"),
                roles.order_by().values_list(Value("carrier"), "ref", "name"),
            )
        )
    return Choices(
        subjects=_sorted(found, "subject"),
        carriers=_sorted(found, "carrier"),
        years=_years(found),
        states=[(value, str(label)) for value, label in Decision.State.choices],
    )


def _years(found: Iterable[tuple[str, str, str]]) -> list[tuple[str, str]]:
    """Every year from the first decision to the last, the last first."""
    bounds = [(first, last) for name, first, last in found if name == "year" and first]
    return [(str(year), str(year)) for first, last in bounds for year in range(int(last[:4]), int(first[:4]) - 1, -1)]


def _sorted(found: Iterable[tuple[str, str, str]], kind: str) -> list[tuple[str, str]]:
    return sorted(((value, words) for name, value, words in found if name == kind), key=lambda pair: pair[1].casefold())


def carrier_of(row: Decision) -> str:
    """Who carries it, in words; nothing when nobody does."""
    if row.carrier is not None:
        return row.carrier.name
    return row.carrier_role.name if row.carrier_role is not None else ""


def state_words(row: Decision, *, by_itself: bool = False) -> str:
    """The state in a few words; an adopted decision says whether it waits for somebody."""
    if row.state == steps.ADOPTED:
        return _("adopted and applied") if by_itself else _("adopted, not engaged")
    if row.state == steps.PROPOSED and getattr(row, "last_outcome", "") == methods.REJECTED:
        return _("proposed, then refused")
    return str(row.get_state_display())
