"""Verbs about the group itself: founding it, presenting it, saying its kind, defining it, linking it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.models import Space
from commun.governance import journal as facts
from commun.governance import policies, states
from commun.governance.actions import places
from commun.governance.actions.places import self_of
from commun.governance.models import Body, BodyLink, Collective, Definition, KindPeriod, Membership
from commun.governance.states import By
from commun.people.actions.accounts import clean_name
from commun.people.models import LegalEntity, Person

SLUG_LENGTH = 60
_RESERVED_SLUGS = {journal.HOUSE_SLUG, "nouveau"}


@dataclass(frozen=True)
class Presentation:
    """What a group says of itself."""

    purpose: str = ""
    aims: Sequence[str] = ()
    tools: Sequence[str] = ()
    how_to_join: str = ""
    is_public: bool = False
    cooperative: LegalEntity | None = None


@dataclass(frozen=True)
class NewGroup:
    """What founding a group needs; ``kind`` is for collectives, ``slug`` is drawn from the name when empty."""

    name: str
    body: str = Space.Kind.COLLECTIVE
    kind: str = Collective.Kind.TRADE
    since: dt.date | None = None
    slug: str = ""
    presentation: Presentation = field(default_factory=Presentation)


@transaction.atomic
def found_group(*, person: Person, group: NewGroup) -> Membership:
    """Open a collective, a network or a territory; the founder is in it and facilitates it. Raises Refused."""
    if not policies.can_found(person):
        raise Refused(_("To found a group, first be a member of one."))
    name = clean_name(group.name)
    if not name:
        raise Refused(_("Give the group a name."))
    if group.body not in policies.BODIES:
        raise Refused(_("Choose what kind of body it is."))
    # Addresses of groups are given one after the other.
    places.hold(journal.house())
    if policies.spaces_of(person).filter(name__iexact=name).exists():
        raise Refused(_("You are already in a group with this name."))
    space = Space.objects.create(
        slug=_free_slug(group.slug or name),
        name=name,
        kind=group.body,
        created_at=clock.now(),
        language=person.language,
    )
    body = policies.BODIES[group.body](space=space)
    _write(body, group.presentation)
    row = places.place_of(space, person)
    actor = self_of(row)
    journal.record(
        facts.GROUP_FOUNDED, space=space, actor=actor, about=("core.space", space.slug), data={"body": group.body}
    )
    founder = places.move(row, states.MEMBER, by=By.SELF, actor=actor).membership
    founder.role = Membership.Role.FACILITATOR
    founder.save(update_fields=["role"])
    journal.record(
        facts.ROLE_GIVEN,
        space=space,
        actor=actor,
        about=(places.ABOUT, founder.pk),
        data={"person": person.pk, "role": founder.role, "until": None},
    )
    if isinstance(body, Collective):
        _add_kind(founder, group.kind, group.since or clock.today())
    return founder


def _free_slug(wanted: str) -> str:
    base = slugify(wanted)[: SLUG_LENGTH - 4].strip("-") or "groupe"
    taken = set(Space.objects.filter(slug__startswith=base).values_list("slug", flat=True)) | _RESERVED_SLUGS
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug


def _write(body: Body, text: Presentation) -> None:
    body.purpose = text.purpose.strip()
    body.aims = [line.strip() for line in text.aims if line.strip()]
    body.tools = [line.strip() for line in text.tools if line.strip()]
    body.how_to_join = text.how_to_join.strip()
    body.is_public = text.is_public
    if isinstance(body, Collective):
        body.cooperative = text.cooperative
    body.save()


@transaction.atomic
def edit_presentation(*, by: Membership, presentation: Presentation) -> Body:
    """Write the presentation again. Raises Refused when the member does not facilitate."""
    places.refuse_unless(policies.can_edit_presentation(by))
    body = policies.body_of(by.space)
    _write(body, presentation)
    journal.record(
        facts.PRESENTATION_CHANGED,
        space=by.space,
        actor=self_of(by),
        about=("core.space", by.space.slug),
        data={"is_public": body.is_public},
    )
    return body


@transaction.atomic
def change_kind(*, by: Membership, kind: str, starts_on: dt.date | None = None) -> KindPeriod:
    """Say that the collective is of another kind from a day on; former kinds keep their dates. Raises Refused."""
    places.refuse_unless(policies.can_edit_presentation(by))
    if not isinstance(policies.body_of(by.space), Collective):
        raise Refused(_("Only a collective has a kind."))
    if kind not in Collective.Kind.values:
        raise Refused(_("Choose a kind."))
    starts = starts_on or clock.today()
    if starts > clock.today():
        raise Refused(_("Choose today or a past day: the kind says what the group is."))
    with scope.use(by.space):
        last = KindPeriod.objects.last()
    if last is not None and last.kind == kind:
        raise Refused(_("The group is already of this kind."))
    if last is not None and starts < last.starts_on:
        raise Refused(_("This day comes before the last change of kind."))
    return _add_kind(by, kind, starts)


def _add_kind(by: Membership, kind: str, starts_on: dt.date) -> KindPeriod:
    if kind not in Collective.Kind.values:
        raise Refused(_("Choose a kind."))
    period = KindPeriod(space=by.space, kind=kind, starts_on=starts_on)
    period.save()
    journal.record(
        facts.KIND_CHANGED,
        space=by.space,
        actor=self_of(by),
        about=("core.space", by.space.slug),
        data={"kind": kind, "from": starts_on.isoformat()},
    )
    return period


@transaction.atomic
def define_group(*, by: Membership, text: str, since: dt.date | None = None) -> Definition:
    """Add a definition; the former ones are kept with their dates. Raises Refused."""
    places.refuse_unless(policies.can_edit_presentation(by))
    text = "\n".join(line.rstrip() for line in text.strip().splitlines())
    if not text:
        raise Refused(_("Write the definition."))
    day = since or clock.today()
    if day > clock.today():
        raise Refused(_("Choose today or a past day: the definition says what the group is."))
    # Definitions are numbered one after the other.
    places.hold(by.space)
    with scope.use(by.space):
        last = Definition.objects.last()
    if last is not None and last.text == text:
        raise Refused(_("This is word for word the present definition."))
    if last is not None and day < last.since:
        raise Refused(_("This day comes before the last definition."))
    definition = Definition(space=by.space, position=(last.position if last else 0) + 1, text=text, since=day)
    definition.save()
    journal.record(
        facts.DEFINITION_ADOPTED,
        space=by.space,
        actor=self_of(by),
        about=("governance.definition", definition.position),
        data={"since": day.isoformat()},
    )
    return definition


@transaction.atomic
def open_link(
    *,
    by: Membership,
    around: Space,
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
    dues_cents: int | None = None,
) -> BodyLink:
    """Record that the group belongs to a network or a territory, from a day on, with its dues. Raises Refused."""
    places.refuse_unless(policies.can_edit_presentation(by))
    starts = starts_on or clock.today()
    if around.pk == by.space_id:
        raise Refused(_("A group cannot belong to itself."))
    if around.kind not in {Space.Kind.NETWORK, Space.Kind.TERRITORY}:
        raise Refused(_("A group belongs to networks and territories."))
    if ends_on is not None and ends_on < starts:
        raise Refused(_("A link cannot end before it starts."))
    places.hold(by.space)
    if BodyLink.objects.filter(inside=by.space_id, around=around, ends_on=None).exists():
        raise Refused(_("The group already belongs to this body."))
    link = BodyLink.objects.create(
        inside=by.space, around=around, starts_on=starts, ends_on=ends_on, dues_cents=dues_cents
    )
    _record_link(facts.LINK_OPENED, link, by)
    return link


@transaction.atomic
def end_link(*, by: Membership, link: BodyLink, on: dt.date | None = None) -> BodyLink:
    """Say on which day the group leaves the other body; either side may say it. Raises Refused."""
    places.refuse_unless(policies.can_edit_presentation(by) and by.space_id in {link.inside_id, link.around_id})
    day = on or clock.today()
    if day < link.starts_on:
        raise Refused(_("A link cannot end before it starts."))
    link.ends_on = day
    link.save(update_fields=["ends_on"])
    _record_link(facts.LINK_ENDED, link, by)
    return link


def _record_link(name: str, link: BodyLink, by: Membership) -> None:
    journal.record(
        name,
        space=by.space,
        actor=self_of(by),
        about=("governance.link", link.pk),
        data={
            "inside": link.inside_id,
            "around": link.around_id,
            "from": link.starts_on.isoformat(),
            "until": link.ends_on.isoformat() if link.ends_on else None,
            "dues_cents": link.dues_cents,
        },
    )
