"""The needs of a notice as a group reads them: listed at the first write, then edited by members."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from commun.core import journal
from commun.core.errors import Refused
from commun.core.models import Space
from commun.governance.models import Membership
from commun.tenders import policies
from commun.tenders.models import Lot, Need, Notice, whole_label

WHOLE = "whole"
LOT_PREFIX = "lot:"
MOST_NEEDS = 300
HEAVIEST = 3


@transaction.atomic
def settle_needs(*, member: Membership, notice: Notice) -> list[Need]:
    """Write the needs that follow from the notice (one per lot, else the whole) unless they already stand.

    A lot that a correction added becomes one more need. Two members at once make the rows only once.
    """
    _check(member)
    space = Space.objects.get(pk=member.space_id)
    needs = list(Need.objects.filter(notice=notice, space=space))
    known = {need.lot_number for need in needs if need.lot_number}
    lots = [lot for lot in Lot.objects.filter(notice=notice) if lot.number not in known]
    wanted = [(lot.title[:300] or lot.number, lot.number) for lot in lots]
    if not needs and not wanted:
        wanted = [("", "")]
    if wanted:
        first = max((need.position for need in needs), default=0) + 1
        rows = [
            Need(space=space, notice=notice, position=position, label=label, lot_number=number)
            for position, (label, number) in enumerate(wanted, start=first)
        ]
        # Of two members at once, the second waits here, then finds the positions taken.
        Need.objects.bulk_create(rows, ignore_conflicts=True)
        _record("tenders.needs.settled", member, notice, {"count": len(rows)})
        needs = list(Need.objects.filter(notice=notice, space=space))
    return needs


@transaction.atomic
def add_need(*, member: Membership, notice: Notice, label: str, weight: int = 1) -> Need:
    """One more need. Raises Refused when it has no name, already stands, or there are too many."""
    needs = settle_needs(member=member, notice=notice)
    label = _clean_label(label)
    if any(need.name.casefold() == label.casefold() for need in needs):
        raise Refused(_("This need is already listed."))
    if len(needs) >= MOST_NEEDS:
        raise Refused(_("There are already many needs: group some of them first."))
    last = Need.objects.filter(notice=notice, space=member.space_id).aggregate(last=Max("position"))["last"] or 0
    need = Need.objects.create(
        space_id=member.space_id, notice=notice, position=last + 1, label=label, weight=_clean_weight(weight)
    )
    _record("tenders.need.added", member, notice, {"need": need.ref})
    return need


@transaction.atomic
def change_need(*, member: Membership, notice: Notice, key: str, label: str, weight: int = 1) -> Need:
    """Give a need another name or weight; ``key`` as in ``find_need``."""
    need = find_need(member=member, notice=notice, key=key)
    label, weight = _clean_label(label), _clean_weight(weight)
    if not need.label and label == whole_label():
        label = ""
    if (need.label, need.weight) != (label, weight):
        need.label, need.weight = label, weight
        need.save(update_fields=["label", "weight"])
        _record("tenders.need.changed", member, notice, {"need": need.ref})
    return need


@transaction.atomic
def remove_need(*, member: Membership, notice: Notice, ref: str) -> None:
    """Remove a need that the group added and about which nobody said anything."""
    _check(member)
    need = policies.need_for(member, notice, ref)
    if need.lot_number:
        raise Refused(_("This need is a lot of the notice: it can be renamed, not removed."))
    if need.intentions.exists():
        raise Refused(_("Somebody said an intention on this need: it stays."))
    if not Need.objects.filter(notice=notice, space=member.space_id).exclude(pk=need.pk).exists():
        raise Refused(_("A notice keeps at least one need."))
    need.delete()
    _record("tenders.need.removed", member, notice, {"need": ref})


def find_need(*, member: Membership, notice: Notice, key: str) -> Need:
    """The need named by its reference, or by « lot:2 » or « whole » while rows were not written yet.

    Raises Refused when the notice has no such need.
    """
    needs = settle_needs(member=member, notice=notice)
    for need in needs:
        if need.ref == key or (key.startswith(LOT_PREFIX) and need.lot_number == key.removeprefix(LOT_PREFIX) != ""):
            return need
    if key == WHOLE and needs:
        return needs[0]
    raise Refused(_("This need no longer exists: choose another one."))


def _check(member: Membership) -> None:
    if not policies.can_declare(member):
        raise Refused(_("Only members of the group may do this."))


def _clean_label(label: str) -> str:
    cleaned = " ".join(label.replace("\x00", "").split())[:300]
    if not cleaned:
        raise Refused(_("Give this need a name."))
    return cleaned


def _clean_weight(weight: int) -> int:
    return min(max(int(weight), 1), HEAVIEST)


def _record(name: str, member: Membership, notice: Notice, data: dict[str, str | int]) -> None:
    journal.record(
        name, space=member.space, actor=journal.Person(member.person_id), about=("notice", notice.ref), data=data
    )
