"""What a group says of itself, for its page and for the pages of those who write it."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from commun.core import scope
from commun.core.models import Space
from commun.governance import policies
from commun.governance.models import Body, BodyLink, Collective, Definition, KindPeriod, Membership


@dataclass(frozen=True)
class KindLine:
    """A kind with its dates; ``ends_on`` is the day before the next one, None for the present kind."""

    label: str
    starts_on: dt.date
    ends_on: dt.date | None


@dataclass(frozen=True)
class GroupPage:
    """Everything that the presentation shows; ``members_count`` only for people of the group."""

    space: Space
    body: Body
    kind: KindLine | None
    kinds: list[KindLine]
    definition: Definition | None
    definitions_count: int
    links: list[BodyLink]
    gathered: list[BodyLink]

    @property
    def cooperative(self) -> str:
        """The name of the cooperative, or nothing."""
        entity = self.body.cooperative if isinstance(self.body, Collective) else None
        return entity.name if entity else ""


def group_page(member: Membership | None, space: Space) -> GroupPage:
    """The presentation, for those who may read it, else NotFound. 5 queries."""
    body = policies.presentation_for(member, space)
    with scope.use(space):
        kinds = kind_lines(space)
        definitions = list(Definition.objects.all())
    links = list(
        BodyLink.objects.filter(Q(inside=space) | Q(around=space), in_force()).select_related("inside", "around")
    )
    readable = _readable(member, [link.around if link.inside_id == space.pk else link.inside for link in links])
    return GroupPage(
        space=space,
        body=body,
        kind=kinds[-1] if kinds else None,
        kinds=kinds,
        definition=definitions[-1] if definitions else None,
        definitions_count=len(definitions),
        links=[link for link in links if link.inside_id == space.pk and link.around_id in readable],
        gathered=[link for link in links if link.around_id == space.pk and link.inside_id in readable],
    )


def in_force() -> Q:
    """Links that hold today."""
    return policies.links_in_force()


def _readable(member: Membership | None, spaces: list[Space]) -> set[int]:
    """Bodies whose name this visitor may read: all for the group's people, public ones for the others."""
    ids = {space.pk for space in spaces}
    if policies.is_inside(member) or not ids:
        return ids
    return ids & public_spaces()


def public_spaces() -> set[int]:
    """Groups whose presentation everybody may read. 3 queries."""
    found: set[int] = set()
    for model in policies.BODIES.values():
        found |= set(model._base_manager.filter(is_public=True).values_list("pk", flat=True))
    return found


def kind_lines(space: Space) -> list[KindLine]:
    """The kinds of a collective in order, each with its dates. 1 query."""
    with scope.use(space):
        return kinds_that_lasted(list(KindPeriod.objects.all()))


def kinds_that_lasted(written: list[KindPeriod]) -> list[KindLine]:
    """The kinds that were written of one collective, in order, as its page shows them."""
    # A kind replaced on the very day it was written was a slip of the pen: the journal keeps it, the page does not.
    periods = [one for one, after in zip(written, [*written[1:], None], strict=False) if _lasted(one, after)]
    following = [period.starts_on - dt.timedelta(days=1) for period in periods[1:]]
    ends: list[dt.date | None] = [*following, None]
    return [
        KindLine(str(period.get_kind_display()), period.starts_on, end)
        for period, end in zip(periods, ends, strict=False)
    ]


def _lasted(period: KindPeriod, after: KindPeriod | None) -> bool:
    return after is None or after.starts_on > period.starts_on


def kind_on(space: Space, on: dt.date) -> str:
    """The kind that held on a day ("" before the first). 1 query."""
    with scope.use(space):
        period = KindPeriod.objects.filter(starts_on__lte=on).last()
    return period.kind if period else ""


def definitions_of(space: Space) -> list[Definition]:
    """All definitions, oldest first. 1 query."""
    with scope.use(space):
        return list(Definition.objects.all())


def links_of(space: Space) -> list[BodyLink]:
    """All links of the group with other bodies, past ones too, newest first. 1 query."""
    sides = Q(inside=space) | Q(around=space)
    return list(BodyLink.objects.filter(sides).select_related("inside", "around").order_by("-starts_on", "-pk"))


def bodies_to_join(member: Membership) -> list[Space]:
    """Networks and territories that the group may belong to: public ones, and the member's own. 5 queries."""
    own = policies.spaces_of(member.person).values_list("pk", flat=True)
    ids = public_spaces() | set(own)
    kinds = [Space.Kind.NETWORK, Space.Kind.TERRITORY]
    found = Space.objects.filter(pk__in=ids, kind__in=kinds).exclude(pk=member.space_id)
    return list(found.order_by("name", "pk"))


@dataclass(frozen=True)
class GroupLine:
    """One group in the list of groups."""

    space: Space
    purpose: str
    kind: str
    is_mine: bool
    is_public: bool


def groups_seen_by(member_of: set[int], body: str = "") -> list[GroupLine]:
    """The person's groups and the public ones, of one kind of body or all; one's own first, by name. 4 queries."""
    lines: list[GroupLine] = []
    for kind, model in policies.BODIES.items():
        if body and body != kind:
            continue
        rows = model._base_manager.select_related("space").filter(Q(pk__in=member_of) | Q(is_public=True))
        lines += [_group_line(row, member_of) for row in rows]
    kinds = _present_kinds([line.space.pk for line in lines])
    lines = [
        GroupLine(line.space, line.purpose, kinds.get(line.space.pk, line.kind), line.is_mine, line.is_public)
        for line in lines
    ]
    return sorted(lines, key=lambda line: (not line.is_mine, line.space.name.casefold(), line.space.pk))


def _group_line(body: Body, member_of: set[int]) -> GroupLine:
    label = str(Space.Kind(body.space.kind).label)
    return GroupLine(body.space, body.purpose, label, body.space_id in member_of, body.is_public)


def _present_kinds(ids: list[int]) -> dict[int, str]:
    if not ids:
        return {}
    with scope.use(*ids):
        periods = list(KindPeriod.objects.order_by("starts_on", "pk"))
    return {period.space_id: str(period.get_kind_display()) for period in periods}
