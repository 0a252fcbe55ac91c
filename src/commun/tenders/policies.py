"""Who may do what with notices and with what the group says of them."""

from commun.core import clock
from commun.core.errors import NotFound
from commun.core.models import Space
from commun.governance import policies as governance
from commun.governance.models import Membership
from commun.people.models import Person
from commun.tenders.models import BuyerTerm, Need, Notice

# The act that an article of the charter may ask to have accepted (governance.gates).
DECLARE = "tenders.declare_intention"


def notice_for(member: Membership | None, ref: str) -> Notice:
    """The notice ``ref``, for a current member; NotFound otherwise. One query.

    A notice that was joined to another is found under its former reference too (one query more).
    """
    if member is None or not member.is_current:
        raise NotFound
    notice = Notice.objects.filter(ref=ref).first() or Notice.objects.filter(thread_keys__key=f"ref:{ref}").first()
    if notice is None:
        raise NotFound
    return notice


def need_for(member: Membership, notice: Notice, ref: str) -> Need:
    """A need that the member's group wrote on this notice. One query."""
    need = Need.objects.filter(notice=notice, ref=ref, space=member.space_id).first() if member.is_current else None
    if need is None:
        raise NotFound
    return need


def term_for(member: Membership, notice: Notice, ref: str) -> BuyerTerm:
    """A term of the buyer that the member's group wrote on this notice. One query."""
    rows = BuyerTerm.objects.filter(notice=notice, ref=ref, space=member.space_id)
    term = rows.first() if member.is_current else None
    if term is None:
        raise NotFound
    return term


def can_mark(person: Person) -> bool:
    """Keep or hide a notice for oneself."""
    return person.is_active


def can_declare(member: Membership) -> bool:
    """Say an intention, write the needs, move a notice on the board: every member, awake or dormant."""
    return member.is_current


def can_answer(notice: Notice) -> bool:
    """The notice still takes new intentions."""
    return notice.is_open_at(clock.now())


def can_see_network(member: Membership) -> bool:
    """Animators and facilitators of a network or a territory read what its groups did, aggregated."""
    is_around = member.space.kind in {Space.Kind.NETWORK, Space.Kind.TERRITORY}
    has_role = member.role in {Membership.Role.ANIMATOR, Membership.Role.FACILITATOR}
    is_over = member.role_ends_on is not None and member.role_ends_on < clock.today()
    holds = member.is_current and has_role and not is_over
    # A mandate gives the same, as long as one is awake (O1).
    return is_around and (holds or governance.has_role(member))
