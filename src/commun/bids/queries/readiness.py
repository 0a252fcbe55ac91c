"""What keeps an answer from being frozen, and what is said before sending without keeping from it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.bids.models import Bid, BidFile
from commun.bids.queries import legal_form
from commun.bids.queries.buyer_asks import lacks_of
from commun.bids.queries.dossier import blocking_counts, lacks_lead, operators_of
from commun.bids.queries.sections import Outline, outline_of
from commun.core import clock, scope


@dataclass(frozen=True)
class Readiness:
    """Sentences: what must be settled first, and what the team should know."""

    obstacles: list[str]
    warnings: list[str]

    @property
    def is_ready(self) -> bool:
        """Nothing keeps it from being frozen."""
        return not self.obstacles


def readiness_of(bid: Bid, outline: Outline | None = None) -> Readiness:
    """See Readiness. At most 18 queries, whatever the size of the team."""
    sheet = legal_form.form_sheet(bid)
    split = legal_form.split_of(bid, sheet)
    obstacles = list(sheet.missing)
    if sheet.proposal.proposed is not None and bid.form not in sheet.proposal.possible:
        obstacles.append(_("The legal form is not chosen."))
    if sheet.proposal.is_group and lacks_lead(operators_of(bid)):
        obstacles.append(no_lead())
    if split.is_required:
        obstacles += [_("Split: %(fault)s") % {"fault": fault} for fault in split.faults]
    outline = outline if outline is not None else outline_of(bid)
    return Readiness(obstacles, [*sheet.warnings, *_about(outline), *lacks_of(bid), *_papers(bid), *_late(bid)])


def no_lead() -> str:
    """What a group without a lead must do."""
    return _(
        "Nobody leads the group any more (mandataire), and the program chooses nobody: have the group decide on the "
        "roles again."
    )


def _about(outline: Outline) -> list[str]:
    left = len(outline.lines) - outline.ready_count
    said = []
    if not outline.lines:
        said.append(_("No technical proposal is written here."))
    if outline.late:
        titles = ", ".join(section.title for section in outline.late)
        said.append(_("Words arrived in a section that was taken out: %(titles)s.") % {"titles": titles})
    if left:
        sentence = ngettext("%(count)s section is not ready.", "%(count)s sections are not ready.", left)
        said.append(sentence % {"count": left})
    over = [line.section.title for line in outline.lines if line.over]
    if over:
        said.append(_("Too long: %(titles)s.") % {"titles": ", ".join(over)})
    return said


def _papers(bid: Bid) -> list[str]:
    """Papers that a buyer would refuse, and a folder without a price. 4 queries."""
    said = []
    count = blocking_counts([bid])[bid.pk]
    if count:
        sentence = ngettext(
            "%(count)s paper is missing or would be out of date: see the folder.",
            "%(count)s papers are missing or would be out of date: see the folder.",
            count,
        )
        said.append(sentence % {"count": count})
    with scope.use(bid.space_id):
        if not BidFile.objects.filter(bid=bid, use=BidFile.Use.PRICE, removed_at=None).exists():
            said.append(_("No price is in the folder."))
    return said


def _late(bid: Bid) -> list[str]:
    if not bid.notice.is_over_at(clock.now()):
        return []
    return [_("The deadline is over: platforms no longer take an answer.")]
