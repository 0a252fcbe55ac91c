"""What keeps an answer from being frozen, and what is said before sending without keeping from it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.bids.models import Bid
from commun.bids.queries import legal_form
from commun.bids.queries.sections import Outline, outline_of
from commun.core import clock


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
    """See Readiness. At most 10 queries, whatever the size of the team."""
    sheet = legal_form.form_sheet(bid)
    split = legal_form.split_of(bid, sheet.proposal)
    obstacles = list(sheet.missing)
    if sheet.proposal.proposed is not None and bid.form not in sheet.proposal.possible:
        obstacles.append(_("The legal form is not chosen."))
    if split.is_required:
        obstacles += [_("Split: %(fault)s") % {"fault": fault} for fault in split.faults]
    outline = outline if outline is not None else outline_of(bid)
    return Readiness(obstacles, [*sheet.warnings, *_about(outline), *_late(bid)])


def _about(outline: Outline) -> list[str]:
    left = len(outline.lines) - outline.ready_count
    said = []
    if not outline.lines:
        said.append(_("No technical proposal is written here."))
    if left:
        sentence = ngettext("%(count)s section is not ready.", "%(count)s sections are not ready.", left)
        said.append(sentence % {"count": left})
    over = [line.section.title for line in outline.lines if line.over]
    if over:
        said.append(_("Too long: %(titles)s.") % {"titles": ", ".join(over)})
    return said


def _late(bid: Bid) -> list[str]:
    deadline = bid.notice.deadline_at
    if deadline is None or deadline > clock.now():
        return []
    return [_("The deadline is over: platforms no longer take an answer.")]
