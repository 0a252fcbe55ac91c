"""A group made through the doors, so that its journal knows everything."""

from commun.governance import actions
from commun.governance.models import Membership
from commun.governance.tokens import token_of
from commun.people.models import Person
from tests.support import world


def found(name: str = "Démarches participatives", **fields: object) -> Membership:
    """A collective founded by an operator who facilitates it."""
    person = world.make_person("Alice Martin", is_operator=True)
    return actions.found_group(person=person, group=actions.NewGroup(name=name, **fields))  # type: ignore[arg-type]


def bring_in(host: Membership, person: Person) -> Membership:
    """The person accepts a link of the host."""
    invitation = actions.open_invitation_link(by=host, quota=1)
    arrival = actions.accept_invitation(token=token_of(invitation), person=person)
    assert arrival.membership is not None
    return arrival.membership


def member(host: Membership, name: str = "Bob Durand") -> Membership:
    """A new person who comes in by a link."""
    return bring_in(host, world.make_person(name))


def again(membership: Membership) -> Membership:
    """The row as the database has it now."""
    return Membership._base_manager.select_related("person", "space").get(pk=membership.pk)
