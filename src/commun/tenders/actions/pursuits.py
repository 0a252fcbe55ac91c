"""Where the group stands on a notice: moved by people, never by the clock."""

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import clock, journal
from commun.core.errors import Refused
from commun.core.words import one_line
from commun.governance.models import Membership
from commun.tenders import policies
from commun.tenders.models import Notice, Pursuit


@transaction.atomic
def move_pursuit(*, member: Membership, notice: Notice, stage: str, reason: str = "") -> Pursuit:
    """Put the notice in another column of the board. Letting go asks for a reason, which the group reads.

    Raises Refused for an unknown stage, a missing reason, or « going for it » on a notice that takes no answer.
    """
    if not policies.can_declare(member):
        raise Refused(_("Only members of the group may do this."))
    if stage not in Pursuit.Stage.values:
        raise Refused(_("This stage is not known."))
    reason = one_line(reason)[:300]
    if stage == Pursuit.Stage.LET_GO and not reason:
        raise Refused(_("Say in a few words why the group lets it go: others will learn from it."))
    if stage in {Pursuit.Stage.STUDIED, Pursuit.Stage.GOING} and not policies.can_answer(notice):
        raise Refused(_("This notice takes no answer any more: it can only be let go."))
    pursuit = _pursuit_of(member, notice)
    kept_reason = reason if stage == Pursuit.Stage.LET_GO else ""
    if (pursuit.stage, pursuit.reason) == (stage, kept_reason):
        return pursuit
    before = pursuit.stage
    pursuit.stage, pursuit.reason, pursuit.changed_at = stage, kept_reason, clock.now()
    pursuit.save()
    journal.record(
        "tenders.pursuit.moved",
        space=member.space,
        actor=journal.Person(member.person_id),
        about=("notice", notice.ref),
        data={"before": before, "stage": stage},
        words={"reason": kept_reason},
    )
    return pursuit


@transaction.atomic
def hold_notice(*, member: Membership, notice: Notice) -> Pursuit:
    """Take care of a notice for the group: the one to ask. Refused when somebody else already does."""
    if not policies.can_declare(member):
        raise Refused(_("Only members of the group may do this."))
    pursuit = _pursuit_of(member, notice)
    if pursuit.holder_id == member.pk:
        return pursuit
    if pursuit.holder_id is not None:
        raise Refused(_("Somebody already takes care of this notice."))
    pursuit.holder, pursuit.changed_at = member, clock.now()
    pursuit.save()
    _record_holding("tenders.pursuit.held", member, notice)
    return pursuit


@transaction.atomic
def release_notice(*, member: Membership, notice: Notice) -> bool:
    """Stop taking care of it; says whether one did."""
    pursuit = Pursuit.objects.select_for_update().filter(notice=notice, space=member.space_id, holder=member).first()
    if pursuit is None:
        return False
    pursuit.holder, pursuit.changed_at = None, clock.now()
    pursuit.save()
    _record_holding("tenders.pursuit.released", member, notice)
    return True


def _pursuit_of(member: Membership, notice: Notice) -> Pursuit:
    """The group's row on this notice, locked; a new one starts in the first column."""
    Pursuit.objects.bulk_create(
        [Pursuit(space_id=member.space_id, notice=notice, stage=Pursuit.Stage.NEW, changed_at=clock.now())],
        ignore_conflicts=True,
    )
    return Pursuit.objects.select_for_update().get(notice=notice, space=member.space_id)


def _record_holding(name: str, member: Membership, notice: Notice) -> None:
    journal.record(name, space=member.space, actor=journal.Person(member.person_id), about=("notice", notice.ref))
