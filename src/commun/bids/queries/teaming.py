"""What a team is composed from: the needs of the answer, who could and who said so, days, past works, whose turn.

Everything here is in the group already; nothing is asked of anybody to compute it.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import combinations
from typing import Any, Final

from django.db.models import Q

from commun.algo.team import CARRY, CONTRIBUTE, PASS, WATCH, Ask, Candidate, Entity, Need, Problem
from commun.algo.text import sort_key
from commun.bids.models import Bid, EntitySheet, TeamPart
from commun.bids.queries.buyer_asks import is_shown
from commun.bids.queries.filled_forms import turnovers_of
from commun.core import clock, scope
from commun.governance import states
from commun.governance.models import Membership
from commun.people.models import Availability, LegalEntity, Person, Reference
from commun.tenders.models import BuyerTerm, Intention
from commun.tenders.queries.able import Fitting, WhoCould, who_could
from commun.tenders.queries.interest import NeedView, Voice
from commun.tenders.queries.terms import term_words, terms_of
from commun.value.models import WorkPart

ALGORITHM: Final = "team/3"
SAID: Final = {"carry": CARRY, "contribute": CONTRIBUTE, "watch": WATCH, "pass": PASS}
# Words in common say that one knows the subject; their own words in it, or their own word, that one does it.
POSSIBLE, STRONG, EXPERT = 1, 2, 3
HOURS_A_HALF_DAY: Final = 3.5
WEEKS: Final = 4
# Nobody said how much time they have: five days, told as an assumption.
UNKNOWN_HALF_DAYS: Final = 10
# A need whose days nobody wrote counts for one day.
UNKNOWN_NEED: Final = 2
NEW: Final = dt.timedelta(days=183)
CANNOT_CARRY: Final = {LegalEntity.Kind.PUBLIC}


@dataclass(frozen=True)
class Matter:
    """A problem, and the words for its keys. ``wider``: people around the group, for invitations."""

    problem: Problem
    wider: tuple[Candidate, ...]
    needs: Mapping[str, NeedView]
    names: Mapping[str, str]
    entities: Mapping[str, str]
    guessed: frozenset[str] = field(default_factory=frozenset)
    # References that the buyer asks of the whole team, in words, by key.
    asks: Mapping[str, str] = field(default_factory=dict)
    # What the buyer asks of whoever answers, of the lots answered.
    terms: tuple[BuyerTerm, ...] = ()
    # Names of people in the team of whom nothing is known here but the name: they cover nothing.
    unread: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """Changes whenever anything that counts does."""
        problem = self.problem
        said = {
            "needs": [asdict(one) for one in problem.needs],
            "people": [_said(one) for one in (*problem.candidates, *self.wider)],
            "entities": [asdict(one) for one in problem.entities],
            "pairs": sorted(sorted(pair) for pair in problem.pairs),
            "ask": asdict(problem.ask),
        }
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _said(one: Candidate) -> list[Any]:
    """A candidate as plain values (``asdict`` would copy seven thousand of them ten times slower)."""
    turn = [one.entity, one.left_out, one.is_newcomer, one.circle, one.is_fixed]
    shown = [sorted(one.references.items())] if one.references else []
    return [one.key, one.half_days, *turn, sorted(one.levels.items()), sorted(one.said.items()), *shown]


@dataclass(frozen=True)
class _Member:
    """A member as plain values: seven thousand model rows would take a second."""

    pk: int
    person: int
    since: dt.date
    name: str
    entity: int | None

    @property
    def key(self) -> str:
        return f"m{self.pk}"


def matter_of(bid: Bid, ask: Mapping[str, Any]) -> Matter:
    """Everything for one answer; ``ask`` as ``TeamProposal.ask``. About 18 queries, one more for references asked.

    Who is in the team already is in every composition; a member at rest who is stays too.
    """
    with scope.use(bid.space_id):
        found = who_could(bid.space, bid.notice, by_need_only=True)
        views = {line.need.key: line.need for line in found.needs if _is_asked(line.need, bid, found)}
        joined = _joined(bid)
        there = Q(state=states.MEMBER) | Q(pk__in=[int(key[1:]) for key in joined if key[0] == "m"])
        awake = Membership.objects.filter(there, space=bid.space_id).order_by("pk")
        told = ("pk", "person_id", "since", "person__name", "person__legal_entity_id")
        members = [_Member(*row) for row in awake.values_list(*told)]
        around = _around(found)
        people = Person.objects.in_bulk([int(key[1:]) for key in around])
        free = _free(bid.space_id, people)
        levels = _levels(found, views)
        past = _past(bid)
        candidates, guessed = _candidates(members, views, levels, free, past)
        wider = tuple(
            Candidate(
                key, levels.get(key, {}), _half_days((), free.get(int(key[1:])))[0], {},
                str(people[int(key[1:])].legal_entity_id or ""), circle=fitting.circle,
            )
            for key, fitting in around.items()
        )  # fmt: skip
        entities, entity_names = _entities([*candidates, *wider])
        terms = tuple(terms_of(bid.notice, bid.lots))
        asks = [row for row in terms if row.kind == BuyerTerm.Kind.REFERENCES]
        shown = _works(asks, [*(one.person for one in members), *people])
    candidates = [_showing(one, shown.get(member.person)) for one, member in zip(candidates, members, strict=True)]
    names = {one.key: one.name for one in members} | {key: fitting.name for key, fitting in around.items()}
    here = [replace(one, is_fixed=True) if one.key in joined else one for one in candidates]
    outside = [replace(one, is_fixed=True, circle=0) for one in wider if one.key in joined]
    here += [_showing(one, shown.get(int(one.key[1:]))) for one in outside]
    # Works to show take no days: they are asked of the team as a whole.
    works = [Need(f"r{row.ref}", f"r{row.ref}", 0, references=row.count or 1) for row in asks]
    needs = (*(_need(view) for view in views.values()), *works)
    problem = Problem(needs, tuple(here), entities, past.pairs, _ask(ask), bid.ref)
    untold = tuple(sorted((name for key, name in joined.items() if key not in names), key=sort_key))
    words = {f"r{row.ref}": term_words(row) for row in asks}
    return Matter(problem, wider, views, names, entity_names, frozenset(guessed), words, terms, untold)


def _works(asks: Sequence[BuyerTerm], people: Iterable[int]) -> dict[int, dict[str, int]]:
    """By person, how many of their past works count for each reference asked. 0 to 1 query."""
    found: dict[int, dict[str, int]] = {}
    rows = Reference.objects.filter(person__in=list(people)).values_list("person_id", "year") if asks else ()
    for person, year in rows:
        for row in asks:
            if is_shown(row, year):
                counts = found.setdefault(person, {})
                counts[f"r{row.ref}"] = counts.get(f"r{row.ref}", 0) + 1
    return found


def _showing(one: Candidate, shown: Mapping[str, int] | None) -> Candidate:
    """The candidate with the works they may show."""
    if not shown:
        return one
    return replace(one, levels={**one.levels, **dict.fromkeys(shown, POSSIBLE)}, references=shown)


def _joined(bid: Bid) -> dict[str, str]:
    """Names of those in the team, by key. 1 query."""
    rows = TeamPart.objects.filter(bid=bid, state=TeamPart.State.JOINED).select_related("membership__person", "person")
    return {key_of(one): one.name for one in rows}


def key_of(part: TeamPart) -> str:
    """« m12 » a member, « p7 » somebody with an account, « o3 » somebody known by their name only."""
    if part.membership_id:
        return f"m{part.membership_id}"
    return f"p{part.person_id}" if part.person_id else f"o{part.pk}"


def _candidates(
    members: Sequence[_Member],
    views: Mapping[str, NeedView],
    levels: Mapping[str, dict[str, int]],
    free: Mapping[int, int],
    past: "_Past",
) -> tuple[list[Candidate], set[str]]:
    """Members as candidates, and those whose days are supposed."""
    voices: dict[int, dict[str, Voice]] = {}
    for view in views.values():
        for voice in view.voices:
            voices.setdefault(voice.member_id, {})[view.key] = voice
    found, guessed, recent = [], set[str](), clock.today() - NEW
    for one in members:
        said = voices.get(one.pk, {})
        days, is_guessed = _half_days([voice.hours for voice in said.values()], free.get(one.person))
        if is_guessed:
            guessed.add(one.key)
        stances = {name: SAID[voice.stance] for name, voice in said.items()}
        able = levels.get(one.key, {}) | _own_word(said)
        is_new = one.since > recent and one.pk not in past.served
        turn = past.left_out.get(one.pk, 0)
        found.append(Candidate(one.key, able, days, stances, str(one.entity or ""), left_out=turn, is_newcomer=is_new))
    return found, guessed


def _is_asked(view: NeedView, bid: Bid, found: WhoCould) -> bool:
    """Needs of the lots answered; the whole contract only while nobody cut it into needs."""
    if bid.lots and view.lot_number and view.lot_number not in bid.lots:
        return False
    return not view.is_whole or len(found.needs) == 1


def _need(view: NeedView) -> Need:
    return Need(view.key, view.key, view.half_days or UNKNOWN_NEED, view.is_must, view.weight, view.level)


def _ask(ask: Mapping[str, Any]) -> Ask:
    most = max(1, int(ask.get("most", 6)))
    return Ask(
        fewest=min(max(1, int(ask.get("fewest", 2))), most),
        most=most,
        turnover_cents=int(ask.get("turnover_cents") or 0),
        most_per_entity=ask.get("most_per_entity") or None,
        newcomer=bool(ask.get("newcomer")),
        carrier=bool(ask.get("carrier")),
    )


def _around(found: WhoCould) -> dict[str, Fitting]:
    """People of other groups who could take something, by key."""
    rows = (one for line in found.needs for one in (*line.strong, *line.possible) if one.circle)
    return {f"p{one.key}": one for one in rows}


def _levels(found: WhoCould, views: Mapping[str, NeedView]) -> dict[str, dict[str, int]]:
    levels: dict[str, dict[str, int]] = {}
    for line in found.needs:
        if line.need.key not in views:
            continue
        for rows, level in ((line.possible, POSSIBLE), (line.strong, STRONG)):
            for one in rows:
                levels.setdefault(f"{'p' if one.circle else 'm'}{one.key}", {})[line.need.key] = level
    return levels


def _own_word(said: Mapping[str, Voice]) -> dict[str, int]:
    """Who says they would carry or contribute knows better than any text."""
    told = {"carry": EXPERT, "contribute": STRONG, "watch": POSSIBLE}
    return {name: told[voice.stance] for name, voice in said.items() if voice.stance in told}


def _free(space_id: int, others: Iterable[int]) -> dict[int, int]:
    """Hours a week that members and these others said they have today. One query."""
    today = clock.today()
    rows = Availability.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), starts_on__lte=today)
    inside = Membership.objects.filter(space=space_id, state=states.MEMBER).values("person")
    found = rows.filter(Q(person__in=inside) | Q(person__in=list(others))).order_by("starts_on", "pk")
    return dict(found.values_list("person_id", "hours_per_week"))


def _half_days(hours: Iterable[int | None], weekly: int | None) -> tuple[int, bool]:
    """Half days somebody has for this answer, and whether nobody said: their word here, else four of their weeks."""
    told = [hour for hour in hours if hour]
    if told:
        return round(sum(told) / HOURS_A_HALF_DAY), False
    if weekly is not None:
        return round(weekly * WEEKS / HOURS_A_HALF_DAY), False
    return UNKNOWN_HALF_DAYS, True


@dataclass(frozen=True)
class _Past:
    """Pairs who worked together, who was in a team already, how often people were left out since their last team."""

    pairs: frozenset[frozenset[str]]
    served: frozenset[int]
    left_out: Mapping[int, int]


def _past(bid: Bid) -> _Past:
    """Three queries: past works, past teams, intentions on notices that got a team."""
    together: dict[tuple[str, int], set[int]] = {}
    for work, member in WorkPart.objects.values_list("work_id", "membership_id"):
        together.setdefault(("work", work), set()).add(member)
    joined = TeamPart.objects.filter(state=TeamPart.State.JOINED).exclude(membership=None).exclude(bid=bid)
    last: dict[int, dt.datetime] = {}
    teams: dict[int, set[int]] = {}
    opened: dict[int, dt.datetime] = {}
    for team, member, notice, at in joined.values_list("bid_id", "membership_id", "bid__notice_id", "bid__opened_at"):
        if member is not None:
            together.setdefault(("bid", team), set()).add(member)
            teams.setdefault(notice, set()).add(member)
            opened[notice] = max(at, opened.get(notice, at))
            last[member] = max(at, last.get(member, at))
    pairs = {
        frozenset({f"m{one}", f"m{other}"})
        for members in together.values() if len(members) <= 30
        for one, other in combinations(sorted(members), 2)
    }  # fmt: skip
    return _Past(frozenset(pairs), frozenset(last), _left_out(teams, opened, last))


def _left_out(
    teams: Mapping[int, set[int]], opened: Mapping[int, dt.datetime], last: Mapping[int, dt.datetime]
) -> dict[int, int]:
    """Notices on which somebody would have worked and a team answered without them, since their own last team."""
    rows = Intention.objects.filter(need__notice_id__in=teams, stance__in=("carry", "contribute"))
    willing = set(rows.values_list("need__notice_id", "member_id"))
    count: dict[int, int] = {}
    for notice, member in willing:
        since = last.get(member)
        if member not in teams[notice] and (since is None or opened[notice] > since):
            count[member] = count.get(member, 0) + 1
    return count


def _entities(people: Sequence[Candidate]) -> tuple[tuple[Entity, ...], dict[str, str]]:
    """Entities of these people with the turnover their sheet tells (last year). Two queries."""
    ids = {int(one.entity) for one in people if one.entity}
    rows = LegalEntity.objects.in_bulk(ids)
    sheets = dict(EntitySheet.objects.filter(entity_id__in=ids).values_list("entity_id", "answers"))
    found = [
        Entity(str(pk), (turnovers_of(sheets.get(pk) or {}) or ((0, 0),))[-1][1], row.kind not in CANNOT_CARRY)
        for pk, row in sorted(rows.items())
    ]
    return tuple(found), {str(pk): row.name for pk, row in rows.items()}
