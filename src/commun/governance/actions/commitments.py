"""Verbs about commitments: taken in one frame, from a day to another, by the member alone."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import clock, journal
from commun.core.errors import Refused
from commun.core.words import one_line
from commun.governance import journal as facts
from commun.governance.actions import places
from commun.governance.models import Commitment, Membership

ABOUT = "governance.commitment"
LONGEST_LABEL = 200


@transaction.atomic
def take_commitment(
    *,
    member: Membership,
    label: str,
    frame: str = Commitment.Frame.GROUP,
    frame_ref: str = "",
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
) -> Commitment:
    """Commit oneself in a frame; ``frame_ref`` is the frame's opaque reference (a notice's ref, a project's ...).

    Raises Refused when the person is not in the group, or when it would end before it starts.
    """
    row = places.locked(member)
    starts = starts_on or clock.today()
    if not row.is_current:
        raise Refused(_("Only people of the group take commitments in it."))
    if frame not in Commitment.Frame.values:
        raise Refused(_("Choose where this commitment holds."))
    said = one_line(label, LONGEST_LABEL)
    if not said:
        raise Refused(_("Say in a few words what you commit to."))
    if ends_on is not None and ends_on < starts:
        raise Refused(_("A commitment cannot end before it starts."))
    commitment = Commitment(
        space=row.space,
        membership=row,
        frame=frame,
        frame_ref=frame_ref,
        label=said,
        starts_on=starts,
        ends_on=ends_on,
    )
    commitment.save()
    _record(facts.COMMITMENT_TAKEN, commitment)
    return commitment


@transaction.atomic
def end_commitment(*, member: Membership, commitment: Commitment, on: dt.date | None = None) -> Commitment:
    """End one's commitment on a day (today by default), which is its last. Raises Refused."""
    row = places.locked(member)
    day = on or clock.today()
    if commitment.membership_id != row.pk:
        raise Refused(_("This commitment is not yours."))
    if commitment.ends_on is not None and commitment.ends_on < clock.today():
        raise Refused(_("This commitment has already ended."))
    if day < clock.today():
        raise Refused(_("This day is past: choose today or a day to come."))
    # One that has not begun never will.
    commitment.ends_on = day if commitment.starts_on <= day else commitment.starts_on - dt.timedelta(days=1)
    commitment.save(update_fields=["ends_on"])
    _record(facts.COMMITMENT_ENDED, commitment)
    return commitment


def _record(name: str, commitment: Commitment) -> None:
    journal.record(
        name,
        space=commitment.space,
        actor=places.self_of(commitment.membership),
        about=(ABOUT, commitment.pk),
        data={
            "person": commitment.membership.person_id,
            "frame": commitment.frame,
            "frame_ref": commitment.frame_ref,
            "from": commitment.starts_on.isoformat(),
            "until": commitment.ends_on.isoformat() if commitment.ends_on else None,
        },
    )
