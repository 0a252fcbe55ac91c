"""Small worlds for tests: people and groups made directly, without going through the doors under test."""

import itertools
from dataclasses import dataclass
from typing import Any

from commun.core import clock
from commun.core.models import Space
from commun.governance.models import Collective, Membership
from commun.people.models import Person

_numbers = itertools.count(1)


@dataclass
class Group:
    """A collective with Alice and Bob in it, and Chloé outside."""

    space: Space
    alice: Membership
    bob: Membership
    chloe: Person


def make_person(name: str = "Dominique", **fields: Any) -> Person:
    """A person with an address of their own."""
    number = next(_numbers)
    fields.setdefault("email", f"personne{number}@exemple.test")
    fields.setdefault("joined_at", clock.now())
    return Person.objects.create(name=name, sort_key=name.casefold(), **fields)


def make_space(name: str = "Démarches participatives", slug: str = "", **fields: Any) -> Space:
    """A collective's space."""
    slug = slug or f"groupe-{next(_numbers)}"
    space = Space.objects.create(slug=slug, name=name, kind=Space.Kind.COLLECTIVE, created_at=clock.now())
    Collective.objects.create(space=space, **fields)
    return space


def make_member(space: Space, person: Person, state: str = "member", **fields: Any) -> Membership:
    """A membership in ``state``."""
    membership = Membership(space=space, person=person, state=state, since=clock.today(), **fields)
    membership.save()
    return membership


def make_group() -> Group:
    """See Group."""
    space = make_space()
    alice = make_member(space, make_person("Alice Martin"), role="facilitator")
    bob = make_member(space, make_person("Bob Durand"))
    return Group(space, alice, bob, make_person("Chloé Petit"))
