"""Say what one would do of a need of a notice, change it, take it back. The group sees it at once."""

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import clock, journal
from commun.core.errors import Refused
from commun.governance.models import Membership
from commun.governance.policies import charter
from commun.people.models import Person
from commun.tenders import policies
from commun.tenders.actions.needs import find_need
from commun.tenders.models import Intention, Need, Notice

MOST_HOURS = 5000


@transaction.atomic
def declare_intention(
    *, member: Membership, notice: Notice, need: str, stance: str, hours: int | None = None, note: str = ""
) -> Intention:
    """Carry, contribute, watch or pass on one need; saying it again changes it, saying the same changes nothing.

    ``need`` is a key as in ``actions.needs.find_need``; the group's needs are written at the first intention.
    Raises Refused when the notice takes no answer any more or the stance is unknown.
    """
    if not policies.can_declare(member):
        raise Refused(_("Only members of the group may do this."))
    if stance != Intention.Stance.PASS:
        # Saying no joins nothing.
        charter.refuse_behind_gate(member, policies.DECLARE)
    _check_open(notice)
    if stance not in Intention.Stance.values:
        raise Refused(_("Choose what you would do: carry, contribute, keep an eye on it or pass."))
    journal.hold(member.space)
    row = find_need(member=member, notice=notice, key=need)
    said = {"stance": stance, "hours": _clean_hours(hours, stance), "note": note.replace("\x00", "").strip()[:500]}
    before = Intention.objects.select_for_update().filter(need=row, member=member).first()
    if before is not None and all(getattr(before, name) == value for name, value in said.items()):
        return before
    intention, _is_new = Intention.objects.update_or_create(
        space_id=member.space_id, need=row, member=member, defaults=said | {"declared_at": clock.now()}
    )
    name = "tenders.intention.declared" if before is None else "tenders.intention.changed"
    _record(name, member, notice, row, {"stance": stance, "hours": said["hours"]})
    return intention


@transaction.atomic
def withdraw_intention(*, member: Membership, notice: Notice, need: str) -> bool:
    """Take one's word back; says whether there was one. Possible even once the notice is closed."""
    journal.hold(member.space)
    intention = (
        Intention.objects.select_for_update(of=("self",))
        .select_related("need")
        .filter(member=member, need__notice=notice, need__ref=need)
        .first()
    )
    if intention is None:
        return False
    intention.delete()
    _record("tenders.intention.withdrawn", member, notice, intention.need, {})
    return True


@transaction.atomic
def erase_notes(*, person: Person) -> None:
    """Blank the personal notes of a person who leaves for good; call inside ``scope.everywhere``.

    The stances stay: they are part of the group's history, under the name that the membership shows.
    """
    Intention.objects.filter(member__person=person).exclude(note="").update(note="")


def _check_open(notice: Notice) -> None:
    if policies.can_answer(notice):
        return
    if notice.state == Notice.State.CANCELLED:
        raise Refused(_("The buyer cancelled this notice: it takes no intention any more."))
    raise Refused(_("The deadline of this notice is over: it takes no intention any more."))


def _clean_hours(hours: int | None, stance: str) -> int | None:
    """Hours only mean something for who carries or contributes."""
    if hours is None or stance not in {Intention.Stance.CARRY, Intention.Stance.CONTRIBUTE}:
        return None
    return min(max(hours, 0), MOST_HOURS)


def _record(name: str, member: Membership, notice: Notice, need: Need, data: dict[str, object]) -> None:
    journal.record(
        name,
        space=member.space,
        actor=journal.Person(member.person_id),
        about=("notice", notice.ref),
        data={"need": need.ref, **data},
    )
