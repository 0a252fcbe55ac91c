"""The outline as pages show it: each section with its words, and how far the whole is."""

from dataclasses import dataclass

from commun.bids.models import Bid, BidSection
from commun.core import clock, scope
from commun.core.writing import reading
from commun.core.writing.tables import WrittenText


@dataclass(frozen=True)
class SectionLine:
    """A section and how many words it has; ``over``: words above its limit."""

    section: BidSection
    word_count: int
    text: WrittenText | None

    @property
    def over(self) -> int:
        """Words beyond the limit; 0 within it."""
        most = self.section.words_most
        return max(0, self.word_count - most) if most else 0

    @property
    def is_late(self) -> bool:
        """Its day is over and it is not ready."""
        due = self.section.due_on
        return due is not None and due < clock.today() and self.section.state != BidSection.State.READY


@dataclass(frozen=True)
class Outline:
    """All sections, words in all, how many are ready; ``late``: those taken out in which words arrived since."""

    lines: list[SectionLine]
    late: tuple[BidSection, ...] = ()

    @property
    def word_count(self) -> int:
        """Words of the whole."""
        return sum(line.word_count for line in self.lines)

    @property
    def ready_count(self) -> int:
        """Sections that are ready."""
        return sum(line.section.state == BidSection.State.READY for line in self.lines)

    @property
    def is_ready(self) -> bool:
        """There is one, and every section is ready."""
        return bool(self.lines) and self.ready_count == len(self.lines)


def outline_of(bid: Bid) -> Outline:
    """See Outline. 2 queries, whatever the number of sections (one more for each text written in just now)."""
    with scope.use(bid.space_id):
        rows = BidSection.everything.filter(bid=bid).select_related("owner__membership__person", "owner__person")
        sections = list(rows)
        refs = [section.ref for section in sections]
        found = WrittenText.objects.filter(kind=BidSection.TEXT_KIND, reference__in=refs).select_related("space")
        texts = {text.reference: text for text in found}
        lines = [_line(section, texts.get(section.ref)) for section in sections]
    standing = [line for line in lines if line.section.removed_at is None]
    return Outline(standing, tuple(line.section for line in lines if line.section.removed_at and line.word_count))


def _line(section: BidSection, text: WrittenText | None) -> SectionLine:
    return SectionLine(section, reading.shown(text).word_count if text is not None else 0, text)
