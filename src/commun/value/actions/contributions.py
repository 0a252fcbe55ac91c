"""Verbs about what each brings: written, corrected the other way, acknowledged by a peer. Nothing is ever changed."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.words import one_line, short_enough
from commun.governance.actions.places import locked, refuse_unless_awake, self_of
from commun.governance.models import Membership
from commun.ui.dates import day
from commun.value import book_rows, quantities
from commun.value.journal import contributions as facts
from commun.value.models import Acknowledgement, Contribution, ContributionKind, JointWork
from commun.value.policies.contributions import can_acknowledge
from commun.value.queries.contributions import Window, window_of, works_for

LONGEST_WORDS, LONGEST_SOURCE = 300, 80
# The form that was sent: the same one twice is one contribution.
FORM = "form"
CORRECTION, INSTEAD = "correction", "instead"


@dataclass(frozen=True)
class Bringing:
    """What somebody says they brought. ``quantity``: in the smallest part of the kind's measure.

    ``source``: where it was seen or sent from, « kind:reference », the same for the same thing.
    """

    kind: ContributionKind | None
    quantity: int
    on: dt.date
    words: str = ""
    work: JointWork | None = None
    source: str = ""


@transaction.atomic
def write_contribution(*, by: Membership, bringing: Bringing) -> Contribution:
    """Write down what one brought to the group; the same source twice is written once. Raises Refused."""
    refuse_unless_awake(by, by.space_id)
    member = locked(by)
    known = written_from(member, bringing.source)
    if known is not None:
        return same_or_refused(known, bringing)
    refuse_unless_true(member, bringing, held_window(member))
    row = new_row(member, bringing)
    row.save()
    tell(facts.WRITTEN, row, member)
    return row


def held_window(member: Membership) -> Window:
    """The days that a contribution may have, true until the end of the transaction: no period is closed meanwhile."""
    journal.hold(member.space)
    book_rows.hold_money(member.space_id)
    return window_of(member)


def written_from(member: Membership, source: str) -> Contribution | None:
    """What the member wrote, or declined, from this source. 1 query."""
    if not source:
        return None
    with scope.use(member.space_id):
        rows = Contribution.objects.select_related("space", "kind", "membership__person")
        return rows.filter(membership=member, source=source, corrects=None).first()


def same_or_refused(known: Contribution, bringing: Bringing) -> Contribution:
    """The row written already, when it says the same. Raises Refused."""
    told = (bringing.kind.pk if bringing.kind else None, bringing.quantity, bringing.on)
    if (known.kind_id, known.quantity, known.on) != told:
        raise Refused(_("This was sent already, with something else: look at what is written before writing more."))
    return known


def refuse_unless_true(
    member: Membership, bringing: Bringing, window: Window, works: Collection[int] | None = None
) -> None:
    """Raises Refused for a kind, a quantity, a day or a work that cannot be.

    ``works``: those in which the member takes part, when they were asked for already.
    """
    kind = bringing.kind
    if kind is None or kind.space_id != member.space_id or kind.retired_on is not None:
        raise Refused(_("Choose a kind that the group uses: new ones are chosen by decision."))
    quantities.check(bringing.quantity, kind.measure)
    short_enough(bringing.words, LONGEST_WORDS)
    refuse_unless_day(bringing.on, window)
    if bringing.work is not None:
        open_works = [work.pk for work in works_for(member)] if works is None else works
        if bringing.work.pk not in open_works:
            raise Refused(_("You do not take part in this joint work, or it is over."))


def refuse_unless_day(on: dt.date, window: Window) -> None:
    """Raises Refused for a day to come, before the arrival, too old, or of a closed period."""
    if on > window.last:
        raise Refused(_("This day is still to come: write what is done."))
    if on < window.joined:
        said = _("You came into the group on %(day)s: what you did before stays outside.")
        raise Refused(said % {"day": day(window.joined, year=True)})
    if window.closed_until is not None and on <= window.closed_until:
        said = _("The accounts are closed until %(day)s: nothing more is written in that time.")
        raise Refused(said % {"day": day(window.closed_until, year=True)})
    if on < window.first:
        raise Refused(_("This was more than a year ago: speak of it with the group instead."))


def new_row(member: Membership, bringing: Bringing, state: str = Contribution.State.CONFIRMED) -> Contribution:
    """The row, not saved."""
    return Contribution(
        space=member.space,
        membership=member,
        kind=bringing.kind,
        work=bringing.work,
        on=bringing.on,
        quantity=bringing.quantity,
        words=one_line(bringing.words),
        source=bringing.source[:LONGEST_SOURCE],
        state=state,
        written_at=clock.now(),
    )


def data_of(row: Contribution) -> dict[str, str | int]:
    """What the chain keeps of it: no words."""
    return {
        "kind": row.kind.ref if row.kind else "",
        "quantity": row.quantity,
        "on": row.on.isoformat(),
        "work": row.work.ref if row.work else "",
        "source": row.source,
    }


def tell(fact: str, row: Contribution, by: Membership, **more: str) -> None:
    """Record it."""
    about = (facts.CONTRIBUTION, row.ref)
    journal.record(fact, space=by.space, actor=self_of(by), about=about, data=data_of(row) | more)


@transaction.atomic
def correct_contribution(
    *, by: Membership, contribution: Contribution, why: str, quantity: int = 0
) -> list[Contribution]:
    """Write the same thing the other way, with the reason; then what it should have been, if anything.

    One's own only; a correction is not corrected. It has the day of what it corrects, or today when that period is
    closed. Raises Refused.
    """
    refuse_unless_awake(by, contribution.space_id)
    member, why = locked(by), one_line(why)
    row = _own(member, contribution)
    if row.corrects_id is not None:
        raise Refused(_("A correction is not corrected: write what is right on a new line."))
    if not why:
        raise Refused(_("Say why: the others will read it beside."))
    short_enough(why, LONGEST_WORDS)
    window = held_window(member)
    is_closed = window.closed_until is not None and row.on <= window.closed_until
    on = clock.today() if is_closed else row.on
    made = [new_row(member, Bringing(row.kind, -row.quantity, on, why, row.work, source=f"{CORRECTION}:{row.ref}"))]
    made[0].corrects = row
    if quantity:
        quantities.check(quantity, row.kind.measure if row.kind else "")
        made.append(new_row(member, Bringing(row.kind, quantity, on, row.words, row.work, f"{INSTEAD}:{row.ref}")))
    for one in made:
        one.save()
        tell(facts.CORRECTED if one.corrects_id else facts.WRITTEN, one, member, corrects=row.ref)
    return made


def _own(member: Membership, contribution: Contribution) -> Contribution:
    """The row as it is, one's own and not corrected yet. Raises Refused."""
    with scope.use(member.space_id):
        rows = Contribution.objects.select_related("space", "kind", "work", "membership__person")
        row = rows.filter(pk=contribution.pk, membership=member, state=Contribution.State.CONFIRMED).first()
        if row is None:
            raise Refused(_("One corrects one’s own contributions only."))
        if Contribution.objects.filter(corrects=row).exists():
            raise Refused(_("This was corrected already."))
    return row


@transaction.atomic
def acknowledge(*, by: Membership, contribution: Contribution) -> None:
    """A peer says that they saw it; saying it twice is saying it once. Raises Refused."""
    _refuse_unless_peer(by, contribution)
    with scope.use(by.space_id):
        if Contribution.objects.filter(corrects=contribution).exists():
            raise Refused(_("This was corrected: there is nothing to acknowledge any more."))
        _row, is_new = Acknowledgement.objects.get_or_create(
            space_id=by.space_id, contribution=contribution, membership=by, defaults={"at": clock.now()}
        )
    if is_new:
        tell(facts.ACKNOWLEDGED, contribution, by)


@transaction.atomic
def take_acknowledgement_back(*, by: Membership, contribution: Contribution) -> None:
    """Take it back; nothing happens when there was none. Raises Refused."""
    _refuse_unless_peer(by, contribution)
    with scope.use(by.space_id):
        gone, _rows = Acknowledgement.objects.filter(contribution=contribution, membership=by).delete()
    if gone:
        tell(facts.UNACKNOWLEDGED, contribution, by)


def _refuse_unless_peer(by: Membership, contribution: Contribution) -> None:
    refuse_unless_awake(by, contribution.space_id)
    if not can_acknowledge(by, contribution):
        raise Refused(_("Others acknowledge what one brings: nobody does it for themselves."))
